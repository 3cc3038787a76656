"""The face of a sheet reader (表格读取): a file in, named tables of raw rows out, exactly as written.

Not responsible for what columns mean: that is `domain/patents/reading`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class RawRow:
    """One line as it came: its 1-based number in the sheet (as Excel shows it) and its cells."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class RawTable:
    """One sheet, CSV, or member of a ZIP: `name` is "file" or "archive/member#sheet", `encoding` for text files."""

    name: str
    encoding: str
    rows: list[RawRow]


class SheetReader(Protocol):
    """Reads one kind of file. Raises `zhiqiao.domain.problems.Refused` with a problem when the file cannot be read."""

    def read(self, path: Path) -> Iterator[RawTable]:
        """The file's tables, in order."""
        ...
