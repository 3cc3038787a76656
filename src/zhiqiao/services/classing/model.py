"""The suggester's model (推荐模型): kernel ridge regression over words and meaning, one output for each IPC subclass.

How near two texts are is reckoned from the cosine of their character n-grams plus that of their embeddings; each
known text votes for its subclasses with a weight that the regression finds (a least-squares support vector machine).
Why this and not a linear model alone: the figures in docs/reference/classing.md. Not responsible for
where texts come from, nor for what is shown.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiqiao.services.classing.grams import Floats, Grams, Rows

RIDGE, SHARPNESS = 0.3, 0.3
"""How much the regression distrusts single texts, and how fast nearness falls off; chosen on two folds of Chinese
titles, as is the longest n-gram."""
FORM = 1


@dataclass(frozen=True)
class Example:
    """A text whose subclasses are known; `name` is its number, "" for one of our own titles."""

    text: str
    codes: tuple[str, ...]
    name: str = ""
    title: str = ""


@dataclass
class Model:
    """What was learned, and of what. `vectors` is empty where it was learned by words alone."""

    codes: tuple[str, ...]
    grams: Grams
    rows: Rows
    vectors: Floats
    mean: Floats
    votes: Floats
    names: tuple[str, ...]
    titles: tuple[str, ...]
    embedder: str = ""
    threshold: float = 0.25
    calibration: tuple[float, float] = (8.0, -2.5)
    facts: dict[str, Any] = field(default_factory=dict)

    def nearness(self, texts: Sequence[str], vectors: Floats | None) -> tuple[Rows, Floats]:
        """The texts as n-grams, and how near each is to each known text."""
        given = self.grams.vectors(texts)
        near = given.products(self.rows)
        if self.vectors.size and vectors is not None:
            near += centred(vectors, self.mean) @ self.vectors.T
        return given, sharpened(near, 2 if self.vectors.size else 1)

    def scores(self, texts: Sequence[str], vectors: Floats | None) -> Floats:
        """One score for each text and subclass; about 1 where the model is certain, about 0 where nothing speaks."""
        return np.asarray(self.nearness(texts, vectors)[1] @ self.votes, dtype=np.float32)

    def confidence(self, scores: Floats) -> Floats:
        """The share of suggestions with such a score that were right on texts held out of training (a logistic
        curve)."""
        slope, offset = self.calibration
        return np.asarray(1 / (1 + np.exp(-(slope * scores + offset))), dtype=np.float32)

    def as_bytes(self) -> bytes:
        """The model as a file: arrays only, nothing that could be executed when it is read."""
        told = {
            "form": FORM, "codes": self.codes, "grams": self.grams.names, "names": self.names, "titles": self.titles,
            "embedder": self.embedder, "threshold": self.threshold, "calibration": self.calibration,
            "facts": self.facts,
        }  # fmt: skip
        file = io.BytesIO()
        np.savez_compressed(
            file,
            told=np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), dtype=np.uint8),
            weights=self.grams.weights,
            ends=self.rows.ends,
            columns=self.rows.columns,
            values=self.rows.values,
            vectors=self.vectors.astype(np.float16),
            mean=self.mean,
            votes=self.votes.astype(np.float16),
        )
        return file.getvalue()

    @staticmethod
    def from_bytes(content: bytes) -> Model:
        """The model that `as_bytes` wrote. ValueError for any other file."""
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            told = json.loads(bytes(kept["told"]).decode())
            if told.get("form") != FORM:
                raise ValueError("another form of model")
            return Model(
                codes=tuple(told["codes"]),
                grams=Grams(tuple(told["grams"]), kept["weights"]),
                rows=Rows(kept["ends"], kept["columns"], kept["values"], len(told["grams"])),
                vectors=kept["vectors"].astype(np.float32),
                mean=kept["mean"],
                votes=kept["votes"].astype(np.float32),
                names=tuple(told["names"]),
                titles=tuple(told["titles"]),
                embedder=told["embedder"],
                threshold=float(told["threshold"]),
                calibration=(float(told["calibration"][0]), float(told["calibration"][1])),
                facts=told["facts"],
            )


def sharpened(near: Floats, most: int) -> Floats:
    """Cosines as nearness: 1 for the same text, falling off the farther two texts are apart."""
    return np.asarray(np.exp(SHARPNESS * (near - most)), dtype=np.float32)


def centred(vectors: Floats, mean: Floats) -> Floats:
    """Vectors without what all of them share, of length 1."""
    moved = np.asarray(vectors, dtype=np.float32) - mean
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-9), dtype=np.float32)


def trained(examples: Sequence[Example], vectors: Floats | None, *, embedder: str = "") -> Model:
    """The model of these texts; `vectors` are their embeddings, None for words alone. Memory: 12 bytes for each pair
    of texts while it learns."""
    codes = tuple(sorted({code for example in examples for code in example.codes}))
    place = {code: at for at, code in enumerate(codes)}
    texts = [example.text for example in examples]
    grams = Grams.learned(texts)
    rows = grams.vectors(texts)
    near = rows.products(rows)
    mean, kept = np.zeros(0, np.float32), np.zeros((0, 0), np.float32)
    if vectors is not None and vectors.size:
        mean = vectors.mean(axis=0).astype(np.float32)
        kept = centred(vectors, mean)
        near += kept @ kept.T
    near = sharpened(near, 2 if kept.size else 1)
    near[np.diag_indices_from(near)] += RIDGE
    wanted = np.zeros((len(examples), len(codes)), np.float32)
    for row, example in enumerate(examples):
        wanted[row, [place[code] for code in example.codes]] = 1
    votes = np.linalg.solve(near, wanted)
    names, titles = tuple(one.name for one in examples), tuple(one.title for one in examples)
    return Model(codes, grams, rows, kept, mean, votes.astype(np.float32), names, titles, embedder)


def calibrated(scores: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """The logistic curve that says how often a suggestion of a score was right (Platt), by Newton's steps."""
    x, y = scores.astype(np.float64), right.astype(np.float64)
    slope, offset = 5.0, -2.0
    for _step in range(50):
        p = 1 / (1 + np.exp(-np.clip(slope * x + offset, -30, 30)))
        error, spread = p - y, p * (1 - p) + 1e-9
        gradient = np.array([(error * x).sum(), error.sum()])
        hessian = np.array([[(spread * x * x).sum(), (spread * x).sum()], [(spread * x).sum(), spread.sum()]])
        step = np.linalg.solve(hessian + 1e-6 * np.eye(2), gradient)
        slope, offset = slope - step[0], offset - step[1]
        if np.abs(step).max() < 1e-6:
            break
    return float(slope), float(offset)
