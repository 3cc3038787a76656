"""What every procedure is made of (流程要素): states, moves, rules with their source, time limits; and what may be done
with a case now.

A procedure is one file beside this one that names these parts. Not responsible for who somebody is, which callers tell
as the parts they take in the case, nor for sentences: everything here is a code.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.patents.register import Register
from zhiqiao.domain.problems import Problem, Refused, Severity, errors
from zhiqiao.domain.working_days import WorkingDays


class Sheet(BaseModel):
    """What is filled in (填报表): typed, frozen, nothing besides its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


S = TypeVar("S", bound=Sheet)


FILL = "save"
"""The move by which a sheet is filled in; every procedure that has a sheet has one of this name."""
SYSTEM = "system"
"""The part of the platform itself (系统): moves that follow from a rule or an event, and that no person makes."""


@dataclass(frozen=True)
class Taken:
    """One move as it was made (办理记录)."""

    verb: str
    part: str
    on: date
    before: str
    after: str
    reason: str = ""


@dataclass(frozen=True)
class Beside:
    """What else a rule may need to know of the patent (旁证): the state of its other cases by procedure, the level of
    its grade (None: none), whether it is published, and its register as of today (None: no legal event is known)."""

    states: Mapping[str, str] = field(default_factory=dict)
    level: int | None = None
    is_public: bool = True
    register: Register | None = None


@dataclass(frozen=True)
class CaseFacts(Generic[S]):
    """A case as it stands (办件): its state and since when, what was filled in, what it is about, and what was done."""

    state: str
    since: date
    sheet: S
    subject: Any = None
    history: tuple[Taken, ...] = ()
    beside: Beside = Beside()


Rule = Callable[[CaseFacts[Any], date], Iterable[Problem]]
"""A check (核验规则): from a case and today, what does not hold. Its name is what it asserts; its docstring says it
and, after `Source:`, where it is written, with the mark of how sure that is ([L], [V], [C], [P])."""


def told(rule: Rule) -> tuple[str, str]:
    """What a rule says, and its source. ValueError when it names none."""
    text, found, source = (inspect.getdoc(rule) or "").partition("\n\nSource: ")
    if not (text and found and source):
        raise ValueError(f"{rule.__name__} does not say its rule and its source")
    return " ".join(text.split()), " ".join(source.split())


@dataclass(frozen=True)
class Move:
    """A move (办理动作): from which states into which, by whom, and what must hold. `asks_reason` where whoever makes
    it must say why, as with a return (退回)."""

    verb: str
    before: frozenset[str]
    after: str
    by: frozenset[str]
    rules: tuple[Rule, ...] = ()
    asks_reason: bool = False
    explained: tuple[Rule, ...] = ()
    """Rules from which one may depart by saying why (不一致须说明理由)."""


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a case (与办件的关系): whether it is theirs to file, and the roles they hold in the
    organisations it stands under, with the kind of each; `holder` is the kind of the one that holds the patent."""

    is_filer: bool = False
    roles: frozenset[tuple[OrganisationKind, Role]] = frozenset()
    holder: OrganisationKind | None = None
    named: frozenset[str] = frozenset()
    """Parts for which they were named in this very case."""


@dataclass(frozen=True)
class Limit:
    """A time limit (办理时限): a state should be left within so many working days; `source` as with a rule."""

    state: str
    working_days: int
    source: str


@dataclass(frozen=True)
class Due:
    """Until when a case should leave its state. `is_sure` is false where a day off of those years is not known yet;
    `left` are working days from today, negative when it is late."""

    limit: Limit
    last_day: date
    left: int
    is_sure: bool


@dataclass(frozen=True)
class Procedure(Generic[S]):
    """A procedure (办事流程). ValueError when it cannot work: a state that nothing leads to, or from which no way leads
    to an end; two moves of one name from one state; a limit of a state that is not there."""

    name: str
    sheet: type[S]
    start: str
    ends: frozenset[str]
    moves: tuple[Move, ...]
    limits: tuple[Limit, ...] = ()
    holders: frozenset[OrganisationKind] = frozenset(OrganisationKind)
    """Whose patents it is for; none where its cases are not about patents."""
    parts: Callable[[Standing], frozenset[str]] = lambda _standing: frozenset()
    """The parts that somebody takes who stands so to a case."""
    sampled: tuple[str, ...] = ()
    """The items of which a second opinion is asked when what was filed is sampled; none: it is not sampled."""
    recorded: Callable[[S], dict[str, Any]] = lambda _sheet: {}
    """What of the patent itself is known once a case ends, by the names of `PatentFacts`; `scenario` in the language it
    is written in."""
    filed_as: str = ""
    """The procedure whose filer files here too, where nobody is named here; "" where there is none."""
    follow_up: str = ""
    """The job that is told, after each move, which patents' cases were moved; "" where nothing follows."""

    def __post_init__(self) -> None:
        reached = {self.start} | {move.after for move in self.moves}
        left = {state for move in self.moves for state in move.before}
        if unreached := sorted((left | self.ends | {limit.state for limit in self.limits}) - reached):
            raise ValueError(f"{self.name}: nothing leads to {', '.join(unreached)}")
        ending = set(self.ends)
        while more := {one for move in self.moves if move.after in ending for one in move.before} - ending:
            ending |= more
        if stuck := sorted(reached - ending):
            raise ValueError(f"{self.name}: no way leads to an end from {', '.join(stuck)}")
        named = [(state, move.verb) for move in self.moves for state in move.before]
        if len(named) != len(set(named)):
            raise ValueError(f"{self.name}: two moves of one name leave one state")

    @cached_property
    def every_part(self) -> frozenset[str]:
        """All parts a person can take."""
        return frozenset(part for move in self.moves for part in move.by) - {SYSTEM}

    def may_assign(self, parts: frozenset[str]) -> bool:
        """Whether somebody with these parts may name who files: whoever has one beside the filer's own."""
        return bool(parts - self.parts(Standing(is_filer=True)))

    @cached_property
    def reviewed(self) -> frozenset[str]:
        """The states in which somebody has to answer within a time limit."""
        return frozenset(limit.state for limit in self.limits)

    @cached_property
    def states(self) -> tuple[str, ...]:
        """All states, in the order in which they are come to."""
        return tuple(dict.fromkeys([self.start, *(move.after for move in self.moves)]))

    def moves_from(self, state: str, parts: Collection[str]) -> list[Move]:
        """What somebody with these parts may think of doing; rules may still stand against it."""
        return [move for move in self.moves if state in move.before and move.by.intersection(parts)]

    def allowed(
        self, case: CaseFacts[S], verb: str, parts: Collection[str], *, today: date, reason: str = ""
    ) -> list[Problem]:
        """What stands against a move; warnings too, which do not keep it from being made."""
        known = [move for move in self.moves if move.verb == verb]
        if not known:
            return [Problem("move_is_of_procedure", given=verb, data={"procedure": self.name})]
        here = [move for move in known if case.state in move.before]
        if not here:
            return [Problem("case_stands_before_move", given=case.state, data={"verb": verb})]
        move = here[0]
        if not move.by.intersection(parts):
            needed = ",".join(sorted(move.by))
            return [Problem("part_permits_move", data={"verb": verb, "parts": needed})]
        found = [problem for rule in move.rules for problem in rule(case, today)]
        departed = [problem for rule in move.explained for problem in rule(case, today)]
        found += [replace(problem, severity=Severity.WARNING) for problem in departed]
        if (move.asks_reason or departed) and not reason.strip():
            found.append(Problem("reason_is_given", "reason", data={"verb": verb}))
        return found

    def moved(
        self, case: CaseFacts[S], verb: str, parts: Collection[str], *, today: date, reason: str = ""
    ) -> CaseFacts[S]:
        """The case after a move, which stands in its history. Refused with what stands against it."""
        if against := errors(self.allowed(case, verb, parts, today=today, reason=reason)):
            raise Refused(against)
        move = next(one for one in self.moves if one.verb == verb and case.state in one.before)
        part = min(move.by.intersection(parts))
        taken = Taken(verb, part, today, case.state, move.after, reason.strip())
        return replace(case, state=move.after, since=today, history=(*case.history, taken))

    def due(self, case: CaseFacts[S], *, today: date, calendar: WorkingDays) -> list[Due]:
        """The time limits that run now."""
        result = []
        for limit in self.limits:
            if limit.state != case.state:
                continue
            last = calendar.after(case.since, limit.working_days)
            is_sure = calendar.is_known(case.since) and calendar.is_known(last)
            result.append(Due(limit, last, calendar.between(today, last), is_sure))
        return result

    def described(self) -> dict[str, Any]:
        """The procedure as plain data with codes, for its page; `words.procedures` adds the labels."""
        rules = dict.fromkeys(rule for move in self.moves for rule in (*move.rules, *move.explained))
        return {
            "name": self.name,
            "start": self.start,
            "states": list(self.states),
            "ends": sorted(self.ends),
            "moves": [
                {
                    "verb": move.verb,
                    "before": [state for state in self.states if state in move.before],
                    "after": move.after,
                    "by": sorted(move.by),
                    "rules": [rule.__name__ for rule in move.rules],
                    "asks_reason": move.asks_reason,
                    "explained": [rule.__name__ for rule in move.explained],
                }
                for move in self.moves
            ],
            "rules": [dict(zip(("rule", "source"), told(rule), strict=True), code=rule.__name__) for rule in rules],
            "limits": [vars(limit) for limit in self.limits],
        }
