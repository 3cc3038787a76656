"""The means of each language (语种均值), estimated on the real collection and kept beside the indexes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from django.conf import settings
from django.db.models import Q

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching.centring import LANGUAGES, Means, means_of
from zhiqiao.engines import choose
from zhiqiao.ports.embed import Embedder
from zhiqiao.ports.vectors import VectorSearch
from zhiqiao.records.models import Patent

SAMPLE = 20_000
"""Texts of each language a mean is estimated on: more do not move it."""
STALE = 1.5
"""Means are estimated anew when the collection has grown or shrunk by this factor."""


def means_for(model: Embedder, vectors: VectorSearch, index: str = "patents") -> Means:
    """The means of that model over that index: those kept, or new ones when the collection is another by now."""
    place = place_of(model, index)
    kept = choose.means_kept(place, model.id, model.dim)
    count = vectors.count()
    if kept is not None and sampled(count) <= STALE * max(sum(kept.counts), 1) <= STALE**2 * max(sampled(count), 1):
        return kept
    found = estimated(model, vectors)
    choose.keep_means(found, place)
    return found


def sampled(count: int) -> int:
    """Of how many texts the means of a collection of that size are."""
    return min(count, SAMPLE * len(LANGUAGES))


def place_of(model: Embedder, index: str) -> Path:
    """Where means are kept."""
    safe = "".join(letter if letter.isalnum() else "-" for letter in model.id)
    return Path(settings.INDEXES) / f"{index}-means-{safe}.npz"


def estimated(model: Embedder, vectors: VectorSearch) -> Means:
    """The means of a sample of the collection, spread evenly over each language."""
    chinese = ~Q(title_zh="") | ~Q(abstract_zh="")
    rows, languages = [], []
    for language in LANGUAGES:
        condition = chinese if language is Language.ZH else ~chinese
        ids = np.fromiter(Patent.objects.filter(condition).order_by("pk").values_list("pk", flat=True), dtype=np.int64)
        found = vectors.rows(ids[:: max(1, -(-len(ids) // SAMPLE))]) if len(ids) else np.empty((0, model.dim))
        found = found[~np.isnan(found).any(axis=1)]
        rows.append(found.astype(np.float32))
        languages += [language] * len(found)
    return means_of(model.id, np.concatenate(rows), languages)


def centred(model: Embedder, vectors: VectorSearch) -> tuple[Embedder, VectorSearch]:
    """The same model and index, centred by the patents' means when the model needs it."""
    if not (model.dim and model.needs_centering):
        return model, vectors
    return choose.centred(model, vectors, means_for(model, choose.vector_search("patents", model=model)))
