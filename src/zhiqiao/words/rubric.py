"""The rubric in words (分级标准说明): the reference page as Markdown, and the docstrings of criteria in both
languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, override, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiqiao.words import grading

CERTAINTY = {
    "L": pgettext_lazy("certainty", "text of a law"),
    "V": pgettext_lazy("certainty", "an official figure or publication seen"),
    "C": pgettext_lazy("certainty", "practice seen in public source code, not authority"),
    "P": pgettext_lazy("certainty", "our own proposal, free to change"),
}
HOW = (
    _("The score is the sum of weight times points, divided by the sum of the weights, times 100."),
    _(
        "Only criteria count that apply to the patent and whose facts are known. A missing fact lowers the coverage, "
        "not the score, and is named."
    ),
    _("Below a coverage of %(floor)s %% there is no score and no level."),
    _("A right that has ended sets the score to 0 and the level to 5."),
    _(
        "An upper bound belongs to the lower level: exactly 80.00 is level 2, 60.00 level 3, "
        "40.00 level 4, 20.00 level 5 [P]."
    ),
    _(
        "The three dimensions are those of GB/T 42748-2023 [V]; the five levels follow a local standard for grading "
        "patents [V]. All weights are our own proposal [P]."
    ),
)


def translated(text: str) -> str:
    """A criterion's rule, unit or source, in the language that is active."""
    return gettext(text)


def in_words(described: Mapping[str, Any]) -> dict[str, Any]:
    """The rubric as `domain.grading.rubric.describe` gives it, with every label and text in the active language."""
    return {
        **described,
        "how": [
            str(text) % {"floor": f"{described['coverage_floor']:.0f}"} if "%(" in str(text) else str(text)
            for text in HOW
        ],
        "certainty": {mark: str(text) for mark, text in CERTAINTY.items()},
        "levels": [
            {**row, "label": grading.level(row["level"]), "advice": grading.advice(row["level"])}
            for row in described["levels"]
        ],
        "dimensions": [
            {
                **dimension,
                "label": grading.dimension(dimension["code"]),
                "criteria": [
                    {
                        **line,
                        "label": grading.criterion(line["code"]),
                        "rule": translated(line["rule"]),
                        "unit": translated(line["unit"]),
                        "source": translated(line["source"]),
                    }
                    for line in dimension["criteria"]
                ],
            }
            for dimension in described["dimensions"]
        ],
    }


def markdown(described: Mapping[str, Any], language: str) -> str:
    """The reference page in one language."""
    with override(language):
        return "\n".join(page(in_words(described))) + "\n"


def page(told: Mapping[str, Any]) -> list[str]:
    """The lines of the page."""
    lines = [
        "# " + pgettext("rubric", "Grading rubric “%(name)s”, version %(version)s") % told,
        "",
        *(f"- {text}" for text in told["how"]),
        "",
        pgettext("rubric", "Marks of certainty:")
        + " "
        + pgettext("between reasons", "; ").join(f"[{mark}] {text}" for mark, text in told["certainty"].items()),
        "",
        "## " + pgettext("rubric", "Levels"),
        "",
        row(pgettext("rubric", "Level"), pgettext("rubric", "Score"), pgettext("rubric", "What to do [P]")),
        row("---", "---", "---"),
        *(
            row(level["label"], bounds(told["levels"], place), level["advice"])
            for place, level in enumerate(told["levels"])
        ),
    ]
    for dimension in told["dimensions"]:
        lines += ["", "## " + pgettext("rubric", "%(label)s, weight %(weight)s") % dimension]
        for line in dimension["criteria"]:
            lines += ["", "### " + pgettext("rubric", "%(label)s, weight %(weight)s") % line, "", line["rule"], ""]
            lines += [
                "- " + pgettext("rubric", "Unit: %(unit)s") % line,
                "- " + pgettext("rubric", "Source: %(source)s") % line,
            ]
            lines += [f"- `{line['code']}`"]
    return lines


def row(*cells: str) -> str:
    """One row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def bounds(levels: list[dict[str, Any]], place: int) -> str:
    """Between which scores a level lies."""
    upper = levels[place - 1]["above"] if place else 100
    above = levels[place]["above"]
    if above is None:
        return pgettext("rubric", "%(upper)s or less") % {"upper": f"{upper:.0f}"}
    return pgettext("rubric", "above %(above)s, up to %(upper)s") % {"above": f"{above:.0f}", "upper": f"{upper:.0f}"}
