"""Judging for the pool (入库出库判断): facts of many patents for the entry rule and for leaving, read in few queries.

Not responsible for the rules (domain) nor for what is written (`following`, `proposing`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from zhiqiao.domain.codes import LegalState, PatentKind, Way
from zhiqiao.domain.patents.annuities import term_ends
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.domain.patents.register import Register
from zhiqiao.domain.pool.codes import MAY_COME_BACK, EntryState
from zhiqiao.domain.pool.leaving import Happened, Listed, licence_alone, transferred
from zhiqiao.domain.problems import Problem
from zhiqiao.domain.procedures.machinery import CaseFacts
from zhiqiao.domain.procedures.pool import POOL, PoolSheet, against_entry
from zhiqiao.records.models import Case, LegalEvent, Organisation, Patent, PoolEntry
from zhiqiao.services import procedures

OUTSIDE, LEFT, PROPOSED = "outside", "left", "proposed"


def light_facts(patent: Patent) -> PatentFacts:
    """What the entry rule reads of a patent, without its texts and parties."""
    return PatentFacts(
        id=patent.pk,
        office=patent.office,
        kind=PatentKind(patent.kind),
        application_date=patent.application_date,
        legal_state=LegalState(patent.legal_state),
        willing=tuple(Way(way) for way in patent.willing),
    )


READ = (
    "office",
    "kind",
    "application_date",
    "legal_state",
    "legal_state_date",
    "willing",
    "is_public",
    "industry",
    "region",
)
HOLDER = ("holder__path", "holder__kind")


def patents_by_id(ids: Collection[int]) -> dict[int, Patent]:
    """These patents with the columns that are judged."""
    return {one.pk: one for one in Patent.objects.filter(pk__in=ids).select_related("holder").only(*READ, *HOLDER)}


def against(patents: Mapping[int, Patent], today: date) -> dict[int, list[Problem]]:
    """By patent, why the rule does not propose it; empty where it does."""
    known = procedures.beside(POOL, patents)
    return {
        pk: against_entry(CaseFacts(OUTSIDE, today, PoolSheet(), light_facts(one), beside=known[pk]), today)
        for pk, one in patents.items()
    }


def may_be_proposed(ids: Collection[int]) -> set[int]:
    """Those of these that nobody has begun with, and those that left for a cause that can pass."""
    states = dict(Case.objects.filter(procedure=POOL.name, patent__in=ids).values_list("patent", "state"))
    left = [pk for pk, state in states.items() if state == LEFT]
    causes: dict[int, str] = {}
    for pk, cause in PoolEntry.objects.filter(patent__in=left).order_by("pk").values_list("patent", "cause"):
        causes[pk] = cause
    back = {pk for pk in left if causes.get(pk) in set(map(str, MAY_COME_BACK))}
    return {pk for pk in ids if states.get(pk, OUTSIDE) == OUTSIDE} | back


def listed_facts(entries: Collection[PoolEntry], patents: Mapping[int, Patent]) -> dict[int, Listed]:
    """By patent, what is known of those in the pool that may make them leave."""
    known = procedures.beside(POOL, patents)
    changed, names = changed_hands(entries, patents), names_of_holders(entries)
    news = told_after_listing(entries, {pk: one.register for pk, one in known.items()})
    facts = {}
    for entry in entries:
        patent = patents[entry.patent_id]
        state, ways = LegalState(patent.legal_state), tuple(Way(way) for way in patent.willing)
        beside = known[patent.pk]
        alone = licence_alone(beside.register)
        facts[patent.pk] = Listed(
            legal_state=state,
            term_ends=term_ends(PatentKind(patent.kind), patent.application_date, patent.office),
            is_public=patent.is_public,
            willing=ways,
            level=beside.level,
            until=entry.until or date.max,
            ended=ending(beside.register, patent),
            assigned=transferred(beside.register, entry.since, names[entry.pk], is_news=patent.pk in news)
            or (Happened("holder") if patent.pk in changed else None),
            exclusive=Happened(alone.cause.code, alone.since) if alone else None,
        )
    return facts


def told_after_listing(entries: Collection[PoolEntry], registers: Mapping[int, Register | None]) -> set[int]:
    """Patents whose last change of owner was told here after they were listed, whenever it was announced."""
    told = {}
    for entry in entries:
        register = registers[entry.patent_id]
        if register is not None and register.owners_cause is not None and register.owners_cause.id:
            told[register.owners_cause.id] = entry
    rows = LegalEvent.objects.filter(pk__in=told).values_list("pk", "created_at")
    return {told[pk].patent_id for pk, at in rows if at > told[pk].created_at}


def ending(register: Register | None, patent: Patent) -> Happened:
    """By what the right ended, where it has: the gazette's event, or what our record says."""
    if register is not None and register.state_cause is not None and register.state == patent.legal_state:
        return Happened(register.state_cause.code, register.state_since)
    return Happened("legal_state", patent.legal_state_date)


def names_of_holders(entries: Collection[PoolEntry]) -> dict[int, set[str]]:
    """By entry, the names under which its holder may stand in the register: its own and those of all above it."""
    paths = {one.pk: one.holder.path.strip("/").split("/") for one in entries if one.holder is not None}
    rows = Organisation.objects.filter(pk__in={int(one) for path in paths.values() for one in path})
    names = {row.pk: {row.name_zh, row.name_en} - {""} for row in rows}
    return {
        entry.pk: set().union(*(names.get(int(one), set()) for one in paths.get(entry.pk, []))) for entry in entries
    }


def changed_hands(entries: Collection[PoolEntry], patents: Mapping[int, Patent]) -> set[int]:
    """Those that another school holds than when they were listed. From a college to its own school is no transfer;
    where no holder is known any more, another holds it too."""
    pairs = {one.patent_id: (one.holder, patents[one.patent_id].holder) for one in entries}
    asked = {each for pair in pairs.values() for each in pair if each is not None}
    places = procedures.schools(asked)
    return {
        pk
        for pk, (then, now) in pairs.items()
        if then is not None and (now is None or places[then.pk] != places[now.pk])
    }


def current_entries(ids: Collection[int]) -> list[PoolEntry]:
    """Entries of these patents that are in the pool now, with their holders."""
    rows = PoolEntry.objects.filter(patent__in=ids, is_current=True, state=EntryState.LISTED)
    return list(rows.select_related("holder").order_by("patent"))
