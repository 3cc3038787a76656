"""Shapes of procedures and their cases. States, moves, parts and rules are codes that stay; labels are in the caller's
language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field
from pydantic import StringConstraints, model_validator

from zhiqiao.api.schemas.answers import Answer, OrganisationOut, Page, ProblemOut, Taken
from zhiqiao.api.schemas.patents import PatentBriefOut
from zhiqiao.services.procedures import MOST

PatentId = Annotated[int, Field(ge=1, le=2**63 - 1)]
PatentIds = Annotated[list[PatentId], Field(min_length=1, max_length=MOST)]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=40)]
VALUES_SAY = "Items of the sheet to be filled in first; those not named stay as they are. null: leave the sheet."
REASON_SAYS = "Why, where the move asks for it."


class LabelOut(Answer):
    """A code with its name."""

    code: str
    label: str = Field(description="In the caller's language.")


class MoveRuleOut(Answer):
    """A move of a procedure (办理动作)."""

    verb: str
    label: str
    before: list[str] = Field(description="States it leads out of.")
    after: str = Field(description="State it leads into.")
    by: list[str] = Field(description="Parts that may make it.")
    rules: list[str] = Field(description="Codes of the checks that must hold.")
    explained: list[str] = Field(description="Codes of the checks from which one may depart by saying why.")
    asks_reason: bool


class CheckOut(Answer):
    """A check (核验规则)."""

    code: str
    label: str
    rule: str = Field(description="What must hold.")
    source: str = Field(description="Where it is written, and how sure that is: [L], [V], [C] or [P].")


class LimitRuleOut(Answer):
    """A time limit of a procedure (办理时限)."""

    state: str
    label: str = Field(description="The state in words.")
    working_days: int
    source: str


class ProcedureOut(Answer):
    """A procedure (办事流程)."""

    name: str
    label: str
    start: str = Field(description="State in which a patent is that nobody has begun.")
    states: list[LabelOut] = Field(description="In the order in which they are come to.")
    ends: list[str]
    parts: list[LabelOut]
    moves: list[MoveRuleOut]
    rules: list[CheckOut]
    limits: list[LimitRuleOut]
    items: list[LabelOut] = Field(description="Items of the sheet, in their order.")
    sheet: dict[str, Any] = Field(description="JSON Schema of the sheet, as `values` of a move are to be.")


class ProcedureListOut(Answer):
    """All procedures."""

    items: list[ProcedureOut]


class MoveOut(Answer):
    """A move this caller may think of (可办动作)."""

    verb: str
    label: str
    asks_reason: bool
    is_open: bool = Field(description="Whether nothing stands against it but what is asked for when it is made.")
    problems: list[ProblemOut] = Field(description="What stands against it, and warnings.")


class CaseBriefOut(Answer):
    """A case in a list (办件)."""

    patent_id: int
    patent: PatentBriefOut
    state: str
    state_label: str
    since: date | None = Field(description="Since when it is in this state; null when nobody has begun.")
    last_day: date | None = Field(description="Of the time limit that runs; null where none does.")
    working_days_left: int | None = Field(description="Negative when it is late; null where no time limit runs.")
    filer: str | None = Field(description="Name of the inventor or stand-in who files it; null: nobody is named.")
    holder: OrganisationOut | None
    revision: int = Field(description="Give it with a move, so that two never overwrite each other unseen.")
    moves: list[MoveOut] = Field(description="What this caller may think of doing, save filling in the sheet.")


class StateCountOut(Answer):
    """How many cases are in one state."""

    state: str
    label: str
    count: int


class CaseListOut(Page):
    """One page of the desk (办理台)."""

    items: list[CaseBriefOut]
    states: list[StateCountOut] = Field(description="Over all cases that meet the filters but `state` and `late`.")
    late: int = Field(description="Cases past their time limit, counted over the same ones.")


class TakenOut(Answer):
    """One move as it was made (办理记录)."""

    verb: str
    label: str
    part: str
    part_label: str
    by: str | None = Field(description="Name of who made it; null when the account is gone, or it was the machine.")
    at: datetime
    before: str
    after: str
    after_label: str
    reason: str


class LimitOut(Answer):
    """A time limit that runs now."""

    working_days: int
    last_day: date
    left: int = Field(description="Working days from today; negative when it is late.")
    is_sure: bool = Field(description="False where a day off of those years is not known yet.")
    source: str


class CaseOut(CaseBriefOut):
    """One case with its sheet and all that was done."""

    sheet: dict[str, Any] = Field(description="What was filled in, by the items of the procedure's sheet.")
    parts: list[str] = Field(description="Parts this caller takes in the case.")
    limits: list[LimitOut]
    may_fill: list[ProblemOut] = Field(description="What stands against filling in the sheet; empty: it may be.")
    history: list[TakenOut] = Field(description="Oldest first.")


class MovedOut(CaseOut):
    """A case after a move."""

    warnings: list[ProblemOut]


class MoveIn(Taken):
    """A move to be made."""

    verb: Word = Field(description="Verb of one of the procedure's moves; `save` fills in the sheet and no more.")
    values: dict[str, Any] | None = Field(None, description=VALUES_SAY)
    reason: str = Field("", max_length=2000, description=REASON_SAYS)
    revision: Revision | None = Field(None, description="The one that was read; refused where it has changed since.")


class MovesIn(Taken):
    """The same move of many cases."""

    verb: Word = Field(description="Verb of one of the procedure's moves.")
    patents: PatentIds = Field(description="Ids as in `patent_id`.")
    values: dict[str, Any] | None = Field(None, description=VALUES_SAY)
    reason: str = Field("", max_length=2000, description=REASON_SAYS)
    revisions: dict[int, Revision] = Field(
        default_factory=dict, description="By patent id, the revision that was read; a case not named is not compared."
    )


class MovedLineOut(Answer):
    """A case that was moved."""

    patent_id: int
    warnings: list[ProblemOut]


class RefusedLineOut(Answer):
    """A case that could not be moved, and why."""

    patent_id: int
    problems: list[ProblemOut]


class ManyMovedOut(Answer):
    """What became of many cases (批量结果), each judged by itself."""

    moved: list[MovedLineOut]
    refused: list[RefusedLineOut]


class FilersIn(Taken):
    """Who is to file these patents: a person, nobody (`filer` null), or by the inventors' names (`by_name`)."""

    patents: PatentIds = Field(description="Ids as in `patent_id`.")
    filer: str | None = Field(None, max_length=150, description="User name; null takes the filer off. Not by_name.")
    by_name: bool = Field(
        False, description="Find the account that bears the name of the first inventor who has one; filers named stay."
    )

    @model_validator(mode="after")
    def one_way(self) -> FilersIn:
        """Forgetting both must not take the filers off."""
        if ("filer" in self.model_fields_set) == self.by_name:
            raise ValueError("either filer or by_name")
        return self


class FilersOut(Answer):
    """How many got a filer."""

    assigned: int = Field(description="Cases whose filer changed.")
    without: int = Field(description="By name: no inventor of theirs has an account here.")
    doubtful: int = Field(description="By name: two accounts bear the name, so none was named.")
