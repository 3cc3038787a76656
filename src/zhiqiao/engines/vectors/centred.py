"""A vector index whose cosines are taken after centring (去均值检索), over any other one; nothing stored is changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching.centring import Means, unit
from zhiqiao.ports.embed import Vectors
from zhiqiao.ports.search import Hit, Mask
from zhiqiao.ports.vectors import VectorSearch

SAMPLE = 2000


class CentredVectors:
    """Asked with centred questions (`CentredEmbedder`). Both languages are found alike: the search leaves out the
    direction in which they lie apart, then the hits are compared in full."""

    def __init__(self, vectors: VectorSearch, means: Means):
        self.vectors, self.means = vectors, means
        self.fingerprint = vectors.fingerprint
        self.sample: tuple[int, NDArray[np.int64]] = (-1, np.empty(0, dtype=np.int64))

    def put(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Vectors are put as the model gave them."""
        self.vectors.put(ids, vectors)

    def delete(self, ids: Sequence[int]) -> None:
        """Take vectors out."""
        self.vectors.delete(ids)

    def search(self, vector: Vectors, *, limit: int, among: Mask | None = None) -> list[Hit]:
        """Nearest ids with centred cosine, ties by id."""
        ids = np.array(
            [hit.id for hit in self.vectors.search(self.level(vector), limit=limit, among=among)], dtype=np.int64
        )
        cosines = self.scores(vector[None, :], ids)[0] if len(ids) else np.empty(0)
        return [Hit(int(ids[place]), float(cosines[place])) for place in np.lexsort((ids, -cosines))]

    def near(self, vector: Vectors, *, limit: int, among: Mask | None = None) -> NDArray[np.int64]:
        """Ids that are about the nearest."""
        return self.vectors.near(self.level(vector), limit=limit, among=among)

    def level(self, vector: Vectors) -> Vectors:
        """The question without the direction in which the languages lie apart."""
        apart = self.means.direction
        return unit(vector - (vector @ apart) * apart)

    def scores(self, vectors: Vectors, ids: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """(questions, ids) centred cosines; NaN where an id is not there."""
        told = self.vectors.scores(np.concatenate((vectors, self.means.rows)), ids)
        asked = len(vectors)
        return self.means.likeness(told[:asked], told[asked:], vectors @ self.means.rows.T)

    def rows(self, ids: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """The vectors as the model gave them."""
        return self.vectors.rows(ids)

    def count(self) -> int:
        """Vectors in the index."""
        return self.vectors.count()

    def ids(self) -> NDArray[np.int64]:
        """Whose vectors are there."""
        return self.vectors.ids()

    def settle(self) -> None:
        """Make searching quick again after many vectors."""
        self.vectors.settle()

    def background(self, vectors: Vectors) -> Vectors:
        """(questions, 2): mean and standard deviation of each question's centred cosine with a fixed sample."""
        cosines = self.scores(vectors, self.sampled())
        if not cosines.shape[1]:
            return np.zeros((len(vectors), 2), dtype=np.float32)
        return np.stack((np.nanmean(cosines, axis=1), np.nanstd(cosines, axis=1)), axis=1).astype(np.float32)

    def sampled(self) -> NDArray[np.int64]:
        """Some ids, spread evenly, the same as long as the index stays as large."""
        count = self.count()
        if self.sample[0] != count:
            every = self.vectors.ids()
            self.sample = (count, np.sort(every)[:: max(1, len(every) // SAMPLE)])
        return self.sample[1]
