"""Lines of accounts (批量账号入库): each person is invited by `people`; the links are had from the page of people."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhiqiao.domain import account_lines
from zhiqiao.domain.account_lines import AccountDraft, AccountReading
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import ImportRun, Organisation, User
from zhiqiao.services import people
from zhiqiao.services.intake.outcomes import Line, Outcome
from zhiqiao.services.intake.raw import cells_of
from zhiqiao.services.intake.tables import Table

log = logging.getLogger(__name__)
ACCOUNTS = "accounts"


def read(line: Line, table: Table, *, today: date) -> AccountReading:
    """Read one line; one on which the reader itself fails is rejected, not the file (`line_is_readable`)."""
    try:
        return account_lines.read_account_line(table.map, table.headings, cells_of(line.raw), today=today)
    except Exception as failure:
        log.exception("Line %s of run %s could not be read", line.number, line.run_id)
        return AccountReading(None, [Problem("line_is_readable", given=type(failure).__name__)])


def bring_in(
    run: ImportRun, groups: Sequence[Sequence[Line]], tables: Sequence[Table], *, by: User | None, today: date
) -> list[Outcome]:
    """Invite the people of these lines, each for itself. Inside the caller's transaction."""
    outcomes: list[Outcome] = []
    for line in (one for lines in groups for one in lines):
        reading = read(line, tables[line.table], today=today)
        if reading.draft is None:
            outcomes.append(Outcome(line, "unchanged" if reading.is_blank else "rejected", reading.problems))
            continue
        try:
            with transaction.atomic():
                is_new = _invite(run, reading.draft, by)
            outcomes.append(Outcome(line, "accepted" if is_new else "unchanged", reading.problems))
        except Refused as refusal:
            outcomes.append(Outcome(line, "rejected", [*reading.problems, *refusal.problems]))
    return outcomes


def _invite(run: ImportRun, draft: AccountDraft, by: User | None) -> bool:
    """Invite one person, unless they have that role or an open invitation already; whether it is new."""
    place = _place(run.organisation, draft.organisation, by)
    if people.has_role_there(place, draft.role, name=draft.name, email=draft.email):
        return False
    return people.invite(place, draft.role, name=draft.name, email=draft.email, by=by)[1]


def _place(home: Organisation | None, name: str, by: User | None) -> Organisation:
    """The organisation of this name among those one manages, at best below the one that imports; that one itself where
    none is named. Refused (`organisation_is_known`, `organisation_name_is_unique`)."""
    if not name:
        if home is None:
            raise Refused([Problem("organisation_is_known", "organisation")])
        return home
    managed = people.managed_by(by).filter(name_zh=name) | people.managed_by(by).filter(name_en__iexact=name)
    below = managed.filter(path__startswith=home.path) if home is not None else managed
    found = list(below[:2]) or list(managed[:2])
    if len(found) != 1:
        raise Refused(
            [Problem("organisation_name_is_unique" if found else "organisation_is_known", "organisation", name)]
        )
    return found[0]
