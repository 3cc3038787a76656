"""Near-duplicates and families (近似重复与同族): the same invention filed twice, shown as one with the others folded
under it.

A family is told by numbers: one patent's documents stand among another's family members, or both name the same member.
A near-duplicate is told by its words: most of the shorter text's terms stand in the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching import weights

Numbers = NDArray[np.uint32]
SINGLE_FROM, SINGLE_UNTIL = 1 << 30, 1 << 31
"""Numbers of single Chinese characters, which nearly all texts share."""
OWNER = 31  # bits beside a term's number
FEWEST = 12
"""A text of fewer different terms is too short to be told by its words."""


@dataclass(frozen=True)
class Family:
    """What tells the family of one patent: its own numbers, and those its source names as family members."""

    own: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()

    def is_of(self, other: Family) -> bool:
        """Whether the two are of one family."""
        return bool(self.members & (other.own | other.members) or self.own & other.members)


@dataclass
class Folded:
    """What is folded under one kept candidate: near-duplicates and family members, in their order."""

    twins: list[int] = field(default_factory=list)
    family: list[int] = field(default_factory=list)

    @property
    def all(self) -> list[int]:
        """Both."""
        return [*self.family, *self.twins]


def likeness(texts: Sequence[Numbers]) -> NDArray[np.float64]:
    """(n, n): share of the shorter text's different terms that the other has too (overlap coefficient), single Chinese
    characters left out; 0 where a text is too short to tell."""
    said = np.concatenate([np.empty(0, dtype=np.uint32), *texts]).astype(np.int64)
    owners = np.repeat(np.arange(len(texts)), [len(one) for one in texts])
    telling = (said < SINGLE_FROM) | (said >= SINGLE_UNTIL)
    each = np.sort(said[telling] << OWNER | owners[telling])  # with `first`, quicker than np.unique
    terms, owners = np.divmod(each[first(each)], 1 << OWNER)
    sizes = np.bincount(owners, minlength=len(texts))
    column = np.cumsum(first(terms)) - 1
    spoken = np.bincount(column) > 1  # what one text says alone is shared by none
    of_several = spoken[column]
    has = np.zeros((len(texts), int(np.count_nonzero(spoken))), dtype=np.float32)
    has[owners[of_several], (np.cumsum(spoken) - 1)[column[of_several]]] = 1.0
    shared = (has @ has.T).astype(np.float64)
    np.fill_diagonal(shared, sizes)
    least = np.minimum(sizes[:, None], sizes[None, :])
    return np.where(least >= FEWEST, shared / np.maximum(least, 1), 0.0)


def first(values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of sorted values is the first of its kind."""
    new = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def fold(
    order: Sequence[int], texts: Mapping[int, Numbers], families: Mapping[int, Family] | None = None
) -> dict[int, Folded]:
    """The candidates in their order, each member of a family and each near-duplicate under the first of its kind."""
    empty = np.empty(0, dtype=np.uint32)
    alike = likeness([texts.get(number, empty) for number in order]) >= weights.TWIN_LIKENESS
    named = {number: kin for number, kin in (families or {}).items() if kin.members}
    result: dict[int, Folded] = {}
    kept_at: list[int] = []
    for place, number in enumerate(order):
        kin = kept_of_family(number, result, families or {}, named)
        twin = kept_at[int(alike[place, kept_at].argmax())] if kept_at and alike[place, kept_at].any() else None
        if kin is not None:
            result[kin].family.append(number)
        elif twin is not None:
            result[order[twin]].twins.append(number)
        else:
            result[number] = Folded()
            kept_at.append(place)
    return result


def kept_of_family(
    number: int, kept: Iterable[int], families: Mapping[int, Family], named: Mapping[int, Family]
) -> int | None:
    """The first kept candidate of the same family; only where one of the two names members can that be told."""
    own = families.get(number, Family())
    among = kept if number in named else [one for one in kept if one in named]
    return next((one for one in among if own.is_of(families.get(one, Family()))), None)
