"""Registers the staff back office with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    """Looks and code lists for staff; anything with a rule calls a service."""

    name = "zhiqiao.backoffice"
    verbose_name = _("Back office")

    def ready(self) -> None:
        """Name the columns once all tables are known."""
        from zhiqiao.backoffice.labels import name_columns

        name_columns()
