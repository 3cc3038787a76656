"""One contract for all sheet readers: the same table out of every kind of file, with its line numbers."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from zhiqiao.domain.patents.reading import detect, read_line
from zhiqiao.engines.choose import sheet_reader
from zhiqiao.ports.sheets import RawTable

FILES = Path(__file__).parent / "files"
ROWS: list[list[object]] = [
    ["专利名称", "申请号", "申请日", "申请人"],
    ["一种低温固化导电银浆", "202310123456.6", date(2023, 2, 6), "望川大学"],
    ["一种海藻提取装置", 201220249771.0, date(2012, 5, 31), "青屿海洋大学"],
]


def text(delimiter: str = ",", rows: list[list[object]] = ROWS) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([[str(cell) for cell in row] for row in rows])
    return file.getvalue()


def workbook(path: Path, rows: list[list[object]] = ROWS) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


class GbkInfo(zipfile.ZipInfo):
    """A member whose name stands in GBK without any mark, as Windows in China writes it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits


def zipped(path: Path, members: dict[str, bytes], *, info: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(info(name), content)


KINDS: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "xlsx": ("表.xlsx", workbook, ""),
    "xls": ("表.xls", lambda path: shutil.copy(FILES / "small.xls", path), ""),
    "csv in utf-8": ("表.csv", lambda path: path.write_bytes(text().encode()), "utf-8"),
    "csv in utf-8 with BOM": ("表.csv", lambda path: path.write_bytes(text().encode("utf-8-sig")), "utf-8-sig"),
    "csv in gbk": ("表.csv", lambda path: path.write_bytes(text().encode("gbk")), "gbk"),
    "csv in gb18030": (
        "表.csv",
        lambda path: path.write_bytes(text().replace("青屿", "青屿㐀𠀀").encode("gb18030")),
        "gb18030",
    ),
    "csv in utf-16": ("表.csv", lambda path: path.write_bytes(text().encode("utf-16")), "utf-16-le"),
    "csv in utf-16 without BOM": ("表.csv", lambda path: path.write_bytes(text().encode("utf-16-le")), "utf-16-le"),
    "csv in utf-16, big end first, without BOM": (
        "表.csv",
        lambda path: path.write_bytes(text().encode("utf-16-be")),
        "utf-16-be",
    ),
    "tabs": ("表.txt", lambda path: path.write_bytes(text("\t").encode()), "utf-8"),
    "semicolons": ("表.csv", lambda path: path.write_bytes(text(";").encode()), "utf-8"),
    "old Mac lines": ("表.csv", lambda path: path.write_bytes(text().replace("\r\n", "\r").encode()), "utf-8"),
    "name that lies": ("表.xls", lambda path: path.write_bytes(text().encode("gbk")), "gbk"),
}


def tables(path: Path) -> list[RawTable]:
    return list(sheet_reader(path).read(path))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_gives_the_same_table(kind: str, tmp_path: Path):
    name, write, encoding = KINDS[kind]
    path = tmp_path / name
    write(path)
    (table,) = tables(path)
    assert table.encoding == encoding
    assert table.name.startswith(name)
    assert [row.number for row in table.rows] == [1, 2, 3]
    found = detect([row.cells for row in table.rows])
    drafts = [
        read_line(found.mapping, found.headings, row.cells, found.source, today=date(2026, 1, 1)).draft
        for row in table.rows[1:]
    ]
    assert [draft.record_key for draft in drafts] == ["CN:202310123456.6", "CN:201220249771.0"]
    assert [draft.application_date for draft in drafts] == [date(2023, 2, 6), date(2012, 5, 31)]
    assert drafts[0].title_zh == "一种低温固化导电银浆"
    assert drafts[1].applicants[0].startswith("青屿")


def test_line_numbers_are_those_that_excel_shows(tmp_path: Path):
    rows = [["title"], [], ROWS[0], [], ROWS[1]]
    workbook(tmp_path / "a.xlsx", rows)
    (tmp_path / "a.csv").write_text(text(rows=rows), encoding="utf-8")
    for name in ("a.xlsx", "a.csv"):
        (table,) = tables(tmp_path / name)
        assert [row.number for row in table.rows] == [1, 3, 5], name


def test_cells_come_as_written(tmp_path: Path):
    workbook(tmp_path / "a.xlsx", [["a", 1.5, None, True, datetime(2023, 2, 6, 8, 30), "=x"], ["  b ", None]])
    (table,) = tables(tmp_path / "a.xlsx")
    assert table.rows[0].cells[:5] == ("a", 1.5, None, True, datetime(2023, 2, 6, 8, 30))
    assert table.rows[1].cells[0] == "  b "


def test_quoted_cells_hold_delimiters_line_ends_and_excel_texts(tmp_path: Path):
    (tmp_path / "a.csv").write_bytes('标题,申请号\r\n"一种a,b\r\n装置","=""202310123456.6"""\r\n'.encode())
    (table,) = tables(tmp_path / "a.csv")
    assert table.rows[1].cells == ("一种a,b\n装置", "202310123456.6")
    assert [row.number for row in table.rows] == [1, 2]


def test_loose_quotes_and_the_sep_line_are_borne(tmp_path: Path):
    (tmp_path / "a.csv").write_bytes('sep=;\r\n标题;号\r\n"a" b;1\r\n'.encode())
    (table,) = tables(tmp_path / "a.csv")
    assert [row.cells for row in table.rows] == [("标题", "号"), ("a b", "1")]


def test_western_text_is_not_taken_for_chinese(tmp_path: Path):
    (tmp_path / "a.csv").write_bytes("Title,Applicant\nCafé crème,Société Générale\n".encode("cp1252"))
    (table,) = tables(tmp_path / "a.csv")
    assert (table.encoding, table.rows[1].cells) == ("cp1252", ("Café crème", "Société Générale"))


def test_utf16_without_its_mark_is_known_where_nearly_all_is_chinese(tmp_path: Path):
    place = tmp_path / "表.csv"
    place.write_bytes(
        ("专利名称,摘要\n" + "一种耐高温环氧树脂,本发明公开了一种用于电机绝缘的树脂。" * 40).encode("utf-16-le")
    )
    (table,) = tables(place)
    assert table.encoding == "utf-16-le"
    assert table.rows[1].cells[0] == "一种耐高温环氧树脂"


def test_only_visible_filled_sheets_are_read(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.title = "空"
    for title in ("一", "二", "藏"):
        book.create_sheet(title).append(["专利名称", title])
    book["藏"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert [table.name for table in tables(tmp_path / "a.xlsx")] == ["a.xlsx#一", "a.xlsx#二"]


def test_archives_of_all_kinds_with_folders_and_gbk_names(tmp_path: Path):
    workbook(tmp_path / "inner.xlsx")
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("深处.csv", text().encode("gbk"))
    members = {
        "年度/二.csv": text().encode("gbk"),
        "年度/一.xlsx": (tmp_path / "inner.xlsx").read_bytes(),
        "三.zip": inner.getvalue(),
        "说明.pdf": b"%PDF-1.4",
        "__MACOSX/._x.csv": b"junk",
        "年度/~$一.xlsx": b"lock",
    }
    zipped(tmp_path / "all.zip", members)
    names = [table.name for table in tables(tmp_path / "all.zip")]
    assert sorted(names) == ["all.zip/三.zip/深处.csv", "all.zip/年度/一.xlsx#Sheet", "all.zip/年度/二.csv"]
    assert all(len(table.rows) == 3 for table in tables(tmp_path / "all.zip"))
    zipped(tmp_path / "gbk.zip", {"专利清单.csv": text().encode("gbk")}, info=GbkInfo)
    assert [table.name for table in tables(tmp_path / "gbk.zip")] == ["gbk.zip/专利清单.csv"]


def test_a_members_name_leads_nowhere(tmp_path: Path):
    zipped(tmp_path / "a.zip", {"../../escaped.csv": text().encode(), "/tmp/absolute.csv": text().encode()})
    assert len(tables(tmp_path / "a.zip")) == 2
    assert not (tmp_path.parent / "escaped.csv").exists()
    assert not (tmp_path.parent.parent / "escaped.csv").exists()


ST96 = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE b:PatentDocumentAndRelated SYSTEM "/nowhere.dtd" [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<b:PatentDocumentAndRelated xmlns:b="http://www.sipo.gov.cn/XMLSchema/business"
 xmlns:base="http://www.sipo.gov.cn/XMLSchema/base" country="CN" docNumber="116000001"
 kind="A" datePublication="20230516">
 <b:BibliographicData>
  <b:ApplicationReference dataFormat="standard"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code>
   <base:DocNumber>102023000123456</base:DocNumber><base:Date>20230206</base:Date></base:DocumentID>
  </b:ApplicationReference>
  <b:InventionTitle lang="zh">一种H<base:Sub>2</base:Sub>传感器&secret;</b:InventionTitle>
 </b:BibliographicData>
 <b:Abstract><base:Paragraphs>第一段。</base:Paragraphs><base:Paragraphs>第二段。</base:Paragraphs></b:Abstract>
</b:PatentDocumentAndRelated>
"""


def test_st96_is_read_without_entities_and_from_archives(tmp_path: Path):
    (tmp_path / "a.xml").write_text(ST96, encoding="utf-8")
    (table,) = tables(tmp_path / "a.xml")
    found = detect([row.cells for row in table.rows])
    draft = read_line(found.mapping, found.headings, table.rows[1].cells, found.source, today=date(2026, 1, 1)).draft
    assert found.source == "st96"
    assert draft.record_key == "CN:202310123456.6"
    assert draft.title_zh.startswith("一种H2传感器")
    assert "root:" not in repr(draft)
    assert draft.abstract_zh == "第一段。\n第二段。"
    assert [one.number for one in draft.publications] == ["CN116000001A"]
    zipped(tmp_path / "many.zip", {f"d/{at}.xml": ST96.encode() for at in range(3)})
    (together,) = tables(tmp_path / "many.zip")
    assert [row.number for row in together.rows] == [1, 2, 3, 4]
    assert together.rows[3].cells[-1] == "many.zip/d/2.xml"
