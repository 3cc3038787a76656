"""Frames of speech (句式骨架): how real texts are built, with the words that name things taken out.

A real title and abstract become a frame: function words, verbs and punctuation stay, every phrase that names something
becomes a numbered slot, the same phrase the same slot. Filled again with other phrases, a frame keeps what matters to a
search: length, order of words, how often a text repeats its own terms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import rjieba
from numpy.typing import NDArray

from bench.national.sources import Text

SLOTS = 48
"""Phrases of one text that can be told apart; what a text names beyond them stays as it was."""
LONGEST_PHRASE = 4
FRAME_SHARE = {"zh": 0.03, "en": 0.02}
"""A word that stands in this share of all texts belongs to the frame."""
NUMBER = -1000
"""Place of a number in a frame: drawn anew for every text."""
CLASSES = 3
"""Phrases of one word, of two, of three and more are replaced by such."""
EFFECT = re.compile(
    r"提高|降低|避免|减少|有效|增强|改善|节约|优点|效果|保证|提升|reduc|improv|increas|avoid|effective|advantag"
)
WORD_EN = re.compile(r"[A-Za-z][A-Za-z\-]*|[^A-Za-z]+")
NAMES_ZH = re.compile(r"^[\u4e00-\u9fff]+$|^[A-Za-z]{2,}$")
NAMES_EN = re.compile(r"^[A-Za-z][A-Za-z\-]+$")
DIGITS = re.compile(r"^\d+(?:\.\d+)?$")

Ints = NDArray[np.int32]


class Units:
    """Every string that can stand in a text, by number."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._number: dict[str, int] = {}

    def number(self, string: str) -> int:
        """The number of a string, given out when it is first met."""
        known = self._number.get(string)
        if known is None:
            known = self._number[string] = len(self.strings)
            self.strings.append(string)
        return known


@dataclass
class Pieces:
    """Pieces of frames laid end to end: unit numbers, `-1 - slot` for a slot, `NUMBER` for a number."""

    tokens: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)

    def add(self, piece: Sequence[int], home: int) -> None:
        """One more piece, of the frame `home`."""
        self.starts.append(len(self.tokens))
        self.lengths.append(len(piece))
        self.homes.append(home)
        self.tokens.extend(piece)

    def arrays(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Tokens, starts, lengths and homes."""
        return tuple(  # type: ignore[return-value]
            np.array(given, dtype=np.int32) for given in (self.tokens, self.starts, self.lengths, self.homes)
        )


@dataclass
class Frames:
    """The frames of one language."""

    units: Units
    titles: Pieces
    heads: Pieces
    tails: Pieces
    effects: Pieces
    slot_class: Ints
    """(frames, slots): how long the phrase of a slot is, 0 to 2."""
    slot_phrase: Ints
    """(frames, slots): the phrase that stood there."""
    common: set[str]
    """Words of the frames: they name nothing."""
    phrases: list[Counter[str]]
    """Per frame the phrases it named."""
    words: list[set[str]]
    """Per frame the words it used that name something."""


def cut(text: str, language: str) -> list[str]:
    """The words of a text, with everything between them, so that joining gives the text again."""
    return rjieba.cut(text, False) if language == "zh" else WORD_EN.findall(text)


def frames_of(texts: Sequence[Text], language: str, units: Units) -> Frames:
    """Take the frames of these texts."""
    cuts = [(cut(text.title, language), cut(text.abstract, language)) for text in texts]
    common = frame_words(cuts, language)
    frames = Frames(
        units, Pieces(), Pieces(), Pieces(), Pieces(),
        np.zeros((len(texts), SLOTS), np.int32), np.zeros((len(texts), SLOTS), np.int32), common, [], [],
    )  # fmt: skip
    for at, (title, abstract) in enumerate(cuts):
        runs_title, runs = phrased(title, common, language), phrased(abstract, common, language)
        named = Counter(run for run, length in (*runs_title, *runs) if length)
        slots = {phrase: slot for slot, (phrase, _many) in enumerate(named.most_common(SLOTS))}
        lengths = {run: length for run, length in (*runs_title, *runs) if length}
        listed = list(slots) or [""]
        for slot in range(SLOTS):
            phrase = listed[slot] if slot < len(listed) else listed[0]
            frames.slot_class[at, slot] = min(lengths.get(phrase, 1), CLASSES) - 1
            frames.slot_phrase[at, slot] = units.number(phrase)
        head, tail = halves(runs)
        frames.titles.add(encoded(runs_title, slots, units), at)
        frames.heads.add(encoded(head, slots, units), at)
        frames.tails.add(encoded(tail, slots, units), at)
        for clause in clauses(tail):
            frames.effects.add(encoded(clause, slots, units), at)
        frames.phrases.append(named)
        frames.words.append({word for word in (*title, *abstract) if word not in common and names(word, language)})
    return frames


def frame_words(cuts: Sequence[tuple[list[str], list[str]]], language: str) -> set[str]:
    """Words that belong to no subject: those of many texts."""
    spread = Counter(word for title, abstract in cuts for word in {*title, *abstract})
    least = max(3, FRAME_SHARE[language] * len(cuts))
    return {word for word, many in spread.items() if many >= (least / 3 if len(word) == 1 else least)}


@cache
def names(word: str, language: str) -> bool:
    """Whether a word can name something: letters, no punctuation, no number."""
    return bool((NAMES_ZH if language == "zh" else NAMES_EN).match(word))


def phrased(words: Sequence[str], common: set[str], language: str) -> list[tuple[str, int]]:
    """(text, words in it) for each phrase, (text, 0) for what stands between."""
    found: list[tuple[str, int]] = []
    held, length = "", 0
    gap = " " if language == "en" else ""
    last = len(words) - 1
    for at, word in enumerate(words):
        if word not in common and names(word, language):
            if length == LONGEST_PHRASE:
                found.append((held, length))
                held, length = "", 0
            held += word
            length += 1
        elif length and word == gap and at < last and words[at + 1] not in common and names(words[at + 1], language):
            if length == LONGEST_PHRASE:
                found += [(held, length), (word, 0)]
                held, length = "", 0
            else:
                held += word
        else:
            if length:
                found.append((held, length))
                held, length = "", 0
            found.append((word, 0))
    if length:
        found.append((held, length))
    return found


def halves(runs: list[tuple[str, int]]) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """An abstract in two, at the end of the sentence or clause nearest its middle."""
    ends = [at + 1 for at, (run, length) in enumerate(runs[:-1]) if not length and (ends_sentence(run) or run == "，")]
    if not ends:
        return runs, []
    sizes = np.cumsum([len(run) for run, _length in runs])
    strong = [at for at in ends if ends_sentence(runs[at - 1][0])] or ends
    middle = min(strong, key=lambda at: abs(2 * sizes[at - 1] - sizes[-1]))
    return runs[:middle], runs[middle:]


def ends_sentence(between: str) -> bool:
    """Whether what stands between two phrases ends a sentence; a dot within a number does not."""
    return between[:1] in {"。", "；", ";"} or between.startswith(". ")


def clauses(runs: list[tuple[str, int]]) -> list[list[tuple[str, int]]]:
    """Sentences that tell an effect, of a handy length."""
    found, held = [], []
    for run in runs:
        held.append(run)
        if not run[1] and ends_sentence(run[0]):
            text = "".join(one for one, _length in held)
            if 12 <= len(text) <= 160 and EFFECT.search(text):
                found.append(held)
            held = []
    return found


def encoded(runs: Sequence[tuple[str, int]], slots: dict[str, int], units: Units) -> list[int]:
    """Runs as numbers; what stands between slots becomes one unit."""
    tokens: list[int] = []
    between = ""
    for run, length in runs:
        if length and run in slots:
            if between:
                tokens.append(units.number(between))
                between = ""
            tokens.append(-1 - slots[run])
        elif DIGITS.match(run.strip()) and len(run.strip()) > 1:
            if between:
                tokens.append(units.number(between))
                between = ""
            tokens.append(NUMBER)
        else:
            between += run
    if between:
        tokens.append(units.number(between))
    return tokens
