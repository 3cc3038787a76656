"""Patent lines (专利行入库): one chunk of groups read, merged within each group, and put into the catalogue."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from zhiqiao.domain.patents.reading import LineReading, PatentDraft, contradictions, merge, read_line
from zhiqiao.domain.problems import Problem
from zhiqiao.records import jobs
from zhiqiao.records.models import ImportLine, ImportRun, User
from zhiqiao.services import catalogue
from zhiqiao.services.catalogue.merging import is_publication_stage
from zhiqiao.services.intake.outcomes import Outcome
from zhiqiao.services.intake.raw import cells_of
from zhiqiao.services.intake.tables import Table

log = logging.getLogger(__name__)


@dataclass
class Told:
    """One patent as the lines of a group tell it together: `adds` says which lines say anything of their own."""

    draft: PatentDraft
    lines: list[ImportLine] = field(default_factory=list)
    warnings: list[list[Problem]] = field(default_factory=list)
    adds: list[bool] = field(default_factory=list)


def read(line: ImportLine, table: Table, *, today: date) -> LineReading:
    """Read one line; a line on which the reader itself fails is rejected, not the file (`line_is_readable`)."""
    try:
        return read_line(table.map, table.headings, cells_of(line.raw), table.source, today=today)
    except Exception as failure:
        log.exception("Line %s of run %s could not be read", line.number, line.run_id)
        return LineReading(None, [Problem("line_is_readable", given=type(failure).__name__)])


def bring_in(
    run: ImportRun,
    groups: Sequence[Sequence[ImportLine]],
    tables: Sequence[Table],
    *,
    by: User | None,
    today: date,
    holding: catalogue.Holding,
) -> list[Outcome]:
    """Bring in the lines of whole groups. Inside the caller's transaction.

    Jobs: `index_patents`, `grade_patents` for what is new or changed.
    """
    outcomes: list[Outcome] = []
    told: list[Told] = []
    for lines in groups:
        told += _tell(lines, tables, today, outcomes)
    shelf = catalogue.Shelf()
    shelf.fetch([one.draft for one in told])
    before = _told_before(run, shelf, told)
    put = []
    for one in told:
        again = any(record.row.pk in before or shelf.holds(record) for record in shelf.find(one.draft))
        put.append(catalogue.put(shelf, one.draft, holding, by=by, is_sample=run.is_sample, again=again))
    shelf.save()
    written: dict[str, list[int]] = {"created": [], "changed": []}
    for one, done in zip(told, put, strict=True):
        _conclude(one, done, outcomes)
        if done.record is not None and done.outcome in written:
            written[done.outcome].append(done.record.row.pk)
    ids = sorted({*written["created"], *written["changed"]})
    if ids:
        jobs.add("index_patents", ids=[*ids, *shelf.joined])
        jobs.add("grade_patents", ids=ids)
    return outcomes


def _told_before(run: ImportRun, shelf: catalogue.Shelf, told: Sequence[Told]) -> set[int]:
    """Patents that an earlier chunk of this run has told of: what it said stands, later lines only fill gaps."""
    pks = {record.row.pk for one in told for record in shelf.find(one.draft)}
    lines = ImportLine.objects.filter(run=run, patent__in=pks, state__in=["accepted", "unchanged"])
    return set(lines.values_list("patent_id", flat=True))


def _tell(lines: Sequence[ImportLine], tables: Sequence[Table], today: date, outcomes: list[Outcome]) -> list[Told]:
    """Read a group. Lines that contradict an earlier one are rejected; the others make one draft.

    Lines about the application as laid open come first, so that the grant has the last word in whatever order the
    file has them.
    """
    good: list[tuple[ImportLine, LineReading, PatentDraft]] = []
    for line in lines:
        reading = read(line, tables[line.table], today=today)
        if reading.draft is None:
            state = "unchanged" if reading.is_blank else "rejected"
            outcomes.append(Outcome(line, state, reading.problems))
            continue
        against = next(
            (found for other, _, draft in good if (found := contradictions(draft, reading.draft, other.number))), []
        )
        if against:
            outcomes.append(Outcome(line, "rejected", [*reading.problems, *against]))
            continue
        good.append((line, reading, reading.draft))
    if not good:
        return []
    good.sort(key=lambda each: not is_publication_stage(each[2]))
    told = Told(good[0][2])
    for place, (line, reading, draft) in enumerate(good):
        merged = merge(told.draft, draft) if place else draft
        told.lines.append(line)
        told.warnings.append(reading.problems)
        told.adds.append(place == 0 or merged != told.draft)
        told.draft = merged
    return [told]


def _conclude(told: Told, done: catalogue.Put, outcomes: list[Outcome]) -> None:
    """What became of each line of a group: a line that only repeats another is unchanged."""
    for line, warnings, adds in zip(told.lines, told.warnings, told.adds, strict=True):
        if done.record is None:
            outcomes.append(Outcome(line, "rejected", [*warnings, *done.problems]))
            continue
        accepted = done.outcome != "unchanged" and adds
        own = done.problems if line is told.lines[0] else []
        outcomes.append(
            Outcome(line, "accepted" if accepted else "unchanged", [*warnings, *own], patent=done.record.row.pk)
        )
