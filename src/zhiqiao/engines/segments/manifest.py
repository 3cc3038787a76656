"""The manifest (清单): which segments make up a store. One small file, replaced whole: the store is what it says.

What lies in the folder and is not named here does not count, and is swept by the next writer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from zhiqiao.engines.segments import disk
from zhiqiao.engines.segments.layout import Layout

FILE = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Entry:
    """A segment as the manifest names it: its folder, how many rows, how many ragged values, how many numbers it takes
    out, and its size in bytes."""

    name: str
    rows: int
    values: int
    gone: int
    size: int
    digested: bool = False


@dataclass(frozen=True)
class Manifest:
    """What the store is: `version` rises with every change, `last` is the number of the newest write, `era` changes
    when the store begins again with nothing."""

    version: int
    last: int
    segments: tuple[Entry, ...]
    era: str = ""
    stamp: tuple[int, int, int] = (0, 0, 0)
    """By which a newer file is told from this one, without reading it."""


def stamp_of(folder: Path) -> tuple[int, int, int]:
    """Changes whenever the manifest is replaced; zeros while there is none."""
    try:
        state = (folder / FILE).stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return (state.st_ino, state.st_mtime_ns, state.st_size)


def read(folder: Path, layout: Layout) -> Manifest:
    """The manifest as it is now; an empty one where there is no store yet. Refused when it is damaged or not ours."""
    stamp = stamp_of(folder)
    try:
        stored = json.loads((folder / FILE).read_bytes())
        shape = stored["layout"]
        entries = tuple(Entry(**entry) for entry in stored["segments"])
        found = Manifest(int(stored["version"]), int(stored["last"]), entries, str(stored["era"]), stamp)
        made = int(stored["format"])
    except FileNotFoundError:
        if any(one.is_dir() for one in folder.glob("[0-9]*")):
            raise disk.damaged(folder, FILE) from None
        return Manifest(0, 0, (), stamp=stamp)
    except (ValueError, KeyError, TypeError) as fault:
        raise disk.damaged(folder, FILE) from fault
    if made != FORMAT or shape != layout.as_json():
        raise disk.foreign(folder, json.dumps(shape), json.dumps(layout.as_json()))
    return found


def write(folder: Path, manifest: Manifest, layout: Layout, new: Sequence[Path] = ()) -> None:
    """Replace the manifest, once the `new` segments are on the disk. From then on all it names counts."""
    content = {
        "format": FORMAT,
        "layout": layout.as_json(),
        "version": manifest.version,
        "last": manifest.last,
        "era": manifest.era,
        "segments": [asdict(entry) for entry in manifest.segments],
    }
    after = [path for segment in new for path in (*segment.iterdir(), segment, folder)]
    disk.write_text(folder / FILE, json.dumps(content, indent=1), after=after)
