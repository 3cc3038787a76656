"""An exact vector scan (精确扫描): one matrix of float32 in memory, multiplied with every question by NumPy."""

from __future__ import annotations

import numpy as np

from bench.engines.adapter import LIMIT, Adapter, Answer, Asked
from bench.engines.corpus import Floats, Longs


class Scan(Adapter):
    """NumPy."""

    title, licence = "NumPy exact scan (float32)", "BSD-3-Clause"
    can = ("vector", "vector f1", "vector f2")
    note = "a filter is a mask made before the clock starts; only what passes is multiplied when that is quicker"

    @classmethod
    def versions(cls) -> str:
        return f"numpy {np.__version__}"

    def build(self) -> None:
        np.save(self.folder / "vectors.npy", self.corpus.vectors())

    def open(self) -> None:
        self.vectors: Floats = np.load(self.folder / "vectors.npy")
        self.passing: dict[object, Longs] = {
            condition: np.flatnonzero(self.corpus.passing(condition)) for condition in self.corpus.conditions.values()
        }

    def vector(self, asked: Asked) -> Answer:
        """The best of all products; of those that pass, gathered."""
        assert asked.vector is not None
        if not asked.condition:
            scores = self.vectors @ asked.vector
            return Answer(best(scores))
        ids = self.passing[asked.condition]
        return Answer(ids[best(self.vectors[ids] @ asked.vector)])


def best(scores: Floats) -> Longs:
    """Places of the greatest, greatest first."""
    many = min(LIMIT, len(scores))
    top = np.argpartition(-scores, many - 1)[:many]
    result: Longs = top[np.argsort(-scores[top])].astype(np.int64)
    return result


ENGINE = Scan
