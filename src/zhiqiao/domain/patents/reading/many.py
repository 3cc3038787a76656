"""Many lines (多行识读): read here, or in a process beside this one that reads while others write.

Responsible for what such a process does between its first message and its end. Not responsible for where lines come
from or what becomes of them: `services.intake`.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, Literal

from zhiqiao.domain.patents.reading.detection import Cell
from zhiqiao.domain.patents.reading.drafts import LineReading
from zhiqiao.domain.patents.reading.keys import line_keys
from zhiqiao.domain.patents.reading.lines import read_line
from zhiqiao.domain.problems import Problem

Asked = Literal["keys", "readings"]
Cells = Sequence[tuple[int, Sequence[Cell]]]
"""For each line the number of its table and its cells."""


@dataclass(frozen=True)
class Sheet:
    """How the lines of one table are read."""

    map: Mapping[str, str]
    headings: Sequence[str]
    source: str


@dataclass(frozen=True)
class Wire:
    """One end of a connection between two processes of ours: a stream to write to and one to read from."""

    out: IO[bytes]
    back: IO[bytes]

    def send(self, message: Any) -> None:
        """A message to the other side; OSError when it is gone."""
        pickle.dump(message, self.out, pickle.HIGHEST_PROTOCOL)
        self.out.flush()

    def recv(self) -> Any:
        """The next message; EOFError when the other side is gone."""
        return pickle.load(self.back)  # noqa: S301 - from our own process


def read_safely(sheet: Sheet, cells: Sequence[Cell], today: date) -> LineReading:
    """Read one line; a line on which the reader itself fails is rejected, not the file (`line_is_readable`)."""
    try:
        return read_line(sheet.map, sheet.headings, cells, sheet.source, today=today)
    except Exception as failure:
        return LineReading(None, [Problem("line_is_readable", given=type(failure).__name__)])


def keys_safely(sheet: Sheet, cells: Sequence[Cell], today: date) -> tuple[str, ...]:
    """The keys of one line; none for a line that cannot be read, which is told when its turn comes."""
    try:
        return line_keys(sheet.map, sheet.headings, cells, sheet.source, today=today)
    except Exception:
        return ()


def answer(asked: Asked, sheets: Mapping[int, Sheet], lines: Cells, today: date) -> list[Any]:
    """The keys, or the readings, of these lines, in order."""
    read: Any = keys_safely if asked == "keys" else read_safely
    return [read(sheets[table], cells, today) for table, cells in lines]


def serve(wire: Wire) -> None:
    """What the process does: the sheets and the day first, then lines in and answers out until nobody asks any more."""
    try:
        sheets, today = wire.recv()
        while True:
            asked, lines = wire.recv()
            wire.send(answer(asked, sheets, lines, today))
    except (EOFError, OSError, pickle.UnpicklingError, KeyboardInterrupt):
        return
