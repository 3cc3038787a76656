"""Appraisal (分级评定): grades patents by the rubric of `domain.grading`, keeps every grade, tells what it rests on.

Not responsible for the rules (domain) nor for sentences (words).
"""

from __future__ import annotations

from zhiqiao.services.appraisal.changed import (
    SHEET_MOST,
    Changes,
    Step,
    changed,
    directions_known,
    steps,
    told_difference,
)
from zhiqiao.services.appraisal.grading import Graded, grade_patents
from zhiqiao.services.appraisal.runs import broken_off, grade_aged, grade_all
from zhiqiao.services.appraisal.telling import (
    current_grade,
    explain,
    history,
    levels_summary,
    preview,
    rubric,
    rubric_markdown,
)

__all__ = [
    "SHEET_MOST",
    "Changes",
    "Graded",
    "Step",
    "broken_off",
    "changed",
    "current_grade",
    "directions_known",
    "explain",
    "grade_aged",
    "grade_all",
    "grade_patents",
    "history",
    "levels_summary",
    "preview",
    "rubric",
    "rubric_markdown",
    "steps",
    "told_difference",
]
