"""Shapes of grades over time (分级变动)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field

from zhiqiao.api.schemas.answers import Answer, Page


class MarkChangeOut(Answer):
    """One criterion whose mark changed."""

    criterion: str
    label: str
    dimension: str
    became: str = Field(description="higher, lower, known, unknown, counts, counts_not, weighed, new, gone or reason.")
    became_label: str
    before: dict[str, Any] | None = Field(description="The mark before; null where the rubric had no such criterion.")
    after: dict[str, Any] | None
    before_sentence: str
    after_sentence: str


class GradeStepOut(Answer):
    """One grade against the one before."""

    made_at: datetime
    rubric: str
    cause: str
    cause_label: str
    direction: str | None = Field(
        description="up, down, higher, lower; null for the first, or where both are the same."
    )
    level: int | None
    score: float | None
    level_before: int | None
    score_before: float | None
    is_first: bool
    changes: list[MarkChangeOut]


class GradeStepsOut(Answer):
    """A patent's grades, newest first, each against the one before; at most 50."""

    patent: str
    items: list[GradeStepOut]


class MovedOut(Answer):
    """A grade that went up or down."""

    patent: str = Field(description="Record key.")
    title_zh: str
    title_en: str
    made_at: datetime
    cause: str
    cause_label: str
    direction: str
    direction_label: str
    level_before: int | None
    level: int | None
    score_before: float | None
    score: float | None
    rubric: str
    url: str = Field(description="The page of the patent's grades.")


class ChangesOut(Page):
    """What went up and down in a period."""

    since: date
    until: date
    items: list[MovedOut]
    counts: dict[str, dict[str, int]] = Field(description="By cause and direction, over the whole period, unfiltered.")
