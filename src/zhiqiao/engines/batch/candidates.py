"""The tile kernel (分块检索): a block of needs against some shards, exactly; of each the best by words and by meaning.

Every document is looked at: its word score as the ranking reckons it, by terms; its likeness in each view, by blocks of
float32 matrix products. Nothing is judged here: what is found is ranked by the domain (`standing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiqiao.engines.batch import shards
from zhiqiao.engines.batch.best import Best, joined
from zhiqiao.engines.batch.questions import Block, Vocabulary
from zhiqiao.engines.batch.said import Words
from zhiqiao.engines.batch.shards import Shard
from zhiqiao.ports.batch import Arrays

Floats = NDArray[np.float32]
ROWS, COLUMNS = 512, 4096
"""Needs and documents of one matrix product of vectors."""


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
        self.asked, self.words = block.languages, Words(block, vocabulary)
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
            if len(postings.terms):
                self.said(shard, language, "own" if self.asked[language] else "other", own)
        for relation, those, vectors in (("own", own, self.block.vectors[0]), ("other", ~own, self.block.vectors[1])):
            if vectors.shape[1]:
                for view in (view for view in shards.VIEWS if view in shard.views):
                    self.meaning(shard, np.flatnonzero(those & shard.known[view]), vectors, relation, view)
        self.seen += len(shard.ids)

    def meaning(self, shard: Shard, rows: NDArray[np.int64], vectors: Floats, relation: str, view: str) -> None:
        """Offer the likeness of the documents in these rows."""
        if not len(rows):
            return
        best = self.top("meaning", relation, view)
        for first in range(0, len(rows), COLUMNS):
            those = rows[first : first + COLUMNS]
            documents = shard.vectors(view, those).astype(np.float32).T
            for need in range(0, len(vectors), ROWS):
                best.offer(need, vectors[need : need + ROWS] @ documents, self.seen + those)

    def said(self, shard: Shard, language: int, relation: str, own: NDArray[np.bool_]) -> None:
        """Offer the word scores of the documents in one language; in another than the needs', only of those that do
        not speak theirs."""
        best = self.top("words", relation, str(language))
        places = self.seen + np.arange(len(shard.ids))
        for first, scores in self.words.scores(shard, language, relation):
            if relation == "other":
                scores[:, own] = 0
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
