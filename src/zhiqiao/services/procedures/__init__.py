"""Procedures (办事流程): cases opened, filled in and moved; lists of what waits for whom; what is written of them."""

from zhiqiao.services.procedures.coverage import Coverage, Covered, coverage
from zhiqiao.services.procedures.desk import SIZES_MOST, Desk, Line, desk, working_days_left
from zhiqiao.services.procedures.moving import MOST, Option, Told, may_fill, move, move_many, options, says_the_same
from zhiqiao.services.procedures.opening import (
    Opened,
    accounts,
    assign,
    assign_by_name,
    history,
    open_case,
    opened,
    opened_by_number,
    procedure_named,
    shown_state,
)
from zhiqiao.services.procedures.reference import reference
from zhiqiao.services.procedures.standing_in import end_stand_in, leave, stand_in, stand_ins_of

__all__ = [
    "MOST",
    "SIZES_MOST",
    "Coverage",
    "Covered",
    "Desk",
    "Line",
    "Opened",
    "Option",
    "Told",
    "accounts",
    "assign",
    "assign_by_name",
    "coverage",
    "desk",
    "end_stand_in",
    "history",
    "leave",
    "may_fill",
    "move",
    "move_many",
    "open_case",
    "opened",
    "opened_by_number",
    "options",
    "procedure_named",
    "reference",
    "says_the_same",
    "shown_state",
    "stand_in",
    "stand_ins_of",
    "working_days_left",
]
