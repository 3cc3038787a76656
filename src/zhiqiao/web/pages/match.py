"""The match desk (匹配台): needs with their patents, a patent with the enterprises it may suit, and why."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import Industry
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import Need
from zhiqiao.services import catalogue, demands, matching, people
from zhiqiao.services.matching import counts
from zhiqiao.web.pages import listing, rows
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.pages.refusals import refused, unknown_patent
from zhiqiao.words import codes

SIZE = 20
SHOWN = 20
IN_CARD = 5
"""Matches shown on the card of a patent or a need."""


def barred(request: HttpRequest) -> HttpResponse | None:
    """The answer to whoever may not match: sign in first, or the reason."""
    problems = people.problems_for(reader(request), Verb.MATCH)
    if not problems:
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("login"))
    return refused(request, problems)


def desk(request: HttpRequest) -> HttpResponse:
    """Open needs with what was last found for each, or patents to start from; looks again for a page on request."""
    answer = barred(request)
    if answer:
        return answer
    if request.GET.get("view") == "patents":
        return patents_desk(request)
    page = demands.list_needs(
        user=reader(request),
        filters={"state": ["open"], "industry": request.GET.getlist("industry")},
        text=request.GET.get("q", ""),
        page=listing.number(request, "page", 1, 100_000),
        size=SIZE,
    )
    if request.method == "POST":
        return look_again(request, page.rows)
    found = counts.matches_shown([need.pk for need in page.rows])
    values = [
        listing.Value(
            code,
            codes.label(Industry(code)),
            many,
            code in page.filters.get("industry", []),
            listing.switched(request, "industry", code),
        )
        for code, many in page.facets.get("industry", {}).items()
    ]
    facets = [listing.facet("industry", _("Industry"), values)] if values else []
    return render(
        request,
        "pages/desk.html",
        {
            "page": page,
            "rows": [{"need": need, "matches": found.get(need.pk)} for need in page.rows],
            "chips": listing.chips(facets),
            "clear": listing.without(request, ["industry"]),
            "industries": values,
            "kept": listing.kept(request, ["q"]),
            "pager": listing.pager(page.total, page.page, page.size),
            "text": request.GET.get("q", ""),
        },
    )


def look_again(request: HttpRequest, needs: list[Need]) -> HttpResponse:
    """Match every need of the page anew, each kept with its version."""
    for need in needs:
        matching.suggest_patents(need, user=reader(request), limit=SHOWN, by=reader(request))
    messages.success(
        request,
        ngettext("%(count)s need was looked at again.", "%(count)s needs were looked at again.", len(needs))
        % {"count": len(needs)},
    )
    return redirect(request.get_full_path())


def patents_desk(request: HttpRequest) -> HttpResponse:
    """Patents to find enterprises for, best grade first."""
    page = catalogue.search(
        request.GET.get("q", ""),
        user=reader(request),
        filters={"legal_state": ["granted", "pending"]},
        page=listing.number(request, "page", 1, 100_000),
        size=SIZE,
        sort="" if request.GET.get("q") else "grade",
    )
    return render(
        request,
        "pages/desk_patents.html",
        {
            "page": page,
            "rows": [
                {"patent": one, "grade": rows.grade_of(one), "holders": rows.holders_of(one)} for one in page.rows
            ],
            "pager": listing.pager(page.total, page.page, page.size),
            "text": request.GET.get("q", ""),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def for_need(request: HttpRequest, pk: int) -> HttpResponse:
    """Ranked patents for a need, each with its reasons; or that none is good enough. As a part, the first few.

    Looking keeps nothing; POST matches again and keeps the answer.
    """
    answer = barred(request)
    if answer:
        return answer
    spread = request.GET.get("spread") != "off"
    try:
        need = demands.get_need(pk, user=reader(request))
        if request.method == "POST":
            matching.suggest_patents(need, user=reader(request), limit=SHOWN, by=reader(request), spread=spread)
            return kept(request)
    except Refused as refusal:
        return refused(request, refusal.problems, 404)
    part = request.GET.get("part") == "1"
    look = matching.look_for_patents(need, user=reader(request), limit=IN_CARD if part else SHOWN, spread=spread)
    rows.with_grades(match.row for match in shown(look.result))
    whole = "pages/match_need.html"
    template = "parts/match_patents.html" if part and request.htmx else whole  # type: ignore[attr-defined]
    return render(request, template, {"need": need, "asked": need, "result": look.result, "look": look, "part": part})


@require_http_methods(["GET", "HEAD", "POST"])
def for_patent(request: HttpRequest, key: str) -> HttpResponse:
    """Ranked enterprises for a patent, each with its reasons; as a part, the first few for the card. POST keeps."""
    answer = barred(request)
    if answer:
        return answer
    try:
        patent = catalogue.get(key, user=reader(request))
        if request.method == "POST":
            matching.suggest_enterprises(patent, user=reader(request), limit=SHOWN, by=reader(request))
            return kept(request)
    except Refused as refusal:
        return unknown_patent(request, key, refusal.problems)
    part = request.GET.get("part") == "1"
    look = matching.look_for_firms(patent, user=reader(request), limit=IN_CARD if part else SHOWN)
    context: dict[str, Any] = {"patent": patent, "result": look.result, "look": look, "part": part}
    if part and request.htmx:  # type: ignore[attr-defined]
        return render(request, "parts/match_firms.html", context)
    rows.with_grades([patent])
    context["grade"] = rows.grade_of(patent)
    context["holders"] = rows.holders_of(patent)
    return render(request, "pages/match_patent.html", context)


def kept(request: HttpRequest) -> HttpResponse:
    """Back to the page, which now shows what was kept."""
    messages.success(request, _("Matched again and kept."))
    return redirect(request.path)


def shown(result: Any) -> list[Any]:
    """The matches that stand on the page, the near miss included."""
    return [*result.rows, *([result.best_below_floor] if result.best_below_floor else [])]
