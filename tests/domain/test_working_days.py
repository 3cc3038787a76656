"""Working days: the announced days, and periods counted in them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.working_days import WorkingDays, calendar, span

DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-02-13", True),  # the Friday before
        ("2026-02-14", True),  # a Saturday worked in exchange
        ("2026-02-15", False),  # Spring Festival (春节) begins
        ("2026-02-23", False),  # a Monday
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2025-10-08", False),  # National Day and Mid-Autumn together
        ("2025-10-11", True),
        ("2024-10-12", True),
        ("2026-11-21", False),  # a Saturday
        ("2026-11-23", True),
    ],
)
def test_announced_days(day, worked):
    assert calendar().is_worked(date.fromisoformat(day)) is worked


def test_seven_working_days_over_a_holiday():
    # 30 September 2026 is a Wednesday; 1 to 7 October are off, Saturday the 10th is worked.
    assert calendar().after(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert calendar().after(date(2026, 9, 30), 7) == date(2026, 10, 15)
    assert calendar().after(date(2026, 9, 30), 0) == date(2026, 9, 30)


def test_a_last_day_that_is_a_day_off_moves_to_the_next_working_day():
    assert calendar().on_or_after(date(2026, 10, 1)) == date(2026, 10, 8)
    assert calendar().on_or_after(date(2026, 10, 9)) == date(2026, 10, 9)


def test_a_year_without_its_notice_is_not_known_and_counts_monday_to_friday():
    assert calendar().is_known(date(2026, 12, 31)) and not calendar().is_known(date(2027, 1, 1))
    assert calendar().is_worked(date(2027, 10, 1)) and not calendar().is_worked(date(2027, 10, 2))


def test_each_year_has_the_days_off_the_law_gives():
    """At least 11 a year, 13 from 2025 on (全国年节及纪念日放假办法), and most of them were moved together."""
    for year in sorted(calendar().years):
        own = [day for day in calendar().off if day.year == year]
        assert len(own) >= (13 if year >= 2025 else 11)


@given(DAYS, st.integers(0, 60))
def test_so_many_days_later_is_so_many_days_between(start, number):
    end = calendar().after(start, number)
    assert calendar().between(start, end) == number
    assert calendar().between(end, start) == -number
    assert number == 0 or calendar().is_worked(end)


@given(DAYS)
def test_the_next_working_day_is_the_first_there_is(day):
    found = calendar().on_or_after(day)
    assert calendar().is_worked(found) and found >= day
    assert not any(calendar().is_worked(one) for one in span(day, found - timedelta(days=1)))


@pytest.mark.parametrize(
    "told",
    [
        {"2026": {"off": [["2026-02-23", "2026-02-15"]], "worked": []}},
        {"2026": {"off": [["2025-12-31", "2026-01-03"]], "worked": []}},
        {"2026": {"off": [], "worked": ["2026-02-13"]}},
        {"2026": {"off": [["2026-02-14", "2026-02-14"]], "worked": ["2026-02-14"]}},
    ],
)
def test_a_calendar_that_cannot_be_is_refused(told):
    with pytest.raises(ValueError):
        WorkingDays.of(told)


def test_a_period_has_no_negative_length():
    with pytest.raises(ValueError):
        calendar().after(date(2026, 1, 5), -1)
