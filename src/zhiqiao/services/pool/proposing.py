"""Proposing by the rule (按规则提出入库): run over one organisation's stock or all of it; who would come in, who not
and why.

Cut off anywhere, it goes on where it is run again: what was proposed is passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import transaction

from zhiqiao.domain.access import Verb
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures.pool import POOL
from zhiqiao.records.clock import today
from zhiqiao.records.models import Organisation, Patent, User
from zhiqiao.records.models.catalogue import PatentQuerySet
from zhiqiao.records.models.people import organisations_of
from zhiqiao.services import people, procedures
from zhiqiao.services.pool import judging

CHUNK = 1000
EXAMPLES = 5


@dataclass
class Trial:
    """What the rule says of a stock: how many were looked at, how many it proposes, how many stand in the procedure
    already, and against how many each reason stands (a patent may have several), with a few of them."""

    looked_at: int = 0
    proposed: int = 0
    already: int = 0
    against: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[int]] = field(default_factory=dict)
    last: int = 0
    """Id of the last patent looked at."""


def stock(by: User | None, organisation: Organisation | None) -> PatentQuerySet:
    """The patents one may propose, of one organisation and all below it or of all one oversees. Refused
    (`role_permits_verb`, `organisation_is_own`)."""
    people.require(by, Verb.RUN_POOL)
    patents = procedures.concerned(POOL, by)
    if organisation is None:
        return patents
    if by is not None and not organisations_of(by).filter(pk=organisation.pk).exists():
        raise Refused([Problem("organisation_is_own", "organisation", organisation.name_zh)])
    return patents.filter(holder__path__startswith=organisation.path)


def trial(
    *, by: User | None, organisation: Organisation | None = None, progress: Callable[[int, int], None] | None = None
) -> Trial:
    """Who would come in, and who not with why; nothing is written."""
    return run(stock(by, organisation), by=by, write=False, progress=progress)


def propose(
    *,
    by: User | None,
    organisation: Organisation | None = None,
    after: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Trial:
    """Propose all whom the rule finds, so that their holders are asked for the promise. `after`: go on behind this
    patent. Each chunk is one transaction. Audit: `case_moved`."""
    return run(stock(by, organisation).filter(pk__gt=after), by=by, write=True, progress=progress)


def run(patents: PatentQuerySet, *, by: User | None, write: bool, progress: Callable[[int, int], None] | None) -> Trial:
    """Look at these in chunks."""
    told, total = Trial(), patents.count() if progress else 0
    for ids in chunks(patents):
        look(told, ids, by, write)
        told.last = ids[-1]
        if progress:
            progress(told.looked_at, total)
    return told


def chunks(patents: PatentQuerySet) -> Iterator[list[int]]:
    """Ids in order, so many at a time; the next are asked for when the last are done."""
    last = 0
    while ids := list(patents.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield ids
        last = ids[-1]


@transaction.atomic
def look(told: Trial, ids: list[int], by: User | None, write: bool) -> None:
    """One chunk."""
    if write:
        procedures.hold(ids)
    fresh = judging.may_be_proposed(ids)
    patents: dict[int, Patent] = judging.patents_by_id(fresh)
    against = judging.against(patents, today())
    found = sorted(pk for pk, problems in against.items() if not problems)
    for pk, problems in sorted(against.items(), key=lambda one: one[0]):
        for code in {problem.code for problem in problems}:
            told.against[code] += 1
            some = told.examples.setdefault(code, [])
            if len(some) < EXAMPLES:
                some.append(pk)
    told.looked_at += len(ids)
    told.already += len(ids) - len(fresh)
    told.proposed += len(found)
    if write and found:
        procedures.move_many(POOL.name, found, "propose", by=by, by_rule=True)
