"""What matching returns (匹配结果)."""

from __future__ import annotations

from dataclasses import dataclass

from zhiqiao.domain.matching.explanation import Explanation
from zhiqiao.domain.matching.facts import EnterpriseFacts
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.records.models import Enterprise, Patent


@dataclass(frozen=True)
class Match:
    """One row of the answer: `row` is the patent or the enterprise, `score` 0 to 100, `confidence` 0 to 1."""

    rank: int
    row: Patent | Enterprise
    facts: PatentFacts | EnterpriseFacts
    score: float
    confidence: float
    sureness: str
    explanation: Explanation


@dataclass(frozen=True)
class MatchResult:
    """An answer. With `no_good_match` there are no rows, and `best_below_floor` is what came nearest."""

    rows: list[Match]
    no_good_match: bool
    best_below_floor: Match | None
    candidates: int
    milliseconds: int
    version: str
    embedder_note: str = ""
    run_id: int | None = None
