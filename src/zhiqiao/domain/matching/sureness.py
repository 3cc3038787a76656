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


def is_below_floor(ranked: Sequence[Ranked], crowded: float, *, has_meaning: bool) -> bool:
    """Whether even the best of these is no good match, so that nothing should be shown.

    Either the best is less sure than the floor, or nothing is near: neither in meaning nor in words.
    """
    if not ranked:
        return True
    best = ranked[0]
    floor = weights.FLOOR_SAME if best.shares_language else weights.FLOOR_ACROSS
    if has_meaning and sureness(best, crowded) < floor:
        return True
    covered = max(one.covered for one in ranked[:10])
    if not has_meaning:
        return covered < weights.COVERED_AT_LEAST / 2
    if best.shares_language and best.cosine < weights.BEST_NEAR_AT_LEAST and best.covered < weights.COVERED_ENOUGH:
        return True
    nearest = max(one.cosine for one in ranked[:10])
    return nearest < weights.NEAR_AT_LEAST and covered < weights.COVERED_AT_LEAST
