"""Counting a large catalogue (大目录计数): totals and facets from the index where the database would take seconds.

Below `LARGE` patents the database counts, exactly and at once; above it a copy a few seconds old answers in
milliseconds. Not responsible for which rows are shown: those always come from the database, within the person's scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.problems import Refused
from zhiqiao.engines import choose
from zhiqiao.ports.search import Filter, WordSearch
from zhiqiao.records.models import User
from zhiqiao.services.catalogue.facets import labelled
from zhiqiao.services.catalogue.pages import FACETS, FacetValue
from zhiqiao.services.catalogue.scoping import scope

LARGE = 50_000
"""Patents from which on the index counts."""
FEW = 2000
"""Up to so many patents that pass are named one by one, so that the database need not look for them."""


@dataclass(frozen=True)
class Counted:
    """How many patents pass, their numbers where they are few, and the facets."""

    total: int
    few: list[int] | None
    facets: dict[str, list[FacetValue]]


def counted_by_index(user: User | None, filters: Mapping[str, list[str]]) -> Counted | None:
    """Totals and facets of the whole catalogue from the index; None where the database had better count."""
    try:
        words = choose.word_search("patents")
        if words.count() < LARGE:
            return None
    except Refused:  # no index: the catalogue still answers
        return None
    narrowed = {name: known for name, values in filters.items() if (known := as_filter(words, name, values))}
    if narrowed.keys() != filters.keys():
        return None
    seen = scope(user)
    passing = numbers(words, [*seen, *narrowed.values()])
    plain = words.facet_counts(passing, (*FACETS, "section"))
    facets = {}
    for name in FACETS:
        counts = plain
        if name in narrowed:  # a facet with a filter is counted as if that filter were not set
            others = [one for other, one in narrowed.items() if other != name]
            counts = words.facet_counts(numbers(words, [*seen, *others]), (name, "section"))
        found = counts[name] | (counts["section"] if name == "ipc" else {})
        facets[name] = labelled(name, found, filters.get(name, []))
    few = passing.tolist() if len(passing) <= FEW else None
    return Counted(len(passing), few, facets)


def numbers(words: WordSearch, filters: list[Filter]) -> NDArray[np.int64]:
    """The patents that pass."""
    return np.flatnonzero(words.mask(filters))


def as_filter(words: WordSearch, name: str, values: list[str]) -> Filter | None:
    """A filter of the catalogue as the index has it; None where the index has no such values."""
    if name == "region":  # a province stands for its cities
        known = words.facet_counts(numbers(words, []), ("region",))["region"]
        return Filter("region", [one for one in known if one.startswith(tuple(values))])
    if name == "ipc":
        lengths = {len(value) for value in values}
        if lengths not in ({1}, {4}):
            return None
        return Filter("section" if lengths == {1} else "ipc", [value.upper() for value in values])
    return Filter(name, values)
