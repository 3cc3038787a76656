"""The inventors' award (职务发明奖励): what is due at least after grant and until when; amounts are data.

It is information: what a school's rules or an agreement say goes first.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from zhiqiao.domain.clocks import months_after
from zhiqiao.domain.codes import PatentKind

FILE = files(__package__) / "awards.toml"


@dataclass(frozen=True)
class Award:
    """At least so many yuan for all inventors together, until that day."""

    yuan: int
    last_day: date


@cache
def amounts() -> dict[str, Any]:
    """What the data say."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def award_of(kind: PatentKind, granted_on: date | None) -> Award | None:
    """The least that is due where nothing was agreed: within three months of the announcement of the grant, 4,000 yuan
    for an invention, 1,500 yuan for a utility model or design. None while there is no grant, or its kind is not known.
    """
    told = amounts()
    if granted_on is None or str(kind) not in told:
        return None
    return Award(told[str(kind)], months_after(granted_on, told["months"]))
