"""Registers the one Django app that owns all tables."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """All tables of Zhiqiao, one linear history of migrations."""

    name = "zhiqiao.records"
    verbose_name = _("Records")
