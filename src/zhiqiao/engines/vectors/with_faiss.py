"""Vector search by faiss above 50,000 vectors: inverted lists of 8-bit codes, the best of them compared again exactly.

Below that size, and among few ids, everything is compared exactly, which is what `exact` does. faiss runs on one
thread per question: with more it is three times slower on a single one.
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from zhiqiao.engines.vectors.exact import ExactVectors
from zhiqiao.ports.embed import Vectors
from zhiqiao.ports.search import Hit

EXACT_BELOW = 50_000
EXACT_AMONG = 20_000
AGAIN = 4
"""How many times the asked number are compared again exactly."""
LISTS_SEEN = 24
LISTS_SEEN_AMONG = 64
LEARN_FROM = 100_000  # vectors at most to place the lists

faiss.omp_set_num_threads(1)


class FaissVectors(ExactVectors):
    """The same folder and answers, with inverted lists where there are many vectors."""

    engine = "faiss"
    exact_below = EXACT_BELOW

    def __init__(self, folder: Path, *, embedder_id: str, dim: int):
        super().__init__(folder, embedder_id=embedder_id, dim=dim)
        self.lists: faiss.Index | None = None
        self.listed = 0
        self.lists_of: list[str] = []

    def search(self, vector: Vectors, *, limit: int, among: NDArray[np.int64] | None = None) -> list[Hit]:
        """Nearest ids with cosine; `among` restricts to those ids."""
        with self.shelf.guard:
            self.refresh()
            few = among is not None and len(among) <= EXACT_AMONG
            if few or not self.shelf.place or len(self.shelf.place) < self.exact_below:
                return super().search(vector, limit=limit, among=among)
            self.bring_lists_up()
            allowed = self.shelf.good
            if among is not None:
                allowed = np.zeros(len(self.shelf.ids), dtype=np.bool_)
                allowed[self.rows_of(among.tolist())] = True
            rows = self.near_rows(vector, limit * AGAIN, allowed, LISTS_SEEN if among is None else LISTS_SEEN_AMONG)
            return self.nearest(vector, rows, limit)

    def near_rows(self, vector: Vectors, limit: int, allowed: NDArray[np.bool_], lists_seen: int) -> NDArray[np.int64]:
        """Rows found in the nearest lists, among those allowed."""
        if self.lists is None:
            raise RuntimeError("the lists are brought up before they are asked")
        bits = np.packbits(allowed, bitorder="little")
        selector = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
        chosen = faiss.SearchParametersIVF(sel=selector, nprobe=lists_seen)  # type: ignore[call-arg]
        question = np.asarray(vector, dtype=np.float32).reshape(1, -1)
        _, found = self.lists.search(question, limit, params=chosen)
        result: NDArray[np.int64] = found[0][found[0] >= 0]
        return result

    def bring_lists_up(self) -> None:
        """Make the lists when there are none or the shelf was put together; else add what is new."""
        if self.lists is None or self.lists_of != self.shelf.read[: len(self.lists_of)]:
            number = int(np.sqrt(len(self.shelf.ids)))
            coarse = faiss.IndexFlatIP(self.shelf.dim)
            self.lists = faiss.IndexIVFScalarQuantizer(
                coarse, self.shelf.dim, number, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
            )
            self.lists.cp.niter = 8
            step = max(1, len(self.shelf.rows) // min(LEARN_FROM, number * 64))
            self.lists.train(self.shelf.rows[::step].astype(np.float32))
            self.listed = 0
        for start in range(self.listed, len(self.shelf.rows), 16384):
            self.lists.add(self.shelf.rows[start : start + 16384].astype(np.float32))
        self.listed = len(self.shelf.rows)
        self.lists_of = list(self.shelf.read)
