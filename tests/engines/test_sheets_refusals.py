"""Files that cannot be read are refused with the reason, never with a failure of the program."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiqiao.domain.problems import Refused
from zhiqiao.engines.choose import sheet_reader
from zhiqiao.engines.sheets import limits

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = "申请号,标题\n202310123456.6,银浆\n"


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        list(sheet_reader(path).read(path))
    assert refused.value.problems[0].given, "says which file"
    return refused.value.problems[0].code


def book() -> bytes:
    file = io.BytesIO()
    made = openpyxl.Workbook()
    for row in range(300):
        made.active.append([f"标题{row}", f"{row}" * 30])
    made.save(file)
    return file.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file.getvalue()


CASES: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.csv", b"", "file_is_not_empty"),
    "blank": ("a.csv", b"\r\n ,, \r\n", "sheet_holds_rows"),
    "empty workbook": ("a.xlsx", archive({}), "archive_holds_sheets"),
    "protected xlsx": ("a.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "file_has_no_password"),
    "old document": ("a.doc", OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "file_is_a_sheet"),
    "broken xls": ("a.xls", OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "file_is_whole"),
    "cut-off xlsx": ("a.xlsx", book()[:3000], "file_is_whole"),
    "web page": ("a.xls", "<html><table><tr><td>申请号</td></tr></table></html>".encode(), "html_is_no_workbook"),
    "page in utf-16": ("a.xls", "<table><tr><td>x</td></tr></table>".encode("utf-16"), "html_is_no_workbook"),
    "Excel 2003 XML": (
        "a.xls",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "html_is_no_workbook",
    ),
    "other XML": ("a.xml", b'<?xml version="1.0"?><us-patent-grant/>', "xml_is_st96"),
    "broken XML": ("a.xml", b"<b:PatentDocumentAndRelated xmlns:b='x'><open>", "file_is_whole"),
    "PDF": ("a.xlsx", b"%PDF-1.7 ...", "file_is_a_sheet"),
    "picture": ("a.png", b"\x89PNG\r\n\x1a\n\0\0", "file_is_a_sheet"),
    "JSON": ("a.json", b'{"a": [1, 2]}', "file_is_a_sheet"),
    "program": ("a.csv", b"\x7fELF\x02\x01\x01\0\0\0" + bytes(range(1, 255)) * 20, "file_is_a_sheet"),
    "RAR": ("a.rar", b"Rar!\x1a\x07\0", "archive_is_a_zip"),
    "document": ("a.docx", archive({"word/document.xml": b"<x/>"}), "file_is_a_sheet"),
    "nothing in it": ("a.zip", archive({"readme.pdf": b"%PDF"}), "archive_holds_sheets"),
    "member that is none": ("a.zip", archive({"ok.csv": GOOD.encode(), "x.xlsx": b"%PDF"}), "file_is_a_sheet"),
    "open quotation": ("a.csv", '申请号,标题\n1,"银浆\n2,x\n'.encode(), "sheet_quotes_close"),
    "not UTF-16 after all": ("a.csv", b"\xff\xfe" + b"\xd8\x00" * 3 + b"\x00", "text_encoding_is_known"),
}


@pytest.mark.parametrize("name", CASES)
def test_refused_with_its_reason(name: str, tmp_path: Path):
    file_name, content, code = CASES[name]
    (tmp_path / file_name).write_bytes(content)
    assert refusal(tmp_path / file_name) == code


def test_a_missing_file(tmp_path: Path):
    assert refusal(tmp_path / "none.csv") == "file_is_there"


def test_a_protected_member(tmp_path: Path):
    content = bytearray(archive({"a.csv": GOOD.encode()}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.index(mark)
        content[at + (6 if mark.endswith(b"\x04") else 8)] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(content))
    assert refusal(tmp_path / "a.zip") == "file_has_no_password"


def test_bombs_are_not_opened(tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(archive({"a.csv": b"0" * (limits.SMALL + 1)}))
    assert refusal(tmp_path / "a.zip") == "archive_is_safe"


def test_archives_nest_only_so_deep(tmp_path: Path):
    inner = archive({"c.zip": archive({"d.csv": GOOD.encode()})})
    (tmp_path / "a.zip").write_bytes(archive({"b.zip": inner}))
    assert refusal(tmp_path / "a.zip") == "archive_is_safe"


def test_a_file_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.csv").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr("zhiqiao.engines.sheets.recognise.MOST_BYTES", 10)
    assert refusal(tmp_path / "a.csv") == "file_is_small_enough"


def test_entities_do_not_explode(tmp_path: Path):
    names = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 20))
    (tmp_path / "a.xml").write_text(
        f'<!DOCTYPE PatentDocumentAndRelated [<!ENTITY a0 "boom">{names}]>'
        "<PatentDocumentAndRelated><InventionTitle>&a19;</InventionTitle></PatentDocumentAndRelated>"
    )
    try:
        (table,) = sheet_reader(tmp_path / "a.xml").read(tmp_path / "a.xml")
        assert sum(len(str(cell)) for cell in table.rows[1].cells) < 1000
    except Refused as refused:
        assert refused.problems[0].code == "file_is_whole"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=400), head=st.sampled_from([b"", b"PK\x03\x04", OLE, b"<?xml", b"\xff\xfe", b"{"]))
def test_no_file_makes_the_reader_fail(tmp_path: Path, content: bytes, head: bytes):
    path = tmp_path / "any.csv"
    path.write_bytes(head + content)
    try:
        for table in sheet_reader(path).read(path):
            assert table.rows
    except Refused as refused:
        assert refused.problems[0].code


def test_a_workbook_cut_anywhere_is_refused_or_read(tmp_path: Path):
    whole = book()
    for cut in range(0, len(whole), len(whole) // 12):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(whole[:cut])
        assert refusal(path) in {"file_is_whole", "file_is_not_empty", "archive_holds_sheets"}
