"""What is asked in the query stages (查询组合): short words and whole needs, with and without filters."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.national.stages import Plan

FACETS = ("industry", "legal_state", "section", "year")
FILTERS: dict[str, dict[str, list[str]]] = {
    "none": {},
    "f1": {"section": ["G"], "legal_state": ["granted"], "year": [str(year) for year in range(2017, 2023)]},
    "f2": {"section": ["B"], "legal_state": ["granted"], "year": ["2018", "2019"]},
}
"""A broad filter, which some 7 % of the stock pass, and a narrow one, about 2 %; the shares are measured and told."""


@dataclass(frozen=True)
class Question:
    """One question: `kind` short or need, the text, and the name of its filter."""

    kind: str
    title: str
    body: str
    narrowed: str

    @property
    def text(self) -> str:
        """As a person types it."""
        return f"{self.title}。{self.body}" if self.body else self.title


def questions(plan: Plan, count: int) -> list[Question]:
    """Half short words (beginnings of needs' titles, 4 to 14 characters), half whole needs; thirds filtered."""
    draw = np.random.default_rng(plan.seed)
    with (plan.sheets / "needs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    title, body = headings(rows[0].keys())
    picked = draw.choice(len(rows), min(count, len(rows)), replace=False)
    result = []
    for place, number in enumerate(picked.tolist()):
        row, narrowed = rows[number], tuple(FILTERS)[(place // 2) % len(FILTERS)]
        if place % 2:
            result.append(Question("need", row[title], row[body], narrowed))
        else:
            result.append(Question("short", row[title][: int(draw.integers(4, 15))], "", narrowed))
    return result


def headings(names: Iterable[str]) -> tuple[str, str]:
    """Which columns hold title and description."""
    columns = list(names)
    title = next(one for one in columns if "名称" in one and "企业" not in one)
    return title, next(one for one in columns if "描述" in one)


def spread(values: Sequence[float]) -> dict[str, float]:
    """Milliseconds: half, 95 and 99 of a hundred are no slower."""
    found = np.asarray(values) * 1000
    return {name: round(float(np.quantile(found, at)), 2) for name, at in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
