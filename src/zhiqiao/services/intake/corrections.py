"""Corrections (错误行改正): the workbook of rejected lines, and its lines when they come back mended."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db.models import F

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.ports.sheets import Cell, Column, Page
from zhiqiao.records.models import ImportLine, ImportRun, User
from zhiqiao.services.intake.raw import cells_of
from zhiqiao.services.intake.tables import Table, tables_of
from zhiqiao.words import problems as sentences
from zhiqiao.words import sheets

HIDDEN_KEY = "zhiqiao-line"
"""Heading of the hidden column that says which line a mended one stands for; always the last column."""
OWN_COLUMNS = 3
"""Columns of ours after the original ones: the line's number, the reasons, the key."""


def key_of(line: ImportLine, run: ImportRun) -> str:
    """The hidden key of a rejected line. Its last part tells ours from another installation's."""
    return f"{run.pk}-{line.pk}-{_check(run, line)}"


def _check(run: ImportRun, line: ImportLine) -> str:
    """What only the installation that made the workbook can have written."""
    return hashlib.sha256(f"{run.file_digest}:{line.table}:{line.number}".encode()).hexdigest()[:12]


def error_workbook(run: ImportRun) -> bytes:
    """The rejected lines, each with its reasons and how to mend them in the language that is active.

    A sheet per table: the original columns, then the reasons, then the hidden key by which `open_run` knows the
    lines again. Dates stand as text; everything else as it came. Refused (`run_has_rejected_lines`) when all is well.
    """
    pages = []
    for number, table in enumerate(tables_of(run)):
        lines = list(run.lines.filter(table=number, state="rejected").order_by("number"))
        if lines:
            pages.append(_page(run, table, lines, number))
    if not pages:
        raise Refused([Problem("run_has_rejected_lines", "run", str(run.pk))])
    return choose.workbook_writer().write(pages)


def _page(run: ImportRun, table: Table, lines: Sequence[ImportLine], number: int) -> Page:
    """One table's rejected lines."""
    width = max([len(table.headings), *(len(line.raw) for line in lines)])
    headings = [*table.headings, *(f"[{at + 1}]" for at in range(len(table.headings), width))]
    columns = [Column(heading, width=18, wrap=len(heading) > 12) for heading in headings]
    columns += [
        Column(str(sheets.LINE_IN_FILE), format="integer"),
        Column(str(sheets.WHAT_IS_WRONG), width=60, wrap=True),
        Column(HIDDEN_KEY, hidden=True),
    ]
    rows = [
        [
            *_written(line.raw, width),
            line.number,
            "\n".join(sentences.say(Problem.from_json(one)) for one in line.problems),
            key_of(line, run),
        ]
        for line in lines
    ]
    return Page(_sheet_name(table.name, number), columns, rows, notes=[str(sheets.HOW_TO_MEND)])


def _written(raw: Sequence[Any], width: int) -> list[Cell]:
    """The cells as they came; dates as text, so that no spreadsheet turns them around."""
    cells = [str(cell).replace(" 00:00:00", "") if hasattr(cell, "year") else cell for cell in cells_of(raw)]
    return [*cells, *[None] * (width - len(cells))]


def _sheet_name(name: str, number: int) -> str:
    """A name that Excel allows, different for every table."""
    plain = "".join("_" if char in "[]:*?/\\'" else char for char in name.rsplit("#", 1)[-1].rsplit("/", 1)[-1])
    return f"{number + 1} {plain}"[:31]


def place_of_key(rows: Sequence[Sequence[Cell]]) -> tuple[int, int] | None:
    """Row and column (0-based) of the hidden key's heading among a table's first rows."""
    for at, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell.strip() == HIDDEN_KEY:
                return at, column
    return None


def line_of_key(key: object) -> ImportLine | None:
    """The line a key names, when it is of this installation."""
    parts = str(key or "").strip().split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts[:2]):
        return None
    line = ImportLine.objects.select_related("run").filter(pk=int(parts[1]), run=int(parts[0])).first()
    if line is None or _check(line.run, line) != parts[2]:
        return None
    return line


def mark_mended(keys: Sequence[object], user: User | None, *, run: ImportRun) -> int:
    """The lines whose mended form is in: they are rejected no more. Inside the caller's transaction."""
    if run.corrects_id is None:
        return 0
    wanted = [line.pk for line in map(line_of_key, keys) if line is not None and line.run_id == run.corrects_id]
    mended = ImportLine.objects.filter(pk__in=wanted, state="rejected").update(state="mended")
    if mended:
        ImportRun.objects.filter(pk=run.corrects_id).update(rejected=F("rejected") - mended)
    return mended
