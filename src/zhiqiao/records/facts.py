"""Rows to facts (行转事实): the only translator from tables to what the domain judges.

Give it rows fetched with `patents_with_parts` or `needs_with_parts`, so that no row asks the database again.
"""

from __future__ import annotations

from django.db.models import Prefetch

from zhiqiao.domain.codes import FirmSize, Industry, LegalState, NeedStage, PartyKind, PartyRole, PatentKind, Way
from zhiqiao.domain.matching.facts import EnterpriseFacts, NeedFacts
from zhiqiao.domain.patents.facts import PartyFacts, PatentFacts
from zhiqiao.records.models import Enterprise, Need, Patent, PatentParty
from zhiqiao.records.models.catalogue import PatentQuerySet
from zhiqiao.records.models.demands import NeedQuerySet


def with_parties() -> Prefetch:
    """The parties of patents, each with who it is, in one query with a join.

    Not "parties__party": to fetch a foreign key of more than a thousand rows, Django 5.2 writes one OR per row on
    SQLite, which refuses so deep an expression.
    """
    return Prefetch("parties", PatentParty.objects.select_related("party"))


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
    )
