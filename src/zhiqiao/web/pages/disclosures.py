"""Disclosures (发明披露): the desk with its counts, a new one, the workbook, and attached files. One disclosure with
its moves is `disclosure`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiqiao.domain.problems import Refused
from zhiqiao.domain.procedures.disclosure import DISCLOSURE
from zhiqiao.services import disclosures
from zhiqiao.web.pages import listing
from zhiqiao.web.pages.reader import reader
from zhiqiao.words import problems
from zhiqiao.words import procedures as words

SIZE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def browse(request: HttpRequest) -> HttpResponse:
    """The disclosures this person may see, counted by state, what waits first."""
    states = [state for state in request.GET.getlist("state") if state in DISCLOSURE.states]
    late = request.GET.get("late") == "1"
    text = request.GET.get("q", "")[:200]
    found = disclosures.desk(
        user=reader(request),
        states=states,
        text=text,
        late=late,
        page=listing.number(request, "page", 1, 100_000),
        size=SIZE,
    )
    return render(
        request,
        "pages/disclosures.html",
        {
            "found": found,
            "rows": [row_of(line) for line in found.rows],
            "facets": facets(request, found, states, late),
            "text": text,
            "kept": listing.kept(request, ["q"]),
            "pager": listing.pager(found.total, found.page, found.size),
            "may_disclose": bool(disclosures.places(reader(request))),
        },
    )


def facets(
    request: HttpRequest, found: disclosures.DisclosureDesk, states: list[str], late: bool
) -> list[listing.Facet]:
    """The states with their counts, and what is late."""
    values = [
        listing.Value(
            state,
            words.label(words.STATES, state),
            count,
            state in states,
            listing.switched(request, "state", state),
        )
        for state, count in found.states.items()
        if count or state in states
    ]
    past = listing.Value("1", _("Past the time limit"), found.late, late, listing.switched(request, "late", "1"))
    return [
        listing.facet("state", _("State"), values, first=len(values)),
        listing.facet("further", pgettext("cases", "What waits"), [past]),
    ]


def row_of(line: disclosures.Line) -> dict[str, Any]:
    """One row of the desk."""
    one = line.one
    return {
        "one": one,
        "title": one.facts.sheet.invention_title,
        "inventors": "、".join(each.name for each in one.inventors[:5]),
        "state": words.label(words.STATES, one.row.state),
        "look": words.LOOKS.get(one.row.state, ""),
        "left": line.left,
        "can": [words.label(words.MOVES, option.verb) for option in line.options if option.is_open],
    }


@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """A new disclosure: a title and where; the rest is written on its own page."""
    places = disclosures.places(reader(request))
    found: list[Any] = []
    if request.method == "POST":
        place = request.POST.get("organisation", "")
        try:
            row = disclosures.begin(
                by=reader(request),
                organisation=int(place) if place.isascii() and place.isdigit() and len(place) < 19 else None,
                values={"invention_title": request.POST.get("invention_title", "")},
            )
            return redirect("disclosure", pk=row.pk)
        except Refused as refusal:
            found = refusal.problems
    return render(
        request,
        "pages/disclosure_new.html",
        {"places": places, "problems": found, "title": request.POST.get("invention_title", "")},
        status=409 if found else 200,
    )


@login_required
def export(request: HttpRequest) -> HttpResponse:
    """The desk as a workbook."""
    response = HttpResponse(disclosures.workbook(user=reader(request)), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="zhiqiao-disclosures.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def give_file(request: HttpRequest, pk: int, file: int) -> Any:
    """An attached file, to be saved and never shown in the browser."""
    try:
        row, place = disclosures.opened_file(pk, file, user=reader(request))
    except Refused as refusal:
        if refusal.problems[0].code != "kept_file_is_whole":
            raise Http404 from refusal
        messages.error(request, problems.say(refusal.problems[0]))
        return redirect("disclosure", pk=pk)
    response = FileResponse(place.open("rb"), as_attachment=True, filename=row.file_name)
    response["Content-Type"] = "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
