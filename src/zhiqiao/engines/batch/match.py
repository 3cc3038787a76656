"""The batch match (全量匹配) in a work folder: needs laid out in blocks, documents in shards, two rounds of tiles.

    needs/       blocks of needs, by name
    shards-…/    the documents and the vocabulary, for these needs and this state of the index
    candidates/  what the first round found, block by block
    tiles/       every finished tile of both rounds

All of it can be read by the workers under the same path, and thrown away when the results are written.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

import zhiqiao
from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.wording import Known
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.batch import candidates, ranked, shards
from zhiqiao.engines.batch.best import MOST_PLACES
from zhiqiao.engines.batch.questions import Block, Vocabulary, replace
from zhiqiao.engines.batch.shards import Texts
from zhiqiao.engines.search.forward import Forward
from zhiqiao.engines.segments import disk, lock
from zhiqiao.engines.vectors.centred import CentredVectors
from zhiqiao.ports.batch import Arrays, Limits, Questions, Standing, Tile, TileRunner, Watch
from zhiqiao.ports.embed import Vectors
from zhiqiao.ports.search import Numbers
from zhiqiao.ports.vectors import VectorSearch

Ids = NDArray[np.int64]
SHARDS_OF_A_TILE = 5
"""Of a block against so many shards: some seconds of one core, and few first guesses of what must be reached."""
MOST_TILES = 20_000
"""Where there would be more, each takes more shards."""


class WordIndex(Protocol):
    """A word index with its forward index, as far as it is read here."""

    fingerprint: str
    forward: Forward


class TiledMatch:
    """`BatchMatch` over one runner; another state of the index is another work."""

    def __init__(self, work: Path, runner: TileRunner, words: WordIndex, views: Mapping[str, VectorSearch]) -> None:
        self.work, self.runner, self.forward, self.views = work.resolve(), runner, words.forward, views
        stores = [f"{name} {view.fingerprint} {view.count()}" for name, view in sorted(views.items())]
        self.state = f"{words.fingerprint} {self.forward.store.view().version} {stores}"
        self.names: list[str] = []
        self.staged = self.work
        with disk.told(self.work):
            for folder in ("needs", "candidates", "tiles"):
                (self.work / folder).mkdir(parents=True, exist_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else is at work here meanwhile."""
        with ExitStack() as holding:
            try:
                holding.enter_context(lock.held(self.work / "lock", wait=0))
            except Refused as refused:
                raise Refused([Problem("batch_work_is_free", given=str(self.work))]) from refused
            yield

    def block(self, name: str) -> Path:
        """Where a block of needs stands; of another state of the index, what is ordinary would be another."""
        return self.work / "needs" / f"{name}-{hashlib.sha256(self.state.encode()).hexdigest()[:8]}.npz"

    def has(self, name: str) -> bool:
        """Whether a block of needs was asked before."""
        return self.block(name).exists()

    def ask(self, name: str, questions: Questions) -> None:
        """Keep a block of needs."""
        with disk.told(self.work):
            Block.of(questions).write(self.block(name))

    def stage(self, names: Sequence[str], documents: Ids, statistics: Callable[[Numbers], Known], watch: Watch) -> None:
        """Vocabulary and shards for these blocks."""
        self.names = list(names)
        numbers = np.unique(np.concatenate([Block.read(self.block(name)).numbers for name in names]))
        vocabulary = Vocabulary(numbers, statistics(numbers))
        ids = np.unique(documents)
        self.staged = self.work / f"shards-{self.digest(vocabulary, ids)}"
        with disk.told(self.work):
            for old in self.work.glob("shards-*"):
                if old != self.staged:
                    disk.remove(old)
            self.staged.mkdir(exist_ok=True)
            vocabulary.write(self.staged / "vocabulary.npz")
            self.write_shards(ids, vocabulary, watch)

    def digest(self, vocabulary: Vocabulary, ids: Ids) -> str:
        """One word for all that shapes the shards."""
        told = hashlib.sha256(f"{zhiqiao.__version__} {weights.VERSION} {self.state}".encode())
        for array in (vocabulary.numbers, *vars(vocabulary.known).values(), ids):
            told.update(np.ascontiguousarray(array).tobytes())
        return told.hexdigest()[:16]

    def write_shards(self, ids: Ids, vocabulary: Vocabulary, watch: Watch) -> None:
        """All that are not there yet, several at once."""
        parts = [ids[first : first + shards.SIZE] for first in range(0, len(ids), shards.SIZE)]
        folders = [self.staged / f"{number:06}" for number in range(len(parts))]
        missing = [one for one in zip(folders, parts, strict=True) if not one[0].exists()]
        kept = len(parts) - len(missing)
        watch("shards", Standing(kept, len(parts), kept))
        with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as threads:
            for done, _ in enumerate(
                threads.map(lambda one: self.write_shard(one[0], one[1], vocabulary), missing), start=1
            ):
                watch("shards", Standing(kept + done, len(parts), kept))

    def write_shard(self, folder: Path, ids: Ids, vocabulary: Vocabulary) -> None:
        """One shard, with only those terms that any need asks for."""
        said = self.forward.said(ids)
        places = np.searchsorted(vocabulary.numbers, said.terms)
        places[places == len(vocabulary.numbers)] = 0
        asked = vocabulary.numbers[places] == said.terms
        texts = Texts(
            offsets=np.concatenate(([0], np.cumsum(asked)))[said.offsets].astype(np.int64),
            terms=places[asked].astype(np.int32),
            fields=said.fields[asked],
            counts=said.counts[asked],
            lengths=said.lengths,
        )
        vectors = {name: compared(view, ids) for name, view in self.views.items()}
        shards.write(folder, ids, texts, vocabulary.known, vectors)

    def given(self, name: str) -> dict[str, Any]:
        """What both kernels are given for a block."""
        folders = sorted(path for path in self.staged.iterdir() if path.is_dir() and not path.suffix)
        return {
            "needs": str(self.block(name)),
            "vocabulary": str(self.staged / "vocabulary.npz"),
            "shards": [str(folder) for folder in folders],
        }

    def results(self, limits: Limits, watch: Watch) -> Iterator[tuple[str, Arrays]]:
        """Both rounds; of the first only the blocks whose candidates are not there yet, shard by shard, so that the
        tiles at work at a time read the same files."""
        plan = hashlib.sha256(f"{self.staged.name} {limits}".encode()).hexdigest()[:16]
        place = {name: self.work / "candidates" / f"{name}-{plan}.npz" for name in self.names}
        with disk.told(self.work):
            rounds = [self.finding(name, limits) for name in self.names if not place[name].exists()]
            tiles = [tile for run in zip_longest(*rounds) for tile in run if tile is not None]
            found = self.runner.map_reduce(
                tiles,
                candidates.find,
                candidates.merge,
                work=self.work / "tiles",
                progress=lambda at: watch("find", at),
            )
            for name, lists in found:
                replace(place[name], lists)
            tiles = [
                Tile(f"{name}-rank", name, {**self.given(name), "candidates": str(place[name]), "top": limits.top})
                for name in self.names
            ]
            yield from self.runner.map_reduce(
                tiles, ranked.rank, only, work=self.work / "tiles", progress=lambda at: watch("rank", at)
            )

    def finding(self, name: str, limits: Limits) -> list[Tile]:
        """The tiles of the first round of one block."""
        given = self.given(name)
        folders = given["shards"]
        many = max(SHARDS_OF_A_TILE, -(-len(folders) * len(self.names) // MOST_TILES))
        many = min(many, MOST_PLACES // shards.SIZE)
        given["limits"] = {key.replace("_", "-"): value for key, value in vars(limits).items()}
        return [
            Tile(f"{name}-find-{first:06}", name, {**given, "shards": folders[first : first + many]})
            for first in range(0, len(folders), many)
        ]

    def done(self) -> None:
        """The work folder goes."""
        disk.remove(self.work)


def compared(view: VectorSearch, ids: Ids) -> Vectors:
    """(ids, dim): what a question is multiplied with to get its cosines; NaN where there is no vector."""
    rows = view.rows(ids)
    return view.means.taken_off(rows) if isinstance(view, CentredVectors) else rows


def only(parts: Sequence[Arrays]) -> Arrays:
    """The one result of a group of one tile."""
    (part,) = parts
    return part
