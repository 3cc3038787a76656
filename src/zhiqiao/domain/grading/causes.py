"""Causes (分级原因): what made a patent be graded again; kept with each grade, so that changes are accounted for.

Not responsible for when that happens: the service in which the event comes in adds the job.
"""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why a patent was graded (分级原因)."""

    IMPORTED = "imported"
    CORRECTED = "corrected"
    INVENTORIED = "inventoried"
    LEGAL_EVENT = "legal_event"
    ANNUITY = "annuity"
    REGISTER = "register"
    CLASSES = "classes"
    ASSESSMENT = "assessment"
    EVALUATION = "evaluation"
    DEAL = "deal"
    AGE = "age"
    TIME = "time"
    RUBRIC = "rubric"
    ALL = "all"
    ASKED = "asked"


def cause_kept(given: str, *, facts_changed: bool, rubric_changed: bool, moved: bool) -> str | None:
    """The cause under which a new grade is kept; None where the standing grade still says what is true.

    New facts are put down to the event that brought them. Where the facts are the same, another rubric, or time alone,
    is what changed the grade, whoever asked: `age` where the review by date found it, `time` where something else did.
    """
    if facts_changed:
        return given
    if rubric_changed:
        return str(Cause.RUBRIC)
    if moved:
        return str(Cause.AGE if given == Cause.AGE else Cause.TIME)
    return None
