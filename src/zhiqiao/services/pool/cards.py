"""Cards of listings (通俗卡片): what people have said of a patent in plain words, and drafts beside what they have not.

A draft is a piece of the patent's own text (`domain.pool.drafting`), made anew whenever it is shown and never stored:
it becomes part of the card when a person saves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from zhiqiao.domain.codes import Way
from zhiqiao.domain.pool.codes import EntryState, Scope, Stage
from zhiqiao.domain.pool.drafting import Draft, drafts
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures.inventory import INVENTORY
from zhiqiao.domain.procedures.pool import INVENTORIED, POOL, PROMISES
from zhiqiao.records import audit
from zhiqiao.records.facts import facts_of_patents
from zhiqiao.records.models import Case, Organisation, Patent, PoolCard, PoolEntry, PoolGuest, User
from zhiqiao.services import catalogue, people, procedures
from zhiqiao.services.pool.settling import promised_on

TEXTS = ("problem", "effect", "use", "product")
MOST = 2000
"""Signs of one text."""
HIGHEST_FEN = 10**15


@dataclass(frozen=True)
class Card:
    """A card: texts, stage, ways and price as people gave them, empty where they did not; `drafts` by item for those
    texts that nobody gave. Prices in fen."""

    texts: Mapping[str, str]
    stage: str = ""
    ways: tuple[str, ...] = ()
    price_from_fen: int | None = None
    price_to_fen: int | None = None
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    revision: int = 0


def card_of(patent: Patent) -> Card:
    """The card of a patent. Stage and ways that the card leaves open are those of the inventory."""
    row = PoolCard.objects.filter(patent=patent).first() or PoolCard(patent=patent)
    texts = {name: getattr(row, name) for name in TEXTS}
    facts = facts_of_patents([patent.pk], cited=False)
    found = drafts(facts[0]) if facts else {}
    return Card(
        texts=texts,
        stage=row.stage or stage_told(patent),
        ways=tuple(row.ways or patent.willing),
        price_from_fen=row.price_from_fen,
        price_to_fen=row.price_to_fen,
        drafts={name: draft for name, draft in found.items() if not texts[name]},
        revision=row.revision,
    )


def stage_told(patent: Patent) -> str:
    """The stage as the inventory records it; "" where it does not."""
    case = Case.objects.filter(procedure=INVENTORY.name, patent=patent, state=INVENTORIED).first()
    told = case.sheet.get("maturity") if case is not None else None
    return str(told) if told in set(map(str, Stage)) else ""


def problems_with(patent: Patent, user: User | None) -> list[Problem]:
    """What forbids this person to write on the listing: only who takes a part in its case may."""
    try:
        parts = procedures.open_case(POOL.name, patent.pk, user=user).parts
    except Refused:
        return [Problem("card_is_ours")]
    return [] if parts else [Problem("card_is_ours")]


@transaction.atomic
def write_card(patent: Patent, values: Mapping[str, Any], *, by: User | None, revision: int | None = None) -> PoolCard:
    """Write what is told of a patent; what `values` does not name stays. What is saved counts as a person's own word.

    Refused (`card_is_ours`), (`card_is_unchanged`) where somebody wrote since `revision` was read,
    (`text_is_short_enough`, `price_is_in_order`). Audit: `pool_card_written`.
    """
    procedures.hold([patent.pk])
    row = PoolCard.objects.filter(patent=patent).first() or PoolCard(patent=patent)
    against = problems_with(patent, by)
    if revision is not None and revision != row.revision:
        against.append(Problem("card_is_unchanged"))
    before = {name: getattr(row, name) for name in WRITTEN}
    for name in TEXTS:
        if name in values:
            setattr(row, name, clean(values[name]))
            if len(getattr(row, name)) > MOST:
                against.append(Problem("text_is_short_enough", name, data={"most": MOST}))
    if "stage" in values:
        row.stage = Stage(values["stage"]) if values["stage"] else ""
    if "ways" in values:
        row.ways = [str(Way(way)) for way in values["ways"] or ()]
    for name in ("price_from_fen", "price_to_fen"):
        if name in values:
            setattr(row, name, values[name])
    if not prices_in_order(row.price_from_fen, row.price_to_fen):
        against.append(Problem("price_is_in_order", "price_to_fen"))
    if against:
        raise Refused(against)
    changed = [name for name in WRITTEN if getattr(row, name) != before[name]]
    if changed or row.pk is None:
        row.revision += 1
        row.updated_by = by if by is not None and by.pk else None
        row.save()
        audit.record("pool_card_written", row, by=by, patent=patent.pk, changed={one: before[one] for one in changed})
    return row


WRITTEN = (*TEXTS, "stage", "ways", "price_from_fen", "price_to_fen")


def clean(text: object) -> str:
    """A text as it can be stored."""
    return str(text or "").replace("\0", "").encode("utf-8", "replace").decode().strip()


def prices_in_order(low: int | None, high: int | None) -> bool:
    """Whether these are amounts, the lower one not above the upper."""
    if any(one is not None and not 0 <= one <= HIGHEST_FEN for one in (low, high)):
        return False
    return low is None or high is None or low <= high


@transaction.atomic
def show_to(patent: Patent, scope: Scope, names: list[str], *, by: User | None) -> PoolEntry:
    """Say who may see a listing; `names` are organisations, for `named` only.

    Refused (`card_is_ours`, `entry_is_known`, `organisation_is_known`, `organisation_name_is_unique`). Audit:
    `pool_scope_changed`.
    """
    procedures.hold([patent.pk])
    if against := problems_with(patent, by):
        raise Refused(against)
    entry = PoolEntry.objects.filter(patent=patent, is_current=True, state=EntryState.LISTED).first()
    if entry is None:
        raise Refused([Problem("entry_is_known")])
    guests = {one.pk: one for one in map(people.find_organisation, names)} if scope is Scope.NAMED else {}
    known = set(PoolGuest.objects.filter(entry=entry).values_list("organisation", flat=True))
    if entry.visibility == scope and known == set(guests):
        return entry
    PoolGuest.objects.filter(entry=entry).exclude(organisation__in=guests).delete()
    PoolGuest.objects.bulk_create([PoolGuest(entry=entry, organisation=guests[pk]) for pk in guests if pk not in known])
    told = {"before": entry.visibility, "scope": str(scope), "organisations": sorted(guests)}
    entry.visibility = scope
    entry.revision += 1
    entry.save()
    audit.record("pool_scope_changed", entry, by=by, organisation=entry.holder, **told)
    return entry


def guests_of(entry: PoolEntry) -> list[str]:
    """Names of the organisations to which it is shown."""
    rows = PoolGuest.objects.filter(entry=entry).select_related("organisation").order_by("pk")
    return [one.organisation.name_zh for one in rows]


@dataclass(frozen=True)
class Promise:
    """A promise letter (承诺书) as it stands in the case: each promise with its answer, by whom and when."""

    answers: Mapping[str, bool | None]
    by: str
    on: date | None
    entry: PoolEntry | None
    holder: Organisation | None


def promise_of(number: str, *, user: User | None) -> tuple[Patent, Promise]:
    """The letter of a patent, for who takes a part in its case or oversees it. Refused (`case_is_known`)."""
    patent = catalogue.get(number, user=user)
    one = procedures.open_case(POOL.name, patent.pk, user=user)
    sheet, case = one.facts.sheet, one.row
    entry = PoolEntry.objects.filter(patent=patent, is_current=True).first()
    day = promised_on(case) if case.pk is not None and sheet.promised_by else None
    answers = {name: getattr(sheet, name) for name in PROMISES}
    return one.patent, Promise(answers, sheet.promised_by, day, entry, one.patent.holder)


@transaction.atomic
def write_listing(
    patent: Patent,
    values: Mapping[str, Any],
    scope: Scope,
    names: list[str],
    *,
    by: User | None,
    revision: int | None = None,
) -> None:
    """Card and scope at once: both or neither. Refused as each."""
    write_card(patent, values, by=by, revision=revision)
    show_to(patent, scope, names, by=by)
