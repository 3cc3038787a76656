"""Lists with facets (列表与分面): filters kept in the address, chips to take them out, pages; for every list page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict

FIRST = 6
"""Values of a facet shown before "more"."""


@dataclass(frozen=True)
class Value:
    """One value of a facet, with the address that switches it on or off."""

    value: str
    label: str
    count: int
    chosen: bool
    url: str
    title: str = ""


@dataclass(frozen=True)
class Facet:
    """One facet (分面): the first values are in sight, the rest under "more"."""

    code: str
    label: str
    first: Sequence[Value]
    rest: Sequence[Value]


@dataclass(frozen=True)
class Chip:
    """A filter in use, with the address without it."""

    group: str
    label: str
    url: str


def address(query: QueryDict) -> str:
    """The query as an address; "?" alone where nothing is left, so that a link still leads to the bare list."""
    return f"?{query.urlencode()}"


def switched(request: HttpRequest, name: str, value: str) -> str:
    """The address with one value of a facet switched on or off; paging starts again."""
    query = request.GET.copy()
    query.pop("page", None)
    values = query.getlist(name)
    query.setlist(name, [one for one in values if one != value] if value in values else [*values, value])
    return address(query)


def without(request: HttpRequest, names: Iterable[str]) -> str:
    """The address without these parameters."""
    query = request.GET.copy()
    for name in [*names, "page"]:
        query.pop(name, None)
    return address(query)


def facet(code: str, label: str, values: Sequence[Value], first: int = FIRST) -> Facet:
    """A facet whose chosen values are always in sight."""
    seen = [value for place, value in enumerate(values) if place < first or value.chosen]
    hidden = [value for place, value in enumerate(values) if place >= first and not value.chosen]
    if len(hidden) == 1:
        return Facet(code, label, list(values), [])
    return Facet(code, label, seen, hidden)


def chips(facets: Iterable[Facet]) -> list[Chip]:
    """All filters in use, in the order of the facets."""
    return [Chip(one.label, value.label, value.url) for one in facets for value in one.first if value.chosen]


def kept(request: HttpRequest, leave: Iterable[str]) -> list[tuple[str, str]]:
    """The parameters a form on the page must hand on, save those it asks for itself."""
    left = {*leave, "page"}
    return [(name, value) for name in request.GET for value in request.GET.getlist(name) if name not in left and value]


def number(request: HttpRequest, name: str, default: int, most: int) -> int:
    """A whole number from the address, within 1 and `most`."""
    given = request.GET.get(name, "")
    return min(max(int(given), 1), most) if given.isascii() and given.isdigit() and len(given) < 8 else default


def pager(total: int, page: int, size: int) -> Page:
    """What the pager is drawn from; the rows themselves were fetched by the service."""
    return Paginator(range(total), max(size, 1)).get_page(page)
