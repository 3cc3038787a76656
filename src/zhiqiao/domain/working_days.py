"""Working days (工作日): which days are worked in mainland China, and periods counted in them.

The days off stand as data in `working_days.toml`. Not responsible for periods of days, months and years: see `clocks`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

FILE = files(__package__) / "working_days.toml"
DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class WorkingDays:
    """The calendar (法定工作日历): days off and weekend days worked, of the `years` whose notice is known.

    In a year that is not known every Monday to Friday counts as worked: whoever shows a day of such a year says so
    (`is_known`).
    """

    off: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]

    @staticmethod
    def of(told: Mapping[str, Mapping[str, Any]]) -> WorkingDays:
        """From year → {off: [[first, last]], worked: [day]}, days as ISO dates. ValueError where a span ends before it
        begins, a day stands under another year, or a day that is worked anyhow is named as exchanged."""
        off: set[date] = set()
        worked: set[date] = set()
        for year, lists in told.items():
            free = {day for first, last in lists["off"] for day in span(*map(date.fromisoformat, (first, last)))}
            exchanged = set(map(date.fromisoformat, lists["worked"]))
            if strangers := [day for day in free | exchanged if day.year != int(year)]:
                raise ValueError(f"{min(strangers)} stands under {year}")
            off |= free
            worked |= exchanged
        if twice := [day for day in worked if day.weekday() < SATURDAY or day in off]:
            raise ValueError(f"{min(twice)} is no weekend day worked in exchange")
        return WorkingDays(frozenset(off), frozenset(worked), frozenset(map(int, told)))

    def is_known(self, day: date) -> bool:
        """Whether the days off of that day's year are known."""
        return day.year in self.years

    def is_worked(self, day: date) -> bool:
        """Whether that day is a working day (工作日)."""
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.off)

    def on_or_after(self, day: date) -> date:
        """That day where it is worked, else the next working day: so a period's last day moves where it is a day off
        (专利法实施细则 rule 5 [L])."""
        while not self.is_worked(day):
            day += DAY
        return day

    def after(self, day: date, number: int) -> date:
        """The last day of a period of so many working days that begins on the next day after `day`, as periods do
        (民法典 art 201 [L]). ValueError for a negative number."""
        if number < 0:
            raise ValueError("a period has no negative length")
        while number:
            day += DAY
            number -= self.is_worked(day)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and with `last`; negative where `last` comes first."""
        if last < first:
            return -self.between(last, first)
        return sum(map(self.is_worked, span(first + DAY, last)))


def span(first: date, last: date) -> list[date]:
    """All days from the first to the last; none where the last is the day before. ValueError where it is earlier."""
    if last < first - DAY:
        raise ValueError(f"{last} is before {first}")
    return [first + DAY * number for number in range((last - first).days + 1)]


@cache
def calendar() -> WorkingDays:
    """The calendar that ships with Zhiqiao."""
    return WorkingDays.of(tomllib.loads(FILE.read_text("utf-8")))
