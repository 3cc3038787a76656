"""Rereading (重排序): the top of a list put in another order by a model that reads need and patent together.

Neither order is trusted alone: the two are joined by their places, for the other model's scores have no meaning we
know. A patent takes over the score of its new place, so that the answer's scores still fall from top to bottom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zhiqiao.domain.matching.ranking import Ranked

EVEN = 10.0
"""How little the first places stand out (the k of reciprocal rank fusion, which is 60 for lists of a thousand)."""


def reread(ranked: Sequence[Ranked], scores: Mapping[int, float]) -> list[Ranked]:
    """The list with those that have a score in their new order; the rest keep their places."""
    places = [place for place, one in enumerate(ranked) if one.id in scores]
    theirs = sorted(places, key=lambda place: (-scores[ranked[place].id], place))
    own = {place: rank for rank, place in enumerate(places)}
    other = {place: rank for rank, place in enumerate(theirs)}
    joined = sorted(places, key=lambda place: (-(1 / (EVEN + own[place]) + 1 / (EVEN + other[place])), place))
    result = list(ranked)
    for place, comes_from in zip(places, joined, strict=True):
        result[place] = replace(ranked[comes_from], score=ranked[place].score)
    return result
