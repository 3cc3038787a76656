"""Chinese and English to terms: character pairs and characters for Chinese, word stems for what is written with spaces.

Ranking uses pairs and characters, because on the labelled sets they rank at least as well as dictionary words and
have no dictionary that could change (docs/adr/0009). Words from rjieba's dictionary are cut for readers only.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import rjieba
import Stemmer

from zhiqiao.ports.segment import Word

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
RUNS = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
STEMMED = re.compile(r"[a-z]{3,}")
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


def folded(text: str) -> str:
    """Full width to half width, ligatures apart, small letters (NFKC)."""
    return unicodedata.normalize("NFKC", text).lower()


class BigramSegmenter:
    """Pairs and characters of Chinese, stems of the rest."""

    id = "pairs-and-stems@1"

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

    def words(self, text: str) -> list[Word]:
        """Dictionary words of Chinese and words of the rest, with their places in the text as it was given."""
        places: list[int] = []
        shown: list[str] = []
        for place, character in enumerate(text):
            for part in folded(character):
                shown.append(part)
                places.append(place)
        result: list[Word] = []
        for run in RUNS.finditer("".join(shown)):
            if is_han(run.group()):
                at = run.start()
                for word in rjieba.cut(run.group()):
                    result.append(Word(word, places[at], places[at + len(word) - 1] + 1))
                    at += len(word)
            else:
                result.append(Word(stem(run.group()), places[run.start()], places[run.end() - 1] + 1))
        return result


def plain_terms(text: str) -> list[str]:
    """The plainest cutting, for the baseline of an evaluation: pairs of Chinese, whole words of the rest."""
    result: list[str] = []
    for run in RUNS.findall(folded(text)):
        if is_han(run) and len(run) > 1:
            result.extend(run[place : place + 2] for place in range(len(run) - 1))
        else:
            result.append(run)
    return result
