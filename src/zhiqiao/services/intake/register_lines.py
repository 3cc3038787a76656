"""Lines of register extracts (登记簿摘录行): read as lines of patents, compared with our records by `legal`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhiqiao.domain.patents.reading import PatentDraft
from zhiqiao.domain.problems import Problem
from zhiqiao.records.models import ImportRun, User
from zhiqiao.services import catalogue, legal
from zhiqiao.services.intake import patent_lines
from zhiqiao.services.intake.outcomes import Line, Outcome
from zhiqiao.services.intake.tables import Table

REGISTER = "register"


def bring_in(
    run: ImportRun, groups: Sequence[Sequence[Line]], tables: Sequence[Table], *, by: User | None, today: date
) -> list[Outcome]:
    """Compare these lines with our records. Inside the caller's transaction. The day of an extract is that on which it
    is brought in."""
    outcomes: list[Outcome] = []
    good: list[tuple[Line, PatentDraft, list[Problem]]] = []
    for line in (one for lines in groups for one in lines):
        reading = patent_lines.read(line, tables[line.table], today=today)
        if reading.draft is None:
            outcomes.append(Outcome(line, "unchanged" if reading.is_blank else "rejected", reading.problems))
        else:
            good.append((line, reading.draft, reading.problems))
    found = catalogue.ids_by_key({key for _line, draft, _problems in good for key in keys_of(draft)}, by)
    told = []
    for line, draft, problems in good:
        pk = next((found[key] for key in keys_of(draft) if key in found), None)
        if pk is None:
            given = draft.application_number or draft.record_key
            unknown = Problem("patent_of_event_is_known", "application_number", given)
            outcomes.append(Outcome(line, "rejected", [unknown]))
        else:
            told.append((line, problems, legal.Extract(pk, draft, run.file_name, today, line.pk)))
    for (line, problems, one), done in zip(told, legal.compare([one for *_, one in told], by=by), strict=True):
        patent = one.patent if done.outcome != "rejected" else None
        outcomes.append(Outcome(line, done.outcome, [*problems, *done.problems], patent=patent))
    return outcomes


def keys_of(draft: PatentDraft) -> list[str]:
    """The keys under which its patent may be found, the surest first."""
    return [draft.record_key, *(document.key for document in draft.publications if document.key)]
