"""Writing so that it lasts, and reading so that damage is told (落盘): every fault of the disk becomes a clear refusal.

A file is written to its end and synced before anything speaks of it. Not responsible for what is in the files.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.segments.layout import Array

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SCARCE = {errno.EMFILE, errno.ENFILE, errno.ENOMEM}  # says nothing about the file
SYNCED_AT_ONCE = 8
BARRED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO}


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """A full or barred disk is refused with its place, and how to mend it."""
    try:
        yield
    except OSError as fault:
        if fault.errno in FULL:
            raise Refused([Problem("disk_has_room", given=str(folder))]) from fault
        if fault.errno in BARRED:
            raise Refused([Problem("index_can_be_written", given=str(folder))]) from fault
        raise


@contextmanager
def room_or_later() -> Iterator[None]:
    """Work that can be left for another time when the disk is full."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in FULL:
            raise


def damaged(folder: Path, file: str) -> Refused:
    """A file of the index is missing or cannot be read."""
    return Refused([Problem("index_is_whole", given=str(folder), data={"file": file})])


def foreign(folder: Path, found: str, expected: str) -> Refused:
    """The index was made for other columns than ours."""
    data: dict[str, str | int | float] = {"found": found, "expected": expected}
    return Refused([Problem("index_has_our_shape", given=str(folder), data=data)])


def write_bytes(file: Any, content: Any) -> None:
    """One piece into an open file (the one place where bytes of an index go to disk)."""
    file.write(content)


def write_array(path: Path, array: Array) -> int:
    """One .npy file, not yet synced; returns its size."""
    whole = np.ascontiguousarray(array)
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(whole))
        write_bytes(file, whole.reshape(-1).view(np.uint8).data if whole.size else b"")
        file.flush()
        return file.tell()


def write_text(path: Path, text: str, *, after: Sequence[Path] = ()) -> None:
    """One text file, whole or not at all, and only once all that it speaks of is on the disk (`after`): a draft beside
    it, all synced, then moved into place."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        with draft.open("wb") as file:
            write_bytes(file, text.encode())
        sync([*after, draft])
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync([path.parent])


def sync(paths: Sequence[Path]) -> None:
    """What was written to these files, and the names in these folders, is on the disk. All at once: the system does
    that in one go, where one after the other waits for each."""
    if len(paths) == 1:
        return sync_one(paths[0])
    with ThreadPoolExecutor(min(len(paths), SYNCED_AT_ONCE)) as threads:
        list(threads.map(sync_one, paths))


def synced(file: Any) -> int:
    """What was written into an open file is on the disk; returns how much."""
    file.flush()
    os.fsync(file.fileno())
    return int(file.tell())


def sync_one(path: Path) -> None:
    """One file or folder; a folder only where the system can do that."""
    if path.is_dir():
        if os.name != "posix":
            return
        place = os.open(path, os.O_RDONLY)
    else:
        place = os.open(path, os.O_RDWR)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def read_array(path: Path, *, mapped: bool) -> Array:
    """One .npy file, mapped or read whole. FileNotFoundError when it is missing, ValueError when it is no such file."""
    try:
        array: Array = np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False)
        return array
    except FileNotFoundError:
        raise
    except (ValueError, OSError, EOFError) as fault:
        if isinstance(fault, OSError) and fault.errno in SCARCE:
            raise
        raise ValueError(f"{path.name}: {fault}") from fault


def remove_all(folders: Sequence[Path]) -> None:
    """Several of them."""
    for folder in folders:
        remove(folder)


def remove(folder: Path) -> None:
    """A folder that nobody speaks of any more; what another program still holds open stays for the next time."""
    shutil.rmtree(folder, ignore_errors=True)
