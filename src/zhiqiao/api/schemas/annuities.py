"""Shapes of annuities: what falls due, one patent's years, decisions, payments and reductions. Amounts in fen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Field

from zhiqiao.api.schemas.answers import Answer, Page, ProblemOut, Taken
from zhiqiao.domain.patents.fees import ReductionKind
from zhiqiao.domain.patents.upkeep import Choice, Stage
from zhiqiao.services.upkeep import MOST

PatentId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Fen = Annotated[int, Field(ge=0, le=10**11)]


class DueOut(Answer):
    """What a patent owes next (应缴年费)."""

    patent_id: int
    application_number: str
    title_zh: str
    title_en: str
    holder_id: int | None
    level: int | None
    stage: Stage
    year: int | None = Field(description="Annuity year; null where it is not known.")
    due: date | None
    payable_until: date | None = Field(description="Last day of grace, moved to the next working day.")
    full_fen: int | None = Field(description="Null where the fee table has no line.")
    reduction: str = Field(description="The one reduction counted, or empty.")
    fee_fen: int | None = Field(description="After that reduction.")
    surcharge_fen: int | None = Field(description="If paid today; counted on the full annuity.")
    total_fen: int | None
    life_fen: int = Field(description="This one and all later ones until the term ends, as far as the table has lines.")
    years_without_fee: int
    decided: Choice | None = Field(description="What was decided for this annuity.")
    revision: int = Field(description="Of the last decision; send it back with the next.")


class DueListOut(Page):
    """One page of what falls due, with sums over all that meet the query."""

    items: list[DueOut]
    year_fen: int = Field(description="Within twelve months, surcharges of today included.")
    life_fen: int
    without_fee: int = Field(description="Patents with years that have no line in the fee table; not in the sums.")
    fee_table: str


class YearOut(Answer):
    """One annuity of a patent (年度)."""

    year: int
    due: date
    due_moved: date = Field(description="Where the day is a day off, the next working day.")
    last_day: date
    last_day_moved: date
    full_fen: int | None
    reduction: ReductionKind | None
    percent: int
    fee_fen: int | None
    surcharge_percent: int
    surcharge_fen: int | None
    total_fen: int | None
    mark: str = Field(description="How sure the amount is: L, V, C or P; empty where there is none.")
    source: str


class WhyOut(Answer):
    """A reason of a proposal."""

    code: str
    sentence: str


class DecisionOut(Answer):
    """What somebody decided (维持决策)."""

    year: int
    choice: Choice
    proposed: Choice
    note: str
    by: str | None
    at: datetime
    revision: int


class OutlookOut(Answer):
    """All of one patent's annuities (年费全程)."""

    patent_id: int
    stage: Stage | None
    years: list[YearOut]
    year_fen: int
    life_fen: int
    years_without_fee: int
    fee_table: str
    proposal: Choice | None = Field(description="What the rules propose; a person decides.")
    reasons: list[WhyOut]
    warnings: list[ProblemOut] = Field(description="What to think of before it is dropped.")
    decisions: list[DecisionOut]
    revision: int


class DecisionsIn(Taken):
    """One choice for many patents."""

    choice: Choice
    patents: Annotated[dict[PatentId, int | None], Field(min_length=1, max_length=MOST)] = Field(
        description="Patent id and the revision that was read; null: not compared."
    )
    note: str = Field("", max_length=2000)


class PaymentIn(Taken):
    """One annuity that was paid."""

    patent_id: PatentId
    paid_on: date
    year: int | None = Field(None, ge=1, le=30, description="Annuity year; null: the next one owed.")
    amount_fen: Fen | None = None
    receipt: str = Field("", max_length=100)


class PaymentsIn(Taken):
    """Annuities that were paid."""

    payments: Annotated[list[PaymentIn], Field(min_length=1, max_length=MOST)]


class ReductionsIn(Taken):
    """A reduction granted for many patents."""

    kind: ReductionKind
    since: date
    patents: Annotated[list[PatentId], Field(min_length=1, max_length=MOST)]
    note: str = Field("", max_length=2000)


class ToldLineOut(Answer):
    """A patent with what is to be said of it."""

    patent_id: int
    problems: list[ProblemOut]


class ToldOut(Answer):
    """What became of many (批量结果), each judged by itself."""

    done: list[int]
    refused: list[ToldLineOut]
    warned: list[ToldLineOut]
