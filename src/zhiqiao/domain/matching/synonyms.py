"""Words for the same thing (同义词), in Chinese and English: 锂电池, 锂离子电池, lithium-ion battery.

Our own table, `synonyms.txt` beside this file: common technical words, one group a line. Responsible for finding them
in a text and for naming the others. The others find candidates, put those in another language in order, and are named
as reasons. In the language that is asked they count for the order only where there is no embedder: with one they bring
nothing on needs told in full.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from zhiqiao.domain.codes import Language

FILE = files(__package__) / "synonyms.txt"
HAN = re.compile(r"[\u3400-\u9fff]")
SHORT_FORM = re.compile(r"[A-Z0-9]{2,5}|[A-Z][A-Za-z0-9]?[A-Z]{1,3}s?")
"""COD, LED, SiC, VOCs: only so written, for led and sic are words."""
TOKEN = re.compile(r"[A-Za-z0-9]+")
MANY = re.compile(r"(?<=[a-z]{2})ies\b")
LETTER = re.compile(r"[A-Za-z0-9]")
LEAST_MANY = 4
"""Letters of an English word from which on an s at its end is that of many."""


@dataclass(frozen=True)
class Group:
    """Words for one thing, by language; the first of each is the usual one."""

    words: Mapping[Language, tuple[str, ...]]

    def others(self, word: str) -> dict[Language, tuple[str, ...]]:
        """The other words."""
        return {language: tuple(one for one in words if one != word) for language, words in self.words.items()}


@cache
def groups() -> tuple[Group, ...]:
    """All groups of the table."""
    result = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            chinese, _, english = line.partition("\t")
            words = tuple(map(written, parts(english, ";")))
            result.append(Group({Language.ZH: parts(chinese, "、"), Language.EN: words}))
    return tuple(result)


def parts(text: str, mark: str) -> tuple[str, ...]:
    """The words between marks."""
    return tuple(part.strip() for part in text.split(mark) if part.strip())


def written(word: str) -> str:
    """A word as it is compared: in small letters, a short form as it stands."""
    return word if SHORT_FORM.fullmatch(word) else word.lower()


def one_of(token: str) -> str:
    """An English word in small letters, without the s of many."""
    small = token.lower()
    if len(small) < LEAST_MANY or not small.endswith("s") or small.endswith("ss"):
        return small
    return f"{small[:-3]}y" if small.endswith("ies") else small[:-1]


@dataclass(frozen=True)
class Known:
    """The words of the table with their groups, laid out to be found: Chinese words by their first character, English
    ones by their first word, the longest first, and short forms."""

    of: Mapping[str, tuple[Group, ...]]
    chinese: Mapping[str, Sequence[str]]
    english: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


@cache
def known() -> Known:
    """The whole table."""
    of: dict[str, list[Group]] = {}
    for group in groups():
        for words in group.words.values():
            for word in words:
                of.setdefault(word, []).append(group)
    chinese: dict[str, list[str]] = {}
    english: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for word in sorted(of, key=lambda word: (-len(word), word)):
        if HAN.search(word):
            chinese.setdefault(word[0], []).append(word)
        elif not SHORT_FORM.fullmatch(word):
            tokens = tuple(map(one_of, TOKEN.findall(word)))
            english.setdefault(tokens[0], []).append((tokens, word))
    return Known({word: tuple(told) for word, told in of.items()}, chinese, english)


def found(text: str) -> dict[str, tuple[Group, ...]]:
    """The words of the table that stand in a text, each with its groups, and of several in one place the longest."""
    table, result = known(), dict[str, None]()
    at = 0
    while at < len(text):
        word = next((one for one in table.chinese.get(text[at], ()) if text.startswith(one, at)), "")
        if word:
            result[word] = None
        at += len(word) or 1
    written_as = TOKEN.findall(text)
    tokens = list(map(one_of, written_as))
    at = 0
    while at < len(tokens):
        short = written_as[at] if written_as[at] in table.of else written_as[at].removesuffix("s")
        if SHORT_FORM.fullmatch(short) and short in table.of:
            result[short] = None
        phrases = table.english.get(tokens[at], ())
        told = next((one for one in phrases if tuple(tokens[at : at + len(one[0])]) == one[0]), None)
        if told is not None:
            result[told[1]] = None
        at += len(told[0]) if told is not None else 1
    return {word: table.of[word] for word in result}


Kin = Mapping[Language, tuple[str, ...]]


def kin(text: str) -> Kin:
    """Other words for what a text names, by language, without those it has itself."""
    said = found(text)
    result: dict[Language, dict[str, None]] = {}
    for word, of in said.items():
        for group in of:
            for language, others in group.others(word).items():
                result.setdefault(language, {}).update((one, None) for one in others if one not in said)
    return {language: tuple(words) for language, words in result.items()}


def met(asked: str, told: str) -> list[tuple[str, str]]:
    """Words of what is asked that a text does not have, each with the first other word for it that it has."""
    small, result = MANY.sub("y", told.lower()), []
    for word, of in found(asked).items():
        if stands_in(word, told, small):
            continue
        others = [one for group in of for spoken in group.others(word).values() for one in spoken]
        other = next((one for one in others if stands_in(one, told, small)), "")
        if other:
            result.append((word, other))
    return result


def stands_in(word: str, text: str, small: str) -> bool:
    """Whether a word stands in a text, which is given in small letters too; an English one not inside another."""
    if HAN.search(word):
        return word in text
    line = text if SHORT_FORM.fullmatch(word) else small
    at = line.find(word)
    while at >= 0:
        end = at + len(word)
        end += line[end : end + 1] == "s"
        if not any(LETTER.fullmatch(beside) for beside in (line[max(at - 1, 0) : at], line[end : end + 1])):
            return True
        at = line.find(word, at + 1)
    return False
