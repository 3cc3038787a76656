"""The face of print-outs (打印文书): a document as plain data in, a file out.

Not responsible for what stands in it, nor for its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Table:
    """A table: its headings, its rows, and how wide each column is in parts of the whole."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class Section:
    """A part with its heading: lines, then a table."""

    heading: str
    lines: Sequence[str] = field(default=())
    table: Table | None = None


@dataclass(frozen=True)
class Document:
    """A document on A4 with numbered pages: title, line below it, facts as pairs, sections. `language` is "zh" or
    "en"."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    language: str = "zh"
    foot: str = ""


class DocumentWriter(Protocol):
    """Writes a document as one kind of file."""

    media_type: str

    def write(self, document: Document) -> bytes:
        """The file's bytes. Refused (`chinese_font_is_there`) where the file must hold a font and none can be had."""
        ...
