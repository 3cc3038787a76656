"""A model that remembers the last questions (记住提问): the same is asked again with other filters and page by page.
Kept in the memory of this process only.

Not responsible for vectors of records, which the database keeps.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from zhiqiao.ports.embed import Embedder, Kind, Vectors

KEPT = 1024
"""Questions: 2 MB at 512 numbers each, and their texts."""


class RememberedEmbedder:
    """The same vectors as the model's; a question met lately is not computed again. Passages are not remembered."""

    def __init__(self, model: Embedder):
        self.model = model
        self.id, self.dim, self.languages = model.id, model.dim, model.languages
        self.cross_lingual, self.needs_centering = model.cross_lingual, model.needs_centering
        self.guard = threading.Lock()
        self.known: OrderedDict[str, Vectors] = OrderedDict()

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """(len(texts), dim) float32, unit rows. Refused when the model refuses; then nothing is remembered."""
        if kind != "query" or not self.dim or not len(texts):
            return self.model.encode(texts, kind)
        with self.guard:
            found = {text: self.known[text] for text in texts if text in self.known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found |= zip(new, self.model.encode(new, kind), strict=True)
        with self.guard:
            for text in found:
                self.known[text] = found[text]
                self.known.move_to_end(text)
            while len(self.known) > KEPT:
                self.known.popitem(last=False)
        return np.stack([found[text] for text in texts])
