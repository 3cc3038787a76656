"""Differences (变化对照): what differs between two grades of one patent, criterion by criterion, as kept with them.

Not responsible for why a new grade was made: that is kept as its cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Direction(StrEnum):
    """Which way a grade went (升降): to another level, or only to another score within its level."""

    UP = "up"
    DOWN = "down"
    HIGHER = "higher"
    LOWER = "lower"


class Became(StrEnum):
    """What became of one criterion's mark."""

    HIGHER = "higher"
    LOWER = "lower"
    KNOWN = "known"  # a fact was learnt
    UNKNOWN = "unknown"  # a fact is not known any more
    COUNTS = "counts"  # it applies now
    COUNTS_NOT = "counts_not"
    WEIGHED = "weighed"  # the same points, another weight
    NEW = "new"  # a criterion of a newer rubric
    GONE = "gone"
    REASON = "reason"  # the same points for another reason


@dataclass(frozen=True)
class MarkChange:
    """One criterion whose mark changed: both marks as kept, None where the rubric had no such criterion."""

    criterion: str
    dimension: str
    became: Became
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def direction_of(
    score: Decimal | None, level: int | None, score_now: Decimal | None, level_now: int | None
) -> Direction | None:
    """Up or down where the level is another (1 is best; a first level counts as up), else by the score; None where
    neither is another."""
    if level != level_now:
        if level is None or level_now is None:
            return Direction.UP if level is None else Direction.DOWN
        return Direction.UP if level_now < level else Direction.DOWN
    if score is None or score_now is None or score == score_now:
        return None
    return Direction.HIGHER if score_now > score else Direction.LOWER


def differences(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[MarkChange]:
    """Criteria whose marks are not the same, in the order of the newer grade; those that are gone come last."""
    old = {mark["criterion"]: mark for mark in before}
    new = {mark["criterion"]: mark for mark in after}
    found = []
    for name in [*new, *(name for name in old if name not in new)]:
        became = what_became(old.get(name), new.get(name))
        if became is not None:
            told = new.get(name) or old[name]
            found.append(MarkChange(name, told["dimension"], became, old.get(name), new.get(name)))
    return found


def what_became(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Became | None:
    """What became of a mark; None where it says the same as before, though a figure in its sentence may have grown."""
    if before is None or after is None:
        return Became.NEW if before is None else Became.GONE
    if before["applies"] != after["applies"]:
        return Became.COUNTS if after["applies"] else Became.COUNTS_NOT
    points, now = before["points"], after["points"]
    if (points is None) != (now is None):
        return Became.KNOWN if points is None else Became.UNKNOWN
    if points is not None and points != now:
        return Became.HIGHER if now > points else Became.LOWER
    if before["weight"] != after["weight"]:
        return Became.WEIGHED
    reasons = [[reason["code"] for reason in mark["evidence"]] for mark in (before, after)]
    return Became.REASON if reasons[0] != reasons[1] else None
