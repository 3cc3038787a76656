"""The register as of a day: every event does what its code says, whatever the order in which it came."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.domain.codes import LegalState
from zhiqiao.domain.patents.legal_events import CODES, Effect, LegalEvent, LicenceKind, Matter
from zhiqiao.domain.patents.register import Record, fold

S = LegalState
FILED, GRANTED = date(2018, 3, 1), date(2020, 6, 2)
RECORD = Record(owners=("望川大学",), filed=FILED, granted=GRANTED, undated=S.GRANTED, taken=date(2026, 1, 1))
DAY = date(2026, 11, 22)
PARTIES = {"givers": ("望川大学",), "takers": ("杭州某某材料有限公司",)}


def event(code: str, day: str, **more: object) -> LegalEvent:
    return LegalEvent(code, date.fromisoformat(day), **more)  # type: ignore[arg-type]


TRANSFER = event("TR01", "2024-05-14", before=("望川大学",), after=("杭州某某材料有限公司",))
LICENCE = event("EE01", "2022-04-01", number="X2022330000001", licence_kind=LicenceKind.EXCLUSIVE, **PARTIES)
PLEDGE = event("PE01", "2023-02-07", number="Y2023980000001", **PARTIES)
LAPSE = event("CF01", "2026-05-12", effective=date(2025, 3, 1))


def told(*events: LegalEvent, on: date = DAY, record: Record = RECORD) -> list[str]:
    return [one.code for one in fold(events, as_of=on, record=record).problems]


def test_without_events_the_register_is_what_the_record_says() -> None:
    found = fold([], as_of=DAY, record=RECORD)
    assert (found.state, found.state_since, found.state_cause) == (S.GRANTED, GRANTED, None)
    assert found.owners == ("望川大学",) and found.owners_cause is None and not found.problems
    assert fold([], as_of=date(2019, 1, 1), record=RECORD).state is S.PENDING
    assert fold([], as_of=date(2017, 1, 1), record=RECORD).state is S.UNKNOWN


def test_a_lapse_a_transfer_a_pledge_and_an_exclusive_licence_each_with_its_cause() -> None:
    found = fold([LAPSE, TRANSFER, PLEDGE, LICENCE], as_of=DAY, record=RECORD)
    assert (found.state, found.state_since, found.state_cause) == (S.LAPSED, date(2025, 3, 1), LAPSE)
    assert (found.owners, found.owners_cause) == (("杭州某某材料有限公司",), TRANSFER)
    assert [one.cause for one in found.licences] == [LICENCE] and found.is_exclusively_licensed
    assert [one.cause for one in found.pledges] == [PLEDGE] and found.is_pledged and not found.problems
    before = fold([LAPSE, TRANSFER, PLEDGE, LICENCE], as_of=date(2023, 12, 31), record=RECORD)
    assert before.state is S.GRANTED and before.owners == ("望川大学",) and before.is_pledged


def test_a_lapse_holds_from_the_day_it_names_not_from_the_gazette() -> None:
    assert fold([LAPSE], as_of=date(2025, 2, 28), record=RECORD).state is S.GRANTED
    assert fold([LAPSE], as_of=date(2025, 3, 1), record=RECORD).state is S.LAPSED


def test_a_cancel_ends_exactly_what_it_names() -> None:
    other = replace(LICENCE, number="X2022330000002")
    gone = event("EC01", "2024-01-09", number="X2022330000001")
    found = fold([LICENCE, other, gone], as_of=DAY, record=RECORD)
    assert [one.number for one in found.licences] == ["X2022330000002"]
    assert told(LICENCE, replace(gone, number="X9")) == ["recordal_is_known"]
    assert told(LICENCE, replace(gone, number="")) == ["recordal_is_known"]
    assert told(LICENCE, event("PC01", "2024-01-09", number="X2022330000001")) == ["recordal_is_known"]
    assert told(LICENCE, replace(LICENCE, takers=("别家",))) == ["number_is_recorded_once"]


def test_a_change_is_read_into_the_licence_and_kept() -> None:
    kind = event("EM01", "2023-01-03", number="X2022330000001", matter=Matter.KIND, licence_kind=LicenceKind.ORDINARY)
    taker = event("EM01", "2023-02-03", number="X2022330000001", matter=Matter.TAKER, after=("宁波某某科技有限公司",))
    found = fold([taker, LICENCE, kind], as_of=DAY, record=RECORD).licences[0]
    assert (found.kind, found.takers, found.changes) == (
        LicenceKind.ORDINARY,
        ("宁波某某科技有限公司",),
        (kind, taker),
    )
    assert told(replace(kind, number="X9")) == ["recordal_is_known"]


def test_preservations_are_counted_and_released_by_number() -> None:
    first, second = (event("PP01", f"2023-0{at}-01", number=f"court-{at}") for at in (1, 2))
    assert fold([first, second], as_of=DAY, record=RECORD).preserved_by == (first, second)
    freed = event("PD01", "2024-01-01", number="court-1")
    assert fold([first, second, freed], as_of=DAY, record=RECORD).preserved_by == (second,)
    assert told(first, second, replace(freed, number="")) == ["preservation_is_known"]
    assert not fold([first, replace(freed, number="")], as_of=DAY, record=RECORD).is_preserved


def test_an_open_licence_stands_until_withdrawn_or_the_right_ends() -> None:
    opened, closed = event("OL01", "2023-05-01"), event("OL02", "2024-05-01")
    assert fold([opened], as_of=DAY, record=RECORD).is_open_licensed
    assert not fold([opened, closed], as_of=DAY, record=RECORD).is_open_licensed
    assert not fold([opened, LAPSE], as_of=DAY, record=RECORD).is_open_licensed
    assert told(closed) == ["open_licence_is_declared"]


@pytest.mark.parametrize(
    ("codes", "state", "problems"),
    [
        (["GR01"], S.GRANTED, []),
        (["CF01", "RR01"], S.GRANTED, []),
        (["RR01"], S.GRANTED, ["right_to_restore_has_ended"]),
        (["CF01", "CX01"], S.LAPSED, ["right_ends_once"]),
        (["CF01", "IW01"], S.INVALIDATED, []),
        (["AV01"], S.ABANDONED, []),
        (["IP01"], S.GRANTED, []),
        (["RJ01"], S.GRANTED, ["application_is_pending"]),
        (["CF01", "GR01"], S.LAPSED, ["right_is_granted_before_it_ends"]),
        (["ZZ99"], S.GRANTED, ["event_code_is_known"]),
        (["PLDC"], S.GRANTED, ["event_says_what_it_does"]),
        (["DD01", "CP02"], S.GRANTED, []),
    ],
)
def test_states_follow_the_codes(codes: list[str], state: LegalState, problems: list[str]) -> None:
    events = [event(code, f"2024-0{at + 1}-01") for at, code in enumerate(codes)]
    found = fold(events, as_of=DAY, record=RECORD)
    assert (found.state, [one.code for one in found.problems]) == (state, problems)


def test_an_application_is_refused_and_restored() -> None:
    pending = Record(filed=FILED, undated=S.PENDING)
    refused, restored = event("RJ01", "2020-01-07"), event("RR01", "2020-09-01")
    assert fold([refused], as_of=DAY, record=pending).state is S.WITHDRAWN
    assert fold([refused, restored], as_of=DAY, record=pending).state is S.PENDING


def test_names_change_in_their_places_and_an_address_changes_nothing() -> None:
    both = replace(RECORD, owners=("望川大学", "澜江所"))
    renamed = event("CP01", "2021-01-01", before=("望川大学",), after=("望川科技大学",))
    assert fold([renamed], as_of=DAY, record=both).owners == ("望川科技大学", "澜江所")
    assert fold(
        [event("CP02", "2021-01-01", before=("某路1号",), after=("某路2号",))], as_of=DAY, record=both
    ).owners == (
        "望川大学",
        "澜江所",
    )
    strange = replace(renamed, before=("云岭大学",))
    assert told(strange, TRANSFER, record=RECORD)[0] == "owner_to_rename_is_known"


def test_who_transfers_must_have_been_the_owner_or_it_is_said() -> None:
    again = event("TR01", "2025-01-01", before=("云岭大学",), after=("丙公司",))
    found = fold([TRANSFER, again], as_of=DAY, record=RECORD)
    assert found.owners == ("丙公司",) and [one.code for one in found.problems] == ["owner_before_agrees"]
    assert told(replace(TRANSFER, after=())) == ["new_owner_is_named"]
    assert told(replace(TRANSFER, before=("云岭大学",))) == ["owner_before_agrees"]


def test_a_record_written_after_the_transfer_does_not_hide_who_owned_before() -> None:
    late = replace(RECORD, owners=("杭州某某材料有限公司",))
    found = fold([TRANSFER], as_of=date(2021, 1, 1), record=late)
    assert found.owners == ("望川大学",) and not fold([TRANSFER], as_of=DAY, record=late).problems


def test_a_later_statement_of_the_record_stands_and_is_told() -> None:
    later = replace(RECORD, undated=S.UNKNOWN, states=((date(2026, 6, 1), S.GRANTED),))
    found = fold([LAPSE], as_of=DAY, record=later)
    assert found.state is S.GRANTED and [one.code for one in found.problems] == ["record_is_not_newer"]
    assert fold([LAPSE], as_of=date(2026, 5, 31), record=later).state is S.LAPSED


def test_a_state_without_a_day_is_not_dated_back() -> None:
    ended = replace(RECORD, undated=S.LAPSED)
    assert fold([], as_of=DAY, record=ended).state is S.LAPSED
    assert fold([], as_of=date(2022, 1, 1), record=ended).state is S.UNKNOWN
    assert fold([], as_of=date(2019, 1, 1), record=ended).state is S.PENDING
    granted = event("GR01", "2020-06-02")
    assert fold([granted], as_of=DAY, record=ended).state is S.LAPSED
    assert fold([granted, LAPSE], as_of=DAY, record=ended).state_cause == LAPSE
    assert fold([], as_of=DAY, record=Record(filed=FILED)).state is S.UNKNOWN
    ungranted = replace(RECORD, granted=None)
    assert fold([], as_of=date(2022, 1, 1), record=ungranted).state is S.UNKNOWN


def test_events_of_other_offices_change_nothing() -> None:
    assert fold([replace(LAPSE, office="EP")], as_of=DAY, record=RECORD).state is S.GRANTED


def test_the_digest_tells_the_same_event_from_another() -> None:
    assert LICENCE.digest() == replace(LICENCE, id=7).digest() == replace(LICENCE, effective=LICENCE.on).digest()
    assert LICENCE.digest() != replace(LICENCE, number="X2").digest() != replace(LICENCE, code="EM01").digest()
    assert LegalEvent.of(LICENCE.code, LICENCE.on, None, LICENCE.data()) == LICENCE


def test_every_code_that_changes_something_is_applied() -> None:
    from zhiqiao.domain.patents.register import TAKE

    assert {one.effect for one in CODES.values()} - {Effect.NOTE, Effect.UNSAID} == set(TAKE)
    assert all(one.state is not S.UNKNOWN for one in CODES.values() if one.effect in {Effect.END, Effect.VOID})


names_ = st.sampled_from(["望川大学", "甲公司", "乙公司"])
made = st.builds(
    LegalEvent,
    st.sampled_from([*sorted(CODES), "ZZ01"]),
    st.dates(date(2019, 1, 1), date(2026, 1, 1)),
    number=st.sampled_from(["", "1", "2"]),
    licence_kind=st.sampled_from(LicenceKind),
    before=st.lists(names_, max_size=2).map(tuple),
    after=st.lists(names_, max_size=2).map(tuple),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(made, max_size=9).flatmap(lambda events: st.tuples(st.just(events), st.permutations(events))))
def test_the_order_of_arrival_does_not_matter(both: tuple[list[LegalEvent], list[LegalEvent]]) -> None:
    assert fold(both[0], as_of=DAY, record=RECORD) == fold(both[1], as_of=DAY, record=RECORD)


@settings(deadline=None, max_examples=200)
@given(st.lists(made, max_size=9), made, st.dates(date(2019, 1, 1), date(2026, 1, 1)))
def test_a_day_before_an_event_knows_nothing_of_it(events: list[LegalEvent], later: LegalEvent, day: date) -> None:
    # Who owned before, a transfer tells for all days.
    later = replace(later, on=day + timedelta(days=1), before=(), after=())
    assert fold([*events, later], as_of=day, record=RECORD) == fold(events, as_of=day, record=RECORD)


@settings(deadline=None, max_examples=100)
@given(st.lists(made, max_size=9))
def test_every_event_is_applied_noted_or_told(events: list[LegalEvent]) -> None:
    found = fold(events, as_of=DAY, record=RECORD)
    for held in (*found.licences, *found.pledges):
        assert held.cause in events and set(held.changes) <= set(events)
    assert found.state_cause is None or found.state_cause in events
    assert all(one.data["on"] for one in found.problems)
