"""Word scores of a block of needs against a whole shard (分块词分), as the ranking reckons them.

Terms that many needs and many documents share are multiplied as a full matrix, the rest document by document; what a
text of that length would score by chance is taken off by the same product.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching import learned
from zhiqiao.domain.matching.wording import GRID, Array, chance_on_grid, in_means, rarity
from zhiqiao.engines.batch.questions import Block, Vocabulary
from zhiqiao.engines.batch.shards import Postings, Shard

Floats = NDArray[np.float32]
ROWS = 256
"""Needs of one product, against a whole shard."""
DENSE_TERMS = 256
"""At most so many terms are multiplied as a full matrix."""
DENSE_FROM = 100
"""A term goes into the full matrix where one in so many pairs of need and document share it."""


class Words:
    """What the terms of a block of needs are worth: `own` in the languages they are asked in, `other` elsewhere."""

    def __init__(self, block: Block, vocabulary: Vocabulary) -> None:
        self.block, self.vocabulary = block, vocabulary
        self.terms = vocabulary.places(block.numbers)
        self.need_of = np.repeat(np.arange(len(block)), np.diff(block.offsets))
        rare = rarity(vocabulary.at(self.terms))
        self.worth = {"own": block.weight * rare, "other": block.anywhere * rare}
        self.chances: dict[tuple[str, int], Floats] = {}

    def chance(self, relation: str, language: int) -> Floats:
        """(needs, lengths): what texts of each length of `GRID` score by chance, to be added: below zero."""
        if (relation, language) not in self.chances:
            rows = []
            for need in range(len(self.block)):
                those = self.block.terms_of(need)
                known = self.vocabulary.at(self.terms[those])
                rows.append(chance_on_grid(self.worth[relation][language, those], known, language))
            off = -learned.table().words.chance * np.array(rows).reshape(len(rows), len(GRID))
            self.chances[relation, language] = off.astype(np.float32)
        return self.chances[relation, language]

    def scores(self, shard: Shard, language: int, relation: str) -> Iterator[tuple[int, Floats]]:
        """The first need and the scores (needs, documents) of some needs after others."""
        postings, documents = shard.postings[language], len(shard.ids)
        worth = self.worth[relation][language].astype(np.float32)
        place = np.searchsorted(postings.terms, self.terms)
        place[place == len(postings.terms)] = 0
        there = (postings.terms[place] == self.terms) & (worth > 0)
        dense = shared_by_many(place[there], postings, len(self.block) * documents)
        column = np.full(len(postings.terms), -1)
        column[dense] = np.arange(len(dense))
        lengths = in_means(shard.texts.lengths, self.vocabulary.known, language)
        full = np.concatenate((as_matrix(postings, dense, documents), between(lengths)))
        chance = self.chance(relation, language)
        for first in range(0, len(self.block), ROWS):
            many = min(ROWS, len(self.block) - first)
            those = np.flatnonzero(there & (self.need_of >= first) & (self.need_of < first + many))
            in_full = column[place[those]] >= 0
            weight = np.zeros((many, len(full)), dtype=np.float32)
            dense_of = (self.need_of[those[in_full]] - first, column[place[those[in_full]]])
            np.add.at(weight, dense_of, worth[those[in_full]])  # two terms may have one number
            weight[:, len(dense) :] = chance[first : first + many]
            scores = weight @ full
            rest = those[~in_full]
            add_rest(scores, self.need_of[rest] - first, place[rest], worth[rest], postings)
            yield first, scores


def shared_by_many(places: NDArray[np.int64], postings: Postings, pairs: int) -> NDArray[np.int64]:
    """The terms that are worth a column of a full matrix."""
    work = np.bincount(places, minlength=len(postings.terms)) * np.diff(postings.starts)
    dense = np.argsort(-work, kind="stable")[:DENSE_TERMS]
    return np.sort(dense[work[dense] * DENSE_FROM > pairs])


def as_matrix(postings: Postings, terms: NDArray[np.int64], documents: int) -> Floats:
    """(terms, documents): how strongly each document says each of these terms."""
    full = np.zeros((len(terms), documents), dtype=np.float32)
    for row, term in enumerate(terms):
        here = slice(postings.starts[term], postings.starts[term + 1])
        full[row, postings.documents[here]] = postings.strengths[here]
    return full


def between(lengths: Array) -> Floats:
    """(lengths of `GRID`, documents): how near each document is to the two about it (`np.interp`, as a matrix)."""
    full = np.zeros((len(GRID), len(lengths)), dtype=np.float32)
    below = np.clip(np.searchsorted(GRID, lengths) - 1, 0, len(GRID) - 2)
    share = np.clip((lengths - GRID[below]) / (GRID[below + 1] - GRID[below]), 0, 1)
    documents = np.arange(len(lengths))
    full[below, documents] = 1 - share
    full[below + 1, documents] = share
    return full


def add_rest(
    scores: Floats, needs: NDArray[np.int64], terms: NDArray[np.int64], worth: Floats, postings: Postings
) -> None:
    """Add each term's share where it stands, need by need."""
    starts, ends = postings.starts[terms].tolist(), postings.starts[terms + 1].tolist()
    bounds = np.searchsorted(needs, np.arange(len(scores) + 1)).tolist()
    for need in range(len(scores)):
        some = range(bounds[need], bounds[need + 1])
        if not some:
            continue
        rows = np.concatenate([postings.documents[starts[one] : ends[one]] for one in some]).astype(np.intp)
        shares = np.concatenate([postings.strengths[starts[one] : ends[one]] for one in some])
        shares *= np.repeat(worth[some.start : some.stop], [ends[one] - starts[one] for one in some])
        np.add.at(scores[need], rows, shares)
