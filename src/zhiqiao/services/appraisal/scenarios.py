"""Scenarios in use (评估情形): the tree from our file and the one in the data folder, and a grade read in each of them.

Keeps nothing: a scenario is computed from the marks of a grade when somebody asks. Not responsible for the rubric under
which grades are kept.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from zhiqiao.domain.grading import scenarios as domain
from zhiqiao.domain.grading.grade import weighed_from_json
from zhiqiao.domain.grading.scenarios import Scenario, Scored, Tree
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import Grade
from zhiqiao.words import scenarios as words

OURS = Path(__file__).with_name("scenarios.toml")
NAME = "scenarios.toml"


def own_file() -> Path:
    """Where an installation keeps its own scenarios."""
    return Path(settings.HOME) / NAME


def tree() -> Tree:
    """Indicators, leaves and scenarios in use. A file of one's own that has a fault is left out as a whole."""
    place = own_file()
    return _loaded(place, _stamp(place))[0]


def faults() -> list[Problem]:
    """What is wrong with the file in the data folder; nothing where it is in use, or not there."""
    place = own_file()
    return _loaded(place, _stamp(place))[1]


def check(place: Path) -> list[Problem]:
    """Every fault of a file that is to become one's own."""
    return _read(place, ours())[1]


def ours() -> Tree:
    """The tree as it comes with the product."""
    made, problems = _read(OURS, None)
    if problems:
        raise ValueError([one.as_json() for one in problems])
    return made


def _stamp(place: Path) -> tuple[int, int]:
    """Changes when the file does."""
    try:
        about = place.stat()
    except OSError:
        return (0, 0)
    return about.st_mtime_ns, about.st_size


@lru_cache(maxsize=4)
def _loaded(place: Path, stamp: tuple[int, int]) -> tuple[Tree, list[Problem]]:
    """The tree in use and the faults of one's own file, read once for each state of it."""
    base = ours()
    if stamp == (0, 0):
        return base, []
    made, problems = _read(place, base)
    return (base, problems) if problems else (made, [])


def _read(place: Path, base: Tree | None) -> tuple[Tree, list[Problem]]:
    """A file as a tree upon another, with its faults."""
    try:
        data = tomllib.loads(place.read_text(encoding="utf-8-sig"))
    except OSError as failure:
        return base or Tree(), [Problem("scenario_file_can_be_read", given=f"{place}: {failure.strerror or failure}")]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as failure:
        return base or Tree(), [Problem("scenario_file_is_toml", given=str(failure)[:200])]
    return domain.read(data, base)


def scenario_named(name: str) -> Scenario:
    """The scenario of this name, with or without its version. Refused (`scenario_is_known`) where there is none."""
    known = tree().scenarios
    found = known.get(name) or next((one for one in known.values() if one.id == name), None)
    if found is None:
        raise Refused([Problem("scenario_is_known", "scenario", name[:60], data={"known": ", ".join(known)})])
    return found


def in_scenario(grade: Grade, scenario: Scenario) -> Scored:
    """What the marks of a grade give in a scenario."""
    marks = {mark["criterion"]: weighed_from_json(mark).mark for mark in grade.marks}
    return domain.of_marks(tree(), scenario, marks)


def in_scenarios(grade: Grade) -> list[dict[str, Any]]:
    """A grade read in every scenario, in short; the one under which it is kept comes first."""
    return [
        {"is_kept": scenario.name == domain.KEPT.name, **brief(in_scenario(grade, scenario), scenario)}
        for scenario in tree().scenarios.values()
    ]


def brief(scored: Scored, scenario: Scenario) -> dict[str, Any]:
    """Score, level and coverage of the whole and by dimension, with labels."""
    outcome = scored.outcome
    return {
        "scenario": scenario.id,
        "name": scenario.name,
        "label": words.scenario(scenario),
        "score": None if outcome.score is None else float(outcome.score),
        "level": outcome.level,
        "coverage": float(outcome.coverage),
        "dimensions": [
            {
                "code": str(dimension),
                "label": words.dimension(dimension),
                "score": None if one.score is None else float(one.score),
                "coverage": float(one.coverage),
            }
            for dimension, one in scored.dimensions.items()
        ],
    }


def explain_scored(scored: Scored, scenario: Scenario) -> dict[str, Any]:
    """The same with every indicator and leaf."""
    known = tree()
    return {
        **brief(scored, scenario),
        "names_verified": known.names_verified,
        "indicators": [
            {
                "code": code,
                "label": words.indicator(known.indicators[code]),
                "dimension": str(known.indicators[code].dimension),
                "score": None if one.score is None else float(one.score),
                "coverage": float(one.coverage),
            }
            for code, one in scored.by_indicator(known).items()
        ],
        "leaves": [
            {
                "code": weighed.criterion,
                "label": words.leaf(known.leaves[weighed.criterion]),
                "indicator": known.leaves[weighed.criterion].indicator,
                "weight": weighed.weight,
                "score": None if weighed.mark.points is None else float(weighed.mark.points * 100),
                "applies": weighed.mark.applies,
                "by_people": known.leaves[weighed.criterion].is_asked,
            }
            for weighed in scored.marks
        ],
    }


def scenarios_told() -> dict[str, Any]:
    """The whole tree with the weights of all scenarios side by side, for the rubric page and the API."""
    known = tree()
    shown = list(known.scenarios.values())
    return {
        "names_verified": known.names_verified,
        "scenarios": [
            {
                "id": one.id,
                "name": one.name,
                "version": one.version,
                "label": words.scenario(one),
                "told": words.told(one),
                "is_kept": one.name == domain.KEPT.name,
            }
            for one in shown
        ],
        "indicators": [
            {
                "code": indicator.code,
                "dimension": str(indicator.dimension),
                "label": words.indicator(indicator),
                "leaves": leaves_told(known, shown, indicator.code),
            }
            for indicator in known.indicators_in_order
        ],
    }


def leaves_told(known: Tree, shown: Sequence[Scenario], indicator: str) -> list[Mapping[str, Any]]:
    """The leaves of one indicator: label, by whom they are scored, and the weight in each scenario."""
    return [
        {
            "code": leaf.code,
            "label": words.leaf(leaf),
            "by_people": leaf.is_asked,
            "weights": [one.weights.get(leaf.code, 0) for one in shown],
        }
        for leaf in known.ordered
        if leaf.indicator == indicator
    ]
