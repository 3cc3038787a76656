"""Which piece of a patent answers which piece of a need (短语对齐), and which pieces of the need nothing answers.

Within one language pieces are held together by the words that met in both, weighted by how much they say, and by
meaning; across languages by meaning and by what is written alike. Each piece of either side is used once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching.clauses import clauses
from zhiqiao.domain.matching.explanation import Aligned
from zhiqiao.domain.matching.meeting import FieldText, Phrase
from zhiqiao.domain.matching.quantities import is_asked

Texts = Mapping[str, str]
Array = NDArray[np.float64]
Pair = tuple[tuple[str, int], tuple[str, int]]
"""Field and place of a figure of the need, and of the patent's figure it was compared with."""

LEAST_WORDS = 0.12
"""Share of what a clause says, by rarity, that must be said in the other for the two to be shown beside each other."""
LEAST_BROUGHT = 0.05
"""What a clause counts for that brings nothing, beside the one that brings most."""
FIGURES_HOLD = 0.9
"""How strongly a figure that was compared holds its clauses together."""
TOLD_ONLY = 0.7
"""What a clause that tells how things are counts for, beside one that asks."""
FEW_WORDS = 0.6
"""A clause that says less than this share of what the need's clauses say on average counts as if it said as much: one
word alone is no answer."""
LEAST_ALIKE = 0.50
LEAST_ALIKE_ENGLISH = 0.40
LEAST_ALIKE_ACROSS = 0.38
"""Likeness of meaning (glance) from which on two clauses are shown beside each other: within Chinese, within English,
across. Of the clauses of needs against patents of another industry 4 in 100 reach it by chance, against patents that
solve them 19 to 35 in 100."""
ALIKE = 0.80
"""Likeness that counts as full."""
NOTHING_WORDS = 0.08
NOTHING_ALIKE = 0.36
NOTHING_ALIKE_ENGLISH = 0.28
NOTHING_ALIKE_ACROSS = 0.22
"""Below these a clause of the need is answered by nothing: within a language no more like than clauses of other
industries mostly are; across less than that, for there a glance sees less."""
SAYS_ENOUGH = 0.4
"""A clause that says less than this share of what the need's clauses say on average is not missed."""
SHOWN = 5
"""Pairs shown at most, of each language."""
MISSING_SHOWN = 4
CLAUSES_OF_NEED = 16
CLAUSES_OF_PATENT = 14
LEFT_OUT = ("claim",)
"""Fields whose clauses are not aligned: the first claim repeats the abstract in longer sentences."""


class By(StrEnum):
    """What holds two clauses together (对齐依据)."""

    FIGURES = "figures"
    WORDS = "words"
    MEANING = "meaning"


@dataclass(frozen=True)
class Clause:
    """A piece of a field; `is_asked`: its sentence asks for something, or it is of a title."""

    field: str
    language: str
    start: int
    end: int
    text: str
    is_asked: bool = False


@dataclass(frozen=True)
class Near:
    """How near need and patent are in meaning: `likeness` (need, found) of their clauses, and how much each clause of
    the patent `brings` the whole nearer, 0 to 1."""

    likeness: Array
    brings: Array

    @staticmethod
    def of(need: Sequence[Clause], found: Sequence[Clause], ours: Array, theirs: Array) -> Near:
        """From the clauses' unit vectors.

        A text's vector is the sum of its clauses', each as long as it is. To first order, what a clause brings is its
        likeness to the need less its likeness to its own text times the likeness of the two: what is lost when it is
        taken out. Against the embedder itself this orders a text's clauses better than their likeness alone.
        """
        lengths = [np.array([float(one.end - one.start) for one in those]) for those in (need, found)]
        asked, said = unit(lengths[0] @ ours), unit(lengths[1] @ theirs)
        gain = theirs @ asked - float(asked @ said) * (theirs @ said)
        least, most = float(gain.min(initial=0.0)), float(gain.max(initial=0.0))
        brings = (gain - least) / (most - least) if most > least else np.ones(len(found))
        return Near(ours @ theirs.T, LEAST_BROUGHT + (1 - LEAST_BROUGHT) * brings)


def unit(vector: Array) -> Array:
    """Of length 1."""
    result: Array = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return result


@dataclass(frozen=True)
class Alignment:
    """Pairs, strongest first, and the clauses of the need that nothing answers, in their order."""

    pairs: tuple[Aligned, ...] = ()
    missing: tuple[Clause, ...] = ()


def clauses_of_need(texts: Texts, figures: Sequence[tuple[str, int]] = ()) -> list[Clause]:
    """The clauses of a need, each with whether it asks for something. Those that hold one of these figures (field and
    place) do not: figures are compared, not looked for in words."""
    result = []
    for one in clauses_of(texts, most=CLAUSES_OF_NEED):
        held = any(field == one.field and one.start <= at < one.end for field, at in figures)
        asks = one.field.startswith("title") or is_asked(texts[one.field], one.start, one.end)
        result.append(replace(one, is_asked=asks and not held))
    return result


def clauses_of(texts: Texts, *, most: int = CLAUSES_OF_PATENT, left_out: Sequence[str] = ()) -> list[Clause]:
    """The clauses of these texts, at most so many in each language, fields in the order given."""
    result: list[Clause] = []
    for language in ("zh", "en"):
        seen: set[str] = set()
        own: list[Clause] = []
        for name, text in texts.items():
            if not text or not name.endswith(f"_{language}") or name.rpartition("_")[0] in left_out:
                continue
            for start, end in clauses(text):
                said = text[start:end]
                if said not in seen:
                    seen.add(said)
                    own.append(Clause(name, language, start, end, said))
        result.extend(own[:most])
    return result


def weigh(need: Sequence[Clause], cut: Sequence[FieldText], worth: Mapping[str, float]) -> Array:
    """How much each clause of the need says: the worth of its words."""
    result = np.zeros(len(need))
    by_field = {one.name: one for one in cut}
    for place, clause in enumerate(need):
        one = by_field.get(clause.field)
        if one is not None:
            inside = [piece for piece in one.pieces if clause.start <= piece.start < clause.end]
            result[place] = sum(worth.get(form, 0.0) for form in {piece.form for piece in inside})
    return result


class Places:
    """Tells in which clause a place of a text lies."""

    def __init__(self, those: Sequence[Clause]):
        self.by_field: dict[str, tuple[list[int], list[int], list[int]]] = {}
        for number, clause in enumerate(those):
            starts, ends, numbers = self.by_field.setdefault(clause.field, ([], [], []))
            starts.append(clause.start)
            ends.append(clause.end)
            numbers.append(number)

    def of(self, field: str, start: int) -> int:
        """The number of the clause, -1 when the place lies in none."""
        known = self.by_field.get(field)
        if known is None:
            return -1
        place = bisect_right(known[0], start) - 1
        return known[2][place] if place >= 0 and start < known[1][place] else -1


def by_words(need: Sequence[Clause], found: Sequence[Clause], phrases: Sequence[Phrase], weight: Array) -> Array:
    """(need, found), 0 to 1: the share of what each clause of the need says that each clause of the patent says too."""
    result = np.zeros((len(need), len(found)))
    ours, theirs = Places(need), Places(found)
    for phrase in phrases:
        here = {ours.of(field, span[0]) for field, span in phrase.need} - {-1}
        there = {theirs.of(field, span[0]) for field, span in phrase.found} - {-1}
        for one in here:
            for other in there:
                result[one, other] += phrase.weight
    usual = FEW_WORDS * float(weight[weight > 0].mean()) if (weight > 0).any() else 1.0
    return np.minimum(result / np.maximum(weight, usual)[:, None], 1.0)


def by_figures(need: Sequence[Clause], found: Sequence[Clause], figures: Sequence[Pair]) -> Array:
    """(need, found): where a figure of the one was compared with a figure of the other."""
    result = np.zeros((len(need), len(found)))
    ours, theirs = Places(need), Places(found)
    for asked, said in figures:
        one, other = ours.of(*asked), theirs.of(*said)
        if one >= 0 and other >= 0:
            result[one, other] = FIGURES_HOLD
    return result


def least_alike(need: Sequence[Clause], found: Sequence[Clause]) -> Array:
    """(need, found): the likeness from which on each pair may be shown, by their languages."""
    ours = np.array([one.language == "zh" for one in need])[:, None]
    theirs = np.array([one.language == "zh" for one in found])[None, :]
    within = np.where(ours, LEAST_ALIKE, LEAST_ALIKE_ENGLISH)
    return np.where(ours == theirs, within, LEAST_ALIKE_ACROSS)


@dataclass(frozen=True)
class Held:
    """(need, found): how strongly each of three holds each pair of clauses together, 0 to 1; 0 below the floor."""

    figures: Array
    words: Array
    meaning: Array

    @property
    def strength(self) -> Array:
        """The strongest of the three."""
        result: Array = np.maximum(np.maximum(self.figures, self.words), self.meaning)
        return result

    def by(self, one: int, other: int) -> By:
        """What holds a pair."""
        each = [(self.figures[one, other], By.FIGURES), (self.words[one, other], By.WORDS)]
        return max([*each, (self.meaning[one, other], By.MEANING)], key=lambda told: float(told[0]))[1]


def held(figures: Array, words: Array, likeness: Array | None, least: Array) -> Held:
    """What holds each pair together."""
    told = np.where(words >= LEAST_WORDS, words, 0.0)
    if likeness is None:
        return Held(figures, told, np.zeros(told.shape))
    near = np.clip((likeness - least + 0.12) / (ALIKE - least + 0.12), 0.0, 1.0)
    return Held(figures, told, np.where(likeness >= least, near, 0.0))


def aligned(
    need: Sequence[Clause],
    found: Sequence[Clause],
    phrases: Sequence[Phrase],
    weight: Array,
    near: Near | None = None,
    figures: Sequence[Pair] = (),
) -> Alignment:
    """Need and patent clause by clause. `weight` tells how much each clause of the need says (`weigh`), `near` how near
    the meanings are, where that was asked, `figures` which figures were compared.

    Where the two share a language they are aligned within it, else across.
    """
    if not need or not found:
        return Alignment()
    words = by_words(need, found, phrases, weight)
    likeness = near.likeness if near is not None else None
    told = held(by_figures(need, found, figures), words, likeness, least_alike(need, found))
    strength = told.strength
    shared = {one.language for one in need} & {one.language for one in found}
    brings = near.brings if near is not None and not shared else np.ones(len(found))
    if shared:
        same = np.array([[one.language == other.language for other in found] for one in need])
        strength = np.where(same, strength, 0.0)
    pairs = one_to_one(need, found, told, strength, brings, likeness)
    missing = unanswered(need, words, weight, likeness, across=not shared, shared=shared) if shared or pairs else []
    return Alignment(tuple(pairs), tuple(missing))


def one_to_one(
    need: Sequence[Clause],
    found: Sequence[Clause],
    told: Held,
    strength: Array,
    brings: Array,
    likeness: Array | None,
) -> list[Aligned]:
    """The strongest pairs, those of clauses that ask and of clauses that bring the whole nearer first, each clause of
    either side in one only; so many of each of the need's languages."""
    result: list[Aligned] = []
    ours: set[int] = set()
    theirs: set[int] = set()
    many = {"zh": 0, "en": 0}
    asks = [one.is_asked or bool(told.figures[place].any()) for place, one in enumerate(need)]
    preferred = strength * np.where(asks, 1.0, TOLD_ONLY)[:, None] * brings[None, :]
    for place in np.argsort(-preferred, axis=None, kind="stable").tolist():
        one, other = divmod(place, len(found))
        if strength[one, other] <= 0:
            break
        if one in ours or other in theirs or many[need[one].language] >= SHOWN:
            continue
        ours.add(one)
        theirs.add(other)
        many[need[one].language] += 1
        near = round(float(likeness[one, other]), 3) if likeness is not None else None
        a, b, strong = need[one], found[other], round(float(strength[one, other]), 3)
        by = str(told.by(one, other))
        result.append(Aligned(a.field, a.start, a.end, b.field, b.start, b.end, strong, by, near))
    return result


def unanswered(
    need: Sequence[Clause], words: Array, weight: Array, likeness: Array | None, *, across: bool, shared: set[str]
) -> list[Clause]:
    """The clauses that ask for something telling and that nothing on the other side answers, some of each language.

    Where both sides are written twice, something must be missing in both languages. Across languages that can be told
    by meaning only, and where some pair was found; else nothing is said.
    """
    if across and likeness is None:
        return []
    result: list[Clause] = []
    telling = SAYS_ENOUGH * float(weight[weight > 0].mean()) if (weight > 0).any() else 0.0
    for place, clause in enumerate(need):
        if not clause.is_asked or clause.field.startswith("title") or (shared and clause.language not in shared):
            continue
        if weight[place] < telling:
            continue
        near = float(likeness[place].max()) if likeness is not None else 0.0
        within = NOTHING_ALIKE_ENGLISH if clause.language == "en" else NOTHING_ALIKE
        enough = NOTHING_ALIKE_ACROSS if across else within
        if float(words[place].max()) < NOTHING_WORDS and near < enough:
            result.append(clause)
    shown = {language: [one for one in result if one.language == language] for language in ("zh", "en")}
    if len(shared) > 1 and not all(shown.values()):
        return []
    return [one for own in shown.values() for one in own[:MISSING_SHOWN]]
