"""Review by date finds every patent for which time alone brings another reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.domain.grading import ageing
from zhiqiao.domain.grading.causes import Cause, cause_kept
from zhiqiao.domain.grading.grade import grade
from zhiqiao.domain.patents.facts import PatentFacts

DAYS = st.dates(date(2004, 1, 1), date(2026, 1, 1))


@st.composite
def alive(draw: st.DrawFn) -> PatentFacts:
    filed = draw(DAYS)
    published = draw(st.none() | st.integers(100, 900))
    granted = draw(st.none() | st.integers(300, 2000))
    return PatentFacts(
        office="CN",
        kind=draw(st.sampled_from(PatentKind)),
        application_date=filed,
        publication_date=filed + timedelta(published) if published else None,
        grant_date=filed + timedelta(granted) if granted else None,
        legal_state=draw(st.sampled_from([LegalState.GRANTED, LegalState.PENDING, LegalState.UNKNOWN])),
        annuity_paid_to_year=draw(st.none() | st.integers(1, 20)),
        cited_by_count=draw(st.none() | st.integers(0, 30)),
    )


def found(facts: PatentFacts, since: date, until: date) -> bool:
    """Whether one of the spans takes the patent in, as the service looks it up."""
    for span in ageing.spans(since, until):
        day = getattr(facts, span.name)
        within = day is not None and span.first <= day <= span.last
        if within and span.paid_to_year in (None, facts.annuity_paid_to_year):
            return True
    return False


def reasons(facts: PatentFacts, day: date) -> list[list[str]]:
    return [[one.code for one in weighed.mark.evidence] for weighed in grade(facts, day).marks]


@settings(max_examples=400, deadline=None)
@given(alive(), st.dates(date(2020, 1, 1), date(2032, 1, 1)), st.integers(1, 40))
def test_whoever_gets_another_reason_is_found(facts: PatentFacts, since: date, days: int):
    until = since + timedelta(days)
    if reasons(facts, since) != reasons(facts, until):
        assert found(facts, since, until)


def test_a_days_review_takes_in_few():
    since, until = date(2026, 11, 21), date(2026, 11, 22)
    filed = [date(2007, 1, 1) + timedelta(day) for day in range(7000)]
    patents = [PatentFacts(office="CN", application_date=day, annuity_paid_to_year=9) for day in filed]
    many = sum(found(one, since, until) for one in patents)
    assert 0 < many < len(filed) / 50


@pytest.mark.parametrize(
    ("given_cause", "facts", "rubric", "moved", "kept"),
    [
        ("legal_event", True, False, False, "legal_event"),
        ("legal_event", True, True, True, "legal_event"),
        ("legal_event", False, True, False, "rubric"),
        ("legal_event", False, False, True, "time"),
        ("age", False, False, True, "age"),
        ("all", False, False, False, None),
    ],
)
def test_which_cause_is_kept(given_cause: str, facts: bool, rubric: bool, moved: bool, kept: str | None):
    assert cause_kept(given_cause, facts_changed=facts, rubric_changed=rubric, moved=moved) == kept
    assert kept is None or kept in set(Cause)
