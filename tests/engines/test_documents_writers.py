"""Print-outs read back: Chinese text, tables, page numbers; what is written is never taken for commands."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from zhiqiao.domain.problems import Refused
from zhiqiao.engines import choose
from zhiqiao.engines.documents import pdf_writer
from zhiqiao.ports.documents import Document, Section, Table

NASTY = '#panic("x") $a$ *b* _c_ <d> [e] \\ @f "g" = h\0'
WRITTEN = Document(
    title="盘点建档",
    subtitle="一种耐高温灌封胶",
    facts=[("申请号", "202010000001.1"), ("名称", NASTY)],
    sections=[
        Section("填报内容", table=Table(("项目", "内容"), [("场景", f"第{n}行：高温电机") for n in range(90)], (1, 3))),
        Section("办理记录", ["尚无。"]),
    ],
    foot="由知桥打印",
)


def test_docx_read_back():
    made = docx.Document(io.BytesIO(choose.document_writer("docx").write(WRITTEN)))
    told = [paragraph.text for paragraph in made.paragraphs]
    assert told[0] == "盘点建档" and "尚无。" in told
    assert made.tables[0].cell(1, 1).text == NASTY.replace("\0", "")
    assert made.tables[1].cell(90, 1).text == "第89行：高温电机"
    assert "eastAsia" in made.styles["Normal"].element.xml and "宋体" in made.styles["Normal"].element.xml
    foot = made.sections[0].footer.paragraphs[0]
    assert "由知桥打印" in foot.text and "NUMPAGES" in foot._p.xml


def test_pdf_read_back():
    if pdf_writer.chinese_font(None) is None:
        pytest.skip("no Chinese font on this machine")
    read = PdfReader(io.BytesIO(choose.document_writer("pdf").write(WRITTEN)))
    pages = [page.extract_text() for page in read.pages]
    assert len(pages) > 1 and f"2 / {len(pages)}" in pages[1] and "由知桥打印" in pages[1]
    told = "\n".join(pages).replace(" ", "")  # a little room stands between Chinese and figures
    assert "一种耐高温灌封胶" in told and "第89行：高温电机" in told and "#panic" in told
    assert pages[1].count("内容") >= 1, "the heading of a table stands again on each page"
    fonts = [font.get_object() for font in read.pages[0]["/Resources"]["/Font"].values()]
    assert all("+" in str(font["/BaseFont"]) for font in fonts), "only the letters needed are inside"


def test_no_boxes_where_there_is_no_font(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(pdf_writer, "chinese_font", lambda folder: None)
    with pytest.raises(Refused) as refusal:
        pdf_writer.PdfWriter(tmp_path).write(WRITTEN)
    assert [one.code for one in refusal.value.problems] == ["chinese_font_is_there"]


def test_an_empty_folder_brings_no_font(tmp_path: Path):
    assert pdf_writer.chinese_font(tmp_path) in (None, *pdf_writer.FAMILIES)
