"""One line of a patent sheet as a draft, with every problem named (逐行识读).

Responsible for what belongs together in a line: numbers, dates, parties, states. Single cells are read in `cells`,
`vocabulary` and `numbers`; repeats within a file in `repeats`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from zhiqiao.domain.patents.reading import facts_of_line
from zhiqiao.domain.patents.reading.dates_of_line import documents_of, read_dates
from zhiqiao.domain.patents.reading.detection import Cell, fold_heading
from zhiqiao.domain.patents.reading.drafts import LineReading, PatentDraft
from zhiqiao.domain.patents.reading.line import Line, complain
from zhiqiao.domain.patents.reading.numbers_of_line import read_kind_of_right, read_numbers
from zhiqiao.domain.problems import errors


def read_line(
    mapping: Mapping[str, str],
    headings: Sequence[str],
    cells: Sequence[Cell],
    source: str,
    *,
    today: date,
) -> LineReading:
    """Read one line under a column map. `today` is the caller's date, against which future dates are refused.

    A line that holds nothing, or repeats the headings, is blank. A line with an error gives no draft; warnings are
    kept beside the draft.
    """
    line = gather(mapping, headings, cells, source, today)
    if line is None:
        return LineReading(None)
    numbers = read_numbers(line)
    kind = read_kind_of_right(line, numbers)
    dates = read_dates(line, numbers)
    texts = facts_of_line.read_texts(line)
    parties = facts_of_line.read_parties(line)
    classes = facts_of_line.read_classes(line)
    others = facts_of_line.read_others(line, numbers, classes.ipc)
    state = facts_of_line.read_state(line)
    if errors(line.problems):
        return LineReading(None, line.problems)
    draft = PatentDraft(
        record_key=numbers.record_key,
        office=numbers.office,
        application_number=numbers.application.canonical if numbers.application else "",
        publications=documents_of(numbers, dates),
        kind=kind,
        application_date=dates.application,
        publication_date=dates.publication,
        grant_date=dates.grant,
        expiry_date=dates.expiry,
        legal_state=state.state,
        legal_state_written=state.written,
        legal_state_date=dates.legal_state,
        source=source,
        **texts,
        **parties,
        ipc=classes.ipc,
        cpc=classes.cpc,
        **others,
    )
    return LineReading(draft, line.problems)


def gather(
    mapping: Mapping[str, str], headings: Sequence[str], cells: Sequence[Cell], source: str, today: date
) -> Line | None:
    """The filled cells by field; None for a line that holds nothing or repeats the headings."""
    filled = [
        at
        for at, cell in enumerate(cells)
        if cell is not None and (not isinstance(cell, str) or (cell != "" and not cell.isspace()))
    ]
    if not filled or repeats_headings(headings, cells, filled):
        return None
    line = Line(source=source, today=today)
    if filled[-1] >= len(headings):
        beyond = sum(at >= len(headings) for at in filled)
        complain(line, "line_fits_headings", given=str(cells[filled[-1]])[:60], headings=len(headings), beyond=beyond)
    holding = set(filled)
    for at, meaning in columns(tuple(headings), tuple(mapping.items())):
        if at in holding:
            line.cells.setdefault(meaning, []).append(cells[at])
    return line


@lru_cache(maxsize=64)
def columns(headings: tuple[str, ...], mapping: tuple[tuple[str, str], ...]) -> tuple[tuple[int, str], ...]:
    """(column, field) for every column that means something."""
    meanings = dict(mapping)
    return tuple((at, meanings[heading]) for at, heading in enumerate(headings) if meanings.get(heading))


def repeats_headings(headings: Sequence[str], cells: Sequence[Cell], filled: Sequence[int]) -> bool:
    """The heading line again, as it stands in sheets put together from slices."""
    if len(filled) < 2 or not isinstance(cells[filled[0]], str):
        return False
    folded = folded_headings(tuple(headings))
    different = 0
    for at in filled:
        if at >= len(headings) or not is_heading(cells[at], folded[at]):
            different += 1
            if different > 0.2 * len(filled):  # ordinary lines are told apart by their first cells
                return False
    return len(filled) - different >= 2


LONGEST_HEADING = 100


def is_heading(cell: Cell, folded: str) -> bool:
    """The cell is this heading again. A first sign that folding leaves as it is tells most cells apart at once."""
    if not isinstance(cell, str) or len(cell) > LONGEST_HEADING:
        return False
    first = cell[0]
    if ("0" <= first <= "9" or "\u4e00" <= first <= "\u9fff") and first != folded[:1]:
        return False
    return fold_heading(cell) == folded


@lru_cache(maxsize=64)
def folded_headings(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings as they are compared."""
    return tuple(fold_heading(heading) for heading in headings)
