"""Need and enterprise lines (需求行、企业行入库): one chunk read and written by `services.demands`."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhiqiao.domain.matching import reading as demand_reading
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import ImportRun, User
from zhiqiao.services import demands
from zhiqiao.services.intake.outcomes import Line, Outcome
from zhiqiao.services.intake.raw import cells_of
from zhiqiao.services.intake.tables import Table

log = logging.getLogger(__name__)

Reading = demand_reading.NeedReading | demand_reading.EnterpriseReading


def read(what: str, line: Line, table: Table, *, today: date) -> Reading:
    """Read one line; one on which the reader itself fails is rejected, not the file (`line_is_readable`)."""
    cells = cells_of(line.raw)
    try:
        if what == "needs":
            return demand_reading.read_need_line(table.map, table.headings, cells, table.source, today=today)
        return demand_reading.read_enterprise_line(table.map, table.headings, cells, table.source)
    except Exception as failure:
        log.exception("Line %s of run %s could not be read", line.number, line.run_id)
        return demand_reading.NeedReading(None, [Problem("line_is_readable", given=type(failure).__name__)])


def bring_in(
    run: ImportRun,
    groups: Sequence[Sequence[Line]],
    tables: Sequence[Table],
    *,
    by: User | None,
    today: date,
) -> list[Outcome]:
    """Bring in lines of needs or enterprises, each for itself. Inside the caller's transaction."""
    outcomes = []
    for lines in groups:
        for line in lines:
            reading = read(run.what, line, tables[line.table], today=today)
            outcomes.append(_write(run, line, reading, by))
    return outcomes


def _write(run: ImportRun, line: Line, reading: Reading, by: User | None) -> Outcome:
    """One line; what `demands` refuses is the line's problem."""
    draft = reading.draft
    if draft is None:
        return Outcome(line, "unchanged" if reading.is_blank else "rejected", reading.problems)
    try:
        with transaction.atomic():
            if isinstance(draft, demand_reading.NeedDraft):
                told = demands.tell_need(draft, by=by, organisation=run.organisation, is_sample=run.is_sample)
                state = "unchanged" if told.outcome == "unchanged" else "accepted"
                known = {problem.code for problem in reading.problems}
                problems = [*reading.problems, *(one for one in told.problems if one.code not in known)]
                return Outcome(line, state, problems, need=told.need.pk, enterprise=told.need.enterprise_id)
            firm, outcome = demands.tell_enterprise(draft, by=by, is_sample=run.is_sample)
            state = "unchanged" if outcome == "unchanged" else "accepted"
            return Outcome(line, state, reading.problems, enterprise=firm.pk)
    except Refused as refusal:
        return Outcome(line, "rejected", [*reading.problems, *refusal.problems])
