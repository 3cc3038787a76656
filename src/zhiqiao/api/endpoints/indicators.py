"""Indicators and high-value patents (专利指标与高价值专利)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router

from zhiqiao.api.callers import ANYONE
from zhiqiao.api.schemas.indicators import IndicatorRulesOut
from zhiqiao.services import indicators

router = Router(tags=["patents"], auth=ANYONE)


@router.get("", response=IndicatorRulesOut, summary="The rules of the indicators")
def get_rules(request: HttpRequest) -> Any:
    """Indicators, comparison and high-value rules with formula, unit, source and the options in use; printed from the
    code that computes."""
    return IndicatorRulesOut(language=get_language() or "", rules=indicators.rules())
