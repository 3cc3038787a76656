"""Sample data (示例数据): invented universities, patents, firms and needs, brought in the way any user's are.

Being written: the faces below are settled.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

directory: Path = Path(__file__).resolve().parent.parent / "sample"
"""Where the sample's lines lie."""


def load(progress: Callable[[str, int, int], None] | None = None) -> dict[str, object]:
    """Load all of it, twice is as once. `progress` gets what is being done, how much is done, of how much.

    Returns {"patents", "firms", "needs", "organisations", "run", "accounts": [{"username", "password", "role"}]}.
    """
    raise NotImplementedError


def is_loaded() -> bool:
    """Whether the sample is there."""
    raise NotImplementedError


def labels() -> dict[str, dict[str, int]]:
    """Need key → {patent record key: grade 1-3}: which sample patents solve which sample need, as their writers judged."""
    raise NotImplementedError
