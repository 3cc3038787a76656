"""Rows to facts (行转事实): the only translator from tables to what the domain judges.

Give it rows fetched with `patents_with_parts` or `needs_with_parts`, so that no row asks the database again; or ids, of
which `facts_of_patents` makes facts without making a model of each row, some ten times faster.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch

from zhiqiao.domain.codes import (
    Confidentiality,
    FirmSize,
    Industry,
    LegalState,
    NeedStage,
    PartyKind,
    PartyRole,
    PatentKind,
    Way,
)
from zhiqiao.domain.matching.facts import EnterpriseFacts, NeedFacts
from zhiqiao.domain.patents.facts import PartyFacts, PatentFacts
from zhiqiao.records import bulk
from zhiqiao.records.models import (
    Enterprise,
    FamilyMember,
    Grade,
    Need,
    Party,
    Patent,
    PatentCitation,
    PatentClass,
    PatentDocument,
    PatentParty,
)
from zhiqiao.records.models.catalogue import PatentQuerySet
from zhiqiao.records.models.demands import NeedQuerySet


def with_parties() -> Prefetch:
    """The parties of patents, each with who it is, in one query with a join.

    Not "parties__party": to fetch a foreign key of more than a thousand rows, Django 5.2 writes one OR per row on
    SQLite, which refuses so deep an expression.
    """
    return Prefetch("parties", PatentParty.objects.select_related("party"))


def with_current_grades() -> Prefetch:
    """The current grade of patents, in a list of none or one (`current_grades`), without its marks: lists do not show
    them, and they are most of its row."""
    brief = Grade.objects.filter(is_current=True).defer("marks", "would_change", "missing")
    return Prefetch("grades", brief, to_attr="current_grades")


def patents_with_parts(rows: PatentQuerySet) -> PatentQuerySet:
    """The same patents with everything `patent_facts` reads, in a handful of queries."""
    return rows.prefetch_related(with_parties(), "classes", "documents", "family", "citations")


def patent_facts(row: Patent) -> PatentFacts:
    """The facts of one patent row."""
    return PatentFacts(
        id=row.pk,
        office=row.office,
        application_number=row.application_number,
        kind=PatentKind(row.kind),
        title_zh=row.title_zh,
        title_en=row.title_en,
        abstract_zh=row.abstract_zh,
        abstract_en=row.abstract_en,
        claim_zh=row.claim_zh,
        claim_en=row.claim_en,
        effect_zh=row.effect_zh,
        effect_en=row.effect_en,
        scenario_zh=row.scenario_zh,
        scenario_en=row.scenario_en,
        application_date=row.application_date,
        publication_date=row.publication_date,
        grant_date=row.grant_date,
        legal_state=LegalState(row.legal_state),
        annuity_paid_to_year=row.annuity_paid_to_year,
        claims_count=row.claims_count,
        cited_by_count=row.cited_by_count,
        family_countries=tuple(sorted({member.office for member in row.family.all()})) if row.family_known else None,
        family_numbers=tuple(sorted(member.number for member in row.family.all())),
        parties=tuple(
            PartyFacts(part.name_written, PartyRole(part.role), PartyKind(part.party.kind), part.party_id)
            for part in row.parties.all()
        ),
        ipc=tuple(given.code for given in row.classes.all() if given.scheme == "ipc"),
        industry=Industry(row.industry),
        region=row.region,
        trl=row.trl,
        funding=row.funding,
        willing=tuple(Way(way) for way in row.willing),
        publication_numbers=tuple(document.number for document in row.documents.all()),
        citations=tuple(cited.number for cited in row.citations.all()) if row.citations_known else None,
    )


PLAIN = (
    "office", "application_number", "title_zh", "title_en", "abstract_zh", "abstract_en", "claim_zh", "claim_en",
    "effect_zh", "effect_en", "scenario_zh", "scenario_en",
    "annuity_paid_to_year", "claims_count", "cited_by_count", "region", "trl", "funding",
)  # fmt: skip
"""Columns that are facts as they stand."""
DAYS = ("application_date", "publication_date", "grant_date")
READ_ANEW = ("id", "kind", "legal_state", "industry", "willing", "family_known", "citations_known")
KINDS = {str(code): code for code in PatentKind}
STATES = {str(code): code for code in LegalState}
INDUSTRIES = {str(code): code for code in Industry}
WAYS = {str(code): code for code in Way}
ROLES = {str(code): code for code in PartyRole}
PARTY_KINDS = {str(code): code for code in PartyKind}


def facts_of_patents(
    ids: Sequence[int], patents: PatentQuerySet | None = None, *, cited: bool = True
) -> list[PatentFacts]:
    """The facts of the patents with these ids that are there, by id: a few queries whatever their number, no models.
    With `patents`, of those among them; not `cited`: the documents they cite are left out, as if none were known.

    Equal to `patent_facts` of each row. Some thousand ids at a time; ids that lie close together are fetched as a span.
    """
    wanted = set(ids)
    if wanted and patents is not None:
        wanted = set(patents.filter(pk__in=wanted).values_list("pk", flat=True))
    if not wanted:
        return []
    parties = _parties(wanted)
    ipc: dict[int, list[str]] = defaultdict(list)
    for patent, scheme, code in rows_of(PatentClass, wanted, "patent_id", "scheme", "code", order=("position",)):
        if scheme == "ipc":
            ipc[patent].append(code)
    documents = _listed(rows_of(PatentDocument, wanted, "patent_id", "number", order=("date", "number")))
    family: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for patent, office, number in rows_of(FamilyMember, wanted, "patent_id", "office", "number"):
        family[patent].append((office, number))
    citations = _listed(rows_of(PatentCitation, wanted, "patent_id", "number", order=("id",))) if cited else {}
    facts = []
    rows = rows_of(Patent, wanted, *READ_ANEW, *DAYS, *PLAIN, key="id", order=("id",))
    for pk, kind, state, industry, willing, family_known, citations_known, *others in rows:
        if pk not in wanted:
            continue
        given: dict[str, Any] = dict(zip(DAYS, map(as_day, others), strict=False))
        given.update(zip(PLAIN, others[len(DAYS) :], strict=True))
        facts.append(
            PatentFacts(
                id=pk,
                kind=KINDS[kind],
                legal_state=STATES[state],
                industry=INDUSTRIES[industry],
                willing=tuple(WAYS[way] for way in json.loads(willing)),
                parties=tuple(parties.get(pk, ())),
                ipc=tuple(ipc.get(pk, ())),
                publication_numbers=tuple(documents.get(pk, ())),
                family_countries=tuple(sorted({office for office, _ in family.get(pk, ())})) if family_known else None,
                family_numbers=tuple(sorted(number for _, number in family.get(pk, ()))),
                citations=tuple(citations.get(pk, ())) if citations_known and cited else None,
                **given,
            )
        )
    return facts


def as_day(value: str | date | None) -> date | None:
    """A day as the database gives it: SQLite as text, PostgreSQL as a date."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _parties(wanted: set[int]) -> dict[int, list[PartyFacts]]:
    """Who stands on each of these patents."""
    columns = ("patent_id", "role", "name_written", "party_id")
    rows = rows_of(PatentParty, wanted, *columns, order=("role", "position"))
    kinds = dict(bulk.among(Party, "id", {row[3] for row in rows}, "id", "kind"))
    listed: dict[int, list[PartyFacts]] = defaultdict(list)
    for patent, role, name, party in rows:
        listed[patent].append(PartyFacts(name, ROLES[role], PARTY_KINDS[kinds[party]], party))
    return listed


def rows_of(
    model: Any, wanted: set[int], *columns: str, key: str = "patent_id", order: tuple[str, ...] = ()
) -> list[tuple[Any, ...]]:
    """Columns of the rows of one table that belong to the wanted patents; as a span where they lie close together,
    for it is read faster: then others may be among them."""
    first, last = min(wanted), max(wanted)
    if last - first < 2 * len(wanted) + 10:
        return bulk.within(model, key, first, last, *columns, order=order)
    return bulk.among(model, key, wanted, *columns, order=order)


def _listed(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    """One column of some rows, by patent."""
    listed: dict[int, list[str]] = defaultdict(list)
    for patent, value in rows:
        listed[patent].append(value)
    return listed


def enterprise_facts(row: Enterprise, patent_ids: tuple[int, ...] = ()) -> EnterpriseFacts:
    """The facts of one enterprise; its own patents are given by the caller, who knows what may be seen."""
    return EnterpriseFacts(
        id=row.pk,
        name_zh=row.name_zh,
        name_en=row.name_en,
        industry=Industry(row.industry),
        region=row.region,
        size=FirmSize(row.size),
        products_zh=row.products_zh,
        products_en=row.products_en,
        profile_zh=row.profile_zh,
        profile_en=row.profile_en,
        patent_ids=patent_ids,
        party_id=row.party_id,
    )


def needs_with_parts(rows: NeedQuerySet) -> NeedQuerySet:
    """The same needs with their enterprises."""
    return rows.select_related("enterprise")


def need_facts(row: Need) -> NeedFacts:
    """The facts of one need row."""
    return NeedFacts(
        id=row.pk,
        title_zh=row.title_zh,
        title_en=row.title_en,
        problem_zh=row.problem_zh,
        problem_en=row.problem_en,
        industry=Industry(row.industry),
        region=row.region,
        budget_fen=row.budget_fen,
        deadline=row.deadline,
        ways=tuple(Way(way) for way in row.ways),
        stage=NeedStage(row.stage),
        enterprise=enterprise_facts(row.enterprise) if row.enterprise else None,
        is_restricted=row.confidentiality == Confidentiality.RESTRICTED,
    )
