"""Which reader a file needs, told by its first bytes and not by its name (文件类型识别)."""

from __future__ import annotations

from pathlib import Path

from zhiqiao.ports.sheets import SheetReader


def reader_for(path: Path, *, name: str = "") -> SheetReader:
    """The reader for this file. Raises Refused when it is no sheet we can read."""
    raise NotImplementedError
