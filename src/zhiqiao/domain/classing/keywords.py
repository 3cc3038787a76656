"""Words of a row (关键词): what the words of an official table ask of a text, and which of them a text meets.

The tables write them as lists of products, "光纤制造；驱动电路、电子纸等其他电子器件制造": a list is taken as any of
its names, without the endings that name the trade and not the thing [P].
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

AND = re.compile(r"\s+AND\s+|&&|\s*且\s*", re.I)
OR = re.compile(r"[;,、。|/\n]+|\s+OR\s+", re.I)
NOT = re.compile(r"^(?:不包括|不包含|不含)")
BRACKETS = re.compile(r"\([^()]*\)")
CHOICE = re.compile(r"\(([^()]*\sOR\s[^()]*)\)", re.I)
NESTED = re.compile(r"\([^()]*\sAND\s[^()]*\)", re.I)
ENDINGS = re.compile(r"(?:等)?(?:的)?(?:产品)?(?:相关)?(?:关键词|关键字)$")
TRADES = re.compile(r"(?:的?制造|加工|设计服务|技术服务|服务|修理)$")
GENERIC = frozenset({"产品", "其他", "设备", "系统", "装置", "材料", "技术", "方法", "控制系统", "制造", "服务"})
"""What alone says nothing [P]."""
SHORTEST = 2


@dataclass(frozen=True)
class Asked:
    """What a row asks of a text: a word of every group; and none of `unless`. Asking nothing is being met."""

    groups: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()


def read_keywords(written: str) -> tuple[Asked, bool]:
    """The words of a cell, and whether it can be used: a text that leaves no word behind can not.

    Groups are parted by AND or 且; within one, any word will do. What stands in brackets explains, and is passed over.
    """
    text = unicodedata.normalize("NFKC", written)
    if NESTED.search(text):  # an "and" inside brackets is no list of groups
        return Asked(), False
    text = BRACKETS.sub("", CHOICE.sub(r" \1 ", text)).strip()
    groups: list[tuple[str, ...]] = []
    unless: list[str] = []
    usable = True
    for part in AND.split(text) if text else ():
        wanted: list[str] = []
        for piece in OR.split(part):
            piece = piece.strip(" .:\"'")
            if NOT.match(piece):
                unless += _words(NOT.sub("", piece))
            else:
                wanted += _words(piece)
        if wanted:
            groups.append(tuple(dict.fromkeys(wanted)))
        elif not unless:
            usable = False
    return Asked(tuple(groups), tuple(dict.fromkeys(unless))), usable


def _words(piece: str) -> Iterator[str]:
    """The name in a piece, as it would stand in a patent; nothing where it is too general."""
    name = ENDINGS.sub("", piece).split("等")[0].strip()
    short = TRADES.sub("", name)
    word = fold(short if len(short) >= SHORTEST else name)
    if len(word) >= SHORTEST and word not in GENERIC and not word.startswith("其他"):
        yield word


def fold(text: str) -> str:
    """The form in which texts and words are compared: one width, small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def met(word: str, folded: str) -> bool:
    """Whether a word stands in a text; one of Latin letters must stand alone: AGV is not in "stagvar"."""
    if word not in folded:
        return False
    if not word.isascii():
        return True
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", folded) is not None


def words_met(asked: Asked, folded: str) -> tuple[str, ...] | None:
    """The first word met of every group, or None where a group has none. Words to leave out are asked beforehand."""
    found = []
    for group in asked.groups:
        word = next((one for one in group if met(one, folded)), None)
        if word is None:
            return None
        found.append(word)
    return tuple(found)


def forbids(asked: Asked, folded: str) -> bool:
    """Whether the text has a word that the row leaves out."""
    return any(met(word, folded) for word in asked.unless)
