"""Matching (供需匹配): patents for needs and firms for patents, found, judged, explained, kept."""

from zhiqiao.services.matching.batch import ASKERS, match_all, pool_named
from zhiqiao.services.matching.firms import suggest_enterprises
from zhiqiao.services.matching.looking import Look, look_for_firms, look_for_patents
from zhiqiao.services.matching.patents import suggest_for_all, suggest_for_text, suggest_patents
from zhiqiao.services.matching.results import Further, Match, MatchResult, as_json
from zhiqiao.services.matching.two_sheets import match_workbooks

__all__ = [
    "ASKERS",
    "Further",
    "Look",
    "Match",
    "MatchResult",
    "as_json",
    "look_for_firms",
    "look_for_patents",
    "match_all",
    "match_workbooks",
    "pool_named",
    "suggest_enterprises",
    "suggest_for_all",
    "suggest_for_text",
    "suggest_patents",
]
