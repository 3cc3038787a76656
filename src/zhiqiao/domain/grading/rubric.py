"""The rubric (分级标准): which criteria count, how much, and where the levels begin. The rubric page is printed from
here.

All weights are our proposal [P] and may be changed: GB/T 42748-2023 fixes three dimensions and leaves weights to the
use. Whoever changes a weight, a line or a criterion raises `version`, so that old grades stay explained by what made
them.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import ModuleType

from zhiqiao.domain.grading import criteria
from zhiqiao.domain.grading.marks import Dimension, Mark
from zhiqiao.domain.grading.reads import READS
from zhiqiao.domain.patents.facts import PatentFacts

Criterion = Callable[[PatentFacts, date], Mark]

LEVEL_FLOORS: tuple[tuple[int, Decimal], ...] = ((1, Decimal(80)), (2, Decimal(60)), (3, Decimal(40)), (4, Decimal(20)))
"""Level and the score it lies above (地方标准《专利分类分级评定管理规范》价值度分级法 [V]).

That standard leaves open where 60 and 40 belong. Here an upper bound belongs to the lower level: exactly 80.00 is
level 2, 60.00 level 3, 40.00 level 4, 20.00 level 5 [P].
"""
LOWEST_LEVEL = 5
COVERAGE_FLOOR = Decimal(40)
"""Percent of the applicable weight for which facts must be known, else no score is given [P]."""


@dataclass(frozen=True)
class Line:
    """One line of the rubric: a criterion, where it stands, and its weight in points."""

    criterion: Criterion
    dimension: Dimension
    weight: int

    @cached_property
    def code(self) -> str:
        """The criterion's name, under which its label and its marks are kept."""
        return self.criterion.__name__


@dataclass(frozen=True)
class Rubric:
    """A set of lines with a name and a version (分级标准)."""

    name: str
    version: int
    lines: tuple[Line, ...]

    @property
    def id(self) -> str:
        """Name and version as kept with each grade, "first@1"."""
        return f"{self.name}@{self.version}"

    @property
    def weight(self) -> int:
        """Sum of all weights."""
        return sum(line.weight for line in self.lines)

    @cached_property
    def readers(self) -> dict[str, tuple[int, ...]]:
        """Fact → the places of the lines that read it; under "" those of which nobody has said what they read."""
        found: dict[str, list[int]] = {"": []}
        for place, line in enumerate(self.lines):
            for name in READS.get(line.code, {""}):
                found.setdefault(name, []).append(place)
        return {name: tuple(places) for name, places in found.items()}

    def fingerprint(self) -> str:
        """Changes with every rule, threshold and weight, which is when `version` must rise; not with texts."""
        written = [f"{line.code} {line.dimension} {line.weight}" for line in self.lines]
        modules = sorted({line.criterion.__module__ for line in self.lines})
        written += [bare_source(sys.modules[module]) for module in modules]
        return hashlib.sha256("\n".join(written).encode()).hexdigest()[:12]


def bare_source(module: ModuleType) -> str:
    """A module's code without docstrings, comments and layout."""
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            kept = [one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
            node.body = kept or [ast.Pass()]
    return ast.unparse(tree)


FIRST = Rubric(
    name="first",
    version=1,
    lines=(
        Line(criteria.right_in_force, Dimension.LEGAL, 4),
        Line(criteria.remaining_term, Dimension.LEGAL, 10),
        Line(criteria.annuity_paid_up, Dimension.LEGAL, 4),
        Line(criteria.number_of_claims, Dimension.LEGAL, 6),
        Line(criteria.substantive_examination, Dimension.LEGAL, 5),
        Line(criteria.clear_ownership, Dimension.LEGAL, 5),
        Line(criteria.breadth_of_classes, Dimension.TECHNICAL, 6),
        Line(criteria.cited_by_later, Dimension.TECHNICAL, 9),
        Line(criteria.builds_on_known_art, Dimension.TECHNICAL, 3),
        Line(criteria.technology_readiness, Dimension.TECHNICAL, 12),
        Line(criteria.inventors_at_hand, Dimension.TECHNICAL, 4),
        Line(criteria.foreign_family, Dimension.ECONOMIC, 8),
        Line(criteria.years_maintained, Dimension.ECONOMIC, 7),
        Line(criteria.use_named, Dimension.ECONOMIC, 6),
        Line(criteria.ways_named, Dimension.ECONOMIC, 6),
        Line(criteria.funding_behind, Dimension.ECONOMIC, 5),
    ),
)
"""Weights in points, together 100: legal 34, technical 34, economic 32 [P].

What nearly every live right has (being in force, paid annuities) weighs little; what tells rights apart weighs more.
"""


def level_of(score: Decimal) -> int:
    """The level of a score that has two decimals: 1 above 80, 2 above 60, 3 above 40, 4 above 20, else 5."""
    return next((level for level, floor in LEVEL_FLOORS if score > floor), LOWEST_LEVEL)


@dataclass(frozen=True)
class CriterionText:
    """The product text of a criterion, as its docstring says it: rule, unit, source with marks of certainty."""

    rule: str
    unit: str
    source: str


def text_of(criterion: Criterion) -> CriterionText:
    """Read a criterion's docstring."""
    written = inspect.getdoc(criterion) or ""
    rule, _, rest = written.partition("\n\n")
    found = re.fullmatch(r"Unit: (?P<unit>.*?)\nSource: (?P<source>.*)", rest.strip(), re.DOTALL)
    if found is None:
        raise ValueError(f"docstring of {criterion.__name__} lacks Unit or Source")
    return CriterionText(*(" ".join(part.split()) for part in (rule, found["unit"], found["source"])))


def describe(rubric: Rubric = FIRST) -> dict[str, object]:
    """The whole rubric as plain data, for the rubric page, the API and the printed reference."""
    return {
        "id": rubric.id,
        "name": rubric.name,
        "version": rubric.version,
        "weight": rubric.weight,
        "coverage_floor": float(COVERAGE_FLOOR),
        "levels": [
            *({"level": level, "above": float(floor)} for level, floor in LEVEL_FLOORS),
            {"level": LOWEST_LEVEL, "above": None},
        ],
        "dimensions": [
            {
                "code": str(dimension),
                "weight": sum(line.weight for line in rubric.lines if line.dimension is dimension),
                "criteria": [describe_line(line) for line in rubric.lines if line.dimension is dimension],
            }
            for dimension in Dimension
        ],
    }


def describe_line(line: Line) -> dict[str, object]:
    """One criterion as plain data; `certainty` are the marks that its source carries."""
    text = text_of(line.criterion)
    return {
        "code": line.code,
        "weight": line.weight,
        "rule": text.rule,
        "unit": text.unit,
        "source": text.source,
        "certainty": sorted(set(re.findall(r"\[([LVCP])\]", text.source))),
    }
