"""Rereading: two orders joined, scores kept in their places."""

from __future__ import annotations

import pytest

from zhiqiao.domain.matching.ranking import Ranked
from zhiqiao.domain.matching.rereading import reread


def ranked(count: int) -> list[Ranked]:
    return [Ranked(number, 1 - number / 10, 0, 0, 0, 0, 0, True) for number in range(count)]


@pytest.mark.parametrize(
    ("scores", "order"),
    [
        ({}, [0, 1, 2, 3]),
        ({0: 9.0, 1: 8.0, 2: 7.0, 3: 6.0}, [0, 1, 2, 3]),
        ({0: 1.0, 1: 9.0}, [0, 1, 2, 3]),  # one says the one, one the other: ours comes first
        ({0: 0.0, 1: 1.0, 2: 9.0, 3: 8.0}, [2, 0, 1, 3]),
        ({1: 1.0, 3: 9.0, 2: 5.0}, [0, 1, 3, 2]),  # what has no score keeps its place
    ],
)
def test_orders_are_joined(scores, order):
    told = reread(ranked(4), scores)
    assert [one.id for one in told] == order
    assert [one.score for one in told] == [one.score for one in ranked(4)]


def test_equal_scores_keep_our_order():
    assert [one.id for one in reread(ranked(5), dict.fromkeys(range(5), 1.0))] == [0, 1, 2, 3, 4]
