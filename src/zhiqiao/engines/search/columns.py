"""Columns (列存): the facet values of each document as small numbers, for filters and counts over all documents.

A filter becomes a mask over document numbers: one comparison of a whole column for each value. Most documents have one
value in a facet; further ones are kept aside, sorted by value. Not responsible for what a facet means.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiqiao.engines.search.vocabulary import NUMBER, Vocabulary
from zhiqiao.engines.segments import disk, lock
from zhiqiao.engines.segments.layout import Array, Digest, Layout, Rows, cuts
from zhiqiao.engines.segments.segment import Segment
from zhiqiao.engines.segments.store import SegmentStore
from zhiqiao.engines.segments.view import Ids, View
from zhiqiao.ports.search import Filter, Mask

REMEMBERED = 16  # masks
MOST_VALUES = 1000  # of one facet that are counted, the commonest first
FEW_VALUES = 24  # asked values up to which comparing beats looking up
NARROW = 8  # one document in so many is looked up by itself
AT_ONCE = 1 << 14  # rows taken in at once
ATTEMPTS = 10
TYPES: tuple[type[np.unsignedinteger], ...] = (np.uint8, np.uint16, np.uint32)


class ByValue:
    """The digest of a segment: its further values, sorted (`codes`), beside the rows that carry them (`rows`)."""

    names = ("codes", "rows")

    def of(self, rows: Rows) -> Digest:
        """Sorted by halves: that is quicker than by whole codes."""
        codes = rows.ragged["more"]
        order = np.argsort(codes.astype(np.uint16), kind="stable")
        order = order[np.argsort((codes >> 16).astype(np.uint16)[order], kind="stable")]
        owners = np.repeat(np.arange(len(rows), dtype="<u4"), rows.sizes)
        return {"codes": codes[order], "rows": owners[order]}

    def together(self, parts: Sequence[Digest]) -> None:
        """Needs the rows."""


class Columns:
    """The columns of one index in one folder; `names` are its facets."""

    def __init__(self, folder: Path, names: Sequence[str]):
        self.names, self.folder = tuple(names), folder
        layout = Layout(
            f"columns-1 {'+'.join(names)}",
            fixed={"first": ("<u4", len(names))},
            ragged={"more": "<u4"},
            summary=ByValue(),
        )
        self.store = SegmentStore(folder / "documents", layout)
        self.vocabulary = Vocabulary(folder / "values", self.names)
        self.guard = threading.RLock()
        self.begin()

    def begin(self) -> None:
        """As if nothing had been read."""
        self.view = View.empty(self.store.layout)
        self.whole: list[bool] = []  # segments without dead rows
        self.first: list[Array] = [np.zeros(0, dtype=np.uint8) for _ in self.names]
        self.masks: dict[object, Mask] = {}
        self.counted: dict[str, dict[str, int]] = {}

    def put(self, ids: Ids, facets: Sequence[Mapping[str, Sequence[str]]]) -> None:
        """Add or replace, durably: the values of each document."""
        if len(ids) != len(facets):
            raise ValueError("every document has values or none")
        with disk.told(self.folder), lock.held(self.folder / "put.lock"):
            named = list(enumerate(self.names))
            with self.guard:  # not while writing: readers would wait
                self.vocabulary.add(
                    (place, value) for document in facets for place, name in named for value in document.get(name, ())
                )
                rows = self.packed(np.asarray(ids, dtype=np.int64), facets)
            self.store.append(rows)

    def packed(self, ids: NDArray[np.int64], facets: Sequence[Mapping[str, Sequence[str]]]) -> Rows:
        """The rows of these documents."""
        first = np.zeros((len(ids), len(self.names)), dtype="<u4")
        more: list[int] = []
        sizes: list[int] = []
        for place, name in enumerate(self.names):
            known = self.vocabulary.number_of[place]
            first[:, place] = [known[given[0]] if (given := document.get(name)) else 0 for document in facets]
        for document in facets:
            before = len(more)
            for place, name in enumerate(self.names):
                given = document.get(name, ())
                if len(given) > 1:
                    known = self.vocabulary.number_of[place]
                    more += [(place << NUMBER) | known[value] for value in list(dict.fromkeys(given))[1:]]
            sizes.append(len(more) - before)
        return Rows(ids, {"first": first}, {"more": np.array(more, dtype="<u4")}, cuts(np.array(sizes, dtype=np.int64)))

    def delete(self, ids: Ids) -> None:
        """Take documents out, durably."""
        self.store.append(None, np.asarray(ids, dtype=np.int64))

    def count(self) -> int:
        """Documents there are."""
        return self.store.view().count

    def mask(self, filters: Sequence[Filter] = ()) -> Mask:
        """Which documents pass all filters, by number; without filters, which are there. Not to be written into."""
        with self.guard:
            view = self.refreshed()
            asked = sorted((one.facet, tuple(sorted(set(one.values)))) for one in filters)
            if not asked:
                return view.present
            key = tuple(asked)
            if key not in self.masks:
                result = view.present.copy()
                for facet, values in asked:
                    result &= self.having(self.names.index(facet), values)
                result.flags.writeable = False
                while len(self.masks) >= REMEMBERED:
                    self.masks.pop(next(iter(self.masks)))
                self.masks[key] = result
            return self.masks[key]

    def having(self, place: int, values: Sequence[str]) -> Mask:
        """Which documents carry one of the values in that facet."""
        first = self.first[place][: len(self.view.place)]
        wanted = self.vocabulary.numbers(place, values)
        if len(wanted) <= FEW_VALUES:
            result = np.zeros(len(first), dtype=np.bool_)
            for number in wanted:
                result |= first == first.dtype.type(number)
        else:
            result = np.isin(first, np.array(wanted, dtype=first.dtype), kind="table")
        codes = (place << NUMBER) + np.array(wanted, dtype="<u4")
        for index, segment in enumerate(self.view.segments):
            begins = np.searchsorted(segment.digest["codes"], codes)
            ends = np.searchsorted(segment.digest["codes"], codes, side="right")
            for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
                if begin < end:
                    rows = segment.digest["rows"][begin:end]
                    if not self.whole[index]:
                        rows = rows[self.view.good_of(index)[rows]]
                    result[segment.ids_of(rows)] = True
        return result

    def facet_counts(
        self, among: Ids | Mask | None, names: Sequence[str], most: int = MOST_VALUES
    ) -> dict[str, dict[str, int]]:
        """How many documents carry each value, the commonest first: of these ids, of those in a mask, or of all."""
        with self.guard:
            view = self.refreshed()
            if among is None:
                missing = [name for name in names if name not in self.counted]
                self.counted.update(self.counted_in(view.present, missing, most))
                return {name: dict(self.counted[name]) for name in names}
            asked = np.asarray(among)
            if asked.dtype != np.bool_:
                asked = asked.astype(np.int64).reshape(-1)
                rows = view.rows_of(asked)
                return self.counted_of(asked[rows >= 0], np.sort(rows[rows >= 0]), names, most)
            mask = np.zeros(len(view.place), dtype=np.bool_)
            length = min(len(mask), len(asked))
            np.logical_and(view.present[:length], asked[:length], out=mask[:length])
            ids = np.flatnonzero(mask)
            if len(ids) * NARROW < len(mask):
                return self.counted_of(ids, view.rows_of(ids), names, most)
            return self.counted_in(mask, names, most)

    def counted_of(
        self, ids: NDArray[np.int64], rows: NDArray[np.int64], names: Sequence[str], most: int
    ) -> dict[str, dict[str, int]]:
        """Counts over a few documents."""
        codes = self.view.take(rows, ["more"]).ragged["more"]
        result = {}
        for name in names:
            place = self.names.index(name)
            numbers = codes[codes >> NUMBER == place] & ((1 << NUMBER) - 1)
            counts = np.bincount(np.concatenate((self.first[place][ids], numbers)), minlength=1)
            result[name] = self.vocabulary.named(place, counts, most)
        return result

    def counted_in(self, mask: Mask, names: Sequence[str], most: int) -> dict[str, dict[str, int]]:
        """Counts over a mask of documents that are there."""
        places = [self.names.index(name) for name in names]
        counts = []
        for place in places:
            numbers = self.first[place][: len(mask)][mask]
            counts.append(np.bincount(numbers, minlength=self.vocabulary.size(place) + 1))
        for index, segment in enumerate(self.view.segments):
            if segment.begins is None:
                passing = mask[segment.ids]
            else:
                passing = mask[segment.begins : segment.begins + segment.count]
            passing = passing if self.whole[index] else passing & self.view.good_of(index)
            for place, so_far in zip(places, counts, strict=True):
                numbers = further(segment, place, passing)
                if len(numbers):
                    so_far += np.bincount(numbers, minlength=len(so_far))
        named = zip(names, places, counts, strict=True)
        return {name: self.vocabulary.named(place, found, most) for name, place, found in named}

    def refreshed(self) -> View:
        """Take in what was written since."""
        for _ in range(ATTEMPTS):
            now = self.store.view()
            if now is self.view:
                return now
            self.vocabulary.refresh()  # after the documents: it holds whatever they name
            if self.take_in(now):
                return now
        raise disk.damaged(self.folder, "values")

    def take_in(self, now: View) -> bool:
        """The documents of segments not seen before; False when they name values that are not there (any more)."""
        if now.era != self.view.era:
            self.begin()
        known = {segment.entry.name for segment in self.view.segments}
        length = len(now.place)
        for place, first in enumerate(self.first):
            kind = next(one for one in TYPES if self.vocabulary.size(place) <= np.iinfo(one).max)
            if len(first) < length or first.dtype != kind:
                self.first[place] = np.zeros(max(len(first), length + length // 8), dtype=kind)
                self.first[place][: len(first)] = first
        for index, segment in enumerate(now.segments):
            if segment.entry.name in known:
                continue
            good = np.flatnonzero(now.good_of(index))
            for start in range(0, len(good), AT_ONCE):
                taken = segment.take(good[start : start + AT_ONCE], ["first"])
                numbers = taken.fixed["first"]
                if any(numbers[:, place].max() > self.vocabulary.size(place) for place in range(len(self.names))):
                    return False
                for place, first in enumerate(self.first):
                    first[taken.ids] = numbers[:, place]
        self.view = now
        self.whole = [bool(now.good_of(index).all()) for index in range(len(now.segments))]
        self.masks.clear()
        self.counted.clear()
        return True

    def compact(self) -> None:
        """Put small segments together and drop what no longer counts; after many writes."""
        self.store.compact()
        self.vocabulary.store.compact()

    def clear(self) -> None:
        """Begin again with nothing, also where the index is damaged."""
        with disk.told(self.folder), lock.held(self.folder / "put.lock"), self.guard:
            self.store.clear()
            self.vocabulary.store.clear()


def further(segment: Segment, place: int, passing: Mask) -> Array:
    """The numbers of the further values in that facet of the rows that pass."""
    bounds = np.array([place << NUMBER, (place + 1) << NUMBER], dtype="<u4")  # of the codes' own type: no copy of them
    begin, end = np.searchsorted(segment.digest["codes"], bounds)
    hits = np.flatnonzero(passing[segment.digest["rows"][begin:end]])
    result: Array = segment.digest["codes"][begin:end][hits] & ((1 << NUMBER) - 1)
    return result
