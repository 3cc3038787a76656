"""Procedures and cases as the API gives them (办事流程与办件转接口数据).

What a caller may not know is already taken off by the services.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zhiqiao.api import rows
from zhiqiao.api.schemas.answers import OrganisationOut
from zhiqiao.api.schemas.cases import (
    CaseBriefOut,
    CaseOut,
    CheckOut,
    LabelOut,
    LimitOut,
    LimitRuleOut,
    ManyMovedOut,
    MovedLineOut,
    MovedOut,
    MoveOut,
    MoveRuleOut,
    ProcedureOut,
    RefusedLineOut,
    StateCountOut,
    TakenOut,
)
from zhiqiao.domain.problems import Problem
from zhiqiao.domain.procedures.machinery import Procedure
from zhiqiao.domain.working_days import calendar
from zhiqiao.records.clock import today
from zhiqiao.records.models import CaseMove
from zhiqiao.services import procedures
from zhiqiao.services.procedures import Line, Opened, Option, Told
from zhiqiao.words.codes import field_label
from zhiqiao.words.procedures import MOVES, NAMES, PARTS, RULES, STATES, label
from zhiqiao.words.rubric import translated


def procedure(one: Procedure[Any]) -> ProcedureOut:
    """A procedure with its labels."""
    told = one.described()
    return ProcedureOut(
        name=told["name"],
        label=label(NAMES, told["name"]),
        start=told["start"],
        states=[LabelOut(code=state, label=label(STATES, state)) for state in told["states"]],
        ends=told["ends"],
        parts=[LabelOut(code=part, label=label(PARTS, part)) for part in sorted(one.every_part)],
        moves=[MoveRuleOut(label=label(MOVES, move["verb"]), **move) for move in told["moves"]],
        rules=[
            CheckOut(
                code=rule["code"],
                label=label(RULES, rule["code"]),
                rule=translated(rule["rule"]),
                source=translated(rule["source"]),
            )
            for rule in told["rules"]
        ],
        limits=[
            LimitRuleOut(
                state=limit["state"],
                label=label(STATES, limit["state"]),
                working_days=limit["working_days"],
                source=translated(limit["source"]),
            )
            for limit in told["limits"]
        ],
        items=[LabelOut(code=name, label=field_label(name)) for name in one.sheet.model_fields],
        sheet=one.sheet.model_json_schema(),
    )


def case_briefs(lines: Iterable[Line]) -> list[CaseBriefOut]:
    """A page of cases."""
    shown = list(lines)
    rows.with_parts(line.one.patent for line in shown)
    return [CaseBriefOut(**_brief_values(line.one, line.options, line.left)) for line in shown]


def case(one: Opened) -> CaseOut:
    """One case with all that is known."""
    return CaseOut(**_values(one))


def moved(one: Opened, warnings: Iterable[Problem]) -> MovedOut:
    """A case after a move."""
    return MovedOut(**_values(one), warnings=rows.problems(warnings))


def many_moved(told: Told) -> ManyMovedOut:
    """What became of many."""
    return ManyMovedOut(
        moved=[MovedLineOut(patent_id=pk, warnings=rows.problems(found)) for pk, found in told.moved.items()],
        refused=[RefusedLineOut(patent_id=pk, problems=rows.problems(found)) for pk, found in told.refused.items()],
    )


def state_counts(counts: Mapping[str, int]) -> list[StateCountOut]:
    """How many are in each state, in the order of the procedure."""
    return [StateCountOut(state=state, label=label(STATES, state), count=count) for state, count in counts.items()]


def _brief_values(one: Opened, options: Iterable[Option], left: int | None) -> dict[str, Any]:
    """What the list and the case itself have in common; the patent comes from `with_parts`."""
    row, holder = one.row, one.row.holder
    return {
        "patent_id": one.patent.pk,
        "patent": rows.patent_brief(one.patent),
        "state": row.state,
        "state_label": label(STATES, row.state),
        "since": None if row.pk is None else row.since,
        "last_day": row.last_day,
        "working_days_left": left,
        "filer": None if row.filer is None else str(row.filer),
        "holder": holder and OrganisationOut(id=holder.pk, name_zh=holder.name_zh, name_en=holder.name_en),
        "revision": row.revision,
        "moves": moves(options),
    }


def moves(options: Iterable[Option]) -> list[MoveOut]:
    """Moves somebody may think of."""
    return [
        MoveOut(
            verb=move.verb,
            label=label(MOVES, move.verb),
            asks_reason=move.asks_reason,
            is_open=move.is_open,
            problems=rows.problems(move.problems),
        )
        for move in options
    ]


def _values(one: Opened) -> dict[str, Any]:
    """What the case itself says."""
    rows.with_parts([one.patent])
    left = procedures.working_days_left(one.row.last_day)
    running = procedures.procedure_named(one.row.procedure).due(one.facts, today=today(), calendar=calendar())
    return {
        **_brief_values(one, procedures.options(one), left),
        "sheet": one.facts.sheet.model_dump(mode="json"),
        "parts": sorted(one.parts),
        "limits": [
            LimitOut(
                working_days=due.limit.working_days,
                last_day=due.last_day,
                left=due.left,
                is_sure=due.is_sure,
                source=translated(due.limit.source),
            )
            for due in running
        ],
        "may_fill": rows.problems(procedures.may_fill(one)),
        "history": [taken(move) for move in procedures.history(one.row)],
    }


def taken(move: CaseMove) -> TakenOut:
    """One move as it was made."""
    return TakenOut(
        verb=move.verb,
        label=label(MOVES, move.verb),
        part=move.part,
        part_label=label(PARTS, move.part),
        by=None if move.by is None else str(move.by),
        at=move.at,
        before=move.before,
        after=move.after,
        after_label=label(STATES, move.after),
        reason=move.reason,
    )
