"""Following the register (随登记簿更新): state and owners of patents set to what their legal events say.

Unlike a line of a sheet, what is folded from events has weighed older against newer already. Inside the caller's
transaction; audit and jobs are the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhiqiao.domain.codes import LegalState, PartyRole
from zhiqiao.domain.patents.reading import PatentDraft
from zhiqiao.records.models import Patent
from zhiqiao.services.catalogue.merging import Record, apply_parts
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
