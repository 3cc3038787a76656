"""The desk of disclosures as a workbook (披露台账导出), in the language that is active."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from zhiqiao.domain.prefiling.facts import Proposal
from zhiqiao.engines import choose
from zhiqiao.ports.sheets import Column, Page, PageCell
from zhiqiao.records.models import User
from zhiqiao.services.disclosures.desk import EXPORT_MOST, listed
from zhiqiao.services.disclosures.opening import Disclosed
from zhiqiao.words import codes
from zhiqiao.words import procedures as words


def workbook(*, user: User | None) -> bytes:
    """What this person may see of disclosures, one line each, newest first; at most 20,000, and the sheet says so."""
    columns = [Column(str(heading)) for heading in headings()]
    rows = [cells(one) for one in listed(user=user)]
    notes = [_("Confidential: not for anybody outside the institution's own procedure.")]
    if len(rows) >= EXPORT_MOST:
        notes.append(_("Only the newest %(most)s are in this sheet.") % {"most": EXPORT_MOST})
    return choose.workbook_writer().write([Page(_("Disclosures"), columns, rows, notes=notes)])


def headings() -> list[str]:
    """The headings, in the order of `cells`."""
    named = [codes.field_label(name) for name in ("invention_title", "inventors")]
    named += [_("College or school"), _("State"), _("Since"), _("Last day")]
    named += [codes.field_label(name) for name in ("evaluator", "points")]
    named += [_("Proposal of the evaluation")]
    funded = ("is_funded", "project_kind", "project_name", "project_number")
    return [*named, *(codes.field_label(name) for name in (*funded, "application_number", "filed_on"))]


def cells(one: Disclosed) -> list[PageCell]:
    """One disclosure as a line."""
    sheet, row, found = one.facts.sheet, one.disclosure, one.evaluation
    inventors = "; ".join(f"{each.name} {each.share:f} %" if each.share else each.name for each in one.inventors)
    funded = {True: codes.YES_NO["yes"], False: codes.YES_NO["no"]}.get(sheet.is_funded, "")
    return [
        sheet.invention_title,
        inventors,
        one.row.holder.name_zh if one.row.holder else "",
        words.label(words.STATES, one.row.state),
        day(one.row.since),
        day(one.row.last_day),
        str(row.evaluator or ""),
        found.total if found else None,
        codes.label(Proposal(found.proposal)) if found else "",
        str(funded),
        codes.label(sheet.project_kind) if sheet.project_kind else "",
        sheet.project_name,
        sheet.project_number,
        row.application_number,
        day(row.filed_on),
    ]


def day(given: date | None) -> str:
    """A day as text; "" where there is none."""
    return given.isoformat() if given else ""
