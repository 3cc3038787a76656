"""The face of a segmenter (分词): a text in either language to the terms it is indexed by, and to readable words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


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
        """What the text is indexed and ranked by, in order."""
        ...

    def words(self, text: str) -> list[Word]:
        """What is shown to a reader as having met."""
        ...
