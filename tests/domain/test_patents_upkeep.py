"""What keeping a right costs: hand-computed tables and properties of reductions, surcharge, schedule and proposals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.domain.clocks import months_after
from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.domain.patents import annuities, upkeep
from zhiqiao.domain.patents.fees import FeeTable, ReductionKind, shipped
from zhiqiao.domain.patents.upkeep import Choice, Granted, Paid, Right, Stage, Stake
from zhiqiao.domain.working_days import calendar

INVENTION, UTILITY = PatentKind.INVENTION, PatentKind.UTILITY
SINGLE, JOINT, OPEN = ReductionKind.SINGLE, ReductionKind.JOINT, ReductionKind.OPEN_LICENCE
RIGHT = Right(INVENTION, LegalState.GRANTED, date(2016, 4, 12), date(2018, 9, 1), 10)
EARLY = date(2016, 1, 1)
YUAN = 100


def priced(right: Right, year: int, *kinds: ReductionKind, paid_on: date | None = None, since: date = EARLY):
    due = annuities.due_date(right.application_date, year)
    return upkeep.cost(right, year, [Granted(kind, since) for kind in kinds], shipped(), paid_on or due)


@pytest.mark.parametrize(
    ("year", "kinds", "yuan", "counted", "passed"),
    [
        # Filed 2016-04-12, granted 2018-09-01 in year 3: reductions of small applicants run in years 3 to 12.
        (3, (SINGLE,), 135, SINGLE, ()),
        (11, (), 4000, None, ()),
        (11, (SINGLE,), 600, SINGLE, ()),
        (11, (JOINT,), 1200, JOINT, ()),
        (11, (OPEN,), 3400, OPEN, ()),
        (11, (OPEN, JOINT), 1200, JOINT, (OPEN,)),
        (11, (JOINT, SINGLE, OPEN), 600, SINGLE, (JOINT, OPEN)),
        (12, (SINGLE,), 600, SINGLE, ()),
        (13, (SINGLE,), 6000, None, ()),  # the tenth year is over
        (13, (SINGLE, OPEN), 5100, OPEN, ()),
        (9, (OPEN,), 2000, None, ()),  # due 2024-04-12, before the reduction came into force
    ],
)
def test_only_the_best_reduction_counts(year, kinds, yuan, counted, passed) -> None:
    found = priced(RIGHT, year, *kinds)
    assert (found.fee_fen, found.reduction, found.passed) == (yuan * YUAN, counted, passed)


@pytest.mark.parametrize(
    ("paid_on", "percent", "total"),
    [
        # Year 11 falls due 2026-04-12: 4000 yuan, 85 % off leaves 600; the surcharge is 5 % of 4000 a month.
        (date(2026, 4, 12), 0, 600),
        (date(2026, 5, 12), 0, 600),
        (date(2026, 5, 13), 5, 800),
        (date(2026, 6, 12), 5, 800),
        (date(2026, 6, 13), 10, 1000),
        (date(2026, 9, 13), 25, 1600),
        (date(2026, 10, 12), 25, 1600),
    ],
)
def test_the_surcharge_is_counted_on_the_full_annuity(paid_on, percent, total) -> None:
    found = priced(RIGHT, 11, SINGLE, paid_on=paid_on)
    assert (found.surcharge_percent, found.total_fen) == (percent, total * YUAN)
    assert found.surcharge_fen == percent * 4000


@pytest.mark.parametrize(
    ("filed", "year", "due", "last_day"),
    [
        (date(2020, 2, 29), 2, date(2021, 2, 28), date(2021, 8, 28)),
        (date(2020, 2, 29), 5, date(2024, 2, 29), date(2024, 8, 29)),
        (date(2015, 8, 31), 3, date(2017, 8, 31), date(2018, 2, 28)),  # no 31 February
        (date(2015, 12, 31), 2, date(2016, 12, 31), date(2017, 6, 30)),
        (date(2016, 1, 1), 2, date(2017, 1, 1), date(2017, 7, 1)),
        (date(2015, 6, 30), 2, date(2016, 6, 30), date(2016, 12, 30)),
    ],
)
def test_month_boundaries_and_year_ends(filed, year, due, last_day) -> None:
    found = priced(replace(RIGHT, application_date=filed), year)
    assert (found.due, found.last_day) == (due, last_day)


def test_a_reduction_that_came_or_went_is_counted_while_it_held() -> None:
    due = annuities.due_date(RIGHT.application_date, 11)
    for granted, counted in (
        (Granted(SINGLE, due), SINGLE),
        (Granted(SINGLE, due + timedelta(days=1)), None),
        (Granted(SINGLE, EARLY, due), SINGLE),
        (Granted(SINGLE, EARLY, due - timedelta(days=1)), None),
    ):
        assert upkeep.cost(RIGHT, 11, [granted], shipped(), due).reduction is counted


def test_without_a_day_of_grant_a_reduction_is_not_counted_and_that_is_told() -> None:
    found = priced(replace(RIGHT, grant_date=None), 11, SINGLE)
    assert (found.reduction, found.over, found.fee_fen) == (None, (SINGLE,), 4000 * YUAN)


def test_the_schedule_ends_with_the_term() -> None:
    today = date(2026, 11, 22)
    costs = upkeep.schedule(replace(RIGHT, paid_to_year=11), [], shipped(), today)
    assert [one.year for one in costs] == list(range(12, 21))
    assert upkeep.total(costs) == upkeep.Sum((4000 + 3 * 6000 + 5 * 8000) * YUAN)
    assert [one.year for one in upkeep.soon(costs, today)] == [12]
    late = upkeep.schedule(RIGHT, [], shipped(), date(2026, 6, 13))
    assert [one.year for one in upkeep.soon(late, date(2026, 6, 13))] == [11, 12]
    assert [one.surcharge_percent for one in late[:2]] == [10, 0]
    assert upkeep.schedule(replace(RIGHT, paid_to_year=20), [], shipped(), today) == []
    assert upkeep.schedule(replace(RIGHT, paid_to_year=None), [], shipped(), today) == []


def test_a_year_without_a_line_is_told_and_not_invented() -> None:
    short = FeeTable("short@1", shipped().bands[:5], shipped().reductions)  # inventions to year 15
    costs = upkeep.schedule(replace(RIGHT, paid_to_year=14), [], short, date(2026, 11, 22))
    assert upkeep.total(costs) == upkeep.Sum(6000 * YUAN, 5)


@settings(deadline=None)
@given(
    filed=st.dates(date(2000, 1, 1), date(2024, 12, 31)),
    granted_after=st.integers(0, 3000),
    year=st.integers(1, 20),
    kinds=st.sets(st.sampled_from(ReductionKind)),
    late=st.integers(0, 400),
)
def test_a_reduction_never_raises_the_fee_and_never_touches_the_surcharge(filed, granted_after, year, kinds, late):
    right = replace(RIGHT, application_date=filed, grant_date=filed + timedelta(days=granted_after))
    due = annuities.due_date(filed, year)
    day = due + timedelta(days=late)
    plain = upkeep.cost(right, year, [], shipped(), day)
    every = [Granted(kind, date(1999, 1, 1)) for kind in sorted(kinds)]
    found = upkeep.cost(right, year, every, shipped(), day)
    alone = [upkeep.cost(right, year, [one], shipped(), day).fee_fen for one in every]
    assert found.fee_fen == min([plain.fee_fen, *alone])  # the best one, nothing added up
    assert found.surcharge_fen == plain.surcharge_fen
    assert 0 <= found.fee_fen <= found.full_fen


@given(filed=st.dates(date(2000, 1, 1), date(2024, 12, 31)), paid=st.integers(1, 19), ahead=st.integers(0, 7000))
def test_stages_follow_one_another(filed, paid, ahead) -> None:
    today = filed + timedelta(days=ahead)
    due = annuities.due_date(filed, paid + 1)
    last = upkeep.last_day_of(months_after(due, 6), calendar())
    assert last.moved >= last.counted and calendar().is_worked(last.moved)
    found = upkeep.stage(due, last.moved, today)
    assert (found is Stage.DUE) == (today <= due)
    assert (found is Stage.OVERDUE) == (today > last.moved)


def test_a_last_day_off_moves_and_an_unknown_year_is_told() -> None:
    holiday = upkeep.last_day_of(date(2024, 10, 1), calendar())
    assert (holiday.moved, holiday.is_known) == (date(2024, 10, 8), True)
    assert not upkeep.last_day_of(date(2040, 1, 1), calendar()).is_known


TODAY = date(2026, 11, 22)
LONG, SHORT = date(2036, 1, 1), date(2028, 1, 1)


@pytest.mark.parametrize(
    ("stake", "choice", "first"),
    [
        (Stake(level=1, ends=LONG), Choice.KEEP, "level_is"),
        (Stake(level=2, ends=SHORT), Choice.KEEP, "level_is"),
        (Stake(level=3, ends=LONG), Choice.OPEN_LICENSE, "level_is"),
        (Stake(level=3, ends=SHORT), Choice.KEEP, "level_is"),
        (Stake(level=4, ends=LONG), Choice.TRANSFER, "level_is"),
        (Stake(level=4, ends=SHORT), Choice.DROP, "level_is"),
        (Stake(level=5, ends=LONG), Choice.DROP, "level_is"),
        (Stake(level=5, ends=LONG, is_pledged=True), Choice.KEEP, "is_pledged"),
        (Stake(level=5, ends=LONG, is_licensed=True), Choice.KEEP, "is_licensed"),
        (Stake(level=4, ends=LONG, is_open_licensed=True), Choice.KEEP, "open_licence_runs"),
        (Stake(level=5, ends=LONG, self_grade=2), Choice.KEEP, "holder_thinks_well"),
        (Stake(level=None, ends=LONG), Choice.KEEP, "too_little_known"),
    ],
)
def test_what_is_proposed(stake, choice, first) -> None:
    found = upkeep.propose(stake, TODAY)
    assert (found.choice, found.reasons[0].code) == (choice, first)


@given(
    level=st.none() | st.integers(1, 5),
    self_grade=st.none() | st.integers(1, 5),
    bound=st.tuples(*[st.none() | st.booleans()] * 3),
    ends=st.none() | st.dates(TODAY, date(2046, 1, 1)),
)
def test_nothing_good_bound_or_unknown_is_ever_proposed_to_be_dropped(level, self_grade, bound, ends) -> None:
    stake = Stake(level, self_grade, ends, is_licensed=bound[0], is_pledged=bound[1], is_preserved=bound[2])
    found = upkeep.propose(stake, TODAY)
    assert found.reasons
    if level is None or level <= 2 or any(bound) or (self_grade or 9) <= 2:
        assert found.choice is not Choice.DROP


def test_letting_go_of_what_others_rely_on_warns_and_wants_a_reason() -> None:
    bound = Stake(level=5, owners=2, is_licensed=True, is_pledged=False)
    assert [one.code for one in upkeep.warnings(Choice.DROP, bound)] == ["right_is_co_owned", "right_is_licensed"]
    assert upkeep.warnings(Choice.KEEP, bound) == []
    assert [one.code for one in upkeep.decision_is_explained(Choice.DROP, bound, " ")] == ["drop_gives_reason"]
    assert upkeep.decision_is_explained(Choice.DROP, bound, "co-owner agrees") == []
    assert upkeep.decision_is_explained(Choice.DROP, Stake(level=5), "") == []


@pytest.mark.parametrize(
    ("paid", "codes"),
    [
        (Paid(11, date(2026, 4, 1), 4000 * YUAN), []),
        (Paid(11, date(2026, 4, 1)), []),
        (Paid(10, date(2026, 4, 1)), ["annuity_is_unpaid"]),
        (Paid(12, date(2026, 4, 1)), ["annuity_is_next"]),
        (Paid(11, date(2026, 12, 1)), ["payment_is_not_ahead", "paid_before_last_day"]),
        (Paid(11, date(2026, 6, 13), 4399 * YUAN), ["payment_covers_annuity"]),
        (Paid(11, date(2026, 11, 1)), ["paid_before_last_day"]),
    ],
)
def test_what_is_wrong_with_a_payment(paid, codes) -> None:
    expected = upkeep.cost(RIGHT, paid.year, [], shipped(), paid.on)
    assert [one.code for one in upkeep.payment_problems(RIGHT, paid, expected, TODAY)] == codes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "plant"}, "plant"),
        ({"mark": "X"}, "mark"),
        ({"years": [[3, 1, 900]]}, "years 3 to 1"),
        ({"years": [[1, 3, 900], [3, 4, 900]]}, "stands twice"),
        ({"since": "2024-01-01", "until": "2023-01-01"}, "before"),
    ],
)
def test_a_wrong_fee_table_is_refused(change, message) -> None:
    line = {"kind": "invention", "years": [[1, 3, 900]], "source": "x", "mark": "C"} | change
    with pytest.raises(ValueError, match=message):
        FeeTable.of({"version": "own@1", "fees": [line], "reductions": []})


def test_lines_of_different_days_may_tell_of_the_same_year() -> None:
    line = {"kind": "invention", "source": "x", "mark": "C"}
    before = line | {"years": [[1, 3, 900]], "until": "2026-12-31"}
    after = line | {"years": [[1, 3, 1000]], "since": "2027-01-01"}
    table = FeeTable.of({"version": "own@2", "fees": [before, after], "reductions": []})
    assert [table.band(INVENTION, 2, day).fen for day in (date(2026, 12, 31), date(2027, 1, 1))] == [90_000, 100_000]
