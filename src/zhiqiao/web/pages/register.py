"""What a patent card says of legal life (专利卡片的法律状态): the register as of a day, and the events behind it.

Judges nothing: the register is folded by the domain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiqiao.domain.codes import LegalState
from zhiqiao.domain.patents.legal_events import LegalEvent
from zhiqiao.domain.patents.register import Held, Register
from zhiqiao.records import clock
from zhiqiao.records.models import ImportRun, Patent
from zhiqiao.services import legal
from zhiqiao.words import codes, problems
from zhiqiao.words import legal as words

FIELD = "as_of"


@dataclass(frozen=True)
class Part:
    """One part of the register: what it says, since when, and the event that made it so; "" where no event did."""

    label: str
    written: str
    since: date | None = None
    cause: str = ""
    more: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Happened:
    """One event of the timeline. `is_later`: it holds only after the day asked for."""

    day: date
    on: date
    code: str
    name: str
    says: str
    source: str
    run: int | None
    is_later: bool


def of(patent: Patent, request: HttpRequest, user: Any) -> dict[str, Any]:
    """The register as of the day in the address, and all events newest first."""
    today = clock.today()
    asked = request.GET.get(FIELD, "").strip()
    day = day_of(asked)
    register = legal.register_of(patent, as_of=day or today)
    return {
        "register_badges": brief(legal.register_of(patent) if day else register),
        "register_parts": parts(register),
        "register_day": (day or today).isoformat(),
        "register_is_past": day is not None and day != today,
        "register_unreadable": asked if asked and day is None else "",
        "register_problems": [problems.say(one) for one in register.problems],
        "events": events(patent, day or today, user),
    }


def day_of(written: str) -> date | None:
    """The day in the address; None where there is none or it is no day."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def parts(register: Register) -> list[Part]:
    """The register's parts in the order of interest."""
    between = pgettext("between listed facts", ", ")
    state = "" if register.state is LegalState.UNKNOWN else codes.label(register.state)
    found = [
        Part(_("Legal state"), state, register.state_since, cause(register.state_cause)),
        Part(_("Owners"), between.join(register.owners), *since(register.owners_cause)),
    ]
    found += [held(_("Licence"), one, words.label_of_kind(one.kind)) for one in register.licences]
    found += [held(_("Pledge"), one, "") for one in register.pledges]
    found += [Part(_("Preservation"), one.number or _("by a court"), *since(one)) for one in register.preserved_by]
    if register.open_licence_by is not None:
        stands = _("declared") if register.is_open_licensed else _("declared; the right has ended")
        found.append(Part(_("Open licence"), stands, *since(register.open_licence_by)))
    found += [Part(_("Partly invalid"), one.note or _("in part"), *since(one)) for one in register.partly_void_by]
    return found


def held(label: str, one: Held, kind: str) -> Part:
    """A licence or pledge: its kind, from whom to whom, its number; what was changed since."""
    between = pgettext("between listed facts", ", ")
    arrow = " → ".join(filter(None, (between.join(one.givers), between.join(one.takers))))
    number = pgettext("legal event", "no. %(number)s") % {"number": one.number} if one.number else ""
    changes = [f"{event.day.isoformat()} {cause(event)}" for event in one.changes]
    return Part(label, " · ".join(filter(None, (kind, arrow, number))), *since(one.cause), changes)


def since(event: LegalEvent | None) -> tuple[date | None, str]:
    """From when, and by which event."""
    return (event.day, cause(event)) if event is not None else (None, "")


def cause(event: LegalEvent | None) -> str:
    """An event as a cause: its code and its name."""
    return f"{event.code} {words.name(event)}".strip() if event is not None else ""


def events(patent: Patent, day: date, user: Any) -> list[Happened]:
    """Every event told of the patent, newest first; the import it came by only where the reader may see it."""
    rows = legal.events_of(patent)
    runs = {row.line.run_id for row in rows if row.line is not None}
    seen = set(ImportRun.objects.visible_to(user).filter(pk__in=runs).values_list("pk", flat=True)) if runs else set()
    found = []
    for row in rows:
        event = legal.event_of(row, patent.office)
        run = row.line.run_id if row.line is not None and row.line.run_id in seen else None
        name = words.name(event)
        found.append(
            Happened(
                event.day, event.on, event.code, name, said(event), row.source if run else "", run, event.day > day
            )
        )
    return sorted(found, key=lambda one: (one.day, one.on), reverse=True)


def said(event: LegalEvent) -> str:
    """What an event says, in one line."""
    between = pgettext("between listed facts", ", ")
    from_to = [between.join(event.givers), between.join(event.takers)]
    changed = [between.join(event.before), between.join(event.after)]
    kind = words.label_of_kind(event.licence_kind) if event.licence_kind != "unknown" else ""
    number = pgettext("legal event", "no. %(number)s") % {"number": event.number} if event.number else ""
    told: Sequence[str] = (
        kind,
        " → ".join(filter(None, from_to)),
        event.matter_written,
        " → ".join(filter(None, changed)),
        number,
        event.note,
    )
    return " · ".join(filter(None, told))


def brief(register: Register) -> list[dict[str, str]]:
    """Badges beside the title: what somebody who might take the patent must know at once."""
    found = []
    if register.pledges:
        found.append({"words": _("Pledged"), "look": "warn"})
    if register.is_preserved:
        found.append({"words": _("Preserved by a court"), "look": "warn"})
    if register.is_exclusively_licensed:
        found.append({"words": _("Licensed to one alone"), "look": "warn"})
    if register.is_open_licensed:
        found.append({"words": _("Open licence"), "look": "good"})
    return found
