"""The values of facets and their numbers (取值字典): open-ended, only added to, durable before any document uses them.

A value has a number within its facet, from 1 on; 0 is no value. Facet and number together are its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiqiao.engines.segments.layout import Layout, Rows, cuts
from zhiqiao.engines.segments.store import SegmentStore
from zhiqiao.engines.segments.view import View

BETWEEN = "\x1f"  # facet and value, as they are stored
NUMBER = 24  # bits of a code; the facet stands above them


class Vocabulary:
    """The values of these facets."""

    def __init__(self, folder: Path, names: Sequence[str]):
        self.names = tuple(names)
        self.store = SegmentStore(folder, Layout(f"values-1 {'+'.join(names)}", ragged={"text": "u1"}))
        self.begin()

    def begin(self) -> None:
        """As if nothing had been read."""
        self.view = View.empty(self.store.layout)
        self.number_of: list[dict[str, int]] = [{} for _ in self.names]
        self.values: list[list[str]] = [[] for _ in self.names]

    def refresh(self) -> None:
        """Take in what was added since."""
        now = self.store.view()
        if now is self.view:
            return
        if now.era != self.view.era:
            self.begin()
        new = now.take(now.rows_of(np.arange(self.view.count, now.count)))
        content, offsets = new.ragged["text"].tobytes(), new.offsets.tolist()
        for begin, end in pairwise(offsets):
            name, _, value = content[begin:end].decode().partition(BETWEEN)
            self.learn(self.names.index(name), value)
        self.view = now

    def learn(self, place: int, value: str) -> int:
        """The number of a value that has none yet."""
        self.values[place].append(value)
        number = self.number_of[place][value] = len(self.values[place])
        return number

    def add(self, wanted: Iterable[tuple[int, str]]) -> None:
        """Give numbers to these values (facet, value) where they have none, durably. For who is alone as a writer."""
        self.refresh()
        new = [(place, value) for place, value in dict.fromkeys(wanted) if value not in self.number_of[place]]
        if not new:
            return
        texts = [f"{self.names[place]}{BETWEEN}{value}".encode() for place, value in new]
        ids = np.arange(self.view.count, self.view.count + len(new))
        sizes = np.array([len(text) for text in texts])
        self.store.append(Rows(ids, {}, {"text": np.frombuffer(b"".join(texts), dtype=np.uint8)}, cuts(sizes)))
        self.refresh()

    def size(self, place: int) -> int:
        """How many values that facet has."""
        return len(self.values[place])

    def numbers(self, place: int, values: Sequence[str]) -> list[int]:
        """The numbers of these values; those never seen are left out."""
        known = self.number_of[place]
        return [known[value] for value in values if value in known]

    def named(self, place: int, counts: NDArray[np.int64], most: int) -> dict[str, int]:
        """Counts by number as counts by value, the commonest first, ties by name. What 0 counts is left out."""
        found = 1 + np.flatnonzero(counts[1:])
        if len(found) > 4 * most:  # the rest is not among the commonest
            found = found[counts[found] >= np.partition(counts[found], -most)[-most]]
        values = self.values[place]
        pairs = [
            (values[number - 1], count) for number, count in zip(found.tolist(), counts[found].tolist(), strict=True)
        ]
        pairs.sort(key=lambda pair: (-pair[1], pair[0]))
        return dict(pairs[:most])
