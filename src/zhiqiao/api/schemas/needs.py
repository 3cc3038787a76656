"""Shapes of needs and enterprises."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field

from zhiqiao.api.schemas.answers import Answer, FacetValueOut, OrganisationOut, Page, Taken
from zhiqiao.api.schemas.patents import PatentBriefOut
from zhiqiao.domain.codes import Confidentiality, FirmSize, Industry, Language, NeedStage, NeedState, Way


class EnterpriseBriefOut(Answer):
    """An enterprise in a list (企业)."""

    id: int
    name_zh: str
    name_en: str
    industry: Industry
    region: str
    size: FirmSize
    is_sample: bool
    url: str


class EnterpriseListOut(Page):
    """One page of enterprises."""

    items: list[EnterpriseBriefOut]


class NeedBriefOut(Answer):
    """A need in a list (技术需求)."""

    id: int
    title_zh: str
    title_en: str
    enterprise: EnterpriseBriefOut | None = Field(
        description="null when not given, or kept back because it is anonymous."
    )
    enterprise_hidden: bool = Field(description="True when there is an enterprise that this caller may not know.")
    industry: Industry
    region: str
    budget_fen: int | None = Field(description="In fen (1/100 yuan); null: not given.")
    currency: str
    deadline: date | None
    ways: list[Way]
    stage: NeedStage
    confidentiality: Confidentiality
    state: NeedState
    matches_shown: int | None = Field(description="Patents the last match showed; null: never matched.")
    is_sample: bool
    created_at: datetime
    url: str


class NeedListOut(Page):
    """One page of needs."""

    sort: str
    items: list[NeedBriefOut]
    facets: dict[str, list[FacetValueOut]]


class NeedOut(NeedBriefOut):
    """A need with all that was given."""

    problem_zh: str
    problem_en: str
    language: Language
    shown_to: list[OrganisationOut] = Field(
        description="Schools a restricted need is shown to; only its own side sees it."
    )
    may_edit: bool
    updated_at: datetime


class EnterpriseIn(Taken):
    """A new enterprise, or one to be found by name and region."""

    name_zh: str = Field("", max_length=300)
    name_en: str = Field("", max_length=300)
    uscc: str = Field("", max_length=18, description="统一社会信用代码, 18 characters.")
    industry: Industry = Industry.OTHER
    region: str = Field("", max_length=60)
    size: FirmSize = FirmSize.UNKNOWN
    products_zh: str = Field("", max_length=4000)
    products_en: str = Field("", max_length=4000)
    profile_zh: str = Field("", max_length=4000)
    profile_en: str = Field("", max_length=4000)


class NeedIn(Taken):
    """A need in plain words. Title and problem in Chinese, English or both; leave out what is not known."""

    title_zh: str = Field("", max_length=300)
    title_en: str = Field("", max_length=300)
    problem_zh: str = Field("", max_length=8000)
    problem_en: str = Field("", max_length=8000)
    industry: Industry = Industry.OTHER
    region: str = Field("", max_length=60)
    budget_fen: int | None = Field(None, ge=0, le=10**14, description="In fen (1/100 yuan).")
    deadline: date | None = None
    ways: list[Way] = Field(default_factory=list, max_length=7)
    stage: NeedStage = NeedStage.ANY
    confidentiality: Confidentiality = Confidentiality.OPEN
    shown_to: list[int] = Field(
        default_factory=list, max_length=50, description="Organisations a restricted need is shown to."
    )
    enterprise_id: int | None = Field(None, ge=1, le=2**63 - 1, description="An enterprise that is on file.")
    enterprise: EnterpriseIn | None = Field(None, description="Or a new one.")


class EnterpriseOut(EnterpriseBriefOut):
    """An enterprise with profile, products, open needs and own patents where known."""

    uscc: str
    products_zh: str
    products_en: str
    profile_zh: str
    profile_en: str
    tags: list[str]
    needs: list[NeedBriefOut] = Field(
        description="Needs this caller may see and may know to be this firm's; at most 50."
    )
    patents: list[PatentBriefOut] = Field(description="Own patents, where known; at most 50.")
    patents_total: int
    needs_total: int
