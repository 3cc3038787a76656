"""What falls due (应缴清单): one page of lines, counted by stage, month, level and organisation, with what they cost.

Every list is a query over the kept lines; surcharges depend on today and are reckoned here. Rules are the domain's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from zhiqiao.domain.clocks import months_after
from zhiqiao.domain.money import percent_of
from zhiqiao.domain.patents import upkeep
from zhiqiao.domain.patents.annuities import surcharge_percent
from zhiqiao.domain.patents.upkeep import Stage
from zhiqiao.records import clock
from zhiqiao.records.models import AnnuityDue, Grade, Organisation, Patent, UpkeepDecision, User
from zhiqiao.records.models.upkeep import AnnuityDueQuerySet
from zhiqiao.services.upkeep.scope import lines_of

SIZES_MOST = 500
HOLDERS_MOST = 12
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
WITHIN = (30, 60, 90, 365)
"""Days ahead that can be asked for."""


@dataclass(frozen=True)
class Asked:
    """How a list is narrowed. `month` is "2026-12", `level` 1 to 5 or 0 for not graded, `decided` a choice, "open" or
    ""; `level_most`: good ones alone."""

    stages: tuple[Stage, ...] = ()
    days: int | None = None
    month: str = ""
    level: int | None = None
    level_most: int | None = None
    holder: int | None = None
    text: str = ""
    decided: str = ""


@dataclass(frozen=True)
class DueLine:
    """One line: what the patent owes, its stage, its surcharge percent and cost if paid today, and what was decided."""

    row: AnnuityDue
    stage: Stage
    surcharge_percent: int
    surcharge_fen: int | None
    total_fen: int | None
    decision: UpkeepDecision | None
    revision: int = 0
    """Of the last decision there ever was."""

    @property
    def patent(self) -> Patent:
        """The patent."""
        return self.row.patent


@dataclass(frozen=True)
class Cost:
    """Sums in fen with how many annuities are in them; `without_fee` have no line in the fee table and are not."""

    year_fen: int
    life_fen: int
    surcharge_fen: int
    patents: int
    without_fee: int


@dataclass(frozen=True)
class DueList:
    """One page, with its counts and sums; months are (month, how many, fen), levels have 0 for those not graded."""

    lines: list[DueLine]
    total: int
    page: int
    size: int
    stages: dict[Stage, int]
    months: list[tuple[str, int, int]]
    levels: dict[int, int]
    holders: list[tuple[Organisation, int]]
    cost: Cost


def due_list(asked: Asked, *, user: User | None, page: int = 1, size: int = 20, counted: bool = True) -> DueList:
    """A page of what falls due for the patents of the organisations one oversees, the earliest day first."""
    today, size = clock.today(), min(max(size, 1), SIZES_MOST)
    every = narrowed(lines_of(user), asked, today)
    shown = in_stages(every, asked.stages, today)
    total = shown.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    ordered = shown.order_by(F("due").asc(nulls_last=True), "pk").values_list("pk", flat=True)
    lines = lines_in(list(ordered[(page - 1) * size : page * size]), today)
    nothing = DueList(lines, total, page, size, {}, [], {}, [], Cost(0, 0, 0, 0, 0))
    if not counted:
        return nothing
    return DueList(
        lines, total, page, size, counts(every, today), months(shown, today), levels(shown), holders(shown),
        cost_of(shown, today),
    )  # fmt: skip


def narrowed(rows: AnnuityDueQuerySet, asked: Asked, today: date) -> AnnuityDueQuerySet:
    """Those that meet everything but the stages."""
    if asked.days is not None:
        rows = rows.filter(due__lte=today + timedelta(days=asked.days))
    if MONTH.fullmatch(asked.month):
        first = date.fromisoformat(f"{asked.month}-01")
        rows = rows.filter(due__gte=first, due__lt=months_after(first, 1))
    if asked.level is not None:
        rows = rows.filter(level=asked.level) if asked.level else rows.filter(level__isnull=True)
    if asked.level_most is not None:
        rows = rows.filter(level__lte=asked.level_most)
    if asked.holder is not None:
        rows = rows.filter(holder__path__contains=f"/{asked.holder}/")
    if text := " ".join(asked.text.replace("\0", " ").split()):
        plain = re.sub(r"^(CN|ZL)+", "", re.sub(r"\s", "", text.upper()))
        rows = rows.filter(
            Q(patent__title_zh__icontains=text)
            | Q(patent__title_en__icontains=text)
            | Q(patent__application_number__istartswith=plain)
        )
    return by_decision(rows, asked.decided)


def by_decision(rows: AnnuityDueQuerySet, decided: str) -> AnnuityDueQuerySet:
    """Those for whose next annuity this was decided; "open": nothing yet."""
    if not decided:
        return rows
    current = UpkeepDecision.objects.filter(patent=OuterRef("pk"), is_current=True, year=OuterRef("year"))
    if decided == "open":
        return rows.filter(~Exists(current))
    return rows.filter(Exists(current.filter(choice=decided)))


def in_stages(rows: AnnuityDueQuerySet, stages: Sequence[Stage], today: date) -> AnnuityDueQuerySet:
    """Those in one of these stages; all where none is named."""
    if not stages:
        return rows
    wanted = Q(pk__in=[])
    for stage in stages:
        wanted |= CONDITIONS[stage](today)
    return rows.filter(wanted)


CONDITIONS = {
    Stage.DUE: lambda today: Q(due__gte=today),
    Stage.GRACE: lambda today: Q(due__lt=today, payable_until__gte=today),
    Stage.OVERDUE: lambda today: Q(due__lt=today, payable_until__lt=today),
    Stage.UNKNOWN: lambda today: Q(due__isnull=True),
}
"""`domain.patents.upkeep.stage`, asked of the database."""


def counts(rows: AnnuityDueQuerySet, today: date) -> dict[Stage, int]:
    """How many are in each stage."""
    asked: dict[str, Any] = {f"many_{stage}": Count("pk", filter=told(today)) for stage, told in CONDITIONS.items()}
    found = rows.aggregate(**asked)
    return {stage: found[f"many_{stage}"] for stage in Stage}


def months(rows: AnnuityDueQuerySet, today: date) -> list[tuple[str, int, int]]:
    """The next twelve months: how many fall due in each, and what they cost in fen."""
    first = today.replace(day=1)
    ahead = rows.filter(due__gte=today, due__lt=months_after(first, upkeep.MONTHS_AHEAD))
    found = ahead.order_by().values_list("due__year", "due__month").annotate(Count("pk"), Sum("fee_fen"))
    known = {(year, month): (many, fen or 0) for year, month, many, fen in found}
    days = [months_after(first, ahead) for ahead in range(upkeep.MONTHS_AHEAD)]
    return [(day.strftime("%Y-%m"), *known.get((day.year, day.month), (0, 0))) for day in days]


def levels(rows: AnnuityDueQuerySet) -> dict[int, int]:
    """How many stand at each level; 0 stands for those not graded."""
    found = dict(rows.order_by().values_list("level").annotate(Count("pk")))
    return {level: found.get(level or None, 0) for level in (1, 2, 3, 4, 5, 0)}


def holders(rows: AnnuityDueQuerySet) -> list[tuple[Organisation, int]]:
    """The organisations with most of them."""
    found = rows.filter(holder__isnull=False).order_by().values_list("holder").annotate(many=Count("pk"))
    most = list(found.order_by("-many", "holder")[:HOLDERS_MOST])
    known = Organisation.objects.in_bulk([holder for holder, _many in most])
    return [(known[holder], many) for holder, many in most]


def cost_of(rows: AnnuityDueQuerySet, today: date) -> Cost:
    """What they cost within twelve months and until their terms end. Those past their grace are not in it: their rights
    have ended unless the register says otherwise."""
    alive = rows.filter(due__isnull=False, payable_until__gte=today)
    ahead = alive.filter(due__lte=months_after(today, upkeep.MONTHS_AHEAD))
    late = alive.filter(due__lt=today)
    soon = ahead.aggregate(fen=Sum("fee_fen"))
    after = late.aggregate(fen=Sum("following_fen"))
    whole = alive.aggregate(
        fen=Sum("life_fen"), patents=Count("pk"), without=Count("pk", filter=Q(years_without_fee__gt=0))
    )
    surcharge = surcharges(late, today)
    year = (soon["fen"] or 0) + (after["fen"] or 0) + surcharge
    return Cost(year, (whole["fen"] or 0) + surcharge, surcharge, whole["patents"], whole["without"])


def surcharges(late: AnnuityDueQuerySet, today: date) -> int:
    """All their surcharges if paid today, in fen; one row for each day in the six months of grace."""
    by_day = late.filter(full_fen__isnull=False).order_by().values_list("due", "full_fen").annotate(Count("pk"))
    return sum(percent_of(full, surcharge_percent(due, today)) * many for due, full, many in by_day)


def lines_in(numbers: list[int], today: date) -> list[DueLine]:
    """These lines in this order, with patents, grades and current decisions."""
    rows = AnnuityDue.objects.select_related("patent", "holder").in_bulk(numbers)
    decided = UpkeepDecision.objects.filter(patent__in=numbers, is_current=True).select_related("by")
    decisions = {one.patent_id: one for one in decided}
    grades = {one.patent_id: one for one in Grade.objects.filter(patent__in=numbers, is_current=True).defer("marks")}
    lines = []
    for number in numbers:
        row = rows[number]
        grade = grades.get(number)
        row.patent.current_grades = [grade] if grade else []  # type: ignore[attr-defined]
        lines.append(line(row, decisions.get(number), today))
    return lines


def line(row: AnnuityDue, decision: UpkeepDecision | None, today: date) -> DueLine:
    """One line as it stands today."""
    percent = surcharge_percent(row.due, today) if row.due else 0
    surcharge = None if row.full_fen is None else percent_of(row.full_fen, percent)
    total = None if row.fee_fen is None else row.fee_fen + (surcharge or 0)
    stage = upkeep.stage(row.due, row.payable_until, today)
    current = decision if decision is not None and decision.year == row.year else None
    return DueLine(row, stage, percent, surcharge, total, current, decision.revision if decision else 0)
