"""Indicators and high-value rules as the API answers them (专利指标)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from zhiqiao.api.schemas.answers import Answer, OrganisationOut, Taken


class FlagOut(Answer):
    """What a reader must know of a value (提示)."""

    code: str
    label: str
    told: str


class IndicatorOut(Answer):
    """One indicator (指标)."""

    code: str
    label: str
    value: float | None = Field(description="null: could not be computed; `missing` says why. Never 0 instead.")
    written: str = Field(description="As people read it; empty where there is no value.")
    normalised: float | None = Field(description="0 to 1 within its cohort; null without a value or a cohort.")
    percentile: int | None = Field(description="In whole percent, how much of the cohort it equals or surpasses.")
    cohort_size: int = Field(description="Patents of the cohort that have this value.")
    formula: str
    flags: list[FlagOut]
    missing: list[str] = Field(description="Facts that would have to be known, or components of a composite.")
    basis: dict[str, Any] = Field(description="The numbers the value rests on.")
    sentence: str


class CohortOut(Answer):
    """Patents of the same field and filing year (同类同年组)."""

    scheme: str = Field(description='"wipo35", or "ipc_section" where that concordance is not loaded.')
    field: str
    year: int
    label: str
    size: int
    compared_on: date | None


class VerdictOut(Answer):
    """What one high-value rule says (高价值规则)."""

    code: str
    label: str
    holds: bool | None = Field(description="null: not known.")
    answer: str
    reason: str
    sentence: str


class HighValueOut(Answer):
    """Whether it counts as a high-value invention patent (高价值发明专利)."""

    holds: bool | None = Field(description="null: not known.")
    label: str
    valid: VerdictOut
    rules: list[VerdictOut]


class IndicatorsOut(Answer):
    """All indicators of a patent, computed as of a day."""

    patent: str
    version: str = Field(description="Version of the options.")
    as_of: date
    cohort: CohortOut | None
    indicators: list[IndicatorOut]
    high_value: HighValueOut


class IndicatorRulesOut(Answer):
    """Every rule with formula, unit, source and the options in use."""

    language: str
    rules: dict[str, Any]


class HighValueCountOut(Answer):
    """High-value patents of an organisation with all below it (高价值专利统计)."""

    organisation: OrganisationOut
    held: int = Field(description="Patents held.")
    computed: int = Field(description="Of these, those whose indicators have been computed.")
    valid: int = Field(description="Valid invention patents.")
    high_value: int = Field(description="Those that meet at least one rule, each once.")
    unknown: int = Field(description="Those of which it cannot be told yet: the number above is a least number.")
    share: float | None = Field(description="High-value of valid inventions.")
    by_rule: dict[str, int | None] = Field(
        description="A patent stands under every rule it meets; null where the rule is not known of any."
    )
    per_ten_thousand: float | None = Field(description="null where no population is on record.")
    population: int | None
    as_of: date | None = Field(description="The oldest day any of the patents was computed for.")


class HighValueCountsOut(Answer):
    """One level of the tree."""

    here: HighValueCountOut | None
    below: list[HighValueCountOut]


class AwardIn(Taken):
    """An award to be recorded (专利获奖)."""

    award: Literal["state", "patent"] = Field(
        description='"state": State Science and Technology Award; "patent": China Patent Award.'
    )
    year: int
    prize: str = Field("", max_length=100, description="As written.")
    source: str = Field(max_length=300, description="Where it is told.")


class AwardOut(Answer):
    """An award on record."""

    patent: str
    award: str
    year: int
    prize: str
    source: str
