"""Vector search by plain multiplication (NumPy): exact, and quick enough below some 20,000 vectors.

Also the whole of vector search where faiss is not installed or does not run on the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiqiao.engines.segments.view import Ids, View
from zhiqiao.engines.vectors.shelf import Shelf
from zhiqiao.ports.embed import Vectors
from zhiqiao.ports.search import Hit, Mask

SAMPLE = 2000
"""At least so many vectors stand for a large index, fewer than twice as many."""
FEW = 2000
"""So many are fetched one by one rather than compared with all others."""
SPREAD = 2654435761  # Knuth's multiplier

Found = tuple[NDArray[np.int64], Vectors]
"""Ids and their cosines."""


class ExactVectors:
    """One index in one folder, all of it compared with every question."""

    engine = "numpy"

    def __init__(self, folder: Path, *, embedder_id: str, dim: int):
        safe = "".join(letter if letter.isalnum() else "-" for letter in embedder_id)
        self.fingerprint, self.dim = safe, dim
        self.folder = folder.with_name(f"{folder.name}-vectors-{safe}")
        self.shelf = Shelf(self.folder, dim)
        self.known: tuple[View | None, Vectors, Vectors] = (None, np.empty(0, np.float32), np.empty(0, np.float32))

    def put(self, ids: Ids, vectors: Vectors) -> None:
        """Add or replace, durably. Refused (`vectors_have_dimension`) when they have not the index's dimension."""
        if len(ids):
            self.shelf.write(ids, vectors)

    def delete(self, ids: Ids) -> None:
        """Take vectors out, durably."""
        if len(ids):
            self.shelf.append(None, ids)

    def count(self) -> int:
        """Vectors in the index."""
        return self.shelf.view().count

    def ids(self) -> NDArray[np.int64]:
        """Whose vectors are there, in the order in which they lie."""
        return self.shelf.view().ids

    def slices(self, size: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16]]]:
        """All vectors with their ids, so many at a time, in the order in which they lie."""
        for rows in self.shelf.view().slices(size):
            yield rows.ids, rows.fixed["vectors"]

    def search(self, vector: Vectors, *, limit: int, among: Mask | None = None) -> list[Hit]:
        """Nearest ids with cosine, ties by id; `among` restricts to the documents that pass."""
        view, question = self.shelf.view(), self.shelf.checked(vector)[0]
        if limit <= 0:
            return []
        return best(*self.nearest(view, question, limit, allowed(view, among)), limit)

    def near(self, vector: Vectors, *, limit: int, among: Mask | None = None) -> NDArray[np.int64]:
        """Ids that are about the nearest, by number: for whoever compares them anyhow."""
        return np.array(sorted(hit.id for hit in self.search(vector, limit=limit, among=among)), dtype=np.int64)

    def nearest(self, view: View, question: Vectors, limit: int, passing: Mask) -> Found:
        """The nearest among those that pass, and perhaps others behind them."""
        return self.compared(view, question, passing, after=-1)

    def compared(self, view: View, question: Vectors, passing: Mask, *, after: int) -> Found:
        """Those that pass and were written later than `after`, compared with the question."""
        if after < 0 and np.count_nonzero(passing) <= FEW:
            return self.fetched(view, question, np.flatnonzero(passing))
        ids, cosines = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.float32)]
        for place, (rows, vectors) in self.shelf.blocks(view, after):
            own = view.segments[place].ids[rows]
            kept = view.good_of(place)[rows] & passing[own]
            ids.append(own[kept])
            cosines.append((vectors @ question)[kept])
        return np.concatenate(ids), np.concatenate(cosines)

    def fetched(self, view: View, question: Vectors, ids: NDArray[np.int64]) -> Found:
        """These, fetched one by one; those that are not there are left out."""
        rows = view.rows_of(ids)
        ids, rows = ids[rows >= 0], rows[rows >= 0]
        return ids, self.shelf.take(view, rows) @ question

    def scores(self, vectors: Vectors, ids: Ids) -> Vectors:
        """(questions, ids) cosines of the named ids with each of the vectors; NaN where an id is not there."""
        result: Vectors = self.shelf.checked(vectors) @ self.rows(ids).T
        return result

    def rows(self, ids: Ids) -> Vectors:
        """(ids, dim) the stored vectors themselves; NaN rows where an id is not there."""
        view = self.shelf.view()
        rows = view.rows_of(ids)
        there = rows >= 0
        if len(rows) and there.all():
            return self.shelf.take(view, rows)
        result = np.full((len(rows), self.dim), np.nan, dtype=np.float32)
        result[there] = self.shelf.take(view, rows[there])
        return result

    def background(self, vectors: Vectors) -> Vectors:
        """(questions, 2): mean and standard deviation of each question's cosine with the index, or with a sample of a
        large one, which is the same wherever the index holds the same ids. Zeros for an empty index."""
        asked, (mean, covariance) = self.shelf.checked(vectors), self.moments(self.shelf.view())
        variance = np.einsum("qd,qd->q", asked @ covariance, asked)
        return np.stack((asked @ mean, np.sqrt(np.maximum(variance, 0.0))), axis=1)

    def moments(self, view: View) -> tuple[Vectors, Vectors]:
        """Mean (dim) and covariance (dim, dim) of the sample: all that a question's mean and spread depend on."""
        seen, mean, covariance = self.known
        if seen is not view:
            sample = self.sample(view)
            mean = np.asarray(sample.mean(axis=0) if len(sample) else np.zeros(self.dim), dtype=np.float32)
            apart = sample - mean
            covariance = np.asarray(apart.T @ apart / max(len(sample), 1), dtype=np.float32)
            self.known = (view, mean, covariance)
        return mean, covariance

    def sample(self, view: View) -> Vectors:
        """The vectors that stand for all: those whose numbers, spread by a hash, fall into a small part."""
        ids = np.flatnonzero(view.present)
        halvings = max(0, (len(ids) // SAMPLE).bit_length() - 1)
        spread = (ids.astype(np.uint64) * np.uint64(SPREAD)) & np.uint64(0xFFFFFFFF)
        ids = ids[spread >> np.uint64(32 - halvings) == 0]
        return self.shelf.take(view, np.sort(view.rows_of(ids)))

    def settle(self) -> None:
        """Put small segments together and drop what no longer counts; after many writes."""
        self.shelf.store.compact()

    def clear(self) -> None:
        """Begin again with nothing, also where the index is damaged or of another dimension."""
        self.shelf.store.clear()


def allowed(view: View, among: Mask | None) -> Mask:
    """Which documents may be found."""
    if among is None:
        return view.present
    result = np.zeros(len(view.present), dtype=np.bool_)
    length = min(len(among), len(result))
    np.logical_and(view.present[:length], among[:length], out=result[:length])
    return result


def best(ids: NDArray[np.int64], cosines: Vectors, limit: int) -> list[Hit]:
    """The best of these, ties by id. Cosines are told to six digits: beyond them the order of adding speaks."""
    told = np.round(cosines.astype(np.float64), 6)
    if limit < len(ids):
        least = np.partition(told, len(told) - limit)[len(told) - limit]
        ids, told = ids[told >= least], told[told >= least]
    order = np.lexsort((ids, -told))[:limit]
    return [Hit(number, cosine) for number, cosine in zip(ids[order].tolist(), told[order].tolist(), strict=True)]
