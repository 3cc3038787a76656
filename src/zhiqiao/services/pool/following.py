"""Following events (随事件出入库): patents in the pool leave by what happened to them, others are proposed by the rule.

Also the time of listings: who soon runs out is told, who has run out leaves. Moves are made by the platform itself and
stand in the case's history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction

from zhiqiao.domain.pool.codes import Cause, EntryState
from zhiqiao.domain.pool.leaving import Leaving, leaving
from zhiqiao.domain.pool.terms import terms
from zhiqiao.domain.procedures.pool import POOL
from zhiqiao.records.clock import today
from zhiqiao.records.models import Case, Grade, Patent, PoolEntry
from zhiqiao.services import procedures
from zhiqiao.services.pool import judging
from zhiqiao.services.pool.settling import CHUNK, settle_chunk


@dataclass
class Followed:
    """What a run did: how many were proposed, how many proposals were taken back, who left by which cause."""

    proposed: int = 0
    recalled: int = 0
    left: dict[str, int] = field(default_factory=dict)

    def add(self, other: Followed) -> None:
        """Another run's figures too."""
        self.proposed += other.proposed
        self.recalled += other.recalled
        for cause, many in other.left.items():
            self.left[cause] = self.left.get(cause, 0) + many


def follow(ids: Sequence[int], cause: str = "asked") -> Followed:
    """Let the pool follow what happened to these patents. Doing it again changes nothing; a chunk is one transaction.

    `cause` is the event that asked for it. Audit: `case_moved`, `pool_left`. Jobs: those of the moves.
    """
    done, wanted = Followed(), sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        done.add(follow_chunk(wanted[start : start + CHUNK]))
    return done


@transaction.atomic
def follow_chunk(ids: Sequence[int]) -> Followed:
    """The same for one chunk."""
    procedures.hold(ids)
    done, patents = Followed(), judging.patents_by_id(ids)
    entries = judging.current_entries(ids)
    why = leaving_of(entries, patents)
    done.left = move_out(why)
    renew_copies([one for one in entries if one.patent_id not in why], patents)
    states = dict(Case.objects.filter(procedure=POOL.name, patent__in=ids).values_list("patent", "state"))
    fresh = judging.may_be_proposed(list(patents)) - set(why)
    proposed = {pk for pk, state in states.items() if state == judging.PROPOSED}
    against = judging.against({pk: patents[pk] for pk in fresh | proposed if pk in patents}, today())
    enter = sorted(pk for pk in fresh if not against[pk] and is_for_pool(patents[pk]))
    if enter:
        done.proposed = len(procedures.move_many(POOL.name, enter, "propose", by=None, by_rule=True).moved)
    back: dict[str, list[int]] = defaultdict(list)
    for pk in sorted(proposed):
        if against[pk]:
            back[against[pk][0].code].append(pk)
    for code, some in back.items():
        told = procedures.move_many(POOL.name, some, "recall", by=None, by_rule=True, reason=code)
        done.recalled += len(told.moved)
    return done


def is_for_pool(patent: Patent) -> bool:
    """Whether its holder is one the procedure is for."""
    return patent.holder is not None and patent.holder.kind in set(map(str, POOL.holders))


def leaving_of(entries: Sequence[PoolEntry], patents: dict[int, Patent]) -> dict[int, Leaving]:
    """Those of these that leave today, and why."""
    day, limits = today(), terms()
    facts = judging.listed_facts(entries, patents)
    found = {pk: leaving(one, today=day, terms=limits) for pk, one in facts.items()}
    return {pk: why for pk, why in found.items() if why is not None}


def move_out(why: dict[int, Leaving]) -> dict[str, int]:
    """Move these out, each with its cause; how many by cause."""
    by_cause: dict[Cause, list[int]] = defaultdict(list)
    for pk, one in why.items():
        by_cause[one.cause].append(pk)
    for cause, some in by_cause.items():
        procedures.move_many(POOL.name, some, "leave", by=None, by_rule=True, reason=str(cause))
    if why:
        settle_chunk(sorted(why), why)
    return {str(cause): len(some) for cause, some in by_cause.items()}


def renew_copies(entries: Sequence[PoolEntry], patents: dict[int, Patent]) -> None:
    """Entries that stay show the patent's level, kind, industry and place as they are now."""
    ids = [one.patent_id for one in entries]
    levels = dict(Grade.objects.filter(patent__in=ids, is_current=True).values_list("patent_id", "level"))
    changed = []
    for one in entries:
        patent = patents[one.patent_id]
        now = (levels.get(patent.pk), patent.kind, patent.industry, patent.region)
        if now != (one.level, one.kind, one.industry, one.region):
            one.level, one.kind, one.industry, one.region = now
            changed.append(one)
    PoolEntry.objects.bulk_update(changed, ["level", "kind", "industry", "region"], batch_size=CHUNK)


@dataclass
class Timed:
    """What a look at the calendar did: listings told that they run out, listings that left."""

    reminded: int = 0
    left: int = 0


def expire() -> Timed:
    """Listings that end soon are shown as running out; those whose time is over and that nobody renewed leave. Run
    once a day; running it twice does nothing more. Audit: `case_moved`, `pool_left`."""
    done, day = Timed(), today()
    ending = PoolEntry.objects.filter(state=EntryState.LISTED, until__isnull=False)
    over = list(ending.filter(until__lt=day).order_by("patent").values_list("patent", flat=True))
    soon = ending.filter(until__gte=day, until__lte=day + timedelta(days=terms().remind_days))
    waiting = Case.objects.filter(procedure=POOL.name, state="listed", patent__in=soon.values("patent"))
    ids = list(waiting.order_by("patent").values_list("patent", flat=True))
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        done.reminded += len(procedures.move_many(POOL.name, some, "remind", by=None, by_rule=True).moved)
    done.left = sum(follow(over, "listing").left.values())
    return done
