"""Shapes of patents and grades. What is not known is null or empty, never guessed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field

from zhiqiao.api.schemas.answers import Answer, FacetValueOut, Page, ProblemOut, Taken
from zhiqiao.domain.codes import Industry, LegalState, PartyKind, PartyRole, PatentKind, Way


class GradeBriefOut(Answer):
    """A grade in short (分级)."""

    rubric: str = Field(description='Name and version of the rubric, "first@1".')
    score: float | None = Field(description="0–100; null when too little is known.")
    level: int | None = Field(description="1 (best) to 5; null when too little is known.")
    coverage: float = Field(description="Share of the rubric's weight for which facts were known, percent.")
    made_at: datetime


class GradeOut(GradeBriefOut):
    """A grade with all its marks, what is missing and what would change it; sentences in the caller's language."""

    patent: str = Field(description="Record key of the patent.")
    is_current: bool
    cause: str = Field(description="Why it was graded.")
    level_label: str
    advice: str = Field(description="What to do with a patent of this level.")
    summary: str
    veto: str = Field(description="Code of what ended the right and set the score to 0, or empty.")
    dimensions: list[dict[str, Any]] = Field(description="Score and coverage of each dimension.")
    marks: list[dict[str, Any]] = Field(description="One per criterion: points, weight, evidence with codes and data.")
    missing: list[dict[str, Any]] = Field(description="Facts not known; they lower coverage, not the score.")
    would_change: list[dict[str, Any]] = Field(
        description="What would change the grade, with the points it would bring."
    )


class GradeHistoryOut(Answer):
    """All grades of a patent, newest first. Old ones stay."""

    patent: str
    items: list[GradeOut]


class PatentBriefOut(Answer):
    """A patent in a list (专利)."""

    key: str = Field(description='Record key: "CN:201710117081.7".')
    application_number: str
    title_zh: str
    title_en: str
    kind: PatentKind
    legal_state: LegalState
    applicants: list[str]
    application_date: date | None
    industry: Industry
    region: str
    ipc_main: str
    trl: int | None
    is_sample: bool = Field(description="True for the invented sample data.")
    grade: GradeBriefOut | None
    url: str = Field(description="The patent's page.")


class PatentListOut(Page):
    """One page of patents."""

    sort: str
    items: list[PatentBriefOut]
    facets: dict[str, list[FacetValueOut]] = Field(description="Counts over all rows that meet the query.")


class PartyOut(Answer):
    """A party's part in a patent (当事人)."""

    name: str = Field(description="As written.")
    name_en: str
    role: PartyRole
    kind: PartyKind
    party_id: int


class DocumentOut(Answer):
    """A published document (公布文本)."""

    number: str
    kind_code: str = Field(description="WIPO ST.16.")
    date: date | None


class FamilyOut(Answer):
    """A family member (同族)."""

    office: str = Field(description="WIPO ST.3.")
    number: str


class PatentOut(PatentBriefOut):
    """A patent with all that is known of it."""

    office: str = Field(description="WIPO ST.3.")
    abstract_zh: str
    abstract_en: str
    claim_zh: str
    claim_en: str
    effect_zh: str
    effect_en: str
    scenario_zh: str
    scenario_en: str
    publication_date: date | None
    grant_date: date | None
    legal_state_written: str = Field(description="The source's own words.")
    legal_state_date: date | None
    annuity_paid_to_year: int | None = Field(description="Number of the last annuity year paid (专利法实施细则).")
    claims_count: int | None
    cited_by_count: int | None
    funding: str
    willing: list[Way] = Field(description="Ways of cooperation the holder accepts.")
    ipc: list[str]
    parties: list[PartyOut]
    documents: list[DocumentOut]
    family: list[FamilyOut] | None = Field(description="null when no source told; empty when there is none.")
    citations: list[str] | None = Field(description="null when no source told; empty when there are none.")
    updated_at: datetime


class LookupIn(Taken):
    """Numbers to look up."""

    numbers: list[str] = Field(
        min_length=1,
        max_length=500,
        description="Any mix of application, publication, grant (ZL) numbers and record keys; at most 500.",
    )


class LookedUpOut(Answer):
    """What one number gave."""

    number: str = Field(description="As asked.")
    found: bool
    patent: PatentBriefOut | None
    problems: list[ProblemOut] = Field(description="Why it was not found, or cannot be a number.")


class LookupOut(Answer):
    """One answer for each number, in the order asked."""

    items: list[LookedUpOut]
    found: int
    missing: int
    complete: bool = Field(description="True when every number asked was looked up.")
    stop_reason: Literal["", "time_limit"] = Field(description="Why not, or empty.")


class RubricOut(Answer):
    """The rubric as data (分级标准)."""

    language: str
    rubric: dict[str, Any] = Field(
        description="Name, version, levels, dimensions and criteria with rule, unit and source."
    )


class ScenariosOut(Answer):
    """Scenarios side by side over one tree (评估情形)."""

    names_verified: bool = Field(description="Whether the indicators' names were compared with the standard's text.")
    scenarios: list[dict[str, Any]] = Field(description="Name, version, label, what for; is_kept: it makes grades.")
    indicators: list[dict[str, Any]] = Field(description="Second-level indicators with their leaves and weights.")


class ScoredOut(Answer):
    """A patent's grade in one scenario: reckoned, not kept."""

    patent: str = Field(description="Record key.")
    scenario: str = Field(description='Name and version, "pledge@1".')
    name: str
    label: str
    score: float | None
    level: int | None
    coverage: float = Field(description="Share of the scenario's weight that is known, percent.")
    names_verified: bool
    dimensions: list[dict[str, Any]]
    indicators: list[dict[str, Any]]
    leaves: list[dict[str, Any]]
