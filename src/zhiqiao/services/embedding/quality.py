"""The second, better model at work (精排模型): its vectors of needs and of patents, and how like they are.

Its vectors exist for the pool of offered patents (`zhiqiao embed --quality`), and for whatever was computed besides;
where there is none, there is no likeness, and ranking goes on without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching.centring import Means
from zhiqiao.domain.matching.language import language_of
from zhiqiao.domain.problems import Refused
from zhiqiao.engines import choose
from zhiqiao.ports.embed import Embedder, Vectors
from zhiqiao.ports.vectors import VectorSearch
from zhiqiao.services.embedding.kept import kept_vectors_of, vectors_of
from zhiqiao.services.embedding.means import means_for
from zhiqiao.services.embedding.texts import offered

INDEX = "patents"
AT_ONCE = 300
"""Changed patents on offer whose vectors are computed at once; of more than that only those kept are put."""


@dataclass(frozen=True)
class Second:
    """The second model, its vectors of patents, and the means that are taken off both where the model needs it."""

    model: Embedder
    vectors: VectorSearch
    means: Means | None

    def likeness(self, need: Vectors, ids: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """(ids,) cosines of a need (`vector_of`) with patents; NaN where a patent has no vector."""
        return self.vectors.scores(need[None, :], ids)[0]

    def background(self, need: Vectors) -> Vectors:
        """Mean and standard deviation of a need's cosine with the whole index."""
        return self.vectors.background(need[None, :])[0]

    def vector_of(self, text: str, *, stored: bool = False) -> Vectors | None:
        """The vector of a need's text (`need_text`); None when the model does not answer. With `stored` it is kept:
        the text is a record's, not something typed."""
        try:
            raw = vectors_of([text], self.model, "query")[0] if stored else asked(self.model.id, text)
        except Refused:
            return None
        return raw if self.means is None else self.means.centred(raw[None, :], [language_of(text)])[0]


@lru_cache(maxsize=512)
def asked(model_id: str, text: str) -> Vectors:
    """The vector of what somebody asks: kept in memory only, for the same is asked again with other filters."""
    model = choose.quality_embedder()
    places, kept = kept_vectors_of([text], model, "query")
    return kept[0] if places else model.encode([text], "query")[0]


latest: list[tuple[VectorSearch, int, Second]] = []
"""The second model as it was last asked for, with its index and how large that was."""


def second() -> Second | None:
    """The second model with its vectors, when there is one and it has any."""
    model = choose.quality_embedder()
    if not model.dim:
        return None
    vectors = choose.vector_search(INDEX, model=model)
    count = vectors.count()
    if not count:
        return None
    for index, counted, found in latest:
        if index is vectors and counted == count and found.model is model:
            return found
    means = means_for(model, vectors, INDEX) if model.needs_centering else None
    centred = vectors if means is None else choose.centred(model, vectors, means)[1]
    latest[:] = [(vectors, count, Second(model, centred, means))]
    return latest[0][2]


def put_quality(meant: Sequence[tuple[int, str]], build: int | None = None) -> int:
    """Put the second model's vectors of these patents, given with their texts, into its index; returns how many.

    Of a few offered patents the vectors are computed; of many only those kept are put, for `zhiqiao embed --quality` to
    do the rest. A text that is empty, or has no vector, is taken out. `build` names an index that is being made.
    """
    model = choose.quality_embedder()
    if not model.dim or not meant:
        return 0
    told = [(number, text) for number, text in meant if text]
    texts = [text for _, text in told]
    places, kept = kept_vectors_of(texts, model)
    missing = [told[place] for place in sorted(set(range(len(told))) - set(places))]
    wanted = offered().filter(pk__in=[number for number, _ in missing])
    if choose.quality_name() == "openai":
        wanted = wanted.filter(is_public=True)  # what is not published is never sent elsewhere
    on_offer = set(wanted.values_list("pk", flat=True))
    if 0 < len(on_offer) <= AT_ONCE:
        vectors_of([text for number, text in missing if number in on_offer], model)
        places, kept = kept_vectors_of(texts, model)
    index = choose.vector_search(INDEX, model=model, build=build)
    if places:
        index.put([told[place][0] for place in places], kept)
    put = {told[place][0] for place in places}
    index.delete([number for number, _ in meant if number not in put])
    return len(put)
