"""The fee table (收费标准): what each annuity year costs and what may be taken off, as data with source and certainty.

Not responsible for dates of payment (`annuities`) nor for which reduction a patent was granted (`upkeep`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from zhiqiao.domain.codes import PatentKind
from zhiqiao.domain.money import fen_of_yuan

FILE = files(__package__) / "fees.toml"
MARKS = frozenset("LVCP")
WHOLE = 100


class ReductionKind(StrEnum):
    """Grounds on which less is paid (减缴事由)."""

    SINGLE = "single"
    JOINT = "joint"
    OPEN_LICENCE = "open_licence"


@dataclass(frozen=True)
class Holds:
    """Where a line of the table comes from, how sure it is, and from which to which day it holds."""

    source: str
    mark: str
    since: date | None
    until: date | None

    def on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class FeeBand:
    """Annuity years `first` to `last` of one kind cost `fen` each, full amount."""

    kind: PatentKind
    first: int
    last: int
    fen: int
    holds: Holds


@dataclass(frozen=True)
class Reduction:
    """So many percent are taken off the annuity (减缴); in the first `years_from_grant` annuity years, or in all."""

    kind: ReductionKind
    percent: int
    years_from_grant: int | None
    holds: Holds


@dataclass(frozen=True)
class FeeTable:
    """A fee table of one version."""

    version: str
    bands: tuple[FeeBand, ...]
    reductions: tuple[Reduction, ...]

    @staticmethod
    def of(told: Mapping[str, Any]) -> FeeTable:
        """From the plain data of a file. ValueError or KeyError where a line cannot be understood, two lines tell of
        the same year and day, or a percentage is none."""
        bands = tuple(
            FeeBand(PatentKind(one["kind"]), int(first), int(last), fen_of_yuan(str(yuan)), held(one))
            for one in told["fees"]
            for first, last, yuan in one["years"]
        )
        reductions = tuple(
            Reduction(ReductionKind(one["kind"]), int(one["percent"]), one.get("years_from_grant"), held(one))
            for one in told["reductions"]
        )
        for band in bands:
            if not 0 < band.first <= band.last or band.fen < 0:
                raise ValueError(f"{band.kind}: years {band.first} to {band.last}, {band.fen} fen")
        if off := [one for one in reductions if not 0 < one.percent <= WHOLE]:
            raise ValueError(f"{off[0].kind}: {off[0].percent} percent")
        for place, band in enumerate(bands):
            if other := next((one for one in bands[:place] if overlap(band, one)), None):
                raise ValueError(f"{band.kind}: year {max(band.first, other.first)} stands twice")
        return FeeTable(str(told["version"]), bands, reductions)

    def band(self, kind: PatentKind, year: int, on: date | None = None) -> FeeBand | None:
        """The line for an annuity year that holds on a day; without a day the newest line. None where there is none."""
        fitting = [one for one in self.bands if one.kind is kind and one.first <= year <= one.last]
        if on is not None:
            return next((one for one in fitting if one.holds.on(on)), None)
        return max(fitting, key=lambda one: one.holds.since or date.min, default=None)

    def reduction(self, kind: ReductionKind, on: date) -> Reduction | None:
        """The line of a reduction that holds on a day; None where there is none."""
        return next((one for one in self.reductions if one.kind is kind and one.holds.on(on)), None)


def overlap(one: FeeBand, other: FeeBand) -> bool:
    """Whether both lines tell of some year on some day."""
    if one.kind is not other.kind or one.last < other.first or other.last < one.first:
        return False
    begins = max(one.holds.since or date.min, other.holds.since or date.min)
    return begins <= min(one.holds.until or date.max, other.holds.until or date.max)


def held(line: Mapping[str, Any]) -> Holds:
    """Source, mark and days of a line. ValueError for an unknown mark or a span that ends before it begins."""
    since, until = (date.fromisoformat(line[name]) if name in line else None for name in ("since", "until"))
    if line["mark"] not in MARKS or not str(line["source"]).strip():
        raise ValueError(f"mark {line['mark']!r}, source {line['source']!r}")
    if since and until and until < since:
        raise ValueError(f"{until} is before {since}")
    return Holds(str(line["source"]), str(line["mark"]), since, until)


@cache
def shipped() -> FeeTable:
    """The table that comes with Zhiqiao."""
    return FeeTable.of(tomllib.loads(FILE.read_text("utf-8")))
