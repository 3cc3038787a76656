"""A small world for the batch kernels: documents and needs in two languages, as shards and blocks and plain arrays."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching.ranking import Background, Likeness, Standing, standing
from zhiqiao.domain.matching.wording import FIELDS, Asking, Known, Question, Told
from zhiqiao.engines.batch import shards
from zhiqiao.engines.batch.questions import Block, Vocabulary
from zhiqiao.ports.batch import Questions, Tile

TERMS, DIM = 400, 32
LIMITS = {"words-own": 30, "words-other": 10, "meaning-own": 20, "meaning-other": 10}


def unit(draw: np.random.Generator, *shape: int) -> np.ndarray:
    """Random vectors of length 1."""
    rows = draw.standard_normal((*shape, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


@dataclass
class World:
    """Documents 10, 13, 16 … with their counts (n, fields, terms), in shards; blocks of needs by language."""

    folder: Path
    ids: np.ndarray
    counts: np.ndarray
    lengths: np.ndarray
    vectors: dict[str, np.ndarray]
    known: Known
    shards: list[str]
    blocks: dict[str, Block]

    @staticmethod
    def made(folder: Path, *, documents: int = 300, needs: int = 40, shard: int = 70, seed: int = 1) -> World:
        """Texts with rare and common terms; every third document speaks English too, every fifth only English."""
        draw = np.random.default_rng(seed)
        likely = 0.6 / (1 + np.arange(TERMS) / 6)
        counts = (draw.random((documents, len(FIELDS), TERMS)) < likely) * draw.integers(1, 4, (documents, 1, TERMS))
        counts = counts.astype(np.uint8)
        place = np.arange(documents)
        counts[place % 3 > 0, 4:] = 0
        counts[place % 5 == 0, :4] = 0
        counts[place % 5 == 0, 4:] = counts[(place[place % 5 == 0] // 15) * 15 + 3, 4:] if documents > 20 else 1
        counts[draw.random(documents) < 0.02] = 0
        lengths = counts.sum(axis=2).astype(np.uint16)
        vectors = {view: unit(draw, documents).astype(np.float16).astype(np.float32) for view in shards.VIEWS}
        vectors["essence"][draw.random(documents) < 0.3] = np.nan
        vectors[shards.BETTER] = unit(draw, documents).astype(np.float16).astype(np.float32)
        vectors[shards.BETTER][draw.random(documents) < 0.5] = np.nan
        known = known_of(counts, lengths)
        ids = 10 + 3 * place.astype(np.int64)
        world = World(folder, ids, counts, lengths, vectors, known, [], {})
        Vocabulary(np.arange(TERMS, dtype=np.uint32), known).write(folder / "vocabulary.npz")
        for first in range(0, documents, shard):
            world.write_shard(slice(first, first + shard))
        spoken = {"zh": (Language.ZH,), "en": (Language.EN,), "both": (Language.ZH, Language.EN)}
        for name, languages in spoken.items():
            world.blocks[name] = block_of(draw, languages, needs)
            world.blocks[name].write(folder / f"{name}.npz")
        return world

    def write_shard(self, rows: slice) -> None:
        """Some documents as a shard."""
        counts = self.counts[rows]
        document, term, field = np.nonzero(counts.transpose(0, 2, 1))
        texts = shards.Texts(
            offsets=np.concatenate(([0], np.cumsum(np.bincount(document, minlength=len(counts))))).astype(np.int64),
            terms=term.astype(np.int32),
            fields=field.astype(np.uint8),
            counts=counts[document, field, term],
            lengths=self.lengths[rows],
        )
        folder = self.folder / f"shard-{len(self.shards)}"
        shards.write(folder, self.ids[rows], texts, self.known, {name: one[rows] for name, one in self.vectors.items()})
        self.shards.append(str(folder))

    def given(self, block: str, some: list[str] | None = None) -> dict[str, Any]:
        """What the kernel is given."""
        return {
            "needs": str(self.folder / f"{block}.npz"),
            "vocabulary": str(self.folder / "vocabulary.npz"),
            "shards": some or self.shards,
            "limits": LIMITS,
        }

    def tiles(self) -> list[Tile]:
        """Every block against every shard."""
        return [
            Tile(f"{block}-{place}", block, self.given(block, [shard]))
            for block in self.blocks
            for place, shard in enumerate(self.shards)
        ]

    def stand(self, block: Block, need: int, ids: np.ndarray) -> Standing:
        """How documents stand, by the domain, from the plain arrays."""
        rows = np.searchsorted(self.ids, ids)
        places = block.numbers[block.terms_of(need)].astype(np.int64)
        told = Told(ids, self.counts[rows][:, :, places], self.lengths[rows])
        known = Known(self.known.documents, self.known.frequency[:, places], self.known.mean_lengths)
        likeness = [
            Likeness(
                (self.vectors["whole"][rows] @ block.vectors[one, need]).astype(np.float64),
                Background(*block.ordinary[one, need, 0].tolist()),
                (self.vectors["essence"][rows] @ block.vectors[one, need]).astype(np.float64),
                Background(*block.ordinary[one, need, 1].tolist()),
            )
            for one in (0, 1)
        ]
        better = (self.vectors[shards.BETTER][rows] @ block.better[need]).astype(np.float64)
        quality = Likeness() if np.isnan(better).all() else Likeness(better, Background(0.0, 0.2))
        return standing(block.asking(need), told, known, *likeness, quality)


def known_of(counts: np.ndarray, lengths: np.ndarray) -> Known:
    """How common each term is."""
    spoken = np.stack((lengths[:, :4].any(axis=1), lengths[:, 4:].any(axis=1)))
    holds = np.stack(((counts[:, :4] > 0).any(axis=1).sum(axis=0), (counts[:, 4:] > 0).any(axis=1).sum(axis=0)))
    mean = np.concatenate((lengths[spoken[0], :4].mean(axis=0), lengths[spoken[1], 4:].mean(axis=0)))
    return Known(spoken.sum(axis=1), holds, mean)


def block_of(draw: np.random.Generator, languages: tuple[Language, ...], needs: int) -> Block:
    """Needs of a dozen terms in each of the languages."""
    askings, numbers = [], []
    for _need in range(needs):
        terms = {
            language: {
                chr(0x4E00 + int(one)) + "x" * int(draw.integers(0, 2)): float(draw.random() + 0.5)
                for one in draw.choice(TERMS, 12, replace=False)
            }
            for language in languages
        }
        asking = Asking.of(Question(terms))
        askings.append(asking)
        numbers.append(np.array([ord(term[0]) - 0x4E00 for term in asking.terms], dtype=np.uint32))
    ordinary = np.tile(np.array([0.01, 1 / np.sqrt(DIM)]), (2, needs, 2, 1))
    vectors, better, usual = unit(draw, 2, needs), unit(draw, needs), np.tile(np.array([0.0, 0.2]), (needs, 1))
    better[0] = np.nan
    return Block.of(Questions(list(range(needs)), askings, numbers, vectors, ordinary, better, usual))


def checksum(results: dict[str, dict[str, np.ndarray]]) -> str:
    """One figure for all that was found, to the last bit."""
    digest = hashlib.sha256()
    for group in sorted(results):
        for name in sorted(results[group]):
            array = results[group][name]
            digest.update(f"{group} {name} {array.dtype} {array.shape}".encode())
            digest.update(array.tobytes())
    return digest.hexdigest()
