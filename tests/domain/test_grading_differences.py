"""What differs between two grades: every criterion whose mark says something else, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.domain.grading.differences import Became, Direction, differences, direction_of
from zhiqiao.domain.grading.grade import grade
from zhiqiao.domain.patents.facts import PatentFacts

DAY = date(2026, 11, 22)
FACTS = PatentFacts(
    office="CN",
    kind=PatentKind.INVENTION,
    application_date=date(2016, 4, 12),
    grant_date=date(2018, 9, 1),
    legal_state=LegalState.GRANTED,
    claims_count=5,
    trl=5,
)


def marks(facts: PatentFacts, day: date = DAY) -> list[dict[str, Any]]:
    return [weighed.as_json() for weighed in grade(facts, day).marks]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, {}),
        ({"trl": 8}, {"technology_readiness": Became.HIGHER}),
        ({"claims_count": 2}, {"number_of_claims": Became.LOWER}),
        ({"claims_count": None}, {"number_of_claims": Became.UNKNOWN}),
        ({"funding": "无"}, {"funding_behind": Became.KNOWN}),
        ({"title_zh": "另一个标题"}, {}),
    ],
)
def test_each_change_is_told_with_what_became_of_it(changed: dict[str, Any], told: dict[str, Became]) -> None:
    found = differences(marks(FACTS), marks(replace(FACTS, **changed)))
    assert {one.criterion: one.became for one in found} == told


def test_a_lapse_is_told_where_it_takes_marks_away() -> None:
    found = {
        one.criterion: one.became for one in differences(marks(FACTS), marks(FACTS.but(legal_state=LegalState.LAPSED)))
    }
    assert found["right_in_force"] is Became.LOWER and found["remaining_term"] is Became.COUNTS_NOT


def test_criteria_and_weights_of_another_rubric_are_told() -> None:
    old, new = marks(FACTS)[1:], marks(FACTS)[:-1]
    new[1] = new[1] | {"weight": 99}
    found = {one.criterion: one.became for one in differences(old, new)}
    assert found == {"right_in_force": Became.NEW, "remaining_term": Became.WEIGHED, "funding_behind": Became.GONE}


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        (("70.00", 2), ("85.00", 1), Direction.UP),
        (("70.00", 2), ("0.00", 5), Direction.DOWN),
        ((None, None), ("30.00", 4), Direction.UP),
        (("30.00", 4), (None, None), Direction.DOWN),
        (("70.00", 2), ("71.00", 2), Direction.HIGHER),
        (("71.00", 2), ("70.00", 2), Direction.LOWER),
        (("70.00", 2), ("70.00", 2), None),
        ((None, None), (None, None), None),
    ],
)
def test_which_way_a_grade_went(before: Any, after: Any, way: Direction | None) -> None:
    (score, level), (score_now, level_now) = before, after
    numbers = [None if one is None else Decimal(one) for one in (score, score_now)]
    assert direction_of(numbers[0], level, numbers[1], level_now) == way
