"""The pool's shop window (资源库): layers by level and industry, listings with their plain-language cards."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhiqiao.domain.codes import Industry, LegalState, PatentKind, Way
from zhiqiao.domain.pool.codes import Lane, Scope, Stage
from zhiqiao.domain.problems import Refused
from zhiqiao.ports.sheets import Column, PageCell
from zhiqiao.records.models import Patent, PoolEntry
from zhiqiao.services import catalogue, legal, pool
from zhiqiao.services.pool import Card, PoolPage
from zhiqiao.web.pages import export, listing, rows
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.templatetags.zhiqiao import in_language, yuan
from zhiqiao.words import codes
from zhiqiao.words import grading as grading_words
from zhiqiao.words import pool as words

SIZES = [20, 50, 100]
LEVELS = ("1", "2", "3", "4", "5", "none")


def browse(request: HttpRequest) -> HttpResponse:
    """The window: counts by level and industry, filters, words, pages; the address holds all of it."""
    asked: dict[str, Any] = {
        "text": request.GET.get("q", ""),
        "filters": {name: request.GET.getlist(name) for name in pool.FILTERS},
        "sort": request.GET.get("sort", ""),
    }
    if request.GET.get("format") == "xlsx":
        return handed_out(pool.exported(**asked, user=reader(request)))
    page = pool.browse(
        **asked,
        user=reader(request),
        pending=request.GET.get("state") == "pending",
        page=listing.number(request, "page", 1, 100_000),
        size=listing.number(request, "size", SIZES[0], pool.LARGEST_PAGE),
    )
    facets = facets_of(request, page)
    return render(
        request,
        "pages/pool.html",
        {
            "page": page,
            "is_pending": page.state == "pending",
            "rows": [row_of(entry) for entry in page.rows],
            "layers": layers_of(request, page),
            "facets": facets,
            "chips": listing.chips(facets),
            "clear": listing.without(request, pool.FILTERS),
            "kept": listing.kept(request, ["q", "sort", "size", "format"]),
            "sorts": [("newest", _("Newest listing")), ("grade", _("Highest grade"))],
            "sizes": SIZES,
            "pager": listing.pager(page.total, page.page, page.size),
            "export": listing.without(request, ["format"]) + "&format=xlsx",
        },
    )


def value_label(name: str, value: str) -> str:
    """A filter's value in the reader's language."""
    if name == "level":
        return grading_words.level(None if value == "none" else int(value))
    code = pool.FILTERS[name]
    return codes.label(code(value)) if code is not None else value


def facets_of(request: HttpRequest, page: PoolPage) -> list[listing.Facet]:
    """The filters with their counts."""
    names = {"level": _("Level"), "industry": _("Industry"), "lane": codes.field_label("lane"), "kind": _("Kind")}
    found = []
    for name, label in names.items():
        counts = dict(page.facets[name]) | {one: page.facets[name].get(one, 0) for one in page.filters.get(name, [])}
        order = sorted(counts, key=LEVELS.index) if name == "level" else sorted(counts, key=lambda one: -counts[one])
        values = [
            listing.Value(
                one,
                value_label(name, one),
                counts[one],
                one in page.filters.get(name, []),
                listing.switched(request, name, one),
            )
            for one in order
        ]
        found.append(listing.facet(name, label, values, first=9))
    return found


def layers_of(request: HttpRequest, page: PoolPage) -> dict[str, Any]:
    """The table of layers: a row for each industry, a column for each level, each count a way to it."""
    levels = [one for one in LEVELS if any(level == one for level, _industry in page.layers)]
    sums: dict[str, int] = {}
    for (_level, industry), many in page.layers.items():
        sums[industry] = sums.get(industry, 0) + many
    return {
        "levels": [value_label("level", one) for one in levels],
        "rows": [
            {
                "label": codes.label(Industry(industry)),
                "cells": [cell_of(request, page, level, industry) for level in levels],
                "sum": sums[industry],
            }
            for industry in sorted(sums, key=lambda one: (-sums[one], one))
        ],
    }


def cell_of(request: HttpRequest, page: PoolPage, level: str, industry: str) -> dict[str, Any]:
    """One count with the address of what it counts."""
    query = request.GET.copy()
    query.pop("page", None)
    query["level"], query["industry"] = level, industry
    return {
        "many": page.layers.get((level, industry), 0),
        "url": listing.address(query),
        "label": f"{value_label('level', level)} · {codes.label(Industry(industry))}",
        "level": value_label("level", level),
    }


def row_of(entry: PoolEntry) -> dict[str, Any]:
    """A listing of the page: what its card says first, price, ways."""
    patent = entry.patent
    card = getattr(patent, "pool_card", None)
    return {
        "entry": entry,
        "patent": patent,
        "grade": rows.grade_of(patent),
        "says": (card.effect or card.use or card.problem) if card else "",
        "ways": [codes.label(Way(way)) for way in ((card.ways if card else None) or patent.willing)],
        "price": price_of(card.price_from_fen, card.price_to_fen) if card else "",
        "lane": codes.label(Lane(entry.lane)),
    }


def price_of(low: int | None, high: int | None) -> str:
    """A price or a span of prices; "" where none is given."""
    if low is not None and high is not None and low != high:
        return _("%(low)s to %(high)s") % {"low": yuan(low), "high": yuan(high)}
    if low is not None and high is None:
        return _("from %(low)s") % {"low": yuan(low)}
    return yuan(high) if low is not None or high is None else _("up to %(high)s") % {"high": yuan(high)}


def show(request: HttpRequest, key: str) -> HttpResponse:
    """One listing. What nobody has given says so; what the machine drafted is marked as that. In review it shows no
    card to those who have nothing to do with it."""
    try:
        patent, entry = pool.entry_of(key, user=reader(request))
    except Refused as refusal:
        raise Http404 from refusal
    if patent.record_key != key:
        return redirect("pool-entry", patent.record_key)
    may_write = not pool.problems_with(patent, reader(request))
    is_listed = entry is not None and entry.state == "listed"
    rows.with_grades([patent])
    register = legal.register_of(patent)
    return render(
        request,
        "pages/pool_entry.html",
        {
            "patent": patent,
            "entry": entry,
            "is_listed": is_listed,
            "may_write": may_write,
            "items": items_of(pool.card_of(patent)) if is_listed or may_write or entry is None else [],
            "grade": rows.grade_of(patent),
            "holders": rows.holders_of(patent),
            "lane": codes.label(Lane(entry.lane)) if entry else "",
            "scope": codes.label(Scope(entry.visibility)) if entry else "",
            "guests": pool.guests_of(entry) if entry is not None and may_write else [],
            "is_pledged": register.is_pledged,
            "is_open_licensed": register.is_open_licensed,
        },
    )


def items_of(card: Card) -> list[dict[str, Any]]:
    """The items of a card in their order: what is said, or a draft with where it was taken from, or nothing."""
    given = {
        "stage": codes.label(Stage(card.stage)) if card.stage else "",
        "ways": ", ".join(codes.label(Way(way)) for way in card.ways),
        "price": price_of(card.price_from_fen, card.price_to_fen),
        **card.texts,
    }
    found = []
    for name in words.ITEMS:
        draft = card.drafts.get(name)
        source = words.source(draft.taken_from) if draft else ""
        found.append({"label": words.item(name), "given": given[name], "draft": draft, "source": source})
    return found


def columns() -> list[Column]:
    """What is handed out of each listing, in the reader's language."""
    texts = [Column(words.item(name), width=40, wrap=True) for name in pool.TEXTS]
    return [
        Column(_("Number"), width=20),
        Column(_("Title"), width=46, wrap=True),
        Column(_("Holder"), width=30, wrap=True),
        Column(_("Kind"), width=12),
        Column(_("State"), width=12),
        Column(_("Level"), width=8, format="integer"),
        Column(_("Industry"), width=18),
        *texts,
        Column(words.item("stage"), width=14),
        Column(words.item("ways"), width=24, wrap=True),
        Column(words.item("price"), width=18),
        Column(codes.field_label("lane"), width=18),
        Column(_("Listed since"), width=12, format="date"),
        Column(_("Listed until"), width=12, format="date"),
    ]


def cells(entry: PoolEntry) -> list[PageCell]:
    """One listing in that order; what nobody has given stays empty."""
    patent: Patent = entry.patent
    card = getattr(patent, "pool_card", None)
    told: list[PageCell] = [getattr(card, name) if card else "" for name in pool.TEXTS]
    return [
        patent.application_number or patent.record_key,
        in_language(patent, "title")[0],
        "; ".join(rows.holders_of(patent)),
        codes.label(PatentKind(patent.kind)),
        codes.label(LegalState(patent.legal_state)),
        entry.level,
        codes.label(Industry(entry.industry)),
        *told,
        codes.label(Stage(card.stage)) if card and card.stage else "",
        "; ".join(codes.label(Way(way)) for way in ((card.ways if card else None) or patent.willing)),
        price_of(card.price_from_fen, card.price_to_fen) if card else "",
        codes.label(Lane(entry.lane)),
        entry.since,
        entry.until,
    ]


def handed_out(entries: list[PoolEntry]) -> HttpResponse:
    """These listings as a workbook."""
    written = catalogue.as_workbook(_("Pool"), columns(), [cells(one) for one in entries])
    response = HttpResponse(written, content_type=export.FORMATS["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="pool-{date.today().isoformat()}.xlsx"'
    return response
