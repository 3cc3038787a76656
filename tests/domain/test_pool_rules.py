"""The pool: who may come in, who leaves and why, what can be drafted, and the way through the procedure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.domain.codes import ENDED_STATES, LegalState, PatentKind, Way
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.domain.patents.legal_events import LegalEvent, LicenceKind
from zhiqiao.domain.patents.register import Held, Register
from zhiqiao.domain.pool.codes import Cause, Lane, Scope
from zhiqiao.domain.pool.drafting import drafts
from zhiqiao.domain.pool.leaving import ENDINGS, Happened, Listed, leaving
from zhiqiao.domain.pool.terms import Terms, terms
from zhiqiao.domain.problems import Refused, errors
from zhiqiao.domain.procedures.machinery import SYSTEM, Beside
from zhiqiao.domain.procedures.pool import POOL, PROMISES, Case, PoolSheet, against_entry

TODAY = date(2026, 11, 23)
PATENT = PatentFacts(
    id=1,
    kind=PatentKind.INVENTION,
    legal_state=LegalState.GRANTED,
    application_date=date(2020, 3, 2),
    willing=(Way.LICENSE,),
)
SHEET = PoolSheet(lane=Lane.SELF, scope=Scope.PUBLIC, promised_by="李望", **dict.fromkeys(PROMISES, True))
BESIDE = Beside({"inventory": "inventoried"}, 2)
EXCLUSIVE = LegalEvent("EE01", date(2026, 5, 1), number="X2026", licence_kind=LicenceKind.EXCLUSIVE, takers=("某厂",))
LICENSED = Register(TODAY, licences=(Held("X2026", (), ("某厂",), EXCLUSIVE, LicenceKind.EXCLUSIVE),))
STAYS = Listed(
    legal_state=LegalState.GRANTED,
    term_ends=date(2040, 3, 2),
    is_public=True,
    willing=(Way.LICENSE,),
    level=2,
    until=date(2027, 11, 23),
)


def case(state: str = "draft", sheet: PoolSheet = SHEET, patent: PatentFacts = PATENT, beside: Beside = BESIDE) -> Case:
    return Case(state, TODAY, sheet, patent, beside=beside)


def codes(given_case: Case) -> list[str]:
    return [one.code for one in against_entry(given_case, TODAY)]


@pytest.mark.parametrize(
    ("patent", "beside", "reason"),
    [
        ({"legal_state": LegalState.PENDING}, {}, "right_is_in_force"),
        ({"legal_state": LegalState.UNKNOWN}, {}, "right_is_in_force"),
        ({"willing": ()}, {}, "holder_is_willing"),
        ({"application_date": None}, {}, "term_is_known"),
        ({"application_date": date(2009, 11, 22)}, {}, "term_is_long_enough"),
        ({}, {"states": {"inventory": "school_review"}}, "patent_is_inventoried"),
        ({}, {"states": {}}, "patent_is_inventoried"),
        ({}, {"is_public": False}, "patent_is_no_secret"),
        ({}, {"register": LICENSED}, "nobody_has_it_alone"),
        ({}, {"level": 4}, "level_is_high_enough"),
        ({}, {"level": None}, "level_is_high_enough"),
    ],
)
def test_each_condition_keeps_a_patent_out_by_its_own_reason(patent, beside, reason):
    assert codes(case()) == []
    assert codes(case(patent=replace(PATENT, **patent), beside=replace(BESIDE, **beside))) == [reason]


@pytest.mark.parametrize("lived", [date(2009, 11, 23), date(2009, 11, 24)])
def test_whole_years_that_are_left_are_counted_to_the_day(lived):
    assert codes(case(patent=replace(PATENT, application_date=lived))) == []


def test_a_holder_may_list_a_patent_of_a_lower_level_and_is_told():
    low = case(beside=replace(BESIDE, level=4))
    told = POOL.allowed(low, "submit", ["filer"], today=TODAY)
    assert [one.code for one in told] == ["level_is_high_enough"] and not errors(told)


def test_no_entry_without_promise_and_review():
    bare = case(sheet=PoolSheet())
    against = [(one.code, one.field) for one in errors(POOL.allowed(bare, "submit", ["filer"], today=TODAY))]
    assert against == [
        ("item_is_filled", "lane"),
        ("item_is_filled", "scope"),
        *(("promise_is_given", name) for name in PROMISES),
        ("promise_is_signed", "promised_by"),
    ]
    into = {move.verb: move.before for move in POOL.moves if move.after == "listed"}
    assert into == {"admit": {"school_review"}, "renew": {"expiring"}}


def test_who_entrusts_names_the_agency():
    sheet = SHEET.model_copy(update={"lane": Lane.ENTRUSTED})
    against = errors(POOL.allowed(case(sheet=sheet), "submit", ["filer"], today=TODAY))
    assert [one.code for one in against] == ["agency_is_named"]


def test_in_and_out_and_in_again():
    now = case("outside", PoolSheet())
    now = POOL.moved(now, "propose", [SYSTEM], today=TODAY)
    now = POOL.moved(now, "save", ["filer"], today=TODAY)
    now = POOL.moved(replace(now, sheet=SHEET), "submit", ["filer"], today=TODAY)
    now = POOL.moved(now, "pass_college", ["college"], today=TODAY)
    now = POOL.moved(now, "admit", ["school"], today=TODAY)
    now = POOL.moved(now, "remind", [SYSTEM], today=TODAY)
    now = POOL.moved(now, "renew", ["school"], today=TODAY)
    now = POOL.moved(now, "leave", [SYSTEM], today=TODAY, reason="lapsed")
    assert now.state == "left" and [one.verb for one in now.history][-1] == "leave"
    assert POOL.moved(now, "propose", [SYSTEM], today=TODAY).state == "proposed"


def test_what_the_platform_does_no_person_can():
    assert SYSTEM not in POOL.every_part
    for verb, state in (("propose", "outside"), ("leave", "listed"), ("remind", "listed"), ("recall", "proposed")):
        with pytest.raises(Refused) as refusal:
            POOL.moved(case(state), verb, POOL.every_part, today=TODAY, reason="so")
        assert [one.code for one in refusal.value.problems] == ["part_permits_move"]


@pytest.mark.parametrize(
    ("changed", "cause", "event"),
    [
        ({"legal_state": LegalState.LAPSED, "ended": Happened("CF01", TODAY)}, Cause.LAPSED, "CF01"),
        ({"legal_state": LegalState.INVALIDATED}, Cause.INVALIDATED, "legal_state"),
        ({"term_ends": TODAY}, Cause.EXPIRED, "term"),
        ({"assigned": Happened("TR01", TODAY)}, Cause.ASSIGNED, "TR01"),
        ({"exclusive": Happened("EE01", TODAY)}, Cause.EXCLUSIVE_LICENCE, "EE01"),
        ({"is_public": False}, Cause.SECRECY, "publication"),
        ({"willing": ()}, Cause.UNWILLING, "willingness"),
        ({"until": date(2026, 11, 22)}, Cause.LISTING_EXPIRED, "until"),
        ({"level": 5}, Cause.GRADE_FELL, "grade"),
    ],
)
def test_each_event_takes_a_patent_out_by_its_cause(changed, cause, event):
    found = leaving(replace(STAYS, **changed), today=TODAY, terms=terms())
    assert found is not None and (found.cause, found.event.code) == (cause, event)


@pytest.mark.parametrize("changed", [{}, {"level": 4}, {"level": None}, {"until": TODAY}, {"term_ends": None}])
def test_what_makes_nobody_leave(changed):
    assert leaving(replace(STAYS, **changed), today=TODAY, terms=terms()) is None


def test_every_ended_right_has_its_cause():
    assert set(ENDINGS) == ENDED_STATES


@settings(deadline=None)
@given(
    state=st.sampled_from(LegalState),
    public=st.booleans(),
    level=st.none() | st.integers(1, 5),
    until=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    ways=st.sampled_from([(), (Way.LICENSE,)]),
)
def test_an_ended_right_always_leaves_and_always_by_its_end(state, public, level, until, ways):
    one = replace(STAYS, legal_state=state, is_public=public, level=level, until=until, willing=ways)
    found = leaving(one, today=TODAY, terms=terms())
    if state in ENDED_STATES:
        assert found is not None and found.cause is ENDINGS[state]
    stays = state not in ENDED_STATES and public and ways and until >= TODAY and (level or 1) <= 4
    assert (found is None) is bool(stays)


def test_terms_that_contradict_each_other_are_refused():
    with pytest.raises(ValueError, match="contradict"):
        Terms(lowest_level=4, stays_to_level=3, least_years_left=1, months=12, longest_months=36, remind_days=30)


TEXT = PatentFacts(
    title_zh="一种耐高温灌封胶及其制备方法",
    abstract_zh="本发明公开了一种耐高温灌封胶。针对现有灌封胶在200℃下开裂的问题，加入改性填料。"
    "该灌封胶提高了导热率，避免开裂。适用于高温电机的绝缘灌封。",
    claim_zh="一种耐高温灌封胶，其特征在于，包括环氧树脂。",
)


def test_drafts_are_pieces_of_the_patents_own_text():
    found = drafts(TEXT)
    assert found["problem"].text == "针对现有灌封胶在200℃下开裂的问题，加入改性填料。"
    assert found["effect"].text == "该灌封胶提高了导热率，避免开裂。"
    assert found["use"].text == "适用于高温电机的绝缘灌封。"
    assert (found["product"].text, found["product"].taken_from) == ("耐高温灌封胶", "claim_zh")


def test_the_records_own_fields_go_before_the_abstract():
    found = drafts(replace(TEXT, effect_zh="导热率达到2 W/mK", scenario_zh="风电变流器"))
    assert (found["effect"].text, found["effect"].taken_from) == ("导热率达到2 W/mK", "effect_zh")
    assert (found["use"].text, found["use"].taken_from) == ("风电变流器", "scenario_zh")


def test_nothing_is_drafted_where_the_texts_say_nothing():
    assert drafts(PatentFacts(title_zh="一种灌封胶的制备方法", abstract_zh="本发明公开了一种灌封胶。")) == {}
    assert drafts(PatentFacts()) == {}
    assert drafts(PatentFacts(title_zh="一种灌封胶的制备方法", title_en="Sealant and its making")) == {}


def test_english_texts_are_read_too():
    text = "The sealant cracks at 200 C, which is a problem. It reduces cracking by 1.5 times. Suitable for motors."
    found = drafts(PatentFacts(title_en="Heat-resistant sealant", abstract_en=text))
    assert found["effect"].text == "It reduces cracking by 1.5 times."
    assert found["use"].text == "Suitable for motors." and found["product"].text == "Heat-resistant sealant"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=600), st.text(max_size=80), st.text(max_size=200))
def test_a_draft_never_says_what_the_text_does_not(abstract, title, claim):
    patent = PatentFacts(abstract_zh=abstract, title_zh=title, claim_zh=claim, abstract_en=abstract, title_en=title)
    for draft in drafts(patent).values():
        source = "".join(getattr(patent, draft.taken_from).split())
        for piece in draft.text.removesuffix("…").split("。"):
            assert "".join(piece.split())[:20] in source
