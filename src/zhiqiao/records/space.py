"""Space (空间): whether a write failed because the disk, or the room the database may take, is full."""

from __future__ import annotations

import errno

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
SAID = ("disk is full", "No space left", "disk full", "could not extend file")
"""How SQLite and PostgreSQL say it."""


def is_full(failure: BaseException) -> bool:
    """Whether this is a full disk, as the system or either database tells it."""
    if isinstance(failure, OSError) and failure.errno in FULL:
        return True
    return any(words in str(failure) for words in SAID)
