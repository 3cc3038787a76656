"""Annuities (年费): what falls due and what it costs, one patent's years, decisions, payments and reductions."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from zhiqiao.api import paging, rows
from zhiqiao.api.callers import PERSON, caller_of
from zhiqiao.api.schemas.annuities import (
    DecisionOut,
    DecisionsIn,
    DueListOut,
    DueOut,
    OutlookOut,
    PaymentsIn,
    ReductionsIn,
    ToldLineOut,
    ToldOut,
    WhyOut,
    YearOut,
)
from zhiqiao.domain.patents.upkeep import Choice, Stage
from zhiqiao.services import upkeep
from zhiqiao.words import upkeep as words

router = Router(tags=["annuities"], auth=PERSON)
Id = Annotated[int, Path(ge=1, le=2**63 - 1, description="Id of the patent, as in `patent_id`.")]


class DueQuery(Schema):
    """Filters of what falls due."""

    stage: Annotated[list[Stage], Field(max_length=4)] = Field([], description="Several mean any of them.")
    days: int | None = Field(None, ge=0, le=8000, description="Due within so many days, or late.")
    month: str = Field("", pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$", description='Due in that month, "2026-12".')
    level: int | None = Field(None, ge=0, le=5, description="Level of the grade; 0: not graded.")
    holder: int | None = Field(None, ge=1, le=2**63 - 1, description="Organisation; those below it too.")
    q: str = Field("", max_length=200, description="Words in the title, or the beginning of a number.")
    decided: Choice | None = Field(None, description="What was decided for the annuity.")
    undecided: bool = Field(False, description="Only those about which nothing is decided.")
    page: int = Field(1, ge=1, le=paging.DEEPEST, description=paging.PAGE_SAYS)
    size: int = Field(20, ge=1, le=paging.SIZE_MOST, description=paging.SIZE_SAYS)
    cursor: str = Field("", max_length=200, description=paging.CURSOR_SAYS)

    def asked(self) -> upkeep.Asked:
        """The same as the service takes it."""
        decided = "open" if self.undecided else str(self.decided or "")
        return upkeep.Asked(tuple(self.stage), self.days, self.month, self.level, None, self.holder, self.q, decided)


@router.get("", response=DueListOut, summary="What falls due")
def list_due(request: HttpRequest, query: Query[DueQuery]) -> Any:
    """Annuities of the organisations the caller oversees, the earliest day first, with what they cost together."""
    asked = query.asked()
    window = paging.window(query.page, query.size, query.cursor, {"annuities": repr(asked)})
    found = upkeep.due_list(asked, user=caller_of(request), page=window.page, size=window.size)
    shown = [] if window.page > found.page else found.lines
    return DueListOut(
        items=[due_out(line) for line in shown],
        year_fen=found.cost.year_fen,
        life_fen=found.cost.life_fen,
        without_fee=found.cost.without_fee,
        fee_table=upkeep.fees().table.version,
        **window.after(found.total),
    )


@router.post("/decisions", response=ToldOut, summary="Decide about many")
def decide(request: HttpRequest, given: DecisionsIn) -> Any:
    """Keep, open-license, transfer or drop; each judged by itself. Where somebody decided since the revision was read,
    it is refused (`decision_is_unchanged`)."""
    return told_out(upkeep.decide(given.patents, given.choice, note=given.note, by=caller_of(request)))


@router.post("/payments", response=ToldOut, summary="Record payments")
def pay(request: HttpRequest, given: PaymentsIn) -> Any:
    """Record annuities as paid; the last year paid moves on and the patents are graded anew."""
    payments = [
        upkeep.Payment(one.patent_id, one.paid_on, one.year, one.amount_fen, one.receipt) for one in given.payments
    ]
    return told_out(upkeep.pay(payments, by=caller_of(request)))


@router.post("/reductions", response=ToldOut, summary="Enter a reduction")
def reduce(request: HttpRequest, given: ReductionsIn) -> Any:
    """Enter that the office granted a reduction of fees from a day on."""
    return told_out(upkeep.reduce(given.patents, given.kind, given.since, note=given.note, by=caller_of(request)))


@router.get("/{patent_id}", response=OutlookOut, summary="One patent's annuities")
def get_outlook(request: HttpRequest, patent_id: Id) -> Any:
    """Every annuity until the term ends with its cost, the proposal with its reasons, and every decision."""
    found = upkeep.outlook(patent_id, user=caller_of(request))
    if found is None:
        raise HttpError(404, "patent_is_upkept")
    weighed = found.weighed
    return OutlookOut(
        patent_id=patent_id,
        stage=found.stage,
        years=[year_out(one) for one in found.years],
        year_fen=found.soon.fen,
        life_fen=found.whole.fen,
        years_without_fee=found.whole.without_line,
        fee_table=found.fees.table.version,
        proposal=weighed.proposal.choice if weighed else None,
        reasons=[
            WhyOut(code=why.code, sentence=words.reason(why.code, dict(why.data)))
            for why in (weighed.proposal.reasons if weighed else ())
        ],
        warnings=rows.problems(weighed.warnings if weighed else ()),
        decisions=[
            DecisionOut(
                year=one.year,
                choice=Choice(one.choice),
                proposed=Choice(one.proposed),
                note=one.note,
                by=one.by.username if one.by else None,
                at=one.at,
                revision=one.revision,
            )
            for one in found.decisions
        ],
        revision=found.revision,
    )


def due_out(line: upkeep.DueLine) -> DueOut:
    """One line."""
    row, patent = line.row, line.patent
    return DueOut(
        patent_id=patent.pk,
        application_number=patent.application_number,
        title_zh=patent.title_zh,
        title_en=patent.title_en,
        holder_id=row.holder_id,
        level=row.level,
        stage=line.stage,
        year=row.year,
        due=row.due,
        payable_until=row.payable_until,
        full_fen=row.full_fen,
        reduction=row.reduction,
        fee_fen=row.fee_fen,
        surcharge_fen=line.surcharge_fen,
        total_fen=line.total_fen,
        life_fen=row.life_fen,
        years_without_fee=row.years_without_fee,
        decided=Choice(line.decision.choice) if line.decision else None,
        revision=line.revision,
    )


def year_out(one: upkeep.Year) -> YearOut:
    """One annuity."""
    cost = one.cost
    return YearOut(
        year=cost.year,
        due=cost.due,
        due_moved=one.due.moved,
        last_day=cost.last_day,
        last_day_moved=one.last_day.moved,
        full_fen=cost.full_fen,
        reduction=cost.reduction,
        percent=cost.percent,
        fee_fen=cost.fee_fen,
        surcharge_percent=cost.surcharge_percent,
        surcharge_fen=cost.surcharge_fen,
        total_fen=cost.total_fen,
        mark=cost.mark,
        source=cost.source,
    )


def told_out(told: upkeep.Told) -> ToldOut:
    """What became of many."""
    return ToldOut(
        done=told.done,
        refused=[ToldLineOut(patent_id=pk, problems=rows.problems(found)) for pk, found in told.refused.items()],
        warned=[ToldLineOut(patent_id=pk, problems=rows.problems(found)) for pk, found in told.warned.items()],
    )
