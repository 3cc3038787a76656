"""Detection (表头识别): which line is the heading, which source it comes from, and what each column means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Detection:
    """What was found. `heading_row_index` is -1 when no line looks like headings.

    `headings` are unique and as written; `mapping` gives each one a field or ""; `confidence` 0-1;
    `unmapped` are the headings without a field; `is_usable` says whether lines can be read with it as it stands.
    """

    source: str
    heading_row_index: int
    headings: tuple[str, ...]
    mapping: Mapping[str, str]
    confidence: float
    unmapped: tuple[str, ...] = field(default=())

    @property
    def is_usable(self) -> bool:
        """A number and a title have their columns."""
        return usable(self.mapping)


def usable(mapping: Mapping[str, str]) -> bool:
    """A column map with which lines can be read: it has a number."""
    return bool({"application_number", "publication_number", "grant_number"}.intersection(mapping.values()))


def fold_heading(heading: object) -> str:
    """The form in which headings are compared: NFKC, without blanks, one kind of bracket, lower case."""
    raise NotImplementedError


def signature(headings: Sequence[str]) -> str:
    """Fingerprint of a set of headings, under which a settled column map is remembered (64 hex digits)."""
    raise NotImplementedError


def detect(rows: Sequence[Sequence[Cell]]) -> Detection:
    """Find the heading line among the first rows, the source, and the column map."""
    raise NotImplementedError
