"""Following the register (随登记簿更新): state and owners of patents set to what their legal events say.

Unlike a line of a sheet, what is folded from events has weighed older against newer already. Inside the caller's
transaction; audit and jobs are the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiqiao.domain.codes import LegalState, PartyRole
from zhiqiao.domain.patents.reading import PatentDraft
from zhiqiao.records.models import Patent
from zhiqiao.services.catalogue.merging import Part, Record, apply_parts
from zhiqiao.services.catalogue.shelf import Shelf


@dataclass(frozen=True)
class Registered:
    """What the register says of a patent: None or () where it says nothing of its own. `written` is the code."""

    state: LegalState | None = None
    since: date | None = None
    written: str = ""
    owners: tuple[str, ...] = ()


def follow_register(rows: Sequence[Patent], told: Mapping[int, Registered]) -> set[int]:
    """Set state and owners of these rows; returns the ids of those that changed. Owners are recognised as parties."""
    drafts = {row.pk: PatentDraft(row.record_key, row.office, owners=told[row.pk].owners) for row in rows}
    shelf = Shelf()
    shelf.fetch(list(drafts.values()))
    touched: list[Record] = []
    for draft in drafts.values():
        record = shelf.find(draft)[0]
        record.changed = set()
        said = told[record.row.pk]
        set_state(record, said)
        apply_parts(record, PartyRole.OWNER, said.owners, (), False, shelf.book.folded)
        shelf.keep(record, draft)
        if record.changed:
            touched.append(record)
    shelf.save()
    return {record.row.pk for record in touched}


def set_state(record: Record, said: Registered) -> None:
    """State, its words and its date, together."""
    if said.state is None:
        return
    row, new = record.row, (str(said.state), said.written, said.since)
    if (row.legal_state, row.legal_state_written, row.legal_state_date) != new:
        row.legal_state, row.legal_state_written, row.legal_state_date = new
        record.changed.add("row")


NAMED = {"owners": PartyRole.OWNER, "applicants": PartyRole.APPLICANT, "inventors": PartyRole.INVENTOR}
DAYS = frozenset({"application_date", "publication_date", "grant_date"})


def correct(rows: Sequence[Patent], told: Mapping[int, Mapping[str, Any]]) -> None:
    """Set columns and parties of these rows to what a person has accepted. Days may be ISO texts."""
    drafts = {}
    for row in rows:
        owners, applicants, inventors = (tuple(told[row.pk].get(name, ())) for name in NAMED)
        draft = PatentDraft(row.record_key, row.office, owners=owners, applicants=applicants, inventors=inventors)
        drafts[row.pk] = draft
    shelf = Shelf()
    shelf.fetch(list(drafts.values()))
    for draft in drafts.values():
        record = shelf.find(draft)[0]
        record.changed = {"row"}
        for name, value in told[record.row.pk].items():
            if name in NAMED:
                set_names(record, NAMED[name], value, shelf)
            else:
                day = name in DAYS and isinstance(value, str)
                setattr(record.row, name, date.fromisoformat(value) if day else value)
        shelf.keep(record, draft)
    shelf.save()


def set_names(record: Record, role: PartyRole, names: Sequence[str], shelf: Shelf) -> None:
    """The parties of one role, also where they are fewer than were known; those known before keep their party."""
    before = {shelf.book.folded(part.name): part for part in record.parts.get(role, [])}
    parts = []
    for name in names:
        former = before.get(shelf.book.folded(name))
        parts.append(Part(name[:300], former.name_en, former.party_id) if former else Part(name[:300]))
    record.parts[role] = parts
    record.changed.add(f"party:{role}")
