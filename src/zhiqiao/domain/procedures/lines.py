"""Lines of sheets that fill in cases (批量填报表识读): the heading line, and each line as a number with values.

What headings and codes are called is told by whoever asks, for here stand codes only. Not responsible for whose patents
they are, nor for rules between items.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhiqiao.domain.patents.numbers import read_application_number
from zhiqiao.domain.patents.reading.detection import LINES_SEARCHED, Cell, Detection, fold_heading, unique_headings
from zhiqiao.domain.patents.reading.line import Line
from zhiqiao.domain.patents.reading.lines import gather
from zhiqiao.domain.problems import Problem, errors
from zhiqiao.domain.procedures.items import Item, Takes, items
from zhiqiao.domain.procedures.machinery import Sheet

NUMBER = "application_number"
YES = frozenset({"是", "有", "yes", "y", "true", "1"})
NO = frozenset({"否", "无", "no", "n", "false", "0"})
SEVERAL = re.compile(r"[;；、,，/\n]+")
LEVEL = re.compile(r"(?:trl)?\s*(\d{1,9})\s*级?", re.IGNORECASE)

Vocabulary = Mapping[str, Mapping[str, str]]
"""By item: each way its codes are written, small and without blanks around, to the code."""


@dataclass(frozen=True)
class CaseDraft:
    """What a line says: whose case it is, by the patent's number, and the items it fills in."""

    number: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class CaseReading:
    """What reading one line gave."""

    draft: CaseDraft | None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """The line held nothing."""
        return self.draft is None and not self.problems


def detect(rows: Sequence[Sequence[Cell]], known: Mapping[str, str], source: str) -> Detection:
    """The heading line that knows most of these folded headings, one of them the number's, and the column map."""
    best, at = 1, -1
    for place, row in enumerate(rows[:LINES_SEARCHED]):
        found = {known.get(fold_heading(cell)) for cell in row if isinstance(cell, str)} - {None}
        if NUMBER in found and len(found) > best:
            best, at = len(found), place
    width = max((len(row) for row in rows[:LINES_SEARCHED]), default=0)
    headings = unique_headings(rows[at] if at >= 0 else (), len(rows[at]) if at >= 0 else width)
    mapping = {heading: known.get(fold_heading(heading), "") for heading in headings} if at >= 0 else {}
    mapping = mapping or dict.fromkeys(headings, "")
    unmapped = tuple(heading for heading in headings if not mapping[heading])
    return Detection(source, at, headings, mapping, best / max(len(headings), 1) if at >= 0 else 0.0, unmapped)


def read_case_line(
    sheet: type[Sheet],
    vocabulary: Vocabulary,
    mapping: Mapping[str, str],
    headings: Sequence[str],
    cells: Sequence[Cell],
    *,
    today: date,
) -> CaseReading:
    """Read one line; an empty cell leaves its item as it is."""
    line = gather(mapping, headings, cells, "cases", today)
    if line is None:
        return CaseReading(None)
    problems = list(line.problems)
    number = read_application_number(line.first(NUMBER))
    problems += number.problems
    if number.number is None and not errors(problems):
        problems.append(Problem("number_is_given", NUMBER))
    values = {}
    for one in items(sheet):
        written = text_of(line, one.name)
        if not written:
            continue
        try:
            values[one.name] = value_of(one, written, vocabulary.get(one.name, {}))
        except ValueError:
            problems.append(Problem("item_is_readable", one.name, written[:80]))
    if errors(problems) or number.number is None:
        return CaseReading(None, problems)
    return CaseReading(CaseDraft(number.number.canonical, values), problems)


def text_of(line: Line, name: str) -> str:
    """What is written in the column of an item."""
    cell = line.first(name)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def value_of(one: Item, written: str, codes: Mapping[str, str]) -> Any:
    """The value of an item. ValueError where it takes none such."""
    told = written.lower()
    if one.takes is Takes.YES_NO:
        if told not in YES | NO:
            raise ValueError(written)
        return told in YES
    if one.takes is Takes.CHOICE:
        return code_of(written, codes)
    if one.takes is Takes.CHOICES:
        return tuple(dict.fromkeys(code_of(part, codes) for part in SEVERAL.split(written) if part.strip()))
    if one.takes is Takes.NUMBER:
        found = LEVEL.fullmatch(written)
        value = int(found[1]) if found else None
        if value is None or not (one.least or 0) <= value <= (one.most if one.most is not None else value):
            raise ValueError(written)
        return value
    if one.takes is Takes.DAY:
        return date.fromisoformat(written).isoformat()
    if one.length is not None and len(written) > one.length:
        raise ValueError(written)
    return written


def code_of(written: str, codes: Mapping[str, str]) -> str:
    """The code that is written so. ValueError for none."""
    known = codes.get(" ".join(written.lower().split()))
    if known is None:
        raise ValueError(written)
    return known
