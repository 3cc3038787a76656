"""Payments (缴费登记): one annuity or many recorded as paid; one entered by mistake is taken back.

Not responsible for paying: money goes to the patent office in its own way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiqiao.domain.access import Verb
from zhiqiao.domain.patents import upkeep
from zhiqiao.domain.patents.upkeep import Granted, Paid
from zhiqiao.domain.problems import Problem, Refused, errors
from zhiqiao.records import audit, clock, jobs
from zhiqiao.records.models import AnnuityPayment, Patent, User
from zhiqiao.services import people
from zhiqiao.services.upkeep.following import follow_some
from zhiqiao.services.upkeep.scope import granted_to, patents_of, right_of
from zhiqiao.services.upkeep.table import fees

MOST = 1000
"""So many at once."""


@dataclass(frozen=True)
class Payment:
    """A payment as entered: patent, day, annuity year (None: the next one owed), amount in fen (None: not told)."""

    patent: int
    paid_on: date
    year: int | None = None
    fen: int | None = None
    receipt: str = ""


@dataclass
class Told:
    """What became of many: patents done, those refused and warned about with their problems."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, list[Problem]] = field(default_factory=dict)
    warned: dict[int, list[Problem]] = field(default_factory=dict)


@transaction.atomic
def pay(payments: Sequence[Payment], *, by: User | None) -> Told:
    """Record annuities as paid; each is judged by itself. The last year paid of the patent moves on.

    Refused as a whole when the person may not (`role_permits_verb`) or for too many (`not_too_many_at_once`). Audit:
    `annuity_paid`. Job: `grade_patents` with cause `annuity`.
    """
    people.require(by, Verb.KEEP_UP)
    if len(payments) > MOST:
        raise Refused([Problem("not_too_many_at_once", given=str(len(payments)), data={"most": MOST})])
    numbers = sorted({one.patent for one in payments})
    rows = {row.pk: row for row in patents_of(by, to_write=True).filter(pk__in=numbers).select_for_update(of=("self",))}
    granted, told = granted_to(list(rows)), Told()
    for one in payments:
        row = rows.get(one.patent)
        if row is None:
            told.refused[one.patent] = [Problem("patent_is_upkept", given=str(one.patent))]
            continue
        problems = judged(row, one, granted[row.pk])
        if errors(problems):
            told.refused[row.pk] = problems
            continue
        if problems:
            told.warned[row.pk] = problems
        keep(row, one, by)
        told.done.append(row.pk)
    if told.done:
        follow_some(sorted(set(told.done)))
        jobs.add("grade_patents", ids=sorted(set(told.done)), cause="annuity")
    return told


def judged(row: Patent, one: Payment, granted: Sequence[Granted]) -> list[Problem]:
    """What is wrong with a payment, by the rules of the domain."""
    right, today = right_of(row), clock.today()
    year = one.year or upkeep.owed_year(right, today) or 0
    known = right.office == "CN" and right.application_date is not None and right.ends is not None and year > 0
    expected = upkeep.cost(right, year, granted, fees().table, one.paid_on) if known else None
    if expected is not None and right.ends is not None and expected.due >= right.ends:
        expected = None
    return list(upkeep.payment_problems(right, Paid(year, one.paid_on, one.fen), expected, today))


def keep(row: Patent, one: Payment, by: User | None) -> None:
    """Write a payment down and move the last year paid on."""
    year = one.year or upkeep.owed_year(right_of(row), clock.today()) or 0
    AnnuityPayment.objects.create(
        patent=row,
        year=year,
        paid_on=one.paid_on,
        amount_fen=one.fen,
        receipt=one.receipt.strip()[:100],
        paid_before=row.annuity_paid_to_year,
        by=person(by),
        at=timezone.now(),
    )
    write_paid_to(row, year)
    data: dict[str, Any] = {"year": year, "paid_on": one.paid_on.isoformat(), "fen": one.fen}
    audit.record("annuity_paid", row, by=by, organisation=row.holder, **data)


def write_paid_to(row: Patent, year: int | None) -> None:
    """The last year paid, as the record now says."""
    row.annuity_paid_to_year = year
    row.save(update_fields=["annuity_paid_to_year", "updated_at"])


def person(by: User | None) -> User | None:
    """Who acts, as it is stored; nobody for the owner of the machine."""
    return by if by is not None and by.pk is not None else None


@transaction.atomic
def take_back(number: int, *, by: User | None) -> AnnuityPayment:
    """Take back a payment entered by mistake: the last year paid is again what it was before.

    Refused (`payment_is_known`), and where the record has moved on since (`payment_is_last`). Audit:
    `annuity_payment_taken_back`. Job: `grade_patents` with cause `annuity`.
    """
    people.require(by, Verb.KEEP_UP)
    scope = patents_of(by, to_write=True)
    found = AnnuityPayment.objects.filter(pk=number, patent__in=scope.values("pk"), taken_back_at__isnull=True).first()
    if found is None:
        raise Refused([Problem("payment_is_known", given=str(number))])
    row = scope.select_for_update(of=("self",)).get(pk=found.patent_id)
    if row.annuity_paid_to_year != found.year:
        raise Refused([Problem("payment_is_last", given=str(found.year), data={"year": found.year})])
    found.taken_back_at, found.taken_back_by = timezone.now(), person(by)
    found.save(update_fields=["taken_back_at", "taken_back_by"])
    write_paid_to(row, found.paid_before)
    audit.record("annuity_payment_taken_back", row, by=by, organisation=row.holder, year=found.year)
    follow_some([row.pk])
    jobs.add("grade_patents", ids=[row.pk], cause="annuity")
    return found
