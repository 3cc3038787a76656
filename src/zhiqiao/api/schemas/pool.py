"""Shapes of the pool (资源库)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from zhiqiao.api.schemas.answers import Answer, FacetValueOut, Page, Taken
from zhiqiao.api.schemas.patents import PatentBriefOut
from zhiqiao.domain.codes import Way
from zhiqiao.domain.pool.codes import Stage

Text = Annotated[str, StringConstraints(max_length=2000)]
Fen = Annotated[int, Field(ge=0, le=10**15)]


class DraftOut(Answer):
    """A draft made by the machine: a piece of the patent's own text that no person has confirmed."""

    text: str
    taken_from: str = Field(description="Field of the patent.")


class PoolCardOut(Answer):
    """What people said of a patent in plain words; empty or null where they did not."""

    problem: str
    effect: str
    use: str
    product: str
    stage: str
    ways: list[str]
    price_from_fen: int | None
    price_to_fen: int | None
    currency: str
    drafts: dict[str, DraftOut] = Field(description="By item, for texts that nobody gave.")
    revision: int


class PoolEntryOut(Answer):
    """A listing (挂牌); of one in review only that it is."""

    patent: PatentBriefOut
    state: str = Field(description="listed, pending (in review), or empty before that.")
    lane: str
    entrusted_to: str
    since: date | None
    until: date | None
    promised_on: date | None
    url: str


class PoolListingOut(PoolEntryOut):
    """One listing with its card; null while it is in review."""

    card: PoolCardOut | None


class PoolListOut(Page):
    """A page of the pool."""

    items: list[PoolEntryOut]
    pending: int = Field(description="Listings in review this caller may know of.")
    facets: dict[str, list[FacetValueOut]]


class PoolCardIn(Taken):
    """What is written on a card; what is not named stays."""

    problem: Text | None = None
    effect: Text | None = None
    use: Text | None = None
    product: Text | None = None
    stage: Stage | None = None
    ways: Annotated[list[Way], Field(max_length=10)] | None = None
    price_from_fen: Fen | None = None
    price_to_fen: Fen | None = None
    revision: int | None = Field(None, ge=0, description="The one that was read; refused where another stands.")

    def values(self) -> dict[str, Any]:
        """What was named."""
        return {name: getattr(self, name) for name in self.model_fields_set - {"revision"}}


class ProposeIn(Taken):
    """A run of the entry rule."""

    organisation: int | None = Field(None, ge=1, le=2**63 - 1, description="Only what it and those below it hold.")
    after: int = Field(0, ge=0, le=2**63 - 1, description="Go on behind this patent.")
    only_try: bool = Field(False, description="Write nothing.")


class ProposedOut(Answer):
    """What the rule says of a stock."""

    looked_at: int
    proposed: int
    already: int = Field(description="In the procedure already.")
    against: dict[str, int] = Field(description="By code of the reason, how many patents it keeps out.")
    last: int = Field(description="Id of the last patent looked at.")
