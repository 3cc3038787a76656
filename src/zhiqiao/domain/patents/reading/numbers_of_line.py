"""The numbers of a line (号码): application, publication and grant numbers, and whether they are of one patent."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from dataclasses import field as with_default

from zhiqiao.domain.codes import PatentKind
from zhiqiao.domain.patents.numbers import (
    Number,
    NumberReading,
    kind_of,
    read_application_number,
    read_publication_number,
    record_key,
)
from zhiqiao.domain.patents.offices import office_of
from zhiqiao.domain.patents.reading.line import Line, complain, warn, weight
from zhiqiao.domain.patents.reading.vocabulary import read_kind
from zhiqiao.domain.problems import Severity, errors


@dataclass
class Numbers:
    """What numbers a line gives. `published` came from the publication column, `granted` from the grant column."""

    office: str = ""
    application: Number | None = None
    published: list[Number] = with_default(default_factory=list)
    earlier: list[Number] = with_default(default_factory=list)
    granted: list[Number] = with_default(default_factory=list)

    @property
    def documents(self) -> list[Number]:
        """All published documents of the line."""
        return [*self.published, *self.granted, *self.earlier]

    @property
    def record_key(self) -> str:
        """What makes the record one."""
        return record_key(self.application, self.documents[0] if self.documents else None)


def read_numbers(line: Line) -> Numbers:
    """All numbers of a line; complains when none is usable or when they contradict each other."""
    office = office_of(line.text("jurisdiction"))
    numbers = Numbers(office=office)
    read_published(line, numbers, office)
    read_applications(line, numbers, office)
    first = numbers.application or (numbers.documents[0] if numbers.documents else None)
    if first is not None:
        document = numbers.documents[0] if numbers.documents else None
        numbers.office = first.office if first.office != "WO" or document is None else document.office
    elif not errors(line.problems):
        complain(line, "number_is_given", "application_number")
    agree(line, numbers)
    return numbers


def read_published(line: Line, numbers: Numbers, office: str) -> None:
    """The publication, earlier and grant columns. An application number standing there is taken as such."""
    kind_code = line.text("kind_code")
    places = (
        ("publication_number", numbers.published, kind_code),
        ("earlier_publication_number", numbers.earlier, ""),
        ("grant_number", numbers.granted, ""),
    )
    for about, found, code in places:
        for cell in line.every(about):
            for part in re.split(r"[;|\n；]+", cell) if isinstance(cell, str) else [cell]:
                reading = read_publication_number(part, kind_code=code, office=office, about=about)
                if reading.number:
                    found.append(reading.number)
                    continue
                as_application = read_application_number(part, office=office, about=about)
                if as_application.number and not line.has("application_number"):
                    numbers.application = numbers.application or as_application.number
                elif not (as_application.number and about == "grant_number"):
                    keep(line, reading, softened=line.has("application_number") or bool(numbers.documents))


def read_applications(line: Line, numbers: Numbers, office: str) -> None:
    """The application and patent number columns. A publication number standing there is taken as such."""
    kept: list[NumberReading] = []
    for cell in line.every("application_number"):
        reading = read_application_number(cell, office=office)
        if reading.number is None:
            as_publication = read_publication_number(cell, office=office, about="application_number")
            if as_publication.number and (as_publication.number.kind_code or not reading.problems):
                numbers.published.append(as_publication.number)
                keep(line, reading, softened=True)
            else:
                kept.append(reading)
            continue
        if numbers.application is None:
            numbers.application = reading.number
            if line.source not in WITHOUT_CHECK_DIGITS:
                line.problems.extend(reading.problems)
        elif reading.number.canonical != numbers.application.canonical:
            both_chinese = reading.number.office == numbers.application.office == "CN"
            complain(
                line,
                "numbers_agree",
                "application_number",
                reading.number.canonical,
                severity=weight(both_chinese),
                other=numbers.application.canonical,
            )
    for reading in kept:
        chinese = any(problem.code in CHINESE_FAULTS for problem in reading.problems)
        keep(line, reading, softened=bool(numbers.application) or (bool(numbers.documents) and not chinese))


CHINESE_FAULTS = frozenset(
    {"number_has_valid_check_digit", "number_kept_its_digits", "number_has_possible_year", "number_has_kind_digit",
     "number_has_twelve_digits", "number_is_one"}
)  # fmt: skip
"""Faults that must be mended even when a publication number is there: facts would go to the wrong patent."""


WITHOUT_CHECK_DIGITS = frozenset({"lens", "google_patents", "espacenet", "patentscope", "wipo_landscape", "st96"})
"""Sources that never write the Chinese check digit: its absence is no news there."""


def keep(line: Line, reading: NumberReading, *, softened: bool) -> None:
    """The reading's problems; softened to warnings where another number of the line is usable."""
    line.problems.extend(
        replace(problem, severity=Severity.WARNING) if softened else problem for problem in reading.problems
    )


def agree(line: Line, numbers: Numbers) -> None:
    """A Chinese application number and a Chinese document must be of the same kind of right."""
    if numbers.application is None or numbers.application.office != "CN":
        return
    kind = kind_of(numbers.application)
    for document in numbers.documents:
        told = kind_of(document) if document.office == "CN" else PatentKind.UNKNOWN
        if told is not PatentKind.UNKNOWN and told is not kind:
            complain(
                line,
                "publication_agrees_with_application",
                "publication_number",
                document.canonical,
                application=numbers.application.canonical,
                kind=str(kind),
            )


def read_kind_of_right(line: Line, numbers: Numbers) -> PatentKind:
    """The kind of right: as the Chinese number tells, elsewhere as the words tell, else as the kind code tells."""
    said, known = read_kind(line.first("kind"))
    if not known:
        warn(line, "kind_is_known", "kind", line.text("kind")[:60])
    candidates = [number for number in (numbers.application, *numbers.documents) if number is not None]
    told = next((kind for kind in map(kind_of, candidates) if kind is not PatentKind.UNKNOWN), PatentKind.UNKNOWN)
    chinese = bool(candidates) and candidates[0].office == "CN"
    if chinese and PatentKind.UNKNOWN not in (said, told) and said is not told:
        complain(
            line,
            "kind_agrees_with_number",
            "kind",
            line.text("kind")[:60],
            number=candidates[0].canonical,
            kind=str(told),
        )
    if chinese:
        return told if told is not PatentKind.UNKNOWN else said
    return said if said is not PatentKind.UNKNOWN else told
