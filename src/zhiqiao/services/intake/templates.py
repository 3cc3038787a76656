"""Our own template (导入模板): a workbook with the headings we read best, in both languages, and notes on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language, override

from zhiqiao.domain.procedures.register import every
from zhiqiao.engines import choose
from zhiqiao.ports.sheets import Column, Page, PageCell
from zhiqiao.records.models import Patent, User
from zhiqiao.services import procedures
from zhiqiao.services.intake import case_lines
from zhiqiao.services.intake.kinds import kind_of
from zhiqiao.services.intake.opening import NOTES_SHEET
from zhiqiao.words.codes import field_label

SHEETS = {
    "patents": ("专利", "Patents"),
    "needs": ("技术需求", "Needs"),
    "enterprises": ("企业", "Enterprises"),
    "accounts": ("账号", "Accounts"),
    "events": ("法律事件", "Legal events"),
    "register": ("登记簿摘录", "Register extract"),
    "inventory": ("盘点建档", "Inventory"),
    "pool": ("入库申报", "Pool"),
}


def template(what: str = "patents") -> bytes:
    """The template for patents, needs, enterprises or cases (XLSX): fill in the Chinese or the English sheet, or both.

    The third sheet says for each column what it is called in both languages and gives an example; it is not imported.
    """
    return written(what, {})


def prefilled(what: str, *, user: User | None) -> bytes:
    """The same with number, title and holder of the patents that wait to be filed, on the sheet of the language that is
    active; only for what is filed in a procedure."""
    chosen = "en" if (get_language() or "").startswith("en") else "zh"
    return written(what, {chosen: procedures.waiting_to_be_filed(what, user=user)})


def written(what: str, patents: Mapping[str, Sequence[Patent]]) -> bytes:
    """The workbook, with these patents on the sheet of each language."""
    kind = kind_of(what)
    zh, en = kind.headings("zh"), kind.headings("en")
    pages = [
        page(what, name, language, headings, patents.get(language, ()))
        for name, language, headings in zip(SHEETS[what], ("zh", "en"), (zh, en), strict=True)
    ]
    notes = [
        [zh_heading, en_heading, zh_example, en_example, *_labels(field)]
        for (field, zh_heading, zh_example), (_field, en_heading, en_example) in zip(zh, en, strict=True)
    ]
    columns = [
        Column("中文列名", width=22),
        Column("English heading", width=26),
        Column("示例", width=36, wrap=True),
        Column("Example", width=36, wrap=True),
        Column("含义", width=24),
        Column("Meaning", width=24),
    ]
    top = [
        "带 * 的列必填。多个值用分号隔开。本页只作说明，不会导入。",
        "A star marks a column that must be filled. Separate several values by semicolons. This sheet is not imported.",
    ]
    pages.append(Page(NOTES_SHEET, columns, notes, notes=top))
    return choose.workbook_writer().write(pages)


def page(
    what: str, name: str, language: str, headings: Sequence[tuple[str, str, str]], patents: Sequence[Patent]
) -> Page:
    """The sheet of one language: its headings, codes offered as a list, and a line for each of these patents."""
    offered = case_lines.offered(what, language) if what in every() else {}
    columns = [Column(heading, width=_width(heading), choices=offered.get(field, ())) for field, heading, _ in headings]
    if patents:
        columns.append(Column(HOLDER[language], width=24))
    lines = [line(patent, language, len(headings)) for patent in patents]
    return Page(name, columns, lines)


HOLDER = {"zh": "持有单位（供参考）", "en": "Holder (for reference)"}


def line(patent: Patent, language: str, width: int) -> list[PageCell]:
    """A line to be filled in: number, title, and behind the items who holds it."""
    titles = [patent.title_zh, patent.title_en]
    told = next((title for title in (titles if language == "zh" else titles[::-1]) if title), "")
    holder = patent.holder
    names = [holder.name_zh, holder.name_en] if holder else [""]
    name = next((one for one in (names if language == "zh" else names[::-1]) if one), "")
    return [patent.application_number, told, *[None] * (width - 2), name]


def _width(heading: str) -> float:
    """Wide enough for the heading."""
    return max(12.0, sum(2 if ord(char) > 0x2E80 else 1 for char in heading) + 2)


def _labels(field: str) -> tuple[str, str]:
    """The field's label in Chinese and English."""
    with override("zh-hans"):
        zh = str(field_label(field))
    with override("en"):
        en = str(field_label(field))
    return zh, en
