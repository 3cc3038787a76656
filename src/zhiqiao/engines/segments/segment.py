"""One segment (段): a folder of plain .npy files, written once and never changed.

`rows.npy` holds document number and number of the write of each row, `gone.npy` the documents it takes out,
`offsets.npy` and one file a column the rest. Narrow and small columns are mapped; large wide ones are read piece by
piece, so that what was looked at once does not stay in the memory of the process.
"""

from __future__ import annotations

import os
import time
import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiqiao.engines.segments import disk
from zhiqiao.engines.segments.layout import Array, Digest, Layout, Rows, cuts
from zhiqiao.engines.segments.manifest import Entry

SMALL = 1 << 20
"""Files up to so many bytes are read into memory: a mapping of each would use up the process's open files."""
MAPPED = 64 << 20
"""Wide columns up to so many bytes are mapped: 300 rows of 1 KB took 0.07 ms mapped, 0.50 read."""
WIDE = 32
"""Fixed columns of so many bytes a row are read piece by piece."""
WIDE_RAGGED = 128
"""Ragged ones too, from so many bytes a row on the average."""
DIGEST_FROM = 4096
"""Segments of fewer rows are digested when they are opened."""
AT_ONCE = 1 << 30
"""So many bytes at most in one read of the system."""
SLOW = 10e-6
"""Seconds a short read may take on the average when its page is in memory; it takes about 2e-6, more after a pause."""


def write(folder: Path, rows: Rows, stamps: Array, gone: Array, layout: Layout, digest: Digest | None) -> Entry:
    """All files of a new segment; synced by who names them in a manifest."""
    folder.mkdir()
    written = disk.write_array(folder / "rows.npy", np.stack((rows.ids, stamps.astype("<i8")), axis=1))
    if len(gone):
        written += disk.write_array(folder / "gone.npy", np.asarray(gone, dtype="<i8"))
    if layout.ragged:
        written += disk.write_array(folder / "offsets.npy", rows.offsets)
    for name, values in (*rows.fixed.items(), *rows.ragged.items()):
        written += disk.write_array(folder / f"{name}.npy", values)
    for name, values in (digest or {}).items():
        written += disk.write_array(folder / f"digest-{name}.npy", values)
    return Entry(folder.name, len(rows), int(rows.offsets[-1]), len(gone), written, digest is not None)


class Pieces:
    """A column that is read where it is asked for: from its file, or from memory when it is small."""

    def __init__(self, path: Path, kind: np.dtype, shape: tuple[int, ...]):
        array = checked(path, kind, shape, mapped=True)
        self.path, self.kind, self.shape = path, kind, shape
        self.width = int(np.prod(shape[1:], dtype=np.int64))
        self.bytes_each = self.width * kind.itemsize
        self.within: memoryview | None = None
        self.file: int | None = None
        self.is_cold = False
        self.skip = int(getattr(array, "offset", 0))
        if array.nbytes <= MAPPED or not hasattr(os, "preadv"):
            kept = np.array(array) if array.nbytes <= SMALL else array
            self.within = kept.reshape(-1).view(np.uint8).data if array.size else memoryview(b"")
        else:
            self.file = os.open(path, os.O_RDONLY)
            weakref.finalize(self, os.close, self.file)

    def read(self, starts: Sequence[int], sizes: Sequence[int]) -> bytes | bytearray | memoryview:
        """The bytes of these runs, of `sizes` elements from `starts` on, one after the other."""
        each = self.bytes_each
        if self.within is not None:
            within = self.within
            runs = [within[start * each : (start + size) * each] for start, size in zip(starts, sizes, strict=True)]
            return runs[0] if len(runs) == 1 else b"".join(runs)
        if self.file is None:
            raise RuntimeError("a column lies in memory or in a file")
        if len(sizes) == 1:
            return self.long(starts[0] * each, sizes[0] * each)
        wanted = [size * each for size in sizes]
        places = [self.skip + start * each for start in starts]
        return self.scattered(self.file, wanted, places)

    def scattered(self, file: int, wanted: Sequence[int], places: Sequence[int]) -> bytearray:
        """Many short runs. Where the last ones were slow to come, they were on the disk: then all are asked for before
        the first is waited for, which is ten times quicker; in memory asking would cost half as much again."""
        began = time.perf_counter()
        if self.is_cold:
            for place, size in zip(places, wanted, strict=True):
                os.posix_fadvise(file, place, size, os.POSIX_FADV_WILLNEED)
        content, at = bytearray(sum(wanted)), 0
        into = memoryview(content)
        for place, size in zip(places, wanted, strict=True):
            at += os.preadv(file, [into[at : at + size]], place)
        into.release()
        self.is_cold = hasattr(os, "posix_fadvise") and time.perf_counter() - began > SLOW * len(wanted)
        return content if at == len(content) else content[:at]

    def long(self, start: int, size: int) -> bytes:
        """One long run; the system reads no more than 2 GB at once."""
        if self.file is None:
            raise RuntimeError("only files are read in runs")
        parts = []
        while size:
            part = os.pread(self.file, min(size, AT_ONCE), self.skip + start)
            if not part:
                raise disk.damaged(self.path.parent.parent, f"{self.path.parent.name}/{self.path.name}")
            parts.append(part)
            start, size = start + len(part), size - len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)


def checked(path: Path, kind: np.dtype, shape: tuple[int, ...], *, mapped: bool) -> Array:
    """The array in that file, of that type and shape. Refused when it is another, FileNotFoundError when not there."""
    folder, name = path.parent.parent, f"{path.parent.name}/{path.name}"
    try:
        array = disk.read_array(path, mapped=mapped and int(np.prod(shape)) > 0)
    except ValueError as fault:
        raise disk.damaged(folder, name) from fault
    if array.dtype != kind or array.shape != shape:
        raise disk.foreign(folder, f"{name} {array.dtype}{array.shape}", f"{kind}{shape}")
    return array


class Segment:
    """A segment, open."""

    def __init__(self, store: Path, entry: Entry, layout: Layout):
        self.entry, self.layout, self.folder = entry, layout, store / entry.name
        self.count = entry.rows
        both = self.array("rows", "<i8", (entry.rows, 2), mapped=False)
        self.ids, self.stamps = np.ascontiguousarray(both[:, 0]), both[:, 1].astype(np.uint32)
        self.newest = int(self.stamps.max()) if entry.rows else -1
        ascending = entry.rows and int(self.ids[-1]) - int(self.ids[0]) == entry.rows - 1
        neighbours = ascending and bool((np.diff(self.ids) == 1).all())
        self.begins = int(self.ids[0]) if neighbours else None
        self.gone = self.array("gone", "<i8", (entry.gone,), mapped=False) if entry.gone else np.empty(0, np.int64)
        self.offsets: NDArray[np.int64] | None = None
        self.narrow: dict[str, Array] = {}
        self.pieces: dict[str, Pieces] = {}
        if layout.ragged:
            self.offsets = self.array("offsets", "<i8", (entry.rows + 1,))
            for name, kind in layout.ragged.items():
                if entry.values * np.dtype(kind).itemsize >= WIDE_RAGGED * entry.rows:
                    self.pieces[name] = Pieces(self.folder / f"{name}.npy", np.dtype(kind), (entry.values,))
                else:
                    self.narrow[name] = self.array(name, kind, (entry.values,))
        for name, (kind, width) in layout.fixed.items():
            dtype = np.dtype(kind)
            if dtype.itemsize * width >= WIDE:
                self.pieces[name] = Pieces(self.folder / f"{name}.npy", dtype, (entry.rows, width))
            else:
                self.narrow[name] = self.array(name, kind, (entry.rows, width))
        self.digest = self.digested()

    def ids_of(self, rows: Array) -> NDArray[np.int64]:
        """The documents of these rows; added up where their numbers follow each other, which is quicker."""
        if self.begins is None:
            return self.ids[rows]
        result: NDArray[np.int64] = rows.astype(np.int64) + self.begins
        return result

    def array(self, name: str, kind: str, shape: tuple[int, ...], *, mapped: bool = True) -> Array:
        """One of its files; small ones in memory."""
        small = int(np.prod(shape)) * np.dtype(kind).itemsize <= SMALL
        return np.asarray(checked(self.folder / f"{name}.npy", np.dtype(kind), shape, mapped=mapped and not small))

    def digested(self) -> Digest:
        """Its digest, as written or made now."""
        summary = self.layout.summary
        if summary is None:
            return {}
        if not self.entry.digested:
            return summary.of(self.take(np.arange(self.count)))
        result = {}
        for name in summary.names:
            try:
                result[name] = np.asarray(disk.read_array(self.folder / f"digest-{name}.npy", mapped=True))
            except ValueError as fault:
                raise disk.damaged(self.folder.parent, f"{self.entry.name}/digest-{name}.npy") from fault
        return result

    def take(self, rows: NDArray[np.int64], names: Sequence[str] | None = None) -> Rows:
        """These rows of the segment, in this order."""
        starts, sizes = runs(rows)
        fixed = {}
        for name, (kind, width) in self.layout.fixed.items():
            if names is not None and name not in names:
                continue
            if name in self.narrow:
                fixed[name] = self.narrow[name][rows] if len(starts) != 1 else self.narrow[name][slice_of(rows)]
            else:
                fixed[name] = self.gathered(name, starts, sizes).reshape(len(rows), width).view(kind)
        if self.offsets is None or (names is not None and not set(names) & set(self.layout.ragged)):
            return Rows(self.ids[rows], fixed, {}, np.zeros(len(rows) + 1, dtype=np.int64))
        own = self.offsets[rows + 1] - self.offsets[rows]
        begin, end = self.offsets[starts], self.offsets[starts + sizes]
        offsets = cuts(own)
        ragged = {}
        for name in self.layout.ragged:
            if names is not None and name not in names:
                continue
            if name in self.pieces:
                ragged[name] = self.gathered(name, begin, end - begin)
            elif len(starts) == 1:
                ragged[name] = self.narrow[name][begin[0] : end[0]]
            else:
                ragged[name] = self.narrow[name][spread(self.offsets[rows], offsets)]
        return Rows(self.ids[rows], fixed, ragged, offsets)

    def gathered(self, name: str, starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> Array:
        """The elements of these runs of a column, one after the other."""
        column = self.pieces[name]
        content = column.read(starts.tolist(), sizes.tolist())
        expected = int(sizes.sum()) * column.bytes_each
        if len(content) != expected:
            raise disk.damaged(self.folder.parent, f"{self.entry.name}/{name}.npy")
        result: Array = np.frombuffer(content, dtype=column.kind)
        return result


def runs(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where neighbouring rows follow each other: first row and length of each run."""
    if not len(rows):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    breaks = np.flatnonzero(np.diff(rows) != 1) + 1
    begins = np.concatenate(([0], breaks))
    return rows[begins], np.diff(np.concatenate((begins, [len(rows)])))


def spread(begins: NDArray[np.int64], offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the values of rows stand that begin there and are cut by these offsets."""
    result: NDArray[np.int64] = np.repeat(begins - offsets[:-1], np.diff(offsets)) + np.arange(offsets[-1])
    return result


def slice_of(rows: NDArray[np.int64]) -> slice:
    """One run of rows as a slice."""
    return slice(int(rows[0]), int(rows[-1]) + 1)
