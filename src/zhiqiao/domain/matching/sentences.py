"""Sentences and their places in a text (分句), for showing which two say nearly the same."""

from __future__ import annotations

import re

from zhiqiao.domain.matching.explanation import Span

SENTENCE = re.compile(r"[^。；！？;!?\n]+?(?:[。；！？;!?\n]+|\.(?=\s|$)|$)")
SHORTEST = 8
MOST = 12


def sentences(text: str) -> list[Span]:
    """Start and end of each sentence of at least eight characters, the first twelve."""
    result: list[Span] = []
    for found in SENTENCE.finditer(text):
        start, end = found.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end - start >= SHORTEST:
            result.append((start, end))
    return result[:MOST]
