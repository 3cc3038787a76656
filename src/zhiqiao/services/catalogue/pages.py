"""What the catalogue answers (目录查询结果): a page of patents with its facets, as plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhiqiao.records.models import Patent

FACETS: tuple[str, ...] = (
    "kind",
    "legal_state",
    "industry",
    "region",
    "holder",
    "ipc",
    "year",
    "level",
    "trl",
)
"""Facets of the catalogue, in the order in which they are shown. `holder` is the applicant (a party's id), `ipc` a
section ("C") or subclass ("C08L"), `year` that of the application, `level` the current grade's."""

SORTS: tuple[str, ...] = ("relevance", "newest", "oldest", "grade", "title", "updated")


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet, how many patents have it, and its name where the value is no code of ours."""

    value: str
    count: int
    label: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class CataloguePage:
    """One page of the catalogue.

    `searched_by` says how the words were looked up: "" (none given), "number", "index", or "database" when the index
    is not there. `complete` is False when more patents met the words than the `total` best that are counted here.
    """

    rows: list[Patent]
    total: int
    page: int
    size: int
    sort: str
    text: str = ""
    filters: dict[str, list[str]] = field(default_factory=dict)
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    searched_by: str = ""
    complete: bool = True

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))
