"""Builds of an index (索引版次): which one is in use, which are being made, which have had their day.

Every index has a base name, in which its fingerprint stands; its builds are folders beside each other, numbered. The
file `current.json` says which number is in use, and is replaced whole: all indexes it names change together. A number
of 0, or none, is the first build, which has no number in its folder's name.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from zhiqiao.domain.problems import Refused
from zhiqiao.engines.segments import disk, lock

FILE = "current.json"
VECTORS = "-vectors-"
NUMBERED = re.compile(r"^(?P<name>[a-z_]+)(?:\.(?P<build>\d+))?-(?P<rest>.+)$")


class Builds:
    """The builds in one folder."""

    def __init__(self, root: Path, changed: Callable[[], None] = lambda: None):
        """`changed` is called when others are in use than before, so that nobody keeps the old ones open."""
        self.root, self.changed = root, changed
        self.guard = threading.Lock()
        self.seen: tuple[int, int, int] | None = None
        self.known: dict[str, int] = {}

    def current(self) -> dict[str, int]:
        """Base names with the number in use; looked up again whenever the file has changed."""
        try:
            found = (self.root / FILE).stat()
        except OSError:
            return {}
        stamp = (found.st_mtime_ns, found.st_ino, found.st_size)
        if stamp != self.seen:
            with self.guard:
                try:
                    read = json.loads((self.root / FILE).read_text())
                    self.known = {str(base): int(build) for base, build in read.items()}
                except (OSError, ValueError, AttributeError, TypeError) as fault:
                    raise disk.damaged(self.root, FILE) from fault
                self.seen = stamp
            self.changed()
        return self.known

    def mend(self) -> None:
        """A damaged file goes: nothing it named could be used any more, and what is built next will be named again."""
        try:
            self.current()
        except Refused:
            (self.root / FILE).unlink(missing_ok=True)

    def of(self, base: str) -> int:
        """The number in use."""
        return self.current().get(base, 0)

    def place(self, name: str, build: int) -> Path:
        """Where that build of the index of that name begins; engines add their fingerprint to it."""
        return self.root / (f"{name}.{build}" if build else name)

    def free(self) -> int:
        """A number no build has yet."""
        found = [NUMBERED.match(one.name) for one in self.root.iterdir()] if self.root.is_dir() else []
        taken = [int(one["build"]) for one in found if one and one["build"]]
        return max([*taken, *self.current().values()], default=0) + 1

    def switch(self, chosen: Mapping[str, int]) -> None:
        """From now on these builds are in use, all at once; word indexes of an older make are not in use any more."""
        named = {base.split("-")[0] for base in chosen if VECTORS not in base}
        kept = {
            base: build for base, build in self.current().items() if VECTORS in base or base.split("-")[0] not in named
        }
        self.write(FILE, json.dumps(kept | dict(chosen), indent=1))

    @contextmanager
    def alone(self, file: str, wait: float) -> Iterator[None]:
        """Alone with that lock file. Refused when somebody else keeps it too long."""
        with disk.told(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            with lock.held(self.root / file, wait):
                yield

    def write(self, file: str, text: str) -> None:
        """A file beside the builds, whole or not at all, durably."""
        with disk.told(self.root):
            disk.write_text(self.root / file, text)

    def append(self, file: str, line: str) -> None:
        """One more line in a file beside the builds, durably."""
        with disk.told(self.root), (self.root / file).open("ab") as log:
            log.write(line.encode())
            disk.synced(log)

    def remove_others(self, names: Iterable[str], keep: int = 0) -> None:
        """Remove the builds of these names that are neither in use nor `keep`, and word indexes of an older make.
        Another embedder's vectors stay, for it may be chosen again. What a program holds open goes the next time."""
        current, chosen = self.current(), set(names)
        replaced = {base.split("-")[0] for base in current if VECTORS not in base}
        for one in sorted(self.root.iterdir()) if self.root.is_dir() else []:
            found = NUMBERED.match(one.name)
            if not (found and one.is_dir() and found["name"] in chosen):
                continue
            base, build = f"{found['name']}-{found['rest']}", int(found["build"] or 0)
            older_make = VECTORS not in base and base not in current and found["name"] in replaced
            in_use = build == current.get(base, 0) and not older_make
            if not in_use and not (keep and build == keep):
                disk.remove(one)
