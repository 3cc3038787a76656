"""Indicators and high-value patents (专利指标与高价值专利)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from ninja import Router

from zhiqiao.api.callers import ANYONE, PERSON, caller_of
from zhiqiao.api.schemas.answers import OrganisationOut
from zhiqiao.api.schemas.indicators import HighValueCountOut, HighValueCountsOut, IndicatorRulesOut
from zhiqiao.domain.problems import Refused
from zhiqiao.services import indicators
from zhiqiao.services.indicators import Figure, Figures

router = Router(tags=["patents"], auth=ANYONE)


@router.get("", response=IndicatorRulesOut, summary="The rules of the indicators")
def get_rules(request: HttpRequest) -> Any:
    """Indicators, comparison and high-value rules with formula, unit, source and the options in use; printed from the
    code that computes."""
    return IndicatorRulesOut(language=get_language() or "", rules=indicators.rules())


def _figure(one: Figure) -> HighValueCountOut:
    tally = one.tally
    return HighValueCountOut(
        organisation=OrganisationOut(
            id=one.organisation.pk, name_zh=one.organisation.name_zh, name_en=one.organisation.name_en
        ),
        held=tally.held,
        computed=tally.computed,
        valid=tally.valid,
        high_value=tally.high_value,
        unknown=tally.unknown,
        share=tally.share,
        by_rule={code: tally.count_of(code) for code in tally.by_rule},
        per_ten_thousand=one.per_ten_thousand,
        population=one.population.inhabitants if one.population else None,
        as_of=tally.as_of,
    )


@router.get("/high-value", response=HighValueCountsOut, auth=PERSON, summary="High-value patents by organisation")
def get_counts(request: HttpRequest) -> Any:
    """The caller's topmost organisations: valid inventions, high-value patents, each once, by rule, and those that
    cannot be told yet."""
    return _level(indicators.figures(user=caller_of(request)))


@router.get(
    "/high-value/{organisation_id}", response=HighValueCountsOut, auth=PERSON, summary="The same below one of them"
)
def get_counts_below(request: HttpRequest, organisation_id: int) -> Any:
    """One of the caller's organisations and the level below it."""
    try:
        return _level(indicators.figures(user=caller_of(request), at=organisation_id))
    except Refused as refusal:
        raise Http404 from refusal


def _level(found: Figures) -> HighValueCountsOut:
    return HighValueCountsOut(
        here=_figure(found.here) if found.here else None, below=[_figure(one) for one in found.below]
    )
