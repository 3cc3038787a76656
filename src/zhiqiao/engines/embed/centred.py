"""A model whose vectors have the mean of their language taken off as they are made (去均值), and the file of means.

Not responsible for estimating them: see `services.embedding`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from zhiqiao.domain.matching.centring import LANGUAGES, VERSION, Means
from zhiqiao.domain.matching.language import language_of
from zhiqiao.ports.embed import Embedder, Kind, Vectors


class CentredEmbedder:
    """What is asked is centred at once; what is stored is not, so never write these vectors into an index."""

    needs_centering = False

    def __init__(self, model: Embedder, means: Means):
        self.model, self.means = model, means
        self.id, self.dim = model.id, model.dim
        self.languages, self.cross_lingual = model.languages, True

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """(len(texts), dim) float32, unit rows."""
        return self.means.centred(self.model.encode(texts, kind), [language_of(text) for text in texts])


def saved(means: Means, path: Path) -> None:
    """Write the means whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        np.savez(file, version=VERSION, model=means.model, rows=means.rows, counts=np.array(means.counts))
    draft.replace(path)


def loaded(path: Path, model: str, dim: int) -> Means | None:
    """The means kept there for that model; None when there are none, or of another model or version."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            if int(stored["version"]) != VERSION or str(stored["model"]) != model:
                return None
            rows, counts = stored["rows"].astype(np.float32), tuple(int(one) for one in stored["counts"])
    except (OSError, ValueError, KeyError, EOFError):
        return None
    shape = (len(LANGUAGES), dim)
    return Means(model, rows, counts) if rows.shape == shape and len(counts) == len(LANGUAGES) else None
