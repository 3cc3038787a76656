"""The keys of a line (归档键): under which numbers a line's patent may be found, without reading the rest of it.

Lines that share a key tell of one patent: its application, its publication and its grant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from zhiqiao.domain.patents.numbers import publication_key
from zhiqiao.domain.patents.reading.detection import Cell
from zhiqiao.domain.patents.reading.lines import gather
from zhiqiao.domain.patents.reading.numbers_of_line import read_numbers


def line_keys(
    mapping: Mapping[str, str], headings: Sequence[str], cells: Sequence[Cell], source: str, *, today: date
) -> tuple[str, ...]:
    """The record key and the keys of the line's published documents; () for a line without a usable number."""
    line = gather(mapping, headings, cells, source, today)
    if line is None:
        return ()
    numbers = read_numbers(line)
    keys = [numbers.record_key, *(publication_key(document) for document in numbers.documents)]
    return tuple(dict.fromkeys(key for key in keys if key))
