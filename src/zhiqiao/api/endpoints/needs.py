"""Needs and enterprises (需求与企业)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field, StringConstraints

from zhiqiao.api import paging, rows
from zhiqiao.api.callers import ANYONE, PERSON, caller_of
from zhiqiao.api.schemas.needs import (
    EnterpriseListOut,
    EnterpriseOut,
    NeedIn,
    NeedListOut,
    NeedOut,
)
from zhiqiao.domain.codes import Language, NeedState
from zhiqiao.domain.matching.reading import EnterpriseDraft, NeedDraft
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import Enterprise, Need, Organisation
from zhiqiao.services import demands, people
from zhiqiao.services.matching import counts

needs_router = Router(tags=["needs"])
enterprises_router = Router(tags=["enterprises"], auth=ANYONE)
Value = Annotated[str, StringConstraints(max_length=60)]
Values = Annotated[list[Value], Field(max_length=30)]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
SHOWN = 50
NEED_FACETS = ("state", "industry", "region", "stage", "way")


class NeedQuery(Schema):
    """Filters of needs; several values of one filter mean any of them."""

    q: str = Field("", max_length=200, description="Words in title or problem.")
    state: Values = Field([], description="open, closed, draft; without it closed needs are left out.")
    industry: Values = Field([], description="Code list industry.")
    region: Values = Field([], description='Beginning of a region, "浙江省".')
    way: Values = Field([], description="Code list way.")
    stage: Values = Field([], description="Code list need_stage.")
    enterprise: Values = Field(
        [], description="Id of an enterprise; needs that are anonymous to the caller are not found by it."
    )
    sort: Literal["newest", "deadline", "budget"] = Field("newest", description="Order; what is not given comes last.")
    page: int = Field(1, ge=1, le=paging.DEEPEST, description=paging.PAGE_SAYS)
    size: int = Field(20, ge=1, le=paging.SIZE_MOST, description=paging.SIZE_SAYS)
    cursor: str = Field("", max_length=200, description=paging.CURSOR_SAYS)
    with_facets: bool = Field(False, description=paging.FACETS_SAYS)

    def filters(self) -> dict[str, list[str]]:
        """The filters that were given."""
        names = ("state", "industry", "region", "way", "stage", "enterprise")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


class EnterpriseQuery(Schema):
    """Filters of enterprises."""

    q: str = Field("", max_length=200, description="Words in name or products.")
    industry: Values = Field([], description="Code list industry.")
    region: Values = Field([], description='Beginning of a region, "浙江省".')
    firm_size: Values = Field([], description="Code list firm_size.")
    page: int = Field(1, ge=1, le=paging.DEEPEST, description=paging.PAGE_SAYS)
    size: int = Field(20, ge=1, le=paging.SIZE_MOST, description=paging.SIZE_SAYS)
    cursor: str = Field("", max_length=200, description=paging.CURSOR_SAYS)

    def filters(self) -> dict[str, list[str]]:
        """The filters that were given, under the service's names."""
        given = {"industry": self.industry, "region": self.region, "size": self.firm_size}
        return {name: values for name, values in given.items() if values}


@needs_router.get("", response=NeedListOut, auth=ANYONE, summary="List needs")
def list_needs(request: HttpRequest, query: Query[NeedQuery]) -> Any:
    """Needs the caller may see: open and anonymous ones, and restricted ones shown to the caller's organisation."""
    filters = query.filters()
    window = paging.window(query.page, query.size, query.cursor, {"q": query.q, "sort": query.sort, **filters})
    found = demands.list_needs(
        user=caller_of(request),
        filters=filters,
        text=query.q,
        page=window.page,
        size=window.size,
        sort=query.sort,
    )
    shown = [] if window.page > found.page else found.rows
    matched = counts.matches_shown([row.pk for row in shown])
    facets = {name: rows.facet_values(name, found.facets.get(name, {}), filters.get(name, [])) for name in NEED_FACETS}
    return NeedListOut(
        items=[rows.need_brief(row, matched) for row in shown],
        sort=found.sort,
        facets=facets if query.with_facets else {},
        **window.after(found.total),
    )


@needs_router.post("", response={201: NeedOut}, auth=PERSON, summary="Write a need")
def create_need(request: HttpRequest, given: NeedIn) -> Any:
    """Publish a need. Refused (409) with reasons where something is wrong with what was said."""
    return Status(201, _write(request, given, None))


@needs_router.get("/{need_id}", response=NeedOut, auth=ANYONE, summary="One need")
def get_need(request: HttpRequest, need_id: Id) -> Any:
    """A need with all that was given; the enterprise is kept back where the need is anonymous to the caller."""
    return _shown(request, demands.get_need(need_id, user=caller_of(request)))


@needs_router.put("/{need_id}", response=NeedOut, auth=PERSON, summary="Write a need anew")
def update_need(request: HttpRequest, need_id: Id, given: NeedIn) -> Any:
    """Replace what the need says: what is left out is no longer given. A closed need is open again."""
    return _write(request, given, demands.get_need(need_id, user=caller_of(request)))


@needs_router.post("/{need_id}/close", response=NeedOut, auth=PERSON, summary="Close a need")
def close_need(request: HttpRequest, need_id: Id) -> Any:
    """The need stays on file and is no longer matched. Closing it again changes nothing."""
    user = caller_of(request)
    demands.close_need(demands.get_need(need_id, user=user), by=user)
    return _shown(request, demands.get_need(need_id, user=user))


def _shown(request: HttpRequest, row: Need) -> NeedOut:
    may_edit = demands.may_change_need(row, caller_of(request))
    return rows.need(row, counts.matches_shown([row.pk]), may_edit=may_edit)


def _write(request: HttpRequest, given: NeedIn, row: Need | None) -> NeedOut:
    user = caller_of(request)
    saved = demands.write_need(_draft(request, given), by=user, need=row, shown_to=_schools(given.shown_to))
    return _shown(request, demands.get_need(saved.pk, user=user))


def _schools(ids: list[int]) -> list[Organisation]:
    """The schools named; Refused for one that is none."""
    schools = {school.pk: school for school in people.institutions()}
    unknown = [pk for pk in ids if pk not in schools]
    if unknown:
        raise Refused([Problem("school_is_known", "shown_to", str(pk)) for pk in unknown])
    return [schools[pk] for pk in dict.fromkeys(ids)]


def _draft(request: HttpRequest, given: NeedIn) -> NeedDraft:
    """What was sent, as the service takes it."""
    firm: EnterpriseDraft | None = None
    if given.enterprise_id is not None:
        known = demands.get_enterprise(given.enterprise_id, user=caller_of(request))
        firm = EnterpriseDraft(name_zh=known.name_zh, name_en=known.name_en, uscc=known.uscc, region=known.region)
    elif given.enterprise is not None:
        firm = EnterpriseDraft(**given.enterprise.dict())
    said = given.problem_zh or given.title_zh
    return NeedDraft(
        title_zh=given.title_zh.strip(),
        title_en=given.title_en.strip(),
        problem_zh=given.problem_zh.strip(),
        problem_en=given.problem_en.strip(),
        language=Language.ZH if said else Language.EN,
        industry=given.industry,
        region=given.region.strip(),
        budget_fen=given.budget_fen,
        deadline=given.deadline,
        ways=tuple(given.ways),
        stage=given.stage,
        confidentiality=given.confidentiality,
        enterprise=firm,
    )


@enterprises_router.get("", response=EnterpriseListOut, summary="List enterprises")
def list_enterprises(request: HttpRequest, query: Query[EnterpriseQuery]) -> Any:
    """Enterprises by name; their profiles are open."""
    filters = query.filters()
    window = paging.window(query.page, query.size, query.cursor, {"q": query.q, **filters})
    found = demands.list_enterprises(
        user=caller_of(request),
        filters=filters,
        text=query.q,
        page=window.page,
        size=window.size,
    )
    shown = [] if window.page > found.page else found.rows
    return EnterpriseListOut(items=[rows.enterprise_brief(row) for row in shown], **window.after(found.total))


@enterprises_router.get("/{enterprise_id}", response=EnterpriseOut, summary="One enterprise")
def get_enterprise(request: HttpRequest, enterprise_id: Id) -> Any:
    """Profile, products, needs the caller may know to be its own, and its patents where known (50 of each at most)."""
    return _enterprise(request, demands.get_enterprise(enterprise_id, user=caller_of(request)))


def _enterprise(request: HttpRequest, row: Enterprise) -> EnterpriseOut:
    user = caller_of(request)
    needs = demands.list_needs(
        user=user,
        filters={"enterprise": [str(row.pk)], "state": [str(state) for state in NeedState]},
        size=SHOWN,
    )
    matched = counts.matches_shown([need.pk for need in needs.rows])
    patents = demands.enterprise_patents(row).visible_to(user)
    return EnterpriseOut(
        **rows.enterprise_brief(row).model_dump(),
        uscc=row.uscc,
        products_zh=row.products_zh,
        products_en=row.products_en,
        profile_zh=row.profile_zh,
        profile_en=row.profile_en,
        tags=[str(tag) for tag in row.tags],
        needs=[rows.need_brief(need, matched) for need in needs.rows],
        patents=[rows.patent_brief(patent) for patent in rows.with_parts(patents[:SHOWN])],
        patents_total=patents.count(),
        needs_total=needs.total,
    )
