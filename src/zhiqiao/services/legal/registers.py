"""Registers (登记簿): the events of patents read from their rows and folded as of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from zhiqiao.domain.codes import LegalState, PartyRole
from zhiqiao.domain.patents.legal_events import LegalEvent
from zhiqiao.domain.patents.register import Record, Register, fold
from zhiqiao.records import clock
from zhiqiao.records.models import Difference, Patent, PatentParty, RegisterStart
from zhiqiao.records.models import LegalEvent as EventRow

CHUNK = 500
"""Patents asked for at once: SQLite takes a limited number of values."""


def register_of(patent: Patent, *, as_of: date | None = None) -> Register:
    """The register of one patent as of a day; today where none is given."""
    return registers_of([patent.pk], as_of=as_of)[patent.pk]


def registers_of(ids: Collection[int], *, as_of: date | None = None) -> dict[int, Register]:
    """The registers of these patents that are there, in a few queries whatever their number."""
    day = as_of or clock.today()
    wanted = sorted(set(ids))
    found = {}
    for start in range(0, len(wanted), CHUNK):
        rows = {row.pk: row for row in Patent.objects.filter(pk__in=wanted[start : start + CHUNK])}
        events = events_by_patent(rows)
        records = records_of(list(rows.values()), events)
        found.update({pk: fold(events[pk], as_of=day, record=records[pk]) for pk in rows})
    return found


def events_of(patent: Patent) -> list[EventRow]:
    """All events told of a patent, newest first."""
    return list(EventRow.objects.filter(patent=patent).select_related("line__run").order_by("-on", "-pk"))


def events_by_patent(rows: Mapping[int, Patent]) -> dict[int, list[LegalEvent]]:
    """The events of each of these patents as facts."""
    found: dict[int, list[LegalEvent]] = {pk: [] for pk in rows}
    for row in EventRow.objects.filter(patent__in=rows):
        found[row.patent_id].append(event_of(row, rows[row.patent_id].office))
    return found


def event_of(row: EventRow, office: str) -> LegalEvent:
    """One event as a fact."""
    return LegalEvent.of(row.code, row.on, row.effective, row.data, office=office, id=row.pk)


def records_of(rows: Sequence[Patent], events: Mapping[int, Sequence[LegalEvent]]) -> dict[int, Record]:
    """What our record says of each patent: before its first event, and what it says now where no event said it."""
    pks = [row.pk for row in rows]
    starts = {one.patent_id: one for one in RegisterStart.objects.filter(patent__in=pks)}
    owners = owners_of(pks)
    accepted = {
        pk: ((day, tuple(names)),)
        for pk, day, names in Difference.objects.filter(
            patent__in=starts, field="owners", state="accepted"
        ).values_list("patent_id", "source_date", "theirs")
    }
    today = clock.today()
    found = {}
    for row in rows:
        start = starts.get(row.pk)
        said = [(LegalState(row.legal_state), row.legal_state_date)] if not is_ours(row, events[row.pk]) else []
        if start is not None:
            said.append((LegalState(start.legal_state), start.legal_state_date))
        undated = next((state for state, day in said if day is None), LegalState.UNKNOWN)
        found[row.pk] = Record(
            owners=tuple(start.owners) if start is not None else owners[row.pk],
            filed=row.application_date,
            granted=row.grant_date,
            states=tuple((day, state) for state, day in said if day is not None),
            undated=undated,
            taken=start.taken if start is not None else today,
            owned=accepted.get(row.pk, ()),
        )
    return found


def is_ours(row: Patent, events: Sequence[LegalEvent]) -> bool:
    """The state stands there because one of these events was recorded: it is no statement of its own."""
    return any(row.legal_state_written == one.code and row.legal_state_date == one.day for one in events)


def owners_of(pks: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The owners our records name, or the applicants where they name none."""
    named: dict[int, dict[str, list[str]]] = {pk: defaultdict(list) for pk in pks}
    parts = PatentParty.objects.filter(patent__in=pks, role__in=[PartyRole.OWNER, PartyRole.APPLICANT])
    for pk, role, name in parts.order_by("position").values_list("patent_id", "role", "name_written"):
        named[pk][role].append(name)
    return {pk: tuple(roles[PartyRole.OWNER] or roles[PartyRole.APPLICANT]) for pk, roles in named.items()}
