"""Patents and their grades (专利与分级)."""

from __future__ import annotations

import time
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from zhiqiao.api import paging, rows
from zhiqiao.api.callers import ANYONE, PERSON, caller_of
from zhiqiao.api.schemas.answers import FacetValueOut
from zhiqiao.api.schemas.indicators import AwardIn, AwardOut, IndicatorsOut
from zhiqiao.api.schemas.patents import (
    GradeHistoryOut,
    GradeOut,
    LookedUpOut,
    LookupIn,
    LookupOut,
    PatentListOut,
    PatentOut,
    RubricOut,
    ScenariosOut,
    ScoredOut,
)
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import Grade, Patent
from zhiqiao.services import appraisal, catalogue, indicators
from zhiqiao.services.catalogue.pages import CataloguePage
from zhiqiao.words import rubric as rubric_words

router = Router(tags=["patents"], auth=ANYONE)
rubric_router = Router(tags=["patents"], auth=ANYONE)
LOOKUP_SECONDS = 20.0
Value = Annotated[str, StringConstraints(max_length=60)]
Values = Annotated[list[Value], Field(max_length=30)]


class PatentQuery(Schema):
    """Filters of the catalogue; several values of one filter mean any of them."""

    q: str = Field("", max_length=500, description="Words in Chinese or English, or any number of a patent.")
    kind: Values = Field([], description="Code list patent_kind.")
    legal_state: Values = Field([], description="Code list legal_state.")
    industry: Values = Field([], description="Code list industry.")
    region: Values = Field([], description='Beginning of a region, "浙江省".')
    holder: Values = Field([], description="Id of an applicant (party_id).")
    ipc: Values = Field([], description='IPC section or subclass, "C" or "C08L".')
    year: Values = Field([], description="Year of application.")
    level: Values = Field([], description="Level of the current grade, 1 to 5.")
    trl: Values = Field([], description="Technology readiness level, 1 to 9.")
    sort: Literal["", "relevance", "newest", "oldest", "grade", "title", "updated"] = Field(
        "", description="Order; empty: relevance with words, else newest first."
    )
    page: int = Field(1, ge=1, le=paging.DEEPEST, description=paging.PAGE_SAYS)
    size: int = Field(20, ge=1, le=paging.SIZE_MOST, description=paging.SIZE_SAYS)
    cursor: str = Field("", max_length=200, description=paging.CURSOR_SAYS)
    with_facets: bool = Field(False, description=paging.FACETS_SAYS)

    def filters(self) -> dict[str, list[str]]:
        """The facets' filters that were given."""
        names = ("kind", "legal_state", "industry", "region", "holder", "ipc", "year", "level", "trl")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


@router.get("", response=PatentListOut, summary="List patents")
def list_patents(request: HttpRequest, query: Query[PatentQuery]) -> Any:
    """Published patents, and those of the caller's own organisations. A number in `q` finds that patent."""
    filters = query.filters()
    window = paging.window(query.page, query.size, query.cursor, {"q": query.q, "sort": query.sort, **filters})
    found = catalogue.search(
        query.q,
        user=caller_of(request),
        filters=filters,
        page=window.page,
        size=window.size,
        sort=query.sort,
    )
    beyond = window.page > found.page
    return PatentListOut(
        items=[] if beyond else [rows.patent_brief(row) for row in rows.with_parts(found.rows)],
        sort=found.sort,
        facets=_facets(found) if query.with_facets else {},
        **window.after(found.total, searched_all=found.complete),
    )


def _facets(found: CataloguePage) -> dict[str, list[FacetValueOut]]:
    """Facets with labels in the caller's language."""
    return {
        name: [
            FacetValueOut(
                value=one.value,
                label=one.label or rows.facet_label(name, one.value),
                count=one.count,
                chosen=one.chosen,
            )
            for one in values
        ]
        for name, values in found.facets.items()
    }


@router.post("/lookup", response=LookupOut, summary="Look up many numbers")
def look_up(request: HttpRequest, wanted: LookupIn) -> Any:
    """One answer for each of up to 500 numbers, in the order asked; `complete` says whether time sufficed for all."""
    began = time.monotonic()
    items: list[LookedUpOut] = []
    for number in wanted.numbers:
        if time.monotonic() - began > LOOKUP_SECONDS:
            break
        items.append(_looked_up(request, number))
    found = sum(item.found for item in items)
    complete = len(items) == len(wanted.numbers)
    return LookupOut(
        items=items,
        found=found,
        missing=len(items) - found,
        complete=complete,
        stop_reason="" if complete else "time_limit",
    )


def _looked_up(request: HttpRequest, number: str) -> LookedUpOut:
    try:
        row = catalogue.get(number, user=caller_of(request))
    except Refused as refusal:
        return LookedUpOut(number=number, found=False, patent=None, problems=rows.problems(refusal.problems))
    return LookedUpOut(number=number, found=True, patent=rows.patent_brief(rows.with_parts([row])[0]), problems=[])


@router.get("/{number}", response=PatentOut, summary="One patent by any of its numbers")
def get_patent(request: HttpRequest, number: str) -> Any:
    """Application, ZL, publication or grant number, or record key, in any writing."""
    return rows.patent(catalogue.get(number, user=caller_of(request)))


@router.get("/{number}/grade", response=GradeOut, summary="The current grade")
def get_grade(request: HttpRequest, number: str) -> Any:
    """The grade that counts now, with every mark, its evidence, what is missing and what would change it."""
    row = catalogue.get(number, user=caller_of(request))
    grade = appraisal.current_grade(row)
    if grade is None:
        raise Refused([Problem("patent_is_graded", "grade", row.record_key)])
    return _grade(row, grade)


@router.get("/{number}/grades", response=GradeHistoryOut, summary="All grades, newest first")
def get_grades(request: HttpRequest, number: str) -> Any:
    """Every grade the patent ever had, each with the version of the rubric that made it."""
    row = catalogue.get(number, user=caller_of(request))
    return GradeHistoryOut(patent=row.record_key, items=[_grade(row, grade) for grade in appraisal.history(row)])


@router.get("/{number}/indicators", response=IndicatorsOut, summary="Indicators and high-value rules")
def get_indicators(request: HttpRequest, number: str) -> Any:
    """The quality indicators with their place in the cohort, and what each of the five high-value rules says, today."""
    row = catalogue.get(number, user=caller_of(request))
    shown = indicators.of(row)
    assert shown is not None  # the row was there a moment ago
    return IndicatorsOut(patent=row.record_key, **indicators.told(shown))


@router.post("/{number}/awards", response={201: AwardOut}, auth=PERSON, summary="Record an award")
def post_award(request: HttpRequest, number: str, given: AwardIn) -> Any:
    """A State Science and Technology Award or a China Patent Award, with its source; staff only. The same award of the
    same year again corrects prize and source."""
    row = catalogue.get(number, user=caller_of(request))
    kept = indicators.record_award(
        row, given.award, given.year, prize=given.prize, source=given.source, by=caller_of(request)
    )
    return 201, AwardOut(patent=row.record_key, award=kept.award, year=kept.year, prize=kept.prize, source=kept.source)


def _grade(row: Patent, grade: Grade) -> GradeOut:
    return GradeOut(patent=row.record_key, **{**appraisal.explain(grade), "made_at": grade.made_at})


@rubric_router.get("/scenarios", response=ScenariosOut, summary="Scenarios and the tree")
def get_scenarios(request: HttpRequest) -> Any:
    """The tree in the shape of GB/T 42748-2023 and the weights of every scenario, in the order of `scenarios`."""
    return ScenariosOut(**appraisal.scenarios_told())


@rubric_router.get(
    "/scenarios/{scenario}/patents/{number}", response=ScoredOut, summary="A patent's grade in a scenario"
)
def get_scored(request: HttpRequest, scenario: str, number: str) -> Any:
    """The marks of the current grade with the weights of this scenario; what only people judge is not known."""
    row, chosen = catalogue.get(number, user=caller_of(request)), appraisal.scenario_named(scenario)
    grade = appraisal.current_grade(row)
    if grade is None:
        raise Refused([Problem("patent_is_graded", "grade", row.record_key)])
    return ScoredOut(patent=row.record_key, **appraisal.explain_scored(appraisal.in_scenario(grade, chosen), chosen))


@rubric_router.get("", response=RubricOut, summary="The rubric")
def get_rubric(request: HttpRequest) -> Any:
    """The rubric in use as data, with labels in the caller's language; printed from the code that grades."""
    return RubricOut(language=get_language() or "", rubric=rubric_words.in_words(appraisal.rubric()))
