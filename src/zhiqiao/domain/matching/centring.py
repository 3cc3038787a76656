"""Centring (去均值): what texts of one language have in common is taken off, so that cosines tell texts apart.

With some models two Chinese texts on nothing in common are nearer than a text and its own translation. Taking the mean
of a collection off, language by language, mends it. The means belong to a model and a collection; vectors are stored
as the model gave them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.codes import Language

LANGUAGES = (Language.ZH, Language.EN)
ENOUGH = 30
"""Of fewer texts no mean is taken: it would be those texts' subject rather than their language."""
VERSION = 1

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Means:
    """The mean of a collection in each of `LANGUAGES`, zero where there were too few texts, and of how many it is."""

    model: str
    rows: Matrix
    counts: tuple[int, ...]

    @property
    def direction(self) -> Matrix:
        """From one language to the other, of length 1; zero when only one is known."""
        if min(self.counts) < ENOUGH:
            return np.zeros(self.rows.shape[1], dtype=np.float32)
        apart: Matrix = self.rows[0] - self.rows[1]
        return apart / max(float(np.linalg.norm(apart)), 1e-9)

    def of(self, languages: Sequence[Language]) -> Matrix:
        """The mean to be taken off each text; a text in neither language is taken as English, as when it is matched."""
        return self.rows[[0 if language is Language.ZH else 1 for language in languages]]

    def centred(self, vectors: Matrix, languages: Sequence[Language]) -> Matrix:
        """The vectors without what their language has in common, of length 1 again."""
        return unit(vectors - self.of(languages)) if len(vectors) else vectors

    def likeness(self, dots: Matrix, own: Matrix, asked: Matrix) -> Matrix:
        """Cosines (questions, texts) of centred questions with centred texts, from products alone.

        `dots` are products of the questions with the texts as stored, `own` (languages, texts) those of our rows with
        the texts, `asked` (questions, languages) those of the questions with our rows. A text is of the language whose
        mean it is nearest to.
        """
        if max(self.counts) < ENOUGH:
            return dots
        which, lengths = self.nearest(own)
        result: Matrix = ((dots - asked[:, which]) / lengths).astype(np.float32)
        return result

    def taken_off(self, stored: Matrix) -> Matrix:
        """Texts as stored (texts, dim), each without the mean it is nearest to: their product with a centred question
        is what `likeness` yields. NaN stays NaN."""
        if max(self.counts) < ENOUGH:
            return stored
        which, lengths = self.nearest(np.nan_to_num(self.rows @ stored.T))
        result: Matrix = ((stored - self.rows[which]) / lengths[:, None]).astype(np.float32)
        return result

    def nearest(self, own: Matrix) -> tuple[NDArray[np.int64], Matrix]:
        """Which mean each text is nearest to, and how long the text is without it."""
        squares = np.einsum("ij,ij->i", self.rows, self.rows)
        known = np.array([count >= ENOUGH for count in self.counts])
        which = np.where(known[:, None], own - squares[:, None] / 2, -np.inf).argmax(axis=0)
        lengths = np.sqrt(np.maximum(1.0 - 2.0 * own[which, np.arange(own.shape[1])] + squares[which], 1e-9))
        return which, lengths


def means_of(model: str, vectors: Matrix, languages: Sequence[Language]) -> Means:
    """The means of these texts."""
    rows = np.zeros((len(LANGUAGES), vectors.shape[1]), dtype=np.float32)
    counts = []
    for place, language in enumerate(LANGUAGES):
        chosen = [number for number, told in enumerate(languages) if (told is Language.ZH) == (language is Language.ZH)]
        counts.append(len(chosen))
        if len(chosen) >= ENOUGH:
            rows[place] = vectors[chosen].mean(axis=0, dtype=np.float64)
    return Means(model, rows, tuple(counts))


def unit(rows: Matrix) -> Matrix:
    """Rows of length 1."""
    lengths = np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    result: Matrix = (rows / lengths).astype(np.float32)
    return result
