"""An exact vector scan by faiss: IndexFlatIP, one thread."""

from __future__ import annotations

import faiss
import numpy as np

from bench.engines.adapter import LIMIT, Adapter, Answer, Asked


class Flat(Adapter):
    """faiss without any index."""

    title, licence = "faiss IndexFlatIP", "MIT"
    can = ("vector", "vector f1", "vector f2")
    note = "a filter is a bitmap made before the clock starts"

    @classmethod
    def versions(cls) -> str:
        return f"faiss {faiss.__version__}"

    def build(self) -> None:
        index = faiss.IndexFlatIP(self.corpus.dim)
        index.add(np.ascontiguousarray(self.corpus.vectors()))
        faiss.write_index(index, str(self.folder / "flat.faiss"))

    def open(self) -> None:
        faiss.omp_set_num_threads(1)
        self.index = faiss.read_index(str(self.folder / "flat.faiss"))
        self.bits = {
            condition: np.packbits(self.corpus.passing(condition), bitorder="little")
            for condition in self.corpus.conditions.values()
        }

    def vector(self, asked: Asked) -> Answer:
        """The best of all products."""
        assert asked.vector is not None
        chosen = None
        if asked.condition:
            bits = self.bits[asked.condition]
            chosen = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits)))  # type: ignore[call-arg]
        _scores, ids = self.index.search(asked.vector.reshape(1, -1), LIMIT, params=chosen)
        return Answer(ids[0][ids[0] >= 0].astype(np.int64))


ENGINE = Flat
