"""What the inverted lists of a vector index hold (倒排表清单): parts by the writes they cover, in files of their own.

Lists are a copy: where they are missing, behind or unreadable, vectors are compared one by one. Not responsible for
what is in the files.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from zhiqiao.engines.segments import disk

FILE = "lists.json"


@dataclass(frozen=True)
class Part:
    """The vectors that were good among the writes later than `after`, up to `to`: how many, and in which files."""

    after: int
    to: int
    rows: int
    files: tuple[str, ...]


@dataclass(frozen=True)
class Lists:
    """All parts, one after the other from the first write on; `era` is that of the segments they were made from,
    `learned_from` how many vectors there were when the places of the lists were learned, `trained` the file of
    those."""

    era: str
    learned_from: int
    trained: str
    parts: tuple[Part, ...]

    @property
    def covered(self) -> int:
        """The last write they know of; -1 when none."""
        return self.parts[-1].to if self.parts else -1

    @property
    def rows(self) -> int:
        """How many vectors they hold."""
        return sum(part.rows for part in self.parts)

    @property
    def files(self) -> set[str]:
        """All files that count."""
        return {self.trained, *(file for part in self.parts for file in part.files)}


def read(folder: Path) -> Lists | None:
    """The lists there are; None where there are none that can be read."""
    try:
        stored = json.loads((folder / FILE).read_bytes())
        parts = [
            Part(int(one["after"]), int(one["to"]), int(one["rows"]), tuple(map(str, one["files"])))
            for one in stored["parts"]
        ]
        return Lists(str(stored["era"]), int(stored["learned_from"]), str(stored["trained"]), tuple(parts))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(folder: Path, lists: Lists) -> None:
    """From now on these count; files of others are removed."""
    disk.write_text(folder / FILE, json.dumps(asdict(lists), indent=1))
    for one in folder.iterdir():
        if one.name not in lists.files and one.suffix in {".faiss", ".draft"}:
            one.unlink(missing_ok=True)


def stamp_of(folder: Path) -> tuple[int, int]:
    """Changes whenever the lists do; zeros while there are none."""
    try:
        state = (folder / FILE).stat()
    except OSError:
        return (0, 0)
    return (state.st_ino, state.st_mtime_ns)


def absorbed(lists: Lists, new: int, most: int) -> int:
    """From which part on the parts are made anew together with so many new vectors: each part stays larger than all
    later ones together, so that there are few and each vector is listed few times."""
    place, rows = len(lists.parts), new
    while place and lists.parts[place - 1].rows <= min(rows, most):
        place -= 1
        rows += lists.parts[place].rows
    return place
