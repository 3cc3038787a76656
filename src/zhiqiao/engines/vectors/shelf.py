"""Where vectors lie on disk: a folder of small files, each one write, replayed in order.

A write is one new file, moved into place whole, so a kill in the middle leaves the shelf as it was. When many files
have gathered they are put together into one, by one process at a time. Numbers are kept as float16.
"""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiqiao.ports.embed import Vectors

MANY_FILES = 64


@dataclass
class Shelf:
    """All vectors of one folder in memory: `ids`, `rows` (float16) and which rows are still good."""

    folder: Path
    dim: int
    ids: NDArray[np.int64] = field(init=False)
    rows: NDArray[np.float16] = field(init=False)
    good: NDArray[np.bool_] = field(init=False)
    place: dict[int, int] = field(init=False)
    read: list[str] = field(init=False)
    version: int = 0
    """Counts every change seen; rises by one when rows were only added, is reset with `whole` when not."""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.guard = threading.RLock()
        self.empty()
        self.refresh()

    def empty(self) -> None:
        """As if nothing had been read."""
        self.ids = np.empty(0, dtype=np.int64)
        self.rows = np.empty((0, self.dim), dtype=np.float16)
        self.good = np.empty(0, dtype=np.bool_)
        self.place = {}
        self.read = []

    def files(self) -> list[str]:
        """The files there are, oldest first."""
        return sorted(name.name for name in self.folder.glob("*.npz"))

    def refresh(self) -> bool:
        """Read what has been written since, here or elsewhere; True when anything had."""
        with self.guard:
            names = self.files()
            if names == self.read:
                return False
            if names[: len(self.read)] != self.read:  # put together by another process: begin again
                self.empty()
            for attempt in names[len(self.read) :]:
                try:
                    with np.load(self.folder / attempt, allow_pickle=False) as stored:
                        self.apply(stored["ids"], stored["rows"], stored["gone"])
                except FileNotFoundError:  # put together while we looked
                    self.empty()
                    return self.refresh()
                self.read.append(attempt)
            self.version += 1
            return True

    def apply(self, ids: NDArray[np.int64], rows: NDArray[np.float16], gone: NDArray[np.int64]) -> None:
        """One write: what goes, then what comes; a row that is replaced is no longer good."""
        for number in (*gone.tolist(), *ids.tolist()):
            old = self.place.pop(number, None)
            if old is not None:
                self.good[old] = False
        start = len(self.ids)
        self.ids = np.concatenate((self.ids, ids))
        self.rows = np.concatenate((self.rows, rows.astype(np.float16)))
        self.good = np.concatenate((self.good, np.ones(len(ids), dtype=np.bool_)))
        for offset, number in enumerate(ids.tolist()):
            before = self.place.get(number)
            if before is not None:  # twice in one write: the later counts
                self.good[before] = False
            self.place[number] = start + offset

    def write(self, ids: Sequence[int], vectors: Vectors, gone: Sequence[int] = ()) -> None:
        """Make one write durable, then take it in."""
        with self.guard:
            self.refresh()
            names = self.files()
            self.store(int(names[-1][:12]) + 1 if names else 1, np.asarray(ids, dtype=np.int64), vectors, gone)
            self.refresh()
            if len(self.read) > MANY_FILES:
                self.put_together()

    def store(self, number: int, ids: NDArray[np.int64], vectors: NDArray[np.floating], gone: Sequence[int]) -> str:
        """One file, whole or not at all; two writers at once get different names."""
        name = f"{number:012d}-{uuid.uuid4().hex[:8]}.npz"
        draft = self.folder / f".{name}.draft"
        with draft.open("wb") as file:
            np.savez(
                file,
                ids=ids,
                rows=np.asarray(vectors, dtype=np.float16).reshape(len(ids), self.dim),
                gone=np.asarray(gone, dtype=np.int64),
            )
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / name)
        return name

    def put_together(self) -> None:
        """All files into one. Only files this process has read are removed, and only by who holds the lock file."""
        lock = self.folder / "put-together.lock"
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return
        try:
            old = list(self.read)
            kept = np.flatnonzero(self.good)
            # It takes the number of the newest file it replaces, so that later writes stay later.
            self.store(int(old[-1][:12]), self.ids[kept], self.rows[kept], [])
            for name in old:
                (self.folder / name).unlink(missing_ok=True)
            self.empty()
            self.refresh()
        finally:
            lock.unlink(missing_ok=True)
