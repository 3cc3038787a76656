"""The face of a vector search (向量检索): unit vectors in, nearest candidates out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from zhiqiao.ports.embed import Vectors
from zhiqiao.ports.search import Hit


class VectorSearch(Protocol):
    """Inner product over unit vectors; exact below a size the adapter states, approximate above it."""

    fingerprint: str

    def put(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add or replace, durably."""
        ...

    def delete(self, ids: Sequence[int]) -> None:
        """Take vectors out, durably."""
        ...

    def search(self, vector: Vectors, *, limit: int, among: NDArray[np.int64] | None = None) -> list[Hit]:
        """Nearest ids with cosine; `among` restricts to those ids."""
        ...

    def scores(self, vector: Vectors, ids: Sequence[int]) -> dict[int, float]:
        """Cosines of the named ids; an id that is not there is left out."""
        ...

    def count(self) -> int:
        """Vectors in the index."""
        ...

    def background(self, vector: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the cosine with the whole index (with a fixed sample where it is large)."""
        ...
