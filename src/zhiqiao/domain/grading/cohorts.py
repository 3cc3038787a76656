"""Cohorts (同类同年比较): how a value stands among patents of the same field and filing year, and the composites.

Not responsible for the values themselves (`indicators`). A cohort is described once by a `Spread` of each indicator;
normalised values and composites follow from the value and the spread, so they are never kept and never go stale.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zhiqiao.domain.grading.indicator_options import Options
from zhiqiao.domain.grading.indicators import Flag, Indicator, IndicatorFacts

SHORTER_IS_HIGHER = frozenset({"grant_lag"})
INDEX_4 = ("forward_citations_5", "family_size", "claims", "generality")
INDEX_6 = (*INDEX_4, "backward_citations", "grant_lag")
STEPS = 100


@dataclass(frozen=True)
class Cohort:
    """Patents of one field and filing year. `scheme` says which classification the field is of: "wipo35", or
    "ipc_section" where the concordance to the 35 fields of WIPO is not loaded."""

    scheme: str
    field: str
    year: int


@dataclass(frozen=True)
class Spread:
    """How the known values of one indicator lie in a cohort: how many, the winsorising cut, and 101 quantiles."""

    size: int
    cut: float
    quantiles: tuple[float, ...]

    def as_json(self) -> dict[str, Any]:
        """As kept with the cohort."""
        return {"size": self.size, "cut": self.cut, "quantiles": list(self.quantiles)}


def spread_from_json(stored: Mapping[str, Any]) -> Spread:
    """The spread that `as_json` wrote."""
    return Spread(stored["size"], stored["cut"], tuple(stored["quantiles"]))


def cohort_of(facts: IndicatorFacts, field: str | None) -> Cohort | None:
    """The cohort of a patent. `field` is its WIPO field where the concordance is loaded; None falls back to the IPC
    section of its main class; "" means that the concordance has no line for it. None where field or filing date is not
    known."""
    if facts.application_date is None or field == "":
        return None
    if field is not None:
        return Cohort("wipo35", field, facts.application_date.year)
    if not facts.subclasses:
        return None
    return Cohort("ipc_section", facts.subclasses[0][:1], facts.application_date.year)


def spread_of(values: Sequence[float] | np.ndarray, options: Options) -> Spread | None:
    """The spread of the known values of a cohort; None where there are none. Quantiles are values that occur: the
    least one at or below which at least that share of the cohort lies."""
    if len(values) == 0:
        return None
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    size = len(ordered)
    places = [max(0, -(-step * size // STEPS) - 1) for step in range(STEPS + 1)]
    cut = ordered[max(0, math.ceil(options.winsorise * size - 1e-9) - 1)]
    return Spread(size, float(cut), tuple(float(value) for value in ordered[places]))


def percentile(code: str, value: float, spread: Spread) -> int:
    """In whole percent, how much of the cohort it equals or surpasses."""
    if code in SHORTER_IS_HIGHER:
        return STEPS - max(0, bisect_left(spread.quantiles, value) - 1)
    return max(0, bisect_right(spread.quantiles, value) - 1)


def normalised(code: str, value: float, spread: Spread, options: Options) -> float:
    """The value within its cohort: values above the 98 % quantile count as that quantile, then all are divided by the
    highest; a shorter grant lag counts as higher. Another quantile, or the percentile instead, can be chosen.

    Unit: 0 to 1.
    Source: normalisation within field and filing year, OECD STI Working Paper 2013/03 [C]; winsorising at 98 % and
    dividing by the maximum [U], percentile [C]; the quantile is a value that occurs [P].
    """
    if options.normalisation == "percentile":
        return percentile(code, value, spread) / STEPS
    share = min(value, spread.cut) / spread.cut if spread.cut else 0.0
    return 1 - share if code in SHORTER_IS_HIGHER else share


@dataclass(frozen=True)
class Placed:
    """An indicator and how it stands in its cohort; None where it has no value or no cohort."""

    indicator: Indicator
    normalised: float | None = None
    percentile: int | None = None
    size: int = 0

    @property
    def flags(self) -> frozenset[Flag]:
        """Those of the value, and whether the cohort is small."""
        return self.indicator.flags


def placed(indicator: Indicator, spread: Spread | None, options: Options) -> Placed:
    """How a value stands in its cohort."""
    if indicator.value is None or spread is None:
        return Placed(indicator)
    code, value = indicator.code, indicator.value
    if spread.size < options.small_below:
        flags = indicator.flags | {Flag.SMALL_COHORT}
        indicator = Indicator(code, value, indicator.missing, flags, indicator.basis)
    return Placed(indicator, normalised(code, value, spread, options), percentile(code, value, spread), spread.size)


def composite_4(parts: Mapping[str, Placed]) -> Indicator:
    """Mean of four normalised indicators: forward citations within five years, family size, claims and generality.
    Not computed while one of them is missing.

    Unit: 0 to 1.
    Source: patent quality index, OECD STI Working Paper 2013/03 [C]; the four components [C].
    """
    return _mean("composite_4", INDEX_4, parts)


def composite_6(parts: Mapping[str, Placed]) -> Indicator:
    """Mean of six normalised indicators: the four above, backward citations and grant lag. Not computed while one of
    them is missing.

    Unit: 0 to 1.
    Source: patent quality index, OECD STI Working Paper 2013/03 [C]; the six components [C].
    """
    return _mean("composite_6", INDEX_6, parts)


def _mean(code: str, names: Sequence[str], parts: Mapping[str, Placed]) -> Indicator:
    """The mean of normalised parts, with every flag any of them has."""
    told = {name: parts[name].normalised for name in names}
    known = {name: value for name, value in told.items() if value is not None}
    if len(known) < len(names):
        return Indicator(code, None, missing=tuple(name for name in names if name not in known))
    flags = frozenset().union(*(parts[name].indicator.flags for name in names))
    return Indicator(code, math.fsum(known.values()) / len(names), flags=flags)


COMPOSITES = (composite_4, composite_6)


def compared(indicators: Mapping[str, Indicator], spreads: Mapping[str, Spread], options: Options) -> dict[str, Placed]:
    """Every indicator in its cohort, and the composites, by code."""
    parts = {code: placed(one, spreads.get(code), options) for code, one in indicators.items()}
    return parts | {each.__name__: Placed(each(parts)) for each in COMPOSITES}
