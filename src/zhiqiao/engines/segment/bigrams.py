"""Chinese and English to terms: character pairs and characters for Chinese, word stems for what is written with spaces.

Ranking uses pairs and characters, because on the labelled sets they rank at least as well as dictionary words and
have no dictionary that could change (docs/adr/0009); `numbers` is the same as numbers, without making the strings.
Finding uses dictionary words (`words_to_find`): a third as many as pairs and characters, and each rarer, so that an
inverted index answers sooner and misses no more. They are cut without guessing words that no dictionary holds, since a
guess depends on the neighbours and a question has others than a text.
"""

from __future__ import annotations

import hashlib
import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import rjieba
import Stemmer
from numpy.typing import NDArray

from zhiqiao.ports.segment import Word

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
RUNS = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
HAN_RUNS = re.compile(f"[{HAN}]+")
OTHER_RUNS = re.compile(f"[^\\W_{HAN}]+")
STEMMED = re.compile(r"[a-z]{3,}")
TECHNICAL = Path(__file__).with_name("technical_words.txt")
LONGEST = 64
"""Characters of a word to find at most: longer ones are no words, and are found by how they begin."""

FIRST, LAST = 0x3400, 0x9FFF
"""Characters whose pairs have numbers of their own; pairs with a character outside are numbered like words."""
SINGLE = 1 << 30
OTHER = 1 << 31
REMEMBERED = 1_000_000

COMMON_FORMS = [(form, unicodedata.normalize("NFKC", form)) for form in "，；：（）！？％～／＝＜＞℃µ‑…"]
"""What keeps most Chinese texts from being normal. Each becomes what NFKC makes of it, which is quick; NFKC itself,
which is slow, then has nothing left to do in most texts, and can tell so at once."""

own = threading.local()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of an English word (Snowball); anything else as it is."""
    if not STEMMED.fullmatch(word):
        return word
    if not hasattr(own, "stemmer"):
        own.stemmer = Stemmer.Stemmer("english")
    return str(own.stemmer.stemWord(word))


def is_han(run: str) -> bool:
    """Whether a run is of Chinese characters."""
    return run[0] >= "\u3007" and re.match(f"[{HAN}]", run) is not None


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Full width to half width, ligatures apart, small letters (NFKC)."""
    if text.isascii():
        return text.lower()
    for form, normal in COMMON_FORMS:
        text = text.replace(form, normal)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return text.lower()


@cache
def technical_words() -> tuple[str, ...]:
    """The compounds of our own list, in its order."""
    lines = TECHNICAL.read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def dictionary() -> Any:
    """The general dictionary with our compounds. Their order counts: each takes the frequency that makes it whole."""
    made = rjieba.Jieba()
    for word in technical_words():
        made.add_word(word, None, None)
    return made


@cache
def kinds() -> NDArray[np.uint8]:
    """What each character belongs to, by code point: 1 a Chinese run, 2 another run, 0 none."""
    table = np.zeros(0x110000, dtype=np.uint8)
    every = "".join(map(chr, range(0x110000)))
    for kind, pattern in ((1, HAN_RUNS), (2, OTHER_RUNS)):
        for run in pattern.finditer(every):
            table[run.start() : run.end()] = kind
    return table


def number_of(term: str) -> int:
    """The number of a term: see `ports.segment`."""
    if len(term) == 2 and FIRST <= ord(term[0]) <= LAST and FIRST <= ord(term[1]) <= LAST:
        return (ord(term[0]) - FIRST) << 15 | (ord(term[1]) - FIRST)
    if len(term) == 1 and FIRST <= ord(term) <= LAST:
        return SINGLE + ord(term) - FIRST
    return OTHER | (crc32(term.encode("utf-8", "surrogatepass")) & 0x7FFFFFFF)


class NumbersOfWords(dict[str, int]):
    """The number of each word's stem, remembered, within bounds."""

    def __missing__(self, word: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        number = self[word] = number_of(stem(word))
        return number


class BigramSegmenter:
    """Pairs and characters of Chinese, stems of the rest; dictionary words to find them by."""

    def __init__(self) -> None:
        listed = hashlib.sha256("\n".join(technical_words()).encode()).hexdigest()[:8]
        self.id = f"pairs-and-stems@1 words@1-{listed}"
        self.remembered = NumbersOfWords()

    def terms(self, text: str) -> list[str]:
        """Of "高温合金 coatings": 高温 温合 合金 高 温 合 金 coat."""
        result: list[str] = []
        for run in RUNS.findall(folded(text)):
            if is_han(run):
                result.extend(run[place : place + 2] for place in range(len(run) - 1))
                result.extend(run)
            else:
                result.append(stem(run))
        return result

    def number_of(self, term: str) -> int:
        """The number under which a term is kept."""
        return number_of(term)

    def numbers(self, text: str) -> NDArray[np.uint32]:
        """The numbers of `terms(text)`, in order, with repeats."""
        return self.numbers_of_each([text])[0]

    def numbers_of_each(self, texts: Sequence[str]) -> list[NDArray[np.uint32]]:
        """The numbers of each of many texts: one reckoning for all, ten times as quick as one for each."""
        if not texts:
            return []
        parts = [folded(text) for text in texts]
        numbers, starts = self.numbers_of_line("\n".join(parts))
        ends = np.cumsum([len(part) + 1 for part in parts])
        cuts = np.searchsorted(starts[0], ends[:-1])  # no run goes across the line's end
        return np.split(numbers, np.append(starts[1], len(numbers))[cuts])

    def numbers_of_line(self, line: str) -> tuple[NDArray[np.uint32], tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """The numbers of a folded text; and for each run where it begins in the text, and in the numbers."""
        points = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        kind = kinds()[points]
        edges = np.flatnonzero(np.diff(kind)) + 1
        begins = np.concatenate(([0], edges)) if len(kind) else np.empty(0, dtype=np.int64)
        ends = np.concatenate((edges, [len(kind)])) if len(kind) else begins
        told = kind[begins] > 0
        begins, ends = begins[told], ends[told]
        chinese = kind[begins] == 1
        lengths = np.where(chinese, 2 * (ends - begins) - 1, 1)
        places = np.concatenate(([0], np.cumsum(lengths)))
        numbers = np.empty(places[-1], dtype=np.uint32)
        remembered = self.remembered
        others = np.flatnonzero(~chinese)
        numbers[places[others]] = [
            remembered[line[first:last]]
            for first, last in zip(begins[others].tolist(), ends[others].tolist(), strict=True)
        ]
        put_chinese(points, begins[chinese], ends[chinese], places[:-1][chinese], numbers)
        return numbers, (begins, places[:-1])

    def words_to_find(self, text: str) -> list[str]:
        """Of "高温合金 coatings": 高温 合金 高温合金 coat. The order is not that of the text."""
        text = folded(text)
        chinese = " ".join(HAN_RUNS.findall(text))
        found = [word for word in dictionary().cut_for_search(chinese, False) if word != " "] if chinese else []
        found.extend([stem(word)[:LONGEST] for word in OTHER_RUNS.findall(text)])
        return found

    def words(self, text: str) -> list[Word]:
        """Dictionary words of Chinese and words of the rest, with their places in the text as it was given."""
        line, places = laid_out(text)
        result: list[Word] = []
        for run in RUNS.finditer(line):
            if is_han(run.group()):
                at = run.start()
                for word in rjieba.cut(run.group()):
                    result.append(Word(word, places[at], places[at + len(word) - 1] + 1))
                    at += len(word)
            else:
                result.append(Word(stem(run.group()), places[run.start()], places[run.end() - 1] + 1))
        return result

    def letters(self, text: str) -> list[Word]:
        """The same without the Chinese."""
        line, places = laid_out(text)
        return [
            Word(stem(run.group()), places[run.start()], places[run.end() - 1] + 1) for run in OTHER_RUNS.finditer(line)
        ]


class Forms(dict[str, str]):
    """What each character is folded to, remembered."""

    def __missing__(self, character: str) -> str:
        form = self[character] = folded(character)
        return form


FORMS = Forms()


def laid_out(text: str) -> tuple[str, Sequence[int]]:
    """A text folded character by character, and for each place of it the place in the text as it was given."""
    if text.isascii():
        return text.lower(), range(len(text))
    forms = [FORMS[character] for character in text]
    line = "".join(forms)
    if len(line) == len(text) and all(forms):
        return line, range(len(text))
    return line, [place for place, form in enumerate(forms) for _ in form]


def put_chinese(
    points: NDArray[np.uint32],
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    places: NDArray[np.int64],
    numbers: NDArray[np.uint32],
) -> None:
    """Write the numbers of Chinese runs to their places: of each run first its pairs, then its characters."""
    lengths = ends - begins
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    at = np.repeat(begins, lengths) + within
    characters = points[at]
    plain = (characters >= FIRST) & (characters <= LAST)
    offsets = characters - np.uint32(FIRST)
    place = np.repeat(places, lengths) + within
    follows = within < np.repeat(lengths, lengths) - 1
    firsts = np.flatnonzero(follows)
    numbers[place[firsts]] = (offsets[firsts] << np.uint32(15)) | offsets[firsts + 1]
    numbers[place + np.repeat(lengths, lengths) - 1] = np.uint32(SINGLE) + offsets
    for rare in np.flatnonzero(~plain).tolist():  # characters outside the common blocks
        numbers[place[rare] + np.repeat(lengths, lengths)[rare] - 1] = number_of(chr(characters[rare]))
        for first in (rare - 1, rare):
            if first >= 0 and follows[first]:
                pair = chr(characters[first]) + chr(characters[first + 1])
                numbers[place[first]] = number_of(pair)


def plain_terms(text: str) -> list[str]:
    """The plainest cutting, for the baseline of an evaluation: pairs of Chinese, whole words of the rest."""
    result: list[str] = []
    for run in RUNS.findall(folded(text)):
        if is_han(run) and len(run) > 1:
            result.extend(run[place : place + 2] for place in range(len(run) - 1))
        else:
            result.append(run)
    return result
