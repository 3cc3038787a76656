"""Lines of legal events (法律事件行入库): read by the domain, their patents found, recorded by `legal`."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date

from zhiqiao.domain.patents import gazette
from zhiqiao.domain.patents.gazette import EventDraft, EventReading
from zhiqiao.domain.problems import Problem
from zhiqiao.records.models import ImportRun, User
from zhiqiao.services import catalogue, legal
from zhiqiao.services.intake.outcomes import Line, Outcome
from zhiqiao.services.intake.raw import cells_of
from zhiqiao.services.intake.tables import Table

log = logging.getLogger(__name__)
EVENTS = "events"


def read(line: Line, table: Table, *, today: date) -> EventReading:
    """Read one line; one on which the reader itself fails is rejected, not the file (`line_is_readable`)."""
    try:
        return gazette.read_event_line(table.map, table.headings, cells_of(line.raw), table.source, today=today)
    except Exception as failure:
        log.exception("Line %s of run %s could not be read", line.number, line.run_id)
        return EventReading(None, [Problem("line_is_readable", given=type(failure).__name__)])


def bring_in(
    run: ImportRun, groups: Sequence[Sequence[Line]], tables: Sequence[Table], *, by: User | None, today: date
) -> list[Outcome]:
    """Record the events of these lines. Inside the caller's transaction. A line whose patent is not in the catalogue
    waits to be mended, or to be sent again when the patent is there (`patent_of_event_is_known`)."""
    outcomes: list[Outcome] = []
    read_lines: list[tuple[Line, EventDraft, list[Problem]]] = []
    for line in (one for lines in groups for one in lines):
        reading = read(line, tables[line.table], today=today)
        if reading.draft is None:
            outcomes.append(Outcome(line, "unchanged" if reading.is_blank else "rejected", reading.problems))
        else:
            read_lines.append((line, reading.draft, reading.problems))
    found = catalogue.ids_by_key({key for _line, draft, _problems in read_lines for key in draft.keys}, by)
    return outcomes + recorded(run, read_lines, found, by)


def recorded(
    run: ImportRun,
    lines: Sequence[tuple[Line, EventDraft, list[Problem]]],
    found: Mapping[str, int],
    by: User | None,
) -> list[Outcome]:
    """Those of known patents recorded; what is said against an event stands on its line."""
    outcomes, told = [], []
    for line, draft, problems in lines:
        pk = next((found[key] for key in draft.keys if key in found), None)
        if pk is None:
            unknown = Problem("patent_of_event_is_known", "application_number", draft.number)
            outcomes.append(Outcome(line, "rejected", [unknown]))
        else:
            told.append((line, problems, legal.Told(pk, draft.event, run.file_name, line.pk)))
    for (line, problems, one), done in zip(told, legal.record([one for *_, one in told], by=by), strict=True):
        patent = one.patent if done.outcome != "rejected" else None
        outcomes.append(Outcome(line, done.outcome, [*problems, *done.problems], patent=patent))
    return outcomes
