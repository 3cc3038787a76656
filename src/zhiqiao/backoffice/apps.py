"""Registers the staff back office with Django."""

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """Looks and code lists for staff; anything with a rule calls a service."""

    name = "zhiqiao.backoffice"
