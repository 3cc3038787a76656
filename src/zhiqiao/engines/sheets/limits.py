"""Limits of what is read (安全限制): sizes beyond which a file is refused instead of filling memory or disk."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence

from zhiqiao.domain.problems import Problem, Refused

MOST_BYTES = 1024**3
"""Bytes of one file."""
MOST_UNPACKED = 3 * 1024**3
"""Bytes of all members of a ZIP together, unpacked."""
MOST_RATIO = 300
"""Unpacked to packed size of a member above `SMALL`: sheets reach about 30, bombs 1000."""
SMALL = 20 * 1024**2
MOST_MEMBERS = 20_000
MOST_DEPTH = 2
"""ZIPs inside ZIPs."""


def refuse_bombs(members: Sequence[zipfile.ZipInfo], shown: str) -> None:
    """Raises Refused for archives that would unpack to more than is sane."""
    unpacked = sum(member.file_size for member in members)
    swollen = any(
        member.file_size > SMALL and member.file_size > MOST_RATIO * max(1, member.compress_size) for member in members
    )
    if unpacked > MOST_UNPACKED or len(members) > MOST_MEMBERS or swollen:
        raise Refused([Problem("archive_is_safe", given=shown, data={"limit_mb": MOST_UNPACKED // 1024**2})])
