"""The desk of a procedure (办理台): the cases somebody has to do with, narrowed, counted, one page at a time.

Patents nobody has begun stand in it too, in the procedure's first state. Not responsible for moving them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from zhiqiao.domain.codes import ENDED_STATES
from zhiqiao.domain.procedures.machinery import FILL, Procedure
from zhiqiao.domain.working_days import calendar
from zhiqiao.records.clock import today
from zhiqiao.records.models import Case, Patent, User
from zhiqiao.records.models.catalogue import PatentQuerySet
from zhiqiao.services.procedures.moving import MOST, Option, options
from zhiqiao.services.procedures.opening import Opened, concerned, opened, procedure_named

SIZES_MOST = 500


@dataclass(frozen=True)
class Line:
    """One row: the case in hand, the moves open to whoever reads, and working days left where a time limit runs."""

    one: Opened
    options: list[Option]
    left: int | None


@dataclass(frozen=True)
class Desk:
    """One page; with how many cases are in each state, past their time limit, and one's own to file."""

    rows: list[Line]
    total: int
    page: int
    size: int
    states: dict[str, int]
    late: int
    mine: int


def desk(
    name: str,
    *,
    user: User | None,
    states: Collection[str] = (),
    text: str = "",
    holder: int | None = None,
    mine: bool = False,
    late: bool = False,
    page: int = 1,
    size: int = 20,
) -> Desk:
    """A page of cases: those in some states, with words in title or number, of one holder and all below it, one's own
    to file, those past their time limit; the earliest last day first."""
    procedure, size = procedure_named(name), min(max(size, 1), SIZES_MOST)
    cases = Case.objects.filter(procedure=name)
    every = to_be_filed(cases, concerned(procedure, user))
    if holder is not None:
        every = every.filter(holder__path__contains=f"/{holder}/")
    if text := " ".join(text.replace("\0", " ").split()):
        every = every.filter(Q(title_zh__icontains=text) | Q(title_en__icontains=text) | numbered(text))
    own = every.filter(pk__in=cases.filter(filer=user.pk).values("patent")) if user and user.pk else every.none()
    many = own.count()
    every = own if mine else every
    late_ones = every.filter(pk__in=cases.filter(last_day__lt=today()).values("patent"))
    shown = late_ones if late else every
    if states:
        shown = shown.filter(in_states(procedure, cases, states))
    total = shown.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    last_day = Subquery(cases.filter(patent=OuterRef("pk")).values("last_day"))
    ids = shown.order_by(last_day.asc(nulls_last=True), "pk").values_list("pk", flat=True)
    chosen = list(ids[(page - 1) * size : page * size])
    found = {one.patent.pk: one for one in opened(name, chosen, user=user)}
    rows = lines([found[pk] for pk in chosen if pk in found])
    return Desk(rows, total, page, size, counts(procedure, cases, every), late_ones.count(), many)


def to_be_filed(cases: QuerySet[Case], patents: PatentQuerySet) -> PatentQuerySet:
    """Those of these patents with which the procedure has to do: where the right has ended, only those begun."""
    ended = Q(legal_state__in=[str(state) for state in ENDED_STATES])
    return patents.filter(~ended | Exists(cases.filter(patent=OuterRef("pk"))))


def waiting_to_be_filed(name: str, *, user: User | None, most: int = MOST) -> list[Patent]:
    """Patents with which somebody has to do and which nobody has begun to file or whose draft waits, with their
    holders: those one is to file, and those of the organisations one acts for or oversees."""
    procedure = procedure_named(name)
    cases = Case.objects.filter(procedure=name)
    fillable = {state for move in procedure.moves if move.verb == FILL for state in move.before}
    open_ones = to_be_filed(cases, concerned(procedure, user)).filter(in_states(procedure, cases, fillable))
    ended = Q(legal_state__in=[str(state) for state in ENDED_STATES])
    return list(open_ones.exclude(ended).select_related("holder").order_by("holder", "pk")[:most])


def numbered(text: str) -> Q:
    """That application number, written with or without office and dot, or its beginning."""
    plain = re.sub(r"^(CN|ZL)+", "", re.sub(r"[\s.]", "", text.upper()))
    if not plain.isalnum() or not any(letter.isdigit() for letter in plain):
        return Q(pk__in=[])
    return Q(application_number__istartswith=plain) | Q(application_number__iexact=f"{plain[:-1]}.{plain[-1]}")


def in_states(procedure: Procedure[Any], cases: QuerySet[Case], states: Collection[str]) -> Q:
    """In one of these; a patent without a case is in the first."""
    chosen = Q(pk__in=cases.filter(state__in=list(states)).values("patent"))
    return chosen | ~Q(Exists(cases.filter(patent=OuterRef("pk")))) if procedure.start in states else chosen


def counts(procedure: Procedure[Any], cases: QuerySet[Case], patents: PatentQuerySet) -> dict[str, int]:
    """How many of these stand in each state, in the order of the procedure."""
    begun = cases.filter(patent__in=patents.order_by().values("pk"))
    known = dict(begun.order_by().values_list("state").annotate(Count("pk")))
    known[procedure.start] = known.get(procedure.start, 0) + patents.count() - sum(known.values())
    return {state: known.get(state, 0) for state in procedure.states}


def lines(found: Sequence[Opened]) -> list[Line]:
    """Rows of a page."""
    return [Line(one, options(one), working_days_left(one.row.last_day)) for one in found]


def working_days_left(last_day: date | None) -> int | None:
    """Working days from today to a last day; negative when it is past."""
    return None if last_day is None else calendar().between(today(), last_day)
