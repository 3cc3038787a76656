"""Textbook BM25 over terms (Robertson and Zaragoza 2009), for the baseline a ranking is measured against.

Not responsible for the product's own word scores: those are in `wording`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log

K1 = 1.2
B = 0.75


@dataclass(frozen=True)
class Said:
    """What one text says: how often each term stands there, and how long it is in terms."""

    counts: Mapping[str, int]
    length: int

    @staticmethod
    def of(terms: Sequence[str]) -> Said:
        """Counted."""
        return Said(Counter(terms), len(terms))


@dataclass(frozen=True)
class Statistics:
    """How common terms are in the whole collection: documents, how many hold a term, mean length."""

    documents: int
    frequency: Mapping[str, int] = field(default_factory=dict)
    mean_length: float = 0.0

    def rarity(self, term: str) -> float:
        """ln(1 + (N - n + 0.5) / (n + 0.5)), never negative (the form of BM25's idf that Lucene uses)."""
        holds = min(self.frequency.get(term, 0), self.documents)
        return log(1.0 + (self.documents - holds + 0.5) / (holds + 0.5))


def score(question: Mapping[str, float], said: Said, known: Statistics) -> float:
    """BM25 of one text for weighted terms."""
    longer = said.length / known.mean_length if known.mean_length else 1.0
    thickness = K1 * (1 - B + B * longer)
    total = 0.0
    for term in question.keys() & said.counts.keys():
        count = said.counts[term]
        total += question[term] * known.rarity(term) * count / (count + thickness)
    return total * (K1 + 1)
