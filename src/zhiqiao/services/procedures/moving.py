"""Moving cases (办理): one case or thousands are filled in and moved, each by the rules of its procedure.

Responsible for what a move writes: state, time limit, sheet, history, trail, what becomes known of the patent, jobs.
Not responsible for the rules, which the procedure's file holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching.language import language_of
from zhiqiao.domain.problems import Problem, Refused, errors
from zhiqiao.domain.procedures.machinery import FILL, SYSTEM, CaseFacts, Procedure, Sheet
from zhiqiao.domain.working_days import calendar
from zhiqiao.records import audit, jobs
from zhiqiao.records.clock import today
from zhiqiao.records.models import AuditEvent, Case, CaseMove, Patent, User
from zhiqiao.services.procedures.opening import InHand, hold, opened, procedure_named

MOST = 10_000
"""So many cases at once; more are done in several rounds."""
SAYS_LITTLE = 80


@dataclass(frozen=True)
class Option:
    """A move somebody may think of (可办动作), with what stands against it."""

    verb: str
    asks_reason: bool
    problems: list[Problem]

    @property
    def is_open(self) -> bool:
        """Whether nothing stands against it but what is asked for when it is made."""
        return not [one for one in errors(self.problems) if one.code != "reason_is_given"]


@dataclass
class Told:
    """What became of many (批量结果): by patent, those that moved with warnings, and those that did not with why."""

    moved: dict[int, list[Problem]] = field(default_factory=dict)
    refused: dict[int, list[Problem]] = field(default_factory=dict)


def options(one: InHand) -> list[Option]:
    """The moves this person may think of, save that by which the sheet is filled in."""
    procedure = procedure_named(one.row.procedure)
    found = []
    for move in procedure.moves_from(one.row.state, one.parts):
        against = procedure.allowed(one.facts, move.verb, one.parts, today=today())
        asks_reason = move.asks_reason or any(problem.code == "reason_is_given" for problem in against)
        if move.verb != FILL:
            found.append(Option(move.verb, asks_reason, against))
    return found


def may_fill(one: InHand) -> list[Problem]:
    """What stands against filling in the sheet now; empty when nothing does."""
    procedure = procedure_named(one.row.procedure)
    return errors(procedure.allowed(one.facts, FILL, one.parts, today=today()))


def move(
    name: str,
    patent: int,
    verb: str,
    *,
    by: User | None,
    values: Mapping[str, Any] | None = None,
    reason: str = "",
    revision: int | None = None,
) -> tuple[Case, list[Problem]]:
    """Make one move; with `values` the sheet is filled in first, those not named staying as they are. Tells the case
    and warnings.

    Refused (`case_is_known`, `case_is_unchanged` where `revision` is not the one that stands, `item_is_readable`, and
    whatever the procedure's rules say). Audit: `case_moved`. Jobs, where something of the patent becomes known:
    `index_patents`, `grade_patents`.
    """
    read = {} if revision is None else {patent: revision}
    told = move_many(name, [patent], verb, by=by, values=values, reason=reason, revisions=read)
    if patent in told.refused:
        raise Refused(told.refused[patent])
    return Case.objects.get(procedure=name, patent=patent), told.moved[patent]


@transaction.atomic
def move_many(
    name: str,
    patents: Sequence[int],
    verb: str,
    *,
    by: User | None,
    values: Mapping[str, Any] | None = None,
    each: Mapping[int, Mapping[str, Any]] | None = None,
    reason: str = "",
    revisions: Mapping[int, int] | None = None,
    by_rule: bool = False,
) -> Told:
    """The same move of many cases, each judged by itself: those that can be moved are, the others are told with why.
    With `values` all are filled in alike first, with `each` every one with its own. `by_rule`: the platform makes it
    itself, whoever asked for it.

    Refused as a whole for more than 10,000 (`cases_are_few_enough`). Audit and jobs as with one.
    """
    wanted = list(dict.fromkeys(patents))
    if len(wanted) > MOST:
        raise Refused([Problem("cases_are_few_enough", given=str(len(wanted)), data={"most": MOST})])
    procedure = procedure_named(name)
    hold(wanted)
    reason = storable(reason)
    found = {one.patent.pk: one for one in opened(name, wanted, user=by, whoever=by_rule)}
    if by_rule:
        found = {pk: replace(one, parts=frozenset({SYSTEM})) for pk, one in found.items()}
    told, made = Told(), []
    for pk in wanted:
        one = found.get(pk)
        try:
            if one is None:
                raise Refused([Problem("case_is_known", given=str(pk))])
            unchanged(one, (revisions or {}).get(pk))
            steps, warnings = judged(procedure, one, verb, (each or {}).get(pk, values), reason)
            made += [(one, step) for step in steps]
            told.moved[pk] = warnings
        except Refused as refusal:
            told.refused[pk] = refusal.problems
    save(procedure, made, by)
    note(procedure, [(one.patent, step.sheet) for one, step in made if step.state in procedure.ends])
    if procedure.follow_up and told.moved:
        jobs.add(procedure.follow_up, ids=sorted(told.moved))
    return told


def step(
    one: InHand,
    verb: str,
    *,
    by: User | None,
    values: Mapping[str, Any] | None = None,
    reason: str = "",
    revision: int | None = None,
) -> list[Problem]:
    """One move of a case in hand, whatever it is about; tells warnings. Inside the caller's transaction, which holds
    the case's row. Refused as with `move`. Audit: `case_moved`."""
    procedure = procedure_named(one.row.procedure)
    unchanged(one, revision)
    steps, warnings = judged(procedure, one, verb, values, storable(reason))
    save(procedure, [(one, each) for each in steps], by)
    return warnings


def storable(text: str) -> str:
    """The text without what cannot be stored: zeros, and half a sign."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def unchanged(one: InHand, revision: int | None) -> None:
    """Refused (`case_is_unchanged`) where somebody wrote since this revision was read."""
    if revision is None or revision == one.row.revision:
        return
    # An assignment counts too, and stands in the trail alone.
    last = AuditEvent.objects.filter(subject=f"case:{one.row.pk}").select_related("by").order_by("pk").last()
    who = str(last.by or "") if last else ""
    raise Refused([Problem("case_is_unchanged", given=one.called, data={"state": one.row.state, "who": who})])


def judged(
    procedure: Procedure[Any], one: InHand, verb: str, values: Mapping[str, Any] | None, reason: str
) -> tuple[list[CaseFacts[Any]], list[Problem]]:
    """The case after each step of this move, and warnings. Refused with all that stands against it."""
    now, steps, day = one.facts, [], today()
    if values is not None:
        now = replace(now, sheet=filled(procedure, now.sheet, values))
    if values is not None and verb != FILL:
        now = procedure.moved(now, FILL, one.parts, today=day)
        steps.append(now)
    against = procedure.allowed(now, verb, one.parts, today=day, reason=reason)
    if errors(against):
        raise Refused(errors(against))
    steps.append(procedure.moved(now, verb, one.parts, today=day, reason=reason))
    return steps, against


def filled(procedure: Procedure[Any], sheet: Sheet, values: Mapping[str, Any]) -> Sheet:
    """The sheet with these values. Refused (`item_is_readable`) with each that is none."""
    told = {name: value.replace("\0", "") if isinstance(value, str) else value for name, value in values.items()}
    try:
        return procedure.sheet.model_validate({**sheet.model_dump(), **told})
    except ValidationError as fault:
        raise Refused(
            [
                Problem(
                    "item_is_readable", str(each["loc"][0]) if each["loc"] else "", str(each["input"])[:SAYS_LITTLE]
                )
                for each in fault.errors()
            ]
        ) from fault


def save(procedure: Procedure[Any], made: Sequence[tuple[InHand, CaseFacts[Any]]], by: User | None) -> None:
    """Write these steps, in their order."""
    now, person = timezone.now(), by if by is not None and by.pk is not None else None
    rows = {id(one): one.row for one, _step in made}
    before = {key: row.state for key, row in rows.items()}
    for one, step in made:
        row = one.row
        row.state, row.since, row.sheet = step.state, step.since, step.sheet.model_dump(mode="json")
        row.revision += 1
        due = procedure.due(step, today=step.since, calendar=calendar())
        row.last_day = min((each.last_day for each in due), default=None)
        row.updated_at = now
    known = [row for row in rows.values() if row.pk is not None]
    Case.objects.bulk_create([row for row in rows.values() if row.pk is None], batch_size=500)
    columns = ["state", "since", "sheet", "revision", "last_day", "updated_at"]
    Case.objects.bulk_update(known, columns, batch_size=500)
    moves = [(one, step, step.history[-1]) for one, step in made]
    CaseMove.objects.bulk_create(
        [
            CaseMove(
                case=one.row,
                verb=taken.verb,
                part=taken.part,
                by=person,
                at=now,
                before=taken.before,
                after=taken.after,
                reason=taken.reason,
                sheet=step.sheet.model_dump(mode="json"),
            )
            for one, step, taken in moves
        ],
        batch_size=500,
    )
    told = [(row.pk, {"patent": row.patent_id, "before": before[key], "after": row.state}) for key, row in rows.items()]
    audit.record_many("case_moved", Case, told, by=by)


def note(procedure: Procedure[Any], ended: Sequence[tuple[Patent, Sheet]]) -> None:
    """What becomes known of patents whose case has ended, with the jobs that follow from it."""
    changed: set[str] = set()
    for patent, sheet in ended:
        for name, value in procedure.recorded(sheet).items():
            column = scenario_column(value) if name == "scenario" else name
            setattr(patent, column, [str(each) for each in value] if isinstance(value, tuple) else value)
            changed.add(column)
        patent.updated_at = timezone.now()
    if not changed:
        return
    Patent.objects.bulk_update([patent for patent, _sheet in ended], [*sorted(changed), "updated_at"], batch_size=200)
    ids = [patent.pk for patent, _sheet in ended]
    jobs.add("index_patents", ids=ids)
    jobs.add("grade_patents", ids=ids, cause="inventoried")


def scenario_column(text: str) -> str:
    """The column of a scenario in the language it is written in."""
    return "scenario_en" if language_of(text) is Language.EN else "scenario_zh"


def says_the_same(one: InHand, values: Mapping[str, Any]) -> bool:
    """Whether a case that was submitted holds these values already, so that nothing is to be done."""
    procedure = procedure_named(one.row.procedure)
    fillable = {state for move in procedure.moves if move.verb == FILL for state in move.before}
    if one.row.state in fillable:
        return False
    try:
        return filled(procedure, one.facts.sheet, values) == one.facts.sheet
    except Refused:
        return False
