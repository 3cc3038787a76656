"""A view of a store (快照): what stood in it at one moment, unchanged by what is written or put together later.

Later rows replace earlier ones of the same document. Documents are found by their number through an array as long as
the greatest number, as masks over documents are too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhiqiao.engines.segments.layout import Array, Layout, Rows, cuts, joined
from zhiqiao.engines.segments.segment import Segment, spread

Ids = Sequence[int] | NDArray[np.int64]


class View:
    """Segments, which of their rows are good, and where each document lies."""

    def __init__(
        self,
        version: int,
        last: int,
        segments: Sequence[Segment],
        good: NDArray[np.bool_],
        place: NDArray[np.int32],
        layout: Layout,
        era: str = "",
    ):
        self.version, self.last, self.era, self.layout = version, last, era, layout
        self.segments = tuple(segments)
        self.starts = cuts(np.array([segment.count for segment in segments], dtype=np.int64))
        self.good, self.place = good, place

    @staticmethod
    def empty(layout: Layout) -> View:
        """Of a store in which nothing was ever written."""
        return View(0, 0, (), np.empty(0, dtype=np.bool_), np.empty(0, dtype=np.int32), layout)

    def followed(self, version: int, last: int, era: str, segments: Sequence[Segment]) -> View:
        """The view after the store came to consist of these segments; what both share is not looked at again."""
        shared = 0
        while shared < min(len(segments), len(self.segments)) and segments[shared] is self.segments[shared]:
            shared += 1
        base = int(self.starts[shared])
        total = base + sum(segment.count for segment in segments[shared:])
        good = np.ones(total, dtype=np.bool_)
        good[:base] = self.good[:base]
        highest = [int(segment.ids.max()) + 1 for segment in segments[shared:] if segment.count]
        place = np.full(max([len(self.place), *highest]), -1, dtype=np.int32)
        place[: len(self.place)] = self.place
        if shared < len(self.segments):
            place[place >= base] = -1
        for segment in segments[shared:]:
            apply(segment, base, good, place)
            base += segment.count
        return View(version, last, segments, good, place, self.layout, era)

    @cached_property
    def count(self) -> int:
        """Documents in the store."""
        return int(np.count_nonzero(self.good))

    @cached_property
    def present(self) -> NDArray[np.bool_]:
        """Which documents are there, by number."""
        result = self.place >= 0
        result.flags.writeable = False
        return result

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """The documents in the order of their rows."""
        parts = [segment.ids[self.good_of(place)] for place, segment in enumerate(self.segments)]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def good_of(self, segment: int) -> NDArray[np.bool_]:
        """Which rows of that segment are good."""
        return self.good[self.starts[segment] : self.starts[segment + 1]]

    def good_rows(self) -> NDArray[np.int64]:
        """All rows that count, in their order."""
        return np.flatnonzero(self.good)

    def rows_of(self, ids: Ids) -> NDArray[np.int64]:
        """Where these documents lie; -1 for those that are not there."""
        wanted = np.asarray(ids, dtype=np.int64).reshape(-1)
        if not len(self.place):
            return np.full(len(wanted), -1, dtype=np.int64)
        within = (wanted >= 0) & (wanted < len(self.place))
        rows = self.place[np.where(within, wanted, 0)].astype(np.int64)
        rows[~within] = -1
        return rows

    def take(self, rows: NDArray[np.int64], names: Sequence[str] | None = None) -> Rows:
        """These rows, in this order; all columns, or those named. Quickest when neighbours stand together."""
        if not len(rows):
            return self.layout.empty()
        if int(rows.min()) < 0:
            raise ValueError("only rows that are there can be taken")
        where = np.searchsorted(self.starts, rows, side="right") - 1
        if where[0] == where[-1] and (where == where[0]).all():
            return self.segments[where[0]].take(rows - self.starts[where[0]], names)
        if (np.diff(where) < 0).any():
            order = np.argsort(where, kind="stable")
            back = np.empty_like(order)
            back[order] = np.arange(len(order))
            return reordered(self.take(rows[order], names), back)
        begins = np.flatnonzero(np.diff(where, prepend=-1))
        ends = [*begins[1:].tolist(), len(rows)]
        parts = []
        for begin, end in zip(begins.tolist(), ends, strict=True):
            segment = int(where[begin])
            parts.append(self.segments[segment].take(rows[begin:end] - self.starts[segment], names))
        return joined(parts, self.layout)

    def slices(self, size: int, names: Sequence[str] | None = None) -> Iterator[Rows]:
        """All rows that count, so many at a time, in their order."""
        rows = self.good_rows()
        for start in range(0, len(rows), size):
            yield self.take(rows[start : start + size], names)


def apply(segment: Segment, base: int, good: NDArray[np.bool_], place: NDArray[np.int32]) -> None:
    """Take in a segment: what goes, then what comes; of a document twice in it, the later row counts."""
    gone = segment.gone[segment.gone < len(place)]
    old = place[gone]
    good[old[old >= 0]] = False
    place[gone] = -1
    old = place[segment.ids]
    good[old[old >= 0]] = False
    rows = np.arange(base, base + segment.count, dtype=np.int32)
    place[segment.ids] = rows
    good[base : base + segment.count] = place[segment.ids] == rows


def reordered(rows: Rows, order: Array) -> Rows:
    """The same rows in another order."""
    fixed = {name: values[order] for name, values in rows.fixed.items()}
    offsets = cuts(rows.sizes[order])
    if not rows.ragged:
        return Rows(rows.ids[order], fixed, {}, offsets)
    taken = spread(rows.offsets[:-1][order], offsets)
    return Rows(rows.ids[order], fixed, {name: values[taken] for name, values in rows.ragged.items()}, offsets)
