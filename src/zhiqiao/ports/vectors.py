"""The face of a vector search (向量检索): unit vectors in, nearest candidates out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from zhiqiao.ports.embed import Vectors
from zhiqiao.ports.search import Hit, Mask


class VectorSearch(Protocol):
    """Inner product over unit vectors; exact below a size the adapter states, approximate above it."""

    fingerprint: str

    def put(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add or replace, durably. Refused (`vectors_have_dimension`) when they have not the index's dimension."""
        ...

    def delete(self, ids: Sequence[int]) -> None:
        """Take vectors out, durably."""
        ...

    def search(self, vector: Vectors, *, limit: int, among: Mask | None = None) -> list[Hit]:
        """Nearest ids with cosine, ties by id; `among` restricts to the documents that pass."""
        ...

    def near(self, vector: Vectors, *, limit: int, among: Mask | None = None) -> NDArray[np.int64]:
        """Ids that are about the nearest, in no order: quicker than `search`, for whoever compares them by `scores`."""
        ...

    def scores(self, vectors: Vectors, ids: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """(questions, ids) cosines of the named ids with each of the vectors (questions, dim); NaN where an id is
        not there."""
        ...

    def rows(self, ids: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """(ids, dim) the stored vectors themselves; NaN rows where an id is not there."""
        ...

    def count(self) -> int:
        """Vectors in the index."""
        ...

    def ids(self) -> NDArray[np.int64]:
        """Whose vectors are there, in no particular order."""
        ...

    def background(self, vectors: Vectors) -> Vectors:
        """(questions, 2): mean and standard deviation of each question's cosine with the whole index, or with a fixed
        sample where it is large."""
        ...

    def settle(self) -> None:
        """Put what lies in pieces together and make searching quick; worth it after many vectors."""
        ...
