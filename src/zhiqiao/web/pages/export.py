"""The list on screen as a file (导出当前列表): CSV that opens well in Chinese Excel, or a workbook."""

from __future__ import annotations

import csv
import io

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.ports.sheets import Column, PageCell
from zhiqiao.records.models import Patent
from zhiqiao.services import catalogue
from zhiqiao.services.catalogue import CataloguePage
from zhiqiao.web.pages import rows
from zhiqiao.words import codes

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def columns() -> list[Column]:
    """What is handed out of each patent, in the reader's language."""
    return [
        Column(_("Number"), width=20),
        Column(_("Title"), width=52, wrap=True),
        Column(_("Holder"), width=30, wrap=True),
        Column(_("Kind"), width=12),
        Column(_("Filed"), width=12, format="date"),
        Column(_("State"), width=12),
        Column(_("Level"), width=8, format="integer"),
        Column(_("Score"), width=9, format="decimal"),
        Column("IPC", width=30, wrap=True),
    ]


def cells(patent: Patent) -> list[PageCell]:
    """One patent in that order."""
    titles = [patent.title_zh, patent.title_en]
    if rows.reads_english():
        titles.reverse()
    grade = rows.grade_of(patent)
    return [
        patent.application_number or patent.record_key,
        next((title for title in titles if title), ""),
        "; ".join(rows.holders_of(patent)),
        codes.label(PatentKind(patent.kind)),
        patent.application_date,
        codes.label(LegalState(patent.legal_state)),
        grade.level if grade else None,
        float(grade.score) if grade and grade.score is not None else None,
        "; ".join(given.code for given in patent.classes.all()),
    ]


def handed_out(page: CataloguePage, form: str) -> HttpResponse:
    """The page's rows as a file of this form."""
    table = [cells(patent) for patent in page.rows]
    written = catalogue.as_workbook(_("Patents"), columns(), table) if form == "xlsx" else as_csv(table)
    response = HttpResponse(written, content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="patents-{page.page}.{form}"'
    return response


def spreadsheet(content: bytes, name: str) -> HttpResponse:
    """A workbook to be kept as a file of this name."""
    response = HttpResponse(content, content_type=FORMATS["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def as_csv(table: list[list[PageCell]]) -> bytes:
    """UTF-8 with its mark, by which Excel knows it."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([column.heading for column in columns()])
    writer.writerows([[guarded(cell) for cell in row] for row in table])
    return written.getvalue().encode("utf-8-sig")


def guarded(cell: PageCell) -> object:
    """A text that a spreadsheet would take for a formula gets a sign before it; what is not known stays empty."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell
