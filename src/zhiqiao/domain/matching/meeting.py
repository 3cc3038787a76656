"""Which words and phrases met (词语相遇), and where they stand in both texts, so that they can be marked.

A Chinese phrase meets when the same characters stand in the other text; an English one when the same stems follow each
other there. Neighbouring words that meet together are shown as one phrase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from zhiqiao.domain.matching.explanation import Met, Span
from zhiqiao.domain.matching.generic import is_generic, is_telling

LONGEST = 8
"""Words in a phrase at most."""
SHOWN = 12
"""Phrases shown at most, of each language."""
WORTH_SHOWING = 0.12
"""Phrases weighing less than this share of the weightiest of their language are not shown."""
BETWEEN = "\n"
"""What stands between the fields of one side when they are searched as one: no phrase holds it."""
Place = tuple[str, Span]
"""A field and a span of it."""


@dataclass(frozen=True)
class Piece:
    """One word of a text: its form for comparing, its place, and whether it is Chinese."""

    form: str
    start: int
    end: int
    is_han: bool


@dataclass(frozen=True)
class FieldText:
    """One field of a need or a patent, cut into words. Of the side that is searched only what is not Chinese need be
    cut: Chinese phrases are looked for as they stand."""

    name: str
    text: str
    pieces: tuple[Piece, ...]

    @cached_property
    def folded(self) -> str:
        """Small letters, same length, for finding Chinese phrases."""
        lowered = self.text.lower()
        return lowered if len(lowered) == len(self.text) else self.text

    @cached_property
    def generic(self) -> tuple[bool, ...]:
        """Which of the words say nothing."""
        return tuple(is_generic(piece.form) for piece in self.pieces)

    @property
    def language(self) -> str:
        """The language the field is for, by the end of its name; "" for a field of no one language."""
        ending = self.name.rpartition("_")[2]
        return ending if ending in ("zh", "en") else ""


@dataclass(frozen=True)
class Phrase:
    """A phrase that met: how it stands in the need, how much it says, and every place of it on both sides."""

    shown: str
    weight: float
    need: tuple[Place, ...]
    found: tuple[Place, ...]


@dataclass
class Meeting:
    """What met: the phrases, strongest first, the places in both sides' fields, and every phrase with its weight."""

    met: list[Met] = field(default_factory=list)
    marks_need: dict[str, list[Span]] = field(default_factory=dict)
    marks_found: dict[str, list[Span]] = field(default_factory=dict)
    phrases: list[Phrase] = field(default_factory=list)


@dataclass(frozen=True)
class Searched:
    """The side in which phrases are looked for, laid end to end."""

    fields: Sequence[FieldText]
    line: str
    starts: tuple[int, ...]
    stems: Mapping[str, Sequence[tuple[int, int]]]

    @staticmethod
    def of(fields: Sequence[FieldText]) -> Searched:
        """Where each field begins in the line, and where each form stands: number of the field and of the piece."""
        starts, at = [], 0
        stems: dict[str, list[tuple[int, int]]] = {}
        for number, one in enumerate(fields):
            starts.append(at)
            at += len(one.text) + len(BETWEEN)
            for place, piece in enumerate(one.pieces):
                if not piece.is_han:
                    stems.setdefault(piece.form, []).append((number, place))
        return Searched(fields, BETWEEN.join(one.folded for one in fields), tuple(starts), stems)

    def stem_places(self, forms: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Field and first piece of every place where these stems follow each other."""
        for number, place in self.stems.get(forms[0], ()):
            there = self.fields[number].pieces[place : place + len(forms)]
            if len(there) == len(forms) and all(a.form == b for a, b in zip(there, forms, strict=True)):
                yield number, place

    def places(self, pieces: Sequence[Piece], phrase: str) -> tuple[Place, ...]:
        """Every place where this phrase stands."""
        result: list[Place] = []
        if not pieces[0].is_han:
            for number, place in self.stem_places([piece.form for piece in pieces]):
                one = self.fields[number]
                result.append((one.name, (one.pieces[place].start, one.pieces[place + len(pieces) - 1].end)))
            return tuple(result)
        at, number = self.line.find(phrase), 0
        while at >= 0:
            while number + 1 < len(self.starts) and self.starts[number + 1] <= at:
                number += 1
            start = at - self.starts[number]
            result.append((self.fields[number].name, (start, start + len(phrase))))
            at = self.line.find(phrase, at + len(phrase))
        return tuple(result)


def meeting(need: Sequence[FieldText], found: Sequence[FieldText], worth: Callable[[str], float]) -> Meeting:
    """All phrases of the need that the other side has too; `worth` tells how much a phrase says (rarity)."""
    searched = Searched.of(found)
    shown: dict[str, str] = {}
    found_at: dict[str, tuple[Place, ...]] = {}
    need_at: dict[str, list[Place]] = {}
    spoken: dict[str, set[str]] = {}
    for one in need:
        for first, last in runs(one, searched):
            start, end = one.pieces[first].start, one.pieces[last].end
            key = " ".join([piece.form for piece in one.pieces[first : last + 1]])
            if key not in shown:
                shown[key] = one.text[start:end]
                found_at[key] = searched.places(one.pieces[first : last + 1], one.folded[start:end])
            need_at.setdefault(key, []).append((one.name, (start, end)))
            spoken.setdefault(key, set()).add(one.language)
    weight = {key: worth(text) for key, text in shown.items() if is_telling(text)}
    kept = weightiest(weight, spoken)
    result = Meeting()
    texts = {one.name: one.text for one in found}
    marks_need: dict[str, list[Span]] = {}
    marks_found: dict[str, list[Span]] = {}
    for key, share in kept.items():
        name, (start, end) = found_at[key][0]
        language = next(iter(spoken[key])) if len(spoken[key]) == 1 else ""
        result.met.append(Met(shown[key], texts[name][start:end], round(share, 3), language))
        for marks, places in ((marks_need, need_at[key]), (marks_found, found_at[key])):
            for name, span in places:
                marks.setdefault(name, []).append(span)
    result.marks_need = {one.name: apart(marks_need[one.name]) for one in need if one.name in marks_need}
    result.marks_found = {name: apart(spans) for name, spans in marks_found.items()}
    result.phrases = [
        Phrase(shown[key], weight[key], tuple(need_at[key]), found_at[key])
        for key in sorted(weight, key=lambda key: (-weight[key], key))
    ]
    return result


def weightiest(weight: Mapping[str, float], spoken: Mapping[str, set[str]]) -> dict[str, float]:
    """The phrases worth showing with their share of the weightiest of their language, strongest first.

    Each language has its own, so that a need written twice shows as much of either.
    """
    kept: dict[str, float] = {}
    for language in sorted({one for key in weight for one in spoken[key]}):
        own = [key for key in weight if language in spoken[key]]
        greatest = max(weight[key] for key in own)
        worthy = [key for key in own if greatest and weight[key] >= greatest * WORTH_SHOWING]
        for key in sorted(worthy, key=lambda key: (-weight[key], key))[:SHOWN]:
            kept[key] = max(kept.get(key, 0.0), weight[key] / greatest)
    return dict(sorted(kept.items(), key=lambda one: (-one[1], one[0])))


def runs(one: FieldText, searched: Searched) -> list[tuple[int, int]]:
    """First and last piece of the longest phrases of this field that meet; none overlap, none only of generic words."""
    result: list[tuple[int, int]] = []
    pieces, generic = one.pieces, one.generic
    place = 0
    while place < len(pieces):
        if generic[place]:
            place += 1
            continue
        last = longest(one, searched, place)
        while last >= place and generic[last]:
            last -= 1
        if last >= place:
            result.append((place, last))
            place = last + 1
        else:
            place += 1
    return result


def longest(one: FieldText, searched: Searched, first: int) -> int:
    """The last piece up to which the pieces from `first` stand together here and on the other side; before `first`
    where even that one does not."""
    pieces = one.pieces
    last = first - 1
    while last + 1 < min(len(pieces), first + LONGEST):
        after = pieces[last + 1]
        if last >= first and not follows(pieces[last], after):
            break
        if after.is_han:
            if one.folded[pieces[first].start : after.end] not in searched.line:
                break
        elif not any(searched.stem_places([piece.form for piece in pieces[first : last + 2]])):
            break
        last += 1
    return last


def follows(one: Piece, after: Piece) -> bool:
    """Whether two pieces can be of one phrase: both Chinese with nothing between, or neither."""
    return after.is_han is one.is_han and (not after.is_han or one.end == after.start)


def apart(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap made one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result
