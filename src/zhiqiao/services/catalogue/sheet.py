"""A list as a workbook (列表导出): what a page shows, handed out as XLSX. Rows and words are the page's."""

from __future__ import annotations

from collections.abc import Sequence

from zhiqiao.engines import choose
from zhiqiao.ports.sheets import Column, Page, PageCell


def as_workbook(name: str, columns: Sequence[Column], rows: Sequence[Sequence[PageCell]]) -> bytes:
    """One sheet with its headings (XLSX); text stays text, numbers and dates sort as such."""
    return choose.workbook_writer().write([Page(name, columns, rows, frozen_columns=1)])
