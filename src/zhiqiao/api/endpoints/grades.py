"""Grades over time (分级变动接口): one patent's grades each against the one before, and what changed in a period."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from zhiqiao.api import paging
from zhiqiao.api.callers import ANYONE, PERSON, caller_of
from zhiqiao.api.schemas.grades import ChangesOut, GradeStepOut, GradeStepsOut, MarkChangeOut, MovedOut
from zhiqiao.records.models import Grade
from zhiqiao.services import appraisal, catalogue
from zhiqiao.words import grade_changes as words

router = Router(tags=["grades"])
Cause = Annotated[str, StringConstraints(max_length=40)]


class ChangesQuery(Schema):
    """Filters of what changed; several values of one filter mean any of them."""

    since: date | None = Field(None, description="First day; empty: 30 days before `until`.")
    until: date | None = Field(None, description="Last day; empty: today.")
    at: int | None = Field(None, ge=1, le=10**9, description="Id of one's own organisation, with all below it.")
    direction: list[Literal["up", "down", "higher", "lower"]] = Field(
        [], max_length=4, description="Another level (up, down), or another score within it (higher, lower)."
    )
    cause: list[Cause] = Field([], max_length=20, description="Why it was graded.")
    page: int = Field(1, ge=1, le=paging.DEEPEST, description=paging.PAGE_SAYS)
    size: int = Field(20, ge=1, le=paging.SIZE_MOST, description=paging.SIZE_SAYS)
    cursor: str = Field("", max_length=200, description=paging.CURSOR_SAYS)


@router.get("/changes", auth=PERSON, response=ChangesOut, summary="What changed in a period")
def list_changes(request: HttpRequest, query: Query[ChangesQuery]) -> Any:
    """Grades of the caller's organisations that went up or down, the newest first, with counts by cause."""
    asked = {"since": query.since, "until": query.until, "at": query.at}
    told = {name: str(value) for name, value in asked.items()} | {"direction": query.direction, "cause": query.cause}
    window = paging.window(query.page, query.size, query.cursor, told)
    found = appraisal.changed(
        user=caller_of(request),
        since=query.since,
        until=query.until,
        at=query.at,
        directions=query.direction,
        causes=query.cause,
        page=window.page,
        size=window.size,
    )
    beyond = window.page > found.page
    return ChangesOut(
        since=found.since,
        until=found.until,
        items=[] if beyond else [_moved(grade) for grade in found.rows],
        counts=found.counts,
        **window.after(found.total),
    )


@router.get("/patents/{number}", auth=ANYONE, response=GradeStepsOut, summary="A patent's grades, step by step")
def get_steps(request: HttpRequest, number: str) -> Any:
    """Each grade against the one before: its cause, and the criteria whose marks changed, from what to what."""
    row = catalogue.get(number, user=caller_of(request))
    return GradeStepsOut(patent=row.record_key, items=[_step(step) for step in appraisal.steps(row)])


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _moved(grade: Grade) -> MovedOut:
    return MovedOut(
        patent=grade.patent.record_key,
        title_zh=grade.patent.title_zh,
        title_en=grade.patent.title_en,
        made_at=grade.made_at,
        cause=grade.cause,
        cause_label=words.cause(grade.cause),
        direction=grade.direction or "",
        direction_label=words.direction(grade.direction),
        level_before=grade.level_before,
        level=grade.level,
        score_before=_float(grade.score_before),
        score=_float(grade.score),
        rubric=grade.rubric,
        url=reverse("grades", args=[grade.patent.record_key]),
    )


def _step(step: appraisal.Step) -> GradeStepOut:
    grade, before = step.grade, step.before
    return GradeStepOut(
        made_at=grade.made_at,
        rubric=grade.rubric,
        cause=grade.cause,
        cause_label=words.cause(grade.cause),
        direction=grade.direction or None,
        level=grade.level,
        score=_float(grade.score),
        level_before=before.level if before else None,
        score_before=_float(before.score) if before else None,
        is_first=before is None,
        changes=[
            MarkChangeOut(
                **appraisal.told_difference(one),
                label=words.criterion(one.criterion),
                became_label=words.became(one.became),
                before_sentence=words.mark(one.before),
                after_sentence=words.mark(one.after),
            )
            for one in step.differences
        ],
    )
