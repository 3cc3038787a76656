"""Rows as the API gives them (行转接口数据): one place where a record becomes a schema. What a caller may not know is
already taken off by the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, cast

from django.db.models import prefetch_related_objects
from django.urls import reverse

from zhiqiao.api.errors import told
from zhiqiao.api.schemas.answers import FacetValueOut, OrganisationOut, ProblemOut
from zhiqiao.api.schemas.imports import LineOut, LineState, RunOut, RunState, TableOut, What
from zhiqiao.api.schemas.needs import EnterpriseBriefOut, NeedBriefOut, NeedOut
from zhiqiao.api.schemas.patents import (
    DocumentOut,
    FamilyOut,
    GradeBriefOut,
    PartyOut,
    PatentBriefOut,
    PatentOut,
)
from zhiqiao.domain.codes import (
    FirmSize,
    Industry,
    Language,
    LegalState,
    NeedStage,
    NeedState,
    PartyKind,
    PartyRole,
    PatentKind,
    Way,
)
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.domain.problems import Problem
from zhiqiao.records.facts import with_current_grades, with_parties
from zhiqiao.records.models import Enterprise, Grade, ImportLine, ImportRun, Need, Patent
from zhiqiao.services.intake import Table, tables_of
from zhiqiao.words import codes

CURRENCY = "CNY"
CODED: dict[str, type[StrEnum]] = {
    "kind": PatentKind,
    "legal_state": LegalState,
    "industry": Industry,
    "state": NeedState,
    "stage": NeedStage,
    "way": Way,
}
"""Facets whose values are codes of ours."""


def with_parts(patents: Iterable[Patent]) -> list[Patent]:
    """The same patents with parties, classes and current grade fetched, in a handful of queries."""
    rows = list(patents)
    wanting = [row for row in rows if not hasattr(row, "current_grades")]
    prefetch_related_objects(wanting, with_parties(), "classes", with_current_grades())
    return rows


def with_grades(patents: Iterable[Patent]) -> None:
    """The current grade of these patents fetched, for those whose facts are at hand (`found_brief`)."""
    prefetch_related_objects([row for row in patents if not hasattr(row, "current_grades")], with_current_grades())


def grade_brief(grade: Grade | None) -> GradeBriefOut | None:
    """A grade in short."""
    if grade is None:
        return None
    return GradeBriefOut(
        rubric=grade.rubric,
        score=None if grade.score is None else float(grade.score),
        level=grade.level,
        coverage=float(grade.coverage),
        made_at=grade.made_at,
    )


def _brief_values(row: Patent) -> dict[str, Any]:
    """What the list and the card have in common; the row comes from `with_parts`."""
    parts = list(row.parties.all())
    named = [part.name_written for part in parts if part.role == PartyRole.APPLICANT]
    holders = named or [part.name_written for part in parts if part.role == PartyRole.OWNER]
    return _brief(row, holders, [given.code for given in row.classes.all() if given.scheme == "ipc"])


def _brief(row: Patent, holders: Sequence[str], classes: Sequence[str]) -> dict[str, Any]:
    """A patent in short, with its applicants, or owners where none is known, and its IPC codes."""
    grades: list[Grade] = getattr(row, "current_grades", [])
    return {
        "key": row.record_key,
        "application_number": row.application_number,
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "kind": row.kind,
        "legal_state": row.legal_state,
        "applicants": list(holders),
        "application_date": row.application_date,
        "industry": row.industry,
        "region": row.region,
        "ipc_main": classes[0] if classes else "",
        "trl": row.trl,
        "is_sample": row.is_sample,
        "grade": grade_brief(grades[0] if grades else None),
        "url": reverse("patent", args=[row.record_key]),
    }


def patent_brief(row: Patent) -> PatentBriefOut:
    """A patent in a list; the row comes from `with_parts`."""
    return PatentBriefOut(**_brief_values(row))


def found_brief(row: Patent, facts: PatentFacts) -> PatentBriefOut:
    """The same of a patent that was found, whose facts are at hand; its grade comes from `with_grades`."""
    return PatentBriefOut(**_brief(row, facts.applicants, facts.ipc))


def patent(row: Patent) -> PatentOut:
    """A patent with all that is known."""
    with_parts([row])
    return PatentOut(
        **_brief_values(row),
        **{name: getattr(row, name) for name in PATENT_COLUMNS},
        ipc=[given.code for given in row.classes.all() if given.scheme == "ipc"],
        parties=[
            PartyOut(
                name=part.name_written,
                name_en=part.name_en or part.party.name_en,
                role=PartyRole(part.role),
                kind=PartyKind(part.party.kind),
                party_id=part.party_id,
            )
            for part in row.parties.all()
        ],
        documents=[
            DocumentOut(number=one.number, kind_code=one.kind_code, date=one.date) for one in row.documents.all()
        ],
        family=[FamilyOut(office=one.office, number=one.number) for one in row.family.all()]
        if row.family_known
        else None,
        citations=[one.number for one in row.citations.all()] if row.citations_known else None,
    )


PATENT_COLUMNS = (
    "office", "abstract_zh", "abstract_en", "claim_zh", "claim_en", "effect_zh", "effect_en", "scenario_zh",
    "scenario_en", "publication_date", "grant_date", "legal_state_written", "legal_state_date",
    "annuity_paid_to_year", "claims_count", "cited_by_count", "funding", "willing", "updated_at",
)  # fmt: skip


def enterprise_brief(row: Enterprise) -> EnterpriseBriefOut:
    """An enterprise in a list."""
    return EnterpriseBriefOut(
        id=row.pk,
        name_zh=row.name_zh,
        name_en=row.name_en,
        industry=Industry(row.industry),
        region=row.region,
        size=FirmSize(row.size),
        is_sample=row.is_sample,
        url=reverse("enterprise", args=[row.pk]),
    )


def _need_values(row: Need, matched: Mapping[int, int]) -> dict[str, Any]:
    """What the list and the need itself have in common; the row comes veiled from the service."""
    return {
        "id": row.pk,
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "enterprise": enterprise_brief(row.enterprise) if row.enterprise else None,
        "enterprise_hidden": bool(getattr(row, "is_veiled", False)),
        "industry": row.industry,
        "region": row.region,
        "budget_fen": row.budget_fen,
        "currency": CURRENCY,
        "deadline": row.deadline,
        "ways": row.ways,
        "stage": row.stage,
        "confidentiality": row.confidentiality,
        "state": row.state,
        "matches_shown": matched.get(row.pk),
        "is_sample": row.is_sample,
        "created_at": row.created_at,
        "url": reverse("need", args=[row.pk]),
    }


def need_brief(row: Need, matched: Mapping[int, int]) -> NeedBriefOut:
    """A need in a list."""
    return NeedBriefOut(**_need_values(row, matched))


def need(row: Need, matched: Mapping[int, int], *, may_edit: bool) -> NeedOut:
    """A need with all that was given; whom a restricted one is shown to is told to its own side only."""
    shown_to = list(row.shown_to.all()) if may_edit else []
    return NeedOut(
        **_need_values(row, matched),
        problem_zh=row.problem_zh,
        problem_en=row.problem_en,
        language=Language(row.language),
        shown_to=[OrganisationOut(id=one.pk, name_zh=one.name_zh, name_en=one.name_en) for one in shown_to],
        may_edit=may_edit,
        updated_at=row.updated_at,
    )


def facet_label(name: str, value: str) -> str:
    """A facet's value in words where it is a code of ours."""
    of = CODED.get(name)
    return codes.label(of(value)) if of and value in set(of) else value


def facet_values(name: str, counts: Mapping[str, int], chosen: Iterable[str]) -> list[FacetValueOut]:
    """Counts of a facet with labels."""
    chosen = set(chosen)
    return [
        FacetValueOut(value=value, label=facet_label(name, value), count=count, chosen=value in chosen)
        for value, count in counts.items()
    ]


def problems(found: Iterable[Problem]) -> list[ProblemOut]:
    """Problems with their sentences."""
    return [ProblemOut(**told(problem)) for problem in found]


def stored_problems(stored: Iterable[Mapping[str, Any]]) -> list[ProblemOut]:
    """Problems as they stand in the database."""
    return problems(Problem.from_json(one) for one in stored)


def table(number: int, stored: Table) -> TableOut:
    """One table of an import."""
    return TableOut(
        number=number,
        name=stored.name,
        encoding=stored.encoding,
        source=stored.source,
        source_label=codes.source_label(stored.source),
        confidence=stored.confidence,
        heading_line=stored.heading_line or None,
        headings=stored.headings,
        mapping=stored.map,
        lines=stored.lines,
        is_ready=stored.ready,
        is_left_out=stored.left_out,
        is_remembered=stored.remembered,
        problems=stored_problems(stored.problems),
    )


def run(row: ImportRun) -> RunOut:
    """An import with its tables and counts."""
    return RunOut(
        id=row.pk,
        what=cast(What, row.what),
        state=cast(RunState, row.state),
        file_name=row.file_name,
        tables=[table(number, stored) for number, stored in enumerate(tables_of(row))],
        lines_total=row.lines_total,
        lines_done=row.accepted + row.unchanged + row.rejected,
        accepted=row.accepted,
        unchanged=row.unchanged,
        rejected=row.rejected,
        corrects=row.corrects_id,
        problems=stored_problems([row.failure]) if row.failure.get("code") else [],
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        url=reverse("import", args=[row.pk]),
    )


def line(row: ImportLine, patent_key: str | None) -> LineOut:
    """A raw line and what became of it; `patent_key` where the caller may see the patent."""
    return LineOut(
        table=row.table,
        number=row.number,
        state=cast(LineState, row.state),
        raw=list(row.raw) if isinstance(row.raw, list) else [row.raw],
        problems=stored_problems(row.problems),
        patent=patent_key,
        need_id=row.need_id,
        enterprise_id=row.enterprise_id,
    )
