"""Our own engines without anything of ours around them (自身引擎下限): what the same index costs at the least.

Looks into our adapters on purpose: the difference to "ours" is what our own code adds.
"""

from __future__ import annotations

from typing import Any

from bench.engines.adapter import LIMIT, Answer, Asked, array
from bench.engines.adapters.ours import ANYWHERE, Ours, filters
from bench.engines.corpus import Condition


class Bare(Ours):
    """tantivy and faiss, asked for numbers only."""

    title = "  its floor: tantivy, faiss alone"
    can = ("short", "short f1", "short f2", "need", "need f1", "vector", "vector f1", "vector f2")
    note = "of a vector search it has the two hundred candidates that ours compares again, in no order"

    def build(self) -> None:
        """It looks at what ours has built."""

    def open(self) -> None:
        super().open()
        self.given: dict[tuple[int, Condition], Any] = {}
        self.lists: Any = None

    def words(self, asked: Asked) -> Answer:
        """The query alone."""
        inverted: Any = self.word_search.inverted  # type: ignore[attr-defined]
        query = inverted.query(dict.fromkeys(asked.words, 1.0), ANYWHERE, filters(asked.condition))
        searcher = inverted.view or inverted.searcher()
        found = searcher.search(query, limit=LIMIT, count=False).hits
        return Answer(array(searcher.fast_field_values("id", [address for _, address in found]) if found else ()))

    def vector(self, asked: Asked) -> Answer:
        """The lists alone, asked as ours asks them; below the size from which there are lists it is what ours does."""
        given = self.given.get((asked.place, asked.condition))
        return self.watched(asked) if given is None else Answer(self.lists.near(*given))

    def watched(self, asked: Asked) -> Answer:
        """What ours answers; how it asked the lists is remembered for the next time."""
        store: Any = self.vectors
        self.lists = store.opened(store.shelf.view()) if hasattr(store, "opened") else None
        if self.lists is None:
            return super().vector(asked)
        plain = self.lists.near

        def near(*given: Any) -> Any:
            self.given[(asked.place, asked.condition)] = given
            return plain(*given)

        self.lists.near = near
        try:
            return super().vector(asked)
        finally:
            del self.lists.near


ENGINE = Bare
