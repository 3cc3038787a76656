"""What a need must say (需求要件), whichever way it comes in: by form, by sheet or by program."""

from __future__ import annotations

from datetime import date

from zhiqiao.domain.matching.reading import NeedDraft
from zhiqiao.domain.problems import Problem, Severity

SHORTEST_PROBLEM = 10
"""Characters below which a problem says too little to be matched."""


def need_problems(draft: NeedDraft, *, today: date) -> list[Problem]:
    """What is wrong with a need. Without a title, or with a budget below zero, it is refused; a deadline that has
    passed or a problem told in fewer than ten characters is only pointed out."""
    problems = []
    title, problem = draft.title_zh or draft.title_en, draft.problem_zh or draft.problem_en
    if not problem.strip() and not title.strip():
        problems.append(Problem("need_says_something", "title"))
    elif not title.strip():
        problems.append(Problem("need_title_given", "title"))
    if draft.budget_fen is not None and draft.budget_fen < 0:
        problems.append(Problem("budget_is_not_negative", "budget_wan", str(draft.budget_fen / 1_000_000)))
    if draft.deadline is not None and draft.deadline < today:
        problems.append(Problem("deadline_is_ahead", "deadline", draft.deadline.isoformat(), Severity.WARNING))
    if len(problem.strip()) < SHORTEST_PROBLEM:
        problems.append(Problem("problem_says_enough", "problem", problem, Severity.WARNING,
                                {"shortest": SHORTEST_PROBLEM}))  # fmt: skip
    return problems
