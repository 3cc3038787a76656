"""What is right (标准答案): exact BM25 over the same words, exact inner products, and counts of all that match.

An answer counts as right where its exact score is at least that of the hundredth best: documents that are equal may
stand for each other, as second filings of the same text do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bench.engines.adapter import K1, LIMIT, Asked, B, fused
from bench.engines.corpus import COUNTED, Condition, Corpus, Floats, Longs

EQUAL = 1e-5
"""Scores nearer to each other than this are the same."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """How right an answer is: share of the right hundred it has, and how many it should not have had at all."""

    overlap: float
    wrong: int


class Exact:
    """All that is needed to judge."""

    def __init__(self, corpus: Corpus):
        self.corpus = corpus
        self.passing: dict[Condition, Mask] = {}

    @cached_property
    def matrix(self) -> sparse.csc_array:
        """What each word adds to each document's score, as Lucene has it."""
        lines = self.corpus.words
        numbers: list[int] = []
        starts = [0]
        for line in lines:
            numbers += [self.vocabulary.setdefault(word, len(self.vocabulary)) for word in line.split(" ")]
            starts.append(len(numbers))
        counts = sparse.csr_array(
            (np.ones(len(numbers), dtype=np.float32), np.array(numbers), np.array(starts)),
            shape=(len(lines), len(self.vocabulary)),
        )
        counts.sum_duplicates()
        length = np.asarray(counts.sum(axis=1)).reshape(-1)
        holding = np.bincount(counts.indices, minlength=len(self.vocabulary))
        idf = np.log(1 + (len(lines) - holding + 0.5) / (holding + 0.5))
        own = np.repeat(K1 * (1 - B + B * length / length.mean()), np.diff(counts.indptr))
        counts.data = (idf[counts.indices] * counts.data / (counts.data + own)).astype(np.float32)
        return counts.tocsc()

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Words and their columns."""
        return {}

    @cached_property
    def vectors(self) -> Floats:
        """All of them, in memory."""
        return np.ascontiguousarray(self.corpus.vectors())

    def mask(self, condition: Condition) -> Mask:
        """Which documents pass."""
        if condition not in self.passing:
            self.passing[condition] = self.corpus.passing(condition)
        return self.passing[condition]

    def words(self, asked: Asked) -> Floats:
        """Exact BM25; minus infinity for documents that hold none of the words or do not pass."""
        matrix = self.matrix
        columns = [self.vocabulary[word] for word in asked.words if word in self.vocabulary]
        scores = np.zeros(self.corpus.documents, dtype=np.float32)
        for column in columns:
            begin, end = matrix.indptr[column : column + 2]
            scores[matrix.indices[begin:end]] += matrix.data[begin:end]
        return np.where((scores > 0) & self.mask(asked.condition), scores, -np.inf)

    def vector(self, asked: Asked) -> Floats:
        """Exact inner products."""
        assert asked.vector is not None
        return np.where(self.mask(asked.condition), self.vectors @ asked.vector, -np.inf)

    def hybrid(self, asked: Asked) -> Floats:
        """Both exact legs by reciprocal rank: a document's place from the end of that order."""
        order = fused(best(self.words(asked)).tolist(), best(self.vector(asked)).tolist())
        scores = np.full(self.corpus.documents, -np.inf, dtype=np.float32)
        scores[order] = np.arange(len(order), 0, -1)
        return scores

    def judged(self, what: str, asked: Asked, ids: Longs) -> Judged:
        """An answer beside the right one."""
        scores = getattr(self, what)(asked)
        passes = self.mask(asked.condition)
        possible = min(LIMIT, int(np.isfinite(scores).sum()))
        if not possible:
            return Judged(1.0, len(ids))
        least = np.partition(scores, len(scores) - possible)[len(scores) - possible]
        own = np.unique(ids[(ids >= 0) & (ids < len(scores))])
        right = int((scores[own] >= least - EQUAL).sum())
        wrong = int((~passes[own]).sum()) + len(ids) - len(own)
        return Judged(min(right, possible) / possible, wrong)

    def counts(self, asked: Asked) -> dict[str, dict[str, int]]:
        """Counts by facet and value over all that hold any of the words."""
        held = np.flatnonzero(np.isfinite(self.words(asked))).tolist()
        told = {}
        for name in COUNTED:
            values = self.corpus.facets[name]
            told[name] = {value: many for value, many in Counter(values[at] for at in held).items() if value}
        return told


def best(scores: Floats) -> Longs:
    """The best hundred, ties by number."""
    many = min(LIMIT, int(np.isfinite(scores).sum()))
    if not many:
        return np.empty(0, dtype=np.int64)
    least = np.partition(scores, len(scores) - many)[len(scores) - many]
    ids = np.flatnonzero(scores >= least)
    return ids[np.lexsort((ids, -scores[ids]))][:many].astype(np.int64)


def same_counts(right: Mapping[str, Mapping[str, int]], told: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether all counts are equal; a document without a value counts nowhere."""
    return all(right[name] == {value: many for value, many in told[name].items() if value} for name in right)
