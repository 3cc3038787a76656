"""What matching returns (匹配结果)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhiqiao.domain.matching.explanation import Explanation
from zhiqiao.domain.matching.facts import EnterpriseFacts
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.records.models import Enterprise, Patent


@dataclass(frozen=True)
class Further:
    """That more of an applicant follow behind the first ten: the name as written, and how many."""

    name: str
    count: int


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
    further: Further | None = None
    """That more patents of this applicant follow behind the first ten."""


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
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Facet → value → how many of the candidates have it, where that was asked for."""
    asked: Mapping[str, str] = field(default_factory=dict)
    """The asking texts by field; places in explanations are places in them."""
    is_spread: bool = False
    """Whether applicants were spread: at most three patents of one among the first ten."""
    moved: int = 0
    """How many rows that put behind the tenth place."""


def as_json(found: MatchResult) -> dict[str, Any]:
    """The answer as plain values, for a program."""
    return {
        "rows": [row_as_json(one) for one in found.rows],
        "no_good_match": found.no_good_match,
        "best_below_floor": row_as_json(found.best_below_floor) if found.best_below_floor else None,
        "candidates": found.candidates,
        "milliseconds": found.milliseconds,
        "version": found.version,
        "note": found.embedder_note,
        "run": found.run_id,
        "spread": found.is_spread,
        "moved": found.moved,
    }


def row_as_json(one: Match) -> dict[str, Any]:
    """One row: what it is, how good, and why."""
    name = "patent" if isinstance(one.row, Patent) else "enterprise"
    key = one.row.record_key if isinstance(one.row, Patent) else one.row.pk
    title = "title" if isinstance(one.row, Patent) else "name"
    return {
        "rank": one.rank,
        name: key,
        f"{title}_zh": getattr(one.row, f"{title}_zh"),
        f"{title}_en": getattr(one.row, f"{title}_en"),
        "score": one.score,
        "confidence": one.confidence,
        "sureness": one.sureness,
        "explanation": one.explanation.as_json(),
    }
