"""Tiles kept and joined (分块保存与合并), the same way above every engine: what is finished is kept in the work folder
with its hash, found again by a second run, and joined group by group.

Not responsible for computing: an engine does (`pool`, `spark`, `ray`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from errno import ENOENT
from pathlib import Path

from zhiqiao.engines.batch.work import Piece, Workers, name_of, unpacked
from zhiqiao.ports.batch import Arrays, Kernel, Merge, Standing, Tile

DIGEST = 64
"""Hexadecimal digits of SHA-256, which stand before the content of a kept tile."""


class KeptTiles:
    """The folder of finished tiles. The name of a file holds what the tile was given and by which kernel it was made,
    so that the tiles of another work are never taken for these."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def place(self, piece: Piece) -> Path:
        """Where the result of a piece stands."""
        told = json.dumps([piece.kernel, piece.given], sort_keys=True, ensure_ascii=False, default=str)
        return self.folder / f"{piece.name}.{hashlib.sha256(told.encode()).hexdigest()[:16]}.tile"

    def get(self, piece: Piece) -> bytes | None:
        """The result kept for a piece; None when there is none, or its hash does not fit."""
        try:
            stored = self.place(piece).read_bytes()
        except FileNotFoundError:
            return None
        digest, content = stored[:DIGEST], stored[DIGEST:]
        return content if hashlib.sha256(content).hexdigest().encode() == digest else None

    def again(self, piece: Piece) -> bytes:
        """The result kept for a piece, which was there a moment ago."""
        content = self.get(piece)
        if content is None:
            raise FileNotFoundError(ENOENT, "a kept tile went away or was changed", str(self.place(piece)))
        return content

    def put(self, piece: Piece, content: bytes) -> None:
        """Keep a result: whole or not at all, also when the disk is full or the power fails."""
        place = self.place(piece)
        part = place.with_suffix(f".{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                file.write(hashlib.sha256(content).hexdigest().encode())
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(place)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise


class Tiled:
    """A `TileRunner` over one engine."""

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self.id = workers.id

    def map_reduce(
        self,
        tiles: Sequence[Tile],
        kernel: Kernel,
        merge: Merge,
        *,
        work: Path,
        progress: Callable[[Standing], None] | None = None,
    ) -> Iterator[tuple[str, Arrays]]:
        """Each group with its joined result, in the order of the tiles (see `TileRunner`)."""
        kept = KeptTiles(work)
        pieces = {tile.name: Piece(tile.name, name_of(kernel), dict(tile.given)) for tile in tiles}
        if len(pieces) != len(tiles):
            raise ValueError("two tiles have the same name")
        groups: dict[str, list[Piece]] = {}
        for tile in tiles:
            groups.setdefault(tile.group, []).append(pieces[tile.name])
        there = {name for name, piece in pieces.items() if kept.get(piece) is not None}
        count = Count(len(tiles), len(there), progress or ignore)
        missing = [piece for name, piece in pieces.items() if name not in there]
        made = self.workers.made(missing, count.tell) if missing else iter(())
        waiting = list(groups.items())
        try:
            while True:
                while waiting and all(piece.name in there for piece in waiting[0][1]):
                    group, parts = waiting.pop(0)
                    yield group, merge([unpacked(kept.again(piece)) for piece in parts])
                finished = next(made, None)
                if finished is None:
                    break
                name, content = finished
                kept.put(pieces[name], content)
                there.add(name)
                count.one_done()
        finally:
            close = getattr(made, "close", None)
            if close is not None:
                close()


class Count:
    """How far the work is, told onward."""

    def __init__(self, total: int, kept: int, progress: Callable[[Standing], None]) -> None:
        self.done, self.progress = kept, progress
        self.told = Standing(kept, total, kept)
        progress(self.told)

    def one_done(self) -> None:
        """A further tile is kept."""
        self.done += 1
        self.tell()

    def tell(self, *, ahead: int = 0, retried: int = 0) -> None:
        """Tell how far it is, when that changed; `ahead` tiles are finished but still on their way."""
        done = max(self.told.done, min(self.done + ahead, self.told.all))
        standing = Standing(done, self.told.all, self.told.kept, max(self.told.retried, retried))
        if standing != self.told:
            self.told = standing
            self.progress(standing)


def ignore(_standing: Standing) -> None:
    """Nobody asked."""
