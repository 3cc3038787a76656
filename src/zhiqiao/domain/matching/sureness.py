"""How sure a match is (匹配把握), and when there is none.

Sureness is the share of matches with the same signs that our sample's writers judged to solve the need or fit it well
(`sure_…` in the learned table). It is about the texts alone; what speaks against a match is said beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp

from zhiqiao.domain.matching import learned, weights
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


@dataclass(frozen=True)
class Around:
    """What stands around a match in its answer: how high the `crowd` stands in words, and how near in meaning the
    answer is as a whole (`near`)."""

    crowd: float = 0.0
    near: float = 0.0


def around(ranked: Sequence[Ranked], words: Iterable[float] | None = None) -> Around:
    """Of the candidates of an answer, best first; `words` are how all of them stand in words, where `ranked` are only
    the best."""
    return Around(crowd([one.words for one in ranked] if words is None else words), nearness(ranked))


def crowd(words: Iterable[float]) -> float:
    """How high candidates 6 to 30 stand in words, as a share of the best: 0 when there are none."""
    loud = sorted(words, reverse=True)[weights.CROWD_FROM : weights.CROWD_TO]
    return sum(loud) / len(loud) if loud else 0.0


def situation(one: Ranked) -> str:
    """Which coefficients of the learned table count: for one language or two, with meaning or by words alone."""
    if one.cosine == 0.0 and one.above == 0.0:
        return "sure_words" if one.shares_language else "sure_words_across"
    return "sure_same" if one.shares_language else "sure_across"


def signs(one: Ranked, around: Around) -> dict[str, float]:
    """Everything sureness may go by, by name."""
    return {
        "start": 1.0,
        "covered": one.covered,
        "cosine": one.cosine,
        "above": one.above,
        "score": one.score,
        "crowd": around.crowd,
        "near": around.near,
    }


def sureness(one: Ranked, around: Around) -> float:
    """0 to 1."""
    given = signs(one, around)
    total = sum(weight * given[name] for name, weight in learned.table().sure[situation(one)].items())
    return 1.0 / (1.0 + exp(-total))


def nearness(ranked: Sequence[Ranked]) -> float:
    """How near in meaning the answer is as a whole: mean of the likeness of the nearest of the first ten and of the
    mean of the first five. One patent may be near by chance; five are not."""
    cosines = [one.cosine for one in ranked[: weights.NEAR_AMONG]]
    if not cosines:
        return 0.0
    first = cosines[: weights.NEAR_FIRST]
    return (max(cosines) + sum(first) / len(first)) / 2


def floor_of(first: Ranked, *, in_full: bool) -> float:
    """How sure the surest must be for anything to be shown."""
    told = situation(first)
    return weights.FLOOR_IN_FULL if in_full and told == "sure_same" else weights.FLOORS[told]


def is_named(one: Ranked) -> bool:
    """Whether a text whose meaning is not known, such as one that must not leave the machine, has most of the words."""
    return situation(one) == "sure_words" and one.covered >= weights.NAMED


def is_below_floor(ranked: Sequence[Ranked], around: Around, *, has_meaning: bool, in_full: bool = False) -> bool:
    """Whether even the best of these are no good match, so that nothing should be shown.

    Either the answer as a whole is not near in meaning (with words alone: shares too few), or none of its first is sure
    enough; a need told in full, with a description, asks for more.
    """
    if not ranked:
        return True
    first = ranked[: weights.NEAR_AMONG]
    if not has_meaning and max(one.covered for one in first) < weights.COVERED_AT_LEAST:
        return True
    near_enough = weights.NEAR_SAME if ranked[0].shares_language else weights.NEAR_ACROSS
    if has_meaning and nearness(ranked) < near_enough and not any(map(is_named, first)):
        return True
    return max(sureness(one, around) for one in first) < floor_of(ranked[0], in_full=in_full)
