"""The five rules of high-value patents: each holds, does not, or is not known; three met count once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.domain.grading.high_value import (
    RULE_CODES,
    Award,
    HighValueFacts,
    Industry,
    Pledge,
    assessed,
    counted,
    per_ten_thousand,
)
from zhiqiao.domain.grading.indicator_options import standard

TODAY = date(2026, 11, 22)
OPTIONS = standard()
WITH_THRESHOLD = replace(OPTIONS, pledge_yuan=1_000_000)
PLAIN = HighValueFacts(
    kind=PatentKind.INVENTION,
    legal_state=LegalState.GRANTED,
    application_date=date(2017, 3, 1),
    grant_date=date(2019, 3, 1),
    family_offices=(),
    industries=(),
    pledges=(),
    awards=(),
)


@pytest.mark.parametrize(
    ("rule", "changed", "holds", "reason"),
    [
        ("strategic_industry", {"industries": (Industry("1.2.1", "17"),)}, True, "industry_met"),
        ("strategic_industry", {"industries": (Industry("1.2.1", "17", is_sure=False),)}, None, "industry_possible"),
        ("strategic_industry", {}, False, "industry_none"),
        ("strategic_industry", {"industries": None}, None, "industries_not_loaded"),
        ("overseas_family", {"family_offices": ("US", "WO")}, True, "family_overseas"),
        ("overseas_family", {"family_offices": ("WO",)}, False, "family_domestic"),
        ("overseas_family", {"family_offices": None}, None, "family_unknown"),
        ("maintained_over_ten_years", {"grant_date": date(2016, 11, 21)}, True, "kept_since_grant"),
        ("maintained_over_ten_years", {"grant_date": date(2016, 11, 22)}, False, "kept_too_short_since_grant"),
        ("maintained_over_ten_years", {"grant_date": None}, None, "grant_date_unknown"),
        ("large_pledge", {"pledges": (Pledge(amount_fen=100_000_000),)}, True, "pledge_large"),
        ("large_pledge", {"pledges": (Pledge(amount_fen=99_999_999),)}, False, "pledge_small"),
        ("large_pledge", {"pledges": (Pledge(),)}, None, "pledge_amount_unknown"),
        ("large_pledge", {}, False, "pledges_none"),
        ("large_pledge", {"pledges": None}, None, "pledges_unknown"),
        ("award_won", {"awards": (Award("patent", 2022, "金奖"),)}, True, "won_patent"),
        ("award_won", {"awards": (Award("state", 2020, "二等奖"),)}, True, "won_state"),
        ("award_won", {}, None, "awards_unknown"),
    ],
)
def test_each_rule(rule: str, changed: dict, holds: bool | None, reason: str):
    found = assessed(replace(PLAIN, **changed), TODAY, WITH_THRESHOLD)
    verdict = next(one for one in found.verdicts if one.rule == rule)
    assert (verdict.holds, verdict.reason.code) == (holds, reason)


def test_choices_change_the_answer_and_only_where_they_should():
    old = replace(PLAIN, application_date=date(2016, 11, 1))
    by_filing = assessed(old, TODAY, replace(OPTIONS, maintained_from="filing"))
    by_grant = assessed(old, TODAY, OPTIONS)
    assert [one.holds for one in by_filing.verdicts] != [one.holds for one in by_grant.verdicts]
    assert by_filing.holds and by_filing.verdicts[2].reason.code == "kept_since_filing"
    pledged = replace(PLAIN, pledges=(Pledge(amount_fen=10**12),))
    unset = assessed(pledged, TODAY, OPTIONS).verdicts[3]
    assert (unset.holds, unset.reason.code) == (None, "pledge_threshold_not_set")
    complete = assessed(PLAIN, TODAY, replace(OPTIONS, awards_complete=True))
    assert complete.verdicts[4].holds is False and complete.holds is False


@pytest.mark.parametrize(
    ("changed", "valid"),
    [
        ({}, True),
        ({"kind": PatentKind.UTILITY}, False),
        ({"kind": PatentKind.UNKNOWN}, None),
        ({"legal_state": LegalState.LAPSED}, False),
        ({"legal_state": LegalState.PENDING}, False),
        ({"legal_state": LegalState.UNKNOWN}, None),
        ({"application_date": date(2006, 11, 22)}, False),
    ],
)
def test_only_valid_inventions_count(changed: dict, valid: bool | None):
    winner = replace(PLAIN, family_offices=("US",), **changed)
    found = assessed(winner, TODAY, OPTIONS)
    assert (found.valid.holds, found.holds) == (valid, valid)


def test_a_patent_that_meets_three_rules_counts_once():
    three = replace(
        PLAIN, family_offices=("US",), industries=(Industry("1.2.1"),), awards=(Award("patent", 2022, "银奖"),)
    )
    one = replace(PLAIN, family_offices=("JP",))
    none = replace(PLAIN, kind=PatentKind.DESIGN, family_offices=("US",))
    open_ = replace(PLAIN, industries=None)
    found = counted(assessed(facts, TODAY, OPTIONS) for facts in (three, one, none, open_))
    assert (found.high_value, found.unknown) == (2, 1)
    assert found.by_rule == {
        "strategic_industry": 1,
        "overseas_family": 2,
        "maintained_over_ten_years": 0,
        "large_pledge": 0,
        "award_won": 1,
    }
    assert sum(found.by_rule.values()) == 4 > found.high_value


def test_per_ten_thousand_only_with_a_population():
    assert per_ten_thousand(160, 100_000) == 16
    assert per_ten_thousand(160, None) is None and per_ten_thousand(160, 0) is None


FACTS = st.builds(
    HighValueFacts,
    kind=st.sampled_from(PatentKind),
    legal_state=st.sampled_from(LegalState),
    application_date=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2020, 1, 1))),
    grant_date=st.one_of(st.none(), st.dates(date(2002, 1, 1), date(2026, 1, 1))),
    family_offices=st.one_of(st.none(), st.lists(st.sampled_from(["US", "WO", "CN"])).map(tuple)),
    industries=st.one_of(st.none(), st.just(()), st.just((Industry("1"),))),
    pledges=st.one_of(st.none(), st.just(()), st.just((Pledge(amount_fen=10**9),))),
    awards=st.one_of(st.none(), st.just(()), st.just((Award("state", 2020),))),
)


@settings(deadline=None, max_examples=200)
@given(FACTS)
def test_learning_a_fact_never_turns_yes_into_no_and_silence_is_never_no(facts: HighValueFacts):
    before = assessed(facts, TODAY, WITH_THRESHOLD)
    assert [one.rule for one in before.verdicts] == list(RULE_CODES)
    silent = replace(facts, family_offices=None, industries=None, pledges=None, awards=None, grant_date=None)
    assert all(one.holds is None for one in assessed(silent, TODAY, WITH_THRESHOLD).verdicts)
    if before.holds:
        assert assessed(replace(facts, awards=(Award("patent", 2024),)), TODAY, WITH_THRESHOLD).holds
    assert counted([before]).high_value <= 1
