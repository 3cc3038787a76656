"""The embedder `none`: no vectors at all. Zhiqiao then ranks by words alone, and says so with every result."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zhiqiao.ports.embed import Kind, Vectors


class NoEmbedder:
    """Fulfils the face of an embedder with vectors of no length."""

    id = "none"
    dim = 0
    languages: frozenset[str] = frozenset()
    cross_lingual = False
    needs_centering = False

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """(len(texts), 0)."""
        return np.zeros((len(texts), 0), dtype=np.float32)
