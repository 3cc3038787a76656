"""Upkeep (专利维持): what falls due and what it costs, payments, reductions, decisions, the alarm, the digest.

Not responsible for dates, amounts and proposals (`domain.patents`), nor for paying.
"""

from zhiqiao.domain.patents.upkeep import Choice, Stage
from zhiqiao.services.upkeep.alarm import Alarm, Alarms, Firm, alarms, ask_for_firms, match_lapsing, matcher_problems
from zhiqiao.services.upkeep.deciding import Weighed, decide, weighed
from zhiqiao.services.upkeep.digest import Digest, Reminded, digest_of, letter_of, recipients, remind
from zhiqiao.services.upkeep.following import follow, follow_all
from zhiqiao.services.upkeep.listing import SIZES_MOST, WITHIN, Asked, Cost, DueLine, DueList, due_list
from zhiqiao.services.upkeep.outlook import Outlook, Year, outlook
from zhiqiao.services.upkeep.paying import MOST, Payment, Told, pay, take_back
from zhiqiao.services.upkeep.reducing import end_reduction, reduce
from zhiqiao.services.upkeep.scope import has_desk, may_decide
from zhiqiao.services.upkeep.table import fees
from zhiqiao.services.upkeep.writing import written

__all__ = [
    "MOST",
    "SIZES_MOST",
    "WITHIN",
    "Alarm",
    "Alarms",
    "Asked",
    "Choice",
    "Cost",
    "Digest",
    "DueLine",
    "DueList",
    "Firm",
    "Outlook",
    "Payment",
    "Reminded",
    "Stage",
    "Told",
    "Weighed",
    "Year",
    "alarms",
    "ask_for_firms",
    "decide",
    "digest_of",
    "due_list",
    "end_reduction",
    "fees",
    "follow",
    "follow_all",
    "has_desk",
    "letter_of",
    "match_lapsing",
    "matcher_problems",
    "may_decide",
    "outlook",
    "pay",
    "recipients",
    "reduce",
    "remind",
    "take_back",
    "weighed",
    "written",
]
