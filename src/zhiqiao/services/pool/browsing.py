"""Browsing the pool (资源库查询): layers by level and industry, pages of listings, one listing, in a person's scope.

Counts are read along one index (`pool_layers`), the rows of a page along those of their order.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Count, F, Q

from zhiqiao.domain.codes import Industry, PatentKind
from zhiqiao.domain.pool.codes import EntryState, Lane
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures.pool import POOL
from zhiqiao.records.facts import with_current_grades, with_parties
from zhiqiao.records.models import Case, Patent, PoolEntry, User
from zhiqiao.records.models.people import organisations_of
from zhiqiao.records.models.pool import PoolEntryQuerySet
from zhiqiao.services import catalogue, indexing, procedures

log = logging.getLogger(__name__)

LISTS: dict[str, type[StrEnum] | None] = {"level": None, "industry": Industry, "lane": Lane, "kind": PatentKind}
"""Filters of the pool, with their codes."""
SORTS = ("newest", "grade")
BEST = 2000
"""So many of the patents that met the words are looked at."""
LARGEST_PAGE = 200
EXPORTED = 10_000
"""Rows of an export at most."""


@dataclass(frozen=True)
class PoolPage:
    """One page of the pool: entries with their patents; `layers` counts by (level, industry) over what passes all
    filters but these two, `facets` by value, each as if its own filter were not set. Level "" is: not graded."""

    rows: list[PoolEntry]
    total: int
    page: int
    size: int
    sort: str
    state: str
    text: str = ""
    filters: Mapping[str, list[str]] = field(default_factory=dict)
    layers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    pending: int = 0
    complete: bool = True


def browse(
    text: str = "",
    *,
    user: User | None,
    filters: Mapping[str, list[str]] | None = None,
    pending: bool = False,
    page: int = 1,
    size: int = 20,
    sort: str = "",
) -> PoolPage:
    """A page of listings this person may see; with `pending`, of patents in review, which are shown as that only."""
    state = EntryState.PENDING if pending else EntryState.LISTED
    used, text = known(filters), " ".join(text.replace("\0", " ").split())[:200]
    size, sort = min(max(size, 1), LARGEST_PAGE), sort if sort in SORTS else SORTS[0]
    seen = PoolEntry.objects.all().visible_to(user)
    rows, complete = (met(seen.filter(state=state), text)) if text else (seen.filter(state=state), True)
    cube = counted(rows)
    total = sum(many for cell, many in cube.items() if passes(cell, used))
    page = min(max(page, 1), max(1, -(-total // size)))
    shown = ordered(narrowed(rows, used), sort).values_list("pk", flat=True)[(page - 1) * size : page * size]
    return PoolPage(
        rows=with_patents(list(shown)),
        total=total,
        page=page,
        size=size,
        sort=sort,
        state=state,
        text=text,
        filters=used,
        layers=layers(cube, used),
        facets={name: facet(cube, used, name) for name in LISTS},
        pending=total if pending else seen.filter(state=EntryState.PENDING).count(),
        complete=complete,
    )


def known(filters: Mapping[str, list[str]] | None) -> dict[str, list[str]]:
    """The filters as they are used: known ones, with values that can be."""
    found = {}
    for name, codes in LISTS.items():
        may_be = set(map(str, codes)) if codes is not None else set("12345") | {"none"}
        if values := [one for one in dict.fromkeys((filters or {}).get(name, [])) if one in may_be]:
            found[name] = values
    return found


def narrowed(rows: PoolEntryQuerySet, used: Mapping[str, list[str]]) -> PoolEntryQuerySet:
    """The entries that pass every filter."""
    for name, values in used.items():
        any_of = Q(**{f"{name}__in": [one for one in values if one != "none"]})
        rows = rows.filter(any_of | Q(level__isnull=True) if "none" in values else any_of)
    return rows


def ordered(rows: PoolEntryQuerySet, sort: str) -> PoolEntryQuerySet:
    """In the order asked for; ties stay in the same order from page to page."""
    if sort == "grade":
        return rows.order_by(F("level").asc(nulls_last=True), "-since", "-id")
    return rows.order_by("-since", "-id")


Cell = tuple[str, str, str, str]
"""Level, industry, lane and kind, as `LISTS` orders them."""


def counted(rows: PoolEntryQuerySet) -> dict[Cell, int]:
    """How many entries there are of each level, industry, lane and kind: some hundred cells, read once."""
    found = rows.order_by().values_list(*LISTS).annotate(many=Count("pk"))
    return {("none" if one is None else str(one), *others): many for one, *others, many in found}


def passes(cell: Cell, used: Mapping[str, list[str]], without: tuple[str, ...] = ()) -> bool:
    """Whether a cell passes every filter save those named."""
    pairs = zip(LISTS, cell, strict=True)
    return all(value in used[name] for name, value in pairs if name in used and name not in without)


def layers(cube: Mapping[Cell, int], used: Mapping[str, list[str]]) -> dict[tuple[str, str], int]:
    """By level and industry."""
    found: Counter[tuple[str, str]] = Counter()
    for cell, many in cube.items():
        if passes(cell, used, ("level", "industry")):
            found[cell[0], cell[1]] += many
    return dict(found)


def facet(cube: Mapping[Cell, int], used: Mapping[str, list[str]], name: str) -> dict[str, int]:
    """By one of them."""
    place, found = list(LISTS).index(name), Counter[str]()
    for cell, many in cube.items():
        if passes(cell, used, (name,)):
            found[cell[place]] += many
    return dict(found)


def met(rows: PoolEntryQuerySet, text: str) -> tuple[PoolEntryQuerySet, bool]:
    """Those whose patents meet the words or have the number; whether these are all."""
    try:
        return rows.filter(patent=catalogue.get(text, user=None)), True
    except Refused:
        pass
    try:
        hits = indexing.search_patents(text, filters={}, limit=BEST, facets=[])
    except Exception:
        # The index is a copy: where it is missing or being rebuilt, the pool still answers.
        log.warning("The index did not answer; looking in the database instead.", exc_info=True)
        return rows.filter(Q(patent__title_zh__icontains=text) | Q(patent__title_en__icontains=text)), True
    return rows.filter(patent__in=[hit.id for hit in hits.hits]), hits.total <= len(hits.hits)


def with_patents(ids: list[int]) -> list[PoolEntry]:
    """These entries in this order, with their patents, cards, parties and current grades."""
    found = PoolEntry.objects.select_related("holder").in_bulk(ids)
    rows = [found[pk] for pk in ids if pk in found]
    patents = Patent.objects.filter(pk__in=[one.patent_id for one in rows]).select_related("pool_card")
    whole = {one.pk: one for one in patents.prefetch_related(with_parties(), with_current_grades())}
    for one in rows:
        one.patent = whole[one.patent_id]
    return rows


def exported(text: str, *, user: User | None, filters: Mapping[str, list[str]] | None, sort: str) -> list[PoolEntry]:
    """The listings that pass, the first 10,000, as `browse` orders them."""
    used, text = known(filters), " ".join(text.replace("\0", " ").split())[:200]
    rows = PoolEntry.objects.all().visible_to(user).filter(state=EntryState.LISTED)
    rows = met(rows, text)[0] if text else rows
    ids = list(ordered(narrowed(rows, used), sort).values_list("pk", flat=True)[:EXPORTED])
    return [one for start in range(0, len(ids), 500) for one in with_patents(ids[start : start + 500])]


def entry_of(number: str, *, user: User | None) -> tuple[Patent, PoolEntry | None]:
    """A patent's listing by any of its numbers: the current entry, or None for who takes part in its case and looks at
    it before it is listed. Refused (`entry_is_known`) for others."""
    try:
        patent = catalogue.get(number, user=user)
    except Refused as refusal:
        raise Refused([Problem("entry_is_known")]) from refusal
    entries = PoolEntry.objects.all().visible_to(user).filter(patent=patent, is_current=True)
    entry = entries.select_related("holder").first()
    if entry is None and not procedures.opened(POOL.name, [patent.pk], user=user):
        raise Refused([Problem("entry_is_known")])
    return patent, entry


@dataclass(frozen=True)
class Standing:
    """How the pool stands for somebody who works on it: cases by state, listings that run out first, who left last."""

    states: Mapping[str, int]
    ending: list[PoolEntry]
    left: list[PoolEntry]


SHOWN = 20


def standing(user: User | None) -> Standing:
    """The same for one's own organisations and all below them."""
    concerned = procedures.concerned(POOL, user)
    cases = Case.objects.filter(procedure=POOL.name, patent__in=concerned.values("pk")).order_by()
    counts = dict(cases.values_list("state").annotate(Count("pk")))
    # Who left may belong to another now: the holder at the time still sees it.
    own = PoolEntry.objects.all().visible_to(user)
    if user is not None and not user.is_staff:
        own = own.filter(holder__in=organisations_of(user).values("pk"))
    ending = own.filter(state=EntryState.LISTED).select_related("patent", "holder").order_by("until", "pk")[:SHOWN]
    left = own.filter(state=EntryState.LEFT).select_related("patent", "holder").order_by("-left_on", "-pk")[:SHOWN]
    return Standing({state: counts.get(state, 0) for state in POOL.states[1:]}, list(ending), list(left))


WAITING = ("proposed", "returned", "college_review", "school_review", "expiring")
"""States in which somebody has to do something."""


def waiting(user: User | None) -> int:
    """How many cases of the pool wait for one's own organisations."""
    concerned = procedures.concerned(POOL, user)
    return Case.objects.filter(procedure=POOL.name, state__in=WAITING, patent__in=concerned.values("pk")).count()
