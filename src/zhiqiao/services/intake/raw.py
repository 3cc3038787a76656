"""Raw cells (原始单元格): as they came, in a form JSON can keep, and back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from zhiqiao.ports.sheets import Cell

NUL = "\x00"
NUL_SHOWN = "\ufffd"
"""PostgreSQL keeps no NUL in text; it stands as the replacement sign."""


def kept(cells: Sequence[Cell]) -> list[Any]:
    """The cells for JSON: dates as {"d": ISO}, numbers and texts as they were."""
    return [_kept(cell) for cell in cells]


def _kept(cell: Cell) -> Any:
    """One cell."""
    if isinstance(cell, str):
        text = cell.replace(NUL, NUL_SHOWN) if NUL in cell else cell
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:  # half a sign, as some programs leave it
                return text.encode("utf-8", "replace").decode("utf-8")
        return text
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    return cell


def cells_of(raw: Sequence[Any]) -> list[Cell]:
    """The cells again, as the reader gave them."""
    return [_date_of(cell["d"]) if isinstance(cell, dict) else cell for cell in raw]


def _date_of(iso: str) -> date:
    """A date, or a date with a time."""
    return datetime.fromisoformat(iso) if "T" in iso else date.fromisoformat(iso)


def shown(raw: Sequence[Any]) -> list[str]:
    """The cells as text, for showing."""
    return ["" if cell is None else _shown(cell) for cell in raw]


def _shown(cell: Any) -> str:
    """One cell as text."""
    return str(cell["d"]).replace("T", " ") if isinstance(cell, dict) else str(cell)


def is_blank(cells: Sequence[Cell]) -> bool:
    """Nothing is written in the line."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)
