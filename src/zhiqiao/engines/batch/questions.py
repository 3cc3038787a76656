"""Blocks of needs (需求分块) laid out as plain arrays in a file, as the tile kernels read them.

All needs of a block are asked in the same languages, so that one vector of each stands against a document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching.ranking import LANGUAGES
from zhiqiao.domain.matching.wording import Asking, Known
from zhiqiao.engines.batch.work import packed, unpacked
from zhiqiao.ports.batch import Questions

Any1 = NDArray[Any]
VECTORS = ("opening", "whole")


@dataclass(frozen=True)
class Vocabulary:
    """Every term any need asks for (词表): `numbers`, sorted, and how common each is in the whole index."""

    numbers: Any1
    known: Known

    def places(self, numbers: Any1) -> Any1:
        """Where terms stand in it."""
        return np.searchsorted(self.numbers, numbers)

    def at(self, places: Any1) -> Known:
        """What is known of some of the terms."""
        return Known(self.known.documents, self.known.frequency[:, places], self.known.mean_lengths)

    def write(self, path: Path) -> None:
        """Into a file."""
        replace(path, {"numbers": self.numbers, **vars(self.known)})

    @staticmethod
    def read(path: Path) -> Vocabulary:
        """From the file."""
        stored = unpacked(path.read_bytes())
        return Vocabulary(stored.pop("numbers"), Known(**stored))


@dataclass(frozen=True)
class Block:
    """n needs: the numbers of need k's terms stand from `offsets[k]` to `offsets[k + 1]`, beside the arrays of
    `Asking`; the rest as in `Questions`."""

    keys: Any1
    languages: Any1
    offsets: Any1
    numbers: Any1
    weight: Any1
    anywhere: Any1
    is_word: Any1
    vectors: Any1
    ordinary: Any1
    better: Any1
    better_ordinary: Any1

    def __len__(self) -> int:
        """How many needs."""
        return len(self.keys)

    def terms_of(self, need: int) -> slice:
        """Where one need's terms stand."""
        return slice(int(self.offsets[need]), int(self.offsets[need + 1]))

    def asking(self, need: int) -> Asking:
        """One need's terms, without their letters."""
        those = self.terms_of(need)
        spoken = tuple(language for language, is_in in zip(LANGUAGES, self.languages, strict=True) if is_in)
        return Asking((), spoken, self.weight[:, those], self.anywhere[those], self.is_word[those])

    def write(self, path: Path) -> None:
        """Into a file."""
        replace(path, vars(self))

    @staticmethod
    def read(path: Path) -> Block:
        """From the file."""
        return Block(**unpacked(path.read_bytes()))

    @staticmethod
    def of(questions: Questions) -> Block:
        """Of needs asked in the same languages."""
        askings = questions.askings
        return Block(
            keys=np.array(questions.keys, dtype=np.int64),
            languages=np.array([language in askings[0].languages for language in LANGUAGES]),
            offsets=np.concatenate(([0], np.cumsum([len(one) for one in questions.numbers]))).astype(np.int64),
            numbers=np.concatenate(questions.numbers).astype(np.uint32),
            weight=np.concatenate([one.weight for one in askings], axis=1),
            anywhere=np.concatenate([one.anywhere for one in askings]),
            is_word=np.concatenate([one.is_word for one in askings]),
            vectors=questions.vectors.astype(np.float32),
            ordinary=questions.ordinary.astype(np.float64),
            better=questions.better.astype(np.float32),
            better_ordinary=questions.better_ordinary.astype(np.float64),
        )


def replace(path: Path, arrays: Mapping[str, Any1]) -> None:
    """A file whole or not at all."""
    part = path.with_suffix(".part")
    part.write_bytes(packed(dict(arrays)))
    part.replace(path)
