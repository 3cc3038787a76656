"""Outcomes (行处理结果): what became of each line of a chunk, written in a few statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from zhiqiao.domain.problems import Problem
from zhiqiao.records.bulk import among
from zhiqiao.records.models import ImportLine

ABOUT = ("patent", "need", "enterprise")


class Line(NamedTuple):
    """A kept line in hand: what is needed of its row to read it and to say what became of it."""

    pk: int
    run_id: int
    table: int
    number: int
    raw: list[Any]

    @staticmethod
    def of(row: ImportLine) -> Line:
        """From its row."""
        return Line(row.pk, row.run_id, row.table, row.number, row.raw)


@dataclass(slots=True)
class Outcome:
    """A line's new state, its problems, and the record it went to."""

    line: Line
    state: str
    problems: list[Problem] = field(default_factory=list)
    patent: int | None = None
    need: int | None = None
    enterprise: int | None = None


def lines_of(wanted: Sequence[int]) -> list[Line]:
    """Those of these lines that still wait."""
    waiting = still_waiting(wanted)
    if not waiting:
        return []
    first, last = min(waiting), max(waiting)
    close = last - first < 2 * len(waiting)  # a span is read faster than a list of ids
    rows = (
        ImportLine.objects.filter(pk__gte=first, pk__lte=last) if close else ImportLine.objects.filter(pk__in=waiting)
    )
    told = rows.order_by("pk").values_list("pk", "run_id", "table", "number", "raw")
    return [Line(*row) for row in told if row[0] in waiting]


def still_waiting(wanted: Sequence[int]) -> set[int]:
    """Ids of those of these lines that wait now."""
    return {pk for pk, state in among(ImportLine, "id", wanted, "id", "state") if state == "waiting"}


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
