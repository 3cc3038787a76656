"""Grouping (同案归组): which waiting lines tell of one patent, so that they are merged together, whatever their order.

One group goes in within one transaction: a crash never leaves half of a patent's lines behind, and sending the same
file again merges the same lines to the same result.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zhiqiao.domain.patents.reading.keys import line_keys
from zhiqiao.records.models import ImportLine, ImportRun
from zhiqiao.services.intake.raw import cells_of
from zhiqiao.services.intake.tables import ready_tables, tables_of

READ_AHEAD = 2000


def waiting_groups(run: ImportRun, *, today: date) -> list[list[int]]:
    """Ids of the waiting lines that can be read, in groups of one patent, in the order of their first lines."""
    tables = tables_of(run)
    lines = (
        ImportLine.objects.filter(run=run, state="waiting", table__in=ready_tables(run))
        .order_by("table", "number")
        .values_list("pk", "table", "raw")
    )
    groups = Groups()
    for pk, number, raw in lines.iterator(chunk_size=READ_AHEAD):
        table = tables[number]
        keys: tuple[str, ...] = ()
        if run.what == "patents":
            try:
                keys = line_keys(table.map, table.headings, cells_of(raw), table.source, today=today)
            except Exception:  # the line is told unreadable when its turn comes
                keys = ()
        groups.add(pk, keys)
    return list(groups)


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
