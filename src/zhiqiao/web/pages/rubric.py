"""The grading rubric (分级标准页): printed from the code that grades, so page and practice cannot part."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiqiao.services import appraisal
from zhiqiao.words import rubric as words


def show(request: HttpRequest) -> HttpResponse:
    """Levels, dimensions and criteria with rule, unit, source and weight, in the reader's language."""
    told = words.in_words(appraisal.rubric())
    lines = [
        {**line, "dimension": dimension["label"]} for dimension in told["dimensions"] for line in dimension["criteria"]
    ]
    side_by_side = appraisal.scenarios_told()
    return render(
        request,
        "pages/rubric.html",
        {
            "told": told,
            "levels": [
                {**level, "bounds": words.bounds(told["levels"], place)} for place, level in enumerate(told["levels"])
            ],
            "chart_rows": [[line["label"], line["weight"]] for line in sorted(lines, key=lambda line: -line["weight"])],
            "chart_heads": [_("Criterion"), _("Weight")],
            "scenarios": side_by_side,
            "scenario_heads": [one["label"] for one in side_by_side["scenarios"]],
            "scenario_faults": appraisal.scenario_faults(),
        },
    )
