"""bm25s: scores of all words and documents reckoned beforehand, added up by numba."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

import bm25s
import numpy as np

from bench.engines.adapter import K1, LIMIT, Adapter, Answer, Asked, B


class Bm25s(Adapter):
    """A matrix that cannot be changed."""

    title, licence = "bm25s with numba", "MIT"
    can = ("short", "short f1", "short f2", "need", "need f1")
    note = "a filter is a mask made before the clock starts; a changed document means building the whole index again"

    @classmethod
    def versions(cls) -> str:
        return f"bm25s {version('bm25s')}, numba {version('numba')}"

    def build(self) -> None:
        self.written(self.corpus.words)

    def written(self, lines: Sequence[str]) -> None:
        """The whole index of these lines."""
        index = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numba")
        index.index([line.split(" ") for line in lines], show_progress=False)
        index.save(self.folder / "bm25s")

    def open(self) -> None:
        self.index = bm25s.BM25.load(self.folder / "bm25s")
        self.masks = {
            condition: self.corpus.passing(condition).astype(np.float32)
            for condition in self.corpus.conditions.values()
        }

    def words(self, asked: Asked) -> Answer:
        """Any of the words. Documents without a score of their own fill the list up, and are taken off."""
        found = self.index.retrieve(
            [list(asked.words)],
            k=LIMIT,
            return_as="tuple",
            show_progress=False,
            weight_mask=self.masks[asked.condition] if asked.condition else None,
        )
        return Answer(found.documents[0][found.scores[0] > 0].astype(np.int64))

    def change(self, number: int, words: Sequence[str]) -> None:
        """Nothing less than all of it."""
        self.written([*self.corpus.words[:number], " ".join(words), *self.corpus.words[number + 1 :]])
        self.open()


ENGINE = Bm25s
