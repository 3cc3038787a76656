"""Grouping (同案归组): which waiting lines tell of one patent, so that they are merged together, whatever their order.

One group goes in within one transaction: a crash never leaves half of a patent's lines behind, and sending the same
file again merges the same lines to the same result.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from zhiqiao.domain.patents.reading.many import Cells
from zhiqiao.records.models import ImportLine, ImportRun
from zhiqiao.services.intake.ahead import Ahead
from zhiqiao.services.intake.raw import cells_of
from zhiqiao.services.intake.tables import ready_tables

READ_AHEAD = 2000


def waiting_groups(run: ImportRun, ahead: Ahead) -> list[list[int]]:
    """Ids of the waiting lines that can be read, in groups of one patent, in the order of their first lines."""
    lines = ImportLine.objects.filter(run=run, state="waiting", table__in=ready_tables(run)).order_by("table", "number")
    if run.what != "patents":
        return [[pk] for pk in lines.values_list("pk", flat=True)]
    groups = Groups()
    for pks, keys in ahead.answers("keys", _shares(lines.values_list("pk", "table", "raw"))):
        for pk, own in zip(pks, keys, strict=True):
            groups.add(pk, own)
    return list(groups)


def _shares(lines: QuerySet[Any, Any]) -> Iterator[tuple[list[int], Cells]]:
    """Some lines at a time: their ids, and their tables and cells."""
    rows = lines.iterator(chunk_size=READ_AHEAD)
    while share := list(islice(rows, READ_AHEAD)):
        yield [pk for pk, _table, _raw in share], [(table, cells_of(raw)) for _pk, table, raw in share]


class Groups:
    """Lines joined by shared keys; a line that shares keys with two groups makes them one."""

    def __init__(self) -> None:
        self._of_key: dict[str, int] = {}
        self._lines: dict[int, list[int]] = {}
        self._joined: dict[int, int] = {}

    def add(self, pk: int, keys: tuple[str, ...]) -> None:
        """Put a line to its group."""
        found = sorted({self._first(self._of_key[key]) for key in keys if key in self._of_key})
        group = found[0] if found else pk
        self._lines.setdefault(group, []).append(pk)
        for other in found[1:]:
            self._lines[group] += self._lines.pop(other)
            self._joined[other] = group
        for key in keys:
            self._of_key[key] = group

    def _first(self, group: int) -> int:
        """The group into which a group went up."""
        while group in self._joined:
            group = self._joined[group]
        return group

    def __iter__(self) -> Iterator[list[int]]:
        return (sorted(lines) for lines in self._lines.values())
