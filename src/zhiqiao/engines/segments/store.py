"""The store itself (段存储): appends, deletions, putting together, and views that follow other processes' writes.

A write is a new segment, and a new manifest that names it: whatever happens before the manifest is replaced, the store
is what it was; what happens after does not matter. One process writes at a time; readers never wait.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.problems import Refused
from zhiqiao.engines.segments import disk, lock, manifest
from zhiqiao.engines.segments.layout import Array, Layout, Rows
from zhiqiao.engines.segments.manifest import Entry, Manifest
from zhiqiao.engines.segments.segment import DIGEST_FROM, Segment
from zhiqiao.engines.segments.segment import write as write_segment
from zhiqiao.engines.segments.view import View

FANOUT = 8
"""So many segments of a size are put together into one of the next."""
SMALLEST = 1 << 16
AT_WRITING = 32 << 20
"""Up to so many bytes are put together while writing; more only by `compact`."""
LARGEST = 256 << 20
MOST_SEGMENTS = 128
DEAD = 0.2
"""This share of dead rows is worth writing a segment anew."""
ATTEMPTS = 100


class SegmentStore:
    """One store in one folder."""

    def __init__(self, folder: Path, layout: Layout):
        self.folder, self.layout = folder, layout
        with disk.told(folder):
            folder.mkdir(parents=True, exist_ok=True)
        self.guard = threading.Lock()
        self.seen = (-1, -1, -1)
        self.current = View.empty(layout)
        self.sweeping: threading.Thread | None = None

    def view(self) -> View:
        """What stands in the store now, whoever wrote it. Refused when the store is damaged or not ours."""
        if manifest.stamp_of(self.folder) == self.seen:
            return self.current
        with self.guard:
            for _ in range(ATTEMPTS):
                if manifest.stamp_of(self.folder) == self.seen:
                    return self.current
                found = manifest.read(self.folder, self.layout)
                try:
                    self.current = self.opened(found)
                except FileNotFoundError as missing:
                    if manifest.stamp_of(self.folder) == found.stamp:  # not put together meanwhile: it is gone
                        raise disk.damaged(self.folder, str(missing.filename or "")) from missing
                    continue
                self.seen = found.stamp
                return self.current
        raise disk.damaged(self.folder, manifest.FILE)

    def opened(self, found: Manifest) -> View:
        """The view that manifest describes."""
        known = {segment.entry: segment for segment in self.current.segments}
        segments = [known.get(entry) or Segment(self.folder, entry, self.layout) for entry in found.segments]
        return self.current.followed(found.version, found.last, found.era, segments)

    def append(self, rows: Rows | None = None, gone: Sequence[int] | Array = ()) -> None:
        """Take `gone` out and put `rows` in, durably, both or neither. Refused when the disk is full."""
        fitted = self.layout.fitted(self.layout.empty() if rows is None else rows)
        leaving = np.unique(np.asarray(gone, dtype="<i8").reshape(-1))
        if not len(fitted) and not len(leaving):
            return
        with self.writing() as before:
            last = before.last + 1
            entries, folders = [], []
            for part in parts_of(fitted):
                stamps = np.full(len(part), last, dtype=np.int64)
                digest = self.layout.summary.of(part) if self.layout.summary and len(part) >= DIGEST_FROM else None
                folders.append(self.new_folder(last))
                entries.append(write_segment(folders[-1], part, stamps, leaving, self.layout, digest))
                leaving = leaving[:0]
            after = Manifest(before.version + 1, last, (*before.segments, *entries), before.era)
            manifest.write(self.folder, after, self.layout, folders)
            with disk.room_or_later():  # the write itself stands
                self.tidy()

    def clear(self) -> None:
        """Begin again with nothing, also where the store is damaged."""
        with disk.told(self.folder), lock.held(self.folder / "writer.lock"):
            try:
                before = manifest.read(self.folder, self.layout)
            except Refused:
                before = Manifest(0, 0, ())
            after = Manifest(before.version + 1, before.last + 1, (), uuid.uuid4().hex[:8])
            manifest.write(self.folder, after, self.layout)
            self.sweep()

    def compact(self) -> None:
        """Put small segments together and drop dead rows, as far as it is worth it. One group after the other, so that
        other writers come in between."""
        while True:
            with self.writing():
                view = self.view()
                group = next(iter(groups(view)), None)
                if group is None:
                    return
                self.put_together(view, *group)

    @contextmanager
    def writing(self) -> Iterator[Manifest]:
        """Alone as a writer, with the manifest as it is; afterwards nothing lies about that does not count.

        A new store gets its manifest before its first segment: a segment without one would be taken for damage.
        """
        with disk.told(self.folder), lock.held(self.folder / "writer.lock"):
            try:
                before = manifest.read(self.folder, self.layout)
                if not any(before.stamp):
                    manifest.write(self.folder, before, self.layout)
                    before = manifest.read(self.folder, self.layout)
                yield before
            finally:
                self.sweep()

    def new_folder(self, number: int) -> Path:
        """Where the next segment goes."""
        return self.folder / f"{number:012d}-{uuid.uuid4().hex[:8]}"

    def sweep(self) -> None:
        """Remove what no manifest names. Only for who holds the lock."""
        try:
            named = {entry.name for entry in manifest.read(self.folder, self.layout).segments}
        except Refused:
            return
        doomed = []
        for one in self.folder.iterdir():
            if one.suffix == ".draft":
                one.unlink(missing_ok=True)
            elif one.name[:1].isdigit() and one.name not in named:
                doomed.append(one)
        if doomed:  # nobody has to wait for that, and no name is ever used again
            self.sweeping = threading.Thread(target=disk.remove_all, args=(doomed,))
            self.sweeping.start()

    def tidy(self) -> None:
        """Put the newest small segments together while that is cheap."""
        while True:
            entries = manifest.read(self.folder, self.layout).segments
            begin = small_suffix(entries)
            if begin is None and len(entries) <= MOST_SEGMENTS:
                return
            view = self.view()
            if begin is None:
                group = next(iter(groups(view)), None)
                if group is None:
                    return
                self.put_together(view, *group)
            else:
                self.put_together(view, begin, len(entries))

    def put_together(self, view: View, begin: int, end: int) -> None:
        """Those segments into one, without their dead rows; what they took out of earlier ones stays taken out."""
        old = view.segments[begin:end]
        first = int(view.starts[begin])
        kept = first + np.flatnonzero(view.good[first : view.starts[end]])
        rows = self.layout.fitted(view.take(kept))
        stamps = np.concatenate([part.stamps for part in old])[kept - first].astype(np.int64)
        gone = np.unique(np.concatenate([part.gone for part in old])) if begin else np.empty(0, dtype=np.int64)
        summary, digest = self.layout.summary, None
        if summary and len(rows) >= DIGEST_FROM:
            whole = len(rows) == sum(part.count for part in old)
            digest = (summary.together([part.digest for part in old]) if whole else None) or summary.of(rows)
        now = manifest.read(self.folder, self.layout)
        entries = list(now.segments)
        new, folders = [], []
        if len(rows) or len(gone):
            folders = [self.new_folder(now.last)]
            new = [write_segment(folders[0], rows, stamps, gone, self.layout, digest)]
        entries[begin:end] = new
        after = Manifest(now.version + 1, now.last, tuple(entries), now.era)
        manifest.write(self.folder, after, self.layout, folders)


def parts_of(rows: Rows) -> Iterator[Rows]:
    """The rows in parts of a size that a segment may have; of no rows, one part."""
    each = sum(values.nbytes for values in (*rows.fixed.values(), *rows.ragged.values())) + rows.ids.nbytes * 3
    number = max(1, -(-each // LARGEST))
    step = max(1, -(-len(rows) // number))
    for start in range(0, max(len(rows), 1), step):
        end = min(start + step, len(rows))
        low, high = rows.offsets[start], rows.offsets[end]
        yield Rows(
            rows.ids[start:end],
            {name: values[start:end] for name, values in rows.fixed.items()},
            {name: values[low:high] for name, values in rows.ragged.items()},
            rows.offsets[start : end + 1] - low,
        )


def tier(size: int) -> int:
    """How large a segment is, in steps of the fanout."""
    result = 0
    while size > SMALLEST:
        size //= FANOUT
        result += 1
    return result


def small_suffix(entries: Sequence[Entry]) -> int | None:
    """From where on the newest segments are to be put together at once; None when they are not."""
    tiers = [tier(entry.size) for entry in entries]
    for height in range(max(tiers, default=0) + 1):
        begin = len(entries)
        while begin and tiers[begin - 1] <= height:
            begin -= 1
        few = entries[begin:]
        if len(few) >= FANOUT and sum(entry.size for entry in few) <= AT_WRITING:
            return begin
    return None


def groups(view: View) -> Iterator[tuple[int, int]]:
    """Neighbouring segments that are worth being put together, from and to."""
    good = [int(np.count_nonzero(view.good_of(place))) for place in range(len(view.segments))]
    live: NDArray[np.float64] = np.array(
        [
            segment.entry.size * (alive / segment.count if segment.count else 1.0)
            for segment, alive in zip(view.segments, good, strict=True)
        ]
    )
    begin = 0
    while begin < len(live):
        end = begin + 1
        while end < len(live) and live[begin : end + 1].sum() <= LARGEST:
            end += 1
        rows = sum(segment.count for segment in view.segments[begin:end])
        dead = rows - sum(good[begin:end])
        few = live[begin:end]
        several = end - begin >= FANOUT or (end - begin > 1 and few.max() <= few.sum() / 2)
        if several or dead > DEAD * rows:
            yield begin, end
        begin = end
