"""LanceDB: full text and vectors in one table, HNSW over 8-bit numbers."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import lancedb
import numpy as np
import pyarrow as pa
from lancedb.query import MatchQuery
from lancedb.rerankers import RRFReranker

from bench.engines.adapter import LIMIT, RRF, Adapter, Answer, Asked
from bench.engines.corpus import Condition
from bench.engines.rows import FACETS

PARTITIONS = 1
"""As its documentation advises for HNSW in most tables."""


class Lance(Adapter):
    """A table with a full-text index, an IVF_HNSW_SQ index and bitmaps of the facets."""

    title, licence = "LanceDB", "Apache-2.0"
    can = ("short", "short f1", "short f2", "need", "need f1", "vector", "vector f1", "vector f2", "hybrid",
           "hybrid f1")  # fmt: skip
    settings = tuple({"ef": ef, "refine": refine} for ef, refine in ((100, 1), (150, 1), (200, 2), (300, 2), (500, 3)))
    note = "whitespace tokenizer; filters before the search; no facet counts; its hybrid fuses in Python"

    @classmethod
    def versions(cls) -> str:
        return f"lancedb {version('lancedb')}, pyarrow {version('pyarrow')}"

    def build(self) -> None:
        table = lancedb.connect(self.folder).create_table("docs", self.rows())
        table.create_fts_index(
            "text", with_position=False, base_tokenizer="whitespace", max_token_length=64, lower_case=False, stem=False,
            remove_stop_words=False, ascii_folding=False,
        )  # fmt: skip
        table.create_index(
            metric="dot", index_type="IVF_HNSW_SQ", num_partitions=PARTITIONS, vector_column_name="vector"
        )
        table.create_scalar_index("id", index_type="BTREE")
        for name in FACETS:
            table.create_scalar_index(name, index_type="BITMAP")

    def rows(self) -> pa.Table:
        """All documents as a table."""
        vectors = np.ascontiguousarray(self.corpus.vectors()).reshape(-1)
        return pa.table(
            {
                "id": pa.array(np.arange(self.corpus.documents)),
                "text": pa.array(self.corpus.words),
                "vector": pa.FixedSizeListArray.from_arrays(pa.array(vectors), self.corpus.dim),
                **{name: pa.array(values) for name, values in self.corpus.facets.items()},
            }
        )

    def open(self) -> None:
        self.table = lancedb.connect(self.folder).open_table("docs")

    def words(self, asked: Asked) -> Answer:
        """Any of the words."""
        return self.found(self.table.search(self.match(asked), query_type="fts"), asked.condition)

    def vector(self, asked: Asked) -> Answer:
        """The nearest."""
        return self.found(self.thorough(self.table.search(asked.vector)), asked.condition)

    def hybrid(self, asked: Asked) -> Answer:
        """Both, by reciprocal rank."""
        both = self.thorough(self.table.search(query_type="hybrid").vector(asked.vector).text(self.match(asked)))
        return self.found(both.rerank(RRFReranker(K=RRF)), asked.condition)

    def match(self, asked: Asked) -> MatchQuery:
        """Any of the words, as they are."""
        return MatchQuery(" ".join(asked.words), "text")

    def thorough(self, query: Any) -> Any:
        """With the setting of this run."""
        return query.ef(self.setting["ef"]).refine_factor(self.setting["refine"])

    def found(self, query: Any, condition: Condition) -> Answer:
        """The numbers of the best."""
        if condition:
            told = " AND ".join(f"{facet} = '{value}'" for facet, value in condition)
            query = query.where(told, prefilter=True) if hasattr(query, "_prefilter") else query.where(told)
        table = query.limit(LIMIT).select(["id"]).to_arrow()
        return Answer(table["id"].to_numpy()[:LIMIT].astype(np.int64))

    def change(self, number: int, words: Sequence[str]) -> None:
        """The row alone; indexes cover it after `optimize`, and it is searched without them until then."""
        self.table.update(where=f"id = {number}", values={"text": " ".join(words)})


ENGINE = Lance
