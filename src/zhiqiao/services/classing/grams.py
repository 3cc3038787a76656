"""Character n-grams (字符片段): texts as sparse vectors, weighted by how seldom a piece is. One and two signs long: two
signs are a Chinese word more often than not, and no dictionary has to know it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.classing.keywords import fold

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
LONGEST = 2
MOST_SIGNS = 2000
"""Of a text longer than this only the beginning is read."""


def grams_of(text: str) -> Counter[str]:
    """Every piece of a text, with how often it stands there; blanks part words."""
    found: Counter[str] = Counter()
    for word in fold(text[:MOST_SIGNS]).split():
        for size in range(1, LONGEST + 1):
            found.update(word[at : at + size] for at in range(len(word) - size + 1))
    return found


@dataclass(frozen=True)
class Rows:
    """Sparse rows one after the other: row i holds `values` at `columns` from `ends[i]` to `ends[i + 1]`."""

    ends: Numbers
    columns: Numbers
    values: Floats
    width: int

    def __len__(self) -> int:
        return len(self.ends) - 1

    def row(self, at: int) -> tuple[Numbers, Floats]:
        """Columns and values of one row."""
        span = slice(int(self.ends[at]), int(self.ends[at + 1]))
        return self.columns[span], self.values[span]

    @cached_property
    def postings(self) -> tuple[Numbers, Numbers, Floats]:
        """The same by column: where each begins, the rows that have it, their values."""
        order = np.argsort(self.columns, kind="stable")
        rows = np.repeat(np.arange(len(self)), np.diff(self.ends))
        starts = np.searchsorted(self.columns[order], np.arange(self.width + 1))
        return starts, rows[order], self.values[order]

    def having(self, column: int) -> tuple[Numbers, Floats]:
        """The rows that have a column, and their values."""
        starts, rows, values = self.postings
        span = slice(int(starts[column]), int(starts[column + 1]))
        return rows[span], values[span]

    def products(self, others: Rows) -> Floats:
        """The product of each row with each row of `others`, which have the same columns."""
        result = np.zeros((len(self), len(others)), np.float32)
        for at in range(len(self)):
            columns, values = self.row(at)
            met = [others.having(int(column)) for column in columns]
            if met:
                rows = np.concatenate([rows for rows, _values in met])
                worth = np.concatenate([given * value for (_rows, given), value in zip(met, values, strict=True)])
                result[at] = np.bincount(rows, weights=worth, minlength=len(others))
        return result


@dataclass(frozen=True)
class Grams:
    """The pieces that are known, in order, and the weight of each."""

    names: tuple[str, ...]
    weights: NDArray[np.float32]

    @staticmethod
    def learned(texts: Sequence[str]) -> Grams:
        """Every piece of these texts; the weight is ln((1 + texts) / (1 + texts that have it)) + 1."""
        having: Counter[str] = Counter()
        for text in texts:
            having.update(grams_of(text).keys())
        names = tuple(sorted(having))
        counts = np.array([having[name] for name in names], dtype=np.float64)
        return Grams(names, (np.log((1 + len(texts)) / (1 + counts)) + 1).astype(np.float32))

    def vectors(self, texts: Sequence[str]) -> Rows:
        """One row of length 1 for each text; a piece that stands there n times counts 1 + ln n. A text without a
        known piece has an empty row."""
        place = {name: at for at, name in enumerate(self.names)}
        ends, columns, values = [0], [], []
        for text in texts:
            row = {place[name]: 1 + np.log(many) for name, many in grams_of(text).items() if name in place}
            length = float(np.sqrt(sum((value * self.weights[at]) ** 2 for at, value in row.items()))) or 1.0
            for at in sorted(row):
                columns.append(at)
                values.append(row[at] * self.weights[at] / length)
            ends.append(len(columns))
        return Rows(
            np.array(ends, np.int64), np.array(columns, np.int64), np.array(values, np.float32), len(self.names)
        )
