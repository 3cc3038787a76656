"""Writes XLSX workbooks (工作簿生成), by xlsxwriter. The only file that knows it.

Text is always written as text: a number never loses digits, a cell beginning with "=", "+", "-" or "@" never runs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zhiqiao.ports.sheets import Chart, Column, Marked, Page, PageCell

NUMBER_FORMATS = {
    "text": "@",
    "integer": "0",
    "decimal": "0.00",
    "percent": "0%",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
A4 = 9
"""Excel's number of the paper size."""
LONGEST_TEXT = 32_767
"""Signs Excel allows in a cell."""
FONT = "Microsoft YaHei"


class XlsxWriter:
    """Workbooks by xlsxwriter: one look for everything Zhiqiao hands out."""

    def write(self, pages: Sequence[Page]) -> bytes:
        """The workbook's bytes."""
        file = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "remove_timezone": True,
            "default_date_format": "yyyy-mm-dd",
        }
        book = xlsxwriter.Workbook(file, options)
        names = sheet_names(pages)
        sheets = {page.name: book.add_worksheet(name) for page, name in zip(pages, names, strict=True)}
        starts = {page.name: len(page.notes) + 1 for page in pages}
        for page in pages:
            Pen(book, sheets[page.name]).page(page)
        for page in pages:
            for chart in page.charts:
                drawn = draw(book, chart, dict(zip((page.name for page in pages), names, strict=True)), starts)
                sheets[page.name].insert_chart(chart.at, drawn)
        book.close()
        return file.getvalue()


class Pen:
    """Writes one page."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        self.book = book
        self.sheet = sheet
        self.bold = book.add_format({"bold": True, "font_name": FONT, "font_color": "#B42318"})

    def page(self, page: Page) -> None:
        """Notes, headings, lines, then what goes over them."""
        note = self.book.add_format({"font_name": FONT, "font_color": "#475467", "font_size": 10})
        heading = self.book.add_format(
            {
                "bold": True,
                "font_name": FONT,
                "bg_color": "#E7EEF6",
                "bottom": 1,
                "valign": "vcenter",
                "text_wrap": True,
            }
        )
        formats = [self.column(at, column) for at, column in enumerate(page.columns)]
        for at, text in enumerate(page.notes):
            self.sheet.write_string(at, 0, text[:LONGEST_TEXT], note)
        top = len(page.notes)
        for at, column in enumerate(page.columns):
            self.sheet.write_string(top, at, column.heading, heading)
            if column.note:
                self.sheet.write_comment(top, at, column.note)
        row = top
        for row, cells in enumerate(page.rows, start=top + 1):
            for at, cell in enumerate(cells):
                self.cell(row, at, cell, formats[at])
        self.finish(page, top, row)

    def column(self, at: int, column: Column) -> Format:
        """Width, look and visibility of a column."""
        shape = {
            "font_name": FONT,
            "font_size": 10,
            "valign": "top",
            "text_wrap": column.wrap,
            "num_format": NUMBER_FORMATS[column.format],
        }
        look = self.book.add_format(shape)
        self.sheet.set_column(at, at, column.width, look, {"hidden": True} if column.hidden else {})
        return look

    def cell(self, row: int, at: int, cell: PageCell, look: Format) -> None:
        """One cell by its type, never by its content."""
        if cell is None or cell == "":
            self.sheet.write_blank(row, at, None, look)
        elif isinstance(cell, Marked):
            self.marked(row, at, cell, look)
        elif isinstance(cell, bool):
            self.sheet.write_boolean(row, at, cell, look)
        elif isinstance(cell, (int, float)):
            self.sheet.write_number(row, at, cell, look)
        elif isinstance(cell, (datetime, date)):
            self.sheet.write_datetime(row, at, cell, look)
        else:
            self.sheet.write_string(row, at, writable(str(cell)), look)

    def marked(self, row: int, at: int, cell: Marked, look: Format) -> None:
        """Text with parts in bold; xlsxwriter wants at least two parts and no empty one."""
        parts = [(writable(text), bold) for text, bold in cell.parts if text]
        if len(parts) < 2 or sum(len(text) for text, _ in parts) > LONGEST_TEXT:
            self.sheet.write_string(row, at, writable("".join(text for text, _ in parts)), look)
            return
        fragments: list[object] = []
        for text, bold in parts:
            fragments.extend([self.bold, text] if bold else [text])
        self.sheet.write_rich_string(row, at, *fragments, look)

    def finish(self, page: Page, top: int, last: int) -> None:
        """Frozen headings, filter, data bars, lists to choose from; printed on A4 across, all columns on one page."""
        self.sheet.freeze_panes(top + 1, page.frozen_columns)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(top)
        self.sheet.set_row(top, 30)
        if page.columns and page.filters:
            self.sheet.autofilter(top, 0, max(last, top + 1), len(page.columns) - 1)
        for at, column in enumerate(page.columns):
            if column.bars and last > top:
                self.sheet.conditional_format(
                    top + 1, at, last, at, {"type": "data_bar", "bar_color": "#7FB2E5", "bar_solid": True}
                )
            if column.choices:
                rule = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
                self.sheet.data_validation(top + 1, at, max(last, top + 1000), at, rule)


def writable(text: str) -> str:
    """The text without signs that XML cannot hold, cut to what Excel allows."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)[:LONGEST_TEXT]


def sheet_names(pages: Sequence[Page]) -> list[str]:
    """Names Excel accepts: 31 signs, none of []:*?/\\, each once."""
    names: list[str] = []
    for page in pages:
        base = re.sub(r"[\[\]:*?/\\]", " ", page.name).strip("' ")[:31] or "Sheet"
        name, count = base, 1
        while name.lower() in {taken.lower() for taken in names}:
            count += 1
            name = f"{base[: 31 - len(str(count)) - 1]} {count}"
        names.append(name)
    return names


def draw(book: xlsxwriter.Workbook, chart: Chart, names: dict[str, str], starts: dict[str, int]) -> object:
    """A chart over cells of the workbook's pages."""
    drawn = book.add_chart({"type": chart.kind})
    for series in chart.series:
        name, start = names[series.page], starts[series.page]
        first, last = start + series.first, start + series.last
        drawn.add_series(
            {
                "name": series.name,
                "categories": [name, first, series.labels_column, last, series.labels_column],
                "values": [name, first, series.values_column, last, series.values_column],
                "data_labels": {"value": chart.kind != "scatter"},
            }
        )
    drawn.set_title({"name": chart.title, "name_font": {"name": FONT, "size": 12}})
    drawn.set_size({"width": chart.width, "height": chart.height})
    if chart.kind not in {"pie", "doughnut"}:
        drawn.set_x_axis({"name": chart.x_title})
        drawn.set_y_axis({"name": chart.y_title, "major_gridlines": {"visible": True, "line": {"color": "#E4E7EC"}}})
        if chart.kind == "bar":
            drawn.set_y_axis({"name": chart.y_title, "reverse": True})
    if len(chart.series) == 1 and chart.kind not in {"pie", "doughnut"}:
        drawn.set_legend({"none": True})
    return drawn
