"""Spread over applicants (申请人分散): one applicant does not fill the list, unless that is asked for.

Among the first ten stand at most three of one applicant. The others follow behind the tenth place in their order, and
nothing is left out. A row is passed only by rows that score at least half as much as it does.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

MOST_OF_ONE = 3
AMONG_FIRST = 10
LEAST_SHARE = 0.5
"""A row is passed by none that scores less than this share of it."""

Holders = Mapping[int, Sequence[Hashable]]


@dataclass(frozen=True)
class Spread:
    """The order to be shown; `moved` are the rows that were held back; `further` tells, at the last row of an applicant
    among the first ten, of whom how many were held back."""

    order: tuple[int, ...]
    moved: tuple[int, ...] = ()
    further: Mapping[int, tuple[Hashable, int]] = field(default_factory=dict)


def spread(
    order: Sequence[int],
    holders: Holders,
    scores: Mapping[int, float],
    *,
    most: int = MOST_OF_ONE,
    among: int = AMONG_FIRST,
) -> Spread:
    """The candidates with those held back that would be the fourth and more of one applicant among the first ten."""
    first: list[int] = []
    held: list[int] = []
    because: dict[int, Hashable] = {}
    seen: dict[Hashable, int] = {}
    for number in order:
        if len(first) == among:
            break
        full = next((one for one in holders.get(number, ()) if seen.get(one, 0) >= most), None)
        if full is not None:
            held.append(number)
            because[number] = full
            continue
        while held and scores.get(number, 0.0) < LEAST_SHARE * scores.get(held[0], 0.0) and len(first) < among:
            back = held.pop(0)
            because.pop(back)
            take(back, first, holders, seen)
        if len(first) < among:
            take(number, first, holders, seen)
    taken = set(first)
    rest = [number for number in order if number not in taken]
    place = {number: at for at, number in enumerate(order)}
    furthest = max((place[number] for number in first), default=0)
    moved = tuple(number for number in rest if number in because and place[number] < furthest)
    return Spread((*first, *rest), moved, further_of(first, moved, because, holders))


def take(number: int, into: list[int], holders: Holders, seen: dict[Hashable, int]) -> None:
    """One more row among the first."""
    into.append(number)
    for one in holders.get(number, ()):
        seen[one] = seen.get(one, 0) + 1


def further_of(
    first: Sequence[int], moved: Sequence[int], because: Mapping[int, Hashable], holders: Holders
) -> dict[int, tuple[Hashable, int]]:
    """At the last row of each applicant of whom rows were held back: who it is, and how many."""
    result: dict[int, tuple[Hashable, int]] = {}
    for holder in dict.fromkeys(because[number] for number in moved):
        many = sum(1 for number in moved if because[number] == holder)
        last = next(number for number in reversed(first) if holder in holders.get(number, ()))
        result[last] = (holder, many)
    return result


def distinct(order: Sequence[int], holders: Holders, among: int = AMONG_FIRST) -> int:
    """How many different applicants the first rows have (the measure of spread in docs/how-to/read-a-match.md)."""
    return len({holders[number][0] for number in order[:among] if holders.get(number)})
