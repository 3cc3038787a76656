"""Indicators on pages (指标页): the rules with formulas, printed from the code that computes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiqiao.services import indicators


def rules(request: HttpRequest) -> HttpResponse:
    """Every indicator and high-value rule with formula, unit, source and the options in use."""
    told = indicators.rules()
    parts = [
        {"heading": _("Indicators"), "lines": told["indicators"]},
        {"heading": _("Comparison"), "lines": told["normalisation"]},
        {"heading": _("High-value invention patents"), "lines": told["high_value"]},
    ]
    return render(request, "pages/indicator_rules.html", {"told": told, "parts": parts})
