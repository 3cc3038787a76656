"""Names of scenarios, indicators and leaves (评估情形的名称): from their file, ours from the catalogue."""

from __future__ import annotations

from django.utils.translation import get_language, pgettext

from zhiqiao.domain.grading.scenarios import KEPT, Indicator, Leaf, Names, Scenario
from zhiqiao.words import grading


def named(names: Names) -> str:
    """In the reader's language."""
    return names.en if (get_language() or "").startswith("en") else names.zh


def scenario(one: Scenario) -> str:
    """The name of a scenario."""
    return pgettext("scenario", "Portfolio management") if one.name == KEPT.name else named(one.names)


def told(one: Scenario) -> str:
    """What a scenario is for."""
    if one.name == KEPT.name:
        return pgettext("scenario", "The rubric under which grades are kept, and by which lists are ordered.")
    return named(one.told)


def dimension(code: str) -> str:
    """The name of a dimension."""
    return grading.dimension(code)


def indicator(one: Indicator) -> str:
    """The name of a second-level indicator."""
    return named(one.names)


def leaf(one: Leaf) -> str:
    """The name of a leaf: of the criterion that computes it, or under which people are asked."""
    return named(one.names) if one.names is not None else grading.criterion(one.code)
