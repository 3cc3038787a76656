"""Lines that fill in cases (批量填报入库): read by the items of a sheet, filled in and submitted by `procedures`."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import override

from zhiqiao.domain.patents.reading.detection import Cell, Detection, fold_heading
from zhiqiao.domain.problems import Problem
from zhiqiao.domain.procedures.items import Takes, items
from zhiqiao.domain.procedures.lines import NUMBER, CaseDraft, CaseReading, detect, read_case_line
from zhiqiao.domain.procedures.register import every
from zhiqiao.records.models import ImportRun, User
from zhiqiao.services import procedures
from zhiqiao.services.intake.outcomes import Line, Outcome
from zhiqiao.services.intake.raw import cells_of
from zhiqiao.services.intake.tables import Table
from zhiqiao.words import codes

log = logging.getLogger(__name__)

LANGUAGES = {"zh": "zh-hans", "en": "en"}
NUMBER_HEADINGS = {"zh": "专利号", "en": "Patent number"}
TITLE_HEADINGS = {"zh": "专利名称", "en": "Title"}
EXAMPLE = "202010117081.9"
SUBMIT = "submit"


def fields(name: str) -> tuple[str, ...]:
    """What a column of such a sheet may mean."""
    return (NUMBER, *(one.name for one in items(every()[name].sheet)))


def headings(name: str, language: str) -> list[tuple[str, str, str]]:
    """(field, heading, example) per column of the template, for "zh" or "en"."""
    with override(LANGUAGES[language]):
        found = [(NUMBER, f"{NUMBER_HEADINGS[language]}*", EXAMPLE), ("title", TITLE_HEADINGS[language], "")]
        asked = [one.name for one in items(every()[name].sheet)]
        return found + [(field, codes.field_label(field), example(name, field)) for field in asked]


def offered(name: str, language: str) -> dict[str, tuple[str, ...]]:
    """By item what may be chosen, as it is written in "zh" or "en"; nothing where several are chosen at once."""
    found: dict[str, tuple[str, ...]] = {}
    with override(LANGUAGES[language]):
        for one in items(every()[name].sheet):
            if one.takes is Takes.YES_NO:
                found[one.name] = tuple(map(str, codes.YES_NO.values()))
            elif one.takes is Takes.CHOICE:
                found[one.name] = tuple(codes.label(code) for code in one.codes or ())
            elif one.takes is Takes.NUMBER and one.least is not None and one.most is not None:
                found[one.name] = tuple(map(str, range(one.least, one.most + 1)))
    return found


def example(name: str, field: str) -> str:
    """What may be written in a column, in the language that is active."""
    one = next(each for each in items(every()[name].sheet) if each.name == field)
    if one.takes is Takes.YES_NO:
        return " / ".join(map(str, codes.YES_NO.values()))
    if one.takes in (Takes.CHOICE, Takes.CHOICES):
        between = " / " if one.takes is Takes.CHOICE else "; "
        return between.join(codes.label(code) for code in one.codes or ())
    return f"{one.least}–{one.most}" if one.takes is Takes.NUMBER else ""


@cache
def known_headings(name: str) -> Mapping[str, str]:
    """Folded heading → field, in both languages and as the field is called in the code."""
    known = {fold_heading(word): NUMBER for word in ("申请号", "专利号", "application number", "patent number", NUMBER)}
    for language in LANGUAGES:
        for field, heading, _example in headings(name, language):
            if field != "title":
                known[fold_heading(heading)] = field
    return known | {fold_heading(field): field for field in fields(name)}


@cache
def vocabulary(name: str) -> Mapping[str, Mapping[str, str]]:
    """By item: how each of its codes is written, in both languages and in the code."""
    known: dict[str, dict[str, str]] = {}
    for one in items(every()[name].sheet):
        for code in one.codes or ():
            for language in LANGUAGES.values():
                with override(language):
                    known.setdefault(one.name, {})[" ".join(codes.label(code).lower().split())] = str(code)
            known[one.name][str(code)] = str(code)
    return known


def detected(name: str, rows: Sequence[Sequence[Cell]]) -> Detection:
    """Heading line and column map."""
    return detect(rows, known_headings(name), name)


def read(what: str, line: Line, table: Table, *, today: date) -> CaseReading:
    """Read one line; one on which the reader itself fails is rejected, not the file (`line_is_readable`)."""
    try:
        return read_case_line(
            every()[what].sheet, vocabulary(what), table.map, table.headings, cells_of(line.raw), today=today
        )
    except Exception as failure:
        log.exception("Line %s of run %s could not be read", line.number, line.run_id)
        return CaseReading(None, [Problem("line_is_readable", given=type(failure).__name__)])


def bring_in(
    run: ImportRun, groups: Sequence[Sequence[Line]], tables: Sequence[Table], *, by: User | None, today: date
) -> list[Outcome]:
    """Fill in and submit the cases of these lines, each for itself. Inside the caller's transaction."""
    outcomes: list[Outcome] = []
    drafts: dict[str, tuple[Line, CaseDraft, list[Problem]]] = {}
    for line in (one for lines in groups for one in lines):
        reading = read(run.what, line, tables[line.table], today=today)
        if reading.draft is None:
            outcomes.append(Outcome(line, "unchanged" if reading.is_blank else "rejected", reading.problems))
        elif reading.draft.number in drafts:
            other = drafts[reading.draft.number][0].number
            again = Problem("patent_is_named_once", NUMBER, reading.draft.number, data={"line": other})
            outcomes.append(Outcome(line, "rejected", [again]))
        else:
            drafts[reading.draft.number] = (line, reading.draft, reading.problems)
    return outcomes + written(run.what, drafts, by)


def written(name: str, drafts: Mapping[str, tuple[Line, CaseDraft, list[Problem]]], by: User | None) -> list[Outcome]:
    """Those of known patents filled in and submitted; what the rules say against one is its line's problem."""
    outcomes = []
    found = procedures.opened_by_number(name, list(drafts), user=by)
    values: dict[int, Mapping[str, Any]] = {}
    lines: dict[int, tuple[Line, list[Problem]]] = {}
    for number, (line, draft, problems) in drafts.items():
        one = found.get(number)
        if one is None:
            outcomes.append(Outcome(line, "rejected", [Problem("case_is_known", NUMBER, number)]))
        elif procedures.says_the_same(one, draft.values):
            outcomes.append(Outcome(line, "unchanged", problems, patent=one.patent.pk))
        else:
            values[one.patent.pk], lines[one.patent.pk] = draft.values, (line, problems)
    told = procedures.move_many(name, list(values), SUBMIT, by=by, each=values)
    for pk, (line, problems) in lines.items():
        refused = told.refused.get(pk)
        outcomes.append(
            Outcome(line, "rejected" if refused else "accepted", [*problems, *(refused or told.moved[pk])], patent=pk)
        )
    return outcomes
