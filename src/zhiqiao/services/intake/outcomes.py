"""Outcomes (行处理结果): what became of each line of a chunk, written in a few statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from zhiqiao.domain.problems import Problem
from zhiqiao.records.models import ImportLine

ABOUT = ("patent", "need", "enterprise")


@dataclass
class Outcome:
    """A line's new state, its problems, and the record it went to."""

    line: ImportLine
    state: str
    problems: list[Problem] = field(default_factory=list)
    patent: int | None = None
    need: int | None = None
    enterprise: int | None = None


def write(outcomes: Sequence[Outcome]) -> Counter[str]:
    """Write the lines' states; returns how many of each."""
    plain = [outcome for outcome in outcomes if not outcome.problems]
    if plain:
        quote = connection.ops.quote_name
        table = quote(ImportLine._meta.db_table)
        columns = ", ".join(f"{quote(name)} = %s" for name in ("state", *(f"{about}_id" for about in ABOUT)))
        with connection.cursor() as cursor:
            # Only our own names are put into the statement; values are parameters.
            cursor.executemany(
                f"UPDATE {table} SET {columns} WHERE id = %s",  # noqa: S608
                [(one.state, one.patent, one.need, one.enterprise, one.line.pk) for one in plain],
            )
    for one in outcomes:
        if one.problems:
            ImportLine.objects.filter(pk=one.line.pk).update(
                state=one.state,
                problems=[problem.as_json() for problem in one.problems],
                patent=one.patent,
                need=one.need,
                enterprise=one.enterprise,
            )
    return Counter(outcome.state for outcome in outcomes)
