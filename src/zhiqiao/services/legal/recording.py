"""Recording events (法律事件入库): kept once each; the record follows the register; grading is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiqiao.domain.access import Verb
from zhiqiao.domain.patents.legal_events import LegalEvent
from zhiqiao.domain.patents.register import Register, fold
from zhiqiao.domain.problems import Problem
from zhiqiao.records import audit, clock, jobs
from zhiqiao.records.bulk import insert_rows
from zhiqiao.records.locks import one_catalogue_writer
from zhiqiao.records.models import LegalEvent as EventRow
from zhiqiao.records.models import Patent, RegisterStart, User
from zhiqiao.services import catalogue, people
from zhiqiao.services.catalogue import Registered
from zhiqiao.services.legal.registers import events_by_patent, owners_of, records_of

CAUSE = "legal_event"


@dataclass(frozen=True)
class Told:
    """One event told of a patent; `source` is the file or whoever told it, `line` the line of an import."""

    patent: int
    event: LegalEvent
    source: str = ""
    line: int | None = None


@dataclass
class Recorded:
    """What became of it: "accepted", "unchanged" (told before) or "rejected"; warnings stand beside the first two."""

    told: Told
    outcome: str
    problems: list[Problem] = field(default_factory=list)


@transaction.atomic
def record(told: Sequence[Told], *, by: User | None) -> list[Recorded]:
    """Keep these events; state and owners of their patents follow. What cannot be applied is a warning beside it.

    Rejected (`event_is_of_own_patent`) for patents that the person does not hold. Raises Refused for whoever may not
    import. Audit: `legal_events_recorded` for each patent. Jobs: `grade_patents` with cause `legal_event`,
    `index_patents` for those whose state or owner is another.
    """
    people.require(by, Verb.IMPORT_SHEET)
    one_catalogue_writer()
    rows = own_patents({one.patent for one in told}, by)
    known = set(EventRow.objects.filter(patent__in=rows).values_list("patent_id", "digest"))
    done: list[Recorded] = []
    fresh: dict[tuple[int, str], Told] = {}
    for one in told:
        if one.patent not in rows:
            done.append(Recorded(one, "rejected", [Problem("event_is_of_own_patent", "application_number")]))
            continue
        key = one.patent, one.event.digest()
        is_new = key not in known and key not in fresh
        done.append(Recorded(one, "accepted" if is_new else "unchanged"))
        if is_new:
            fresh[key] = one
    if fresh:
        touched = {pk: rows[pk] for pk, _digest in fresh}
        take_starts(touched)
        insert_events(fresh)
        follow(touched, fresh, done, by)
    return done


def own_patents(pks: set[int], by: User | None) -> dict[int, Patent]:
    """Those of these patents that the person may change."""
    patents = Patent.objects.all() if by is None else Patent.objects.visible_to(by)
    holding = catalogue.Holding(by, None)
    return {row.pk: row for row in patents.filter(pk__in=pks) if holding.may_change(row)}


def take_starts(rows: dict[int, Patent]) -> None:
    """Keep what our record says before the first event changes it."""
    have = set(RegisterStart.objects.filter(patent__in=rows).values_list("patent_id", flat=True))
    owners = owners_of(rows)
    today = clock.today()
    RegisterStart.objects.bulk_create(
        RegisterStart(
            patent=row,
            owners=list(owners[pk]),
            legal_state=row.legal_state,
            legal_state_date=row.legal_state_date,
            taken=today,
        )
        for pk, row in rows.items()
        if pk not in have
    )


def insert_events(fresh: dict[tuple[int, str], Told]) -> None:
    """Write the new ones."""
    now = timezone.now()
    columns = ("patent_id", "code", "on", "effective", "data", "source", "line_id", "digest", "created_at")
    rows = []
    for (pk, digest), one in fresh.items():
        event = one.event
        data = event.data()
        rows.append((pk, event.code, event.on, event.effective, data, one.source[:300], one.line, digest, now))
    insert_rows(EventRow, columns, rows)


def follow(
    rows: dict[int, Patent], fresh: dict[tuple[int, str], Told], done: Sequence[Recorded], by: User | None
) -> None:
    """The records follow their registers; trail and jobs; and to each new event what the register says against it."""
    events = events_by_patent(rows)
    records = records_of(list(rows.values()), events)
    today = clock.today()
    registers = {pk: fold(events[pk], as_of=today, record=records[pk]) for pk in rows}
    owners = owners_of(rows)
    states = {pk: row.legal_state for pk, row in rows.items()}
    changed = catalogue.follow_register(list(rows.values()), {pk: said_by(one) for pk, one in registers.items()})
    warn(fresh, done, registers)
    codes = defaultdict(list)
    for (pk, _digest), one in fresh.items():
        codes[pk].append(one.event.code)
    trail = [(pk, audit_data(codes[pk], states[pk], owners[pk], registers[pk])) for pk in sorted(rows)]
    audit.record_many("legal_events_recorded", Patent, trail, by=by)
    jobs.add("grade_patents", ids=sorted(rows), cause=CAUSE)
    jobs.add("compute_indicators", ids=sorted(rows))
    if changed:
        jobs.add("index_patents", ids=sorted(changed))


def said_by(register: Register) -> Registered:
    """What the record takes over from the register: only what an event says."""
    cause = register.state_cause
    owners = register.owners if register.owners_cause is not None else ()
    if cause is None:
        return Registered(owners=owners)
    return Registered(register.state, register.state_since, cause.code, owners)


def warn(fresh: dict[tuple[int, str], Told], done: Sequence[Recorded], registers: dict[int, Register]) -> None:
    """Each problem of a register beside the new event it is about."""
    numbers = {
        (row.patent_id, row.digest): row.pk for row in EventRow.objects.filter(patent__in={pk for pk, _digest in fresh})
    }
    about: dict[tuple[int, int], list[Problem]] = defaultdict(list)
    for pk, register in registers.items():
        for problem in register.problems:
            about[pk, int(problem.data["event"])].append(problem)
    for one in done:
        if one.outcome == "accepted":
            pk = one.told.patent
            one.problems += about[pk, numbers[pk, one.told.event.digest()]]


def audit_data(codes: list[str], state: str, owners: tuple[str, ...], after: Register) -> dict[str, Any]:
    """What the trail says: which events came, and from what to what state and owners went."""
    return {
        "events": codes,
        "state_before": state,
        "state": str(after.state),
        "owners_before": list(owners),
        "owners": list(after.owners),
    }
