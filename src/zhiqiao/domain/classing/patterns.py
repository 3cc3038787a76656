"""Patterns (分类号样式): what a block of IPC symbols in an official table stands for, and which keys a symbol meets.

A pattern ends in `*` where it stands for everything below, and is one symbol where it does not. Not responsible for
the symbols of patents: those are read by `domain.patents.classifications`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

HIGH = re.compile(r"([A-HY](?:\d{2}[A-Z]?)?)\s*[*%]*")
GROUP = re.compile(r"([A-HY]\d{2}[A-Z])\s*0*(\d{1,4})\s*(?:[*%]+|/\s*[*%]+|/?)")
SUBGROUP = re.compile(r"([A-HY]\d{2}[A-Z])\s*0*(\d{1,4})\s*/\s*(\d{1,6})\s*([*%]*)(?:\s*\([\d.]+\))?")
INDUSTRY = re.compile(r"([A-T]?)(\d{2,4})[*%]*|([A-T])")
INSIDE = re.compile(r"\(\s*(?:不含|不包括|不包含|排除|除外?|EXCEPT|EXCLUDING|NOT)\s*[:,]?\s*([^()]*?)\s*(?:除外)?\s*\)")
AFTER = re.compile(r"[,、\s]*(?:不含|不包括|不包含|EXCEPT|EXCLUDING)\s*[:]?\s*([^;\n]*)")
EDITION = re.compile(r"\(\d{4}\.\d{2}\)[A-Z]?")
BETWEEN = re.compile(r"[、,;|。\n]+")


@dataclass(frozen=True)
class Block:
    """What a cell of symbols says: what it stands for, what it leaves out, and the pieces that are no symbols."""

    patterns: tuple[str, ...]
    exclusions: tuple[str, ...]
    unread: tuple[str, ...]


def read_block(written: str) -> Block:
    """A cell such as "C25B*；H01M8/*（不含H01M8/18）、H02J15/00": patterns, exclusions and what could not be read.

    "H01M" and "H01M*" are the whole subclass, "H01M8", "H01M8*" and "H01M8/*" the whole main group, "H01M8/1*" every
    subgroup whose digits begin so, "H01M8/00" that one symbol. `%` is read as `*`. What stands after 不含 or 不包括,
    in brackets or up to the next semicolon, is left out of the whole row.
    """
    text = unicodedata.normalize("NFKC", written).upper()
    text = EDITION.sub("", text)
    left_out: list[str] = INSIDE.findall(text)
    text = INSIDE.sub(" ", text)
    left_out += AFTER.findall(text)
    text = AFTER.sub(" ", text)
    patterns, unread = _all_of(text)
    exclusions, unread_exclusions = _all_of("；".join(left_out).replace("；", ";"))
    return Block(tuple(patterns), tuple(exclusions), (*unread, *unread_exclusions))


def _all_of(text: str) -> tuple[list[str], list[str]]:
    """Every pattern of a list, each once, and the pieces that are none."""
    found: dict[str, None] = {}
    unread: list[str] = []
    for piece in BETWEEN.split(text):
        piece = piece.strip(" .()")
        if not piece:
            continue
        whole = read_pattern(piece)
        for part in [piece] if whole else piece.split():
            one = read_pattern(part)
            if one:
                found[one] = None
            else:
                unread.append(part)
    return list(found), unread


def read_pattern(written: str) -> str:
    """One pattern in our form, or "" where it is none."""
    if high := HIGH.fullmatch(written):
        return high[1] + "*"
    if group := GROUP.fullmatch(written):
        return f"{group[1]}{int(group[2])}/*" if int(group[2]) else ""
    if sub := SUBGROUP.fullmatch(written):
        if not int(sub[2]):
            return ""
        digits = sub[3] if sub[4] else sub[3].ljust(2, "0")
        return f"{sub[1]}{int(sub[2])}/{digits}{'*' if sub[4] else ''}"
    return ""


def read_industry(written: str) -> str:
    """An industry code of GB/T 4754 in our form: "C3841", "3841" and "38.41" are 3841, "C" is the section; else ""."""
    text = unicodedata.normalize("NFKC", written).strip().upper().replace(" ", "")
    text = text.removesuffix(".0")
    found = INDUSTRY.fullmatch(text)
    if not found:
        return ""
    return found[2] or found[3]


@lru_cache(maxsize=200_000)
def keys_of(symbol: str) -> tuple[str, ...]:
    """The patterns that stand for a symbol, the longest first: "H01M8/18" → itself, "H01M8/18*", "H01M8/1*",
    "H01M8/*", "H01M*", "H01*", "H*". Of an industry "3841": "3841*", "384*", "38*"."""
    if symbol[:1].isdigit():
        return tuple(symbol[:size] + "*" for size in range(len(symbol), 1, -1))
    head, slash, digits = symbol.partition("/")
    keys = [symbol] if slash else []
    keys += [f"{head}/{digits[:size]}*" for size in range(len(digits), -1, -1)] if slash else []
    return (*keys, *(symbol[:size] + "*" for size in (4, 3, 1) if len(symbol) >= size))


def weight(pattern: str) -> int:
    """How much a pattern says: the longer the prefix the more, and a symbol itself more than everything below it."""
    return 2 * len(pattern) if not pattern.endswith("*") else 2 * len(pattern) - 3
