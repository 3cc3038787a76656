"""Terms and annuities of Chinese patents: dates and amounts against the law and the office's own examples."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.clocks import full_months_between, full_years_between, months_after, years_after, years_between
from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.domain.money import fen_of_wan, fen_of_yuan, percent_of, yuan
from zhiqiao.domain.patents import annuities
from zhiqiao.domain.patents.annuities import Standing
from zhiqiao.domain.patents.fees import shipped

DAYS = st.dates(date(1985, 4, 1), date(2060, 12, 31))
INVENTION, UTILITY, DESIGN = PatentKind.INVENTION, PatentKind.UTILITY, PatentKind.DESIGN


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2020, 1, 31), 1, date(2020, 2, 29)),  # no corresponding day: the month's last
        (date(2021, 8, 31), 6, date(2022, 2, 28)),
        (date(2020, 12, 15), 1, date(2021, 1, 15)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2020, 2, 29), 48, date(2024, 2, 29)),
    ],
)
def test_a_period_ends_on_the_corresponding_day_or_the_last_of_the_month(start: date, months: int, end: date) -> None:
    assert months_after(start, months) == end


@given(DAYS, st.integers(0, 400))
def test_as_many_months_have_passed_as_were_added(start: date, months: int) -> None:
    assert full_months_between(start, months_after(start, months)) == months


@given(DAYS, DAYS)
def test_years_passed_never_reach_beyond_the_end(start: date, end: date) -> None:
    years = full_years_between(start, end)
    assert years == 0 if end <= start else years_after(start, years) <= end < years_after(start, years + 1)
    assert years_between(start, end) >= 0


@pytest.mark.parametrize(
    ("kind", "filed", "office", "ends"),
    [
        (INVENTION, date(2016, 4, 12), "CN", date(2036, 4, 12)),
        (UTILITY, date(1999, 9, 6), "CN", date(2009, 9, 6)),
        (DESIGN, date(2021, 5, 31), "CN", date(2031, 5, 31)),  # the day before the law changed: ten years
        (DESIGN, date(2021, 6, 1), "CN", date(2036, 6, 1)),  # the day it changed: fifteen
        (INVENTION, date(2004, 2, 29), "CN", date(2024, 2, 29)),
        (INVENTION, date(2010, 1, 1), "US", date(2030, 1, 1)),
        (DESIGN, date(2010, 1, 1), "US", None),
        (PatentKind.UNKNOWN, date(2010, 1, 1), "CN", None),
        (INVENTION, None, "CN", None),
    ],
)
def test_terms(kind: PatentKind, filed: date | None, office: str, ends: date | None) -> None:
    assert annuities.term_ends(kind, filed, office) == ends


def test_the_offices_own_example_of_a_due_date() -> None:
    # Filed 1997-06-03, fifth year paid at grant: the sixth year is payable at the latest on 2002-06-03.
    assert annuities.due_date(date(1997, 6, 3), 6) == date(2002, 6, 3)


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(1999, 6, 1), 1),
        (date(2000, 5, 31), 1),
        (date(2000, 6, 1), 2),
        (date(2001, 5, 31), 2),
        (date(2001, 6, 1), 3),
    ],
)
def test_annuity_years_run_from_the_filing_date(on: date, year: int) -> None:
    assert annuities.annuity_year(date(1999, 6, 1), on) == year


@pytest.mark.parametrize(
    ("paid_on", "percent"),
    [
        (date(2024, 5, 5), 0),  # on the due day
        (date(2024, 6, 5), 0),  # one whole month late costs nothing yet
        (date(2024, 6, 6), 5),
        (date(2024, 7, 5), 5),
        (date(2024, 7, 6), 10),
        (date(2024, 10, 5), 20),
        (date(2024, 10, 6), 25),
        (date(2024, 11, 5), 25),  # last day of grace
    ],
)
def test_surcharge_grows_by_five_percent_a_month(paid_on: date, percent: int) -> None:
    assert annuities.surcharge_percent(date(2024, 5, 5), paid_on) == percent


@pytest.mark.parametrize(
    ("kind", "year", "fee"),
    [
        (INVENTION, 1, 900), (INVENTION, 4, 1200), (INVENTION, 9, 2000), (INVENTION, 12, 4000), (INVENTION, 13, 6000),
        (INVENTION, 20, 8000), (UTILITY, 3, 600), (UTILITY, 10, 2000), (DESIGN, 10, 2000), (DESIGN, 15, 3000),
    ],
)  # fmt: skip
def test_fees(kind: PatentKind, year: int, fee: int) -> None:
    assert annuities.fee_fen(kind, year) == fee * 100


def test_no_fee_is_invented_beyond_the_list() -> None:
    assert annuities.fee_fen(INVENTION, 21) is None
    assert annuities.fee_fen(UTILITY, 11) is None
    assert annuities.fee_fen(PatentKind.UNKNOWN, 1) is None


@pytest.mark.parametrize("kind", [INVENTION, UTILITY, DESIGN])
def test_the_fee_list_has_no_gap_and_no_overlap(kind: PatentKind) -> None:
    bands = shipped().bands
    years = [year for band in bands if band.kind is kind for year in range(band.first, band.last + 1)]
    assert years == list(range(1, annuities.TERM_YEARS[kind] + 1))


FILED = date(2016, 4, 12)


@pytest.mark.parametrize(
    ("today", "paid", "expected", "year"),
    [
        (date(2026, 4, 12), 10, Standing.PAID, 11),  # the last day for year 11
        (date(2026, 4, 13), 10, Standing.LATE, 11),
        (date(2026, 10, 12), 10, Standing.LATE, 11),  # the last day of grace
        (date(2026, 10, 13), 10, Standing.OVERDUE, 11),
        (date(2026, 10, 13), 11, Standing.PAID, 12),
        (date(2035, 10, 13), 20, Standing.PAID, None),  # nothing is due after the term
    ],
)
def test_standing(today: date, paid: int, expected: Standing, year: int | None) -> None:
    state, owed = annuities.standing(INVENTION, LegalState.GRANTED, FILED, paid, today)
    assert state is expected
    assert (owed.year if owed else None) == year


def test_what_a_late_annuity_costs_today() -> None:
    _, owed = annuities.standing(INVENTION, LegalState.GRANTED, FILED, 10, date(2026, 7, 1))
    assert owed is not None
    assert (owed.due, owed.last_day) == (date(2026, 4, 12), date(2026, 10, 12))
    assert (owed.fee_fen, owed.surcharge_fen) == (400_000, 40_000)  # over two months late: 10 %


@pytest.mark.parametrize("state", [LegalState.PENDING, LegalState.LAPSED, LegalState.EXPIRED])
def test_nothing_is_due_before_grant_or_after_the_end(state: LegalState) -> None:
    assert annuities.standing(INVENTION, state, FILED, 3, date(2026, 7, 1)) == (Standing.NOT_DUE, None)


def test_unknown_dates_or_payments_give_no_verdict() -> None:
    assert annuities.standing(INVENTION, LegalState.GRANTED, None, 3, FILED)[0] is Standing.UNKNOWN
    assert annuities.standing(INVENTION, LegalState.GRANTED, FILED, None, FILED)[0] is Standing.UNKNOWN


def test_money_is_whole_fen() -> None:
    assert fen_of_yuan("0.005") == 1
    assert fen_of_wan("0.5") == 500_000
    assert percent_of(333, 50) == 167
    assert str(yuan(123)) == "1.23"
