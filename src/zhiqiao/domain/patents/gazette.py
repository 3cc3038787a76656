"""Lines of legal events (法律事件识读): a line of a sheet, or an entry of INPADOC, as one event of one patent.

Responsible for what a line says and what it lacks. Not responsible for what events do (`legal_events`, `register`) nor
for whose patents they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TypeVar

from zhiqiao.domain.patents.gazette_words import (
    EVENT_WORDS,
    FIELDS,
    LABELS,
    LICENCE_WORDS,
    MATTER_WORDS,
    NOT_EXCLUSIVE,
    known_headings,
    listed,
    template_headings,
)
from zhiqiao.domain.patents.legal_events import CODES, Effect, LegalEvent, LicenceKind, Matter
from zhiqiao.domain.patents.numbers import (
    Number,
    publication_key,
    read_application_number,
    read_publication_number,
    record_key,
)
from zhiqiao.domain.patents.reading.cells import read_date, split_list
from zhiqiao.domain.patents.reading.detection import LINES_SEARCHED, Cell, Detection, fold_heading, unique_headings
from zhiqiao.domain.patents.reading.line import Line, complain, warn
from zhiqiao.domain.patents.reading.lines import gather
from zhiqiao.domain.patents.writing import plain, says_nothing
from zhiqiao.domain.problems import Problem, Severity, errors

__all__ = ["FIELDS", "EventDraft", "EventReading", "detect", "read_event_line", "template_headings", "usable"]

NUMBERS = frozenset({"application_number", "publication_number"})
CODE = re.compile(r"[A-Z0-9]{2,4}")
CODE_FIRST = re.compile(r"\W*([A-Z]{2}\d{2}|[A-Z]\d{2}|FG\d[AK]|M[AKM]\d[AK])(?![0-9A-Za-z])")
LONGEST = 300
"""Characters kept of one name or text."""
CHANGES = frozenset({Effect.LICENCE_CHANGES, Effect.PLEDGE_CHANGES})
ENDS = frozenset({Effect.LICENCE_ENDS, Effect.PLEDGE_ENDS})
BEGINS = frozenset({Effect.LICENCE_BEGINS, Effect.PLEDGE_BEGINS})
Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class EventDraft:
    """What a line says: one event, and the keys under which its patent may be found, the surest first."""

    keys: tuple[str, ...]
    number: str
    event: LegalEvent


@dataclass(frozen=True)
class EventReading:
    """What reading one line gave."""

    draft: EventDraft | None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """The line held nothing."""
        return self.draft is None and not self.problems


def usable(mapping: Mapping[str, str]) -> bool:
    """A map will do when a number and the event have their columns."""
    told = set(mapping.values())
    return bool(NUMBERS & told) and "event_code" in told


def detect(rows: Sequence[Sequence[Cell]]) -> Detection:
    """The heading line that knows most headings, a number's and the event's among them, and the column map."""
    known = known_headings()
    best, at = 1, -1
    for place, row in enumerate(rows[:LINES_SEARCHED]):
        found = {known.get(fold_heading(cell)) for cell in row if isinstance(cell, str)} - {None}
        if NUMBERS & found and len(found) > best:
            best, at = len(found), place
    width = max((len(row) for row in rows[:LINES_SEARCHED]), default=0)
    headings = unique_headings(rows[at] if at >= 0 else (), len(rows[at]) if at >= 0 else width)
    mapping = {heading: known.get(fold_heading(heading), "") if at >= 0 else "" for heading in headings}
    source = "inpadoc" if any(heading.startswith("inpadoc:") for heading in headings) else "events"
    unmapped = tuple(heading for heading in headings if not mapping[heading])
    return Detection(source, at, headings, mapping, best / max(len(headings), 1) if at >= 0 else 0.0, unmapped)


def read_event_line(
    mapping: Mapping[str, str], headings: Sequence[str], cells: Sequence[Cell], source: str, *, today: date
) -> EventReading:
    """Read one line. An event of a day to come is refused: nothing has happened yet."""
    line = gather(mapping, headings, cells, source, today)
    if line is None:
        return EventReading(None)
    spread_details(line)
    application, publication = read_numbers(line)
    code = read_code(line)
    on, effective = read_day(line, "event_date"), read_day(line, "effective_date")
    if on is None and effective is None and not errors(line.problems):
        complain(line, "event_has_its_day", "event_date")
    if errors(line.problems):
        return EventReading(None, line.problems)
    numbered = application or publication
    office = numbered.office if numbered else "CN"
    event = event_of(line, code, on or effective or today, effective, office)
    check(line, event)
    keys = tuple(filter(None, (record_key(application, None), publication_key(publication) if publication else "")))
    if errors(line.problems):
        return EventReading(None, line.problems)
    written = application.canonical if application else plain(line.first("publication_number"))
    return EventReading(EventDraft(keys, written, event), line.problems)


def read_numbers(line: Line) -> tuple[Number | None, Number | None]:
    """The application's number and that of a publication; at least one of them is needed."""
    application = read_application_number(line.first("application_number"))
    publication = read_publication_number(line.first("publication_number"))
    if application.number is None and publication.number is not None:
        line.problems += publication.problems
    else:  # a missing check digit is nothing to mend here: the number finds its patent
        line.problems += errors(application.problems)
    if application.number is None and publication.number is None and not errors(line.problems):
        line.problems += errors(publication.problems) or [Problem("number_is_given", "application_number")]
    return application.number, publication.number


def read_code(line: Line) -> str:
    """The event's code, from a code or a name; the first cell that says one."""
    written = [text for cell in line.every("event_code") if not says_nothing(text := plain(cell))]
    for text in written:
        code = code_of(text)
        if code:
            return code
    if written:
        complain(line, "event_is_readable", "event_code", written[0][:60])
    else:
        complain(line, "event_is_named", "event_code")
    return ""


def code_of(text: str) -> str:
    """The code a text means: a code itself, one that stands before its name, or a name; "" for none."""
    tight = text.upper().replace(" ", "")
    if tight in CODES or (CODE.fullmatch(tight) and any(char.isdigit() for char in tight)):
        return tight
    before = CODE_FIRST.match(text.upper())
    if before and before[1] in CODES:
        return before[1]
    named = first_of(EVENT_WORDS, text.lower())
    return named or (tight if CODE.fullmatch(tight) else "")


def first_of(words: Sequence[tuple[str, Meaning]], text: str) -> Meaning | None:
    """What the first rule that is found in the text says."""
    return next((meaning for pattern, meaning in words if re.search(pattern, text)), None)


def read_day(line: Line, about: str) -> date | None:
    """A day that is not to come; the first readable cell."""
    for cell in line.every(about):
        found = read_date(cell, about)
        if found.problem is not None:
            line.problems.append(replace(found.problem, severity=Severity.ERROR))
        if found.date is not None and found.date > line.today:
            complain(line, "event_has_happened", about, found.date.isoformat())
            return None
        if found.date is not None:
            return found.date
    return None


@cache
def label_pattern() -> re.Pattern[str]:
    """Any label with its colon; longer ones first, so that none is taken for its beginning."""
    labels = sorted((one for words in listed(LABELS).values() for one in words), key=len, reverse=True)
    return re.compile(rf"({'|'.join(labels)})\s*[:：]\s*", re.IGNORECASE)


@cache
def field_of_label(label: str) -> str:
    """The field a label stands for."""
    found = (name for name, words in listed(LABELS).items() if re.fullmatch("|".join(words), label, re.IGNORECASE))
    return next((name for name in found if name != "none"), "")


def spread_details(line: Line) -> None:
    """What the full text of an entry says under its labels fills the fields that have no cell of their own."""
    told = set(line.cells)
    for cell in line.every("details"):
        text = plain(cell)
        marks = list(label_pattern().finditer(text))
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        for mark, end in zip(marks, ends, strict=False):
            name = field_of_label(mark[1])
            value = text[mark.end() : end].strip(" ;；,，|")
            if name and value and name not in told:
                line.cells.setdefault(name, []).append(value)


def event_of(line: Line, code: str, on: date, effective: date | None, office: str) -> LegalEvent:
    """The event, its parties sorted by what the code is about."""
    effect = CODES[code].effect if code in CODES else Effect.NOTE
    givers, takers = names(line, "givers"), names(line, "takers")
    before, after = names(line, "owners_before"), names(line, "owners_after")
    matter_written = plain(line.first("matter"))[:LONGEST]
    matter = first_of(MATTER_WORDS, matter_written.lower()) or Matter.OTHER
    kind = licence_kind(line, "licence_kind")
    if effect is Effect.TRANSFER:
        before, after, givers, takers = before or givers, after or takers, (), ()
    elif effect in CHANGES:
        before, after = names(line, "before") or before, names(line, "after") or after
        kind = licence_kind(line, "after") if matter is Matter.KIND else LicenceKind.UNKNOWN
    elif not before and not after:
        before, after = names(line, "before"), names(line, "after")
    return LegalEvent(
        code,
        on,
        None if effective == on else effective,
        number=plain(line.first("event_number")).replace(" ", "").upper()[:60],
        licence_kind=kind,
        givers=givers,
        takers=takers,
        matter=matter,
        matter_written=matter_written,
        before=before,
        after=after,
        note=note_of(line),
        office=office,
    )


def note_of(line: Line) -> str:
    """The note, or the full text where it says nothing under labels we know: it may be all that tells two apart."""
    note, text = plain(line.first("note")), plain(line.first("details"))
    return (note or ("" if label_pattern().search(text) else text))[:LONGEST]


def names(line: Line, about: str) -> tuple[str, ...]:
    """The names in a cell."""
    found = (name for cell in line.every(about) for name in split_list(cell))
    return tuple(dict.fromkeys(name[:LONGEST] for name in found if not says_nothing(name)))


def licence_kind(line: Line, about: str) -> LicenceKind:
    """The kind of licence a cell names; a word we do not know is told."""
    text = plain(line.first(about)).lower()
    if says_nothing(text):
        return LicenceKind.UNKNOWN
    if re.search(NOT_EXCLUSIVE, text):
        return LicenceKind.ORDINARY
    found = first_of(LICENCE_WORDS, text)
    if found is None:
        complain(line, "licence_kind_is_readable", about, text[:60])
    return found or LicenceKind.UNKNOWN


def check(line: Line, event: LegalEvent) -> None:
    """What an event of its kind must say, so that it can be applied; what is merely missing is a warning."""
    effect = event.effect
    if effect is Effect.TRANSFER and not event.after:
        complain(line, "transfer_names_new_owner", "owners_after", event.code)
    if effect in CHANGES | ENDS and not event.number:
        complain(line, "event_names_its_number", "event_number", event.code)
    if effect in CHANGES and event.matter in (Matter.GIVER, Matter.TAKER) and not event.after:
        complain(line, "change_says_what_after", "after", event.matter_written)
    if effect in BEGINS and not event.number:
        warn(line, "recordal_has_its_number", "event_number", event.code)
    if effect is Effect.LICENCE_BEGINS and event.licence_kind is LicenceKind.UNKNOWN and not errors(line.problems):
        warn(line, "licence_kind_is_given", "licence_kind", event.code)
