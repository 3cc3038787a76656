"""Upkeep (专利维持): what keeping a right costs year by year with the best reduction, and whether to keep it.

Not responsible for the dates and the surcharge (`annuities`) nor for the amounts (`fees`). A proposal decides nothing:
a person does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhiqiao.domain.clocks import months_after, years_between
from zhiqiao.domain.codes import LegalState, PatentKind, Way
from zhiqiao.domain.money import percent_of
from zhiqiao.domain.patents.annuities import (
    GRACE_MONTHS,
    Standing,
    annuity_year,
    due_date,
    standing,
    surcharge_percent,
    term_ends,
)
from zhiqiao.domain.patents.fees import FeeTable, Reduction, ReductionKind
from zhiqiao.domain.problems import Problem, Severity
from zhiqiao.domain.working_days import WorkingDays

WARNING = Severity.WARNING
MONTHS_AHEAD = 12
"""What is to be paid soon is told for so many months."""
GOOD_LEVEL = 2
"""Levels up to this one are kept, and an alarm is raised before they lapse."""
MIDDLE_LEVEL, LOW_LEVEL = 3, 4
YEARS_WORTH_OFFERING = 3
"""A right with fewer years left is hardly offered to others any more."""
GOOD_SELF_GRADE = 2
"""Self-assessment of the inventory, 1 the best prospect to 5, up to which the holder thinks well of a patent."""


@dataclass(frozen=True)
class Right:
    """What must be known of a patent to reckon its annuities."""

    kind: PatentKind
    legal_state: LegalState
    application_date: date | None
    grant_date: date | None
    paid_to_year: int | None
    office: str = "CN"

    @property
    def ends(self) -> date | None:
        """When its term has run out."""
        return term_ends(self.kind, self.application_date, self.office)


@dataclass(frozen=True)
class Granted:
    """A reduction the office granted this patent (准予减缴), from a day on, until it ended where it did."""

    kind: ReductionKind
    since: date
    until: date | None = None

    def on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Cost:
    """What one annuity costs when it is paid on a certain day, in fen; None where the fee table has no line.

    `reduction` is the one that was counted, `passed` those that hold too and are not added to it, `over` those granted
    that do not reach this year, `mark` how sure the amount is.
    """

    year: int
    due: date
    last_day: date
    full_fen: int | None
    fee_fen: int | None
    surcharge_percent: int
    surcharge_fen: int | None
    reduction: ReductionKind | None = None
    percent: int = 0
    passed: tuple[ReductionKind, ...] = ()
    over: tuple[ReductionKind, ...] = ()
    mark: str = ""
    source: str = ""

    @property
    def total_fen(self) -> int | None:
        """Reduced annuity and surcharge together."""
        return None if self.fee_fen is None else self.fee_fen + (self.surcharge_fen or 0)


def reductions_for(
    right: Right, year: int, granted: Iterable[Granted], fees: FeeTable
) -> tuple[list[Reduction], list[ReductionKind]]:
    """The reductions that hold for an annuity year, the best first, and those granted that do not reach it.

    A reduction counts where it was granted by the day the annuity falls due and has not ended before. Those of small
    applicants run for ten annuity years counted from the year of grant [C]; where the day of grant is not known they
    are not counted.
    """
    if right.application_date is None:
        return [], []
    due = due_date(right.application_date, year)
    holding, over = [], []
    for kind in dict.fromkeys(one.kind for one in granted if one.on(due)):
        line = fees.reduction(kind, due)
        if line is not None and reaches(line, right, year):
            holding.append(line)
        else:
            over.append(kind)
    return sorted(holding, key=lambda one: (-one.percent, one.kind)), over


def reaches(line: Reduction, right: Right, year: int) -> bool:
    """Whether a reduction still runs in an annuity year."""
    if line.years_from_grant is None:
        return True
    if right.application_date is None or right.grant_date is None:
        return False
    return year < annuity_year(right.application_date, right.grant_date) + line.years_from_grant


def cost(right: Right, year: int, granted: Sequence[Granted], fees: FeeTable, paid_on: date) -> Cost:
    """What an annuity costs when it is paid on a day: reduced by the best reduction alone, the surcharge counted on the
    full amount. ValueError where the filing date is not known.

    Source: 专利法实施细则 rule 115 [L]: 5 % of the full annuity for each month late; that only the best reduction
    counts, 财税〔2024〕23号 [V].
    """
    if right.application_date is None:
        raise ValueError("without a filing date nothing falls due")
    due = due_date(right.application_date, year)
    last_day = months_after(due, GRACE_MONTHS)
    band = fees.band(right.kind, year, due)
    late = surcharge_percent(due, paid_on)
    if band is None:
        return Cost(year, due, last_day, None, None, late, None)
    holding, over = reductions_for(right, year, granted, fees)
    best = holding[0] if holding else None
    percent = best.percent if best else 0
    return Cost(
        year,
        due,
        last_day,
        band.fen,
        band.fen - percent_of(band.fen, percent),
        late,
        percent_of(band.fen, late),
        best.kind if best else None,
        percent,
        tuple(one.kind for one in holding[1:]),
        tuple(over),
        band.holds.mark,
        band.holds.source,
    )


def owed_year(right: Right, today: date) -> int | None:
    """The annuity year to be paid next; None where nothing is to be paid any more, or it is not known."""
    if right.office != "CN":
        return None
    owed = standing(right.kind, right.legal_state, right.application_date, right.paid_to_year, today)[1]
    return owed.year if owed else None


def is_unknown(right: Right, today: date) -> bool:
    """Whether annuities are to be paid, but the filing date or the last year paid is not known."""
    args = (right.kind, right.legal_state, right.application_date, right.paid_to_year, today)
    return right.office == "CN" and standing(*args)[0] is Standing.UNKNOWN


def schedule(right: Right, granted: Sequence[Granted], fees: FeeTable, today: date) -> list[Cost]:
    """Every annuity from the one owed next to the end of the term, as if each were paid today or, later, in time."""
    year = owed_year(right, today)
    ends = right.ends
    if year is None or ends is None or right.application_date is None:
        return []
    costs: list[Cost] = []
    while due_date(right.application_date, year) < ends:
        due = due_date(right.application_date, year)
        costs.append(cost(right, year, granted, fees, max(today, due) if not costs else due))
        year += 1
    return costs


@dataclass(frozen=True)
class Sum:
    """Annuities added up in fen; `without_line` of them have no line in the fee table and are not in it."""

    fen: int
    without_line: int = 0


def total(costs: Iterable[Cost]) -> Sum:
    """These annuities with their surcharges, together."""
    told = [one.total_fen for one in costs]
    return Sum(sum(one for one in told if one is not None), sum(one is None for one in told))


def soon(costs: Iterable[Cost], today: date) -> list[Cost]:
    """Those that fall due within twelve months, and those that are late."""
    horizon = months_after(today, MONTHS_AHEAD)
    return [one for one in costs if one.due <= horizon]


class Stage(StrEnum):
    """Where the annuity owed next stands (缴费阶段)."""

    DUE = "due"
    GRACE = "grace"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"


def stage(due: date | None, payable_until: date | None, today: date) -> Stage:
    """Not late yet, in the six months of grace, past them, or not known."""
    if due is None or payable_until is None:
        return Stage.UNKNOWN
    if today <= due:
        return Stage.DUE
    return Stage.GRACE if today <= payable_until else Stage.OVERDUE


@dataclass(frozen=True)
class LastDay:
    """A last day as counted, and as moved to the next working day where it is none (rule 5 [L]); `is_known` tells
    whether the days off of that year are known."""

    counted: date
    moved: date
    is_known: bool


def last_day_of(day: date, calendar: WorkingDays) -> LastDay:
    """The day until which it can be paid, in law."""
    return LastDay(day, calendar.on_or_after(day), calendar.is_known(day))


# --- keep, open-license, transfer, drop ------------------------------------------------------------------------------


class Choice(StrEnum):
    """What is to become of a right before its next annuity (维持决策)."""

    KEEP = "keep"
    OPEN_LICENSE = "open_license"
    TRANSFER = "transfer"
    DROP = "drop"


@dataclass(frozen=True)
class Stake:
    """What a choice is weighed by. None where it is not known."""

    level: int | None = None
    self_grade: int | None = None
    ends: date | None = None
    year_fen: int = 0
    life_fen: int = 0
    owners: int = 1
    willing: tuple[Way, ...] = ()
    is_licensed: bool | None = None
    is_pledged: bool | None = None
    is_preserved: bool | None = None
    is_open_licensed: bool | None = None


@dataclass(frozen=True)
class Why:
    """A reason: its code and values; sentences stand in `words.upkeep`."""

    code: str
    data: tuple[tuple[str, str | int | float], ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What the rules propose, and why."""

    choice: Choice
    reasons: tuple[Why, ...]


def propose(stake: Stake, today: date) -> Proposal:
    """What the plain rules propose: keep what others rely on and what is good; offer the middle by open licence; sell
    what is weak and still has years left; drop the rest. What is too little known is kept until more is known.

    Source: the advice of the five levels is ours [P]; that a pledged or licensed right is not given up without those
    who rely on it is care, not law [P].
    """
    bound = tuple(Why(code) for code in bonds(stake))
    if bound:
        return Proposal(Choice.KEEP, bound)
    if stake.is_open_licensed:
        return Proposal(Choice.KEEP, (Why("open_licence_runs"),))
    if stake.level is not None and stake.level <= GOOD_LEVEL:
        return Proposal(Choice.KEEP, (level_of(stake),))
    if stake.self_grade is not None and stake.self_grade <= GOOD_SELF_GRADE:
        return Proposal(Choice.KEEP, (Why("holder_thinks_well", (("grade", stake.self_grade),)),))
    if stake.level is None:
        return Proposal(Choice.KEEP, (Why("too_little_known"),))
    years = None if stake.ends is None else years_between(today, stake.ends)
    left = () if years is None else (Why("years_left", (("years", float(years)),)),)
    if years is not None and years < YEARS_WORTH_OFFERING:
        choice = Choice.KEEP if stake.level <= MIDDLE_LEVEL else Choice.DROP
        return Proposal(choice, (level_of(stake), *left))
    if stake.level <= MIDDLE_LEVEL:
        return Proposal(Choice.OPEN_LICENSE, (level_of(stake), *left))
    if stake.level <= LOW_LEVEL or Way.TRANSFER in stake.willing:
        return Proposal(Choice.TRANSFER, (level_of(stake), *left))
    return Proposal(Choice.DROP, (level_of(stake), *left))


def level_of(stake: Stake) -> Why:
    """The level as a reason."""
    return Why("level_is", (("level", stake.level or 0),))


def bonds(stake: Stake) -> list[str]:
    """Codes of what others rely on in this right."""
    told = {"is_licensed": stake.is_licensed, "is_pledged": stake.is_pledged, "is_preserved": stake.is_preserved}
    return [code for code, holds in told.items() if holds]


def warnings(choice: Choice, stake: Stake) -> list[Problem]:
    """What to think of before a right is let go: others own it too, work under it, or hold it as security."""
    if choice not in (Choice.DROP, Choice.TRANSFER):
        return []
    told = [
        (stake.owners > 1, Problem("right_is_co_owned", "choice", data={"owners": stake.owners}, severity=WARNING)),
        (stake.is_licensed, Problem("right_is_licensed", "choice", severity=WARNING)),
        (stake.is_pledged, Problem("right_is_pledged", "choice", severity=WARNING)),
        (stake.is_preserved, Problem("right_is_preserved", "choice", severity=WARNING)),
        (
            stake.is_licensed is None or stake.is_pledged is None,
            Problem("register_is_not_known", "choice", severity=WARNING),
        ),
    ]
    return [problem for holds, problem in told if holds]


def decision_is_explained(choice: Choice, stake: Stake, note: str) -> list[Problem]:
    """To drop a right that others own, work under or hold as security, a reason must be written down."""
    grave = choice is Choice.DROP and (bonds(stake) or stake.owners > 1)
    return [Problem("drop_gives_reason", "note")] if grave and not note.strip() else []


# --- payments --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paid:
    """A payment as told: which annuity year, when, how much (None: not told)."""

    year: int
    on: date
    fen: int | None = None


def payment_problems(right: Right, paid: Paid, expected: Cost | None, today: date) -> Iterator[Problem]:
    """What is wrong with a payment: errors keep it out, warnings are shown. `expected` is its cost on that day."""
    year = {"year": paid.year}
    if paid.on > today:
        yield Problem("payment_is_not_ahead", "paid_on", paid.on.isoformat())
    if right.legal_state not in (LegalState.GRANTED, LegalState.UNKNOWN) or expected is None:
        yield Problem("annuity_falls_due", "year", str(paid.year), data=year)
        return
    if right.paid_to_year is not None and paid.year <= right.paid_to_year:
        yield Problem("annuity_is_unpaid", "year", str(paid.year), data={**year, "paid": right.paid_to_year})
        return
    if right.paid_to_year is not None and paid.year != right.paid_to_year + 1:
        yield Problem("annuity_is_next", "year", str(paid.year), data={**year, "next": right.paid_to_year + 1})
    if paid.on > expected.last_day:
        day = expected.last_day.isoformat()
        yield Problem("paid_before_last_day", "paid_on", day, data=year, severity=WARNING)
    if paid.fen is not None and expected.total_fen is not None and paid.fen < expected.total_fen:
        wanted = {"yuan": f"{expected.total_fen / 100:.2f}", "paid": f"{paid.fen / 100:.2f}"}
        yield Problem("payment_covers_annuity", "amount", severity=WARNING, data=wanted)
