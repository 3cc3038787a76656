"""Settling the pool (入库登记): makes entries equal to the cases of the procedure, whoever moved them and how.

The case is the truth of where a patent stands; the entry tells since when, on what terms, and why it left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhiqiao.domain.clocks import months_after
from zhiqiao.domain.pool.codes import Cause, EntryState, Lane, Scope
from zhiqiao.domain.pool.leaving import Happened, Leaving
from zhiqiao.domain.pool.terms import terms
from zhiqiao.domain.procedures.pool import POOL, PoolSheet
from zhiqiao.records import audit
from zhiqiao.records.clock import today
from zhiqiao.records.models import Case, CaseMove, Grade, Patent, PoolEntry
from zhiqiao.services import procedures

CHUNK = 500
REVIEWS = frozenset({"college_review", "school_review"})
IN_POOL = POOL.ends


def settle(ids: Sequence[int]) -> int:
    """Make the entries of these patents equal to their cases; returns how many changed. Doing it again changes
    nothing. Audit: `pool_entered`, `pool_left`."""
    wanted = sorted(set(ids))
    return sum(settle_chunk(wanted[start : start + CHUNK], {}) for start in range(0, len(wanted), CHUNK))


@transaction.atomic
def settle_chunk(ids: Sequence[int], why: Mapping[int, Leaving]) -> int:
    """One chunk in its own transaction. `why` says by what event some of them leave."""
    procedures.hold(ids)
    entries = {one.patent_id: one for one in PoolEntry.objects.filter(patent__in=ids, is_current=True)}
    cases = list(Case.objects.filter(procedure=POOL.name, patent__in=ids).select_related("patent", "holder"))
    levels = dict(Grade.objects.filter(patent__in=ids, is_current=True).values_list("patent_id", "level"))
    verbs = last_moves(cases)
    changed = 0
    for case in cases:
        if case.patent is None:  # cases of this procedure all have one
            continue
        entry = entries.get(case.patent.pk)
        if case.state in REVIEWS or case.state in IN_POOL:
            changed += enter(case, case.patent, entry, levels.get(case.patent.pk))
        elif entry is not None:
            changed += 1
            take_out(entry, why.get(case.patent.pk) or told_by(verbs.get(case.pk)))
    return changed


def last_moves(cases: Sequence[Case]) -> dict[int, CaseMove]:
    """The last move by which each of those left."""
    gone = [case.pk for case in cases if case.state == "left"]
    found = CaseMove.objects.filter(case__in=gone, after="left").order_by("pk")
    return {one.case_id: one for one in found}


def enter(case: Case, patent: Patent, entry: PoolEntry | None, level: int | None) -> int:
    """Bring a case's entry in, or up to date; 1 where something changed."""
    row = entry or PoolEntry(patent=patent)
    before = {name: getattr(row, name) for name in WRITTEN} if entry else None
    was_listed = entry is not None and entry.state == EntryState.LISTED
    sheet = PoolSheet.model_validate(case.sheet)
    row.level, row.kind, row.industry, row.region = level, patent.kind, patent.industry, patent.region
    if not was_listed:
        row.holder, row.since = patent.holder, case.since
        row.lane, row.entrusted_to = sheet.lane or Lane.SELF, sheet.entrusted_to
        row.visibility = sheet.scope or Scope.OWN
        row.promised_by, row.promised_on = sheet.promised_by, promised_on(case)
        row.state = EntryState.LISTED if case.state in IN_POOL else EntryState.PENDING
    if case.state == "listed":
        row.until = months_after(case.since, sheet.months or terms().months)
    if before == {name: getattr(row, name) for name in WRITTEN}:
        return 0
    row.revision += 1
    row.save()
    if row.state == EntryState.LISTED and not was_listed:
        told = {"patent": case.patent_id, "lane": str(row.lane), "scope": str(row.visibility), "until": f"{row.until}"}
        audit.record("pool_entered", row, organisation=row.holder, **told)
    return 1


WRITTEN = (
    "state", "holder_id", "lane", "entrusted_to", "visibility", "since", "until", "promised_by", "promised_on", "level",
    "kind", "industry", "region",
)  # fmt: skip


def promised_on(case: Case) -> date | None:
    """The day on which the letter was last submitted."""
    last = CaseMove.objects.filter(case=case, verb="submit").order_by("-pk").values_list("at", flat=True).first()
    return timezone.localdate(last) if last is not None else None


def take_out(entry: PoolEntry, why: Leaving) -> None:
    """End an entry with its cause; one that was only in review is forgotten, for it was never in the pool."""
    if entry.state == EntryState.PENDING:
        entry.delete()
        return
    entry.state, entry.is_current, entry.left_on = EntryState.LEFT, False, today()
    entry.cause, entry.event, entry.event_on = why.cause, why.event.code, why.event.on
    entry.revision += 1
    entry.save()
    told = {"patent": entry.patent_id, "cause": str(why.cause), "event": why.event.code}
    audit.record("pool_left", entry, organisation=entry.holder, **told)


def told_by(move: CaseMove | None) -> Leaving:
    """The cause as the move tells it: an event's, or the holder's wish."""
    if move is not None and move.verb == "leave" and move.reason in set(map(str, Cause)):
        return Leaving(Cause(move.reason), Happened(""))
    return Leaving(Cause.WITHDRAWN, Happened("holder_request", timezone.localdate(move.at) if move else None))
