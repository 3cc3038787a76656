"""Registers the web entrance with Django (templates, static files)."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages people use."""

    name = "zhiqiao.web"
