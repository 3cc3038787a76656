"""The faces of sheets (表格读写): a file in, tables of raw rows out, as written; pages in, a workbook out.

Not responsible for what columns mean: that is `domain/patents/reading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal, Protocol

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


@dataclass(frozen=True)
class Marked:
    """A text cell with parts in bold: (text, bold) in order. Used to show the words that met."""

    parts: tuple[tuple[str, bool], ...]


PageCell = Cell | Marked


@dataclass(frozen=True)
class Column:
    """One column of a page: its heading, width in characters, and how its cells are shown.

    Text stays text ("201710117081.7" never becomes a number, "=1+1" never a formula). `bars` draws a data bar
    behind numbers; `choices` offers a list in Excel; a hidden column travels with the sheet unseen.
    """

    heading: str
    width: float = 14
    format: Literal["text", "integer", "decimal", "percent", "date", "datetime"] = "text"
    wrap: bool = False
    hidden: bool = False
    bars: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Series:
    """One series of a chart: rows `first`..`last` (0-based among the page's data rows) of two columns of a page."""

    page: str
    name: str
    labels_column: int
    values_column: int
    first: int
    last: int


@dataclass(frozen=True)
class Chart:
    """A chart on a page, at an Excel cell such as "E2"; size in pixels."""

    kind: Literal["bar", "column", "line", "pie", "doughnut", "scatter"]
    title: str
    series: tuple[Series, ...]
    at: str
    width: int = 560
    height: int = 320
    x_title: str = ""
    y_title: str = ""


@dataclass(frozen=True)
class Page:
    """One sheet of a workbook. `notes` are lines above the headings; rows may be any iterable, read once."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[PageCell]]
    notes: Sequence[str] = field(default=())
    charts: Sequence[Chart] = field(default=())
    frozen_columns: int = 0
    filters: bool = True


class WorkbookWriter(Protocol):
    """Writes a workbook."""

    def write(self, pages: Sequence[Page]) -> bytes:
        """The workbook's bytes (XLSX)."""
        ...
