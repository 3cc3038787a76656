"""What a need asks for in words, and how much of it a text says (词面匹配).

A question weighs the terms of a need; `word_score` is BM25 over those weights. Terms are cut elsewhere; this module
knows only that a Chinese term of one character is a character, and everything else a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.generic import is_generic


def is_character(term: str) -> bool:
    """Whether a term is a single Chinese character."""
    return len(term) == 1 and "\u3400" <= term <= "\u9fff"


@dataclass(frozen=True)
class Question:
    """The weighted terms of a need, by language (检索式). A language in which nothing was said is not there."""

    terms: Mapping[Language, Mapping[str, float]]

    @property
    def languages(self) -> frozenset[Language]:
        """The languages it is asked in."""
        return frozenset(self.terms)

    def all_terms(self) -> dict[str, float]:
        """Terms of all languages together, each with its greatest weight."""
        result: dict[str, float] = {}
        for spoken in self.terms.values():
            for term, weight in spoken.items():
                result[term] = max(weight, result.get(term, 0.0))
        return result


def weigh(title: Iterable[str], body: Iterable[str]) -> dict[str, float]:
    """The weights of one language's terms: title threefold, mentions saturating, generic words left out.

    When only generic words were said, they are all there is to go by and stay.
    """
    result: dict[str, float] = {}
    for term, count in Counter(title).items():
        result[term] = weights.TITLE_WEIGHT * count
    top = weights.MENTIONS_SATURATE
    for term, count in Counter(body).items():
        result[term] = result.get(term, 0.0) + (top + 1) * count / (top + count)
    telling = {term: weight for term, weight in result.items() if not is_generic(term)}
    return {
        term: weight * (weights.CHARACTER_WEIGHT if is_character(term) else 1.0)
        for term, weight in (telling or result).items()
    }


@dataclass(frozen=True)
class Said:
    """What one text says in one language: how often each term stands there, and how long it is in terms."""

    counts: Mapping[str, int]
    length: int

    @staticmethod
    def of(terms: Sequence[str]) -> Said:
        """Counted."""
        return Said(Counter(terms), len(terms))


@dataclass(frozen=True)
class Statistics:
    """How common terms are in the whole collection, for one language: documents, how many hold a term, mean length."""

    documents: int
    frequency: Mapping[str, int] = field(default_factory=dict)
    mean_length: float = 0.0

    def rarity(self, term: str) -> float:
        """ln(1 + (N - n + 0.5) / (n + 0.5)), never negative (the form of BM25's idf that Lucene uses)."""
        holds = min(self.frequency.get(term, 0), self.documents)
        return log(1.0 + (self.documents - holds + 0.5) / (holds + 0.5))


@dataclass(frozen=True)
class Worth:
    """What each term of a question is worth against one collection: its weight times its rarity.

    `whole` is the worth of all its terms but the single characters, of which `coverage` is a share.
    """

    of: Mapping[str, float]
    whole: float
    mean_length: float

    @staticmethod
    def weigh(question: Mapping[str, float], statistics: Statistics) -> Worth:
        """Reckoned once for all candidates."""
        worth = {term: weight * statistics.rarity(term) for term, weight in question.items()}
        whole = sum(value for term, value in worth.items() if not is_character(term))
        return Worth(worth, whole, statistics.mean_length)


def word_score(worth: Worth, said: Said) -> float:
    """BM25 (k1 1.2, b 0.75) with the question's own weights."""
    if not said.length:
        return 0.0
    longer = said.length / worth.mean_length if worth.mean_length else 1.0
    thickness = weights.BM25_K1 * (1 - weights.BM25_B + weights.BM25_B * longer)
    total = 0.0
    for term in worth.of.keys() & said.counts.keys():
        count = said.counts[term]
        total += worth.of[term] * count / (count + thickness)
    return total * (weights.BM25_K1 + 1)


def coverage(worth: Worth, said: Said) -> float:
    """How much of what was asked the text mentions at all, 0 to 1, by worth; single characters do not count."""
    met = sum(worth.of[term] for term in worth.of.keys() & said.counts.keys() if not is_character(term))
    return met / worth.whole if worth.whole else 0.0
