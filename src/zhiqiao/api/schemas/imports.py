"""Shapes of imports: runs, tables with their column maps, previews, lines."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Field

from zhiqiao.api.schemas.answers import Answer, Page, ProblemOut, Taken

What = Literal["patents", "needs", "enterprises", "inventory", "pool", "events", "register", "accounts"]
RunState = Literal["new", "mapped", "running", "done", "failed"]
Outcome = Literal["ready", "rejected", "blank", "waiting"]
LineState = Literal["waiting", "accepted", "unchanged", "rejected", "mended"]


class TableOut(Answer):
    """One sheet, CSV or member of a ZIP (数据表)."""

    number: int = Field(description="0-based; address of the column map.")
    name: str
    encoding: str
    source: str = Field(description="Detected source: incopat, patsnap, cnipa_export, lens, st96 …")
    source_label: str
    heading_line: int | None = Field(description="Line that holds the headings, as Excel shows it; null: none found.")
    headings: list[str]
    mapping: dict[str, str] = Field(description='Heading → field name, "" to leave the column out.')
    lines: int
    confidence: float = Field(description="0–1: how sure the detection was.")
    is_ready: bool = Field(description="Its lines can be read with this map.")
    is_left_out: bool = Field(description="It holds no lines of ours: notes, or an empty sheet.")
    is_remembered: bool = Field(description="The map is one a person settled before.")
    problems: list[ProblemOut]


class RunOut(Answer):
    """An import (导入批次)."""

    id: int
    what: What
    state: RunState
    file_name: str
    tables: list[TableOut]
    lines_total: int
    lines_done: int
    accepted: int
    unchanged: int
    rejected: int
    corrects: int | None = Field(description="The run whose error workbook this file is.")
    problems: list[ProblemOut] = Field(description="Why the run failed.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    url: str


class RunListOut(Page):
    """One page of imports."""

    items: list[RunOut]


class MapIn(Taken):
    """What the columns of one table mean."""

    mapping: dict[str, str] = Field(
        max_length=500,
        description='Heading → field name (code list "patent_fields" or "need_fields"), "" to leave out.',
    )
    remember: bool = Field(True, description="Use it again when the same headings return.")


class ProblemCountOut(Answer):
    """How often a problem was met."""

    code: str
    field: str
    count: int
    message: str


class PreviewLineOut(Answer):
    """One line as it would go in."""

    table: int
    number: int = Field(description="As Excel shows it.")
    outcome: Outcome = Field(description="waiting: its columns are not understood yet.")
    summary: dict[str, str]
    problems: list[ProblemOut]


class PreviewOut(Answer):
    """The first lines as they will be read; nothing is saved."""

    lines: list[PreviewLineOut]
    looked_at: int
    ready: int
    rejected: int
    problem_counts: list[ProblemCountOut]
    complete: bool = Field(description="True when all lines were looked at.")


class LineOut(Answer):
    """A raw line and what became of it."""

    table: int
    number: int = Field(description="As Excel shows it.")
    state: LineState
    raw: list[Any] = Field(description="The cells as they came.")
    problems: list[ProblemOut]
    patent: str | None = Field(description="Record key of the patent it became.")
    need_id: int | None
    enterprise_id: int | None


class LineListOut(Page):
    """One page of lines."""

    items: list[LineOut]
