"""Ageing (到期复评): on which days time alone changes what a criterion says, as spans of dates to look up.

Not responsible for the look-up itself. What time changes: the end of the term, an annuity falling due and its months of
grace running out, the two years before citations count, and with every year the years left and the years maintained.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from zhiqiao.domain.clocks import months_after, years_after
from zhiqiao.domain.grading.criteria import CITED_WINDOW_DAYS, MAINTAINED_FULL_YEARS
from zhiqiao.domain.patents.annuities import GRACE_MONTHS, TERM_YEARS

LONGEST_TERM = max(TERM_YEARS.values())
SLACK = timedelta(days=3)
"""Months differ in length: from 28, 29, 30 and 31 August six months end on one day of February."""


@dataclass(frozen=True)
class Span:
    """Patents whose date of this name lies from `first` to `last`, ends included; with `paid_to_year`, only those whose
    annuities are paid to just that year."""

    name: str
    first: date
    last: date
    paid_to_year: int | None = None


def spans(since: date, until: date) -> list[Span]:
    """The dates of all patents for which a boundary fell between two days of review, ends included.

    They may take in a few days more than needed, never fewer: grading a patent for which nothing changed keeps nothing.
    """
    found = []
    for years in range(1, LONGEST_TERM + 1):
        # The anniversary of filing: the term ends on it, an annuity is late from the day after.
        found.append(Span("application_date", *back(since, until, 12 * years)))
        found.append(Span("application_date", *back(since, until, 12 * years + GRACE_MONTHS), paid_to_year=years))
    for years in range(1, int(MAINTAINED_FULL_YEARS) + 1):
        found.append(Span("grant_date", *back(since, until, 12 * years)))
    window = timedelta(days=CITED_WINDOW_DAYS)
    for name in ("publication_date", "grant_date", "application_date"):
        found.append(Span(name, since - window, until - window))
    return found


def back(since: date, until: date, months: int) -> tuple[date, date]:
    """The days from which so many months end between two days."""
    slack = SLACK if months % 12 else timedelta(days=1)
    return months_after(since, -months), months_after(until, -months) + slack


def all_of_them(since: date, until: date) -> bool:
    """Whether so much time has passed that every patent has met a boundary."""
    return years_after(since, 1) <= until
