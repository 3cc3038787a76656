"""Our own engines (本系统), reached as the product reaches them: word search, vector search, and Finder.find.

Documents are laid out as the product lays them out: one inverted field for all words and one for titles, the
forward index of titles and abstracts, columns, and vectors in both views.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.metadata import version
from itertools import pairwise
from typing import ClassVar

import numpy as np

from bench.engines.adapter import KINDS, LIMIT, Adapter, Answer, Asked, array, fused
from bench.engines.corpus import COUNTED, Condition
from zhiqiao import __version__
from zhiqiao.engines import choose
from zhiqiao.ports.search import Filter, SearchDocument, WordSearch
from zhiqiao.ports.vectors import VectorSearch

AT_ONCE = 20_000
ANYWHERE = {"words": 1.0}
"""The field that holds all words of a document."""


class Ours(Adapter):
    """tantivy for words, forward index and columns of our own, faiss for vectors."""

    title, licence = "Zhiqiao 知桥", "Apache-2.0"
    can: ClassVar[tuple[str, ...]] = tuple(KINDS)
    note = "one inverted field for both languages; the answer searches vectors in two views and ranks by BM25F"

    @classmethod
    def versions(cls) -> str:
        named = ("tantivy", "faiss-cpu", "numpy")
        return f"zhiqiao {__version__} ({', '.join(f'{one} {version(one)}' for one in named)})"

    def stores(self) -> tuple[WordSearch, VectorSearch, VectorSearch]:
        """The word index and both vector indexes."""
        dim, name = self.corpus.dim, str(self.corpus.told["embedder"])
        whole, essences = (choose.vector_search_in(self.folder / view, name, dim) for view in ("patents", "essences"))
        return choose.word_search_in(self.folder / "patents", "patents"), whole, essences

    def build(self) -> None:
        words, vectors, essences = self.stores()
        with words.loading() as load:
            for start in range(0, self.corpus.documents, AT_ONCE):
                load.put(self.written(start, min(start + AT_ONCE, self.corpus.documents)))
            load.commit()
        words.settle()
        every = np.arange(self.corpus.documents)
        for store, ids, view in ((vectors, every, "whole"), (essences, self.corpus.essence_ids, "essence")):
            rows = self.corpus.vectors(view)
            for start in range(0, len(ids), AT_ONCE):
                store.put(ids[start : start + AT_ONCE].tolist(), np.asarray(rows[start : start + AT_ONCE]))
            store.settle()

    def written(self, start: int, end: int) -> list[SearchDocument]:
        """These documents as the product writes them."""
        said: list[dict[str, np.ndarray]] = [{} for _ in range(start, end)]
        for name in ("title", "body"):
            numbers, starts = self.corpus.numbers(name)
            for place, (begin, stop) in enumerate(pairwise(starts[start : end + 1].tolist())):
                said[place][f"{name}_{self.corpus.languages[start + place]}"] = numbers[begin:stop]
        return [self.document(number, self.corpus.words[number], said[number - start]) for number in range(start, end)]

    def document(self, number: int, words: str, said: dict[str, np.ndarray]) -> SearchDocument:
        """One document."""
        facets = {name: [values[number]] for name, values in self.corpus.facets.items() if values[number]}
        return SearchDocument(number, {"words": words}, facets | {"scope": ["public"]}, said)

    def open(self) -> None:
        self.word_search, self.vectors, essences = self.stores()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.config.settings")
        import django

        django.setup()
        from zhiqiao.services.matching.finding import AskedVectors, Finder

        none = choose.embedder_named("none")  # the vectors of questions are given, as they are to every engine
        self.finder = Finder(self.word_search, self.vectors, none, choose.segmenter(), essences)
        self.asked = [self.finder.ask([(need.title, need.body)]) for need in self.corpus.needs]
        self.meant = [AskedVectors(whole, opening) for whole, opening in zip(*self.corpus.asked_vectors, strict=True)]

    def words(self, asked: Asked) -> Answer:
        """Candidates by words, as the finder asks for them."""
        hits = self.word_search.search(
            dict.fromkeys(asked.words, 1.0),
            field_weights=ANYWHERE,
            filters=filters(asked.condition),
            limit=LIMIT,
            count=False,
        )
        return Answer(array([hit.id for hit in hits.hits]))

    def facets(self, asked: Asked) -> Answer:
        """The same with counts over all that match, as the catalogue asks for them."""
        hits = self.word_search.search(
            dict.fromkeys(asked.words, 1.0),
            field_weights=ANYWHERE,
            limit=LIMIT,
            count_facets=COUNTED,
            count=False,
        )
        return Answer(array([hit.id for hit in hits.hits]), hits.facets)

    def vector(self, asked: Asked) -> Answer:
        """The nearest."""
        assert asked.vector is not None
        passing = self.word_search.mask(filters(asked.condition)) if asked.condition else None
        return Answer(array([hit.id for hit in self.vectors.search(asked.vector, limit=LIMIT, among=passing)]))

    def hybrid(self, asked: Asked) -> Answer:
        """The two legs above in one order, which is what other engines mean by a hybrid search."""
        return Answer(fused(self.words(asked).ids.tolist(), self.vector(asked).ids.tolist()))

    def answer(self, asked: Asked) -> Answer:
        """What people get: two vector searches, the word search, BM25F and likeness over all candidates."""
        found = self.finder.find(
            self.asked[asked.place],
            filters=filters(asked.condition),
            vectors=self.meant[asked.place],
            count_facets=COUNTED if asked.condition else (),
        )
        return Answer(found.standing.ids[found.standing.order()[:LIMIT]], found.facets)

    def change(self, number: int, words: Sequence[str]) -> None:
        """The word search as the index job writes it."""
        numbers = choose.segmenter().numbers(" ".join(words))
        said = {f"body_{self.corpus.languages[number]}": numbers}
        self.word_search.put([self.document(number, " ".join(words), said)])


def filters(condition: Condition) -> list[Filter]:
    """A condition as our port takes it."""
    return [Filter(facet, [value]) for facet, value in condition]


ENGINE = Ours
