"""Vectors of the documents (向量): some texts are really embedded, the others are drawn around them.

A drawn vector is that of an embedded document of the same IPC section, moved by half of the difference between two
others of that section, then made a unit vector again. So the drawn ones lie where real ones lie and spread as they do,
in all directions that real texts differ in, which synthetic clusters do not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zhiqiao.ports.embed import Embedder

Floats = NDArray[np.float32]
MOVED = 0.5
AT_ONCE = 20_000
RECIPE = (
    "a drawn vector is that of an embedded document of the same IPC section, moved by half of the difference between "
    "two others of that section, and made a unit vector again"
)


def drawn(embedder: Embedder, texts: Sequence[str], classes: Sequence[str], embedded: int, seed: int) -> Floats:
    """(texts, dim) unit vectors; of at least `embedded` texts, chosen by chance, they are the real ones."""
    random = np.random.default_rng(seed)
    sample = np.sort(random.permutation(len(texts))[:embedded])
    result = np.zeros((len(texts), embedder.dim), dtype=np.float32)
    for start in range(0, len(sample), 256):
        some = sample[start : start + 256]
        result[some] = embedder.encode([texts[at] for at in some.tolist()], "passage")
    others = np.setdiff1d(np.arange(len(texts)), sample)
    named = np.array(classes)
    real = result[sample]
    for name in np.unique(named[others]).tolist():
        own = np.flatnonzero(named[sample] == name)
        own = own if len(own) > 2 else np.arange(len(sample))
        places = others[named[others] == name]
        for start in range(0, len(places), AT_ONCE):
            some = places[start : start + AT_ONCE]
            near, one, two = (real[random.choice(own, len(some))] for _ in range(3))
            result[some] = unit(near + MOVED * (one - two))
    return unit(result)


def unit(vectors: Floats) -> Floats:
    """The same with length 1."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Floats = (vectors / np.maximum(length, 1e-9)).astype(np.float32)
    return result
