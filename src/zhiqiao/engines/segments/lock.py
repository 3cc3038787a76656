"""One writer at a time (写锁): between processes by a lock the system itself takes back when its holder dies."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from zhiqiao.domain.problems import Problem, Refused

WAIT = 60.0  # seconds
PAUSE = 0.01
HERE: dict[str, threading.Lock] = {}
"""Between the threads of this process."""
MAKING = threading.Lock()

try:
    import fcntl

    def take(place: int) -> None:
        """The lock, or OSError at once."""
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)

except ImportError:  # Windows
    import msvcrt

    def take(place: int) -> None:
        """The lock, or OSError at once."""
        msvcrt.locking(place, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]


def lock_here(path: Path) -> threading.Lock:
    """The one lock of this process for that file."""
    with MAKING:
        return HERE.setdefault(str(path), threading.Lock())


@contextmanager
def held(path: Path, wait: float = WAIT) -> Iterator[None]:
    """Alone with that lock file; not to be taken twice in one go.

    Refused (`index_is_free_to_write`) when somebody else keeps it too long.
    """
    until = time.monotonic() + wait
    refused = Refused([Problem("index_is_free_to_write", given=path.parent.name)])
    here = lock_here(path)
    if not here.acquire(timeout=max(wait, 0.0)):
        raise refused
    try:
        place = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            while True:
                with suppress(OSError):
                    take(place)
                    break
                if time.monotonic() > until:
                    raise refused
                time.sleep(PAUSE)
            yield
        finally:
            os.close(place)
    finally:
        here.release()
