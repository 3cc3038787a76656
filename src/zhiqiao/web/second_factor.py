"""Holds to the second factor where the site demands one (二次验证): who has none yet is led to set it up first."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from zhiqiao.services import people
from zhiqiao.web.pages.reader import reader

FREE = ("second-factor-own", "logout", "password", "set_language")
"""Pages that can be had without it. The API asks for itself (`api.callers`); keys for programs are not touched."""


class Demanded:
    """Leads a signed-in person to the page on which a second factor is set up, while one is demanded and missing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page, or the way to setting up."""
        if not request.user.is_authenticated or request.path.startswith(("/static/", "/api/")):
            return self.get_response(request)
        if request.path in {reverse(name) for name in FREE} or not people.needs_second_factor(reader(request)):
            return self.get_response(request)
        return redirect("second-factor-own")
