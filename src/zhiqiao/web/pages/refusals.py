"""Pages that say no (拒绝与错误页): what was read, why it is refused, how to mend it, and a way on.

The pages for addresses that do not exist and for our own faults are Django's own handlers with our templates.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiqiao.domain.patents import numbers
from zhiqiao.domain.problems import Problem


def refused(request: HttpRequest, problems: list[Problem], status: int = 403) -> HttpResponse:
    """Something was refused: the reasons as sentences, sign-in where that may help."""
    return render(
        request, "pages/refused.html", {"problems": problems, "title": _("This is not possible")}, status=status
    )


def unknown_patent(request: HttpRequest, given: str, problems: list[Problem]) -> HttpResponse:
    """A number that leads to no patent: what was read from it, what is wrong with it, or that it is not here."""
    reading = numbers.read_number(given)
    return render(
        request,
        "pages/unknown_patent.html",
        {
            "given": given,
            "number": reading.number,
            "problems": reading.problems if reading.number is None else problems,
        },
        status=404,
    )
