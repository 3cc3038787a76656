"""Which procedures there are (流程目录): those of every file in this room, so that a new file is all it takes."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from zhiqiao.domain import procedures
from zhiqiao.domain.procedures.machinery import Procedure


@cache
def every() -> dict[str, Procedure[Any]]:
    """All procedures by name. ValueError when two have the same."""
    found: dict[str, Procedure[Any]] = {}
    for module in sorted(one.name for one in iter_modules(procedures.__path__) if one.name != "register"):
        for value in vars(import_module(f"{procedures.__name__}.{module}")).values():
            if isinstance(value, Procedure) and found.setdefault(value.name, value) is not value:
                raise ValueError(f"two procedures are called {value.name}")
    return found


def of_patents() -> dict[str, Procedure[Any]]:
    """Those whose cases are about patents."""
    return {name: one for name, one in every().items() if one.holders}
