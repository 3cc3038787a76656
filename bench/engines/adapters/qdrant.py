"""Qdrant Edge: Qdrant's engine in this process, with BM25 over a text index and HNSW over 8-bit numbers."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

import qdrant_edge as qe

from bench.engines.adapter import LIMIT, RRF, Adapter, Answer, Asked, array
from bench.engines.corpus import COUNTED, Condition
from bench.engines.rows import FACETS

AT_ONCE = 1000
LEG = 100
M, EF_CONSTRUCT = 16, 100
"""Its defaults."""
FULL_SCAN_KB = 10_000
ALL_VALUES = 1000


class QdrantEdge(Adapter):
    """One shard, optimised after loading."""

    title, licence = "Qdrant Edge", "Apache-2.0"
    can = ("short", "short f1", "short f2", "need", "need f1", "facets", "vector", "vector f1", "vector f2", "hybrid",
           "hybrid f1")  # fmt: skip
    settings = tuple({"ef": ef, "more": more} for ef, more in ((100, 1.0), (128, 2.0), (192, 2.0), (256, 2.0),
                                                               (384, 3.0), (512, 4.0)))  # fmt: skip
    note = "whitespace tokenizer; facets are counted one request a facet, over a filter that any of the words matches"

    @classmethod
    def versions(cls) -> str:
        return f"qdrant-edge-py {version('qdrant-edge-py')}"

    def build(self) -> None:
        self.shard = qe.EdgeShard.create(str(self.folder), self.config())
        update = qe.UpdateOperation
        text = qe.TextIndexParams(
            tokenizer=qe.TokenizerType.Whitespace, min_token_len=1, max_token_len=64, lowercase=False,
            ascii_folding=False, phrase_matching=False, stemmer=qe.DisabledStemmer(), scoring=True, enable_hnsw=False,
        )  # fmt: skip
        self.shard.update(update.create_field_index("text", text))
        for name in FACETS:
            self.shard.update(update.create_field_index(name, qe.KeywordIndexParams()))
        vectors = self.corpus.vectors()
        for start in range(0, self.corpus.documents, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, self.corpus.documents))
            points = [qe.Point(number, vectors[number].tolist(), self.payload(number)) for number in numbers]
            self.shard.update(update.upsert_points(points))
        self.shard.flush()
        self.shard.optimize()
        self.shard.flush()
        self.shard.close()

    def config(self) -> qe.EdgeConfig:
        """8-bit numbers in memory, vectors of full length beside them."""
        return qe.EdgeConfig(
            vectors=qe.EdgeVectorParams(size=self.corpus.dim, distance=qe.Distance.Dot),
            hnsw_config=qe.HnswIndexConfig(m=M, ef_construct=EF_CONSTRUCT, full_scan_threshold=FULL_SCAN_KB),
            quantization_config=qe.ScalarQuantizationConfig(type=qe.ScalarType.Int8, quantile=0.99, always_ram=True),
            optimizers=qe.EdgeOptimizersConfig(default_segment_number=1),
            max_search_threads=1,
        )

    def payload(self, number: int) -> dict[str, str]:
        """Words and facets of a document."""
        return {"text": self.corpus.words[number], **{name: self.corpus.facets[name][number] for name in FACETS}}

    def open(self) -> None:
        self.shard = qe.EdgeShard.load(str(self.folder))

    def close(self) -> None:
        self.shard.close()

    def words(self, asked: Asked) -> Answer:
        """Any of the words."""
        return self.found(qe.QueryRequest(limit=LIMIT, query=self.text(asked), filter=only(asked.condition)))

    def vector(self, asked: Asked) -> Answer:
        """The nearest."""
        return self.found(
            qe.QueryRequest(limit=LIMIT, query=self.near(asked), filter=only(asked.condition), params=self.thorough())
        )

    def hybrid(self, asked: Asked) -> Answer:
        """Both, by reciprocal rank."""
        narrow = only(asked.condition)
        legs = [
            qe.Prefetch(limit=LEG, query=self.text(asked), filter=narrow),
            qe.Prefetch(limit=LEG, query=self.near(asked), filter=narrow, params=self.thorough()),
        ]
        return self.found(qe.QueryRequest(limit=LIMIT, prefetches=legs, query=qe.Fusion.Rrf(k=RRF)))

    def facets(self, asked: Asked) -> Answer:
        """The best, and four requests for counts."""
        holding = qe.Filter(
            should=[qe.FieldCondition(key="text", match=qe.MatchTextAny(text_any=" ".join(asked.words)))]
        )
        counts = {
            name: {
                str(hit.value): hit.count
                for hit in self.shard.facet(
                    qe.FacetRequest(key=name, limit=ALL_VALUES, exact=True, filter=holding)
                ).hits
            }
            for name in COUNTED
        }
        return Answer(self.words(asked).ids, counts)

    def text(self, asked: Asked) -> qe.TextQuery:
        """BM25 over the words."""
        return qe.TextQuery("text", " ".join(asked.words))

    def near(self, asked: Asked) -> qe.Query:
        """The nearest to the vector."""
        assert asked.vector is not None
        return qe.Query.Nearest(asked.vector.tolist())

    def thorough(self) -> qe.SearchParams:
        """With the setting of this run."""
        again = qe.QuantizationSearchParams(rescore=True, oversampling=self.setting["more"])
        return qe.SearchParams(hnsw_ef=self.setting["ef"], quantization=again)

    def found(self, request: qe.QueryRequest) -> Answer:
        """The numbers of the best."""
        return Answer(array([point.id for point in self.shard.query(request)]))

    def change(self, number: int, words: Sequence[str]) -> None:
        """One point, written to its log."""
        self.shard.update(qe.UpdateOperation.set_payload([number], {"text": " ".join(words)}))
        self.shard.flush()


def only(condition: Condition) -> qe.Filter | None:
    """A filter as this engine takes it."""
    if not condition:
        return None
    return qe.Filter(must=[qe.FieldCondition(key=facet, match=qe.MatchValue(value)) for facet, value in condition])


ENGINE = QdrantEdge
