"""The clock (时钟): today's date in the installation's time zone, asked for in one place so that tests can set it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone


def today() -> date:
    """Today, in the time zone of this installation."""
    return timezone.localdate()
