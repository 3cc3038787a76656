"""Columns of official tables (列名识别): which heading means what, and where the headings stand.

The names are those of the tables of CNIPA, the statistics bureau and WIPO, and of files made from them; a file with
other headings is mended by renaming its columns, never by guessing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhiqiao.domain.classing.schemes import SCHEMES, Scheme, Shape

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": (
        "code", "代码", "产业代码", "分类代码", "行业代码", "分类号", "symbol", "seicode", "领域代码", "编码",
        "fieldnr", "fieldnumber", "国民经济行业代码", "国民经济行业分类代码", "行业分类代码", "小类代码", "产业编码",
    ),
    "zh": (
        "zh", "titlezh", "namezh", "name", "名称", "产业名称", "分类名称", "行业名称", "类别名称", "中文", "seiname",
        "领域名称", "fieldzh", "国民经济行业名称", "国民经济行业分类名称", "技术领域", "title",
    ),
    "en": ("en", "titleen", "nameen", "英文", "fieldname", "fielden"),
    "parent": ("parent", "上级", "上级代码", "sector", "sectoren", "大类名称", "所属产业"),
    "symbols": (
        "ipc", "ipc分类号", "ipccode", "国际专利分类", "国际专利分类号", "对应国际专利分类", "ipc代码",
        "国际专利分类代码", "参照国际专利分类", "对应ipc", "国际专利分类ipc", "symbols", "ipcs", "国际专利分类号ipc",
    ),
    "exclusions": ("exclusions", "不含", "排除", "排除分类号", "不包括"),
    "words": ("keywords", "关键词", "关键字", "检索关键词", "说明关键词", "限定关键词", "words"),
    "rule": ("id", "规则", "序号", "ruleid"),
    "of_rule": ("seiid", "ruleref", "所属规则"),
    "level1": ("门类",),
    "level2": ("大类",),
    "level3": ("中类",),
    "level4": ("小类",),
}  # fmt: skip
"""What a column holds → how its heading may be written, without blanks, signs and capitals."""
MEANS = {name: column for column, names in COLUMNS.items() for name in names}
FIRST_LINES = 20
"""The headings stand among so many first lines."""


@dataclass(frozen=True)
class TableLine:
    """A line of a file by what its columns hold; `number` is the line as a sheet shows it."""

    number: int
    cells: Mapping[str, str]


def meaning(heading: str) -> str:
    """What a column of this heading holds; "" where we do not know it."""
    folded = unicodedata.normalize("NFKC", heading).lower()
    return MEANS.get("".join(char for char in folded if char.isalnum()), "")


def is_usable(columns: Sequence[str], scheme: Scheme) -> bool:
    """Whether a table with these columns can be read as the scheme's, or as the pairs that go with its rules."""
    has = set(columns)
    levels = {"level2", "level3", "level4"} <= has and "zh" in has
    if SCHEMES[scheme].shape is Shape.RULES:
        return {"code", "symbols"} <= has or {"rule", "code", "words"} <= has or {"of_rule", "symbols"} <= has
    if SCHEMES[scheme].shape is Shape.LIST:
        return "code" in has
    return levels or ("code" in has and bool({"zh", "en"} & has))


def lines_of(table: Sequence[tuple[int, Sequence[str]]], scheme: Scheme) -> list[TableLine] | None:
    """The lines under the headings; None where no line of the first ones holds the headings of such a table."""
    for at, (_number, cells) in enumerate(table[:FIRST_LINES]):
        columns = [meaning(cell) for cell in cells]
        if is_usable(columns, scheme):
            return [TableLine(number, _named(columns, cells)) for number, cells in table[at + 1 :] if any(cells)]
    return None


def _named(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Cells by what they hold; of two columns that hold the same, the first that is filled."""
    named: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and not named.get(column):
            named[column] = cell
    return named
