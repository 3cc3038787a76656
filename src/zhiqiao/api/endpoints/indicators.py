"""Indicators and high-value patents (专利指标与高价值专利)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field

from zhiqiao.api.callers import ANYONE, PERSON, caller_of
from zhiqiao.api.schemas.answers import OrganisationOut
from zhiqiao.api.schemas.indicators import AwardIn, AwardOut, FigureOut, FiguresOut, IndicatorRulesOut
from zhiqiao.services import catalogue, indicators
from zhiqiao.services.indicators import Figure

router = Router(tags=["patents"], auth=ANYONE)


@router.get("", response=IndicatorRulesOut, summary="The rules of the indicators")
def get_rules(request: HttpRequest) -> Any:
    """Indicators, comparison and high-value rules with formula, unit, source and the options in use; printed from the
    code that computes."""
    return IndicatorRulesOut(language=get_language() or "", rules=indicators.rules())


def _figure(one: Figure) -> FigureOut:
    tally = one.tally
    return FigureOut(
        organisation=OrganisationOut(
            id=one.organisation.pk, name_zh=one.organisation.name_zh, name_en=one.organisation.name_en
        ),
        held=tally.held,
        computed=tally.computed,
        valid=tally.valid,
        high_value=tally.high_value,
        unknown=tally.unknown,
        share=tally.share,
        by_rule=dict(tally.by_rule),
        per_ten_thousand=one.per_ten_thousand,
        population=one.population.inhabitants if one.population else None,
        as_of=tally.as_of,
    )


class LevelQuery(Schema):
    """Which level of the tree."""

    at: int | None = Field(
        None, ge=1, le=2**63 - 1, description="Id of one of the caller's organisations; empty: the topmost."
    )


@router.get("/high-value", response=FiguresOut, auth=PERSON, summary="High-value patents by organisation")
def get_figures(request: HttpRequest, query: Query[LevelQuery]) -> Any:
    """One level of the caller's organisations, or the level below one of them: valid inventions, high-value patents,
    each once, by rule, and those that cannot be told yet."""
    found = indicators.figures(user=caller_of(request), at=query.at)
    return FiguresOut(here=_figure(found.here) if found.here else None, below=[_figure(one) for one in found.below])


@router.post("/awards", response={201: AwardOut}, auth=PERSON, summary="Record an award")
def post_award(request: HttpRequest, given: AwardIn) -> Any:
    """A State Science and Technology Award or a China Patent Award, with its source; staff only. The same award of the
    same year again corrects prize and source."""
    row = catalogue.get(given.patent, user=caller_of(request))
    kept = indicators.record_award(
        row, given.award, given.year, prize=given.prize, source=given.source, by=caller_of(request)
    )
    return 201, AwardOut(patent=row.record_key, award=kept.award, year=kept.year, prize=kept.prize, source=kept.source)
