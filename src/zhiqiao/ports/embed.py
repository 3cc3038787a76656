"""The faces of an embedder (文本向量化: text in, one unit vector out) and of a reranker (重排序: text pairs in, scores
out)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Kind = Literal["query", "passage"]
"""What a text is: what is asked with, or what is to be found. Some models tell them apart."""


class Embedder(Protocol):
    """Turns texts into unit vectors.

    `id` names model, version and weights' hash and is stored with every vector: vectors of different ids are never
    compared. `dim` is 0 for the embedder `none` (words only). `languages` are those it was measured on;
    `cross_lingual` says whether scores of different languages may be compared; `needs_centering` whether the mean of
    the collection, language by language, must be taken off before cosines say anything.
    """

    id: str
    dim: int
    languages: frozenset[str]
    cross_lingual: bool
    needs_centering: bool

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """(len(texts), dim) float32, rows of length 1; the same text gives the same vector to 1e-5, whatever stands
        beside it. No text fails: empty, endless and broken ones have a vector too.

        Refused when the model is elsewhere and does not answer as it should.
        """
        ...


class Made(NamedTuple):
    """What came of a share of texts: their vectors, the operations it took where the model counts them, and how many a
    second a bare matrix product does in the same process."""

    vectors: Vectors
    operations: float
    bare: float


class EmbeddingWorkers(Protocol):
    """Processes that each hold a model; `count` is how many."""

    count: int

    def __enter__(self) -> EmbeddingWorkers: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def encode(self, shares: Iterable[Sequence[str]], kind: Kind = "passage") -> Iterator[Made]:
        """The vectors of each share, in order; a share is taken only when a process will soon be free for it."""
        ...


class Reranker(Protocol):
    """Reads a question and a text together and tells how well they fit. `id` names model and place; "" is none."""

    id: str

    def scores(self, query: str, documents: Sequence[str]) -> Vectors:
        """(len(documents),) float32, higher is better; of no other meaning. Refused as with an embedder."""
        ...
