"""Families and near-duplicates folded, and applicants spread over the first ten: nothing is lost, little is moved."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.matching.diversity import AMONG_FIRST, MOST_OF_ONE, distinct, spread
from zhiqiao.domain.matching.twins import Family, fold, likeness


def numbers(*those: int) -> np.ndarray:
    return np.array(those, dtype=np.uint32)


def test_a_near_duplicate_is_folded_under_the_better_one():
    texts = {1: numbers(*range(100)), 2: numbers(*range(500, 600)), 3: numbers(*range(5, 90))}
    told = fold([2, 1, 3], texts)
    assert {kept: one.all for kept, one in told.items()} == {2: [], 1: [3]}
    assert told[1].twins == [3] and told[1].family == []


def test_single_characters_and_short_texts_tell_no_duplicate():
    singles = numbers(*range(1 << 30, (1 << 30) + 50))
    assert fold([1, 2], {1: singles, 2: singles})[1].all == []
    short = numbers(*range(11))
    assert likeness([short, short])[0, 1] == 0.0
    assert likeness([numbers(*range(12)), numbers(*range(12))])[0, 1] == 1.0


@pytest.mark.parametrize(
    ("first", "second", "kin"),
    [
        (Family(frozenset({"CN1A"})), Family(frozenset({"US2B"}), frozenset({"CN1A"})), True),
        (Family(frozenset({"CN1A"}), frozenset({"EP9"})), Family(frozenset({"US2B"}), frozenset({"EP9"})), True),
        (Family(frozenset({"CN1A"})), Family(frozenset({"US2B"})), False),
        (Family(), Family(), False),
    ],
)
def test_a_family_is_told_by_numbers(first, second, kin):
    assert first.is_of(second) is second.is_of(first) is kin
    told = fold([1, 2], {}, {1: first, 2: second})
    assert told[1].family == ([2] if kin else [])


def test_one_applicant_has_three_of_the_first_ten_and_the_rest_follow():
    order = list(range(1, 16))
    holders = {number: ["A" if number <= 8 else f"B{number}"] for number in order}
    told = spread(order, holders, dict.fromkeys(order, 50.0))
    assert told.order == (1, 2, 3, 9, 10, 11, 12, 13, 14, 15, 4, 5, 6, 7, 8)
    assert told.moved == (4, 5, 6, 7, 8) and told.further == {3: ("A", 5)}
    assert distinct(order, holders) == 3 and distinct(told.order, holders) == 8


def test_when_there_is_no_one_else_nothing_is_moved():
    order = [1, 2, 3, 4, 5]
    told = spread(order, {number: ["A"] for number in order}, dict.fromkeys(order, 50.0))
    assert told.order == (1, 2, 3, 4, 5) and told.moved == () and told.further == {}


def test_a_much_weaker_row_passes_none():
    order = [1, 2, 3, 4, 5]
    holders = {1: ["A"], 2: ["A"], 3: ["A"], 4: ["A"], 5: ["B"]}
    scores = {1: 80.0, 2: 79.0, 3: 78.0, 4: 77.0, 5: 20.0}
    assert spread(order, holders, scores).order == (1, 2, 3, 4, 5)
    assert spread(order, holders, {**scores, 5: 60.0}).order == (1, 2, 3, 5, 4)


@given(st.lists(st.integers(0, 3), max_size=40), st.data())
def test_spreading_loses_nothing_and_keeps_each_applicants_own_order(whose, data):
    order = list(range(len(whose)))
    holders = {number: [whose[number]] for number in order}
    scores = {number: data.draw(st.floats(1, 100)) for number in order}
    told = spread(order, holders, scores)
    assert sorted(told.order) == order
    for one in set(whose):
        own = [number for number in told.order if whose[number] == one]
        assert own == sorted(own)
    assert all(number in told.order[1:] for number in told.moved)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=40))
def test_with_even_scores_the_first_ten_hold_no_more_than_three_of_one_while_others_are_there(whose):
    order = list(range(len(whose)))
    holders = {number: [whose[number]] for number in order}
    told = spread(order, holders, dict.fromkeys(order, 1.0))
    first = [whose[number] for number in told.order[:AMONG_FIRST]]
    could = sum(min(MOST_OF_ONE, whose.count(one)) for one in set(whose))
    many = [min(first.count(one), MOST_OF_ONE) for one in set(first)]
    assert sum(many) == min(AMONG_FIRST, could)
