"""Meaning at a glance (粗略语义): `use` without its look at neighbouring words, for clauses and phrases.

A clause's vector is made of what each of its word pieces means alone, which is looked up instead of reckoned: 25 times
as quick as `use`, so that the clauses of a whole answer can be compared while somebody waits. Not good enough to rank
by: it only tells which clause of one text is nearest to which of another. Vectors of the two are never compared.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zhiqiao.engines.embed.use import WIDTH, Matrix, Use
from zhiqiao.ports.embed import Kind, Vectors

LONGEST = 600
"""Characters of a clause that are looked at."""
AT_ONCE = 256


class UseGlance:
    """Clauses of 16 languages to unit vectors of 512 numbers."""

    dim = WIDTH
    cross_lingual = True
    needs_centering = False

    def __init__(self, use: Use):
        self.use = use
        self.id = f"glance@1 of {use.id}"
        self.languages = use.languages
        pieces = len(use.known.table)
        self.known: NDArray[np.bool_] = np.zeros(pieces, dtype=np.bool_)
        self.alone: NDArray[np.float16] = np.zeros((pieces, WIDTH), dtype=np.float16)
        """What each piece means alone, once it was met; memory is taken up only as rows are written."""

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """(len(texts), 512) float32, rows of length 1."""
        if not texts:
            return np.empty((0, WIDTH), dtype=np.float32)
        cut = [self.use.cutter.cut(text[:LONGEST], ends=True) for text in texts]
        lengths = np.array([len(pieces) for pieces in cut])
        flat = np.fromiter((piece for pieces in cut for piece in pieces), dtype=np.int64, count=int(lengths.sum()))
        different, place = np.unique(flat, return_inverse=True)
        self.learn(different[~self.known[different]])
        which = np.repeat(np.arange(len(texts)), lengths) * len(different) + place
        counts = np.bincount(which, minlength=len(texts) * len(different)).reshape(len(texts), len(different))
        summed: Matrix = counts.astype(np.float32) @ self.alone[different].astype(np.float32)
        summed /= np.sqrt(lengths.astype(np.float32))[:, None]
        return self.leave(summed)

    def learn(self, pieces: NDArray[np.int64]) -> None:
        """Reckon what these pieces mean alone."""
        for start in range(0, len(pieces), AT_ONCE):
            those = pieces[start : start + AT_ONCE]
            self.alone[those] = self.meant_alone(those)
            self.known[those] = True

    def meant_alone(self, pieces: NDArray[np.int64]) -> Matrix:
        """The network up to its sum over pieces, for pieces with nothing beside them."""
        summed, _lengths = self.use.summed([[piece] for piece in pieces.tolist()])
        result: Matrix = summed @ self.use.w["cnn_W"] + self.use.w["cnn_b"]
        return result

    def leave(self, summed: Matrix) -> Matrix:
        """The four dense layers behind the sum, as in `use`."""
        w = self.use.w
        first = np.maximum(summed @ w["d0"], 0)
        second = np.maximum(summed @ w["p1"] + first @ w["d1"], 0)
        third = np.maximum(second @ w["d2"], 0)
        last = np.tanh(second @ w["p3"] + third @ w["d3"])
        result: Matrix = last / np.maximum(np.linalg.norm(last, axis=1, keepdims=True), 1e-12)
        return result
