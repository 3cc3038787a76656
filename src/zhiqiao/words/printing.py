"""A case as a document (办件打印用语): headings and sentences round what was filed, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from zhiqiao.domain.procedures.items import items
from zhiqiao.domain.procedures.machinery import Procedure
from zhiqiao.ports.documents import Document, Section, Table
from zhiqiao.words.codes import field_label
from zhiqiao.words.procedures import MOVES, NAMES, PARTS, RULES, STATES, label
from zhiqiao.words.rubric import CERTAINTY, translated
from zhiqiao.words.sampling import value_told

HAND = "_" * 24


@dataclass(frozen=True)
class Done:
    """One move, as it is printed."""

    at: datetime
    verb: str
    by: str
    part: str
    after: str
    reason: str


@dataclass(frozen=True)
class Printed:
    """What of a case is printed."""

    number: str
    title: str
    holder: str
    filer: str
    state: str
    last_day: date | None
    sheet: Mapping[str, Any]
    history: Sequence[Done]
    now: datetime


def case_document(procedure: Procedure[Any], case: Printed) -> Document:
    """The document, drawn from the procedure's file."""
    none = pgettext("print", "not given")
    asked = items(procedure.sheet)
    filed = [(field_label(one.name), value_told(one, case.sheet.get(one.name)) or none) for one in asked]
    return Document(
        title=label(NAMES, procedure.name),
        subtitle=case.title,
        facts=[
            (pgettext("print", "Application number"), case.number),
            (pgettext("print", "Title"), case.title or none),
            (pgettext("print", "Holder"), case.holder or none),
            (pgettext("print", "Filed by"), case.filer or none),
            (pgettext("print", "State"), label(STATES, case.state)),
            (pgettext("print", "Last day"), case.last_day.isoformat() if case.last_day else pgettext("print", "none")),
        ],
        sections=[
            Section(
                pgettext("print", "What is filed"),
                table=Table((pgettext("print", "Item"), pgettext("print", "Filled in")), filed, (1, 3)),
            ),
            history(case.history),
            signatures(procedure),
            sources(procedure),
        ],
        language="en" if (get_language() or "").startswith("en") else "zh",
        foot=_("Printed %(at)s by Zhiqiao from the record of that moment") % {"at": moment(case.now)},
    )


def moment(at: datetime) -> str:
    """A time as it is printed."""
    return date_format(at, "Y-m-d H:i")


def history(moves: Sequence[Done]) -> Section:
    """Every move, with who made it and why."""
    heading = pgettext("print", "What was done")
    if not moves:
        return Section(heading, [pgettext("print", "Nothing yet.")])
    rows = [
        (
            moment(one.at),
            label(MOVES, one.verb),
            f"{one.by or '—'} ({label(PARTS, one.part)})",
            label(STATES, one.after),
            one.reason,
        )
        for one in moves
    ]
    headings = (
        pgettext("print", "Time"),
        pgettext("print", "Move"),
        pgettext("print", "By"),
        pgettext("print", "State after"),
        pgettext("print", "Reason"),
    )
    return Section(heading, table=Table(headings, rows, (3, 3, 4, 3, 5)))


def signatures(procedure: Procedure[Any]) -> Section:
    """Room to sign for each part."""
    parts = [part for move in procedure.moves for part in sorted(move.by)]
    day = pgettext("print", "Date")
    lines = [f"{label(PARTS, part)}: {HAND}    {day}: {HAND[:14]}" for part in dict.fromkeys(parts)]
    return Section(pgettext("print", "Signatures"), lines)


def sources(procedure: Procedure[Any]) -> Section:
    """What is checked, with where it is written and how sure that is."""
    told = procedure.described()
    rows = [(label(RULES, one["code"]), translated(one["rule"]), translated(one["source"])) for one in told["rules"]]
    days = [
        pgettext("procedures", "%(state)s: at most %(days)s working days. Source: %(source)s")
        % {"state": label(STATES, one["state"]), "days": one["working_days"], "source": translated(one["source"])}
        for one in told["limits"]
    ]
    marks = pgettext("between reasons", "; ").join(f"[{mark}] {text}" for mark, text in CERTAINTY.items())
    headings = (pgettext("print", "Check"), pgettext("print", "What must hold"), pgettext("print", "Source"))
    lines = [*days, pgettext("rubric", "Marks of certainty:") + " " + marks]
    return Section(pgettext("print", "Checks and their legal sources"), lines, Table(headings, rows, (2, 4, 3)))
