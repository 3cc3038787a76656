"""The living style page (样式页): every component of the design system, drawn with the same templates as the pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiqiao.domain.problems import Problem
from zhiqiao.words import matching

COLOURS = [
    ("--zq-ink", "#1c2733"),
    ("--zq-ink-soft", "#51606f"),
    ("--zq-ground", "#f5f6f4"),
    ("--zq-line", "#dde1e0"),
    ("--zq-blue", "#1d5a8c"),
    ("--zq-blue-deep", "#123f66"),
    ("--zq-blue-pale", "#e8f0f6"),
    ("--zq-vermilion", "#b23a1e"),
    ("--zq-green", "#26694a"),
    ("--zq-amber", "#7d5700"),
    ("--zq-mark", "#ffe9a8"),
]


@dataclass(frozen=True)
class ShownGrade:
    """A grade made up for this page only; the page says so."""

    level: int | None
    score: float
    coverage: float


def show(request: HttpRequest) -> HttpResponse:
    """All components, with when to use each."""
    return render(
        request,
        "pages/style.html",
        {
            "colours": COLOURS,
            "grades": [ShownGrade(level, score, 86) for level, score in enumerate((88.4, 71.0, 52.5, 33.1, 12.0), 1)]
            + [ShownGrade(None, 0, 31), None],
            "states": ["granted", "pending", "lapsed", "expired", "unknown"],
            "problems": [
                Problem("number_has_valid_check_digit", "application_number", "201710117081.5", data={"expected": "7"})
            ],
            "figures": [
                ("≥ 67 %", "70 %", "good", matching.verdict_label("agrees")),
                ("≥ 67 %", "63 %", "wait", matching.verdict_label("near")),
                ("≤ 5 µm", "20 µm", "bad", matching.verdict_label("clashes")),
                ("≤ 30 kPa", "18 kPa", "wait", matching.verdict_label("possible")),
                ("≤ 45 元", "—", "", matching.verdict_label("not_stated")),
            ],
            "chart_heads": [_("Level"), _("Patents")],
            "chart_rows": [["1", 12], ["2", 85], ["3", 97], ["4", 40], ["5", 6]],
        },
    )
