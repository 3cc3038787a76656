"""The fee table in use (在用收费表): the one that ships, or the file `annuities.toml` of the data folder."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhiqiao.domain.patents.fees import FeeTable, shipped
from zhiqiao.domain.problems import Problem

NAME = "annuities.toml"


@dataclass(frozen=True)
class InUse:
    """The table in use; whether it is one's own; and why the own one is not used, where it cannot be read."""

    table: FeeTable
    is_own: bool = False
    problems: tuple[Problem, ...] = ()


def fees() -> InUse:
    """The own table where there is one that can be read, else the one that ships, with what is wrong with the own."""
    path = Path(settings.HOME) / NAME
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return InUse(shipped())
    return read(str(path), stamp)


@lru_cache(maxsize=4)
def read(path: str, _stamp: int) -> InUse:
    """The table in that file, as it was written then."""
    try:
        return InUse(FeeTable.of(tomllib.loads(Path(path).read_text("utf-8"))), is_own=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        told = Problem("fee_table_is_readable", given=str(error)[:200], data={"file": path})
        return InUse(shipped(), problems=(told,))
