"""The catalogue and the patent card (专利目录、专利卡片): a faceted list, and all that is known of one patent."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import Industry, LegalState, PatentKind
from zhiqiao.domain.problems import Refused
from zhiqiao.domain.procedures.inventory import INVENTORY
from zhiqiao.records.models import Patent, User
from zhiqiao.services import catalogue, matching, people, procedures, upkeep
from zhiqiao.services.catalogue import CataloguePage, FacetValue
from zhiqiao.web.pages import annuities, card, export, listing, register, rows
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.pages.refusals import unknown_patent
from zhiqiao.web.templatetags.zhiqiao import in_language
from zhiqiao.words import codes
from zhiqiao.words import grading as grading_words
from zhiqiao.words import procedures as filing_words

SIZES = [20, 50, 100]
EXPORTED = 200
"""Rows a page of the catalogue may hold, and so an export of what is on screen."""
SIMILAR = 6
LISTS: dict[str, type[StrEnum]] = {"kind": PatentKind, "legal_state": LegalState, "industry": Industry}
"""Facets whose values are codes of ours."""


def browse(request: HttpRequest) -> HttpResponse:
    """The catalogue: words or a number, facets with counts, order, pages; the address holds all of it."""
    page = catalogue.search(
        request.GET.get("q", ""),
        user=reader(request),
        filters={name: request.GET.getlist(name) for name in catalogue.FACETS},
        page=listing.number(request, "page", 1, 100_000),
        size=listing.number(request, "size", SIZES[0], EXPORTED),
        sort=request.GET.get("sort", ""),
    )
    if request.GET.get("format") in export.FORMATS:
        return export.handed_out(page, request.GET["format"])
    facets = [one for name in catalogue.FACETS for one in facets_of(request, name, page.facets.get(name, []))]
    part = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    response = render(
        request,
        "parts/catalogue.html" if part else "pages/patents.html",
        {
            "page": page,
            "rows": [row_of(patent) for patent in page.rows],
            "facets": facets,
            "chips": listing.chips(facets),
            "clear": listing.without(request, catalogue.FACETS),
            "kept": listing.kept(request, ["q", "sort", "size", "format"]),
            "sorts": sorts(page),
            "sizes": SIZES,
            "pager": listing.pager(page.total, page.page, page.size),
            "export": listing.without(request, ["format"]) + f"&page={page.page}",
        },
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


def sorts(page: CataloguePage) -> list[tuple[str, str]]:
    """The orders that make sense for this page, with their names."""
    names = {
        "relevance": _("Best first"),
        "newest": _("Newest filing"),
        "oldest": _("Oldest filing"),
        "grade": _("Highest grade"),
        "title": _("Title"),
        "updated": _("Last changed"),
    }
    return [(code, names[code]) for code in catalogue.SORTS if code != "relevance" or page.searched_by == "index"]


def facets_of(request: HttpRequest, name: str, values: list[FacetValue]) -> list[listing.Facet]:
    """A facet of the service as the page shows it; the IPC falls into sections and subclasses."""
    names = {
        "kind": _("Kind"),
        "legal_state": _("Legal state"),
        "industry": _("Industry"),
        "region": _("Region"),
        "holder": _("Holder"),
        "ipc": _("IPC subclass"),
        "year": _("Year of filing"),
        "level": _("Level"),
        "trl": _("Readiness (TRL)"),
    }
    shown = [
        listing.Value(
            value.value,
            value_label(name, value),
            value.count,
            value.chosen,
            listing.switched(request, name, value.value),
            value.label if name == "ipc" else "",
        )
        for value in values
    ]
    if not shown:
        return []
    if name == "ipc":
        sections = [value for value in shown if len(value.value) == 1]
        others = [value for value in shown if len(value.value) > 1]
        return [
            listing.facet("section", _("IPC section"), sections, 8),
            *([listing.facet("ipc", names["ipc"], others)] if others else []),
        ]
    return [listing.facet(name, names[name], shown)]


def value_label(name: str, value: FacetValue) -> str:
    """A facet's value in the reader's language."""
    if name in LISTS:
        return codes.label(LISTS[name](value.value)) if value.value in set(LISTS[name]) else value.value
    if name == "level":
        return grading_words.level(int(value.value))
    if name == "trl":
        return f"TRL {value.value}"
    if name == "ipc":
        return f"{value.value} {value.label}".strip()
    return value.label or value.value


def row_of(patent: Patent) -> dict[str, Any]:
    """A patent of the list with its current grade and its holders' names in the reader's language."""
    return {"patent": patent, "grade": rows.grade_of(patent), "holders": rows.holders_of(patent)}


def show(request: HttpRequest, key: str) -> HttpResponse:
    """The patent card, found by any of its numbers; the address is settled on the record's own key."""
    try:
        patent = catalogue.get(key, user=reader(request))
    except Refused as refusal:
        return unknown_patent(request, key, refusal.problems)
    if request.GET.get("part") == "similar":
        return similar(request, patent)
    if patent.record_key != key:
        return redirect("patent", patent.record_key)
    context = card.of(patent, reader(request))
    context["match_problems"] = people.problems_for(reader(request), Verb.MATCH)
    context |= register.of(patent, request, reader(request))
    context["filing"] = filing_of(patent, reader(request))
    if costs := upkeep.outlook(patent.pk, user=reader(request)):
        context |= {"outlook": costs, "years": annuities.years_of(costs)}
    return render(request, "pages/patent.html", context)


def filing_of(patent: Patent, user: User) -> dict[str, Any] | None:
    """Where the patent stands in the inventory, as far as this person may know it; with the way to its case."""
    state, may_open = procedures.shown_state(INVENTORY.name, patent, user=user)
    if not state:
        return None
    url = reverse("case", args=[INVENTORY.name, patent.pk]) if may_open else ""
    return {
        "words": filing_words.label(filing_words.STATES, state),
        "look": filing_words.LOOKS.get(state, ""),
        "url": url,
    }


def similar(request: HttpRequest, patent: Patent) -> HttpResponse:
    """Patents whose texts are near this one's, with what they share."""
    words = " ".join(in_language(patent, name)[0] for name in ("title", "abstract"))
    found = matching.suggest_for_text(words, user=reader(request), limit=SIMILAR + 1)
    others = [match for match in found.rows if match.row.pk != patent.pk][:SIMILAR]
    rows.with_grades(match.row for match in others)
    part = bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, "parts/similar.html" if part else "pages/similar.html", {"patent": patent, "others": others})
