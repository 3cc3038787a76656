"""Preview (导入预览): how the waiting lines would go in, before anything is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from zhiqiao.domain.account_lines import AccountDraft, AccountReading
from zhiqiao.domain.matching.reading import EnterpriseDraft, NeedDraft
from zhiqiao.domain.patents.gazette import EventDraft, EventReading
from zhiqiao.domain.patents.reading import PatentDraft
from zhiqiao.domain.problems import Problem
from zhiqiao.domain.procedures.lines import CaseDraft, CaseReading
from zhiqiao.domain.procedures.register import every
from zhiqiao.records import clock
from zhiqiao.records.models import ImportLine, ImportRun
from zhiqiao.services.intake import account_lines, case_lines, demand_lines, event_lines, patent_lines, register_lines
from zhiqiao.services.intake.outcomes import Line
from zhiqiao.services.intake.raw import shown
from zhiqiao.services.intake.tables import Table, ready_tables, tables_of

LOOKED_AT = 1000
Reading = patent_lines.LineReading | demand_lines.Reading | CaseReading | EventReading | AccountReading
Draft = PatentDraft | NeedDraft | EnterpriseDraft | CaseDraft | EventDraft | AccountDraft


@dataclass(frozen=True)
class PreviewLine:
    """One line as it would go in: number in its sheet, cells as text, what it is about, what is wrong with it.

    `outcome` is "ready", "rejected", "blank", or "waiting" where its columns are not understood yet; `summary` holds
    record_key, title, applicants, … of the draft.
    """

    table: int
    number: int
    cells: list[str]
    summary: dict[str, str]
    problems: list[Problem]
    outcome: str


@dataclass(frozen=True)
class Preview:
    """The first lines, and over all `looked_at` lines how many are ready or rejected, and how often each problem."""

    lines: list[PreviewLine]
    looked_at: int
    ready: int
    rejected: int
    problem_counts: list[tuple[str, str, int]]
    """(code, field, how often), most frequent first."""


def preview(run: ImportRun, limit: int = 20, *, table: int | None = None) -> Preview:
    """How the first lines would go in; nothing is written. `table` looks at one sheet only.

    Each line is judged for itself: what other lines or the catalogue hold against it shows in the run.
    """
    tables, ready = tables_of(run), set(ready_tables(run))
    lines = run.lines.order_by("table", "number")
    lines = lines.filter(table=table) if table is not None else lines.filter(table__in=_shown_tables(tables))
    seen: list[PreviewLine] = []
    outcomes: Counter[str] = Counter()
    problems: Counter[tuple[str, str]] = Counter()
    for line in lines[:LOOKED_AT]:
        judged = _judge(run, line, tables[line.table], line.table in ready)
        outcomes[judged.outcome] += 1
        problems.update((problem.code, problem.field) for problem in judged.problems)
        if len(seen) < limit:
            seen.append(judged)
    counted = [(code, field, many) for (code, field), many in problems.most_common()]
    return Preview(seen, sum(outcomes.values()), outcomes["ready"], outcomes["rejected"], counted)


def _shown_tables(tables: list[Table]) -> list[int]:
    """Tables that hold lines of ours."""
    return [number for number, table in enumerate(tables) if not table.left_out]


def _judge(run: ImportRun, line: ImportLine, table: Table, ready: bool) -> PreviewLine:
    """One line."""
    cells = shown(line.raw)
    if not ready:
        return PreviewLine(line.table, line.number, cells, {}, [], "waiting")
    if run.what in ("patents", register_lines.REGISTER):
        reading: Reading = patent_lines.read(Line.of(line), table, today=clock.today())
    elif run.what in every():
        reading = case_lines.read(run.what, Line.of(line), table, today=clock.today())
    elif run.what == event_lines.EVENTS:
        reading = event_lines.read(Line.of(line), table, today=clock.today())
    elif run.what == account_lines.ACCOUNTS:
        reading = account_lines.read(Line.of(line), table, today=clock.today())
    else:
        reading = demand_lines.read(run.what, Line.of(line), table, today=clock.today())
    summary = _summary(reading.draft) if reading.draft is not None else {}
    outcome = "blank" if reading.is_blank else "ready" if summary else "rejected"
    return PreviewLine(line.table, line.number, cells, summary, reading.problems, outcome)


def _summary(draft: Draft) -> dict[str, str]:
    """What a draft is about, in a few texts."""
    if isinstance(draft, PatentDraft):
        return {
            "record_key": draft.record_key,
            "kind": str(draft.kind),
            "title": draft.title_zh or draft.title_en,
            "applicants": "; ".join(draft.applicants or draft.applicants_en or draft.owners),
            "application_date": draft.application_date.isoformat() if draft.application_date else "",
            "publications": "; ".join(document.number for document in draft.publications),
            "ipc": "; ".join(draft.ipc[:3]),
            "legal_state": str(draft.legal_state),
        }
    if isinstance(draft, EventDraft):
        event = draft.event
        return {
            "application_number": draft.number,
            "event_code": event.code,
            "effective_date": event.day.isoformat(),
            "event_number": event.number,
            "parties": "; ".join((*event.givers, *event.takers) or (*event.before, *event.after)),
        }
    if isinstance(draft, AccountDraft):
        return {
            "display_name": draft.name,
            "email": draft.email,
            "organisation": draft.organisation,
            "role": str(draft.role),
        }
    if isinstance(draft, CaseDraft):
        return {"application_number": draft.number} | {name: str(value) for name, value in draft.values.items()}
    if isinstance(draft, NeedDraft):
        firm = draft.enterprise
        return {
            "title": draft.title_zh or draft.title_en,
            "problem": (draft.problem_zh or draft.problem_en)[:80],
            "enterprise": (firm.name_zh or firm.name_en) if firm else "",
            "industry": str(draft.industry),
            "region": draft.region,
        }
    return {
        "title": draft.name_zh or draft.name_en,
        "industry": str(draft.industry),
        "region": draft.region,
        "uscc": draft.uscc,
    }
