"""Where vectors lie: a segment store of float16 rows, read as float32; and what is kept of them in memory.

Not responsible for finding the nearest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.segments.layout import Layout, Rows
from zhiqiao.engines.segments.segment import Segment
from zhiqiao.engines.segments.store import SegmentStore
from zhiqiao.engines.segments.view import Ids, View
from zhiqiao.ports.embed import Vectors

KEEP_BELOW = 20_000
"""Up to so many vectors are also kept as float32 (40 MB at 512 numbers): turning them each time takes longer."""
BLOCK = 16_384
Block = tuple[NDArray[np.int64], Vectors]
"""Rows of a segment and their vectors."""


class Shelf:
    """The vectors of one index in one folder."""

    def __init__(self, folder: Path, dim: int):
        self.dim = dim
        self.store = SegmentStore(folder, Layout("vectors-1", fixed={"vectors": ("<f2", dim)}))
        self.kept: dict[tuple[str, int], Block] = {}

    def view(self) -> View:
        """What lies there now. Refused (`vectors_have_dimension`) when those are of another dimension than ours."""
        try:
            return self.store.view()
        except Refused as refused:
            raise self.of_dimension(refused) from refused

    def of_dimension(self, refused: Refused) -> Refused:
        """The same refusal, told as one of the dimension where it is."""
        data = refused.problems[0].data
        if refused.problems[0].code != "index_has_our_shape":
            return refused
        try:
            found = json.loads(str(data["found"]))["fixed"]["vectors"][1]
        except (ValueError, KeyError, TypeError, IndexError):
            return refused
        return refused if found == self.dim else self.wrong(self.dim, int(found))

    def wrong(self, given: int, expected: int) -> Refused:
        """Vectors of another dimension."""
        return Refused([Problem("vectors_have_dimension", given=str(given), data={"expected": expected})])

    def checked(self, vectors: Vectors) -> Vectors:
        """These vectors as (n, dim) float32. Refused when they have another dimension."""
        given = np.atleast_2d(np.asarray(vectors, dtype=np.float32))
        if given.shape[1] != self.dim and given.size:
            raise self.wrong(given.shape[1], self.dim)
        return given.reshape(-1, self.dim)

    def write(self, ids: Ids, vectors: Vectors) -> None:
        """Add or replace, durably."""
        self.append(Rows(np.asarray(ids, dtype=np.int64), {"vectors": self.checked(vectors)}), ())

    def append(self, rows: Rows | None, gone: Ids) -> None:
        """One write."""
        try:
            self.store.append(rows, np.asarray(gone, dtype=np.int64))
        except Refused as refused:
            raise self.of_dimension(refused) from refused

    def take(self, view: View, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of these rows, in this order."""
        return widened(view.take(rows).fixed["vectors"])

    def blocks(self, view: View, after: int) -> Iterator[tuple[int, Block]]:
        """Segment by segment, the rows of writes later than `after` and their vectors; kept while they are few."""
        wanted = [
            (place, segment, later(segment, after))
            for place, segment in enumerate(view.segments)
            if segment.newest > after
        ]
        few = sum(len(rows) for _, _, rows in wanted) <= KEEP_BELOW
        kept = self.kept  # the readers' threads replace it whole, so that none sees it half done
        now: dict[tuple[str, int], Block] = {}
        for place, segment, rows in wanted:
            key = (segment.entry.name, after)
            if few:
                block = kept.get(key) or (rows, widened(segment.take(rows).fixed["vectors"]))
                now[key] = block
                yield place, block
                continue
            for start in range(0, len(rows), BLOCK):
                part = rows[start : start + BLOCK]
                yield place, (part, widened(segment.take(part).fixed["vectors"]))
        self.kept = now


def widened(halves: NDArray[np.float16]) -> Vectors:
    """The same numbers as float32: their bits moved into place, several times quicker than NumPy turns them. Not for
    infinities, which no unit vector has."""
    bits = halves.view("<i2").astype("<i4")
    bits <<= 13
    bits &= np.int32(-0x70002000)  # sign, exponent and fraction; what the sign was spread over goes
    result: Vectors = bits.view("<f4")
    result *= np.float32(2.0**112)  # the exponents of the two begin so far apart
    return result


def later(segment: Segment, after: int) -> NDArray[np.int64]:
    """The rows of a segment that were written later than that write."""
    return np.flatnonzero(segment.stamps > after) if after >= 0 else np.arange(segment.count)
