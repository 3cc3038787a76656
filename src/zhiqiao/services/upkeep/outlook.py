"""The outlook of one patent (年费全程): each annuity until its term ends, its cost, what was entered, what decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhiqiao.domain.patents import upkeep
from zhiqiao.domain.patents.upkeep import Cost, LastDay, Stage, Sum
from zhiqiao.domain.working_days import calendar
from zhiqiao.records import clock
from zhiqiao.records.models import AnnuityDue, AnnuityPayment, FeeReduction, Patent, UpkeepDecision, User
from zhiqiao.services.upkeep.deciding import Weighed, weighed
from zhiqiao.services.upkeep.scope import granted_to, may_decide, patents_of, right_of
from zhiqiao.services.upkeep.table import InUse, fees


@dataclass(frozen=True)
class Year:
    """One annuity with its two last days as the law moves them."""

    cost: Cost
    due: LastDay
    last_day: LastDay


@dataclass(frozen=True)
class Outlook:
    """All of it, for whoever oversees the patent; `weighed` is None where nothing is owed."""

    patent: Patent
    stage: Stage | None
    years: list[Year]
    soon: Sum
    whole: Sum
    ends: date | None
    fees: InUse
    line: AnnuityDue | None
    weighed: Weighed | None
    reductions: list[FeeReduction]
    payments: list[AnnuityPayment]
    decisions: list[UpkeepDecision]
    may_decide: bool

    @property
    def revision(self) -> int:
        """Of the last decision; 0 where there is none."""
        return self.decisions[0].revision if self.decisions else 0


def outlook(number: int, *, user: User | None) -> Outlook | None:
    """The outlook of a patent of the organisations one oversees; None for any other."""
    patent = patents_of(user).select_related("holder").filter(pk=number).first()
    if patent is None:
        return None
    right, today, in_use, days = right_of(patent), clock.today(), fees(), calendar()
    costs = upkeep.schedule(right, granted_to([number])[number], in_use.table, today)
    years = [Year(one, upkeep.last_day_of(one.due, days), upkeep.last_day_of(one.last_day, days)) for one in costs]
    line = AnnuityDue.objects.filter(pk=number).select_related("patent").first()
    stage = upkeep.stage(costs[0].due, years[0].last_day.moved, today) if costs else None
    if not costs and upkeep.is_unknown(right, today):
        stage = Stage.UNKNOWN
    return Outlook(
        patent=patent,
        stage=stage,
        years=years,
        soon=upkeep.total(upkeep.soon(costs, today)),
        whole=upkeep.total(costs),
        ends=right.ends,
        fees=in_use,
        line=line,
        weighed=weighed([line])[number] if line is not None and line.year is not None else None,
        reductions=list(FeeReduction.objects.filter(patent=patent).select_related("by")),
        payments=list(AnnuityPayment.objects.filter(patent=patent).select_related("by")),
        decisions=list(UpkeepDecision.objects.filter(patent=patent).select_related("by")),
        may_decide=may_decide(user) and patents_of(user, to_write=True).filter(pk=number).exists(),
    )
