"""The face of a segmenter (分词): a text in either language to what it is found by, ranked by, and shown by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Word:
    """A word as a reader sees it: `form` is what words are compared by, start and end are characters of the text."""

    form: str
    start: int
    end: int


class Segmenter(Protocol):
    """Cuts texts, always in the same way; `id` changes whenever the same text may be cut otherwise than before."""

    id: str

    def terms(self, text: str) -> list[str]:
        """What the text is ranked by, in order: pairs and characters of Chinese, stems of the rest."""
        ...

    def number_of(self, term: str) -> int:
        """The number under which a term is kept, below 2^32; the same everywhere and always."""
        ...

    def numbers(self, text: str) -> NDArray[np.uint32]:
        """The numbers of `terms(text)`, in order, with repeats."""
        ...

    def numbers_of_each(self, texts: Sequence[str]) -> list[NDArray[np.uint32]]:
        """The numbers of each of many texts, quicker than one by one."""
        ...

    def words_to_find(self, text: str) -> list[str]:
        """What the text is found by: dictionary words of Chinese and the words within them, stems of the rest."""
        ...

    def words(self, text: str) -> list[Word]:
        """What is shown to a reader as having met."""
        ...

    def letters(self, text: str) -> list[Word]:
        """Those of them that are not Chinese."""
        ...
