"""The second kernel (分块排序): the candidates of a block of needs, ranked by the domain as for a single need.

Gathers what `standing` asks for from the shards: what each candidate says of the need's terms, and its likeness. The
figures are the domain's own; this file only lays out arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.ranking import Background, Likeness, Standing, standing
from zhiqiao.domain.matching.sureness import around, sureness
from zhiqiao.domain.matching.wording import FIELDS, Told
from zhiqiao.engines.batch import shards
from zhiqiao.engines.batch.questions import VECTORS, Block, Vocabulary
from zhiqiao.engines.batch.shards import Shard
from zhiqiao.engines.batch.work import unpacked
from zhiqiao.ports.batch import Arrays

Ids = NDArray[np.int64]
MOST_OPEN = 64
TOGETHER = 64
"""Needs whose candidates are read from the shards at once."""
FIGURES = ("score", "words", "meaning", "covered", "cosine", "above", "sureness")


def rank(given: Mapping[str, Any]) -> Arrays:
    """The kernel. Given: `needs`, `vocabulary`, `candidates` (files), `shards` (folders), `top`: how many to keep."""
    block = Block.read(Path(given["needs"]))
    vocabulary = Vocabulary.read(Path(given["vocabulary"]))
    candidates = together(unpacked(Path(given["candidates"]).read_bytes()), len(block))
    opened = Opened(given["shards"])
    top = int(given["top"])
    result: Arrays = {"keys": block.keys, "candidates": np.array([len(one) for one in candidates], dtype=np.int32)}
    result["ids"] = np.full((len(block), top), -1, dtype=np.int64)
    for name in FIGURES:
        result[name] = np.full((len(block), top), np.nan, dtype=np.float32)
    for first in range(0, len(block), TOGETHER):
        some = candidates[first : first + TOGETHER]
        pool = Pool.gather(opened, np.unique(np.concatenate(some)), len(vocabulary.numbers))
        for need, ids in enumerate(some, start=first):
            put(result, need, stand(block, need, ids, pool, vocabulary), top)
    return result


def together(lists: Arrays, needs: int) -> list[Ids]:
    """The candidates of each need, each once, by number."""
    named = [lists[name] for name in sorted(lists) if name.endswith("-ids")]
    ids = np.concatenate(named, axis=1) if named else np.empty((needs, 0), dtype=np.int64)
    return [np.unique(ids[need][ids[need] >= 0]).astype(np.int64) for need in range(needs)]


def put(result: Arrays, need: int, stands: Standing, top: int) -> None:
    """The first of one need; only for them the standing is spelled out."""
    first = stands.ranked(max(top, weights.NEAR_AMONG))
    beside = around(first, stands.words.tolist())
    for place, one in enumerate(first[:top]):
        result["ids"][need, place] = one.id
        figures = {**vars(one), "sureness": sureness(one, beside)}
        for name in FIGURES:
            result[name][need, place] = figures[name]


def stand(block: Block, need: int, ids: Ids, pool: Pool, vocabulary: Vocabulary) -> Standing:
    """How one need's candidates stand."""
    places = vocabulary.places(block.numbers[block.terms_of(need)])
    rows = np.searchsorted(pool.ids, ids)
    within, across = pool.likeness(rows, block, need)
    told, known, quality = pool.told(rows, places), vocabulary.at(places), pool.quality(rows, block, need)
    return standing(block.asking(need), told, known, within, across, quality)


class Opened:
    """Shards in the order of their documents, opened when asked for; not all at once, where there are thousands."""

    def __init__(self, folders: Sequence[str]) -> None:
        self.folders = [Path(folder) for folder in folders]
        self.last = np.array([shards.load(folder, "ids")[-1] for folder in self.folders], dtype=np.int64)
        self.read = lru_cache(maxsize=MOST_OPEN)(shards.read)

    def holding(self, ids: Ids) -> Iterator[tuple[Shard, Ids]]:
        """The shards that hold some of these documents (sorted), with those they hold."""
        of = np.searchsorted(self.last, ids)
        for number in np.unique(of).tolist():
            yield self.read(self.folders[number]), ids[of == number]


@dataclass(frozen=True)
class Pool:
    """Documents of several shards read together, by number: what they say and their vectors."""

    ids: Ids
    lengths: NDArray[np.uint16]
    offsets: Ids
    terms: NDArray[Any]
    fields: NDArray[Any]
    counts: NDArray[Any]
    views: Mapping[str, NDArray[np.float16]]
    known: Mapping[str, NDArray[np.bool_]]
    column: NDArray[np.int32]

    @staticmethod
    def gather(opened: Opened, ids: Ids, vocabulary: int) -> Pool:
        """These documents, sorted by number, each in one of the shards."""
        parts = [(shard, np.searchsorted(shard.ids, some)) for shard, some in opened.holding(ids)]
        spans = [span(shard.texts.offsets, rows) for shard, rows in parts]
        many = [np.diff(shard.texts.offsets)[rows] for shard, rows in parts]
        names = parts[0][0].views if parts else ()
        return Pool(
            ids=ids,
            lengths=stacked([shard.texts.lengths[rows] for shard, rows in parts], (0, len(FIELDS)), np.uint16),
            offsets=np.concatenate(([0], np.cumsum(stacked(many, (0,), np.int64)))),
            terms=stacked(
                [shard.texts.terms[at] for (shard, _rows), at in zip(parts, spans, strict=True)], (0,), np.int32
            ),
            fields=stacked(
                [shard.texts.fields[at] for (shard, _rows), at in zip(parts, spans, strict=True)], (0,), np.uint8
            ),
            counts=stacked(
                [shard.texts.counts[at] for (shard, _rows), at in zip(parts, spans, strict=True)], (0,), np.uint8
            ),
            views={
                view: np.concatenate([vectors_or_zero(shard, view, rows) for shard, rows in parts]) for view in names
            },
            known={view: np.concatenate([shard.known[view][rows] for shard, rows in parts]) for view in names},
            column=np.full(vocabulary, -1, dtype=np.int32),
        )

    def told(self, rows: Ids, places: NDArray[Any]) -> Told:
        """What these documents say of these terms."""
        unique, again = np.unique(places, return_inverse=True)
        if len(unique) < len(places):  # two terms under one number
            told = self.told(rows, unique)
            return Told(told.ids, told.counts[:, :, again], told.lengths)
        at = span(self.offsets, rows)
        self.column[places] = np.arange(len(places))
        columns = self.column[self.terms[at]]
        self.column[places] = -1
        met = np.flatnonzero(columns >= 0)
        row = np.repeat(np.arange(len(rows)), np.diff(self.offsets)[rows])[met]
        counts = np.zeros((len(rows), len(FIELDS), len(places)), dtype=np.uint8)
        counts[row, self.fields[at[met]], columns[met]] = self.counts[at[met]]
        return Told(self.ids[rows], counts, self.lengths[rows])

    def likeness(self, rows: Ids, block: Block, need: int) -> tuple[Likeness, Likeness]:
        """Their likeness with the need's opening and with its whole, in each view; NaN where a document has none."""
        views = [view for view in shards.VIEWS if view in self.views]
        if not views or not block.vectors.shape[2]:
            return Likeness(), Likeness()
        cosines = [self.cosines(view, rows, block.vectors[:, need]) for view in views]
        one, two = (
            [
                (own[vector], Background(*block.ordinary[vector, need, view].tolist()))
                for view, own in enumerate(cosines)
            ]
            for vector in range(len(VECTORS))
        )
        return Likeness(*chain(*one)), Likeness(*chain(*two))

    def quality(self, rows: Ids, block: Block, need: int) -> Likeness:
        """Their likeness by the better embedder; nothing where it knows not the need, or none of them."""
        if shards.BETTER not in self.views or not block.better.shape[1] or np.isnan(block.better[need]).any():
            return Likeness()
        if not self.known[shards.BETTER][rows].any():
            return Likeness()
        (cosines,) = self.cosines(shards.BETTER, rows, block.better[need : need + 1])
        return Likeness(cosines, Background(*block.better_ordinary[need].tolist()))

    def cosines(self, view: str, rows: Ids, asked: NDArray[np.float32]) -> NDArray[np.float64]:
        """(questions, documents) in one view; NaN where a document has no vector."""
        likeness = (asked @ self.views[view][rows].astype(np.float32).T).astype(np.float64)
        likeness[:, ~self.known[view][rows]] = np.nan
        return likeness


def vectors_or_zero(shard: Shard, view: str, rows: Ids) -> NDArray[np.float16]:
    """(rows, dim), zero where a document has none."""
    known = shard.known[view][rows]
    if known.all():
        return shard.vectors(view, rows)
    result = np.zeros((len(rows), shard.views[view].shape[1]), dtype=np.float16)
    result[known] = shard.vectors(view, rows[known])
    return result


def span(offsets: NDArray[Any], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the values of these rows stand, row after row."""
    starts, many = offsets[rows], np.diff(offsets)[rows]
    begin = np.concatenate(([0], np.cumsum(many)[:-1])) if len(many) else many
    result: NDArray[np.int64] = np.repeat(starts - begin, many) + np.arange(int(many.sum()))
    return result


def stacked(parts: list[NDArray[Any]], empty: tuple[int, ...], kind: Any) -> NDArray[Any]:
    """One after the other, also when there are none."""
    return np.concatenate(parts) if parts else np.empty(empty, dtype=kind)
