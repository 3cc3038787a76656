"""What a worker does with a tile, on whichever engine: call the kernel by its name and pack what it yields.

Responsible also for what every worker must find the same: one thread for matrix products, since the number of threads
changes their last bits. Imports nothing that a worker with Python, NumPy and this package would lack.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from zhiqiao.domain.problems import Problem
from zhiqiao.ports.batch import Arrays, Kernel

ONE_THREAD = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")}
"""The environment of every worker, set before NumPy is loaded there."""
TRIES = 4
"""How often a tile is tried in all."""
LONGEST_REASON = 400


@dataclass(frozen=True)
class Piece:
    """A tile as it travels: its name, the kernel as `module:function`, and what it is given."""

    name: str
    kernel: str
    given: Mapping[str, Any]


class Tell(Protocol):
    """Told by an engine now and then: how many pieces it finished but has not handed over, and how many retries."""

    def __call__(self, *, ahead: int = 0, retried: int = 0) -> None:
        """Never raises."""
        ...


class Workers(Protocol):
    """An engine: pieces in, packed results out, in any order."""

    id: str

    def made(self, pieces: list[Piece], tell: Tell) -> Iterator[tuple[str, bytes]]:
        """Each piece's name with its packed result; Refused as `TileRunner.map_reduce` says. Closing the iterator
        stops the workers."""
        ...


def name_of(kernel: Kernel) -> str:
    """`module:function`, by which a worker finds the kernel again."""
    name = f"{kernel.__module__}:{kernel.__qualname__}"
    if kernel_named(name) is not kernel:
        raise ValueError(f"{name} is not a function at the top of a module")
    return name


def kernel_named(name: str) -> Callable[[Mapping[str, Any]], Arrays]:
    """The kernel of that name."""
    module, _colon, function = name.partition(":")
    found: Callable[[Mapping[str, Any]], Arrays] = getattr(importlib.import_module(module), function)
    return found


def compute(piece: Piece) -> bytes:
    """The piece's result, packed."""
    return packed(kernel_named(piece.kernel)(piece.given))


def compute_all(pieces: Iterable[Piece]) -> Iterator[tuple[str, bytes]]:
    """Each piece's name and packed result."""
    for piece in pieces:
        yield piece.name, compute(piece)


def failed(name: str, reason: str) -> Problem:
    """A tile that failed every time, with the last reason."""
    last = reason.strip().splitlines()[-1] if reason.strip() else ""
    return Problem("tile_is_computed", given=name, data={"tries": TRIES, "reason": last[:LONGEST_REASON]})


def packed(arrays: Arrays) -> bytes:
    """Arrays as the bytes of an .npz file."""
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def unpacked(data: bytes) -> Arrays:
    """What `packed` packed."""
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}
