"""Sentences of what changed (分级变动说明): causes, directions, what became of a mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy

from zhiqiao.words import grading

CAUSES: dict[str, str | Promise] = {
    "imported": pgettext_lazy("cause", "Brought in by an import"),
    "corrected": pgettext_lazy("cause", "The record was corrected"),
    "inventoried": pgettext_lazy("cause", "The inventory was filed"),
    "legal_event": pgettext_lazy("cause", "A legal event came in"),
    "annuity": pgettext_lazy("cause", "An annuity was paid or missed"),
    "register": pgettext_lazy("cause", "An extract of the register was accepted"),
    "classes": pgettext_lazy("cause", "The classes changed"),
    "assessment": pgettext_lazy("cause", "It was assessed by people"),
    "evaluation": pgettext_lazy("cause", "An enterprise evaluated it"),
    "deal": pgettext_lazy("cause", "A deal was made"),
    "age": pgettext_lazy("cause", "Time passed: review by date"),
    "time": pgettext_lazy("cause", "Time passed: seen when graded for another reason"),
    "rubric": pgettext_lazy("cause", "The rubric has a new version"),
    "all": pgettext_lazy("cause", "All patents were graded again"),
    "asked": pgettext_lazy("cause", "Somebody asked for it"),
}
DIRECTIONS: dict[str, str | Promise] = {
    "up": pgettext_lazy("grade moved", "To a better level"),
    "down": pgettext_lazy("grade moved", "To a lower level"),
    "higher": pgettext_lazy("grade moved", "Higher within its level"),
    "lower": pgettext_lazy("grade moved", "Lower within its level"),
}
LOOKS = {"up": "good", "down": "bad", "higher": "", "lower": ""}
BECAME: dict[str, str | Promise] = {
    "higher": pgettext_lazy("mark became", "higher"),
    "lower": pgettext_lazy("mark became", "lower"),
    "known": pgettext_lazy("mark became", "known now"),
    "unknown": pgettext_lazy("mark became", "not known any more"),
    "counts": pgettext_lazy("mark became", "counts now"),
    "counts_not": pgettext_lazy("mark became", "does not count any more"),
    "weighed": pgettext_lazy("mark became", "weighs otherwise"),
    "new": pgettext_lazy("mark became", "new criterion"),
    "gone": pgettext_lazy("mark became", "criterion is gone"),
    "reason": pgettext_lazy("mark became", "another reason"),
}


def cause(code: str) -> str:
    """Why a patent was graded; an unknown code as it is."""
    return str(CAUSES.get(code, code))


def direction(code: str | None) -> str:
    """Which way a grade went."""
    return str(DIRECTIONS[code]) if code else pgettext("grade moved", "Same level and score")


def became(code: str) -> str:
    """What became of a mark."""
    return str(BECAME[code])


def mark(stored: Mapping[str, Any] | None) -> str:
    """A mark as a sentence; without one, that the rubric had no such criterion."""
    return grading.mark(stored) if stored is not None else pgettext("mark became", "not in that rubric")


def grade(level: int | None, score: Any) -> str:
    """Level and score in short."""
    if level is None or score is None:
        return grading.level(None)
    return gettext("%(level)s, %(score)s") % {"level": grading.level(level), "score": f"{score:.2f}"}


def criterion(code: str) -> str:
    """The name of a criterion; one that the code does not know any more is named by its code."""
    return str(grading.CRITERIA.get(code, code))
