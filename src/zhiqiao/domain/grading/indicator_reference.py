"""What is published of the indicators (指标说明): every rule with formula, unit, source and marks of certainty."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from zhiqiao.domain.grading import cohorts, high_value
from zhiqiao.domain.grading.indicator_options import CHOICES, Options
from zhiqiao.domain.grading.indicators import FORMULAS, MEASURES, VARIANT_OF
from zhiqiao.domain.grading.rubric import Criterion, text_of


def described(options: Options) -> dict[str, Any]:
    """Indicators, comparison, composites and high-value rules as plain data, with the options in use."""
    values: tuple[Callable[..., object], ...] = (*MEASURES, *cohorts.COMPOSITES)
    return {
        "version": options.version,
        "options": {name: getattr(options, name) for name in options.__dataclass_fields__ if name != "version"},
        "choices": {name: list(known) for name, known in CHOICES.items()},
        "indicators": [described_rule(measure, options) for measure in values],
        "normalisation": [
            {**described_rule(cohorts.normalised, options), "code": code, **formulas(code, options)}
            for code in ("normalised", "normalised_lag")
        ],
        "high_value": [described_rule(rule, options) for rule in (high_value.valid_invention, *high_value.RULES)],
    }


def described_rule(rule: Callable[..., object], options: Options) -> dict[str, Any]:
    """One function as plain data."""
    text = text_of(cast(Criterion, rule))
    return {
        "code": rule.__name__,
        "rule": text.rule,
        "unit": text.unit,
        "source": text.source,
        "certainty": sorted(set(re.findall(r"\[([LVCPU])\]", text.source))),
        **formulas(rule.__name__, options),
    }


def formulas(code: str, options: Options) -> dict[str, Any]:
    """The formula in use and, where there are several, every variant by name; nothing where there is none."""
    written = FORMULAS.get(code)
    if written is None:
        return {}
    if isinstance(written, str):
        return {"formula": written, "variants": {}}
    return {"formula": written[getattr(options, VARIANT_OF[code])], "variants": dict(written)}
