"""Shapes of matches (匹配): ranked, with reasons, counter-reasons and how sure they are."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field

from zhiqiao.api.schemas.answers import Answer, Taken
from zhiqiao.api.schemas.needs import EnterpriseBriefOut
from zhiqiao.api.schemas.patents import PatentBriefOut

Sureness = Literal["high", "medium", "low", "none"]
Verdict = Literal["agrees", "near", "clashes", "possible", "not_stated"]
Stop = Literal["", "limit", "no_good_match"]


FilterName = Literal[
    "kind", "legal_state", "industry", "region", "holder", "ipc", "section", "year", "level", "trl", "way", "language"
]


class MatchIn(Taken):
    """How many to show."""

    limit: int = Field(20, ge=1, le=100)
    spread: bool = Field(
        True, description="At most three patents of one applicant among the first ten; the others follow behind."
    )


class TextMatchIn(MatchIn):
    """A need in plain words, not stored."""

    text: str = Field(min_length=2, max_length=4000, description="In Chinese or English.")
    filters: dict[FilterName, list[str]] = Field(
        default_factory=dict, description="Only patents with one of these values in each facet, as counted below."
    )
    count_facets: list[FilterName] = Field(
        default_factory=list, max_length=12, description="Facets to count over the candidates."
    )
    reasons: bool = Field(
        True, description="False: without words that met, clauses and figures side by side; quicker, for lists."
    )


class ReasonOut(Answer):
    """A reason for or against (理由)."""

    code: str
    data: dict[str, Any]
    message: str = Field(description="In the caller's language.")


class PartOut(Answer):
    """A part of the score (得分构成)."""

    code: str
    label: str
    value: float | None = Field(description="0–1; null: not known.")
    points: float = Field(description="Points of the 100 it brings.")


class MetOut(Answer):
    """A phrase of the asking text and the phrase it met."""

    phrase_need: str
    phrase_found: str
    weight: float


class NearestOut(Answer):
    """The two sentences nearest in meaning, by field and character offsets; across languages too."""

    need_field: str
    need_start: int
    need_end: int
    found_field: str
    found_start: int
    found_end: int
    likeness: float = Field(description="Cosine of their vectors.")


class AlignedOut(Answer):
    """A clause of the asking text and the clause of the found text that answers it (逐条对照), by character offsets."""

    need_field: str
    need_start: int
    need_end: int
    found_field: str
    found_start: int
    found_end: int
    strength: float = Field(description="0–1.")
    by: Literal["figures", "words", "meaning"] = Field(description="What holds the two together.")
    likeness: float | None = Field(description="Cosine of their quick vectors; null where meaning was not compared.")


class StatedOut(Answer):
    """A figure as a text states it, with the name of what is measured."""

    field: str
    start: int
    end: int
    text: str


class FigureOut(Answer):
    """A figure the need asks for against what the patent says of it (指标比较)."""

    kind: str = Field(description="Code of the quantity, like thermal_conductivity.")
    verdict: Verdict = Field(
        description="possible: a figure is said without a name and may be this one; it is not counted."
    )
    asked: list[StatedOut] = Field(description="In each language it is asked in, the caller's first.")
    said: list[StatedOut] = Field(description="In each language it is said in, the caller's first; empty: not stated.")


class MissingOut(Answer):
    """A clause of the need that nothing in the patent answers, by character offsets."""

    field: str
    start: int
    end: int


class FoldedOut(Answer):
    """A patent folded under a match: of the same family, or a near-duplicate."""

    record_key: str
    is_family: bool


class FurtherOut(Answer):
    """More patents of this applicant stand behind the first ten."""

    name: str
    count: int


class MatchOut(Answer):
    """One match: a patent for a need, or an enterprise for a patent."""

    rank: int
    score: float = Field(description="0–100.")
    confidence: float = Field(description="0–1.")
    sureness: Sureness = Field(description="none: below the floor.")
    patent: PatentBriefOut | None = None
    enterprise: EnterpriseBriefOut | None = None
    parts: list[PartOut]
    reasons: list[ReasonOut]
    against: list[ReasonOut]
    met: list[MetOut] = Field(description="Words and phrases that met, strongest first.")
    marks_need: dict[str, list[list[int]]] = Field(
        description="Character offsets to highlight in the asking text's fields."
    )
    marks_found: dict[str, list[list[int]]] = Field(
        description="Character offsets to highlight in the found text's fields."
    )
    nearest: NearestOut | None
    aligned: list[AlignedOut] = Field(description="Clause beside clause, strongest first.")
    figures: list[FigureOut] = Field(description="Figures the need asks for, clashes first.")
    missing: list[MissingOut] = Field(description="Clauses of the need that nothing answers.")
    folded: list[FoldedOut] = Field(description="Family members and near-duplicates shown under this one.")
    further: FurtherOut | None = Field(description="Null where no patent of this applicant was moved back.")


class MatchListOut(Answer):
    """The matches, or an honest “no good match”."""

    no_good_match: bool = Field(description="True when nothing reaches the floor; then `items` is empty.")
    items: list[MatchOut]
    best_below_floor: MatchOut | None = Field(description="The best of what did not reach the floor, for information.")
    candidates: int = Field(description="How many candidates were judged.")
    milliseconds: int
    version: str = Field(description="Version of the ranking rules and of the embedder.")
    note: str = Field(description='"words_only" when no embedder is installed; else empty.')
    run_id: int | None = Field(description="The stored run; null when nothing was stored.")
    is_spread: bool = Field(description="Whether applicants were spread over the first ten.")
    moved: int = Field(description="How many patents that moved behind the tenth place.")
    facets: dict[str, dict[str, int]] = Field(
        default_factory=dict, description="Counts over the candidates, for the facets asked for."
    )
    complete: bool = Field(description="False: only the best `limit` are shown.")
    stop_reason: Stop
