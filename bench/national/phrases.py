"""Phrases (名词短语): what the patents of a topic name, most often first, so that words cluster.

A topic (IPC main group) has the phrases of its own titles, some of its subclass's and some that only it has; a subclass
those of real titles and abstracts told by their words to be its own. Coined phrases, put together from halves of real
words and from real pairs of words, make the long tail that a stock of a million texts has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.national.sources import Sources, tidy_class_title
from bench.national.speech import CLASSES, Frames, Units, cut, names, phrased
from bench.national.topics import Topics, zipf_rank

OWN_OF_SUBCLASS = 90
OWN_COINED = 30
"""Phrases of its subclass, and coined ones, that a topic uses more than others do."""
COINED_AT_MOST = 200_000
"""Coined phrases in all, of each length, in a large stock; a small one has a fifth of its patents."""
OFFSETS = {"topic": 0.7, "subclass": 0.8, "all": 1.0, "coined": 40_000.0}
"""How flat the head of each list is."""
SHARES = {"own": 0.30, "topic": 0.35, "subclass": 0.27, "all": 0.03, "coined": 0.05}
"""Where the phrase of a slot comes from; "own" keeps what stood there."""

CODES = 0.5
"""Coined words that are written in Latin letters and digits: a segmenter cuts Chinese ones into known words."""
UNITS = ("nm", "wt", "mL", "mg", "mm", "kPa", "rpm", "kHz", "V", "W")
AGAIN = 0.18
"""Slots that name what an earlier slot of the same text names."""

Longs = NDArray[np.int64]


@dataclass
class Lists:
    """Lists of unit numbers laid end to end, one for each key and length of phrase."""

    flat: Longs
    starts: Longs
    many: Longs
    offset: float

    def draw(self, random: np.random.Generator, key: Longs, length: Longs) -> tuple[Longs, NDArray[np.bool_]]:
        """A phrase for each key and length, and where the list had none."""
        place = key * CLASSES + length
        many = self.many[place]
        rank = zipf_rank(random.random(place.shape), many, self.offset)
        return self.flat[np.minimum(self.starts[place] + rank, len(self.flat) - 1)], many == 0


def lists_of(listed: Sequence[Sequence[Sequence[int]]], offset: float) -> Lists:
    """From key → length → phrases."""
    parts = [part for by_length in listed for part in by_length]
    many = np.array([len(part) for part in parts], dtype=np.int64)
    flat = np.array([number for part in parts for number in part] or [0], dtype=np.int64)
    return Lists(flat, np.concatenate(([0], np.cumsum(many)[:-1])), many, offset)


@dataclass
class Phrases:
    """The phrases of one language by topic, subclass, at all, and coined."""

    of_topic: Lists
    of_subclass: Lists
    of_all: Lists
    coined: Lists

    def fill(
        self,
        random: np.random.Generator,
        slot_class: NDArray[np.int32],
        slot_phrase: NDArray[np.int32],
        subclasses: Longs,
        topics: Longs,
    ) -> Longs:
        """(texts, slots): the unit that goes into each slot. `subclasses` and `topics` are the texts' own."""
        length = slot_class.astype(np.int64)
        uniform = random.random(length.shape)
        # A third of a patent's phrases are of its second class where it has one.
        second = (random.random(length.shape) < 0.33) & (subclasses[:, 1:2] >= 0)
        subclass = np.where(second, subclasses[:, 1:2], subclasses[:, :1])
        topic = np.where(second, topics[:, 1:2], topics[:, :1])
        zero = np.zeros_like(length)
        filled = self.of_all.draw(random, zero, length)[0]
        bound = 1.0
        for share, lists, key in (
            (SHARES["own"], None, None),
            (SHARES["coined"], self.coined, zero),
            (SHARES["subclass"], self.of_subclass, subclass),
            (SHARES["topic"], self.of_topic, topic),
        ):
            bound -= share
            here = (uniform >= bound) & (uniform < bound + share)
            if lists is None or key is None:
                filled[here] = slot_phrase[here]
                continue
            drawn, none = lists.draw(random, key[here], length[here])
            filled[here] = np.where(none, filled[here], drawn)
        again = random.random(length.shape) < AGAIN
        again[:, :2] = False
        earlier = (random.random(length.shape) * np.arange(length.shape[1])).astype(np.int64)
        return np.where(again, np.take_along_axis(filled, earlier, 1), filled)


def phrases_of(
    sources: Sources, frames: Frames, topics: Topics, language: str, random: np.random.Generator, patents: int
) -> tuple[Phrases, Longs]:
    """The phrases of a language, and the subclass of each real text as its words tell it."""
    common = frames.common
    texts = sources.chinese if language == "zh" else sources.english
    by_subclass: list[Counter[str]] = [Counter() for _ in topics.subclasses]
    by_topic: list[Counter[str]] = [Counter() for _ in range(topics.count)]
    place = {subclass: number for number, subclass in enumerate(topics.subclasses)}
    group = {codes[0].partition("/")[0]: topic for topic, codes in enumerate(topics.group_codes)}
    for code, title in sources.classes.items():
        if code[:4] not in place:
            continue
        for piece in tidy_class_title(title[0 if language == "zh" else 1]):
            said = named(piece.lower() if language == "en" else piece, common, language)
            by_subclass[place[code[:4]]].update(said)
            if "/" in code and code.partition("/")[0] in group:
                by_topic[group[code.partition("/")[0]]].update(said)
    if language == "zh":
        for text in sources.titles:
            for subclass in text.subclasses:
                for phrase in named(text.title, common, language):
                    by_subclass[place[subclass]][phrase] += 3
    told = told_subclasses([text.subclasses for text in texts], frames, by_subclass, place, language)
    for phrases, subclass in zip(frames.phrases, told.tolist(), strict=True):
        by_subclass[subclass].update(phrases)
    many = int(min(COINED_AT_MOST, max(2_000, patents / 5)))
    return assembled(frames, by_subclass, by_topic, topics, language, random, many), told


def named(text: str, common: set[str], language: str) -> list[str]:
    """The phrases a text names."""
    return [run for run, length in phrased(cut(text, language), common, language) if length]


def told_subclasses(
    given: Sequence[tuple[str, ...]],
    frames: Frames,
    by_subclass: Sequence[Counter[str]],
    place: dict[str, int],
    language: str,
) -> Longs:
    """The subclass of each text: as it says, else the one whose phrases' words are likeliest (naive Bayes)."""
    of_word: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for subclass, phrases in enumerate(by_subclass):
        for phrase, many in phrases.items():
            for word in cut(phrase, language):
                of_word[word][subclass] += many
    totals = np.array([sum(phrases.values()) + 1.0 for phrases in by_subclass])
    prior = np.log(totals / totals.sum()) * 0.3 - 8.0
    told = []
    for subclasses, words in zip(given, frames.words, strict=True):
        if subclasses:
            told.append(place[subclasses[0]])
            continue
        score = prior.copy()
        for word in words:
            found = of_word.get(word if language == "zh" else word.lower())
            if found:
                at = np.fromiter(found, dtype=np.int64)
                counts = np.fromiter(found.values(), dtype=np.float64)
                score[at] += np.log1p(counts * 2000.0 / totals[at] * 20.0)
        told.append(int(np.argmax(score)))
    return np.array(told, dtype=np.int64)


def assembled(
    frames: Frames,
    by_subclass: Sequence[Counter[str]],
    by_topic: Sequence[Counter[str]],
    topics: Topics,
    language: str,
    random: np.random.Generator,
    many_coined: int,
) -> Phrases:
    """The lists, each with its most frequent first."""
    units = frames.units
    everywhere: Counter[str] = Counter()
    for phrases in frames.phrases:
        everywhere.update(phrases)
    for phrases in by_subclass:
        everywhere.update(dict.fromkeys(phrases, 1))
    listed_all = by_length([phrase for phrase, _many in everywhere.most_common()], units, language)
    coined = coin(everywhere, units, language, random, many_coined)
    of_subclass = [by_length([one for one, _many in phrases.most_common()], units, language) for phrases in by_subclass]
    of_topic = []
    for subclass, first in enumerate(topics.first_group.tolist()):
        for topic in range(first, first + int(topics.groups[subclass])):
            own = by_length([one for one, _many in by_topic[topic].most_common()], units, language)
            for length in range(CLASSES):
                more = picked(random, of_subclass[subclass][length], OWN_OF_SUBCLASS)
                special = picked(random, coined[length], OWN_COINED)
                own[length] = interleaved(own[length], more, special)
            of_topic.append(own)
    return Phrases(
        lists_of(of_topic, OFFSETS["topic"]),
        lists_of(of_subclass, OFFSETS["subclass"]),
        lists_of([listed_all], OFFSETS["all"]),
        lists_of([coined], OFFSETS["coined"]),
    )


def by_length(phrases: Sequence[str], units: Units, language: str) -> list[list[int]]:
    """Unit numbers by words in the phrase."""
    found: list[list[int]] = [[] for _ in range(CLASSES)]
    for phrase in phrases:
        words = len(cut(phrase, language)) if language == "zh" else phrase.count(" ") + 1
        found[min(words, CLASSES) - 1].append(units.number(phrase))
    return found


def picked(random: np.random.Generator, among: Sequence[int], many: int) -> list[int]:
    """Some of a list, each once, those at its head likelier."""
    if not among:
        return []
    rank = zipf_rank(random.random(many), np.full(many, len(among), dtype=np.int64), 30.0)
    return [among[at] for at in dict.fromkeys(rank.tolist())]


def interleaved(own: list[int], more: list[int], special: list[int]) -> list[int]:
    """The topic's own first and among them the others, each once."""
    mixed: dict[int, None] = {}
    longest = max(len(own), len(more), len(special), 1)
    for at in range(longest):
        for part in (own, more, special):
            if at < len(part):
                mixed[part[at]] = None
    return list(mixed)


def coin(
    everywhere: Counter[str], units: Units, language: str, random: np.random.Generator, many: int
) -> list[list[int]]:
    """Phrases nobody has written: words of halves of real words, and such words beside real ones."""
    words = sorted({word for phrase in everywhere for word in cut(phrase, language) if names(word, language)})
    long = [word for word in words if len(word) >= (2 if language == "zh" else 5)]
    gap = "" if language == "zh" else " "
    first, second = random.integers(0, len(long), (2, many))
    half = 1 if language == "zh" else 3
    new = [long[a][: max(half, len(long[a]) // 2)] + long[b][-max(half, len(long[b]) // 2) :]
           for a, b in zip(first.tolist(), second.tolist(), strict=True)]  # fmt: skip
    if language == "zh":
        new = [a_code(random) if at < CODES else word for at, word in zip(random.random(len(new)), new, strict=True)]
    place = random.integers(0, len(words), (3, many))
    old = [[words[at] for at in row.tolist()] for row in place]
    keep = random.random((2, many)) < 0.35
    two = [f"{new[at] if keep[0, at] else old[0][at]}{gap}{old[1][at]}" for at in range(many)]
    three = [f"{old[0][at]}{gap}{new[at] if keep[1, at] else old[1][at]}{gap}{old[2][at]}" for at in range(many)]
    return [[units.number(phrase) for phrase in dict.fromkeys(part)] for part in (new, two, three)]


def a_code(random: np.random.Generator) -> str:
    """An abbreviation, a type or a quantity in Latin letters, as a fifth of the rare words of Chinese abstracts are."""
    letters = "".join(chr(65 + at) for at in random.integers(0, 26, int(random.integers(2, 5))).tolist())
    form = random.random()
    if form < 0.5:
        return letters
    if form < 0.75:
        return f"{letters[:2]}{random.integers(1, 10_000)}"
    return f"{random.integers(1, 5000)}{UNITS[int(random.integers(0, len(UNITS)))]}"
