"""Intake (导入): files in, raw lines kept, drafts read by the domain, records written by the catalogue and demands.

Being written: the faces below are settled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zhiqiao.domain.problems import Problem
from zhiqiao.records.models import ImportRun, Organisation, User

HIDDEN_KEY = "zhiqiao-line"
"""Heading of the hidden column by which a fixed error workbook is recognised."""


@dataclass(frozen=True)
class PreviewLine:
    """One line as it would go in: number in its sheet, cells as text, what it is about, what is wrong with it.

    `outcome` is "ready", "rejected" or "blank"; `summary` holds record_key, title, applicants, … of the draft.
    """

    table: int
    number: int
    cells: list[str]
    summary: dict[str, str]
    problems: list[Problem]
    outcome: str


@dataclass(frozen=True)
class Preview:
    """The first lines, and over all `looked_at` lines how many are ready or rejected, and how often each problem."""

    lines: list[PreviewLine]
    looked_at: int
    ready: int
    rejected: int
    problem_counts: list[tuple[str, str, int]]
    """(code, field, how often), most frequent first."""


def open_run(
    path: Path,
    *,
    by: User | None,
    organisation: Organisation | None = None,
    what: str = "patents",
    file_name: str | None = None,
    is_sample: bool = False,
) -> ImportRun:
    """Keep the file and its raw lines; detect source and columns. Raises Refused when the file cannot be read."""
    raise NotImplementedError


def set_map(
    run: ImportRun, table: int, mapping: Mapping[str, str], *, by: User | None, remember: bool = True
) -> ImportRun:
    """Settle what the columns of one table mean, and remember it for the same headings."""
    raise NotImplementedError


def preview(run: ImportRun, limit: int = 20) -> Preview:
    """How the first lines would go in; nothing is written."""
    raise NotImplementedError


def run_import(
    run: ImportRun, *, by: User | None, progress: Callable[[int, int], None] | None = None
) -> ImportRun:
    """Bring the waiting lines in. `progress` gets lines done and lines in all, after each chunk."""
    raise NotImplementedError


def resume_run(run_id: int) -> None:
    """The job: go on where the run stopped."""
    raise NotImplementedError


def error_workbook(run: ImportRun) -> bytes:
    """The rejected lines with their reasons, to be mended and sent again (XLSX)."""
    raise NotImplementedError


def template(what: str = "patents") -> bytes:
    """Our own template (XLSX), Chinese and English."""
    raise NotImplementedError
