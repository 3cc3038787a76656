"""Measuring the matcher (匹配评测) on labelled sets, learning its weights from them, and the score card of both."""

from zhiqiao.services.evaluation.figures import MEASURES, compared, marks_of
from zhiqiao.services.evaluation.reporting import report
from zhiqiao.services.evaluation.runs import evaluate
from zhiqiao.services.evaluation.scorecard import page
from zhiqiao.services.evaluation.sets import LabelledDocument, LabelledQuery, LabelledSet, read_set
from zhiqiao.services.evaluation.tables import table_text

__all__ = [
    "MEASURES",
    "LabelledDocument",
    "LabelledQuery",
    "LabelledSet",
    "compared",
    "evaluate",
    "marks_of",
    "page",
    "read_set",
    "report",
    "table_text",
]
