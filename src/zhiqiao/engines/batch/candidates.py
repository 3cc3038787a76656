"""The tile kernel (分块检索): a block of needs against some shards, exactly; of each the best by words and by meaning.

Every document is looked at: its word score as the ranking reckons it, by terms; its likeness in each view, by blocks of
float32 matrix products. Nothing is judged here: what is found is ranked by the domain (`standing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching.wording import rarity
from zhiqiao.engines.batch import shards
from zhiqiao.engines.batch.best import Best, joined
from zhiqiao.engines.batch.questions import Block, Vocabulary
from zhiqiao.engines.batch.shards import Postings, Shard
from zhiqiao.ports.batch import Arrays

Floats = NDArray[np.float32]
ROWS, COLUMNS = 512, 4096
"""Needs and documents of one matrix product of vectors."""
WORD_ROWS = 256
"""Needs of one matrix product of words, against a whole shard."""
DENSE_TERMS = 256
"""At most so many terms are multiplied as a full matrix, the rest one by one."""
DENSE_FROM = 100
"""A term goes into the full matrix where one in so many pairs of need and document share it."""


def find(given: Mapping[str, Any]) -> Arrays:
    """The kernel. Given: `needs` (file), `vocabulary` (file), `shards` (folders, in the order of their documents), and
    `limits`: how many by words and by meaning, in the needs' own language and in another."""
    block = Block.read(Path(given["needs"]))
    vocabulary = Vocabulary.read(Path(given["vocabulary"]))
    search = Search(block, vocabulary, given["limits"])
    ids = []
    for folder in given["shards"]:
        shard = shards.read(Path(folder))
        search.look_at(shard)
        ids.append(shard.ids)
    return search.result(np.concatenate(ids))


def merge(parts: Sequence[Arrays]) -> Arrays:
    """The best of all tiles of one block; a tile without, say, English documents has no list of these."""
    result: Arrays = {}
    for name in sorted({name.removesuffix("-ids") for part in parts for name in part if name.endswith("-ids")}):
        some = [part for part in parts if f"{name}-ids" in part]
        limit = some[0][f"{name}-ids"].shape[1]
        scores, ids = joined([part[f"{name}-scores"] for part in some], [part[f"{name}-ids"] for part in some], limit)
        result[f"{name}-scores"], result[f"{name}-ids"] = scores, ids
    return result


class Search:
    """One block of needs on its way through the shards of a tile."""

    def __init__(self, block: Block, vocabulary: Vocabulary, limits: Mapping[str, int]) -> None:
        self.block, self.limits = block, limits
        self.asked = block.languages
        self.terms = vocabulary.places(block.numbers)
        rare = rarity(vocabulary.at(self.terms))
        self.worth = {
            "own": (block.weight * rare).astype(np.float32),
            "other": (block.anywhere * rare).astype(np.float32),
        }
        self.best: dict[str, Best] = {}
        self.seen = 0

    def top(self, kind: str, relation: str, name: str) -> Best:
        """The best so far of one kind (`words` or `meaning`), in the needs' own language or another."""
        key = f"{kind}-{relation}-{name}"
        if key not in self.best:
            floor = 0.0 if kind == "words" else -np.inf
            self.best[key] = Best(len(self.block), self.limits[f"{kind}-{relation}"], floor)
        return self.best[key]

    def look_at(self, shard: Shard) -> None:
        """Offer every document of a shard."""
        own: NDArray[np.bool_] = np.any(shard.speaks & self.asked, axis=1)
        for language, postings in enumerate(shard.postings):
            if self.asked[language]:
                self.words(postings, language, "own", len(shard.ids), None)
            else:
                self.words(postings, language, "other", len(shard.ids), own)
        for relation, those, vectors in (("own", own, self.block.vectors[0]), ("other", ~own, self.block.vectors[1])):
            if vectors.shape[1]:
                for view, matrix in shard.views.items():
                    self.meaning(matrix, np.flatnonzero(those & shard.known[view]), vectors, relation, view)
        self.seen += len(shard.ids)

    def meaning(self, matrix: NDArray[Any], rows: NDArray[np.int64], vectors: Floats, relation: str, view: str) -> None:
        """Offer the likeness of the documents in these rows."""
        if not len(rows):
            return
        best = self.top("meaning", relation, view)
        for first in range(0, len(rows), COLUMNS):
            those = rows[first : first + COLUMNS]
            documents = matrix[those].astype(np.float32).T
            for need in range(0, len(vectors), ROWS):
                best.offer(need, vectors[need : need + ROWS] @ documents, self.seen + those)

    def words(
        self, postings: Postings, language: int, relation: str, documents: int, without: NDArray[np.bool_] | None
    ) -> None:
        """Offer the word scores of the documents in one language; `without` some rows."""
        if not len(postings.terms):
            return
        best = self.top("words", relation, str(language))
        places, worth = self.seen + np.arange(documents), self.worth[relation][language]
        for first, scores in word_scores(self.block, self.terms, worth, postings, documents):
            if without is not None:
                scores[:, without] = 0
            best.offer(first, scores, places)

    def result(self, ids: NDArray[np.int64]) -> Arrays:
        """Per kind, relation and language or view: numbers of documents and scores (needs, limit); -1 and -inf where
        there are fewer."""
        result: Arrays = {}
        small = np.int32 if not len(ids) or ids[-1] < 1 << 31 else np.int64
        for name, best in self.best.items():
            scores, places = best.result()
            result[f"{name}-ids"] = np.where(places < 0, -1, ids[places]).astype(small)
            result[f"{name}-scores"] = scores
        return result


def word_scores(
    block: Block, terms: NDArray[np.int64], worth: Floats, postings: Postings, documents: int
) -> Iterator[tuple[int, Floats]]:
    """The first need and the scores (needs, documents) of some needs after others.

    Terms that many needs and many documents share are multiplied as a full matrix, the rest document by document.
    """
    place = np.searchsorted(postings.terms, terms)
    place[place == len(postings.terms)] = 0
    there = (postings.terms[place] == terms) & (worth > 0)
    long = np.diff(postings.starts)
    work = np.bincount(place[there], minlength=len(long)) * long
    dense = np.argsort(-work, kind="stable")[:DENSE_TERMS]
    dense = np.sort(dense[work[dense] * DENSE_FROM > len(block) * documents])
    column = np.full(len(long), -1)
    column[dense] = np.arange(len(dense))
    full = np.zeros((len(dense), documents), dtype=np.float32)
    for row, term in enumerate(dense):
        here = slice(postings.starts[term], postings.starts[term + 1])
        full[row, postings.documents[here]] = postings.strengths[here]
    need_of = np.repeat(np.arange(len(block)), np.diff(block.offsets))
    for first in range(0, len(block), WORD_ROWS):
        many = min(WORD_ROWS, len(block) - first)
        those = np.flatnonzero(there & (need_of >= first) & (need_of < first + many))
        in_full = column[place[those]] >= 0
        weight = np.zeros((many, len(dense)), dtype=np.float32)
        dense_of = (need_of[those[in_full]] - first, column[place[those[in_full]]])
        np.add.at(weight, dense_of, worth[those[in_full]])  # two terms may have one number
        scores = weight @ full
        add_rest(scores, need_of[those[~in_full]] - first, place[those[~in_full]], worth[those[~in_full]], postings)
        yield first, scores


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
