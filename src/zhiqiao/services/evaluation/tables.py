"""A learned table as a file (权重表写出), readable, with the record of how it came about."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from zhiqiao.domain.matching import learned
from zhiqiao.domain.matching.learned import Table
from zhiqiao.services.evaluation.learning import FOLDS, MOST_LEARNED, WORTH, as_numbers

NUMBER = re.compile(r"(?P<name>\w+) = (?P<value>\[.*?\]|[^#]*?)(?P<note>\s*#.*)?$")


def table_text(table: Table, told: Mapping[str, Any]) -> str:
    """The shipped file with the numbers of this table in place, its notes kept, and the record of the run that learned
    it (`report`)."""
    numbers = {**as_numbers(table), "points": table.points, **table.sure}
    lines, part = list[str](), ""
    for line in learned.FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("[training"):
            break
        if line.startswith("["):
            part = line[1 : line.index("]")]
        found = NUMBER.match(line)
        if found and found["name"] in numbers.get(part, {}):
            value = f"{found['name']} = {plain(numbers[part][found['name']])}"
            line = value.ljust(26) + (f" {found['note'].strip()}" if found["note"] else "")
        elif found and found["name"] == "version":
            line = f"version = {plain(table.version)}"
        lines.append(line.rstrip())
    return "\n".join([*lines, *section("training", record(told))]) + "\n"


def record(told: Mapping[str, Any]) -> dict[str, Any]:
    """How a run came to its table: when, with what, on which needs, and how well it does on needs left out."""
    made = told["made"]
    return {
        "chosen": "learned from all sets; figures are those of needs left out",
        **{name: made[name] for name in ("date", "zhiqiao", "embedder", "quality_embedder", "segmenter")},
        "folds": FOLDS,
        "worth": WORTH,
        "needs_of_a_set_at_most": MOST_LEARNED,
        "tables_tried": told["tried"],
        "sets": {name: f"{one['needs']} needs, sha256 {one['sha256'][:16]}" for name, one in made["sets"].items()},
        **{
            name: {
                f"{labelled}{system.removeprefix('zhiqiao')}": marks[measure]
                for labelled, systems in told["cross_validated"].items()
                for system, marks in systems.items()
            }
            for name, measure in (("ndcg_at_10", "ndcg@10"), ("recall_at_100", "recall@100"))
        },
    }


def section(name: str, values: Mapping[str, Any]) -> list[str]:
    """A part of the record, and its parts after it."""
    inner = {key: value for key, value in values.items() if isinstance(value, Mapping)}
    lines = [f"[{name}]", *(f"{quoted(key)} = {plain(value)}" for key, value in values.items() if key not in inner)]
    for key, value in inner.items():
        lines += ["", *section(f"{name}.{quoted(key)}", value)]
    return lines


def quoted(key: str) -> str:
    """A key as TOML takes it."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)


def plain(value: object) -> str:
    """A value as TOML takes it: its strings, numbers and lists are written as JSON writes them."""
    return json.dumps(value, ensure_ascii=False)
