"""The face of an embedder (文本向量化): text in, one unit vector out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors.

    `id` names model, version and weights' hash and is stored with every vector; `dim` is 0 for the embedder `none`
    (words only); `cross_lingual` says whether scores of different languages may be compared.
    """

    id: str
    dim: int
    cross_lingual: bool

    def encode(self, texts: Sequence[str], kind: Literal["query", "passage"]) -> Vectors:
        """(len(texts), dim) float32, rows of length 1; the same text gives the same vector to 1e-5."""
        ...
