"""Which words and phrases met (词语相遇), and where they stand in both texts, so that they can be marked.

A Chinese phrase meets when the same characters stand in the other text; an English one when the same stems follow each
other there. Neighbouring words that meet together are shown as one phrase.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from zhiqiao.domain.matching.explanation import Met, Span
from zhiqiao.domain.matching.generic import is_generic, is_telling

LONGEST = 8
"""Words in a phrase at most."""
SHOWN = 12
"""Phrases shown at most, of each language."""
WORTH_SHOWING = 0.12
"""Phrases weighing less than this share of the weightiest of their language are not shown."""


@dataclass(frozen=True)
class Piece:
    """One word of a text: its form for comparing, its place, and whether it is Chinese."""

    form: str
    start: int
    end: int
    is_han: bool


@dataclass(frozen=True)
class FieldText:
    """One field of a need or a patent, cut into words."""

    name: str
    text: str
    pieces: tuple[Piece, ...]

    @property
    def folded(self) -> str:
        """Small letters, same length, for finding Chinese phrases."""
        return self.text.lower() if len(self.text.lower()) == len(self.text) else self.text


@dataclass
class Meeting:
    """What met: the phrases, strongest first, and the places in both sides' fields."""

    met: list[Met] = field(default_factory=list)
    marks_need: dict[str, list[Span]] = field(default_factory=dict)
    marks_found: dict[str, list[Span]] = field(default_factory=dict)


def meeting(need: Sequence[FieldText], found: Sequence[FieldText], worth: Callable[[str], float]) -> Meeting:
    """All phrases of the need that the other side has too; `worth` tells how much a phrase says (rarity)."""
    stems = followed_by(found)
    phrases: dict[str, tuple[str, tuple[tuple[str, Span], ...]]] = {}
    spoken: dict[str, set[str]] = {}
    marks_need: dict[str, list[tuple[Span, str]]] = {}
    for one in need:
        for first, last in runs(one, found, stems):
            start, end = one.pieces[first].start, one.pieces[last].end
            key = " ".join(piece.form for piece in one.pieces[first : last + 1])
            if key not in phrases:
                phrases[key] = (one.text[start:end], places(one.pieces[first : last + 1], found, stems))
            marks_need.setdefault(one.name, []).append(((start, end), key))
            spoken.setdefault(key, set()).add(language_of_field(one.name))
    weight = {key: worth(shown) for key, (shown, _) in phrases.items() if is_telling(shown)}
    kept = weightiest(weight, spoken)
    result = Meeting()
    texts = {one.name: one.text for one in found}
    for key, share in kept.items():
        shown, where = phrases[key]
        name, (start, end) = where[0]
        language = next(iter(spoken[key])) if len(spoken[key]) == 1 else ""
        result.met.append(Met(shown, texts[name][start:end], round(share, 3), language))
        for name, span in where:
            result.marks_found.setdefault(name, []).append(span)
    for name, spans in marks_need.items():
        chosen = [span for span, key in spans if key in kept]
        if chosen:
            result.marks_need[name] = apart(chosen)
    result.marks_found = {name: apart(spans) for name, spans in result.marks_found.items()}
    return result


def language_of_field(name: str) -> str:
    """The language a field is for, by the end of its name; "" for a field of no one language."""
    ending = name.rpartition("_")[2]
    return ending if ending in ("zh", "en") else ""


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


def followed_by(found: Sequence[FieldText]) -> dict[str, list[tuple[int, int]]]:
    """Where each form stands: number of the field and of the piece."""
    result: dict[str, list[tuple[int, int]]] = {}
    for number, one in enumerate(found):
        for place, piece in enumerate(one.pieces):
            result.setdefault(piece.form, []).append((number, place))
    return result


Places = Mapping[str, Sequence[tuple[int, int]]]


def runs(one: FieldText, found: Sequence[FieldText], stems: Places) -> list[tuple[int, int]]:
    """First and last piece of the longest phrases of this field that meet; none overlap, none only of generic words."""
    result: list[tuple[int, int]] = []
    place = 0
    while place < len(one.pieces):
        last = place - 1
        while last + 1 < min(len(one.pieces), place + LONGEST) and joins(one, place, last + 1, found, stems):
            last += 1
        while last >= place and is_generic(one.pieces[last].form):
            last -= 1
        if last >= place and not is_generic(one.pieces[place].form):
            result.append((place, last))
            place = last + 1
        else:
            place += 1
    return result


def joins(one: FieldText, first: int, last: int, found: Sequence[FieldText], stems: Places) -> bool:
    """Whether pieces `first` to `last` stand together here and in the other side's texts."""
    pieces = one.pieces[first : last + 1]
    if len(pieces) > 1 and pieces[-1].is_han != pieces[-2].is_han:
        return False
    if pieces[-1].is_han:
        if len(pieces) > 1 and pieces[-2].end != pieces[-1].start:
            return False
        return any(one.folded[pieces[0].start : pieces[-1].end] in other.folded for other in found)
    return bool(stem_places(pieces, found, stems))


def stem_places(pieces: Sequence[Piece], found: Sequence[FieldText], stems: Places) -> list[tuple[int, int]]:
    """Field and first piece of every place where these stems follow each other."""
    result = []
    for number, place in stems.get(pieces[0].form, ()):
        there = found[number].pieces[place : place + len(pieces)]
        if [piece.form for piece in there] == [piece.form for piece in pieces]:
            result.append((number, place))
    return result


def places(pieces: Sequence[Piece], found: Sequence[FieldText], stems: Places) -> tuple[tuple[str, Span], ...]:
    """Every place in the other side's texts where this phrase stands."""
    result: list[tuple[str, Span]] = []
    if pieces[0].is_han:
        phrase = "".join(piece.form for piece in pieces)
        for other in found:
            start = other.folded.find(phrase)
            while start >= 0:
                result.append((other.name, (start, start + len(phrase))))
                start = other.folded.find(phrase, start + len(phrase))
    else:
        for number, place in stem_places(pieces, found, stems):
            there = found[number].pieces
            result.append((found[number].name, (there[place].start, there[place + len(pieces) - 1].end)))
    return tuple(result)


def apart(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap made one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result
