"""Options of the indicators (指标口径): the variants the sources leave open, read from a versioned data file.

Not responsible for computing: `indicators`, `cohorts` and `high_value` take the options as an argument.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

CHOICES: dict[str, tuple[str, ...]] = {
    "claims": ("count", "per_backward_citation"),
    "shares": ("per_document", "pooled"),
    "radicalness": ("codes", "documents"),
    "normalisation": ("maximum", "percentile"),
    "maintained_from": ("grant", "filing"),
}
"""The variants each named option can take; the first is the one we ship."""
SHARES = {"known_share_floor", "winsorise"}


@dataclass(frozen=True)
class Options:
    """Every choice, flat; what each means stands in the data file. `version` is kept with each result."""

    version: str
    claims: str
    shares: str
    radicalness: str
    known_share_floor: float
    winsorise: float
    normalisation: str
    small_below: int
    maintained_from: str
    maintained_years: int
    pledge_yuan: int
    domestic_offices: tuple[str, ...]
    without_right: tuple[str, ...]
    awards_complete: bool


def read_options(text: str) -> Options:
    """The options a data file (TOML) gives. Raises ValueError where one is missing, unknown or out of its range."""
    read = tomllib.loads(text)
    given: dict[str, Any] = {"version": read.pop("version", None)}
    for name, section in read.items():
        if not isinstance(section, dict):
            raise ValueError(f"{name}: not a section")
        given.update(section)
    names = {one.name for one in fields(Options)}
    if set(given) != names or not given["version"]:
        raise ValueError(f"missing or unknown: {', '.join(sorted(names ^ set(given))) or 'version'}")
    for name, known in CHOICES.items():
        if given[name] not in known:
            raise ValueError(f"{name}: one of {', '.join(known)}")
    for name in SHARES:
        if isinstance(given[name], bool) or not isinstance(given[name], int | float) or not 0 < given[name] <= 1:
            raise ValueError(f"{name}: above 0, up to 1")
    for name in ("small_below", "maintained_years", "pledge_yuan"):
        if isinstance(given[name], bool) or not isinstance(given[name], int) or given[name] < 0:
            raise ValueError(f"{name}: a whole number")
    if not isinstance(given["awards_complete"], bool):
        raise ValueError("awards_complete: true or false")
    for name in ("domestic_offices", "without_right"):
        given[name] = tuple(str(code) for code in given[name])
    return Options(**{**given, "version": str(given["version"])})


@cache
def standard() -> Options:
    """The options we ship."""
    return read_options(shipped())


def shipped() -> str:
    """The data file we ship, as text."""
    return resources.files("zhiqiao.domain.grading").joinpath("indicator_options.toml").read_text(encoding="utf-8")
