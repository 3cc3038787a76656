"""Differences from the register (登记簿差异): listed, accepted, ignored."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from zhiqiao.api import paging, rows
from zhiqiao.api.callers import PERSON, caller_of
from zhiqiao.api.schemas.differences import DecidedOut, DecideIn, DifferenceListOut, DifferenceOut, RefusedDifferenceOut
from zhiqiao.records.models import Difference
from zhiqiao.services import legal

router = Router(tags=["differences"], auth=PERSON)


class DifferenceQuery(Schema):
    """Which differences."""

    state: Literal["open", "accepted", "ignored", "gone"] = Field(
        "open", description="gone: a later extract agreed with the record."
    )
    field: str = Field("", max_length=40, description="One field only, such as owners.")
    page: int = Field(1, ge=1, le=paging.DEEPEST, description=paging.PAGE_SAYS)
    size: int = Field(20, ge=1, le=paging.SIZE_MOST, description=paging.SIZE_SAYS)
    cursor: str = Field("", max_length=200, description=paging.CURSOR_SAYS)


@router.get("", response=DifferenceListOut, summary="List differences")
def list_differences(request: HttpRequest, query: Query[DifferenceQuery]) -> Any:
    """Fields in which an imported extract of the register says otherwise than the record, of one's own patents."""
    filters = {"state": query.state, "field": query.field}
    window = paging.window(query.page, query.size, query.cursor, {"differences": True, **filters})
    found = legal.inbox(caller_of(request), state=query.state, name=query.field)
    start = (window.page - 1) * window.size
    return DifferenceListOut(
        items=[difference(row) for row in found[start : start + window.size]], **window.after(found.count())
    )


@router.post("/decisions", response=DecidedOut, summary="Accept or ignore many")
def decide(request: HttpRequest, given: DecideIn) -> Any:
    """Each is judged by itself; what somebody else has decided meanwhile is refused and told."""
    told = legal.decide(given.differences, given.verdict, by=caller_of(request))
    refused = [
        RefusedDifferenceOut(difference=pk, problems=rows.problems(problems)) for pk, problems in told.refused.items()
    ]
    return DecidedOut(decided=told.done, refused=refused)


def difference(row: Difference) -> DifferenceOut:
    """One difference."""
    return DifferenceOut(
        id=row.pk,
        patent=row.patent.record_key,
        field=row.field,
        ours=row.ours,
        theirs=row.theirs,
        source=row.source,
        source_date=row.source_date,
        state=row.state,
        decided_by=row.decided_by.username if row.decided_by else None,
        decided_at=row.decided_at,
    )
