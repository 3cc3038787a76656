"""One line of a patent sheet as a draft, with every problem named (逐行识读)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from zhiqiao.domain.patents.reading.detection import Cell
from zhiqiao.domain.patents.reading.drafts import LineReading


def read_line(
    mapping: Mapping[str, str],
    headings: Sequence[str],
    cells: Sequence[Cell],
    source: str,
    *,
    today: date,
) -> LineReading:
    """Read one line under a column map. `today` is the caller's date, against which future dates are refused."""
    raise NotImplementedError
