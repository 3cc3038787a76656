"""The pool (资源库): listings, one listing with its card, proposing by the rule. Cases are moved under /procedures."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from zhiqiao.api import paging, rows
from zhiqiao.api.callers import ANYONE, PERSON, caller_of
from zhiqiao.api.schemas.answers import FacetValueOut
from zhiqiao.api.schemas.pool import (
    DraftOut,
    PoolCardIn,
    PoolCardOut,
    PoolEntryOut,
    PoolListingOut,
    PoolListOut,
    ProposedOut,
    ProposeIn,
)
from zhiqiao.records.models import Patent, PoolEntry, User
from zhiqiao.services import people, pool
from zhiqiao.words.codes import label

router = Router(tags=["pool"], auth=ANYONE)
Value = Annotated[str, StringConstraints(max_length=20)]
Values = Annotated[list[Value], Field(max_length=30)]


class PoolQuery(Schema):
    """Filters of the pool; several values of one filter mean any of them."""

    q: str = Field("", max_length=200, description="Words, or any number of a patent.")
    level: Values = Field([], description="Level of the grade, 1 to 5, or none.")
    industry: Values = Field([], description="Code list industry.")
    lane: Values = Field([], description="self, entrusted, platform.")
    kind: Values = Field([], description="Code list patent_kind.")
    state: Literal["listed", "pending"] = Field("listed", description="pending: in review.")
    sort: Literal["", "newest", "grade"] = Field("", description="Order; empty: newest listing first.")
    page: int = Field(1, ge=1, le=paging.DEEPEST, description=paging.PAGE_SAYS)
    size: int = Field(20, ge=1, le=paging.SIZE_MOST, description=paging.SIZE_SAYS)
    cursor: str = Field("", max_length=200, description=paging.CURSOR_SAYS)

    def filters(self) -> dict[str, list[str]]:
        """The filters that were given."""
        return {name: getattr(self, name) for name in pool.FILTERS if getattr(self, name)}


@router.get("", response=PoolListOut, summary="List the pool")
def list_pool(request: HttpRequest, query: Query[PoolQuery]) -> Any:
    """Listings this caller may see: public ones, and those shown to the caller's organisations."""
    asked = {"q": query.q, "sort": query.sort, "state": query.state, **query.filters()}
    window = paging.window(query.page, query.size, query.cursor, asked)
    found = pool.browse(
        query.q,
        user=caller_of(request),
        filters=query.filters(),
        pending=query.state == "pending",
        page=window.page,
        size=window.size,
        sort=query.sort,
    )
    shown = [] if window.page > found.page else found.rows
    rows.with_parts([one.patent for one in shown])
    return PoolListOut(
        items=[PoolEntryOut(**entry_values(one.patent, one)) for one in shown],
        pending=found.pending,
        facets={name: facet(name, counts, found.filters.get(name, [])) for name, counts in found.facets.items()},
        **window.after(found.total, searched_all=found.complete),
    )


def facet(name: str, counts: Any, chosen: list[str]) -> list[FacetValueOut]:
    """The values of a filter, the most frequent first."""
    code = pool.FILTERS[name]
    order = sorted(counts, key=lambda one: (-counts[one], one))
    return [
        FacetValueOut(value=one, label=label(code(one)) if code else one, count=counts[one], chosen=one in chosen)
        for one in order
    ]


def entry_values(patent: Patent, entry: PoolEntry | None) -> dict[str, Any]:
    """A listing; of one in review only that it is."""
    listed = entry if entry is not None and entry.state == "listed" else None
    return {
        "patent": rows.patent_brief(patent),
        "state": entry.state if entry else "",
        "lane": listed.lane if listed else "",
        "entrusted_to": listed.entrusted_to if listed else "",
        "since": listed.since if listed else None,
        "until": listed.until if listed else None,
        "promised_on": listed.promised_on if listed else None,
        "url": reverse("pool-entry", args=[patent.record_key]),
    }


def listing(number: str, user: User) -> PoolListingOut:
    """One listing as this caller may see it."""
    patent, entry = pool.entry_of(number, user=user)
    rows.with_parts([patent])
    in_review = entry is not None and entry.state != "listed" and bool(pool.problems_with(patent, user))
    return PoolListingOut(**entry_values(patent, entry), card=None if in_review else card(patent))


def card(patent: Patent) -> PoolCardOut:
    """What people said, and drafts beside what they did not."""
    told = pool.card_of(patent)
    return PoolCardOut(
        **told.texts,
        stage=told.stage,
        ways=list(told.ways),
        price_from_fen=told.price_from_fen,
        price_to_fen=told.price_to_fen,
        currency=rows.CURRENCY,
        drafts={name: DraftOut(text=one.text, taken_from=one.taken_from) for name, one in told.drafts.items()},
        revision=told.revision,
    )


@router.post("/proposals", response=ProposedOut, auth=PERSON, summary="Run the entry rule")
def propose(request: HttpRequest, given: ProposeIn) -> Any:
    """Propose what the rule finds in the caller's stock, or with `only_try` tell who would come in and who not."""
    user = caller_of(request)
    place = people.find_organisation(str(given.organisation)) if given.organisation is not None else None
    if given.only_try:
        told = pool.trial(by=user, organisation=place)
    else:
        told = pool.propose(by=user, organisation=place, after=given.after)
    return ProposedOut(
        looked_at=told.looked_at,
        proposed=told.proposed,
        already=told.already,
        against=dict(told.against),
        last=told.last,
    )


@router.get("/{number}", response=PoolListingOut, summary="One listing by any number of its patent")
def get_listing(request: HttpRequest, number: str) -> Any:
    """A listing with its card. Who takes part in its case sees it before it is listed too."""
    return listing(number, caller_of(request))


@router.put("/{number}/card", response=PoolListingOut, auth=PERSON, summary="Write the card of a listing")
def put_card(request: HttpRequest, number: str, given: PoolCardIn) -> Any:
    """What is written counts as a person's own word. Refused (409) for who takes no part in the case."""
    user = caller_of(request)
    patent, _entry = pool.entry_of(number, user=user)
    pool.write_card(patent, given.values(), by=user, revision=given.revision)
    return listing(number, user)
