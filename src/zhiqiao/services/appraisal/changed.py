"""What changed (分级变动): which grades went up or down in a period, by cause; one patent's grades, each against
the one before.

Writes nothing. A list holds patents of one's own organisations only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from zhiqiao.domain.grading.causes import Cause
from zhiqiao.domain.grading.differences import Direction, MarkChange, differences
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import Grade, Organisation, Patent, User
from zhiqiao.records.models.people import organisation_scope, organisations_of

PERIOD = timedelta(days=30)
"""How far back a list looks where nobody says."""
FIRST, LAST = date(1985, 4, 1), date(2999, 12, 31)
"""The day the first patent law came into force, and one well before the calendar of a database ends."""
SHEET_MOST = 10_000
"""Rows of one sheet; a longer list is narrowed first."""
STEPS = 50
"""Grades of one patent told at once, the newest."""


@dataclass(frozen=True)
class Step:
    """One grade of a patent, the one before it (None for the first), and the criteria whose marks differ."""

    grade: Grade
    before: Grade | None
    differences: Sequence[MarkChange]


@dataclass(frozen=True)
class Changes:
    """A page of grades that moved, each with its patent; and over the whole period, whatever filter is on, how many
    went which way by which cause."""

    since: date
    until: date
    here: Organisation | None
    total: int
    page: int
    size: int
    rows: Sequence[Grade]
    counts: dict[str, dict[str, int]]

    @property
    def by_direction(self) -> dict[str, int]:
        """How many went which way, whatever the cause."""
        return {str(way): sum(row.get(way, 0) for row in self.counts.values()) for way in Direction}


def steps(patent: Patent) -> list[Step]:
    """The grades of a patent, newest first, each against the one before."""
    rows = list(Grade.objects.filter(patent=patent).order_by("-pk")[: STEPS + 1])
    told = [Step(new, old, differences(old.marks, new.marks)) for new, old in pairwise(rows)]
    return told if len(rows) > STEPS else [*told, *(Step(row, None, ()) for row in rows[-1:])]


def changed(
    *,
    user: User | None,
    since: date | None = None,
    until: date | None = None,
    at: int | None = None,
    directions: Collection[str] = (),
    causes: Collection[str] = (),
    page: int = 1,
    size: int = 50,
) -> Changes:
    """Grades that moved from `since` to `until`, ends included, the newest first; of the organisation `at` and all
    below it, else of all one's own. Refused (`organisation_is_known`) for one that is not among one's own, and
    (`period_begins_before_it_ends`) for a period that ends before it begins.
    """
    until = min(until or timezone.localdate(), LAST)
    since = max(since or max(until, FIRST + PERIOD) - PERIOD, FIRST)
    if since > until:
        raise Refused([Problem("period_begins_before_it_ends", "since", since.isoformat())])
    here = None if at is None else organisations_of(user).filter(pk=at).first()
    if at is not None and here is None:
        raise Refused([Problem("organisation_is_known", "organisation", str(at))])
    moved = in_scope(within(since, until), user, here)
    size = min(max(size, 1), SHEET_MOST)
    counts = counted(moved)
    shown = moved
    if directions:
        shown = shown.filter(direction__in=list(directions))
    if causes:
        shown = shown.filter(cause__in=list(causes))
    total = sum(
        many
        for cause, row in counts.items()
        for way, many in row.items()
        if (not causes or cause in causes) and (not directions or way in directions)
    )
    page = min(max(page, 1), max(1, -(-total // size)))
    ids = shown.order_by("-made_at", "-direction", "-cause", "-patent_id").values_list("pk", flat=True)
    chosen = list(ids[(page - 1) * size : page * size])
    brief = Grade.objects.select_related("patent__holder").defer("marks", "would_change", "missing")
    found = brief.in_bulk(chosen)
    return Changes(since, until, here, total, page, size, [found[pk] for pk in chosen], counts)


def within(since: date, until: date) -> QuerySet[Grade]:
    """Grades of a period that moved: read from an index that holds no other."""
    zone = timezone.get_current_timezone()
    first = datetime.combine(since, time.min, zone)
    after = datetime.combine(until + timedelta(days=1), time.min, zone)
    return Grade.objects.filter(direction__isnull=False, made_at__gte=first, made_at__lt=after).order_by()


def in_scope(grades: QuerySet[Grade], user: User | None, here: Organisation | None) -> QuerySet[Grade]:
    """Those of patents held by one's own organisations, or by one of them and all below it; staff see all."""
    if here is not None:
        held = Organisation.objects.filter(path__startswith=here.path)
        return grades.filter(patent__in=Patent.objects.filter(holder__in=held.values("pk")).order_by().values("pk"))
    if user is None or organisation_scope(user) is None:
        return grades
    own = organisations_of(user).values("pk")
    return grades.filter(patent__in=Patent.objects.filter(holder__in=own).order_by().values("pk"))


def counted(grades: QuerySet[Grade]) -> dict[str, dict[str, int]]:
    """By cause, in the order of causes: how many went which way."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for cause, way, many in grades.values_list("cause", "direction").annotate(Count("pk")):
        found[cause][way] = many
    known = [str(cause) for cause in Cause]
    order = sorted(found, key=lambda cause: (known.index(cause) if cause in known else len(known), cause))
    return {cause: found[cause] for cause in order}


def directions_known() -> list[str]:
    """Codes by which a list is narrowed."""
    return [str(way) for way in Direction]


def told_difference(one: MarkChange) -> dict[str, Any]:
    """A difference as plain data."""
    return {
        "criterion": one.criterion,
        "dimension": one.dimension,
        "became": str(one.became),
        "before": dict(one.before) if one.before is not None else None,
        "after": dict(one.after) if one.after is not None else None,
    }
