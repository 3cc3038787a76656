"""Terms of the pool (入库与出库条件): the numbers its rules use, which stand as data in `terms.toml`.

All of them are our proposal [P]: the documents name no thresholds.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FILE = files(__package__) / "terms.toml"


@dataclass(frozen=True)
class Terms:
    """Levels run from 1 (best) to 5; years, months and days are whole."""

    lowest_level: int
    stays_to_level: int
    least_years_left: int
    months: int
    longest_months: int
    remind_days: int

    def __post_init__(self) -> None:
        """ValueError where who has just entered would have to leave at once."""
        if not 1 <= self.lowest_level <= self.stays_to_level <= 5 or not 1 <= self.months <= self.longest_months:
            raise ValueError("terms of the pool contradict each other")


@cache
def terms() -> Terms:
    """The terms in force."""
    return Terms(**tomllib.loads(FILE.read_text(encoding="utf-8")))
