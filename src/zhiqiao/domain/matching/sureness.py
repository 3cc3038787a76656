"""How sure a match is (匹配把握), and when there is none.

Sureness is the share of matches with the same signs that our sample's writers judged to solve the need or fit it well
(`weights.SURE_SAME`, `SURE_ACROSS`). It is about the texts alone; what speaks against a match is said beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import exp

from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.ranking import Ranked


class Sureness(StrEnum):
    """Sureness in words (把握程度)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


def in_words(sure: float) -> Sureness:
    """High from 0.6, medium from 0.3."""
    if sure >= weights.SURE_HIGH:
        return Sureness.HIGH
    return Sureness.MEDIUM if sure >= weights.SURE_MEDIUM else Sureness.LOW


def crowd(ranked: Sequence[Ranked]) -> float:
    """How high candidates 6 to 30 stand in words, as a share of the best: 0 when there are none."""
    words = sorted((one.words for one in ranked), reverse=True)[weights.CROWD_FROM : weights.CROWD_TO]
    return sum(words) / len(words) if words else 0.0


def sureness(one: Ranked, crowded: float) -> float:
    """0 to 1."""
    if one.shares_language:
        by = weights.SURE_SAME
        total = by["covered"] * one.covered + by["crowd"] * crowded
    else:
        by = weights.SURE_ACROSS
        total = by["above"] * one.above
    total += by["start"] + by["cosine"] * one.cosine + by["score"] * one.score
    return 1.0 / (1.0 + exp(-total))


def nearness(ranked: Sequence[Ranked]) -> float:
    """How near in meaning the answer is as a whole: mean of the likeness of the nearest of the first ten and of the
    mean of the first five. One patent may be near by chance; five are not."""
    cosines = [one.cosine for one in ranked[: weights.NEAR_AMONG]]
    if not cosines:
        return 0.0
    first = cosines[: weights.NEAR_FIRST]
    return (max(cosines) + sum(first) / len(first)) / 2


def least_sure(*, in_full: bool) -> float:
    """How sure a row must be to be shown, for a need told in a few words or in full."""
    return weights.ROW_FLOOR_IN_FULL if in_full else weights.ROW_FLOOR


def is_below_floor(ranked: Sequence[Ranked], crowded: float, *, has_meaning: bool, in_full: bool = False) -> bool:
    """Whether even the best of these are no good match, so that nothing should be shown.

    Either the answer as a whole is not near in meaning, or none of its first is sure enough; a need told in full, with
    a description, asks for more.
    """
    if not ranked:
        return True
    first = ranked[: weights.NEAR_AMONG]
    if not has_meaning:
        return max(one.covered for one in first) < weights.COVERED_AT_LEAST
    near_enough = weights.NEAR_SAME if ranked[0].shares_language else weights.NEAR_ACROSS
    floor = weights.FLOOR_IN_FULL if in_full and ranked[0].shares_language else weights.ROW_FLOOR
    return nearness(ranked) < near_enough or max(sureness(one, crowded) for one in first) < floor
