"""Grades over time (分级变动页): one patent's grades, each against the one before; and what changed in a period."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiqiao.domain.problems import Refused
from zhiqiao.ports.sheets import Column, PageCell
from zhiqiao.records.models import Grade
from zhiqiao.services import appraisal, catalogue
from zhiqiao.web.pages import export, listing
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.pages.refusals import refused, unknown_patent
from zhiqiao.web.templatetags.zhiqiao import in_language
from zhiqiao.words import grade_changes as words

SIZES = [20, 50, 100]


def history(request: HttpRequest, key: str) -> HttpResponse:
    """Every grade a patent had, why it was made, and which criteria changed, from what to what."""
    try:
        patent = catalogue.get(key, user=reader(request))
    except Refused as refusal:
        return unknown_patent(request, key, refusal.problems)
    if patent.record_key != key:
        return redirect("grades", patent.record_key)
    told = [step_told(step) for step in appraisal.steps(patent)]
    return render(request, "pages/grades.html", {"patent": patent, "steps": told})


def step_told(step: appraisal.Step) -> dict[str, Any]:
    """One grade against the one before, in words."""
    grade = step.grade
    return {
        "grade": grade,
        "before": step.before,
        "now": words.grade(grade.level, grade.score),
        "was": words.grade(step.before.level, step.before.score) if step.before else "",
        "cause": words.cause(grade.cause),
        "direction": words.direction(grade.direction) if step.before else "",
        "look": words.LOOKS.get(grade.direction or "", ""),
        "differences": [
            {
                "criterion": words.criterion(one.criterion),
                "became": words.became(one.became),
                "before": words.mark(one.before),
                "after": words.mark(one.after),
            }
            for one in step.differences
        ],
    }


@login_required
def changes(request: HttpRequest) -> HttpResponse:
    """What went up and down in a period, by cause, for one's own organisations; as a page or as a sheet."""
    as_sheet = request.GET.get("format") == "xlsx"
    try:
        found = asked(request, appraisal.SHEET_MOST if as_sheet else 0)
    except Refused as refusal:
        return refused(request, refusal.problems, status=409)
    if as_sheet:
        return sheet(found)
    query = request.GET
    return render(
        request,
        "pages/changes.html",
        {
            "found": found,
            "rows": [row_of(grade) for grade in found.rows],
            "facets": facets(request, found),
            "causes": [
                (words.cause(cause), [row.get(way, 0) for way in appraisal.directions_known()])
                for cause, row in found.counts.items()
            ],
            "headings": [words.direction(way) for way in appraisal.directions_known()],
            "kept": listing.kept(request, ["since", "until", "format"]),
            "pager": listing.pager(found.total, found.page, found.size),
            "sheet": listing.without(request, ["format"]) + "&format=xlsx",
            "cut_off": found.total > appraisal.SHEET_MOST,
            "is_narrowed": bool(query.getlist("direction") or query.getlist("cause")),
        },
    )


def asked(request: HttpRequest, size: int) -> appraisal.Changes:
    """What the address asks for; a day that cannot be read is as none."""
    query = request.GET
    return appraisal.changed(
        user=reader(request),
        since=day_of(query.get("since", "")),
        until=day_of(query.get("until", "")),
        at=listing.number(request, "at", 0, 10**7) or None,
        directions=[way for way in query.getlist("direction") if way in appraisal.directions_known()],
        causes=[cause[:40] for cause in query.getlist("cause")][:20],
        page=1 if size else listing.number(request, "page", 1, 100_000),
        size=size or listing.number(request, "size", SIZES[0], SIZES[-1]),
    )


def day_of(written: str) -> date | None:
    """A day as 2026-11-22, or None."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def facets(request: HttpRequest, found: appraisal.Changes) -> list[listing.Facet]:
    """Directions and causes with their counts over the whole period."""
    ways = [
        listing.Value(
            way,
            words.direction(way),
            count,
            way in request.GET.getlist("direction"),
            listing.switched(request, "direction", way),
        )
        for way, count in found.by_direction.items()
    ]
    causes = [
        listing.Value(
            cause,
            words.cause(cause),
            sum(row.values()),
            cause in request.GET.getlist("cause"),
            listing.switched(request, "cause", cause),
        )
        for cause, row in found.counts.items()
    ]
    shown = [listing.facet("direction", pgettext("grades", "Which way"), ways)]
    return [*shown, listing.facet("cause", pgettext("grades", "Why"), causes, first=8)] if causes else shown


def row_of(grade: Grade) -> dict[str, Any]:
    """One grade that moved."""
    return {
        "grade": grade,
        "patent": grade.patent,
        "was": words.grade(grade.level_before, grade.score_before),
        "now": words.grade(grade.level, grade.score),
        "direction": words.direction(grade.direction),
        "look": words.LOOKS.get(grade.direction or "", ""),
        "cause": words.cause(grade.cause),
    }


def sheet(found: appraisal.Changes) -> HttpResponse:
    """The list as a workbook."""
    columns = [
        Column(_("Number"), width=20),
        Column(_("Title"), width=52, wrap=True),
        Column(_("Holder"), width=30, wrap=True),
        Column(pgettext("grades", "Which way"), width=22),
        Column(pgettext("grades", "Why"), width=30),
        Column(_("Day"), width=12, format="date"),
        Column(_("Level before"), width=9, format="integer"),
        Column(_("Level"), width=8, format="integer"),
        Column(_("Score before"), width=9, format="decimal"),
        Column(_("Score"), width=9, format="decimal"),
    ]
    written = catalogue.as_workbook(_("What changed"), columns, [cells(grade) for grade in found.rows])
    response = HttpResponse(written, content_type=export.FORMATS["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="grades-{found.since}-{found.until}.xlsx"'
    return response


def cells(grade: Grade) -> list[PageCell]:
    """One row of the workbook."""
    patent = grade.patent
    return [
        patent.application_number or patent.record_key,
        in_language(patent, "title")[0],
        in_language(patent.holder, "name")[0] if patent.holder else "",
        words.direction(grade.direction),
        words.cause(grade.cause),
        grade.made_at.date(),
        grade.level_before,
        grade.level,
        None if grade.score_before is None else float(grade.score_before),
        None if grade.score is None else float(grade.score),
    ]
