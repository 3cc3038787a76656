"""Scenarios: the kept one is the rubric itself; others reweigh its marks; every fault of a file is named."""

from __future__ import annotations

import copy
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zhiqiao
from zhiqiao.domain.codes import LegalState, PatentKind, Way
from zhiqiao.domain.grading import scenarios
from zhiqiao.domain.grading.grade import by_dimension, grade
from zhiqiao.domain.grading.marks import Dimension
from zhiqiao.domain.grading.rubric import FIRST
from zhiqiao.domain.patents.facts import PatentFacts

DAY = date(2026, 11, 22)
OURS = tomllib.loads((Path(zhiqiao.__file__).parent / "services/appraisal/scenarios.toml").read_text(encoding="utf-8"))
TREE, FAULTS = scenarios.read(OURS)


@st.composite
def facts(draw: st.DrawFn) -> PatentFacts:
    filed = draw(st.dates(date(2004, 1, 1), DAY))
    return PatentFacts(
        office="CN",
        kind=draw(st.sampled_from(PatentKind)),
        application_date=filed,
        publication_date=filed + timedelta(500),
        grant_date=draw(st.none() | st.just(filed + timedelta(900))),
        legal_state=draw(st.sampled_from(LegalState)),
        annuity_paid_to_year=draw(st.none() | st.integers(1, 20)),
        claims_count=draw(st.none() | st.integers(0, 20)),
        cited_by_count=draw(st.none() | st.integers(0, 40)),
        ipc=draw(st.sampled_from([(), ("C08L63/00",), ("C08L63/00", "H01L23/29")])),
        trl=draw(st.none() | st.integers(1, 9)),
        funding=draw(st.sampled_from(["", "无", "国家自然科学基金"])),
        willing=draw(st.sampled_from([(), (Way.LICENSE,)])),
    )


def test_our_file_has_no_fault_and_the_shape_of_the_standard() -> None:
    assert FAULTS == []
    assert not TREE.names_verified, "until somebody has compared the names with the text"
    counts = [sum(one.dimension is dimension for one in TREE.indicators.values()) for dimension in Dimension]
    assert counts == [4, 6, 4]
    assert {leaf.indicator for leaf in TREE.leaves.values()} == set(TREE.indicators), "no indicator without a leaf"
    for scenario in TREE.scenarios.values():
        assert sum(scenario.weights.values()) == 100 and set(scenario.weights) <= set(TREE.leaves)
    assert list(TREE.scenarios) == ["first", "transfer", "pledge", "contribution"]


def test_the_kept_scenario_has_the_weights_of_the_rubric() -> None:
    assert scenarios.KEPT.id == FIRST.id
    assert {line.code: line.weight for line in FIRST.lines} == TREE.scenarios["first"].weights
    for line in FIRST.lines:
        assert TREE.dimension(TREE.leaves[line.code]) is line.dimension


@settings(max_examples=150, deadline=None)
@given(facts())
def test_the_kept_scenario_gives_the_grade_itself(one: PatentFacts) -> None:
    result = grade(one, DAY)
    found = scenarios.of_marks(TREE, scenarios.KEPT, {weighed.criterion: weighed.mark for weighed in result.marks})
    assert found.outcome == result.outcome
    assert found.dimensions == by_dimension(result.marks)


@settings(max_examples=100, deadline=None)
@given(facts(), st.sampled_from(["transfer", "pledge", "contribution"]))
def test_leaves_for_people_lower_the_coverage_only(one: PatentFacts, name: str) -> None:
    marks = {weighed.criterion: weighed.mark for weighed in grade(one, DAY).marks}
    scenario = TREE.scenarios[name]
    found = scenarios.of_marks(TREE, scenario, marks)
    known = [w for w in found.marks if w.mark.applies and w.mark.points is not None]
    assert not any(TREE.leaves[w.criterion].is_asked for w in known)
    if found.outcome.score and found.outcome.score > 0:
        mean = 100 * sum(w.weight * w.mark.points for w in known) / sum(w.weight for w in known)  # type: ignore[operator]
        assert abs(found.outcome.score - mean) < 1


def test_scores_of_people_go_up_the_same_tree() -> None:
    scenario = TREE.scenarios["pledge"]
    all_of_them = dict.fromkeys(scenario.weights, 70)
    found = scenarios.assessed(TREE, scenario, all_of_them)
    assert (found.outcome.score, found.outcome.level, found.outcome.coverage) == (70, 2, 100)
    half = {code: 90 for code in scenario.weights if TREE.dimension(TREE.leaves[code]) is Dimension.LEGAL}
    found = scenarios.assessed(TREE, scenario, half)
    assert found.outcome.score == 90 and found.outcome.coverage == sum(scenario.weights[code] for code in half)
    assert found.dimensions[Dimension.ECONOMIC].score is None
    assert found.by_indicator(TREE)["stability"].score == 90
    assert scenarios.assessed(TREE, scenario, {}).outcome.score is None


OWN: dict[str, Any] = {
    "indicators": {"market": ["economic", "市场应用", "Market"]},
    "leaves": {"fits_our_city": ["market", "与本市产业的契合", "Fit with the city's industry"]},
    "scenarios": {
        "city": {"version": 2, "names": ["本市转化", "In our city"], "weights": {"fits_our_city": 60, "trl_x": 40}},
    },
}


def own(place: str, value: Any) -> dict[str, Any]:
    """The file with one place changed."""
    data = copy.deepcopy(OWN)
    data["scenarios"]["city"]["weights"] = {"fits_our_city": 60, "technology_readiness": 40}
    at = data
    *way, last = place.split(".")
    for step in way:
        at = at[step]
    at[last] = value
    return data


def test_a_file_of_ones_own_adds_to_the_tree() -> None:
    tree, problems = scenarios.read(own("version", 1), TREE)
    assert problems == []
    assert tree.scenarios["city"].id == "city@2" and tree.leaves["fits_our_city"].is_asked
    assert tree.indicators["market"].names.zh == "市场应用" and set(TREE.leaves) < set(tree.leaves)
    assert "city" not in TREE.scenarios


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ("surprise", 1, "scenario_part_is_known"),
        ("version", "one", "scenario_version_is_whole"),
        ("names_verified", "yes", "scenario_flag_is_yes_or_no"),
        ("indicators", [], "scenario_part_is_table"),
        ("indicators.market", ["economic", "市场"], "indicator_has_dimension_and_names"),
        ("indicators.market", ["social", "市场", "Market"], "indicator_dimension_is_known"),
        ("indicators.Market Fit", ["economic", "市场", "Market"], "scenario_code_is_plain"),
        ("leaves.fits_our_city", ["nowhere", "契合", "Fit"], "leaf_indicator_is_known"),
        ("leaves.fits_our_city", ["market"], "leaf_criterion_is_known"),
        ("leaves.fits_our_city", ["market", ""], "leaf_is_computed_or_named"),
        ("leaves.use_named", ["market", "应用", "Use"], "leaf_is_computed_already"),
        ("leaves.use_named", ["stability"], "leaf_stays_in_its_dimension"),
        ("scenarios.first", {}, "scenario_is_not_the_kept_one"),
        ("scenarios.city.version", True, "scenario_version_is_whole"),
        ("scenarios.city.names", ["本市转化"], "scenario_has_names"),
        ("scenarios.city.told", "x", "scenario_has_names"),
        ("scenarios.city.colour", "red", "scenario_part_is_known"),
        ("scenarios.city.weights", {"fits_our_city": 90}, "weights_make_a_whole"),
        ("scenarios.city.weights", {"fits_our_city": 60, "no_leaf": 40}, "weighed_leaf_is_known"),
        ("scenarios.city.weights", {"fits_our_city": 60.5, "use_named": 39.5}, "weight_is_whole_number"),
        ("scenarios.city.weights", 3, "scenario_part_is_table"),
    ],
)
def test_each_fault_is_named_with_its_place(place: str, value: Any, code: str) -> None:
    _tree, problems = scenarios.read(own(place, value), TREE)
    found = [one for one in problems if one.code == code]
    assert found, problems
    assert found[0].field.split(".")[0] == place.split(".")[0] and found[0].data["place"] == found[0].field


KEYS = st.sampled_from(["indicators", "leaves", "scenarios", "city", "weights", "market", "use_named"])


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["indicators", "leaves", "scenarios", "city", "weights", "market", "use_named"]),
                inner,
                max_size=3,
            )
        ),
        max_leaves=12,
    )
)
def test_nothing_that_can_be_written_breaks_the_reader(data: Any) -> None:
    if isinstance(data, dict):
        tree, _problems = scenarios.read(data, TREE)
        assert set(TREE.leaves) <= set(tree.leaves)
