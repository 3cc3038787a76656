"""Vector search by plain multiplication (NumPy): exact, and quick enough below some 50,000 vectors.

Also the whole of vector search where faiss is not installed or does not run on the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiqiao.engines.vectors.shelf import Shelf
from zhiqiao.ports.embed import Vectors
from zhiqiao.ports.search import Hit

SAMPLE = 2000
BLOCK = 16384
KEEP_BELOW = 50_000
"""Up to so many vectors are also kept as float32 (100 MB at 512 numbers): turning them each time takes longer."""


class ExactVectors:
    """One index in one folder, all of it compared with every question."""

    engine = "numpy"

    def __init__(self, folder: Path, *, embedder_id: str, dim: int):
        safe = "".join(letter if letter.isalnum() else "-" for letter in embedder_id)
        self.fingerprint = safe
        self.shelf = Shelf(folder.with_name(f"{folder.name}-vectors-{safe}"), dim)
        self.kept: Vectors | None = None
        self.sampled: Vectors = np.empty((0, dim), dtype=np.float32)
        self.kept_version = -1

    def put(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add or replace, durably."""
        if len(ids):
            self.shelf.write(ids, vectors)

    def delete(self, ids: Sequence[int]) -> None:
        """Take vectors out, durably."""
        if len(ids):
            self.shelf.write([], np.empty((0, self.shelf.dim), dtype=np.float32), ids)

    def count(self) -> int:
        """Vectors in the index."""
        self.shelf.refresh()
        return len(self.shelf.place)

    def search(self, vector: Vectors, *, limit: int, among: NDArray[np.int64] | None = None) -> list[Hit]:
        """Nearest ids with cosine; `among` restricts to those ids."""
        with self.shelf.guard:
            self.refresh()
            rows = np.flatnonzero(self.shelf.good) if among is None else self.rows_of(among.tolist())
            return self.nearest(vector, rows, limit)

    def refresh(self) -> None:
        """Take in what was written since, and turn it to float32 where that is kept."""
        self.shelf.refresh()
        if self.kept_version == self.shelf.version:
            return
        rows = self.shelf.rows
        self.kept = rows.astype(np.float32) if len(rows) < KEEP_BELOW else None
        good = np.flatnonzero(self.shelf.good)
        self.sampled = rows[good[:: max(1, len(good) // SAMPLE)]].astype(np.float32)
        self.kept_version = self.shelf.version

    def rows_of(self, ids: Sequence[int]) -> NDArray[np.int64]:
        """Where these ids lie on the shelf; those that are not there are left out."""
        found = (self.shelf.place.get(number, -1) for number in ids)
        return np.array([row for row in found if row >= 0], dtype=np.int64)

    def nearest(self, vector: Vectors, rows: NDArray[np.int64], limit: int) -> list[Hit]:
        """The best of these rows; ties by id, so that the same question has the same answer."""
        cosines = self.cosines(vector, rows)
        if limit < len(rows):
            few = np.argpartition(-cosines, limit)[:limit]
            rows, cosines = rows[few], cosines[few]
        ids = self.shelf.ids[rows]
        order = np.lexsort((ids, -cosines))
        return [Hit(int(ids[place]), float(cosines[place])) for place in order]

    def cosines(self, vector: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """Cosine of the vector with each row."""
        flat = np.asarray(vector, dtype=np.float32).reshape(-1)
        if self.kept is not None and len(rows) * 4 > len(self.kept):
            every: Vectors = self.kept @ flat  # no copy of the rows: quicker, even for those not asked for
            return every[rows]
        if self.kept is not None:
            some: Vectors = self.kept[rows] @ flat
            return some
        result = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), BLOCK):
            part = rows[start : start + BLOCK]
            result[start : start + BLOCK] = self.shelf.rows[part].astype(np.float32) @ flat
        return result

    def scores(self, vector: Vectors, ids: Sequence[int]) -> dict[int, float]:
        """Cosines of the named ids; an id that is not there is left out."""
        with self.shelf.guard:
            self.refresh()
            rows = self.rows_of(ids)
            cosines = self.cosines(vector, rows)
            return dict(zip(self.shelf.ids[rows].tolist(), cosines.tolist(), strict=True))

    def background(self, vector: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the cosine with the index, or with every n-th of a large one."""
        with self.shelf.guard:
            self.refresh()
            if not len(self.sampled):
                return 0.0, 0.0
            cosines = self.sampled @ np.asarray(vector, dtype=np.float32).reshape(-1)
            return float(cosines.mean()), float(cosines.std())
