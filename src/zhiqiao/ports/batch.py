"""The face of a batch runner (批量计算): one large work cut into tiles, computed by many processes or machines, joined.

Responsible for what a runner promises, whichever it is; not for what a tile computes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching.wording import Asking, Known
from zhiqiao.ports.embed import Vectors
from zhiqiao.ports.search import Numbers

Arrays = dict[str, NDArray[Any]]
"""What a tile yields: named arrays."""
Kernel = Callable[[Mapping[str, Any]], Arrays]
"""What computes a tile, from what it is given alone: a function at the top of one of our modules, called by its name
where it runs. The same given values yield the same arrays, to the last bit."""
Merge = Callable[[Sequence[Arrays]], Arrays]
"""Joins the results of a group's tiles, in the order of the tiles."""


@dataclass(frozen=True)
class Tile:
    """One piece of the work (分块).

    `name` tells it from all others and serves as a file name; the results of one `group` are joined; `given` are small
    plain values, such as the names of files and the rows to take: a worker reads the files itself.
    """

    name: str
    group: str
    given: Mapping[str, Any]


BLOCK = 1024
"""Needs of a block; fixed, since the shape of a matrix product changes its last bits."""


@dataclass(frozen=True)
class Questions:
    """Some needs asked in the same languages (需求分块), by their number in `keys`: `askings` their terms, `numbers`
    the numbers of these; `vectors` (2, n, dim) of their opening and of their whole, `ordinary` (2, n, views, 2) mean
    and spread of the likeness of these with the index; `better` (n, other dim) and `better_ordinary` (n, 2) the same of
    the better embedder, as wide as 0 without one, NaN where it has no vector of a need."""

    keys: Sequence[int]
    askings: Sequence[Asking]
    numbers: Sequence[Numbers]
    vectors: Vectors
    ordinary: NDArray[np.float64]
    better: Vectors
    better_ordinary: NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """How far a work is (进度): tiles `done` of `all`, of which `kept` were found from an earlier run, and how often a
    tile had to be tried again."""

    done: int
    all: int
    kept: int = 0
    retried: int = 0


@dataclass(frozen=True)
class Limits:
    """How many candidates each need takes along: by words and by meaning (in each view), of documents that speak its
    language and of others; and how many of them are kept in the end (`top`)."""

    words_own: int
    words_other: int
    meaning_own: int
    meaning_other: int
    top: int


Watch = Callable[[str, Standing], None]
"""Told how far each stage is: `shards`, `find`, `rank`."""


class TileRunner(Protocol):
    """Computes tiles on some engine; all engines yield the same."""

    id: str

    def map_reduce(
        self,
        tiles: Sequence[Tile],
        kernel: Kernel,
        merge: Merge,
        *,
        work: Path,
        progress: Callable[[Standing], None] | None = None,
    ) -> Iterator[tuple[str, Arrays]]:
        """Each group with its joined result, in the order of the tiles, as soon as all its tiles are there.

        A finished tile is kept in the folder `work`, whole or not at all, with the hash of its content; a second run
        with the same tiles takes it from there. A tile whose worker failed or was killed is tried again elsewhere. An
        interruption (Ctrl-C) leaves what is kept. Refused when the engine is not installed
        (`batch_runner_is_installed`) or cannot be reached (`batch_runner_is_reachable`), and when a tile fails every
        time (`tile_is_computed`).
        """
        ...


class BatchMatch(Protocol):
    """All of some needs against all of some documents of an index, in a work folder from which a second run goes on.

    First `ask` of every block of needs, then `stage`, then `results`.
    """

    def alone(self) -> AbstractContextManager[None]:
        """Nobody else is at work in this folder meanwhile; refused (`batch_work_is_free`) when somebody is."""
        ...

    def has(self, name: str) -> bool:
        """Whether a block of needs was asked before, in an earlier run."""
        ...

    def ask(self, name: str, questions: Questions) -> None:
        """Keep a block of needs, at most `BLOCK`; the name tells what was asked, so that another question has another
        name."""
        ...

    def stage(
        self, names: Sequence[str], documents: NDArray[np.int64], statistics: Callable[[Numbers], Known], watch: Watch
    ) -> None:
        """Lay out these documents of the index for these blocks; what is laid out already stays."""
        ...

    def results(self, limits: Limits, watch: Watch) -> Iterator[tuple[str, Arrays]]:
        """Each block with its result: `keys` of its needs (n), number of `candidates` (n), and (n, top) `ids` (-1:
        there are fewer) with score, words, meaning, covered, cosine, above and sureness of each, best first."""
        ...

    def done(self) -> None:
        """The results are safe elsewhere: the work folder goes."""
        ...
