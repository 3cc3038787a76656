"""The dates of a line (日期): each read on its own, then held against each other and against today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhiqiao.domain.patents.numbers import is_grant, publication_key
from zhiqiao.domain.patents.reading.cells import DateReading, read_count, read_date
from zhiqiao.domain.patents.reading.drafts import PublicationDraft
from zhiqiao.domain.patents.reading.line import Line, complain, warn, weight
from zhiqiao.domain.patents.reading.numbers_of_line import Numbers
from zhiqiao.domain.problems import Severity

DAY_FIRST_SOURCES = frozenset({"lens", "patentscope", "espacenet"})


@dataclass
class Dates:
    """The dates of a line; `publication` is the first publication, `grant` the announcement of the grant."""

    application: date | None = None
    earlier_publication: date | None = None
    publication: date | None = None
    grant: date | None = None
    expiry: date | None = None
    legal_state: date | None = None


def read_dates(line: Line, numbers: Numbers) -> Dates:
    """All dates of a line; complains about impossible, contradicting and future ones."""
    dates = Dates()
    year = read_count(line.first("publication_year"))
    announced = take(line, "publication_date", year=year)
    dates.grant = take(line, "grant_date")
    dates.earlier_publication = take(line, "earlier_publication_date")
    dates.application = take(line, "application_date", not_after=announced or dates.grant)
    dates.expiry = take(line, "expiry_date", severity=Severity.WARNING)
    dates.legal_state = take(line, "legal_state_date", severity=Severity.WARNING)
    if numbers.published and any(is_grant(number) for number in numbers.published):
        dates.grant = dates.grant or announced
        dates.publication = dates.earlier_publication
        if announced is not None and dates.grant != announced and dates.publication is None:
            dates.publication = announced
    else:
        dates.publication = announced or dates.earlier_publication
    hold_together(line, dates, numbers)
    return dates


def take(
    line: Line,
    about: str,
    *,
    year: int | None = None,
    not_after: date | None = None,
    severity: Severity = Severity.ERROR,
) -> date | None:
    """The first date among a field's cells."""
    for cell in line.every(about):
        reading: DateReading = read_date(
            cell,
            about,
            day_first=line.source in DAY_FIRST_SOURCES,
            year=year,
            not_after=not_after or line.today,
            severity=severity,
        )
        if reading.problem is not None:
            line.problems.append(reading.problem)
        if reading.date is not None:
            return reading.date
    return None


def hold_together(line: Line, dates: Dates, numbers: Numbers) -> None:
    """Grant and publication follow the application, nothing lies ahead of today, the number's year fits."""
    filed = dates.application
    for about, day in (
        ("application_date", filed),
        ("publication_date", dates.publication),
        ("grant_date", dates.grant),
    ):
        if day is not None and day > line.today:
            complain(line, "date_has_come", about, day.isoformat(), today=line.today.isoformat())
    if filed is None:
        return
    chinese = numbers.office == "CN"
    if dates.grant is not None and dates.grant < filed:
        complain(
            line,
            "grant_follows_application",
            "grant_date",
            dates.grant.isoformat(),
            severity=weight(chinese or line.source not in DAY_FIRST_SOURCES),
            application_date=filed.isoformat(),
        )
    if dates.publication is not None and dates.publication < filed:
        complain(
            line,
            "publication_follows_application",
            "publication_date",
            dates.publication.isoformat(),
            severity=weight(chinese),
            application_date=filed.isoformat(),
        )
    number = numbers.application
    if chinese and number is not None and len(number.serial) == 12 and int(number.serial[:4]) < filed.year:
        warn(line, "number_year_fits_date", "application_date", filed.isoformat(), number=number.canonical)


def documents_of(numbers: Numbers, dates: Dates) -> tuple[PublicationDraft, ...]:
    """The published documents with their dates, each once."""
    drafts: dict[str, PublicationDraft] = {}
    single = len(numbers.published) == 1
    for group, day in (
        (numbers.earlier, dates.earlier_publication),
        (numbers.published, None),
        (numbers.granted, dates.grant),
    ):
        for number in group:
            when = day
            if group is numbers.published and single:
                when = dates.grant if is_grant(number) else dates.publication
            drafts[number.canonical] = PublicationDraft(
                number.office, number.canonical, number.kind_code, when, publication_key(number)
            )
    return tuple(sorted(drafts.values(), key=lambda document: (str(document.date or "9999"), document.number)))
