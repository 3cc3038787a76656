"""Shapes of differences from the register."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field

from zhiqiao.api.schemas.answers import Answer, Page, ProblemOut, Taken
from zhiqiao.services.legal import MOST

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


class DifferenceOut(Answer):
    """One field in which an extract says otherwise than the record (差异)."""

    id: int
    patent: str = Field(description="Record key.")
    field: str
    ours: Any = Field(description="What the record said; empty where it said nothing.")
    theirs: Any = Field(description="What the extract says.")
    source: str = Field(description="The file.")
    source_date: date = Field(description="The day the file was sent in.")
    state: str
    decided_by: str | None
    decided_at: datetime | None


class DifferenceListOut(Page):
    """A page of differences."""

    items: list[DifferenceOut]


class DecideIn(Taken):
    """A decision about many."""

    differences: Annotated[list[Id], Field(min_length=1, max_length=MOST)]
    verdict: Literal["accept", "ignore", "reopen"]


class RefusedDifferenceOut(Answer):
    """One that was not decided, with why."""

    difference: int
    problems: list[ProblemOut]


class DecidedOut(Answer):
    """What came of it."""

    decided: int
    refused: list[RefusedDifferenceOut]
