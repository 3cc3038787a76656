"""Coverage (盘点率): how much of what an organisation holds has been through a procedure, from the nation down.

A patent counts once, with the one organisation that holds its record, however many own it. Rights that have ended count
only where their case was begun, as on the desk.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures.machinery import Procedure
from zhiqiao.records.models import Case, Organisation, User
from zhiqiao.records.models.people import organisations_of
from zhiqiao.services import people
from zhiqiao.services.procedures.desk import to_be_filed
from zhiqiao.services.procedures.opening import Acting, concerned, procedure_named


@dataclass(frozen=True)
class Covered:
    """An organisation with all below it: how many patents there are to file, and how many are in each state."""

    organisation: Organisation
    total: int
    states: Mapping[str, int]
    done: int
    has_below: bool = False

    @property
    def rate(self) -> float | None:
        """Share that has been through the procedure (盘点率); None where there is nothing to file."""
        return self.done / self.total if self.total else None


@dataclass(frozen=True)
class Coverage:
    """One level: the organisation one looks at (None above all of one's own), what it holds itself where there are
    others below it, the way down to it, and those below."""

    here: Covered | None
    itself: Covered | None
    above: list[Organisation]
    below: list[Covered]


def coverage(name: str, *, user: User | None, at: int | None = None) -> Coverage:
    """The level below one organisation, or one's own topmost organisations. Refused (`organisation_is_known`) for one
    that is not among one's own."""
    procedure, acting = procedure_named(name), Acting(user)
    # Of an organisation one only files for, one's own few patents would pass for all it holds.
    seen = organisations_of(user)
    own = {one.pk: one for one in seen if acting.may_all or any(map(one.path.startswith, acting.overseen))}
    if at is not None and at not in own:
        raise Refused([Problem("organisation_is_known", "organisation", str(at))])
    held = counted(procedure, user)
    next_ones = [one for one in own.values() if (one.parent_id == at if at else one.parent_id not in own)]
    below = [covered(procedure, one, own.values(), held) for one in next_ones]
    below = sorted(
        (one for one in below if one.total),
        key=lambda one: (one.rate or 0.0, -one.total, one.organisation.name_zh, one.organisation.pk),
    )
    here = covered(procedure, own[at], own.values(), held) if at is not None else None
    itself = covered(procedure, own[at], [own[at]], held) if at is not None and below else None
    return Coverage(here, itself if itself and itself.total else None, people.way_to(own, at), below)


def covered(
    procedure: Procedure[Any],
    organisation: Organisation,
    own: Collection[Organisation],
    held: Mapping[int, Counter[str]],
) -> Covered:
    """The counts of an organisation and all below it together."""
    states: Counter[str] = Counter()
    for one in own:
        if one.path.startswith(organisation.path):
            states.update(held.get(one.pk, Counter()))
    done = sum(states[state] for state in procedure.ends)
    has_below = any(one.parent_id == organisation.pk for one in own)
    return Covered(organisation, states.total(), {one: states[one] for one in procedure.states}, done, has_below)


def counted(procedure: Procedure[Any], user: User | None) -> dict[int, Counter[str]]:
    """By holder: how many of the patents to file are in each state."""
    cases = Case.objects.filter(procedure=procedure.name)
    held = to_be_filed(cases, concerned(procedure, user)).order_by()
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for holder, many in held.values_list("holder").annotate(Count("pk")):
        found[holder][procedure.start] = many
    begun = cases.filter(patent__in=held.values("pk")).exclude(state=procedure.start).order_by()
    for holder, state, many in begun.values_list("patent__holder", "state").annotate(Count("pk")):
        found[holder][state] += many
        found[holder][procedure.start] -= many
    return found
