"""Reading ahead (预读): while one chunk is written, a process beside this one reads the next.

Reading is half the work of an import and needs no database. A run of few lines is read here, and so is the rest of a
run whose process has died.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import zhiqiao
from zhiqiao.domain.patents.reading import LineReading
from zhiqiao.domain.patents.reading.many import Asked, Cells, Sheet, Wire, answer
from zhiqiao.services.intake.outcomes import Line, lines_of
from zhiqiao.services.intake.raw import cells_of
from zhiqiao.services.intake.tables import Table

log = logging.getLogger(__name__)

FEWEST = 3000
"""Lines below which starting a process takes longer than it saves."""

READER = (
    "import sys; from zhiqiao.domain.patents.reading.many import Wire, serve; "
    "serve(Wire(sys.stdout.buffer, sys.stdin.buffer))"
)
Ready = tuple[list[list[int]], dict[int, Line], dict[int, LineReading]]
"""A chunk of groups, its lines that wait, and what reading them gave."""


class Ahead:
    """Answers about lines in the order they are asked for, each share worked on while the one before is used."""

    def __init__(self, tables: Sequence[Table], today: date, wire: Wire | None = None) -> None:
        self.sheets = {
            number: Sheet(table.map, table.headings, table.source) for number, table in enumerate(tables) if table.ready
        }
        self.today, self.wire = today, wire
        if wire is not None:
            self._send((self.sheets, today))

    def answers(self, asked: Asked, shares: Iterable[tuple[Any, Cells]]) -> Iterator[tuple[Any, list[Any]]]:
        """For each share what it is called and the answers to its lines."""
        before: tuple[Any, Cells, bool] | None = None
        for name, lines in shares:
            if before is not None:
                told = self._taken(asked, *before[1:])
                given = self._send((asked, lines))
                yield before[0], told
            else:
                given = self._send((asked, lines))
            before = (name, lines, given)
        if before is not None:
            yield before[0], self._taken(asked, *before[1:])

    def _send(self, message: Any) -> bool:
        """Hand it over; False when there is nobody to hand it to."""
        if self.wire is None:
            return False
        try:
            self.wire.send(message)
        except OSError:
            self.wire = None
            return False
        return True

    def _taken(self, asked: Asked, lines: Cells, given: bool) -> list[Any]:
        """The answers; reckoned here where the process is not, or is no more."""
        if given and self.wire is not None:
            try:
                told: list[Any] = self.wire.recv()
                return told
            except (EOFError, OSError, pickle.UnpicklingError):
                log.warning("The process that read ahead has ended; lines are read here")
                self.wire = None
        return answer(asked, self.sheets, lines, self.today)


@contextmanager
def reading_ahead(tables: Sequence[Table], lines: int, today: date) -> Iterator[Ahead]:
    """One who reads ahead, with a process of its own where there are lines enough and a second core."""
    if lines < FEWEST or cores() < 2:
        yield Ahead(tables, today)
        return
    try:
        process = start()
    except OSError:
        log.warning("No process could be started to read ahead", exc_info=True)
        yield Ahead(tables, today)
        return
    assert process.stdin is not None and process.stdout is not None
    try:
        yield Ahead(tables, today, Wire(process.stdin, process.stdout))
    finally:
        process.kill()  # it holds nothing that could be lost
        process.communicate()


def start() -> subprocess.Popen[bytes]:
    """A fresh Python that reads lines until its input ends, whatever ends us; in a group of its own, so that Ctrl-C
    reaches only us. Not a fork: this process may have threads of engines, which do not survive one."""
    place = str(Path(zhiqiao.__file__).resolve().parents[1])
    paths = [place, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(  # noqa: S603 - our own Python
        [sys.executable, "-c", READER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        start_new_session=True,
    )


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_chunks(ahead: Ahead, chunks: Iterable[list[list[int]]]) -> Iterator[Ready]:
    """Each chunk with its waiting lines and their readings."""

    def shares() -> Iterator[tuple[tuple[list[list[int]], list[Line]], Cells]]:
        for chunk in chunks:
            lines = lines_of([pk for group in chunk for pk in group])
            yield (chunk, lines), [(line.table, cells_of(line.raw)) for line in lines]

    for (chunk, lines), readings in ahead.answers("readings", shares()):
        yield chunk, {line.pk: line for line in lines}, dict(zip([line.pk for line in lines], readings, strict=True))


def unread_chunks(chunks: Iterable[list[list[int]]]) -> Iterator[Ready]:
    """Each chunk with its waiting lines alone."""
    for chunk in chunks:
        yield chunk, {line.pk: line for line in lines_of([pk for group in chunk for pk in group])}, {}
