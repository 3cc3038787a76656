"""Periods (期限): days, months and years counted as Chinese patent law counts them.

Not responsible for today's date, which callers give, nor for public holidays (see `working_days`): where a last day
is a holiday the law moves it to the next working day (专利法实施细则 rule 5), which we do not, so our dates are never
later than the lawful ones.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

DAYS_PER_YEAR = Decimal("365.25")
TENTH = Decimal("0.1")


@lru_cache(maxsize=100_000)
def months_after(start: date, months: int) -> date:
    """The day on which a period of months from `start` ends.

    The corresponding day of the last month, or that month's last day where there is none (专利法实施细则 rule 5 [L]).
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def years_after(start: date, years: int) -> date:
    """The day on which a period of years from `start` ends, by the same rule."""
    return months_after(start, 12 * years)


@lru_cache(maxsize=50_000)
def full_months_between(start: date, end: date) -> int:
    """How many whole months have passed from `start` to `end`; 0 where `end` is not after `start`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and months_after(start, months) > end:
        months -= 1
    return max(0, months)


def full_years_between(start: date, end: date) -> int:
    """How many whole years have passed from `start` to `end`; 0 where `end` is not after `start`."""
    return full_months_between(start, end) // 12


@lru_cache(maxsize=50_000)
def years_between(start: date, end: date) -> Decimal:
    """Years from `start` to `end`, to one tenth; 0 where `end` is not after `start`."""
    days = max(0, (end - start).days)
    return (days / DAYS_PER_YEAR).quantize(TENTH, ROUND_HALF_UP)
