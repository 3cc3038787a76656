"""Registers the staff back office with Django."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class FrameConfig(admin_apps.AdminConfig):
    """Django's admin, with our frame as its site."""

    default = False
    default_site = "zhiqiao.backoffice.site.BackofficeSite"

    def ready(self) -> None:
        """Find all tables, then put ours in the place of the jobs'."""
        super().ready()
        from zhiqiao.backoffice.results import show_jobs

        show_jobs()


class BackofficeConfig(AppConfig):
    """Looks and code lists for staff; anything with a rule calls a service."""

    default = True
    name = "zhiqiao.backoffice"
    verbose_name = _("Back office")

    def ready(self) -> None:
        """Name the columns once all tables are known."""
        from zhiqiao.backoffice.labels import name_columns, name_jobs

        name_columns()
        name_jobs()
