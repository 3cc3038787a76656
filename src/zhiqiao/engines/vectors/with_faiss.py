"""Vector search by faiss above 20,000 vectors: lists of product codes, the best of them compared again exactly.

A code is four bits for each pair of numbers, a quarter of a byte each: small enough to be kept in memory and looked
through in registers (fast scan; André and others 2015). Lists hold document numbers, so segments may be put together
without them; what was written later than they know of is compared exactly, so a new vector is found at once. Below that
size, and among few ids, everything is compared exactly, which is what `exact` does. faiss runs on one thread per
question: with more it is slower on a single one.
"""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.problems import Refused
from zhiqiao.engines.segments import disk, lock
from zhiqiao.engines.segments.view import Ids, View
from zhiqiao.engines.vectors import lists as listing
from zhiqiao.engines.vectors.exact import FEW, ExactVectors, Found, allowed, best
from zhiqiao.engines.vectors.lists import Lists, Part
from zhiqiao.engines.vectors.shelf import BLOCK, later, widened
from zhiqiao.ports.embed import Vectors
from zhiqiao.ports.search import Mask

EXACT_BELOW = 20_000
AGAIN = 2
AGAIN_LEAST = 300
"""How many times the asked number are compared again exactly, and how many at least."""
SEEN = 2.5
"""How many lists are looked into: so many times the root of the number of lists for as many vectors as pass. Of 86,000
vectors of real texts (bundled embedder) 0.96 of the nearest 120 are then among the 240 nearest codes; the questions
were vectors of the same set, moved a little."""
LEAST_PASSING = 8000
"""But so many that about as many of the passing vectors are met."""
UNLISTED_MOST = 20_000
"""When more vectors than that are in no list, the next small write lists them."""
UNLISTED_LEAST = 2000
"""Fewer than that are left to be compared exactly."""
BULK = 4096
"""A write of so many is one of many: `settle` lists them at the end."""
IN_A_FILE = 1 << 21
"""Vectors in one file at most, some 300 MB. Each file has all lists, and many short lists cost more than few long ones:
1.34 million vectors in six files took 3.0 ms a question, in one 1.4."""
BITS = 4  # of a code of two numbers
LEARN_FROM = 32  # vectors for each list
LEARN_AGAIN = 4  # times as many vectors
STALE = 0.25  # share of what is listed that may be gone
WAIT = 3600.0  # seconds for another process that makes lists

logger = logging.getLogger(__name__)


class Opened:
    """The lists as they are now."""

    def __init__(self, folder: Path, lists: Lists):
        self.lists = lists
        self.indexes: list[Any] = [faiss.read_index(str(folder / file)) for part in lists.parts for file in part.files]
        self.number = self.indexes[0].nlist if self.indexes else 0

    def near(self, question: Vectors, limit: int, passing: Mask | None, seen: int) -> NDArray[np.int64]:
        """Ids found in the nearest lists, among those that pass; all that are listed where none are told."""
        bits = np.packbits(passing, bitorder="little") if passing is not None else np.empty(0, dtype=np.uint8)
        among = None if passing is None else faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        chosen = faiss.SearchParametersIVF(sel=among, nprobe=seen)  # type: ignore[call-arg]
        asked = np.ascontiguousarray(question.reshape(1, -1))
        likeness, places = self.indexes[0].quantizer.search(asked, seen)  # once: all files have the same lists
        near = np.empty((len(self.indexes), limit), dtype=np.float32)
        ids = np.empty((len(self.indexes), limit), dtype=np.int64)
        given = [faiss.swig_ptr(one) for one in (asked, places, likeness)]
        for index, cosines, found in zip(self.indexes, near, ids, strict=True):
            told = faiss.swig_ptr(cosines), faiss.swig_ptr(found)
            index.search_preassigned_c(1, given[0], limit, given[1], given[2], *told, False, chosen)
        near[ids < 0] = -np.inf
        best = np.argpartition(-near.reshape(-1), min(limit, near.size - 1))[:limit]
        result: NDArray[np.int64] = np.unique(ids.reshape(-1)[best])
        return result[result >= 0]


class FaissVectors(ExactVectors):
    """The same folder and answers, with inverted lists where there are many vectors."""

    engine = "faiss"
    exact_below = EXACT_BELOW
    few = FEW
    unlisted_least = UNLISTED_LEAST
    unlisted_most = UNLISTED_MOST

    def __init__(self, folder: Path, *, embedder_id: str, dim: int):
        super().__init__(folder, embedder_id=embedder_id, dim=dim)
        self.lists = self.folder / "lists"
        self.guard = threading.Lock()
        self.seen: tuple[int, int] | None = None
        self.current: Opened | None = None

    def put(self, ids: Ids, vectors: Vectors) -> None:
        """Add or replace, durably. Refused (`vectors_have_dimension`) when they have not the index's dimension."""
        super().put(ids, vectors)
        if len(ids) < BULK and self.unlisted() > self.unlisted_most:
            self.bring_lists_up(wait=0.0)

    def near(self, vector: Vectors, *, limit: int, among: Mask | None = None) -> NDArray[np.int64]:
        """Ids that are about the nearest: those of the nearest codes, and what is in no list yet."""
        view, question = self.shelf.view(), self.shelf.checked(vector)[0]
        passing = allowed(view, among)
        coded = self.coded(view, question, limit, passing) if limit > 0 else None
        if coded is None:
            return super().near(vector, limit=limit, among=among)
        ids, covered = coded
        return np.union1d(ids, [hit.id for hit in best(*self.compared(view, question, passing, after=covered), limit)])

    def nearest(self, view: View, question: Vectors, limit: int, passing: Mask) -> Found:
        """The nearest among those that pass, and perhaps others behind them."""
        coded = self.coded(view, question, max(limit * AGAIN, AGAIN_LEAST), passing)
        if coded is None:
            return super().nearest(view, question, limit, passing)
        ids, cosines = self.fetched(view, question, coded[0])
        new, likeness = self.compared(view, question, passing, after=coded[1])
        fresh = ~np.isin(new, ids)
        return np.concatenate((ids, new[fresh])), np.concatenate((cosines, likeness[fresh]))

    def coded(self, view: View, question: Vectors, limit: int, passing: Mask) -> tuple[NDArray[np.int64], int] | None:
        """The ids of the nearest codes, and the last write the lists know of; None where all are compared exactly."""
        now = self.opened(view) if view.count >= self.exact_below else None
        if now is None or not now.indexes:
            return None
        number = view.count if passing is view.present else int(np.count_nonzero(passing))
        if number <= self.few:
            return None
        share = max(SEEN / lists_for(number) ** 0.5, LEAST_PASSING / number)
        seen = min(int(now.number * share) + 1, now.number)
        is_narrowed = passing is not view.present  # else only what has gone since does not pass: it is left out below
        with one_thread():
            ids = now.near(question, limit, passing if is_narrowed else None, seen)
        return ids[(ids < len(passing)) & passing[np.minimum(ids, len(passing) - 1)]], now.lists.covered

    def opened(self, view: View) -> Opened | None:
        """The lists as they are on the disk now; None when there are none for these segments."""
        stamp = listing.stamp_of(self.lists)
        if stamp != self.seen:
            with self.guard:
                found = listing.read(self.lists)
                try:
                    self.current = Opened(self.lists, found) if found else None
                    self.seen = stamp
                except (RuntimeError, OSError):  # made anew meanwhile, or damaged
                    self.current = None
                    self.seen = stamp if listing.stamp_of(self.lists) == stamp else None
                    if self.seen:
                        logger.warning("The lists in %s cannot be read; every vector is compared instead.", self.lists)
        return self.current if self.current and self.current.lists.era == view.era else None

    def unlisted(self) -> int:
        """How many vectors are in no list."""
        view = self.shelf.view()
        if view.count < self.exact_below:
            return 0
        now = self.opened(view)
        return len(listed_rows(view, now.lists.covered if now else -1, view.last))

    def settle(self) -> None:
        """Put small segments together, and list what is in no list; after many writes."""
        super().settle()
        if self.unlisted() >= max(self.unlisted_least, 1):
            self.bring_lists_up()

    def bring_lists_up(self, wait: float = WAIT) -> None:
        """Make the lists when there are none that fit; else add what is new. Left to whoever is at it already."""
        with disk.told(self.lists):
            self.lists.mkdir(exist_ok=True)
            try:
                with lock.held(self.lists / "lists.lock", wait), every_core():
                    self.listed(self.shelf.view())
            except Refused as refused:
                if refused.problems[0].code != "index_is_free_to_write":
                    raise

    def listed(self, view: View) -> None:
        """New parts, and the file that names them."""
        now = self.opened(view)
        if now is None or self.outdated(now.lists, view):
            trained = learned(self.sample_of(view, lists_for(view.count) * LEARN_FROM), lists_for(view.count))
            before = Lists(view.era, view.count, f"trained-{uuid.uuid4().hex[:8]}.faiss", ())
            store(trained, self.lists / before.trained)
        else:
            before = now.lists
            trained = faiss.read_index(str(self.lists / before.trained))
        new = len(listed_rows(view, before.covered, view.last))
        if not new:
            return
        begin = listing.absorbed(before, new, IN_A_FILE)
        kept = before.parts[:begin]
        after = kept[-1].to if kept else -1
        rows = listed_rows(view, after, view.last)
        files = tuple(self.written(view, rows, trained))
        parts = (*kept, Part(after, view.last, len(rows), files))
        listing.write(self.lists, Lists(before.era, before.learned_from, before.trained, parts))

    def outdated(self, lists: Lists, view: View) -> bool:
        """Whether the lists had better be made anew: far more vectors than when they were learned, or many gone."""
        alive = view.count - len(listed_rows(view, lists.covered, view.last))
        return view.count > LEARN_AGAIN * lists.learned_from or alive < (1 - STALE) * lists.rows

    def sample_of(self, view: View, number: int) -> Vectors:
        """So many vectors, spread evenly."""
        rows = view.good_rows()
        return self.shelf.take(view, rows[:: max(1, len(rows) // number)])

    def written(self, view: View, rows: NDArray[np.int64], trained: faiss.Index) -> Iterator[str]:
        """The files of a part, each of a size that fits in memory."""
        for start in range(0, len(rows), IN_A_FILE):
            index = faiss.clone_index(trained)
            for begin in range(start, min(start + IN_A_FILE, len(rows)), BLOCK):
                some = rows[begin : min(begin + BLOCK, start + IN_A_FILE)]
                taken = view.take(some)
                index.add_with_ids(widened(taken.fixed["vectors"]), taken.ids)
            name = f"part-{uuid.uuid4().hex[:8]}.faiss"
            store(index, self.lists / name)
            yield name

    def clear(self) -> None:
        """Begin again with nothing, also where the index is damaged or of another dimension."""
        super().clear()
        disk.remove(self.lists)


def lists_for(count: int) -> int:
    """How many lists for so many vectors."""
    return max(1, int(2 * count**0.5))


def listed_rows(view: View, after: int, to: int) -> NDArray[np.int64]:
    """The good rows of the writes later than `after`, up to `to`."""
    parts = [np.empty(0, dtype=np.int64)]
    for place, segment in enumerate(view.segments):
        if segment.newest <= after:
            continue
        rows = later(segment, after)
        rows = rows[view.good_of(place)[rows] & (segment.stamps[rows] <= to)]
        parts.append(view.starts[place] + rows)
    return np.concatenate(parts)


def learned(sample: Vectors, number: int) -> faiss.Index:
    """Empty lists, placed by these vectors."""
    dim = sample.shape[1]
    pairs = dim // 2 if dim % 2 == 0 else dim
    index = faiss.IndexIVFPQFastScan(faiss.IndexFlatIP(dim), dim, number, pairs, BITS, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = 8
    for clustering in (index.cp, index.pq.cp):
        clustering.min_points_per_centroid = 1
    index.train(np.resize(sample, (max(len(sample), 1 << BITS), dim)))  # one code needs one vector
    return index


def store(index: faiss.Index, path: Path) -> None:
    """One file, synced."""
    writer = faiss.VectorIOWriter()
    faiss.write_index(index, writer)
    with path.open("wb") as file:
        disk.write_bytes(file, faiss.vector_to_array(writer.data).data)
    disk.sync([path])


@contextmanager
def one_thread() -> Iterator[None]:
    """faiss counts threads for each calling thread by itself."""
    if faiss.omp_get_max_threads() != 1:
        faiss.omp_set_num_threads(1)
    yield


@contextmanager
def every_core() -> Iterator[None]:
    """All cores, for building."""
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(1)
