"""Inventory filing: each of its rules, and the way of a patent from nothing to inventoried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from zhiqiao.domain.codes import ENDED_STATES, LegalState, Way
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.domain.problems import Refused, errors
from zhiqiao.domain.procedures.inventory import (
    INVENTORY,
    SIX,
    Case,
    Implementation,
    InventorySheet,
    Maturity,
    ProjectKind,
    Willingness,
)

TODAY = date(2026, 11, 23)
FULL = InventorySheet(
    is_funded=True,
    project_kind=ProjectKind.NSFC,
    project_name="高温质子交换膜的离子传导机理",
    project_number="52073001",
    implementation=Implementation.NOT,
    willingness=Willingness.WILLING,
    ways=(Way.LICENSE,),
    maturity=Maturity.PILOT,
    trl=6,
    self_grade=2,
    scenario="燃料电池重卡的电堆",
)
PATENT = PatentFacts(id=1, legal_state=LegalState.GRANTED)


def case(state: str = "draft", sheet: InventorySheet = FULL, patent: PatentFacts = PATENT) -> Case:
    return Case(state, TODAY, sheet, patent)


def against(verb: str, given: Case, *parts: str) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in INVENTORY.allowed(given, verb, parts, today=TODAY)]


def test_a_patent_is_filed_returned_mended_and_inventoried():
    now = case("unfiled", InventorySheet())
    now = INVENTORY.moved(now, "save", ["filer"], today=TODAY)
    with pytest.raises(Refused):
        INVENTORY.moved(now, "submit", ["filer"], today=TODAY)
    now = INVENTORY.moved(replace(now, sheet=FULL), "submit", ["filer"], today=TODAY)
    now = INVENTORY.moved(now, "return_by_college", ["college"], today=TODAY, reason="应用场景请具体")
    now = INVENTORY.moved(now, "save", ["filer"], today=TODAY)
    now = INVENTORY.moved(now, "submit", ["filer"], today=TODAY)
    now = INVENTORY.moved(now, "pass_college", ["college"], today=TODAY)
    now = INVENTORY.moved(now, "pass_school", ["school"], today=TODAY)
    assert now.state == "inventoried" and len(now.history) == 7
    again = INVENTORY.moved(now, "update", ["filer"], today=TODAY, reason="已许可")
    assert again.state == "draft" and again.sheet == FULL


@pytest.mark.parametrize("name", SIX)
def test_each_of_the_six_items_is_asked_for(name):
    empty = "" if name == "scenario" else None
    sheet = FULL.model_copy(update={name: empty})
    assert ("item_is_filled", name) in against("submit", case(sheet=sheet), "filer")


def test_no_is_an_answer_to_public_funding():
    sheet = FULL.model_copy(update={"is_funded": False, "project_kind": None, "project_name": "", "project_number": ""})
    assert against("submit", case(sheet=sheet), "filer") == []


@pytest.mark.parametrize("name", ["project_kind", "project_name", "project_number"])
def test_a_funded_patent_names_its_project(name):
    sheet = FULL.model_copy(update={name: None if name == "project_kind" else ""})
    assert against("submit", case(sheet=sheet), "filer") == [("project_is_named", name)]


@pytest.mark.parametrize(
    ("willingness", "asked"),
    [(Willingness.WILLING, [("willing_names_a_way", "ways")]), (Willingness.NOT_WILLING, []), (Willingness.DONE, [])],
)
def test_only_who_is_willing_names_ways(willingness, asked):
    sheet = FULL.model_copy(update={"willingness": willingness, "ways": ()})
    assert against("submit", case(sheet=sheet), "filer") == asked


@given(st.sampled_from(Maturity), st.integers(1, 9))
def test_readiness_that_does_not_go_with_the_stage_only_warns(maturity, trl):
    sheet = FULL.model_copy(update={"maturity": maturity, "trl": trl})
    found = INVENTORY.allowed(case(sheet=sheet), "submit", ["filer"], today=TODAY)
    assert not errors(found) and {one.code for one in found} <= {"readiness_goes_with_stage"}
    if maturity is Maturity.MASS:
        assert bool(found) is (trl < 8)
    if maturity is Maturity.OTHER:
        assert not found


@pytest.mark.parametrize("state", sorted(LegalState))
def test_a_right_that_has_ended_is_not_filed(state):
    told = against("submit", case(patent=replace(PATENT, legal_state=state)), "filer")
    assert told == ([("right_has_not_ended", "legal_state")] if state in ENDED_STATES else [])


@pytest.mark.parametrize(
    ("state", "verb", "part"),
    [
        ("college_review", "pass_college", "filer"),
        ("college_review", "pass_college", "school"),
        ("school_review", "pass_school", "college"),
        ("college_review", "return_by_college", "filer"),
    ],
)
def test_nobody_reviews_in_anothers_place(state, verb, part):
    assert against(verb, case(state), part)[0] == ("part_permits_move", "")


def test_a_readiness_outside_of_one_to_nine_is_no_sheet():
    for wrong in (0, 10):
        with pytest.raises(ValidationError):
            InventorySheet(trl=wrong)
