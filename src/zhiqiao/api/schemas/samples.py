"""Shapes of samples (抽查): how one is drawn, what came of it, second opinions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field
from pydantic import StringConstraints

from zhiqiao.api.schemas.answers import Answer, OrganisationOut, Taken
from zhiqiao.domain.procedures.sampling import Mode, Stratum, Verdict

Line = Annotated[str, StringConstraints(max_length=300)]
Text = Annotated[str, StringConstraints(max_length=2000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=150)]


class SampleIn(Taken):
    """How a sample is drawn (抽样方案)."""

    organisation: Annotated[int, Field(ge=1, le=2**63 - 1)] = Field(description="It and all below it are drawn from.")
    states: Annotated[list[Name], Field(min_length=1, max_length=30)]
    begun: date | None = Field(None, description="In these states since this day or later.")
    ended: date | None = Field(None, description="In these states since this day or earlier.")
    size: int | None = Field(None, description="How many; or give `percent`.")
    percent: float | None = Field(None, description="How many per hundred, rounded up.")
    strata: Annotated[list[Stratum], Field(max_length=3)] = Field([], description="Parts drawn from in proportion.")
    mode: Mode = Mode.BLIND
    seed: Annotated[str, StringConstraints(max_length=80)] = Field("", description="Empty: one is made.")
    note: Line = ""


class SampleOut(Answer):
    """A sample (抽查批次)."""

    id: int
    organisation: OrganisationOut
    states: list[str]
    begun: date | None
    ended: date | None
    size: int | None
    percent: float | None
    strata: list[str]
    mode: str
    seed: str
    population: int = Field(description="How many it was drawn from.")
    digest: str = Field(description="SHA-256 of the population: the same seed and digest give the same draw.")
    note: str
    drawn_at: datetime


class SampleListOut(Answer):
    """Samples of which the caller may see something, newest first, 200 at most."""

    items: list[SampleOut]


class RateOut(Answer):
    """An agreement rate (一致率)."""

    item: str = Field(description='Item of the sheet; "" for whole cases, with nothing disagreed with.')
    label: str
    agreed: int
    decided: int = Field(description="Opinions that agree or disagree.")
    unsure: int = Field(description="Opinions that could not say; left out of the rate.")
    share: float | None = Field(description="Null where nothing was decided.")
    low: float | None = Field(description="Wilson's interval at 95 %.")
    high: float | None
    kappa: float | None = Field(description="Cohen's, unweighted; null where not blind or not defined.")


class HolderRateOut(Answer):
    """Whole cases of one college or school."""

    organisation: OrganisationOut | None
    rate: RateOut


class OpinionOut(Answer):
    """What a second opinion says of one item."""

    item: str
    label: str
    verdict: str
    filed: Any
    value: Any = Field(description="What the second opinion has instead.")
    comment: str


class SampledCaseOut(Answer):
    """A case of a sample (复核件). What was filed is told only with the opinion."""

    position: int = Field(description="Place in the draw, from 1.")
    patent_id: int
    number: str
    title: str
    holder: OrganisationOut | None
    stratum: str
    second: str | None = Field(description="Who is asked.")
    answered_at: datetime | None
    returned_at: datetime | None
    opinions: list[OpinionOut]
    comment: str


class SampleResultOut(SampleOut):
    """A sample with what came of it."""

    rates: list[RateOut]
    holders: list[HolderRateOut]
    cases: list[SampledCaseOut]


class SecondsIn(Taken):
    """Who is asked for second opinions."""

    seconds: Annotated[list[Name], Field(min_length=1, max_length=500)] = Field(description="User names.")


class SecondsOut(Answer):
    """How many cases somebody is asked for, and for how many nobody named may give an opinion."""

    asked: int
    without: int


class OpinionIn(Taken):
    """A second opinion. Blind: `values` of all items; open: `verdicts` of all items, with value or comment where one
    disagrees."""

    values: dict[Name, Any] = {}
    verdicts: dict[Name, Verdict] = {}
    comments: dict[Name, Text] = {}
    comment: Text = ""


class ReturnIn(Taken):
    """Why a case is returned."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
