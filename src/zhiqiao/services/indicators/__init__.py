"""Indicators (专利指标): computes the OECD indicators and the high-value rules, keeps, compares and counts them.

Not responsible for the rules (`domain.grading`) nor for sentences (`words.indicators`).
"""

from zhiqiao.services.indicators.awards import record_award
from zhiqiao.services.indicators.cohorts import compare_cohorts
from zhiqiao.services.indicators.computing import compute, compute_all, compute_all_later, standing
from zhiqiao.services.indicators.figures import Figure, Figures, Tally, figures
from zhiqiao.services.indicators.showing import Shown, of
from zhiqiao.services.indicators.telling import reference, rules, told

__all__ = [
    "Figure",
    "Figures",
    "Shown",
    "Tally",
    "compare_cohorts",
    "compute",
    "compute_all",
    "compute_all_later",
    "figures",
    "of",
    "record_award",
    "reference",
    "rules",
    "standing",
    "told",
]
