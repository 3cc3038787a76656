"""Shapes of matches (匹配): ranked, with reasons, counter-reasons and how sure they are."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Schema

from zhiqiao.api.schemas.answers import Taken
from zhiqiao.api.schemas.needs import EnterpriseBriefOut
from zhiqiao.api.schemas.patents import PatentBriefOut

Sureness = Literal["high", "medium", "low", "none"]
Stop = Literal["", "limit", "no_good_match"]


class MatchIn(Taken):
    """How many to show."""

    limit: int = Field(20, ge=1, le=100)


class TextMatchIn(MatchIn):
    """A need in plain words, not stored."""

    text: str = Field(min_length=2, max_length=4000, description="In Chinese or English.")


class ReasonOut(Schema):
    """A reason for or against (理由)."""

    code: str
    data: dict[str, Any]
    message: str = Field(description="In the caller's language.")


class PartOut(Schema):
    """A part of the score (得分构成)."""

    code: str
    label: str
    value: float | None = Field(description="0–1; null: not known.")
    points: float = Field(description="Points of the 100 it brings.")


class MetOut(Schema):
    """A phrase of the asking text and the phrase it met."""

    phrase_need: str
    phrase_found: str
    weight: float


class NearestOut(Schema):
    """The two sentences nearest in meaning, by field and character offsets; across languages too."""

    need_field: str
    need_start: int
    need_end: int
    found_field: str
    found_start: int
    found_end: int
    likeness: float = Field(description="Cosine of their vectors.")


class MatchOut(Schema):
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


class MatchListOut(Schema):
    """The matches, or an honest “no good match”."""

    no_good_match: bool = Field(description="True when nothing reaches the floor; then `items` is empty.")
    items: list[MatchOut]
    best_below_floor: MatchOut | None = Field(description="The best of what did not reach the floor, for information.")
    candidates: int = Field(description="How many candidates were judged.")
    milliseconds: int
    version: str = Field(description="Version of the ranking rules and of the embedder.")
    note: str = Field(description='"words_only" when no embedder is installed; else empty.')
    run_id: int | None = Field(description="The stored run; null when nothing was stored.")
    complete: bool = Field(description="False: only the best `limit` are shown.")
    stop_reason: Stop
