"""Annuities (年费): what falls due, what is in grace, decisions, the alarm; one patent's years; a workbook.

Rules and rows are those of `services.upkeep`. What is entered here is acted on by `annuity_acts`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiqiao.domain.patents.fees import ReductionKind
from zhiqiao.domain.patents.upkeep import Choice, Stage
from zhiqiao.ports.sheets import Column, PageCell
from zhiqiao.records.clock import today
from zhiqiao.services import catalogue, mailing, upkeep
from zhiqiao.web.pages import export, listing, rows
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.templatetags.zhiqiao import in_language
from zhiqiao.words import grading, matching
from zhiqiao.words import upkeep as words

SIZES = [20, 50, 100, 500]
EXPORT_MOST = 10_000
TABS: dict[str, tuple[Stage, ...]] = {
    "due": (Stage.DUE,),
    "grace": (Stage.GRACE, Stage.OVERDUE, Stage.UNKNOWN),
    "queue": (Stage.DUE, Stage.GRACE),
    "alarm": (),
    "digest": (Stage.GRACE, Stage.DUE),
}
"""The stages each tab begins with."""
DAYS = {"queue": 365, "digest": 90}
"""Days ahead where none are asked for."""


@login_required
def browse(request: HttpRequest) -> HttpResponse:
    """The desk, on one of its tabs."""
    user = reader(request)
    if not upkeep.has_desk(user):
        raise Http404
    tab = tab_of(request)
    shared = {
        "tab": tab,
        "tabs": tabs(tab),
        "fees": upkeep.fees(),
        "sizes": SIZES,
        "may_decide": upkeep.may_decide(user),
    }
    if tab == "alarm":
        return render(request, "pages/annuities_alarm.html", {**shared, **alarm(request)})
    if tab == "digest":
        return render(request, "pages/annuities_digest.html", {**shared, **digest(request)})
    return render(request, "pages/annuities.html", {**shared, **desk(request, tab)})


def tab_of(request: HttpRequest) -> str:
    """The tab one is on."""
    given = request.GET.get("tab", "due")
    return given if given in TABS else "due"


def tabs(tab: str) -> list[tuple[str, str, bool]]:
    """Code, label and whether one is on it."""
    labels = {
        "due": pgettext("annuities", "Due"),
        "grace": pgettext("annuities", "In grace"),
        "queue": pgettext("annuities", "To decide"),
        "alarm": pgettext("annuities", "Alarm"),
        "digest": pgettext("annuities", "Reminders"),
    }
    return [(code, label, code == tab) for code, label in labels.items()]


def desk(request: HttpRequest, tab: str) -> dict[str, Any]:
    """What the tabs with lists show."""
    asked = asked_for(request, tab)
    page = listing.number(request, "page", 1, 100_000)
    size = listing.number(request, "size", SIZES[0], upkeep.SIZES_MOST)
    found = upkeep.due_list(asked, user=reader(request), page=page, size=size)
    weighed = upkeep.weighed(line.row for line in found.lines) if tab == "queue" else {}
    return {
        "found": found,
        "rows": [row_of(line, weighed.get(line.row.pk)) for line in found.lines],
        "facets": facets(request, found, asked, tab),
        "months": [(month, many, fen) for month, many, fen in found.months if many] if tab == "due" else [],
        "text": asked.text,
        "kept": listing.kept(request, ["q", "size"]),
        "pager": listing.pager(found.total, found.page, found.size),
        "choices": [(str(one), words.label(words.CHOICES, one)) for one in Choice],
        "reductions": [(str(one), words.label(words.REDUCTIONS, one)) for one in ReductionKind],
        "today": today(),
        "narrowed": bool(set(request.GET) - {"tab", "size", "page"}),
        "year_start": date(today().year, 1, 1),
    }


def asked_for(request: HttpRequest, tab: str) -> upkeep.Asked:
    """How the address narrows the list."""
    days, level = request.GET.get("days", ""), request.GET.get("level", "")
    chosen = [Stage(one) for one in request.GET.getlist("stage") if one in set(TABS[tab])]
    decided = request.GET.get("decided", "open" if tab == "queue" else "")
    within = int(days) if days in {str(one) for one in upkeep.WITHIN} else None
    return upkeep.Asked(
        stages=tuple(chosen) or TABS[tab],
        days=within or DAYS.get(tab),
        month=request.GET.get("month", "")[:7] if tab == "due" else "",
        level=int(level) if level in {"0", "1", "2", "3", "4", "5"} else None,
        holder=listing.number(request, "holder", 0, 10**7) or None,
        text=request.GET.get("q", "")[:200],
        decided=decided if decided in {"open", *map(str, Choice)} else "",
    )


def facets(request: HttpRequest, found: upkeep.DueList, asked: upkeep.Asked, tab: str) -> list[listing.Facet]:
    """Stages where there are several, levels, and the organisations with most."""

    def value(name: str, code: str, label: str, many: int, chosen: bool) -> listing.Value:
        return listing.Value(code, label, many, chosen, one_of(request, name, code, chosen))

    shown = [
        listing.Value(
            str(stage), words.label(words.STAGES, stage), found.stages[stage],
            str(stage) in request.GET.getlist("stage"), listing.switched(request, "stage", str(stage)),
        )
        for stage in TABS[tab]
    ]  # fmt: skip
    levels = [
        value("level", str(level), grading.level(level or None), many, asked.level == level)
        for level, many in found.levels.items()
    ]
    holders = [
        value("holder", str(one.pk), in_language(one, "name")[0], many, asked.holder == one.pk)
        for one, many in found.holders
    ]
    told = [listing.facet("level", _("Level"), levels, first=6), listing.facet("holder", _("Organisation"), holders)]
    return [listing.facet("stage", _("State"), shown), *told] if len(shown) > 1 else told


def one_of(request: HttpRequest, name: str, value: str, chosen: bool) -> str:
    """The address with this value alone, or with none where it is chosen."""
    query = request.GET.copy()
    query.pop("page", None)
    query.pop(name, None)
    if not chosen:
        query[name] = value
    return listing.address(query)


def row_of(line: upkeep.DueLine, weighed: upkeep.Weighed | None) -> dict[str, Any]:
    """One row: what is owed, and in the queue what is proposed and why."""
    return {
        "line": line,
        "patent": line.patent,
        "grade": rows.grade_of(line.patent),
        "stage": words.label(words.STAGES, line.stage),
        "look": words.LOOKS[line.stage],
        "reduction": words.label(words.REDUCTIONS, line.row.reduction) if line.row.reduction else "",
        "decided": words.label(words.CHOICES, line.decision.choice) if line.decision else "",
        **(proposed(weighed) if weighed else {}),
    }


def proposed(weighed: upkeep.Weighed) -> dict[str, Any]:
    """The proposal with its reasons as sentences, and what to think of before letting go."""
    return {
        "proposal": words.label(words.CHOICES, weighed.proposal.choice),
        "reasons": [words.reason(why.code, dict(why.data)) for why in weighed.proposal.reasons],
        "warnings": weighed.warnings,
    }


def alarm(request: HttpRequest) -> dict[str, Any]:
    """What the alarm shows."""
    days = request.GET.get("days", "")
    within = int(days) if days in {str(one) for one in upkeep.WITHIN} else 90
    page = listing.number(request, "page", 1, 100_000)
    found = upkeep.alarms(user=reader(request), days=within, page=page)
    return {
        "found": found,
        "rows": [
            {**row_of(one.line, None), "alarm": one, "firms": [firm_of(f) for f in one.firms or []]}
            for one in found.rows
        ],
        "within": upkeep.WITHIN,
        "days": within,
        "pager": listing.pager(found.total, found.page, found.size),
        "matcher_problems": upkeep.matcher_problems(),
    }


def digest(request: HttpRequest) -> dict[str, Any]:
    """What the reader is told this week, and whether by letter."""
    found = upkeep.digest_of(reader(request))
    return {
        "digest": found,
        "told": words.summary(found.grace, found.bands, found.open),
        "mail_is_set_up": mailing.is_set_up(),
        "letter": upkeep.letter_of(found.person, found.period),
    }


def firm_of(one: upkeep.Firm) -> dict[str, Any]:
    """A firm with the reasons kept for it, as sentences."""
    return {"firm": one.firm, "reasons": [matching.say(why["code"], why["data"]) for why in one.reasons]}


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One patent: every annuity until its term ends, what was entered and decided, and the forms for both."""
    found = upkeep.outlook(pk, user=reader(request)) if pk < 2**63 else None
    if found is None:
        raise Http404
    return render(request, "pages/annuity.html", {**outlook(found), "today": today()})


def outlook(found: upkeep.Outlook) -> dict[str, Any]:
    """An outlook in words."""
    return {
        "outlook": found,
        "patent": found.patent,
        "stage": words.label(words.STAGES, found.stage) if found.stage else "",
        "look": words.LOOKS[found.stage] if found.stage else "",
        "years": years_of(found),
        "choices": [(str(one), words.label(words.CHOICES, one)) for one in Choice],
        "reduction_kinds": [(str(one), words.label(words.REDUCTIONS, one)) for one in ReductionKind],
        "reductions": [(one, words.label(words.REDUCTIONS, one.kind)) for one in found.reductions],
        "decisions": [
            {
                "row": one,
                "choice": words.label(words.CHOICES, one.choice),
                "proposed": words.label(words.CHOICES, one.proposed),
                "reasons": [words.reason(why["code"], why["data"]) for why in one.reasons],
            }
            for one in found.decisions
        ],
        **(proposed(found.weighed) if found.weighed else {}),
    }


def years_of(found: upkeep.Outlook) -> list[dict[str, Any]]:
    """Its annuities in words."""
    return [year_of(one) for one in found.years]


def year_of(one: upkeep.Year) -> dict[str, Any]:
    """One annuity with its reduction in words."""
    cost = one.cost
    told = ""
    if cost.reduction:
        told = _("%(reduction)s, %(percent)s %% off") % {
            "reduction": words.label(words.REDUCTIONS, cost.reduction), "percent": cost.percent,
        }  # fmt: skip
    return {
        "year": one,
        "cost": cost,
        "reduction": told,
        "passed": [words.label(words.REDUCTIONS, kind) for kind in cost.passed],
        "over": [words.label(words.REDUCTIONS, kind) for kind in cost.over],
    }


@login_required
def workbook(request: HttpRequest) -> HttpResponse:
    """The list as narrowed, as a workbook; at most ten thousand lines."""
    user = reader(request)
    if not upkeep.has_desk(user):
        raise Http404
    asked, page = asked_for(request, tab_of(request)), 1
    table: list[list[PageCell]] = []
    while len(table) < EXPORT_MOST:
        found = upkeep.due_list(asked, user=user, page=page, size=upkeep.SIZES_MOST, counted=False)
        table += [cells(line) for line in found.lines]
        if page * found.size >= found.total:
            break
        page += 1
    response = HttpResponse(
        catalogue.as_workbook(_("Annuities"), columns(), table), content_type=export.FORMATS["xlsx"]
    )
    response["Content-Disposition"] = 'attachment; filename="annuities.xlsx"'
    return response


def columns() -> list[Column]:
    """What is handed out of each line."""
    return [
        Column(_("Number"), width=20),
        Column(_("Title"), width=48, wrap=True),
        Column(_("Organisation"), width=28),
        Column(_("Level"), width=8, format="integer"),
        Column(_("Annuity year"), width=9, format="integer"),
        Column(_("Due on"), width=12, format="date"),
        Column(_("Can be paid until"), width=14, format="date"),
        Column(_("State"), width=14),
        Column(_("Full annuity, yuan"), width=14, format="decimal"),
        Column(_("Reduction"), width=24),
        Column(_("Surcharge today, yuan"), width=14, format="decimal"),
        Column(_("To pay today, yuan"), width=14, format="decimal"),
        Column(_("Until the term ends, yuan"), width=16, format="decimal"),
        Column(_("Decided"), width=14),
    ]


def cells(line: upkeep.DueLine) -> list[PageCell]:
    """One line in that order."""
    row, patent = line.row, line.patent
    return [
        patent.application_number or patent.record_key,
        in_language(patent, "title")[0],
        in_language(row.holder, "name")[0] if row.holder else "",
        row.level,
        row.year,
        row.due,
        row.payable_until,
        words.label(words.STAGES, line.stage),
        yuan(row.full_fen),
        words.label(words.REDUCTIONS, row.reduction) if row.reduction else "",
        yuan(line.surcharge_fen),
        yuan(line.total_fen),
        yuan(row.life_fen) if row.year else None,
        words.label(words.CHOICES, line.decision.choice) if line.decision else "",
    ]


def yuan(fen: int | None) -> float | None:
    """Yuan as a number of a sheet; empty where not known."""
    return None if fen is None else fen / 100
