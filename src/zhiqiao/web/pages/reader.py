"""The reader of a page (访问者), as services take one: signed in or not, but never None."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from zhiqiao.records.models import User


def reader(request: HttpRequest) -> User:
    """Who reads. Services tell somebody not signed in by `is_authenticated`; None would be the machine's owner."""
    return cast(User, request.user)
