"""Marks (评分): what one criterion says of one patent, with its evidence. Not responsible for weights or sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

Value = str | int | float
FOUR_PLACES = Decimal("0.0001")
ZERO, ONE = Decimal(0), Decimal(1)


class Dimension(StrEnum):
    """The three first-level values of GB/T 42748-2023 (一级指标)."""

    LEGAL = "legal"  # 法律价值
    TECHNICAL = "technical"  # 技术价值
    ECONOMIC = "economic"  # 经济价值


@dataclass(frozen=True)
class Evidence:
    """One reason (依据): a code under which `words.grading` has the sentence, and the values that go into it."""

    code: str
    data: Mapping[str, Value] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The same as a plain dict."""
        return {"code": self.code, "data": dict(self.data)}


@dataclass(frozen=True)
class Mark:
    """What a criterion gives (单项评分): points from 0 to 1, or None when facts are missing or it does not apply.

    `missing` names the facts that would have to be known. `applies` is False where the criterion has no meaning for
    this patent: then it counts neither for the score nor for the coverage. `veto` ends the grading at 0 (一票否决).
    """

    points: Decimal | None
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...] = ()
    applies: bool = True
    veto: bool = False


def given(points: Decimal | int | str, code: str, **data: Value) -> Mark:
    """A mark with its one reason; points are cut to 0–1 and kept to four decimals."""
    return Mark(cut(points), (Evidence(code, data),))


@lru_cache(maxsize=10_000)
def cut(points: Decimal | int | str) -> Decimal:
    """Points within 0 and 1, to four decimals."""
    return min(ONE, max(ZERO, Decimal(points))).quantize(FOUR_PLACES, ROUND_HALF_UP)


def missing(*facts: str) -> Mark:
    """No mark, because these facts are not known."""
    return Mark(None, (Evidence("facts_missing"),), missing=facts)


def not_applicable(code: str, **data: Value) -> Mark:
    """No mark, because the criterion has no meaning for this patent."""
    return Mark(None, (Evidence(code, data),), applies=False)


def vetoed(code: str, **data: Value) -> Mark:
    """A mark of 0 that decides the grade alone."""
    return Mark(ZERO, (Evidence(code, data),), veto=True)
