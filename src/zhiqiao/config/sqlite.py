"""Which SQLite we run on, and the journal mode that is safe with it (docs/adr/0003).

SQLite 3.7.0 to 3.51.2 can lose or corrupt commits in WAL mode when two connections write (the WAL-reset fault; fixed in
3.51.3, 3.50.7 and 3.44.6). We put the fixed library of the `pysqlite3` wheel in place of Python's own before Django
loads; where neither is fixed, the rollback journal is used, which that fault does not touch.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass

FIXED = (3, 51, 3)
BACKPORTS = {(3, 44): 6, (3, 50): 7}
BEFORE_FAULT = (3, 7, 0)


@dataclass(frozen=True)
class Choice:
    """The library in use, its version, the journal mode, and whether the version has the fault."""

    library: str
    version: str
    journal: str
    faulty: bool


def has_wal_reset_fault(version: tuple[int, ...]) -> bool:
    """Whether this SQLite version can lose commits in WAL mode."""
    if version < BEFORE_FAULT or version >= FIXED:
        return False
    backport = BACKPORTS.get((version[0], version[1]))
    return backport is None or version[2] < backport


def journal_for(version: tuple[int, ...]) -> str:
    """WAL where it is safe, else the rollback journal."""
    return "DELETE" if has_wal_reset_fault(version) else "WAL"


def choose() -> Choice:
    """Put a fixed library in place where one is installed, and say what is used."""
    try:
        bundled = importlib.import_module("pysqlite3")
    except ImportError:
        bundled = None
    # The look-alike wheel pysqlite3-binary installs the same module with a version that still has the fault.
    if bundled is not None and not has_wal_reset_fault(bundled.sqlite_version_info):
        sys.modules["sqlite3"] = bundled
        sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
    used = importlib.import_module("sqlite3")
    version = used.sqlite_version_info
    return Choice(used.__name__, used.sqlite_version, journal_for(version), has_wal_reset_fault(version))
