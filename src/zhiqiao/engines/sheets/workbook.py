"""Writes XLSX workbooks (工作簿生成)."""

from __future__ import annotations

from collections.abc import Sequence

from zhiqiao.ports.sheets import Page


class XlsxWriter:
    """Workbooks by xlsxwriter."""

    def write(self, pages: Sequence[Page]) -> bytes:
        """The workbook's bytes."""
        raise NotImplementedError
