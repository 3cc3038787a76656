"""A school whose patents stand in the pool, for the tests of the pool."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from filing import FULL, School, moved

from zhiqiao.domain.procedures.pool import PROMISES
from zhiqiao.records import jobs
from zhiqiao.records.models import Case, Patent, PoolEntry
from zhiqiao.services import appraisal, procedures

POOL = "pool"
LISTING: Mapping[str, Any] = {"lane": "self", "scope": "public", "promised_by": "李望"} | dict.fromkeys(PROMISES, True)
GOOD = {"kind": "发明专利", "application_date": "2020-03-02"}


def turn(patch: pytest.MonkeyPatch, day: date) -> None:
    """From now on it is this day, for the pool too."""
    for name in ("opening", "moving", "desk"):
        patch.setattr(sys.modules[f"zhiqiao.services.procedures.{name}"], "today", lambda: day)
    for name in ("following", "proposing", "settling"):
        patch.setattr(sys.modules[f"zhiqiao.services.pool.{name}"], "today", lambda: day)


def inventoried(school: School, running: int, **cells: Any) -> Patent:
    """A patent of the college that has been through the inventory, with a grade the pool takes."""
    patent = school.mine(running, **(GOOD | cells))
    moved(patent, "submit", school.inventor, values=FULL)
    moved(patent, "pass_college", school.secretary)
    moved(patent, "pass_school", school.office)
    appraisal.grade_patents([patent.pk])
    graded(patent, 2)
    patent.refresh_from_db()
    return patent


def graded(patent: Patent, level: int | None) -> None:
    """Set the level of the current grade: how grades come about is tested elsewhere."""
    from zhiqiao.records.models import Grade

    Grade.objects.filter(patent=patent, is_current=True).update(level=level)


def pooled(patent: Patent, verb: str, by: Any, **more: Any) -> Case:
    """The pool's case after that move."""
    return procedures.move(POOL, patent.pk, verb, by=by, **more)[0]


def listed(school: School, running: int, cells: Mapping[str, Any] | None = None, **values: Any) -> Patent:
    """A patent in the pool, with what follows done."""
    patent = inventoried(school, running, **(cells or {}))
    pooled(patent, "submit", school.secretary, values={**LISTING, **values})
    pooled(patent, "pass_college", school.secretary)
    pooled(patent, "admit", school.office)
    jobs.run_waiting()
    return patent


def entry(patent: Patent) -> PoolEntry:
    """The last entry of a patent."""
    found = PoolEntry.objects.filter(patent=patent).order_by("-pk").first()
    assert found is not None
    return found


def case_of(patent: Patent) -> Case:
    """Its case in the pool."""
    return Case.objects.get(procedure=POOL, patent=patent)
