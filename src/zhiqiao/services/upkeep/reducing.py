"""Reductions of fees (费用减缴): that the office granted one is a fact somebody enters; it can be ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhiqiao.domain.access import Verb
from zhiqiao.domain.patents.fees import ReductionKind
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit
from zhiqiao.records.models import FeeReduction, User
from zhiqiao.services import people
from zhiqiao.services.upkeep.following import follow_some
from zhiqiao.services.upkeep.paying import MOST, Told, person
from zhiqiao.services.upkeep.scope import patents_of


@transaction.atomic
def reduce(patents: Sequence[int], kind: ReductionKind | str, since: date, *, note: str = "", by: User | None) -> Told:
    """Enter a reduction granted for these patents from a day on. One that runs already is told as refused.

    Refused as a whole: `role_permits_verb`, `reduction_is_known`, `not_too_many_at_once`. Audit:
    `fee_reduction_entered`.
    """
    people.require(by, Verb.KEEP_UP)
    if kind not in set(ReductionKind):
        raise Refused([Problem("reduction_is_known", "kind", str(kind))])
    if len(patents) > MOST:
        raise Refused([Problem("not_too_many_at_once", given=str(len(patents)), data={"most": MOST})])
    rows = {row.pk: row for row in patents_of(by, to_write=True).filter(pk__in=patents).select_for_update(of=("self",))}
    running = FeeReduction.objects.filter(patent__in=rows, kind=kind, until__isnull=True)
    runs = set(running.values_list("patent_id", flat=True))
    told = Told()
    for number in dict.fromkeys(patents):
        row = rows.get(number)
        if row is None or number in runs:
            told.refused[number] = [Problem("reduction_runs_once" if row else "patent_is_upkept", given=str(number))]
            continue
        FeeReduction.objects.create(
            patent=row, kind=str(kind), since=since, note=note.strip()[:2000], by=person(by), at=timezone.now()
        )
        data = {"kind": str(kind), "since": since.isoformat()}
        audit.record("fee_reduction_entered", row, by=by, organisation=row.holder, **data)
        told.done.append(number)
    if told.done:
        follow_some(sorted(told.done))
    return told


@transaction.atomic
def end_reduction(number: int, until: date, *, by: User | None) -> FeeReduction:
    """Say until which day a reduction held. Refused: `fee_reduction_runs`, `reduction_ends_after_it_began`. Audit:
    `fee_reduction_ended`."""
    people.require(by, Verb.KEEP_UP)
    scope = patents_of(by, to_write=True).values("pk")
    found = FeeReduction.objects.filter(pk=number, patent__in=scope, until__isnull=True).first()
    if found is None:
        raise Refused([Problem("fee_reduction_runs", given=str(number))])
    if until < found.since:
        raise Refused([Problem("reduction_ends_after_it_began", "until", until.isoformat())])
    found.until = until
    found.save(update_fields=["until"])
    row = found.patent
    data = {"kind": found.kind, "until": until.isoformat()}
    audit.record("fee_reduction_ended", row, by=by, organisation=row.holder, **data)
    follow_some([row.pk])
    return found
