"""Pages of demand (需求分页): one page of needs or enterprises, its filters and its counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import Count, Q, QuerySet

LARGEST_PAGE = 200

Row = TypeVar("Row")


@dataclass(frozen=True)
class DemandPage(Generic[Row]):
    """One page of needs or enterprises, with counts per value of each facet over the same scope.

    A facet with a filter is counted as if that filter were not set.
    """

    rows: list[Row]
    total: int
    page: int
    size: int
    text: str = ""
    filters: dict[str, list[str]] = field(default_factory=dict)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    sort: str = ""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def any_of(name: str, values: list[str]) -> Q:
    """One filter: any of its values; a region stands for all below it."""
    condition = Q(pk__in=[])
    for value in values:
        if name == "way":
            condition |= Q(ways__icontains=f'"{value}"')
        elif name in {"enterprise", "owner"}:
            condition |= Q(**{f"{name}_id": int(value)}) if value.isascii() and value.isdigit() else Q(pk__in=[])
        else:
            condition |= Q(region__startswith=value) if name == "region" else Q(**{name: value})
    return condition


def counts_of(rows: QuerySet[Any], columns: Iterable[str]) -> dict[str, dict[str, int]]:
    """How many rows have each value of each column, most frequent first."""
    counts: dict[str, dict[str, int]] = {}
    for column in columns:
        found = rows.order_by().values_list(column).annotate(many=Count("pk")).order_by("-many", column)
        counts[column] = {value: many for value, many in found if value}
    return counts


def bounds(page: int, size: int, total: int) -> tuple[int, int]:
    """A page that is there, and a size within reason."""
    size = min(max(size, 1), LARGEST_PAGE)
    return min(max(page, 1), max(1, -(-total // size))), size
