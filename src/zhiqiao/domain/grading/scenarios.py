"""Scenarios (评估情形): one tree of indicators in the shape of GB/T 42748-2023, and for each purpose its own weights.

Reads the tree from plain data and names every fault in it. A leaf is computed by the criterion of its name or scored by
people. The mean goes up the tree: what is not known drops out and the other weights share its part, so that score and
coverage are those of `grade`. Not responsible for files, nor for the rubric under which grades are kept (`rubric`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from zhiqiao.domain.grading.grade import Outcome, Weighed, by_dimension, outcome_of, share
from zhiqiao.domain.grading.marks import Dimension, Evidence, Mark, missing
from zhiqiao.domain.grading.rubric import FIRST
from zhiqiao.domain.problems import Problem

CRITERIA = {line.code: line for line in FIRST.lines}
WHOLE = 100
"""What the weights of a scenario add up to, so that scenarios can stand side by side."""
CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
ASKED = "assessment"
"""The fact that is missing where people have to judge."""


@dataclass(frozen=True)
class Names:
    """A name in both languages."""

    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class Indicator:
    """A second-level indicator (二级指标)."""

    code: str
    dimension: Dimension
    names: Names


@dataclass(frozen=True)
class Leaf:
    """What is scored (末级指标): by the criterion of the same name, or by people, who are asked under these names."""

    code: str
    indicator: str
    names: Names | None = None

    @property
    def is_asked(self) -> bool:
        """Whether only people can score it."""
        return self.names is not None


@dataclass(frozen=True)
class Scenario:
    """A purpose with its weights (情形): leaf → points of 100."""

    name: str
    version: int
    weights: Mapping[str, int]
    names: Names = Names()
    told: Names = Names()

    @property
    def id(self) -> str:
        """Name and version, as kept with whatever was scored by it."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True)
class Tree:
    """Indicators, leaves and scenarios, in the order in which they are shown."""

    version: int = 0
    names_verified: bool = False
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    leaves: Mapping[str, Leaf] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)

    @cached_property
    def ordered(self) -> tuple[Leaf, ...]:
        """Leaves by dimension and indicator."""
        place = {code: at for at, code in enumerate(self.indicators)}
        dimensions = list(Dimension)
        return tuple(
            sorted(
                self.leaves.values(),
                key=lambda leaf: (dimensions.index(self.dimension(leaf)), place[leaf.indicator]),
            )
        )

    @property
    def indicators_in_order(self) -> list[Indicator]:
        """By dimension, and in it as they were written."""
        return [one for dimension in Dimension for one in self.indicators.values() if one.dimension is dimension]

    def dimension(self, leaf: Leaf) -> Dimension:
        """The dimension a leaf belongs to."""
        return self.indicators[leaf.indicator].dimension

    def weighed(self, scenario: Scenario) -> tuple[Leaf, ...]:
        """The leaves that count in a scenario."""
        return tuple(leaf for leaf in self.ordered if leaf.code in scenario.weights)


KEPT = Scenario(FIRST.name, FIRST.version, {line.code: line.weight for line in FIRST.lines})
"""The scenario of the rubric under which grades are kept."""


@dataclass(frozen=True)
class Scored:
    """A patent scored in one scenario: the marks of its leaves, and what they add up to."""

    scenario: str
    marks: tuple[Weighed, ...]

    @cached_property
    def outcome(self) -> Outcome:
        """Score, level and coverage of the whole."""
        return outcome_of(self.marks)

    @cached_property
    def dimensions(self) -> dict[Dimension, Outcome]:
        """The same by dimension."""
        return by_dimension(self.marks)

    def by_indicator(self, tree: Tree) -> dict[str, Outcome]:
        """Score and coverage of each second-level indicator that has a leaf with a weight."""
        found = {}
        for code in tree.indicators:
            ours = [w for w in self.marks if tree.leaves[w.criterion].indicator == code and w.mark.applies]
            if not ours:
                continue
            known = [w for w in ours if w.mark.points is not None]
            weight = sum(w.weight for w in known)
            earned = sum((w.weight * (w.mark.points or Decimal(0)) for w in known), Decimal(0))
            coverage = share(weight, sum(w.weight for w in ours))
            found[code] = Outcome(share(earned, weight) if weight else None, None, coverage)
        return found


def of_marks(tree: Tree, scenario: Scenario, marks: Mapping[str, Mark]) -> Scored:
    """What the marks of a grade give in a scenario; a leaf that people score is not known."""
    return scored(tree, scenario, {leaf.code: marks.get(leaf.code, missing(ASKED)) for leaf in tree.weighed(scenario)})


def assessed(tree: Tree, scenario: Scenario, scores: Mapping[str, int | None]) -> Scored:
    """What people's scores from 0 to 100 give in a scenario; a leaf they left out is not known."""
    marks = {}
    for leaf in tree.weighed(scenario):
        given = scores.get(leaf.code)
        if given is None:
            marks[leaf.code] = missing(ASKED)
        else:
            marks[leaf.code] = Mark(Decimal(given) / 100, (Evidence("scored_by_people", {"score": given}),))
    return scored(tree, scenario, marks)


def scored(tree: Tree, scenario: Scenario, marks: Mapping[str, Mark]) -> Scored:
    """Marks of leaves with the weights of a scenario."""
    return Scored(
        scenario.id,
        tuple(
            Weighed(leaf.code, tree.dimension(leaf), scenario.weights[leaf.code], marks[leaf.code])
            for leaf in tree.weighed(scenario)
        ),
    )


def read(data: Mapping[str, Any], base: Tree | None = None) -> tuple[Tree, list[Problem]]:
    """The tree that plain data describe, on top of `base`, and every fault found. With a fault, nothing may be used of
    it. `field` of a problem is the place in the data, "scenarios.pledge.weights.foo"."""
    tree, problems = base or Tree(scenarios={KEPT.name: KEPT}), []
    for key in data.keys() - {"version", "names_verified", "indicators", "leaves", "scenarios"}:
        problems.append(fault("scenario_part_is_known", str(key), str(key)))
    version = data.get("version", 1)
    if not is_whole(version, 1):
        problems.append(fault("scenario_version_is_whole", "version", str(version)))
    verified = data.get("names_verified", tree.names_verified)
    if not isinstance(verified, bool):
        problems.append(fault("scenario_flag_is_yes_or_no", "names_verified", str(verified)))
    indicators = {**tree.indicators, **read_indicators(part(data, "indicators", problems), problems)}
    leaves = {**tree.leaves, **read_leaves(part(data, "leaves", problems), indicators, problems)}
    scenarios = {**tree.scenarios, **read_scenarios(part(data, "scenarios", problems), leaves, problems)}
    made = replace(
        tree,
        version=version if is_whole(version, 1) else 1,
        names_verified=bool(verified),
        indicators=indicators,
        leaves=leaves,
        scenarios=scenarios,
    )
    return made, problems


def fault(code: str, place: str, given: str) -> Problem:
    """A fault of the data at this place."""
    return Problem(code, place, given, data={"place": place})


def part(data: Mapping[str, Any], name: str, problems: list[Problem]) -> Mapping[str, Any]:
    """A table of the data; anything else is a fault."""
    found = data.get(name, {})
    if isinstance(found, Mapping):
        return found
    problems.append(fault("scenario_part_is_table", name, str(found)[:60]))
    return {}


def is_whole(value: Any, least: int) -> bool:
    """Whether it is a whole number of at least so much; True is none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def texts(value: Any, many: int) -> list[str] | None:
    """So many texts that are not empty, or None."""
    good = isinstance(value, list) and len(value) == many
    if not good or not all(isinstance(one, str) and one.strip() for one in value):
        return None
    return [one.strip() for one in value]


def plain_code(code: str, place: str, problems: list[Problem]) -> bool:
    """Whether a code can be kept and put into an address."""
    if CODE.fullmatch(code):
        return True
    problems.append(fault("scenario_code_is_plain", place, code[:60]))
    return False


def read_indicators(given: Mapping[str, Any], problems: list[Problem]) -> dict[str, Indicator]:
    """Second-level indicators: dimension, Chinese name, English name."""
    found = {}
    for code, value in given.items():
        place, said = f"indicators.{code}", texts(value, 3)
        if not plain_code(code, place, problems):
            continue
        if said is None:
            problems.append(fault("indicator_has_dimension_and_names", place, str(value)[:60]))
        elif said[0] not in set(Dimension):
            problems.append(fault("indicator_dimension_is_known", place, said[0]))
        else:
            found[code] = Indicator(code, Dimension(said[0]), Names(said[1], said[2]))
    return found


def read_leaves(
    given: Mapping[str, Any], indicators: Mapping[str, Indicator], problems: list[Problem]
) -> dict[str, Leaf]:
    """Leaves: the indicator alone where a criterion of this name computes it, with two names where people score it."""
    found = {}
    for code, value in given.items():
        place, one, three = f"leaves.{code}", texts(value, 1), texts(value, 3)
        said = one or three
        if not plain_code(code, place, problems):
            continue
        if said is None:
            problems.append(fault("leaf_is_computed_or_named", place, str(value)[:60]))
        elif said[0] not in indicators:
            problems.append(fault("leaf_indicator_is_known", place, said[0]))
        elif one and code not in CRITERIA:
            problems.append(fault("leaf_criterion_is_known", place, code))
        elif three and code in CRITERIA:
            problems.append(fault("leaf_is_computed_already", place, code))
        else:
            found[code] = Leaf(code, said[0], Names(said[1], said[2]) if three else None)
    for code, line in CRITERIA.items():
        leaf = found.get(code)
        if leaf is not None and indicators[leaf.indicator].dimension is not line.dimension:
            problems.append(fault("leaf_stays_in_its_dimension", f"leaves.{code}", str(line.dimension)))
    return found


def read_scenarios(
    given: Mapping[str, Any], leaves: Mapping[str, Leaf], problems: list[Problem]
) -> dict[str, Scenario]:
    """Scenarios: version, names, one sentence in each language, and the weights of leaves."""
    found = {}
    for name, value in given.items():
        place = f"scenarios.{name}"
        if not plain_code(name, place, problems):
            continue
        if name == KEPT.name:
            problems.append(fault("scenario_is_not_the_kept_one", place, name))
        elif not isinstance(value, Mapping):
            problems.append(fault("scenario_part_is_table", place, str(value)[:60]))
        else:
            before = len(problems)
            made = read_scenario(name, value, leaves, problems)
            if len(problems) == before:
                found[name] = made
    return found


def read_scenario(name: str, value: Mapping[str, Any], leaves: Mapping[str, Leaf], problems: list[Problem]) -> Scenario:
    """One scenario; what is wrong with it is put into `problems`."""
    place = f"scenarios.{name}"
    for key in value.keys() - {"version", "names", "told", "weights"}:
        problems.append(fault("scenario_part_is_known", f"{place}.{key}", str(key)))
    version, names = value.get("version"), texts(value.get("names"), 2)
    told = texts(value.get("told"), 2) if "told" in value else ["", ""]
    if not is_whole(version, 1):
        problems.append(fault("scenario_version_is_whole", f"{place}.version", str(version)))
    if names is None or told is None:
        wrong = "names" if names is None else "told"
        problems.append(fault("scenario_has_names", f"{place}.{wrong}", str(value.get(wrong, ""))[:60]))
    weights = value.get("weights", {})
    if not isinstance(weights, Mapping):
        problems.append(fault("scenario_part_is_table", f"{place}.weights", str(weights)[:60]))
        weights = {}
    for code, weight in weights.items():
        if code not in leaves:
            problems.append(fault("weighed_leaf_is_known", f"{place}.weights.{code}", code))
        elif not is_whole(weight, 1):
            problems.append(fault("weight_is_whole_number", f"{place}.weights.{code}", str(weight)))
    good = {code: weight for code, weight in weights.items() if is_whole(weight, 1)}
    if len(good) == len(weights) and sum(good.values()) != WHOLE:
        problems.append(fault("weights_make_a_whole", f"{place}.weights", str(sum(good.values()))))
    number = version if isinstance(version, int) else 0
    return Scenario(name, number, good, Names(*(names or ["", ""])), Names(*(told or ["", ""])))
