"""Our own template (导入模板): a workbook with the headings we read best, in both languages, and notes on each."""

from __future__ import annotations

from django.utils.translation import override

from zhiqiao.engines import choose
from zhiqiao.ports.sheets import Column, Page
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
    kind = kind_of(what)
    zh, en = kind.headings("zh"), kind.headings("en")
    pages = [
        Page(name, [Column(heading, width=_width(heading)) for _field, heading, _example in headings], [])
        for name, headings in zip(SHEETS[what], (zh, en), strict=True)
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
