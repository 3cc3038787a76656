"""Reads workbooks (电子表格读取): XLSX, XLSM, XLSB, XLS and ODS, by calamine. The only file that knows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.ports.sheets import Cell, RawRow, RawTable


class WorkbookReader:
    """One table per visible sheet that holds anything; hidden sheets are lists behind the sheet, not data."""

    def __init__(self, shown: str) -> None:
        self.shown = shown

    def read(self, path: Path) -> Iterator[RawTable]:
        """The workbook's sheets, in order, with the line numbers that Excel shows."""
        found = 0
        try:
            workbook = CalamineWorkbook.from_path(path)
        except PasswordError as error:
            raise Refused([Problem("file_has_no_password", given=self.shown)]) from error
        except (CalamineError, OSError, ValueError) as error:
            raise Refused([Problem("file_is_whole", given=self.shown)]) from error
        for sheet in workbook.sheets_metadata:
            if sheet.typ != SheetTypeEnum.WorkSheet or sheet.visible != SheetVisibleEnum.Visible:
                continue
            try:
                rows = rows_of(workbook.get_sheet_by_name(sheet.name))
            except (CalamineError, OSError, ValueError) as error:
                raise Refused([Problem("file_is_whole", given=f"{self.shown}#{sheet.name}")]) from error
            if rows:
                found += 1
                yield RawTable(f"{self.shown}#{sheet.name}", "", rows)
        if not found:
            raise Refused([Problem("sheet_holds_rows", given=self.shown)])


def rows_of(sheet: CalamineSheet) -> list[RawRow]:
    """The lines that hold something; lines without any filled cell are left out, their numbers are not."""
    rows: list[RawRow] = []
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        cells = tuple(cell_of(value) for value in values)
        if any(cell is not None for cell in cells):
            rows.append(RawRow(number, cells))
    return rows


def cell_of(value: object) -> Cell:
    """A cell as the port wants it: nothing for an empty one, times and durations as text."""
    if value is None or value == "":
        return None
    if isinstance(value, (time, timedelta)):
        return str(value)
    if isinstance(value, (str, bool, int, float, datetime, date)):
        return value
    return str(value)
