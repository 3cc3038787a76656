"""The face of a word search (关键词检索): documents of ready-made tokens in, scored candidates out.

Engines do not segment and do not judge: they get tokens and return candidates with scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class SearchDocument:
    """One document: `fields` hold space-separated tokens per text field, `facets` exact values to filter and count."""

    id: int
    fields: Mapping[str, str]
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)


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
    """The best candidates, how many documents matched in all, and counts per facet value."""

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


class WordSearch(Protocol):
    """BM25 over token fields, with filters and facet counts."""

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
    ) -> Hits:
        """Best documents for weighted query terms; no terms means all documents that pass the filters.

        With `every` a document must hold every term, each in any of the fields.
        """
        ...

    def count(self) -> int:
        """Documents in the index."""
        ...

    def frequencies(self, terms: Sequence[str], field_name: str) -> dict[str, int]:
        """In how many documents each term stands in that field."""
        ...

    def average_length(self, field_name: str) -> float:
        """Mean number of tokens of that field over all documents; 0 when there are none."""
        ...

    def tokens(self, ids: Sequence[int], field_names: Sequence[str]) -> dict[int, dict[str, str]]:
        """The tokens of those fields as they were put, by document; an id that is not there is left out."""
        ...

    def passing(self, ids: Sequence[int], filters: Sequence[Filter]) -> set[int]:
        """Which of these documents pass the filters."""
        ...
