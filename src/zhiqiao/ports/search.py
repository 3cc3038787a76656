"""The face of a word search (关键词检索): documents cut by us go in, candidates and what they say come out.

Engines do not segment and do not judge: they get words and term numbers, and return candidates, counts and columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching.wording import Known, Told

Mask = NDArray[np.bool_]
"""Which documents pass, by number: `mask[id]`. A number beyond its end does not pass."""
Numbers = NDArray[np.uint32]
"""Term numbers (`ports.segment.Segmenter.number_of`)."""


@dataclass(frozen=True)
class SearchDocument:
    """One document.

    `fields` hold space-separated words per field of the inverted index, by which it is found; `said` the term numbers
    of each of its texts (with repeats, in any order), by which it is ranked; `facets` exact values to filter and count.
    """

    id: int
    fields: Mapping[str, str]
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    said: Mapping[str, Numbers] = field(default_factory=dict)


@dataclass(frozen=True)
class Filter:
    """The document carries one of `values` in `facet`."""

    facet: str
    values: Sequence[str]


@dataclass(frozen=True)
class Hit:
    """A candidate and the engine's own score (comparable within one answer only)."""

    id: int
    score: float


@dataclass(frozen=True)
class Hits:
    """The best candidates, how many documents matched in all (0 when nobody asked), and counts per facet value."""

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


class WordSearch(Protocol):
    """BM25 over word fields with filters and facet counts; and what each document says, for ranking."""

    fingerprint: str

    def put(self, documents: Iterable[SearchDocument]) -> int:
        """Add or replace by id, durably; returns how many."""
        ...

    def delete(self, ids: Sequence[int]) -> None:
        """Take documents out, durably."""
        ...

    def search(
        self,
        terms: Mapping[str, float],
        *,
        field_weights: Mapping[str, float],
        filters: Sequence[Filter] = (),
        limit: int = 100,
        offset: int = 0,
        count_facets: Sequence[str] = (),
        every: bool = False,
        count: bool = True,
        within: Sequence[str] = (),
    ) -> Hits:
        """Best documents for weighted words; no words means all documents that pass the filters.

        With `every` a document must hold every word, each in any of the fields; each piece of `within` must stand
        within some word of the document, which takes longer and weighs nothing. Without `count` the engine may skip
        what cannot be among the best, and the total is 0.
        """
        ...

    def count(self) -> int:
        """Documents in the index."""
        ...

    def frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """In how many documents each word of the inverted index stands."""
        ...

    def statistics(self, terms: Numbers) -> Known:
        """How common these terms are in the whole index, in each language, and how long its texts are."""
        ...

    def told(self, ids: Sequence[int] | NDArray[np.int64], terms: Numbers) -> Told:
        """What these documents say of these terms, in the order given; a document that is not there says nothing."""
        ...

    def mask(self, filters: Sequence[Filter]) -> Mask:
        """Which documents pass all filters; without filters, which are there."""
        ...

    def facet_counts(self, ids: Sequence[int] | NDArray[np.int64], names: Sequence[str]) -> dict[str, dict[str, int]]:
        """How many of these documents carry each value of these facets."""
        ...

    def unfinished(self) -> list[int]:
        """Documents about which the index may disagree with itself, because their writer died. To be put or deleted
        again, then forgotten."""
        ...

    def forget(self, ids: Sequence[int]) -> None:
        """These documents have been put or deleted again."""
        ...

    def loading(self) -> AbstractContextManager[Load]:
        """For building an index: many documents that are not there yet."""
        ...

    def beyond(self, number: int) -> list[int]:
        """Documents with a greater number: those a broken load wrote after its last commit are among them."""
        ...

    def settle(self) -> None:
        """Put what lies in many pieces together; worth it after many documents."""
        ...


class Load(Protocol):
    """A load under way."""

    def put(self, documents: Sequence[SearchDocument]) -> None:
        """Add documents that are not there yet; quickest with 10,000 or more."""
        ...

    def commit(self) -> None:
        """Everything put so far is durable."""
        ...
