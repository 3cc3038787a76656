"""What to ask back (追问): which facts a need does not give that would make its matches better or its answer easier.

Never fills anything in. Not responsible for what a need must have: that is checked when it is written.
"""

from __future__ import annotations

import re

from zhiqiao.domain.codes import Industry, NeedStage
from zhiqiao.domain.matching.facts import NeedFacts
from zhiqiao.domain.problems import Problem, Severity

ENOUGH_ZH = 40
"""Characters of a Chinese problem below which matching has little to go by (our own figure)."""
ENOUGH_EN = 25
"""Words of an English problem below which matching has little to go by (our own figure)."""
FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万]+\s*(?:%|度|吨|米|微米|纳米|毫米|厘米|小时|分钟|天|倍|次|元)")


def says_enough(need: NeedFacts) -> bool:
    """The problem is told in at least 40 Chinese characters or 25 English words."""
    return len(need.problem_zh.strip()) >= ENOUGH_ZH or len(need.problem_en.split()) >= ENOUGH_EN


def gives_figures(need: NeedFacts) -> bool:
    """The problem names at least one figure: what must be reached, under which conditions."""
    return bool(FIGURE.search(need.problem_zh) or FIGURE.search(need.problem_en))


def asked_back(need: NeedFacts) -> list[Problem]:
    """What a good adviser would ask next, most useful first; empty when nothing is missing."""
    missing = [
        ("need_says_enough", "problem", says_enough(need)),
        ("need_gives_figures", "problem", gives_figures(need)),
        ("need_gives_industry", "industry", need.industry is not Industry.OTHER),
        ("need_gives_region", "region", bool(need.region)),
        ("need_gives_stage", "stage", need.stage is not NeedStage.ANY),
        ("need_gives_ways", "ways", bool(need.ways)),
        ("need_gives_budget", "budget", need.budget_fen is not None),
        ("need_gives_deadline", "deadline", need.deadline is not None),
        ("need_names_enterprise", "enterprise", need.enterprise is not None),
    ]
    return [Problem(code, field, severity=Severity.WARNING) for code, field, given in missing if not given]
