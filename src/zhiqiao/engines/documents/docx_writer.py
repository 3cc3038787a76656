"""Writes a document as DOCX. Its Chinese font is named, not embedded: a word processor brings its own."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from zhiqiao.ports.documents import Document, Section, Table

LATIN, CHINESE = "Times New Roman", "宋体"
WIDTH = 17.0
"""Centimetres between the margins of A4."""


class DocxWriter:
    """Writes DOCX."""

    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def write(self, document: Document) -> bytes:
        """The file's bytes."""
        made = docx.Document()
        page = made.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
        for name in ("Normal", "Title", "Heading 1"):
            set_fonts(made.styles[name])
        made.styles["Normal"].font.size = Pt(10.5)
        made.core_properties.title = plain(document.title)
        made.core_properties.author = ""
        made.add_heading(plain(document.title), 0)
        if document.subtitle:
            made.add_paragraph(plain(document.subtitle))
        add_table(made, Table((), list(document.facts), (1, 3)))
        for section in document.sections:
            add_section(made, section)
        number_pages(page.footer.paragraphs[0], plain(document.foot))
        held = io.BytesIO()
        made.save(held)
        return held.getvalue()


def plain(text: str) -> str:
    """The text without signs that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


def set_fonts(style: Any) -> None:
    """Latin and Chinese letters each in their font, in black."""
    style.font.name = LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), CHINESE)
    style.font.color.rgb = None


def add_section(made: Any, section: Section) -> None:
    """A heading with what stands below it."""
    made.add_heading(plain(section.heading), 1)
    for line in section.lines:
        made.add_paragraph(plain(line))
    if section.table is not None:
        add_table(made, section.table)


def add_table(made: Any, table: Table) -> None:
    """A table whose heading stands again on each page."""
    columns = len(table.headings) or len(table.rows[0])
    rows = [list(table.headings)] if table.headings else []
    grid = made.add_table(rows=0, cols=columns, style="Table Grid")
    parts = table.widths or [1] * columns
    for row in [*rows, *table.rows]:
        cells = grid.add_row().cells
        for cell, text, part in zip(cells, row, parts, strict=True):
            cell.text = plain(text)
            cell.width = Cm(WIDTH * part / sum(parts))
    if table.headings:
        first = grid.rows[0]
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        first._tr.get_or_add_trPr().append(mark)
        for cell in first.cells:
            for run in cell.paragraphs[0].runs:
                run.bold = True


def number_pages(paragraph: Any, foot: str) -> None:
    """The foot of each page: its words, the page's number and how many there are."""
    paragraph.add_run(f"{foot}  " if foot else "")
    for field, between in (("PAGE", " / "), ("NUMPAGES", "")):
        mark = OxmlElement("w:fldSimple")
        mark.set(qn("w:instr"), field)
        paragraph._p.append(mark)
        paragraph.add_run(between)
