"""Before filing: what each rule of the procedure asks, and who takes which part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.prefiling.facts import Contributor, DisclosureFacts, Evaluated, Proposal, Veto
from zhiqiao.domain.problems import Severity, errors
from zhiqiao.domain.procedures.disclosure import (
    DISCLOSURE,
    DisclosureSheet,
    Ownership,
    Published,
    parts_of,
    shares_sum_to_whole,
)
from zhiqiao.domain.procedures.inventory import Maturity
from zhiqiao.domain.procedures.machinery import CaseFacts, Standing

TODAY = date(2026, 11, 22)
SHEET = DisclosureSheet(
    invention_title="一种低温快充负极浆料",
    problem_solved="零下二十度快充析锂",
    solution="分两步加入导电剂",
    maturity=Maturity.LAB,
    publication=Published.NO,
    may_be_secret=False,
    is_funded=False,
    ownership=Ownership.SERVICE,
)
OFFICE = {"office"}
GOOD = DisclosureFacts(
    contributors=(Contributor("李望", Decimal(60), True, 1), Contributor("周川", Decimal(40), True)),
    evaluator=9,
    evaluation=Evaluated(TODAY, 85, Proposal.FILE, by=9),
)


def case(state: str = "decision", *, facts: DisclosureFacts = GOOD, **sheet: Any) -> CaseFacts[DisclosureSheet]:
    return CaseFacts(state, TODAY, SHEET.model_copy(update=sheet), facts)


def against(verb: str, one: CaseFacts[DisclosureSheet], parts: set[str] = OFFICE, reason: str = "") -> list[str]:
    return [found.code for found in errors(DISCLOSURE.allowed(one, verb, parts, today=TODAY, reason=reason))]


def test_a_good_disclosure_is_approved() -> None:
    assert against("approve_filing", case()) == []
    assert DISCLOSURE.moved(case(), "approve_filing", OFFICE, today=TODAY).state == "approved"


def test_nothing_is_approved_that_was_not_evaluated() -> None:
    bare = replace(GOOD, evaluation=None)
    for state in ("decision", "held"):
        assert against("approve_filing", case(state, facts=bare), reason="领导同意") == ["evaluation_is_submitted"]
    for state in set(DISCLOSURE.states) - {"decision", "held"}:
        assert against("approve_filing", case(state)) == ["case_stands_before_move"]
    ways = [move for move in DISCLOSURE.moves if move.after == "approved"]
    assert ways and all("evaluation_is_submitted" in [rule.__name__ for rule in move.rules] for move in ways)
    assert {state for move in DISCLOSURE.moves if move.after == "filed" for state in move.before} == {"approved"}


def test_an_inventor_is_not_the_evaluator() -> None:
    own = replace(GOOD, evaluation=replace(GOOD.evaluation or Evaluated(TODAY, 0, Proposal.NO), by=1), evaluator=1)
    assert against("approve_filing", case(facts=own)) == ["evaluator_is_no_inventor"]
    assert against("accept", case("disclosed", facts=own)) == ["evaluator_is_no_inventor"]
    assert against("accept", case("disclosed", facts=replace(GOOD, evaluator=None))) == ["evaluator_is_named"]


def test_a_veto_stands_whatever_the_points_and_the_reason() -> None:
    ground = Veto("subject_matter", "主题", "subject", "专利法 art 25 [L]")
    found = replace(GOOD, evaluation=Evaluated(TODAY, 100, Proposal.NO, (ground,), 9))
    assert against("approve_filing", case(facts=found), reason="仍要申请") == ["no_veto_stands"]


def test_a_decision_that_departs_from_the_points_says_why() -> None:
    low = replace(GOOD, evaluation=Evaluated(TODAY, 65, Proposal.IMPROVE, by=9))
    assert against("approve_filing", case(facts=low)) == ["reason_is_given"]
    assert against("approve_filing", case(facts=low), reason=" ") == ["reason_is_given"]
    told = DISCLOSURE.allowed(case(facts=low), "approve_filing", OFFICE, today=TODAY, reason="防御布局需要")
    assert [(one.code, one.severity) for one in told] == [("decision_follows_points", Severity.WARNING)]
    assert against("hold", case()) == ["reason_is_given"]
    assert against("decline", case()) == ["reason_is_given"]


@pytest.mark.parametrize(
    ("published", "day", "code"),
    [
        (Published.OTHERWISE, date(2026, 11, 1), ["publication_left_novelty"]),
        (Published.CONFERENCE, date(2026, 5, 21), ["grace_has_not_passed"]),
        (Published.CONFERENCE, date(2026, 5, 22), []),
        (Published.EXHIBITION, date(2026, 11, 21), []),
        (Published.CONFERENCE, None, ["item_is_filled"]),
        (Published.CONFERENCE, date(2026, 11, 23), ["day_is_not_ahead"]),
    ],
)
def test_a_publication_of_ones_own_keeps_novelty_for_six_months_on_the_grounds_of_the_law(
    published: Published, day: date | None, code: list[str]
) -> None:
    assert against("approve_filing", case(publication=published, published_on=day)) == code


def test_secrecy_ownership_and_funding_are_settled_before_filing() -> None:
    assert against("approve_filing", case(may_be_secret=True)) == ["secrecy_is_cleared"]
    assert against("approve_filing", case(ownership=Ownership.OWN)) == ["invention_is_the_institutions"]
    assert against("approve_filing", case(ownership=Ownership.JOINT)) == ["other_owners_are_named"]
    assert against("approve_filing", case(is_funded=True)) == ["declaration_names_project"] * 3
    assert against("approve_filing", case(is_funded=None)) == ["item_is_filled"]
    absent = replace(GOOD, contributors=(Contributor("李望", Decimal(100)),))
    assert against("approve_filing", case(facts=absent)) == ["inventors_agree"]


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=8))
def test_shares_come_to_a_hundred_or_are_refused(shares: list[Decimal]) -> None:
    named = tuple(Contributor(str(place), share) for place, share in enumerate(shares))
    found = list(shares_sum_to_whole(case(facts=replace(GOOD, contributors=named)), TODAY))
    assert (not found) == (sum(shares) == 100 and all(share > 0 for share in shares))


def test_only_a_right_chinese_number_is_filed() -> None:
    filed = replace(GOOD, application_number="202610117081.0", filed_on=TODAY)
    assert against("record_filing", case("approved", facts=filed)) == ["application_number_is_right"]
    early = replace(GOOD, application_number="202010117081.9", filed_on=date(2027, 1, 1))
    assert against("record_filing", case("approved", facts=early)) == ["day_is_not_ahead"]
    right = replace(early, filed_on=TODAY)
    assert against("record_filing", case("approved", facts=right)) == []


def test_nobody_acts_for_an_office_in_a_case_of_their_own() -> None:
    desk = frozenset({(OrganisationKind.INSTITUTION, Role.OFFICER), (OrganisationKind.COLLEGE, Role.OFFICER)})
    college = OrganisationKind.COLLEGE
    assert parts_of(Standing(False, desk, college)) == {"office", "college"}
    assert parts_of(Standing(True, desk, college)) == {"inventor"}
    assert parts_of(Standing(False, desk, college, frozenset({"inventor"}))) == frozenset()
    assert parts_of(Standing(False, frozenset(), college, frozenset({"evaluator"}))) == {"evaluator"}
    above = frozenset({(OrganisationKind.PROVINCE, Role.OFFICIAL), (OrganisationKind.PROVINCE, Role.OFFICER)})
    assert parts_of(Standing(False, above, college)) == frozenset()
