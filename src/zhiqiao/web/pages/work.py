"""The work page (工作台): every desk a person may sit down at, with what waits there.

Not responsible for the desks themselves. A new desk is one entry in `DESKS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiqiao.records.models import User
from zhiqiao.services import disclosures, people, pool, procedures, upkeep
from zhiqiao.web.pages import differences
from zhiqiao.web.pages.reader import reader


@dataclass(frozen=True)
class Desk:
    """A desk (工作项): the page it opens, its name, what is done there, who has it, and how much waits (None: not
    counted)."""

    page: str
    label: str | Promise
    told: str | Promise
    may: Callable[[User], bool]
    arguments: tuple[str, ...] = ()
    waiting: Callable[[User], int | None] = lambda _user: None

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.page, args=self.arguments)


DESKS: tuple[Desk, ...] = (
    Desk(
        "cases",
        pgettext_lazy("desk", "Inventory"),
        _("File the six items of each patent, review what was filed, see who is late."),
        people.has_desk,
        ("inventory",),
    ),
    Desk(
        "annuities",
        pgettext_lazy("desk", "Annuities"),
        _("What falls due and what it costs, what is late, and which patents to keep, open-license, transfer or drop."),
        upkeep.has_desk,
    ),
    Desk(
        "samples",
        pgettext_lazy("desk", "Inventory samples"),
        _("Draw filed patents by lot, have somebody else look at them again, see how far both agree."),
        people.has_desk,
        ("inventory",),
        procedures.asked_of,
    ),
    Desk(
        "coverage",
        pgettext_lazy("desk", "Inventory coverage"),
        _("How much of the stock has been inventoried, from the nation down to a college."),
        people.has_desk,
        ("inventory",),
    ),
    Desk(
        "grade-changes",
        pgettext_lazy("desk", "What changed"),
        _("Grades of your patents that went up or down, by cause and period, as a list and a workbook."),
        people.has_desk,
    ),
    Desk(
        "high-value",
        pgettext_lazy("desk", "High-value patents"),
        _("How many high-value invention patents there are, by organisation and rule, from the nation down."),
        people.has_desk,
    ),
    Desk(
        "pool-desk",
        pgettext_lazy("desk", "Transformation pool"),
        _("Propose patents by the rule, review listings, see who soon runs out and who left and why."),
        people.has_desk,
        waiting=pool.waiting,
    ),
    Desk(
        "disclosures",
        pgettext_lazy("desk", "Before filing"),
        _("Disclose an invention, evaluate it, decide on filing, and follow it to its patent."),
        people.has_desk,
        waiting=disclosures.waiting,
    ),
    Desk(
        "differences",
        pgettext_lazy("desk", "Differences from the register"),
        _("Fields in which an extract of the register says otherwise than our record: accept or ignore them."),
        differences.may,
        waiting=differences.waiting,
    ),
    Desk(
        "doubts",
        pgettext_lazy("desk", "Parties in doubt"),
        _("Names that may be one and the same organisation or person: you decide."),
        people.has_desk,
    ),
    Desk(
        "people",
        pgettext_lazy("desk", "People and organisations"),
        _("Invite people, give and take roles, add colleges, name who stands in for an inventor who left."),
        lambda user: people.managed_by(user).exists(),
    ),
    Desk(
        "packs",
        pgettext_lazy("desk", "Classification packs"),
        _("Official tables of industries and fields: what is loaded, what is missing, where the file is had."),
        people.has_desk,
    ),
    Desk(
        "class-suggest",
        pgettext_lazy("desk", "IPC subclasses for a text"),
        _("Suggestions for a title or an abstract, each with what speaks for it."),
        people.has_desk,
    ),
)
"""In the order in which they are shown."""


@login_required
def show(request: HttpRequest) -> HttpResponse:
    """The desks of this person."""
    user = reader(request)
    desks = [{"desk": desk, "waiting": desk.waiting(user)} for desk in DESKS if desk.may(user)]
    return render(request, "pages/work.html", {"desks": desks})
