"""Writing texts (生成文本): titles, abstracts, effects and scenarios of a whole batch at once, with NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.national.phrases import Phrases
from bench.national.speech import NUMBER, SLOTS, Frames, Pieces
from bench.national.topics import Topics

Longs = NDArray[np.int64]
MIXED = 0.5
"""Abstracts put together from the beginning of one frame and the end of another."""
ALIKE = 0.9
"""Frames taken from texts of the same IPC section."""
NUMBERS = 12_000
"""Different numbers that can stand where a frame has one."""
SCENARIOS = {
    "zh": ("用于{0}的{1}环节", "适用于{0}", "{0}、{1}生产企业", "可用于{1}中{0}的现场", "{0}与{2}领域的{1}",
           "面向{0}的{2}改造", "{1}行业的{0}", "中小型{0}车间，{1}与{2}并用的场合"),
    "en": ("use in {0} where {1} is needed", "makers of {0} and {1}", "plants with {0}", "{0} for {1} and {2}"),
}  # fmt: skip
"""Scenarios in our own words: the real data hold none."""


@dataclass
class Drawn:
    """What was drawn for a batch: from it the texts can be written, and others that share their phrases."""

    subclasses: Longs
    topics: Longs
    frame: Longs
    tail: Longs
    slots: Longs

    def copy_of(self, source: Longs, target: Longs) -> None:
        """Make `target` texts near-copies of `source` ones."""
        for given in (self.subclasses, self.topics, self.frame, self.tail, self.slots):
            given[target] = given[source]


class Writer:
    """Writes the texts of one language. `needs` are the frames of needs, with the same units."""

    def __init__(
        self,
        frames: Frames,
        needs: Frames,
        phrases: Phrases,
        told: Longs,
        topics: Topics,
        language: str,
        random: np.random.Generator,
    ) -> None:
        units = frames.units
        self.needs = needs
        self.phrases, self.topics, self.language = phrases, topics, language
        self.slot_class, self.slot_phrase = frames.slot_class, frames.slot_phrase
        self.first_number = len(units.strings)
        for _ in range(NUMBERS):
            units.number(a_number(random))
        self.numbers = len(units.strings) - self.first_number
        self.scenarios = Pieces()
        for pattern in SCENARIOS[language]:
            self.scenarios.add(encode_pattern(pattern, frames), 0)
        self.pieces = {
            "title": Layout(frames.titles),
            "head": Layout(frames.heads),
            "tail": Layout(frames.tails),
            "effect": Layout(frames.effects),
            "scenario": Layout(self.scenarios),
            "need": Layout(whole(needs)),
        }
        self.strings = np.array(units.strings, dtype=object)
        sections = sorted({subclass[0] for subclass in topics.subclasses})
        self.section_of = np.array([sections.index(subclass[0]) for subclass in topics.subclasses])
        home = self.section_of[told]
        everything = np.arange(len(told))
        self.by_section = [
            found if len(found := np.flatnonzero(home == n)) else everything for n in range(len(sections))
        ]

    def draw(self, random: np.random.Generator, many: int) -> Drawn:
        """Topics, frames and phrases of a batch."""
        subclasses, topics = self.topics.draw(random, many)
        section = self.section_of[subclasses[:, 0]]
        frame, tail = self.a_frame(random, section), self.a_frame(random, section)
        tail = np.where(random.random(many) < MIXED, tail, frame)
        slots = self.phrases.fill(random, self.slot_class[frame], self.slot_phrase[frame], subclasses, topics)
        return Drawn(subclasses, topics, frame, tail, slots)

    def a_frame(self, random: np.random.Generator, section: Longs) -> Longs:
        """A frame for each, mostly of its own section."""
        chosen = random.integers(0, len(self.slot_class), len(section))
        alike = random.random(len(section)) < ALIKE
        for number, frames in enumerate(self.by_section):
            here = np.flatnonzero(alike & (section == number))
            chosen[here] = frames[random.integers(0, len(frames), len(here))]
        return chosen

    def texts(self, random: np.random.Generator, drawn: Drawn, what: str) -> list[str]:
        """One kind of text for each of the batch: title, abstract, effect or scenario."""
        many = len(drawn.frame)
        if what == "abstract":
            return self.joined(random, drawn.slots, [("head", drawn.frame), ("tail", drawn.tail)])
        if what == "title":
            return [text.strip(" ,.;，。") for text in self.joined(random, drawn.slots, [("title", drawn.frame)])]
        chosen = random.integers(0, self.pieces[what].count, many)
        return [text.strip("，；, ") for text in self.joined(random, drawn.slots, [(what, chosen)])]

    def joined(self, random: np.random.Generator, slots: Longs, parts: Sequence[tuple[str, Longs]]) -> list[str]:
        """Pieces of the named kinds, filled and laid end to end, for each text."""
        tokens, owners = [], []
        for kind, chosen in parts:
            got, owner = self.pieces[kind].gather(chosen)
            tokens.append(got)
            owners.append(owner)
        flat, owner = np.concatenate(tokens), np.concatenate(owners)
        order = np.argsort(owner, kind="stable") if len(parts) > 1 else slice(None)
        flat, owner = flat[order], owner[order]
        numbers = flat == NUMBER
        flat[numbers] = self.first_number + random.integers(0, self.numbers, int(numbers.sum()))
        open_ = flat < 0
        flat[open_] = slots[owner[open_], np.minimum(-1 - flat[open_], SLOTS - 1)]
        ends = np.cumsum(np.bincount(owner, minlength=len(slots))).tolist()
        strings = self.strings[flat].tolist()
        texts, start = [], 0
        for end in ends:
            texts.append("".join(strings[start:end]))
            start = end
        return texts

    def phrase(self, unit: int) -> str:
        """The phrase behind a number."""
        return str(self.strings[unit])


class Layout:
    """Pieces as arrays, gathered for a batch."""

    def __init__(self, pieces: Pieces) -> None:
        self.tokens, self.starts, self.lengths, _homes = pieces.arrays()
        self.tokens = self.tokens.astype(np.int64)
        self.count = len(self.starts)

    def gather(self, chosen: Longs) -> tuple[Longs, Longs]:
        """The tokens of the chosen pieces laid end to end, and for each the text it is of."""
        lengths = self.lengths[chosen].astype(np.int64)
        owner = np.repeat(np.arange(len(chosen)), lengths)
        before = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        place = np.arange(int(lengths.sum())) - before[owner] + self.starts[chosen][owner]
        return self.tokens[place], owner


def whole(frames: Frames) -> Pieces:
    """Beginning and end of each frame as one piece."""
    joined = Pieces()
    for at in range(len(frames.heads.starts)):
        tokens: list[int] = []
        for part in (frames.heads, frames.tails):
            tokens += part.tokens[part.starts[at] : part.starts[at] + part.lengths[at]]
        joined.add(tokens, at)
    return joined


def a_number(random: np.random.Generator) -> str:
    """A number as texts have it: mostly small, often round."""
    size = 10 ** float(random.uniform(1.0, 3.3))
    if random.random() < 0.35:
        return f"{int(size / 5) * 5}"
    return str(int(size))


def encode_pattern(pattern: str, frames: Frames) -> list[int]:
    """A pattern with {0} for the first slot, as tokens."""
    tokens = []
    for part in pattern.replace("{", "\n{").replace("}", "}\n").split("\n"):
        if part.startswith("{"):
            tokens.append(-1 - int(part[1:-1]))
        elif part:
            tokens.append(frames.units.number(part))
    return tokens
