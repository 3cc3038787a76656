"""Files (原始文件): what was sent in is kept once per content, under its SHA-256, for as long as the run is."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from zhiqiao.domain.problems import Problem, Refused

PIECE = 1 << 20


def keep(path: Path, file_name: str) -> tuple[str, str]:
    """Copy the file into our own store, durably; returns its digest and where it lies under `settings.FILES`.

    Refused for a file that is not there (`file_is_there`) or holds nothing (`file_has_content`).
    """
    if not path.is_file():
        raise Refused([Problem("file_is_there", "file", file_name)])
    digest = hashlib.sha256()
    settings.FILES.mkdir(parents=True, exist_ok=True)
    # A private copy first, so that nobody can change the file between hashing and reading.
    handle, name = tempfile.mkstemp(dir=settings.FILES, prefix="incoming-")
    copy = Path(name)
    try:
        size = 0
        with path.open("rb") as source, os.fdopen(handle, "wb") as target:
            while piece := source.read(PIECE):
                digest.update(piece)
                target.write(piece)
                size += len(piece)
            target.flush()
            os.fsync(target.fileno())
        if size == 0:
            raise Refused([Problem("file_has_content", "file", file_name)])
        hexadecimal = digest.hexdigest()
        stored_as = f"{hexadecimal[:2]}/{hexadecimal}{_suffix(file_name)}"
        place = settings.FILES / stored_as
        place.parent.mkdir(parents=True, exist_ok=True)
        copy.replace(place)
    finally:
        copy.unlink(missing_ok=True)
    return hexadecimal, stored_as


def digest_of(path: Path) -> str:
    """The file's SHA-256, under which `keep` would keep it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _suffix(file_name: str) -> str:
    """The ending, where it is a plain one."""
    suffix = Path(file_name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 6 else ""


def place_of(stored_as: str) -> Path:
    """Where a kept file lies."""
    return Path(settings.FILES / stored_as)
