"""The alarm (失效预警): good patents whose right ends soon unless somebody pays, with firms they may suit beside them.

Firms come from `matching`, found by a job with what is public alone, and kept; none is ever invented.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from zhiqiao.domain.access import Verb
from zhiqiao.domain.patents.upkeep import GOOD_LEVEL, GOOD_SELF_GRADE
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import clock, jobs
from zhiqiao.records.models import AnnuityDue, Case, Enterprise, Suggestion, User
from zhiqiao.records.models.upkeep import AnnuityDueQuerySet
from zhiqiao.services import matching, people
from zhiqiao.services.upkeep.listing import SIZES_MOST, DueLine, lines_in
from zhiqiao.services.upkeep.scope import lines_of

WITHIN = 90
"""Days in which the right ends unless somebody pays."""
FIRMS = 5
"""Firms shown beside a patent."""
AT_ONCE = 50
"""Patents for which firms are looked for in one job."""


@dataclass(frozen=True)
class Firm:
    """A firm found, how sure, and the reasons as `matching` kept them."""

    firm: Enterprise
    confidence: float
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Alarm:
    """One patent: what it owes, how many days are left until the last day of grace, its firms (None: not looked for
    yet), and when they were looked for."""

    line: DueLine
    days_left: int
    firms: list[Firm] | None
    looked_at: datetime | None


@dataclass(frozen=True)
class Alarms:
    """One page."""

    rows: list[Alarm]
    total: int
    page: int
    size: int
    days: int


def alarms(*, user: User | None, days: int = WITHIN, page: int = 1, size: int = 20) -> Alarms:
    """Good patents (level 1 or 2, or good in the holder's own eyes) of the organisations one oversees that are late or
    fall due within so many days, the earliest first."""
    rows, size = lapsing(lines_of(user), days), min(max(size, 1), SIZES_MOST)
    total = rows.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    numbers = list(rows.order_by("due", "pk").values_list("pk", flat=True)[(page - 1) * size : page * size])
    lines = lines_in(numbers, clock.today())
    found = firms_of([line.row for line in lines])
    return Alarms([as_alarm(line, found) for line in lines], total, page, size, days)


def lapsing(rows: AnnuityDueQuerySet, days: int) -> AnnuityDueQuerySet:
    """The good ones that can still be saved and must be."""
    today = clock.today()
    thought_well_of = Case.objects.filter(
        procedure="inventory", state="inventoried", sheet__self_grade__lte=GOOD_SELF_GRADE
    )
    good = Q(level__lte=GOOD_LEVEL) | Q(pk__in=thought_well_of.values("patent"))
    return rows.filter(good, due__lte=today + timedelta(days=days), payable_until__gte=today)


def firms_of(rows: Sequence[AnnuityDue]) -> dict[int, list[Suggestion]]:
    """The firms kept for these, by run."""
    found: dict[int, list[Suggestion]] = {}
    runs = [row.firms_run_id for row in rows if row.firms_run_id]
    kept = Suggestion.objects.filter(run__in=runs, rank__lte=FIRMS).select_related("enterprise")
    for one in kept.order_by("run", "rank"):
        found.setdefault(one.run_id, []).append(one)
    return found


def as_alarm(line: DueLine, found: dict[int, list[Suggestion]]) -> Alarm:
    """One row of the page."""
    row = line.row
    assert row.payable_until is not None  # `lapsing` asks for it
    firms = None
    if row.firms_run_id:
        kept = found.get(row.firms_run_id, [])
        firms = [
            Firm(one.enterprise, one.confidence, one.explanation["reasons"])
            for one in kept
            if one.enterprise is not None
        ]
    looked = row.firms_run.made_at if row.firms_run is not None else None
    return Alarm(line, (row.payable_until - clock.today()).days, firms, looked)


def ask_for_firms(patents: Collection[int], *, by: User | None) -> int:
    """Have firms looked for; returns for how many. Job: `match_lapsing`. Refused when the person may not match."""
    people.require(by, Verb.MATCH)
    wanted = list(lines_of(by).filter(pk__in=patents).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(wanted), AT_ONCE):
        jobs.add("match_lapsing", ids=wanted[start : start + AT_ONCE])
    return len(wanted)


def match_lapsing(ids: list[int]) -> int:
    """Look for firms for these patents with what is public alone, and keep them; returns for how many it was done.

    Raises what `matching` refuses, such as an index that is not built yet: the job is then tried again and shown.
    """
    done = 0
    for row in AnnuityDue.objects.filter(pk__in=ids, patent__is_public=True).select_related("patent").order_by("due"):
        try:
            found = matching.suggest_enterprises(row.patent, user=None, limit=FIRMS, by=None)
        except Refused as refusal:
            if all(problem.code == "patent_is_known" for problem in refusal.problems):
                continue
            raise
        AnnuityDue.objects.filter(pk=row.pk).update(firms_run=found.run_id)
        done += 1
    return done


def matcher_problems() -> list[Problem]:
    """Why firms cannot be found at present; empty where they can."""
    return [] if Enterprise.objects.exists() else [Problem("firms_are_known")]
