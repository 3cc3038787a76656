"""The only face of the engines."""

from __future__ import annotations

from pathlib import Path

from zhiqiao.ports.sheets import SheetReader, WorkbookWriter


def sheet_reader(path: Path, *, name: str = "") -> SheetReader:
    """The reader for this file, chosen by its first bytes; `name` is the file's own name where `path` hides it.

    Raises Refused when no reader knows such a file.
    """
    from zhiqiao.engines.sheets.recognise import reader_for

    return reader_for(path, name=name)


def workbook_writer() -> WorkbookWriter:
    """Writes XLSX workbooks."""
    from zhiqiao.engines.sheets.workbook import XlsxWriter

    return XlsxWriter()
