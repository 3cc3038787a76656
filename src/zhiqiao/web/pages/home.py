"""Home and its one search box (首页与检索): a need in plain words brings reasoned patents, a number brings the card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiqiao.domain.access import Verb
from zhiqiao.domain.patents import numbers
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.services import appraisal, catalogue, demands, matching, people
from zhiqiao.services.matching.patents import TITLE_AT_MOST
from zhiqiao.web.pages import listing, patents, rows
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.pages.refusals import unknown_patent
from zhiqiao.words import grading as grading_words

NEWEST = 6
LONGEST = 4000
"""Characters of a need taken from the box."""
LONGEST_NUMBER = 60
FOUND = 20
FILTERS = ("legal_state", "industry", "region", "ipc", "year", "level", "holder")
"""What an answer can be narrowed by; counted over the candidates."""


@dataclass(frozen=True)
class Typed:
    """What was typed, in the shape of a need and divided as matching divides it, so that its marks stand right."""

    title_zh: str = ""
    title_en: str = ""
    problem_zh: str = ""
    problem_en: str = ""


def typed(given: str) -> Typed:
    """A short text is a title, a longer one a problem; the language does not matter for showing it."""
    text = " ".join(given.split())
    return Typed(text, text) if len(text) <= TITLE_AT_MOST else Typed(problem_zh=text, problem_en=text)


@dataclass(frozen=True)
class Doorway:
    """What one kind of reader comes for (入口)."""

    who: str
    what: str
    url: str
    words: str
    problems: list[Problem]


def show(request: HttpRequest) -> HttpResponse:
    """The box, counters with their date, newest needs, patents by level, the best patents, and where to begin."""
    best = catalogue.search("", user=reader(request), page=1, size=NEWEST, sort="grade")
    needs = demands.list_needs(user=reader(request), page=1, size=NEWEST)
    firms = demands.list_enterprises(user=reader(request), page=1, size=1)
    levels = appraisal.levels_summary(reader(request))
    graded = sum(many for level, many in levels.items() if level != "ungraded")
    return render(
        request,
        "pages/home.html",
        {
            "examples": examples(best.rows[0].application_number if best.rows else ""),
            "counters": [
                (best.total, pgettext("counter", "patents"), reverse("patents")),
                (graded, pgettext("counter", "graded"), reverse("patents") + "?sort=grade"),
                (needs.total, pgettext("counter", "open needs"), reverse("needs")),
                (firms.total, pgettext("counter", "enterprises"), ""),
            ],
            "now": timezone.localtime(),
            "needs": needs.rows,
            "best": [
                {"patent": one, "grade": rows.grade_of(one), "holders": rows.holders_of(one)} for one in best.rows
            ],
            "chart_heads": [_("Level"), _("Patents")],
            "chart_rows": level_rows(levels),
            "graded": graded,
            "doorways": doorways(request),
        },
    )


def examples(number: str) -> list[str]:
    """What may be typed, in the reader's language; the number is one that is here."""
    needs = [
        _("Batteries in one container differ by six or seven degrees"),
        _("Find early faults of a robot arm's reducer from motor current only, two weeks ahead"),
        _("Rice paddies polluted with cadmium: a soil product that lasts several years"),
    ]
    return [*needs, number] if number else needs


def level_rows(levels: dict[str, int]) -> list[list[Any]]:
    """Rows of the chart of levels; what has no level comes last, where there is any."""
    shown: list[list[Any]] = [[grading_words.level(level), levels[str(level)]] for level in range(1, 6)]
    if levels["none"]:
        shown.append([grading_words.level(None), levels["none"]])
    if levels["ungraded"]:
        shown.append([_("Not graded yet"), levels["ungraded"]])
    return shown


def doorways(request: HttpRequest) -> list[Doorway]:
    """Where each kind of reader begins, with what forbids it."""

    def against(verb: Verb) -> list[Problem]:
        return people.problems_for(reader(request), verb)

    return [
        Doorway(
            _("Technology transfer office"),
            _("Bring in the spreadsheet of your patents as it is; they are graded and matched."),
            reverse("imports"),
            _("Import a sheet"),
            against(Verb.IMPORT_SHEET),
        ),
        Doorway(
            _("Enterprise"),
            _("Write down what does not work yet, in your own words, openly or without your name."),
            reverse("need-new"),
            _("Write a need"),
            against(Verb.WRITE_NEED),
        ),
        Doorway(
            _("Matching officer"),
            _("See for each open need which patents fit, why, and what speaks against them."),
            reverse("desk"),
            _("Open the match desk"),
            against(Verb.MATCH),
        ),
        Doorway(
            _("Everyone"),
            _("Read how a patent is graded: every criterion with its rule, weight and source."),
            reverse("rubric"),
            _("Read the rubric"),
            [],
        ),
    ]


def means_number(given: str) -> bool:
    """Whether what was typed is meant as a number: digits prevail, and it reads as a number or as one with a slip."""
    if len(given) > LONGEST_NUMBER or "\n" in given:
        return False
    if sum(sign.isdigit() for sign in given) < sum(sign.isascii() and sign.isalpha() for sign in given):
        return False
    reading = numbers.read_number(given)
    return reading.number is not None or any(one.code != "number_is_readable" for one in reading.problems)


def search(request: HttpRequest) -> HttpResponse:
    """A number leads to its card; anything else is a need, for which reasoned patents are found."""
    given = request.GET.get("q", "").strip()[:LONGEST]
    if not given:
        return redirect("home")
    if request.GET.get("as") != "need" and means_number(given):
        try:
            return redirect("patent", catalogue.get(given, user=reader(request)).record_key)
        except Refused as refusal:
            return unknown_patent(request, given, refusal.problems)
    live = request.GET.get("live") == "1"
    chosen = catalogue.known_filters({name: request.GET.getlist(name) for name in FILTERS})
    filters = {"legal_state": ["granted", "pending"], **chosen} if live else chosen
    result = matching.suggest_for_text(
        given,
        user=reader(request),
        limit=FOUND,
        filters=as_indexed(filters),
        count_facets=(*FILTERS, "section"),
        spread=request.GET.get("spread") != "off",
    )
    facets = facets_of(request, result, chosen)
    shown = [*result.rows, *([result.best_below_floor] if result.best_below_floor else [])]
    rows.with_grades(match.row for match in shown)
    return render(
        request,
        "pages/search.html",
        {
            "given": given,
            "asked": typed(given),
            "result": result,
            "live": live,
            "facets": facets,
            "chips": listing.chips(facets),
            "clear": listing.without(request, FILTERS),
            "kept": listing.kept(request, ["q"]),
            "need_url": f"{reverse('need-new')}?{urlencode({'problem': given})}",
            "need_problems": people.problems_for(reader(request), Verb.WRITE_NEED),
        },
    )


def as_indexed(filters: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The filters as the index has them: sections of the IPC are a facet of their own there."""
    result = {name: list(values) for name, values in filters.items() if name != "ipc"}
    codes = filters.get("ipc", [])
    for name, those in (("section", [one for one in codes if len(one) == 1]), ("ipc", codes)):
        if those and (name == "section" or all(len(one) == 4 for one in codes)):
            result[name] = those
    return result


def facets_of(
    request: HttpRequest, result: matching.MatchResult, chosen: Mapping[str, list[str]]
) -> list[listing.Facet]:
    """The facets of an answer with their counts over its candidates."""
    counted = {name: dict(result.facets.get(name, {})) for name in FILTERS}
    counted["ipc"] |= result.facets.get("section", {})
    return [
        one
        for name in FILTERS
        for one in patents.facets_of(request, name, catalogue.labelled(name, counted[name], chosen.get(name, [])))
    ]
