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
from zhiqiao.services.appraisal.scenarios import check as check_scenarios
from zhiqiao.services.appraisal.scenarios import (
    explain_scored,
    in_scenario,
    in_scenarios,
    scenario_named,
    scenarios_told,
    tree,
)
from zhiqiao.services.appraisal.scenarios import faults as scenario_faults
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
    "check_scenarios",
    "current_grade",
    "directions_known",
    "explain",
    "explain_scored",
    "grade_aged",
    "grade_all",
    "grade_patents",
    "history",
    "in_scenario",
    "in_scenarios",
    "levels_summary",
    "preview",
    "rubric",
    "rubric_markdown",
    "scenario_faults",
    "scenario_named",
    "scenarios_told",
    "steps",
    "told_difference",
    "tree",
]
