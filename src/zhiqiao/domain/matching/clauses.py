"""Clauses and their places in a text (分句、短语): the pieces of a need that are answered one by one, and of a patent
that may answer them."""

from __future__ import annotations

import re

from zhiqiao.domain.matching.explanation import Span

STOPS = re.compile(r"[。；;！？!?\n]+|\.(?=\s|$)")
COMMAS = re.compile(r"[，：]|[,:](?=\s)|、(?=[^、，。；]{8})")
LISTING = re.compile(r"\s*(?:[（(]?\d{1,2}[)）.、．]|[①-⑳]|[-–•*])\s*")
"""1）, (2), ③ at the beginning of a clause: not part of what it says."""
SHORTEST_ZH, SHORTEST_EN = 6, 22
"""Characters below which a piece between commas goes with the next."""
LONGEST_ZH, LONGEST_EN = 60, 180
HAN = re.compile(r"[\u3400-\u9fff]")


def clauses(text: str, *, most: int = 24) -> list[Span]:
    """Start and end of each clause, in order, the first `most`: cut at full stops, and at commas where both sides say
    something of their own."""
    result: list[Span] = []
    start = 0
    for stop in [*STOPS.finditer(text), None]:
        end = stop.start() if stop else len(text)
        result.extend(parts(text, start, end))
        start = stop.end() if stop else end
        if len(result) >= most:
            break
    return result[:most]


def parts(text: str, start: int, end: int) -> list[Span]:
    """The clauses of one sentence."""
    chinese = HAN.search(text, start, end) is not None
    shortest = SHORTEST_ZH if chinese else SHORTEST_EN
    result: list[Span] = []
    begin = start
    for comma in [*COMMAS.finditer(text, start, end), None]:
        until = comma.start() if comma else end
        first, last = trimmed(text, begin, until)
        if comma and last - first < shortest:
            continue
        if last - first >= (shortest if result else 2):
            result.append((first, last))
        elif result and last > first:
            result[-1] = (result[-1][0], last)
        begin = comma.end() if comma else until
    return result


def trimmed(text: str, start: int, end: int) -> Span:
    """Without spaces around it and without its number in a list."""
    listing = LISTING.match(text, start, end)
    start = listing.end() if listing else start
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
