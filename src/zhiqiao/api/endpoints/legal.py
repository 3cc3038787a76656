"""Legal events and the register (法律事件与登记簿)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from zhiqiao.api import rows
from zhiqiao.api.callers import ANYONE, caller_of
from zhiqiao.api.schemas.legal import HeldOut, LegalEventOut, LegalEventsOut, RegisterOut
from zhiqiao.domain.patents.legal_events import LegalEvent
from zhiqiao.domain.patents.register import Held
from zhiqiao.services import catalogue, legal
from zhiqiao.words import codes
from zhiqiao.words import legal as words

router = Router(tags=["patents"], auth=ANYONE)


class RegisterQuery(Schema):
    """For which day."""

    as_of: date | None = Field(None, description="Today if left out.")


@router.get("/{number}/events", response=LegalEventsOut, summary="Legal events, newest first")
def get_events(request: HttpRequest, number: str) -> Any:
    """Every legal event told of the patent, as it was told."""
    row = catalogue.get(number, user=caller_of(request))
    items = [event_out(legal.event_of(one, row.office)) for one in legal.events_of(row)]
    return LegalEventsOut(patent=row.record_key, items=items)


@router.get("/{number}/register", response=RegisterOut, summary="The register as of a day")
def get_register(request: HttpRequest, number: str, query: Query[RegisterQuery]) -> Any:
    """State, owners, licences, pledges, preservation and open licence as of a day, each with the event that made it
    so; and what does not fit together."""
    row = catalogue.get(number, user=caller_of(request))
    found = legal.register_of(row, as_of=query.as_of)
    return RegisterOut(
        patent=row.record_key,
        as_of=found.as_of,
        state=str(found.state),
        state_label=codes.label(found.state),
        state_since=found.state_since,
        state_cause=maybe(found.state_cause),
        owners=list(found.owners),
        owners_cause=maybe(found.owners_cause),
        licences=[held_out(one) for one in found.licences],
        pledges=[held_out(one) for one in found.pledges],
        preserved_by=[event_out(one) for one in found.preserved_by],
        open_licence_by=maybe(found.open_licence_by),
        partly_void_by=[event_out(one) for one in found.partly_void_by],
        is_in_force=found.is_in_force,
        is_pledged=found.is_pledged,
        is_preserved=found.is_preserved,
        is_open_licensed=found.is_open_licensed,
        is_exclusively_licensed=found.is_exclusively_licensed,
        problems=rows.problems(list(found.problems)),
    )


def maybe(event: LegalEvent | None) -> LegalEventOut | None:
    """The event, where there is one."""
    return event_out(event) if event is not None else None


def held_out(one: Held) -> HeldOut:
    """A licence or pledge."""
    return HeldOut(
        number=one.number,
        kind=str(one.kind),
        givers=list(one.givers),
        takers=list(one.takers),
        since=one.since,
        cause=event_out(one.cause),
        changes=[event_out(event) for event in one.changes],
    )


def event_out(event: LegalEvent) -> LegalEventOut:
    """An event with its name in the caller's language."""
    return LegalEventOut(
        id=event.id,
        code=event.code,
        name=words.name(event),
        effect=str(event.effect) if event.effect is not None else None,
        announced=event.on,
        effective=event.day,
        number=event.number,
        licence_kind=str(event.licence_kind),
        givers=list(event.givers),
        takers=list(event.takers),
        matter=event.matter_written,
        before=list(event.before),
        after=list(event.after),
        note=event.note,
    )
