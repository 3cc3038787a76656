"""Telling the indicators of a patent (指标说明): what was shown as plain data with sentences, for every entrance."""

from __future__ import annotations

from typing import Any

from zhiqiao.domain.grading.cohorts import Placed
from zhiqiao.domain.grading.high_value import Verdict
from zhiqiao.domain.grading.indicator_options import Options
from zhiqiao.domain.grading.indicator_reference import described
from zhiqiao.domain.grading.indicators import formula_of
from zhiqiao.services.indicators import options
from zhiqiao.services.indicators.showing import Shown
from zhiqiao.words import indicator_page as page
from zhiqiao.words import indicators as words


def told(shown: Shown) -> dict[str, Any]:
    """Everything shown, with labels and sentences in the active language beside codes and values; plain JSON."""
    cohort, judged = shown.cohort, shown.high_value
    return {
        "version": shown.options.version,
        "as_of": shown.as_of.isoformat(),
        "cohort": None
        if cohort is None
        else {
            "scheme": cohort.scheme,
            "field": cohort.field,
            "year": cohort.year,
            "label": words.cohort(cohort.scheme, cohort.field, cohort.year),
            "size": shown.cohort_size,
            "compared_on": shown.compared_on.isoformat() if shown.compared_on else None,
        },
        "indicators": [_indicator(code, part, shown.options) for code, part in shown.parts.items()],
        "high_value": {
            "holds": judged.holds,
            "label": words.answer(judged.holds),
            "valid": _verdict(judged.valid),
            "rules": [_verdict(one) for one in judged.verdicts],
        },
    }


def _indicator(code: str, part: Placed, use: Options) -> dict[str, Any]:
    """One indicator."""
    one = part.indicator
    return {
        "code": code,
        "label": words.name(code),
        "value": one.value,
        "written": words.written(code, one.value),
        "normalised": part.normalised,
        "percentile": part.percentile,
        "cohort_size": part.size,
        "formula": formula_of(code, use),
        "flags": words.flags(one.flags),
        "missing": list(one.missing),
        "basis": dict(one.basis),
        "sentence": words.missing(one.missing) or words.basis(one.basis),
    }


def _verdict(one: Verdict) -> dict[str, Any]:
    """One rule."""
    return {
        "code": one.rule,
        "label": words.name(one.rule),
        "holds": one.holds,
        "answer": words.answer(one.holds),
        "reason": one.reason.code,
        "sentence": words.reason(one.reason.code, one.reason.data),
    }


def rules() -> dict[str, Any]:
    """Every rule with formula, source and the options in use, in the active language."""
    return page.in_words(described(options.in_use()))


def reference(language: str = "") -> str:
    """The reference page as Markdown: "zh", "en", or both one after the other as in docs/reference/indicators.md."""
    codes = {"zh": "zh-hans", "en": "en"}
    languages = [codes.get(language[:2], "en")] if language else list(codes.values())
    return "\n".join(page.markdown(described(options.in_use()), code) for code in languages)
