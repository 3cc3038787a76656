"""The grade: bounds, boundaries, renormalisation, monotony, veto, coverage floor, and what would change it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.domain.codes import LegalState, PartyRole, PatentKind, Way
from zhiqiao.domain.grading.changes import OFFERED, ChangeKind
from zhiqiao.domain.grading.grade import GradeResult, by_dimension, grade, outcome_of, weighed_from_json
from zhiqiao.domain.grading.marks import Dimension, Mark
from zhiqiao.domain.grading.marks import given as mark_of
from zhiqiao.domain.grading.rubric import COVERAGE_FLOOR, FIRST, Line, Rubric, describe, level_of
from zhiqiao.domain.patents.facts import PartyFacts, PatentFacts

TODAY = date(2026, 11, 22)
ENDED = [LegalState.LAPSED, LegalState.EXPIRED, LegalState.INVALIDATED, LegalState.WITHDRAWN, LegalState.ABANDONED]


def people(owners: int, inventors: int) -> tuple[PartyFacts, ...]:
    return (
        *(PartyFacts(f"大学{number}", PartyRole.APPLICANT) for number in range(owners)),
        *(PartyFacts(f"发明人{number}", PartyRole.INVENTOR) for number in range(inventors)),
    )


FULL = PatentFacts(
    application_number="201610228491.5",
    kind=PatentKind.INVENTION,
    application_date=date(2016, 4, 12),
    publication_date=date(2016, 9, 1),
    grant_date=date(2018, 9, 1),
    legal_state=LegalState.GRANTED,
    annuity_paid_to_year=11,
    claims_count=8,
    cited_by_count=5,
    citations=("CN1A", "CN2A", "CN3A"),
    family_countries=(),
    parties=people(2, 3),
    ipc=("C08L63/00", "C08K3/04"),
    trl=5,
    scenario_zh="车用功率单元灌封",
    effect_zh="导热系数达 2.1",
    willing=(Way.LICENSE,),
    funding="国家自然科学基金",
)

maybe_day = st.none() | st.dates(date(1990, 1, 1), TODAY)
count = st.none() | st.integers(0, 60)
any_facts = st.builds(
    PatentFacts,
    office=st.sampled_from(["CN", "US"]),
    kind=st.sampled_from(PatentKind),
    application_date=maybe_day,
    publication_date=maybe_day,
    grant_date=maybe_day,
    legal_state=st.sampled_from(LegalState),
    annuity_paid_to_year=st.none() | st.integers(1, 20),
    claims_count=count,
    cited_by_count=count,
    citations=st.none() | st.lists(st.sampled_from(["A", "B", "C", "D", "E", "F"])).map(tuple),
    family_countries=st.none() | st.lists(st.sampled_from(["CN", "US", "EP", "WO", "JP"])).map(tuple),
    parties=st.builds(people, st.integers(0, 4), st.integers(0, 6)),
    ipc=st.lists(st.sampled_from(["C08L63/00", "C08K3/04", "H01L23/29", "G06F17/30"])).map(tuple),
    trl=st.none() | st.integers(1, 9),
    scenario_zh=st.sampled_from(["", "用于灌封"]),
    effect_zh=st.sampled_from(["", "导热好"]),
    willing=st.lists(st.sampled_from(Way), unique=True).map(tuple),
    funding=st.sampled_from(["", "国家自然科学基金", "省级项目", "企业委托", "校内"]),
)


def points(result: GradeResult, criterion: str) -> Decimal | None:
    return next(weighed.mark.points for weighed in result.marks if weighed.criterion == criterion)


def reasons(result: GradeResult, criterion: str) -> list[str]:
    marks = next(weighed.mark for weighed in result.marks if weighed.criterion == criterion)
    return [reason.code for reason in marks.evidence]


# The reckoning


def test_a_whole_grade_by_hand() -> None:
    result = grade(FULL, TODAY)
    earned = {weighed.criterion: weighed.weight * (weighed.mark.points or 0) for weighed in result.marks}
    assert earned == {
        "right_in_force": 4,
        "remaining_term": Decimal("7.833"),  # 9.4 years of 12
        "annuity_paid_up": 4,
        "number_of_claims": Decimal("4.8"),
        "substantive_examination": 5,
        "clear_ownership": 3,
        "breadth_of_classes": Decimal("3.6"),
        "cited_by_later": Decimal("4.4118"),  # 5 in 10.2 years
        "builds_on_known_art": Decimal("1.8"),
        "technology_readiness": 6,
        "inventors_at_hand": Decimal("2.8"),
        "foreign_family": 0,
        "years_maintained": Decimal("5.74"),
        "use_named": 6,
        "ways_named": 3,
        "funding_behind": 4,
    }
    assert result.score == Decimal("65.98")
    assert (result.level, result.coverage, result.missing, result.veto) == (2, Decimal("100.00"), (), "")
    assert result.rubric == "first@1"


@pytest.mark.parametrize(
    ("score", "level"),
    [
        ("100", 1), ("80.01", 1), ("80.00", 2), ("60.01", 2), ("60.00", 3), ("40.01", 3), ("40.00", 4), ("20.01", 4),
        ("20.00", 5), ("0", 5),
    ],
)  # fmt: skip
def test_an_upper_bound_belongs_to_the_lower_level(score: str, level: int) -> None:
    assert level_of(Decimal(score)) == level


def rubric_of(points_each: list[str]) -> Rubric:
    def line(share: str, place: int) -> Line:
        def criterion(facts: PatentFacts, today: date) -> Mark:
            return mark_of(share, "right_granted")

        criterion.__name__ = f"criterion{place}"
        return Line(criterion, Dimension.LEGAL, 1)

    return Rubric("made", 1, tuple(line(share, place) for place, share in enumerate(points_each)))


@pytest.mark.parametrize(
    ("share", "score", "level"), [("0.8", "80.00", 2), ("0.6", "60.00", 3), ("0.4", "40.00", 4), ("0.2", "20.00", 5)]
)
def test_the_boundaries_hold_through_the_whole_reckoning(share: str, score: str, level: int) -> None:
    result = grade(FULL, TODAY, rubric_of([share, share, share]))
    assert (result.score, result.level) == (Decimal(score), level)


def test_the_level_follows_the_score_as_shown() -> None:
    # 80.0033 is shown as 80.00, so it is level 2; nobody sees "80.00, level 1".
    result = grade(FULL, TODAY, rubric_of(["0.8001", "0.8", "0.8"]))
    assert (result.score, result.level) == (Decimal("80.00"), 2)


@settings(max_examples=150, deadline=None)
@given(any_facts)
def test_every_grade_stays_in_its_bounds_and_is_the_same_twice(facts: PatentFacts) -> None:
    result = grade(facts, TODAY)
    assert result == grade(facts, TODAY)
    assert 0 <= result.coverage <= 100
    assert (result.score is None) == (result.level is None)
    for weighed in result.marks:
        mark = weighed.mark
        assert mark.evidence
        assert mark.points is None or 0 <= mark.points <= 1
        assert (mark.points is None) == (bool(mark.missing) or not mark.applies)
    if result.score is not None:
        assert 0 <= result.score <= 100
        assert result.level == (5 if result.veto else level_of(result.score))
    elif not result.veto:
        assert result.coverage < COVERAGE_FLOOR


@settings(max_examples=100, deadline=None)
@given(any_facts)
def test_marks_survive_being_kept(facts: PatentFacts) -> None:
    result = grade(facts, TODAY)
    assert tuple(weighed_from_json(weighed.as_json()) for weighed in result.marks) == result.marks


# What is missing


@pytest.mark.parametrize(
    ("gone", "criterion", "named"),
    [
        ({"trl": None}, "technology_readiness", ["trl"]),
        ({"claims_count": None}, "number_of_claims", ["claims_count"]),
        ({"ipc": ()}, "breadth_of_classes", ["ipc"]),
        ({"willing": ()}, "ways_named", ["willing"]),
        ({"funding": ""}, "funding_behind", ["funding"]),
        ({"citations": None}, "builds_on_known_art", ["citations"]),
        ({"family_countries": None}, "foreign_family", ["family"]),
        ({"scenario_zh": "", "effect_zh": ""}, "use_named", ["scenario", "effect"]),
        ({"annuity_paid_to_year": None}, "annuity_paid_up", ["annuity_paid_to_year"]),
        ({"cited_by_count": None}, "cited_by_later", ["cited_by_count"]),
    ],
)
def test_a_missing_fact_is_named_lowers_coverage_and_is_left_out_of_the_score(
    gone: dict[str, object], criterion: str, named: list[str]
) -> None:
    before, after = grade(FULL, TODAY), grade(replace(FULL, **gone), TODAY)  # type: ignore[arg-type]
    weight = next(line.weight for line in FIRST.lines if line.code == criterion)
    assert after.missing == ({"criterion": criterion, "weight": weight, "facts": named},)
    assert after.coverage == 100 - weight
    rest = [weighed for weighed in before.marks if weighed.criterion != criterion]
    assert after.outcome.score == outcome_of(rest).score


def test_below_the_coverage_floor_there_is_no_figure() -> None:
    result = grade(PatentFacts(kind=PatentKind.INVENTION, claims_count=10, trl=9, ipc=("C08L63/00",)), TODAY)
    assert result.coverage < COVERAGE_FLOOR
    assert (result.score, result.level) == (None, None)
    assert result.missing


def test_nothing_known_gives_nothing() -> None:
    result = grade(PatentFacts(), TODAY)
    assert (result.score, result.level, result.coverage) == (None, None, 0)
    assert len(result.missing) == len(FIRST.lines)


def test_what_does_not_apply_costs_no_coverage() -> None:
    design = replace(
        FULL, kind=PatentKind.DESIGN, application_date=date(2022, 1, 5), claims_count=None, ipc=(), citations=None
    )
    result = grade(design, TODAY)
    assert result.coverage == 100
    assert reasons(result, "number_of_claims") == ["design_has_no_claims"]


def test_a_foreign_patent_is_not_measured_by_chinese_annuities() -> None:
    result = grade(replace(FULL, office="US", annuity_paid_to_year=None), TODAY)
    assert reasons(result, "annuity_paid_up") == ["annuity_rule_not_known"]
    assert result.coverage == 100


# Monotony: better facts never make a worse grade


@pytest.mark.parametrize(
    "better",
    [
        [{"claims_count": n} for n in range(0, 30)],
        [{"cited_by_count": n} for n in range(0, 30)],
        [{"trl": n} for n in range(1, 10)],
        [{"citations": tuple(str(i) for i in range(n))} for n in range(0, 9)],
        [{"family_countries": ("US", "EP", "JP", "KR")[:n]} for n in range(0, 5)],
        [{"parties": people(1, n)} for n in range(1, 8)],
        [{"parties": people(n, 3)} for n in range(5, 0, -1)],
        [{"willing": tuple(Way)[:n]} for n in range(1, 6)],
        [{"grant_date": date(2026, 1, 1) - timedelta(days=200 * n)} for n in range(0, 15)],
        [{"annuity_paid_to_year": n} for n in range(5, 15)],
        [{"funding": text} for text in ("校内", "省级项目", "国家重点研发计划", "企业委托")],
        [{"legal_state": state} for state in (LegalState.LAPSED, LegalState.PENDING, LegalState.GRANTED)],
    ],
)
def test_better_facts_never_lower_the_score(better: list[dict[str, object]]) -> None:
    scores = [grade(replace(FULL, **one), TODAY).score for one in better]  # type: ignore[arg-type]
    assert all(low is not None and high is not None and low <= high for low, high in pairwise(scores))
    assert scores[0] != scores[-1]


@settings(max_examples=150, deadline=None)
@given(any_facts, st.integers(0, 15))
def test_a_fact_learnt_at_its_best_never_lowers_the_score(facts: PatentFacts, place: int) -> None:
    marks = list(grade(facts, TODAY).marks)
    before = outcome_of(marks)
    if marks[place].mark.points is None and marks[place].mark.applies:
        marks[place] = replace(marks[place], mark=mark_of(1, "right_granted"))
        after = outcome_of(marks)
        assert after.coverage > before.coverage
        assert before.score is None or (after.score is not None and after.score >= before.score)


# Veto


@pytest.mark.parametrize("state", ENDED)
def test_a_right_that_has_ended_is_worth_nothing_and_says_why(state: LegalState) -> None:
    result = grade(replace(FULL, legal_state=state), TODAY)
    assert (result.score, result.level) == (Decimal("0.00"), 5)
    assert result.veto
    assert points(result, "right_in_force") == 0


def test_a_term_that_ran_out_by_the_calendar_vetoes_though_the_source_says_granted() -> None:
    old = replace(FULL, application_date=date(2006, 11, 22), grant_date=date(2009, 1, 1))
    assert grade(old, TODAY).veto == "term_over_by_date"
    assert grade(old, TODAY - timedelta(days=1)).veto == ""


def test_a_lapsed_right_can_be_restored_but_not_an_expired_or_invalid_one() -> None:
    lapsed = grade(replace(FULL, legal_state=LegalState.LAPSED), TODAY)
    assert [item.change.code for item in lapsed.would_change] == ["restore_right"]
    assert lapsed.would_change[0].after.score == grade(FULL, TODAY).score
    for state in (LegalState.EXPIRED, LegalState.INVALIDATED, LegalState.WITHDRAWN):
        assert grade(replace(FULL, legal_state=state), TODAY).would_change == ()


# What would change the grade


def test_changes_are_true_ordered_and_can_be_checked_by_making_them() -> None:
    result = grade(FULL, TODAY)
    assert result.score is not None
    offered = {item.change.code: item for item in result.would_change}
    assert set(offered) == {"gather_in_one_hand", "raise_readiness", "accept_more_ways"}
    made = grade(replace(FULL, trl=6), TODAY).score
    assert made is not None and offered["raise_readiness"].lift == made - result.score
    lifts = [item.lift for item in result.would_change]
    assert lifts == sorted(lifts, key=lambda lift: lift or 0, reverse=True)
    assert all(lift is not None and lift > 0 for lift in lifts)


def test_a_change_says_when_it_changes_the_level() -> None:
    weak = replace(FULL, trl=4, cited_by_count=2, claims_count=5, ipc=("C08L63/00",))
    result = grade(weak, TODAY)
    assert result.score is not None and result.level == 3
    best = result.would_change[0]
    assert best.after.level == 2 and best.as_json()["changes_level"] is True
    assert any(item.as_json()["changes_level"] is False for item in result.would_change)


def test_learning_a_fact_is_offered_at_its_best_and_says_so() -> None:
    result = grade(replace(FULL, trl=None), TODAY)
    learn = next(item for item in result.would_change if item.change.code == "learn_technology_readiness")
    assert learn.up_to and learn.change.kind is ChangeKind.LEARN
    assert learn.after.score == grade(replace(FULL, trl=9), TODAY).score


def test_below_the_floor_changes_are_ordered_by_what_they_let_us_know() -> None:
    result = grade(PatentFacts(kind=PatentKind.INVENTION, claims_count=10), TODAY)
    gains = [item.after.coverage - result.coverage for item in result.would_change]
    assert gains == sorted(gains, reverse=True) and gains[0] > 0
    assert all(item.lift is None for item in result.would_change)


@pytest.mark.parametrize(
    ("facts", "code", "data"),
    [
        ({"annuity_paid_to_year": 10, "application_date": date(2016, 8, 1)}, "pay_late_annuity_of",
         {"year": 11, "last_day": "2027-02-01", "fee_yuan": 4000.0, "surcharge_yuan": 600.0}),
        ({"annuity_paid_to_year": 9}, "check_annuity_in_register", {"year": 10, "last_day": "2025-10-12"}),
        ({"application_date": date(2026, 3, 1), "legal_state": LegalState.PENDING}, "file_abroad",
         {"last_day": "2027-03-01"}),
        ({"legal_state": LegalState.PENDING}, "obtain_grant", {}),
        ({"effect_zh": ""}, "write_effect", {}),
        ({"scenario_zh": ""}, "write_scenario", {}),
        ({"willing": (Way.LICENSE, Way.EQUITY)}, "accept_more_ways", {"now": 2}),
        ({"parties": people(3, 1)}, "gather_in_one_hand", {"owner": "大学0"}),
    ],
)  # fmt: skip
def test_the_change_that_fits(facts: dict[str, object], code: str, data: dict[str, object]) -> None:
    result = grade(replace(FULL, **facts), TODAY)  # type: ignore[arg-type]
    found = next(item.change for item in result.would_change if item.change.code == code)
    assert dict(found.data) == data


def test_what_nobody_can_change_is_not_offered() -> None:
    assert grade(replace(FULL, claims_count=1, cited_by_count=0), TODAY).would_change
    offered = {item.criterion for item in grade(replace(FULL, claims_count=1, cited_by_count=0), TODAY).would_change}
    assert not offered & {"number_of_claims", "cited_by_later", "remaining_term", "years_maintained", "foreign_family"}


@settings(max_examples=120, deadline=None)
@given(any_facts)
def test_every_change_lifts_the_score_or_the_coverage(facts: PatentFacts) -> None:
    result = grade(facts, TODAY)
    for item in result.would_change:
        if item.lift is None:
            assert item.after.coverage > result.coverage
        else:
            assert item.lift > 0


# The rubric itself


def test_the_rubric_is_whole() -> None:
    codes = [line.code for line in FIRST.lines]
    assert 10 <= len(codes) <= 16 and len(set(codes)) == len(codes)
    assert FIRST.weight == 100
    assert set(OFFERED) <= set(codes)
    told = describe()
    weights = {row["code"]: row["weight"] for row in told["dimensions"]}  # type: ignore[attr-defined]
    assert weights == {"legal": 34, "technical": 34, "economic": 32}


def test_every_criterion_says_its_rule_unit_source_and_how_sure_it_is() -> None:
    for dimension in describe()["dimensions"]:  # type: ignore[attr-defined]
        for line in dimension["criteria"]:
            assert line["rule"].endswith(".") and line["unit"] and line["source"]
            assert line["certainty"] and "P" in line["certainty"], line["code"]


def test_a_changed_rule_or_weight_raises_the_version() -> None:
    # When this fails, raise `version` of the rubric and put the new fingerprint here: old grades keep the old version.
    assert (FIRST.id, FIRST.fingerprint()) == ("first@1", "223c1d953e55")


def test_dimensions_are_reckoned_the_same_way() -> None:
    parts = by_dimension(grade(FULL, TODAY).marks)
    assert parts[Dimension.LEGAL].score == Decimal("84.21")  # 28.633 of 34
    assert parts[Dimension.LEGAL].coverage == 100
