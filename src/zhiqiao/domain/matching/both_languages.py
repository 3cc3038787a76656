"""The same figure in two languages (双语同一指标): each asked figure is told once, and quoted in either language.

A need and a patent may be written twice. Where a figure was read under another name in the other language, or under
none, it is found there by its numbers and its unit. Quotations only: what was compared stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from zhiqiao.domain.matching.parameters import (
    ORDER,
    Compared,
    Placed,
    Texts,
    Verdict,
    in_order,
    in_words,
    language_of_field,
)
from zhiqiao.domain.matching.quantities import Nameless, Quantity, Role, nameless, quantities
from zhiqiao.domain.matching.unnamed import as_of

Key = tuple[object, frozenset[Fraction], bool]
"""Dimension, numbers, and whether it is a change: what is the same in both languages."""
LONGEST_ZH, LONGEST_EN = 14, 36
"""Characters before a figure that are quoted with it, where no name says what it is of."""
PAUSE = re.compile(r"[,，、。;；:：(（!?！？\n]")
PAUSE_BEHIND = re.compile(rf"{PAUSE.pattern}|[)）.]|\s(?:so|which|that|while|and|but|when)\b")
JOINED = re.compile(r"(?:\s+(?:and|or|but|for|with|of|to|in|at|a|an|the))*\s*$|[且并和而及又]+$")
JOINING = re.compile(r"\s*(?:(?:and|or|but|for|so)\s+|[且并和而及又])?\s*", re.IGNORECASE)


def key_of(one: Quantity) -> Key:
    """What is the same in both languages."""
    numbers = frozenset(each for each in (one.low, one.high) if each is not None)
    return one.unit.dimension, numbers, one.role is Role.CHANGE


def told_once(told: Sequence[Compared]) -> list[Compared]:
    """Those asked in one language under one name and in the other under another, put together.

    Only where the numbers leave no doubt: one in either language has them.
    """
    by_key: dict[Key, dict[str, list[Compared]]] = {}
    for one in told:
        for language in alone(one.asked_in):
            by_key.setdefault(key_of(one.asked.quantity), {}).setdefault(language, []).append(one)
    result = list(told)
    for those in by_key.values():
        if sorted(map(len, those.values())) == [1, 1]:
            first, second = sorted((one for each in those.values() for one in each), key=result.index)
            result[result.index(first)] = joined(first, second)
            result.remove(second)
    return in_order(result)


def alone(those: Sequence[Placed]) -> set[str]:
    """The language, where it is one only."""
    languages = {one.language for one in those}
    return languages if len(languages) == 1 else set()


def joined(first: Compared, second: Compared) -> Compared:
    """One asked figure with the better of what is said of it."""
    best, other = (second, first) if ORDER.index(second.verdict) > ORDER.index(first.verdict) else (first, second)
    said_in = best.said_in
    if best.verdict is other.verdict:
        said_in = (*said_in, *(each for each in other.said_in if each not in said_in))
    return replace(best, asked_in=(*first.asked_in, *second.asked_in), said_in=said_in)


def in_both(told: Sequence[Compared], need: Texts, found: Texts) -> list[Compared]:
    """The same, what is asked and what is said quoted in the other language too, where that has the figure."""
    keys = [key_of(one.asked.quantity) for one in told if alone(one.asked_in)]
    result = []
    for one in told:
        asked_in = one.asked_in
        if keys.count(key_of(one.asked.quantity)) == 1:
            asked_in = with_other(asked_in, need)
        said_of = confirmed(one, found)
        said_in = with_other(said_of.said_in, found, is_named=said_of.verdict is not Verdict.POSSIBLE)
        result.append(replace(said_of, asked_in=asked_in, said_in=said_in))
    return in_order(result)


def confirmed(one: Compared, found: Texts) -> Compared:
    """A figure said without a name, where the patent names it in its other language: it is what it would be."""
    kind = one.asked.quantity.kind
    names = () if one.said is None or kind.is_of_something else tuple(by_name(one.said.quantity, found))
    if one.would_be is None or not names:
        return one
    return replace(one, said=names[0], verdict=one.would_be, said_in=names[:1], would_be=None)


def with_other(those: tuple[Placed, ...], texts: Texts, *, is_named: bool = True) -> tuple[Placed, ...]:
    """The figure, and the same in the language it is not yet quoted in; one without a name stays without."""
    if not alone(those):
        return those
    first = those[0]
    other = {name: text for name, text in texts.items() if text and language_of_field(name) not in ("", first.language)}
    named = list(by_name(first.quantity, other)) if is_named else []
    if named:
        return (*those, named[0])
    bare = list(by_number(first.quantity, other, is_alone=not is_named))
    return (*those, bare[0]) if len({one.text for one in bare}) == 1 else those


def by_name(one: Quantity, texts: Texts) -> Iterator[Placed]:
    """Figures of the same kind with the same numbers."""
    for name, text in texts.items():
        for each in quantities(text):
            if each.kind is one.kind and key_of(each) == key_of(one):
                yield Placed(name, language_of_field(name), each, in_words(text, each))


def by_number(one: Quantity, texts: Texts, *, is_alone: bool) -> Iterator[Placed]:
    """Figures without a name and with the same numbers, `is_alone` or with the words around them."""
    for name, text in texts.items():
        for each in nameless(text):
            found = as_of(each, one.kind, one.unit.dimension)
            if found is not None and key_of(found) == key_of(one):
                words = text[each.start : each.end] if is_alone else quoted(text, each)
                yield Placed(name, language_of_field(name), found, words)


def quoted(text: str, bare: Nameless) -> str:
    """The figure with the words around it in its clause, as far as they hold no other figure."""
    is_han = any("\u3400" <= character <= "\u9fff" for character in text[bare.begin : bare.end])
    every = [(one.start, one.end) for one in quantities(text)] + [(one.start, one.end) for one in nameless(text)]
    others = [place for place in every if place[0] != bare.start]
    reach = LONGEST_ZH if is_han else LONGEST_EN
    begin = max(bare.begin, bare.start - reach)
    pauses = (found.end() for found in PAUSE.finditer(text, bare.begin, bare.start))
    start = max([begin, *pauses, *(end for _, end in others if end <= bare.start)])
    if start == begin > bare.begin and not is_han and text[start - 1].isalnum():
        start = text.find(" ", start, bare.start) + 1 or bare.start
    joining = JOINING.match(text, start, bare.start)
    return text[joining.end() if joining else start : bare.end + len(behind(text, bare.end, others, reach // 2))]


def behind(text: str, end: int, others: Sequence[tuple[int, int]], reach: int) -> str:
    """What stands behind a figure up to the next pause or figure, where that is short: "80 % overall yield"."""
    pause = PAUSE_BEHIND.search(text, end)
    stop = min([pause.start() if pause else len(text), *(start for start, _ in others if start >= end)])
    rest = JOINED.sub("", text[end:stop])
    return rest if len(rest) <= reach else ""
