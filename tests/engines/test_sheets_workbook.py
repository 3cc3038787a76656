"""Workbooks we write: text stays text, nothing runs, numbers and dates stay such, charts have their data."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.engines.choose import workbook_writer
from zhiqiao.ports.sheets import Chart, Column, Marked, Page, Series

COLUMNS = (
    Column("申请号", width=18),
    Column("标题", width=40, wrap=True),
    Column("得分", format="decimal", bars=True),
    Column("申请日", format="date"),
    Column("键", hidden=True),
    Column("类型", choices=("发明", "实用新型"), note="请选择"),
)
ROW = ("201710117081.7", "=1+1", 81.25, date(2017, 3, 1), "k1", "发明")


def opened(pages: list[Page]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_writer().write(pages)))


def test_cells_keep_their_kind():
    sheet = opened([Page("清单", COLUMNS, [ROW])])["清单"]
    assert [cell.value for cell in sheet[1]] == ["申请号", "标题", "得分", "申请日", "键", "类型"]
    number, title, score, day, key, kind = sheet[2]
    assert (number.value, number.data_type) == ("201710117081.7", "s")
    assert (title.value, title.data_type) == ("=1+1", "s")
    assert (score.value, score.number_format) == (81.25, "0.00")
    assert (day.value, day.number_format) == (datetime(2017, 3, 1), "yyyy-mm-dd")
    assert (key.value, kind.value) == ("k1", "发明")
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F2"
    assert sheet.column_dimensions["E"].hidden
    assert sheet.column_dimensions["B"].width == pytest.approx(40, abs=1)
    assert "发明,实用新型" in sheet.data_validations.dataValidation[0].formula1


@given(st.sampled_from("=+-@\t|%"), st.text(max_size=20))
def test_no_text_becomes_a_formula_or_a_link(first, rest):
    rest = rest.replace("\r", " ")
    content = workbook_writer().write([Page("a", (Column("x"),), [(first + rest,)])])
    sheet = openpyxl.load_workbook(io.BytesIO(content))["a"]
    assert sheet["A2"].data_type in {"s", "n"} and sheet["A2"].data_type != "f"
    assert sheet["A2"].hyperlink is None
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_long_and_odd_texts_are_cut_to_what_excel_takes():
    sheet = opened([Page("a", (Column("x"),), [("长" * 40_000,), ("a\x00\x0bb",)])])["a"]
    assert (len(sheet["A2"].value), sheet["A3"].value) == (32_767, "ab")


def test_marked_words_are_bold():
    page = Page("a", (Column("x"),), [(Marked((("低温", True), ("固化", False))),), (Marked((("全", True),)),)])
    book = openpyxl.load_workbook(io.BytesIO(workbook_writer().write([page])), rich_text=True)
    first = book["a"]["A2"].value
    assert [getattr(part, "text", part) for part in first] == ["低温", "固化"]
    assert first[0].font.b
    assert str(book["a"]["A3"].value) == "全"


def test_names_of_sheets_are_made_fit():
    book = opened([Page(name, (Column("x"),), []) for name in ("供需[匹配]:结果", "a" * 40, "a" * 35, "")])
    assert book.sheetnames == ["供需 匹配  结果", "a" * 31, "a" * 29 + " 2", "Sheet"]


def test_notes_stand_above_the_headings_and_charts_have_their_data():
    rows = [("材料", 3), ("能源", 5)]
    chart = Chart("bar", "产业分布", (Series("摘要", "件数", 0, 1, 0, 1),), "D2", x_title="产业")
    content = workbook_writer().write([Page("摘要", (Column("产业"), Column("件数", format="integer")), rows,
                                            notes=("知桥", "2026-11-22"), charts=(chart,))])  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(content))["摘要"]
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value, sheet["A4"].value] == [
        "知桥", "2026-11-22", "产业", "材料"]  # fmt: skip
    assert sheet.freeze_panes == "A4"
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        drawn = book.read("xl/charts/chart1.xml").decode()
    assert "摘要!$B$4:$B$5" in drawn and "摘要!$A$4:$A$5" in drawn and "产业分布" in drawn


def test_what_we_write_we_can_read(tmp_path):
    from zhiqiao.engines.choose import sheet_reader

    path = tmp_path / "out.xlsx"
    path.write_bytes(workbook_writer().write([Page("清单", COLUMNS, [ROW, ROW])]))
    (table,) = sheet_reader(path).read(path)
    assert [row.number for row in table.rows] == [1, 2, 3]
    assert table.rows[1].cells == ("201710117081.7", "=1+1", 81.25, date(2017, 3, 1), "k1", "发明")


def test_a_sheet_prints_across_with_all_columns_and_its_headings():
    sheet = opened([Page("清单", COLUMNS, [ROW], notes=("知桥",))])["清单"]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0  # as many pages down as it takes; one across is Excel's own default
    assert sheet.page_setup.fitToWidth in {None, 1}
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$2:$2"
