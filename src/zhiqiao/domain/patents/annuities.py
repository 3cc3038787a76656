"""Terms and annuities (保护期与年费) of Chinese patents: how long a right lasts, what is due when, and what lateness
costs.

Sources: 专利法 art 42–44 and 专利法实施细则 rules 5, 114, 115 [L]; amounts from the fee table (`fees`). Not responsible
for reductions (费用减缴) and costs over years (`upkeep`), nor for term compensation under art 42(2)(3), which our facts
do not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from zhiqiao.domain.clocks import full_years_between, months_after, years_after
from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.domain.money import percent_of
from zhiqiao.domain.patents.fees import FeeTable, shipped

GRACE_MONTHS = 6
"""Months in which a missed annuity can still be paid (滞纳期), rule 115 [L]."""
SURCHARGE_PERCENT_PER_MONTH = 5
"""Percent of the full annuity for each month late (滞纳金), rule 115 [L]."""
DESIGN_TERM_CHANGED = date(2021, 6, 1)
"""Designs filed from this day on last 15 years, earlier ones 10: CNIPA interim measures of 2021-05-24, art 10 [V]."""
TERM_YEARS = {PatentKind.INVENTION: 20, PatentKind.UTILITY: 10, PatentKind.DESIGN: 15}
"""Years from the filing date, 专利法 art 42 [L]."""
OLD_DESIGN_TERM_YEARS = 10


class Standing(StrEnum):
    """Where a patent stands with its annuities (年费缴纳情况)."""

    PAID = "paid"
    LATE = "late"  # in the six months of grace
    OVERDUE = "overdue"  # past the grace: ends from the due date unless the register says otherwise
    NOT_DUE = "not_due"  # pending or ended: nothing to pay
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Annuity:
    """One annuity (年费): its year, when it falls due, how long it can still be paid, and what it costs today.

    Fees are in fen and full (not reduced); None where the fee list has no line for the year.
    """

    year: int
    due: date
    last_day: date
    fee_fen: int | None
    surcharge_fen: int | None


def term_years(kind: PatentKind, application_date: date, office: str = "CN") -> int | None:
    """How many years the right lasts from its filing date; None where we do not know the rule.

    China: 专利法 art 42 [L], designs filed before 2021-06-01 ten years [V]. Elsewhere only inventions, 20 years, the
    least that TRIPS art 33 allows.
    """
    if office != "CN":
        return TERM_YEARS[PatentKind.INVENTION] if kind is PatentKind.INVENTION else None
    if kind is PatentKind.DESIGN and application_date < DESIGN_TERM_CHANGED:
        return OLD_DESIGN_TERM_YEARS
    return TERM_YEARS.get(kind)


@lru_cache(maxsize=50_000)
def term_ends(kind: PatentKind, application_date: date | None, office: str = "CN") -> date | None:
    """The day from which the right is over because its term has run out (期满终止日), or None where not known."""
    if application_date is None:
        return None
    years = term_years(kind, application_date, office)
    return None if years is None else years_after(application_date, years)


def annuity_year(application_date: date, on: date) -> int:
    """Which annuity year (年度) a day lies in; the first begins on the filing date, the second a year later."""
    return full_years_between(application_date, on) + 1


def due_date(application_date: date, year: int) -> date:
    """The last day for paying a year's annuity without being late: the anniversary on which that year begins.

    Rule 115 [L]: before the year before ends; filed 1997-06-03, the sixth year is payable until 2002-06-03.
    """
    return years_after(application_date, year - 1)


def fee_fen(kind: PatentKind, year: int, *, on: date | None = None, fees: FeeTable | None = None) -> int | None:
    """The full annuity of a year in fen by the line that holds `on` a day (else the newest), or None where the fee
    table, the one that ships unless another is given, has no line."""
    band = (fees or shipped()).band(kind, year, on)
    return None if band is None else band.fen


def surcharge_percent(due: date, paid_on: date) -> int:
    """Percent of the full annuity to be added when paying on a day: 5 for each month begun after the first.

    Rule 115 [L] says 5 % a month; in practice the first month costs nothing and the sixth 25 % [V].
    """
    months = sum(1 for month in range(1, GRACE_MONTHS) if paid_on > months_after(due, month))
    return SURCHARGE_PERCENT_PER_MONTH * months


@lru_cache(maxsize=50_000)
def annuity(kind: PatentKind, application_date: date, year: int, today: date) -> Annuity:
    """The annuity of a year, with what it costs when paid today."""
    due = due_date(application_date, year)
    fee = fee_fen(kind, year, on=due)
    surcharge = None if fee is None else percent_of(fee, surcharge_percent(due, today))
    return Annuity(year, due, months_after(due, GRACE_MONTHS), fee, surcharge)


def standing(
    kind: PatentKind,
    legal_state: LegalState,
    application_date: date | None,
    paid_to_year: int | None,
    today: date,
) -> tuple[Standing, Annuity | None]:
    """How a Chinese patent stands with its annuities today, and the annuity that comes next or is missing.

    The annuity of the year of grant is paid when the grant is registered (rule 114); each later one before the year
    before ends, with six months of grace (rule 115). `paid_to_year` is the last annuity year paid.
    """
    if legal_state not in (LegalState.GRANTED, LegalState.UNKNOWN):
        return Standing.NOT_DUE, None
    if application_date is None or paid_to_year is None:
        return Standing.UNKNOWN, None
    ends = term_ends(kind, application_date)
    owed = annuity(kind, application_date, paid_to_year + 1, today)
    if ends is not None and owed.due >= ends:
        return Standing.PAID, None
    if today <= owed.due:
        return Standing.PAID, owed
    return (Standing.LATE if today <= owed.last_day else Standing.OVERDUE), owed
