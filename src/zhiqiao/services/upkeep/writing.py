"""The letter of a digest (提醒邮件): its words, in the language of whoever gets it."""

from __future__ import annotations

from django.utils.translation import get_language, override

from zhiqiao.records.models import Patent
from zhiqiao.services.upkeep.digest import Digest
from zhiqiao.services.upkeep.listing import DueLine
from zhiqiao.words import upkeep as words


def written(one: Digest) -> tuple[str, str]:
    """Subject and text of a digest in its person's language."""
    with override(one.person.language):
        told = words.summary(one.grace, one.bands, one.open)
        return words.letter(str(one.person), one.period, told, list(map(line_of, one.lines)), one.further)


def line_of(line: DueLine) -> str:
    """One patent of it."""
    row, patent = line.row, line.patent
    number = patent.application_number or patent.record_key
    due, until = (day.isoformat() if day else "—" for day in (row.due, row.payable_until))
    yuan = "" if line.total_fen is None else f"{line.total_fen / 100:,.2f}"
    return words.letter_line(number, title_of(patent), row.year, due, until, yuan)


def title_of(patent: Patent) -> str:
    """Its title in the language that is active, else in the other."""
    titles = [patent.title_zh, patent.title_en]
    if (get_language() or "").startswith("en"):
        titles.reverse()
    return next((title for title in titles if title), "")
