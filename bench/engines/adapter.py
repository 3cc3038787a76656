"""The face of an engine in this comparison (对比引擎): build, open, and answer the kinds of questions it can.

One adapter, one file in `bench/engines/adapters`. An adapter may be slow to build, but it asks its engine the way its
documentation says, with the same words and the same BM25 parameters as all others where the engine takes them.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from bench.engines.corpus import Condition, Corpus, Floats, Longs

LIMIT = 100
K1, B = 1.2, 0.75
RRF = 60
KINDS: dict[str, tuple[str, str]] = {
    "short": ("2–7 个词", "2–7 words"),
    "short f1": ("2–7 个词 + 筛选 f1", "2–7 words, filter f1"),
    "short f2": ("2–7 个词 + 筛选 f2", "2–7 words, filter f2"),
    "need": ("40 个词的需求", "a need of 40 words"),
    "need f1": ("40 个词的需求 + 筛选 f1", "a need of 40 words, filter f1"),
    "facets": ("2–7 个词 + 4 个分面计数", "2–7 words with 4 facet counts"),
    "vector": ("向量检索", "vector"),
    "vector f1": ("向量检索 + 筛选 f1", "vector, filter f1"),
    "vector f2": ("向量检索 + 筛选 f2", "vector, filter f2"),
    "hybrid": ("混合检索：词与向量，RRF", "hybrid: words and vector, RRF"),
    "hybrid f1": ("混合检索 + 筛选 f1", "hybrid, filter f1"),
    "answer": ("本系统完整作答（Finder.find）", "our whole answer (Finder.find)"),
    "answer f1": ("本系统完整作答 + 筛选 f1 + 4 个分面计数", "our whole answer, filter f1, 4 facet counts"),
}
"""Kind of question → its name in Chinese and English."""


@dataclass(frozen=True)
class Asked:
    """One question: words, a vector, a filter, whichever its kind has; `place` is the number of its need."""

    place: int
    words: Sequence[str] = ()
    vector: Floats | None = None
    condition: Condition = ()


@dataclass(frozen=True)
class Answer:
    """Numbers of documents, best first; and counts by facet and value where they were asked for."""

    ids: Longs
    counts: Mapping[str, Mapping[str, int]] | None = None


class Adapter:
    """An engine. A kind it has no method for, it cannot answer."""

    title: ClassVar[str]
    licence: ClassVar[str]
    words_as_given: ClassVar[bool] = True
    """Whether it takes our words as they are."""
    note: ClassVar[str] = ""
    """What else a reader must know."""
    can: ClassVar[tuple[str, ...]] = ()
    """Kinds it answers."""
    settings: ClassVar[tuple[Mapping[str, Any], ...]] = ({},)
    """Parameters of its vector search, from the quickest to the most thorough; the first that reaches our recall is
    taken."""

    def __init__(self, folder: Path, corpus: Corpus):
        self.folder, self.corpus = folder, corpus
        self.setting: Mapping[str, Any] = self.settings[0]

    @classmethod
    def versions(cls) -> str:
        """Which versions are asked."""
        return ""

    def build(self) -> None:
        """Write the index of the corpus into the folder."""

    def open(self) -> None:
        """Open what was built, in another process."""

    def close(self) -> None:
        """Let go of it."""

    def discard(self) -> None:
        """Take away what it has outside of its folder, whatever state that is in."""

    def ask(self, kind: str, asked: Asked) -> Answer:
        """A question of that kind."""
        what = kind.split(" ")[0]
        method = {"short": "words", "need": "words"}.get(what, what)
        result: Answer = getattr(self, method)(asked)
        return result

    def change(self, number: int, words: Sequence[str]) -> None:
        """Replace the words of one document, durably, so that the next question finds it."""
        raise NotImplementedError

    def disk(self) -> int:
        """Bytes it takes up."""
        return sum(one.stat().st_size for one in self.folder.rglob("*") if one.is_file())

    def elsewhere(self) -> tuple[float, int]:
        """Processor seconds and peak bytes of memory of processes of its own that work for it."""
        return 0.0, 0


@dataclass(frozen=True)
class Known:
    """Where an adapter stands."""

    name: str
    module: str
    built_by: str = ""
    """The engine whose index it looks into, where it has none of its own."""

    def load(self) -> type[Adapter]:
        """The class."""
        found = importlib.import_module(f"bench.engines.adapters.{self.module}")
        result: type[Adapter] = found.ENGINE
        return result


ADAPTERS = {
    one.name: one
    for one in (
        Known("ours", "ours"),
        Known("bare", "bare", built_by="ours"),
        Known("fts5", "fts5"),
        Known("postgres", "postgres"),
        Known("duckdb", "duckdb_fts"),
        Known("bm25s", "bm25s_numba"),
        Known("scan", "scan"),
        Known("flat", "flat"),
        Known("lancedb", "lance"),
        Known("qdrant-edge", "qdrant"),
    )
}
OURS = "ours"


def array(numbers: Sequence[int]) -> Longs:
    """Numbers of documents."""
    return np.asarray(numbers, dtype=np.int64)


def fused(*legs: Sequence[int]) -> Longs:
    """Reciprocal rank fusion of ranked numbers; ties by number."""
    scores: dict[int, float] = {}
    for leg in legs:
        for rank, number in enumerate(leg, start=1):
            scores[number] = scores.get(number, 0.0) + 1 / (RRF + rank)
    return array(sorted(scores, key=lambda number: (-scores[number], number))[:LIMIT])
