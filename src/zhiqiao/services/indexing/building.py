"""A build under way (重建进行中): what it is, how far it has come, and what changed meanwhile.

All of it stands in two files beside the indexes, so that it survives a kill: `building.json`, and `changed.log`, to
which writers add the numbers of what they wrote. Writers and the last step of a build hold one lock, so that no change
falls between the build's last look and the switch.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings

from zhiqiao.engines import choose

WAIT = 300.0  # seconds for which a writer waits for another


def root() -> Path:
    """The folder of the indexes."""
    return Path(settings.INDEXES)


def alone() -> AbstractContextManager[None]:
    """Alone as a writer of indexes in this data folder."""
    return choose.index_builds().alone("writing.lock", WAIT)


@dataclass
class Building:
    """A build: its number, the base names it will take over, and through which number each kind
    is done; the jobs that waited when it began, whose rows it has read since."""

    build: int
    started: str
    bases: dict[str, int] = field(default_factory=dict)
    through: dict[str, int] = field(default_factory=dict)
    jobs: list[str] = field(default_factory=list)

    @staticmethod
    def read() -> Building | None:
        """The build under way, if there is one; what cannot be read is none."""
        try:
            return Building(**json.loads((root() / "building.json").read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def write(self) -> None:
        """Kept."""
        choose.index_builds().write("building.json", json.dumps(asdict(self)))

    @staticmethod
    def end() -> None:
        """There is no build under way any more."""
        (root() / "building.json").unlink(missing_ok=True)
        (root() / "changed.log").unlink(missing_ok=True)


def note(name: str, ids: Sequence[int]) -> None:
    """These are about to be written into the indexes in use: a build under way has to take them in too. Within `alone`
    only."""
    if not ids or not (root() / "building.json").exists():
        return
    choose.index_builds().append("changed.log", f"{name} {' '.join(map(str, ids))}\n")


def changed(since: int) -> tuple[dict[str, list[int]], int]:
    """What was written since that place in the log, by name, and the place where to go on."""
    found: dict[str, set[int]] = {}
    try:
        with (root() / "changed.log").open("rb") as log:
            log.seek(since)
            content = log.read()
    except OSError:
        return {}, since
    whole = content[: content.rfind(b"\n") + 1]
    for line in whole.decode("ascii", "replace").splitlines():
        name, *numbers = line.split()
        found.setdefault(name, set()).update(int(number) for number in numbers if number.isdigit())
    return {name: sorted(ids) for name, ids in found.items()}, since + len(whole)
