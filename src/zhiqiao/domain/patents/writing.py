"""How cells are written (书写形式): one plain text out of any cell, before anybody asks what it means."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"), None)
UNSEEN = re.compile("[\ufeff\u200b\u200c\u200d\u2060\u00ad]")
BLANKS = re.compile("[ \t\u00a0\u3000]{2,}|[\t\u00a0\u3000]")
AROUND_LINE_END = re.compile(" *\n *")
NOTHING = frozenset({"", "-", "--", "---", "—", "——", "/", "\\", "无", "暂无", "空", "未知", "n/a", "na",
                     "null", "#n/a", "#ref!", "#name?", "#value!", "#div/0!", "#null!", "#num!", "none", "nan", "nil",
                     "unknown", "(null)", "(空)", "不详", "待补充"})  # fmt: skip


remembered = lru_cache(maxsize=20_000, typed=True)
"""For what is read of a single cell: in a stock the same states, dates and names are written thousands of times. Cells
of different types are different ones, so that 1 is not True."""


def plain(cell: object) -> str:
    """The cell as one line of text as a person would have typed it: NFKC, no invisible signs, no edge blanks.

    A whole float loses its ".0", as Excel made it; words that mean "nothing" ("无", "-", "N/A") stay as they are.
    """
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float):
        if math.isnan(cell) or math.isinf(cell):
            return ""
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell)
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).translate(INVISIBLE).strip()


def says_nothing(text: str) -> bool:
    """The text is empty or one of the ways of writing "nothing"."""
    return text.strip().lower() in NOTHING


def prose(cell: object) -> str:
    """Running text (title, abstract) as written: no NFKC, so that formulas and full-width signs stay; blanks tidied."""
    if cell is None:
        return ""
    text = cell if isinstance(cell, str) else plain(cell)
    if UNSEEN.search(text):
        text = text.translate(INVISIBLE)
    if "\r" in text or "_x000D_" in text:
        text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    text = BLANKS.sub(" ", text)
    if "\n" in text:
        text = AROUND_LINE_END.sub("\n", text)
    text = text.strip()
    return "" if says_nothing(text) else text
