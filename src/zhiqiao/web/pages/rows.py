"""Rows of patents as lists show them (专利行): holders in the reader's language, the current grade; fetched at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, prefetch_related_objects
from django.utils.translation import get_language

from zhiqiao.domain.codes import PartyRole
from zhiqiao.records.facts import with_current_grades, with_parties
from zhiqiao.records.models import Grade, Patent, PatentParty


def reads_english() -> bool:
    """Whether the reader's language is English."""
    return (get_language() or "").startswith("en")


def part_name(part: PatentParty) -> tuple[str, str]:
    """The name in the reader's language, and the other one."""
    english = part.name_en or part.party.name_en
    if reads_english() and english:
        return english, part.name_written
    return part.name_written, "" if english == part.name_written else english


def holders_of(patent: Patent) -> list[str]:
    """Applicants under their recognised names, or owners where no applicant is known."""
    parts = list(patent.parties.all())
    applicants = [part for part in parts if part.role == PartyRole.APPLICANT]
    named = applicants or [part for part in parts if part.role == PartyRole.OWNER]
    return [part_name(part)[0] if reads_english() else part.party.name for part in named]


def grade_of(patent: Patent) -> Grade | None:
    """The current grade as it was fetched with the row."""
    grades: list[Any] = getattr(patent, "current_grades", [])
    return grades[0] if grades else None


def with_grades(given: Iterable[Model]) -> None:
    """Fetch parties and current grades of the patents among these rows, in three queries whatever their number."""
    rows = [row for row in given if isinstance(row, Patent) and not hasattr(row, "current_grades")]
    prefetch_related_objects(rows, with_parties(), with_current_grades())
