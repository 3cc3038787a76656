"""The learned table (权重表): the numbers of matching that were fitted on labelled needs, with the record of how.

The table is `learned.toml` beside this file. Not responsible for numbers set by
hand: those are in `weights`, with their reasons.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

FILE = files(__package__) / "learned.toml"
"""Also where the package lies in an archive, as on the machines of a cluster."""
SITUATIONS = ("within", "within_quality", "across")
"""Need and patent in one language, without and with the better embedder; and in two languages, where the better one
is no better."""
SURE = ("sure_same", "sure_across", "sure_words", "sure_words_across")
"""Sureness in one language and across two, with likeness of meaning and by words alone."""
FEATURES = ("words", "meaning", "quality")
"""What a candidate's score is the weighted mean of, each 0 to 1 within an answer: the words that met, likeness of
meaning by the default embedder, and by the better one."""


@dataclass(frozen=True)
class Mix:
    """The weights of the features in one situation."""

    words: float
    meaning: float
    quality: float

    @staticmethod
    def of(told: Mapping[str, float]) -> Mix:
        """Refuses a table in which nothing counts, or something counts against a match."""
        mix = Mix(**{name: float(told[name]) for name in FEATURES})
        if min(mix.words, mix.meaning, mix.quality) < 0 or not mix.words + mix.meaning + mix.quality:
            raise ValueError(f"weights must not be negative, and one must count: {told}")
        return mix


@dataclass(frozen=True)
class WordRule:
    """How words are weighed and counted.

    `title`: one word of a need's title in single mentions of its description, where the title names what is sought;
    `sentence`: the same where it tells of it in a sentence. `mentions_saturate`: n mentions weigh
    (m + 1) n / (m + n) (k3 of Okapi BM25). `character`: a single Chinese character beside the pairs, 废水 and 污水 meet
    in 水. `texts`: what a mention in title, abstract, claim, and effect or scenario counts (BM25F). `k1`, `b`: how fast
    mentions saturate, and how much longer texts need more of them (Robertson and Zaragoza 2009). `chance`: how much is
    taken off of what a text as long would score if its words were drawn by chance; without it long needs find long
    texts, for the expected score grows with both lengths and what sets texts apart does not.
    """

    title: float
    sentence: float
    mentions_saturate: float
    character: float
    texts: tuple[float, ...]
    k1: float
    b: float
    chance: float


@dataclass(frozen=True)
class Table:
    """The table as it is read. Fields are named as in the file; `points` are the 100 of a need and a patent, of which a
    fact that is not known earns half; `sure` are the coefficients of sureness, by `SURE`."""

    version: str
    words: WordRule
    mixes: Mapping[str, Mix]
    points: Mapping[str, float]
    sure: Mapping[str, Mapping[str, float]]
    training: Mapping[str, Any]


def read(file: Path | Traversable = FILE) -> Table:
    """The table in a file. A ValueError or KeyError says what is wrong with it."""
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return Table(
        version=str(told["version"]),
        words=WordRule(**{**told["words"], "texts": tuple(told["words"]["texts"])}),
        mixes={situation: Mix.of(told[situation]) for situation in SITUATIONS},
        points={name: float(value) for name, value in told["points"].items()},
        sure={name: {sign: float(value) for sign, value in told[name].items()} for name in SURE},
        training=told["training"],
    )


@cache
def shipped() -> Table:
    """The table beside this file."""
    return read()


tried: ContextVar[Table | None] = ContextVar("tried", default=None)


def table() -> Table:
    """The table in use: the shipped one, or the one that is being tried."""
    return tried.get() or shipped()


@contextmanager
def trying(other: Table) -> Iterator[None]:
    """Everything inside ranks by another table; for training and for measuring what each number brings."""
    before = tried.set(other)
    try:
        yield
    finally:
        tried.reset(before)
