"""Patent lines (专利行入库): one chunk of groups read, merged within each group, and put into the catalogue."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhiqiao.domain.patents.reading import LineReading, PatentDraft, contradictions, merge
from zhiqiao.domain.patents.reading.many import Sheet, read_safely
from zhiqiao.domain.problems import Problem
from zhiqiao.records import jobs
from zhiqiao.records.models import ImportLine, ImportRun, User
from zhiqiao.services import catalogue
from zhiqiao.services.catalogue.merging import is_publication_stage
from zhiqiao.services.intake.outcomes import Line, Outcome
from zhiqiao.services.intake.raw import cells_of
from zhiqiao.services.intake.tables import Table

log = logging.getLogger(__name__)


@dataclass
class Told:
    """One patent as the lines of a group tell it together: `adds` says which lines say anything of their own."""

    draft: PatentDraft
    lines: list[Line] = field(default_factory=list)
    warnings: list[list[Problem]] = field(default_factory=list)
    adds: list[bool] = field(default_factory=list)


def read(line: Line, table: Table, *, today: date) -> LineReading:
    """Read one line; a line on which the reader itself fails is rejected, not the file (`line_is_readable`)."""
    return read_safely(Sheet(table.map, table.headings, table.source), cells_of(line.raw), today)


def bring_in(
    run: ImportRun,
    groups: Sequence[Sequence[Line]],
    readings: Mapping[int, LineReading],
    *,
    by: User | None,
    holding: catalogue.Holding,
) -> list[Outcome]:
    """Bring in the lines of whole groups, read beforehand. Inside the caller's transaction.

    Jobs: `index_patents`, `grade_patents`, `compute_indicators` for what is new or changed.
    """
    outcomes: list[Outcome] = []
    told: list[Told] = []
    for lines in groups:
        told += _tell(lines, readings, outcomes)
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
        catalogue.ask_for_classes(ids)
        jobs.add("compute_indicators", ids=ids)
    return outcomes


def _told_before(run: ImportRun, shelf: catalogue.Shelf, told: Sequence[Told]) -> set[int]:
    """Patents that an earlier chunk of this run has told of: what it said stands, later lines only fill gaps."""
    pks = {record.row.pk for one in told for record in shelf.find(one.draft)}
    if not pks:
        return set()
    lines = ImportLine.objects.filter(run=run, patent__in=pks, state__in=["accepted", "unchanged"])
    return set(lines.values_list("patent_id", flat=True))


Good = tuple[Line, LineReading, PatentDraft]


def _tell(lines: Sequence[Line], readings: Mapping[int, LineReading], outcomes: list[Outcome]) -> list[Told]:
    """One draft per patent of a group. Lines that contradict an earlier one of theirs are rejected."""
    good: list[Good] = []
    for line in lines:
        reading = readings[line.pk]
        if reading.draft is None:
            if any(problem.code == "line_is_readable" for problem in reading.problems):
                log.error("Line %s of run %s could not be read: %s", line.number, line.run_id, reading.problems)
            state = "unchanged" if reading.is_blank else "rejected"
            outcomes.append(Outcome(line, state, reading.problems))
        else:
            good.append((line, reading, reading.draft))
    return [_together(one, outcomes) for one in _by_patent(good)]


def _by_patent(good: Sequence[Good]) -> list[list[Good]]:
    """Lines of one application number together. Lines without one go where they share a published document.

    A group may hold two application numbers when one line bears the publication number of another patent: these are
    two patents, and the catalogue refuses the second.
    """
    patents: dict[str, list[Good]] = {}
    documents: dict[str, str] = {}
    for each in sorted(good, key=lambda one: not one[2].application_number):
        draft = each[2]
        keys = [document.key or document.number for document in draft.publications]
        known = next((documents[key] for key in keys if key in documents), draft.record_key)
        patent = draft.record_key if draft.application_number else known
        patents.setdefault(patent, []).append(each)
        for key in keys:
            documents.setdefault(key, patent)
    return list(patents.values())


def _together(good: list[Good], outcomes: list[Outcome]) -> Told:
    """The lines of one patent as one draft.

    Lines about the application as laid open come first, so that the grant has the last word in whatever order the
    file has them.
    """
    agreed: list[Good] = []
    for line, reading, draft in sorted(good, key=lambda one: (one[0].table, one[0].number)):
        against = next((found for other, _, one in agreed if (found := contradictions(one, draft, other.number))), [])
        if against:
            outcomes.append(Outcome(line, "rejected", [*reading.problems, *against]))
        else:
            agreed.append((line, reading, draft))
    agreed.sort(key=lambda one: not is_publication_stage(one[2]))
    told = Told(agreed[0][2])
    for place, (line, reading, draft) in enumerate(agreed):
        merged = merge(told.draft, draft) if place else draft
        told.lines.append(line)
        told.warnings.append(reading.problems)
        told.adds.append(place == 0 or merged != told.draft)
        told.draft = merged
    return told


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
