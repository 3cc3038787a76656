"""The queue of decisions (维持决策队列): keep, open-license, transfer or drop, each with its cost and a proposal.

The rules propose (`domain.patents.upkeep`), a person decides; every decision is kept with what was proposed then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import PartyRole, Way
from zhiqiao.domain.patents import upkeep
from zhiqiao.domain.patents.register import Register
from zhiqiao.domain.patents.upkeep import Choice, Proposal, Stake, Why
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit, clock
from zhiqiao.records.models import AnnuityDue, Case, LegalEvent, Patent, PatentParty, UpkeepDecision, User
from zhiqiao.services import legal, people
from zhiqiao.services.upkeep.paying import MOST, Told, person
from zhiqiao.services.upkeep.scope import patents_of


@dataclass(frozen=True)
class Weighed:
    """What a choice about one patent is weighed by, what the rules propose, and what to think of before letting go."""

    stake: Stake
    proposal: Proposal
    warnings: list[Problem]


def weighed(rows: Iterable[AnnuityDue]) -> dict[int, Weighed]:
    """The proposals for these patents, in a few queries whatever their number."""
    lines = {row.patent_id: row for row in rows}
    registers = legal.registers_of(list(lines))
    told = set(LegalEvent.objects.filter(patent__in=lines).values_list("patent_id", flat=True))
    owners, stars, today = owners_of(lines), self_grades(lines), clock.today()
    found = {}
    for number, row in lines.items():
        register = registers.get(number) if number in told else None
        stake = stake_of(row, register, owners.get(number, 1), stars.get(number))
        found[number] = Weighed(stake, upkeep.propose(stake, today), upkeep.warnings(Choice.DROP, stake))
    return found


def stake_of(row: AnnuityDue, register: Register | None, owners: int, self_grade: int | None) -> Stake:
    """The facts of one choice; without any legal event told, licences and pledges are not known."""
    return Stake(
        level=row.level,
        self_grade=self_grade,
        ends=row.ends,
        year_fen=row.fee_fen or 0,
        life_fen=row.life_fen,
        owners=owners,
        willing=tuple(Way(way) for way in row.patent.willing if way in set(Way)),
        is_licensed=None if register is None else bool(register.licences),
        is_pledged=None if register is None else register.is_pledged,
        is_preserved=None if register is None else register.is_preserved,
        is_open_licensed=None if register is None else register.is_open_licensed,
    )


def owners_of(patents: Iterable[int]) -> dict[int, int]:
    """How many own each: its owners, or its applicants where no owner is named."""
    parts = PatentParty.objects.filter(patent__in=list(patents)).order_by().values_list("patent")
    counted = parts.annotate(
        owners=Count("pk", filter=Q(role=PartyRole.OWNER)), applicants=Count("pk", filter=Q(role=PartyRole.APPLICANT))
    )
    return {patent: owners or applicants or 1 for patent, owners, applicants in counted}


def self_grades(patents: Iterable[int]) -> dict[int, int]:
    """What the holders think of them, 1 (best) to 5, where the inventory says so."""
    sheets = Case.objects.filter(procedure="inventory", state="inventoried", patent__in=list(patents))
    given = {patent: sheet.get("self_grade") for patent, sheet in sheets.values_list("patent_id", "sheet")}
    return {patent: grade for patent, grade in given.items() if isinstance(grade, int)}


@transaction.atomic
def decide(patents: Mapping[int, int | None], choice: Choice | str, *, note: str = "", by: User | None) -> Told:
    """Decide about these patents, each given with the revision of its last decision as it was read (None: not told).

    Each is judged by itself: refused where somebody decided since it was read (`decision_is_unchanged`), where nothing
    falls due (`annuity_is_owed`), or where dropping needs a reason (`drop_gives_reason`). Warnings tell of co-owners,
    licences and pledges. Refused as a whole: `role_permits_verb`, `choice_is_known`, `not_too_many_at_once`. Audit:
    `upkeep_decided`.
    """
    people.require(by, Verb.KEEP_UP)
    if choice not in set(Choice):
        raise Refused([Problem("choice_is_known", "choice", str(choice))])
    if len(patents) > MOST:
        raise Refused([Problem("not_too_many_at_once", given=str(len(patents)), data={"most": MOST})])
    scope = patents_of(by, to_write=True).filter(pk__in=list(patents)).select_for_update(of=("self",))
    rows = {row.pk: row for row in scope}
    lines = {one.patent_id: one for one in AnnuityDue.objects.filter(patent__in=rows).select_related("patent")}
    current = {one.patent_id: one for one in UpkeepDecision.objects.filter(patent__in=rows, is_current=True)}
    seen, told = weighed(lines.values()), Told()
    for number, revision in patents.items():
        line, last = lines.get(number), current.get(number)
        problems = against(number in rows, line, last, revision)
        if line is not None and not problems:
            problems = upkeep.decision_is_explained(Choice(choice), seen[number].stake, note)
        if line is None or problems:
            told.refused[number] = problems
            continue
        keep(rows[number], line, last, Choice(choice), seen[number].proposal, note, by)
        told.done.append(number)
        if warnings := upkeep.warnings(Choice(choice), seen[number].stake):
            told.warned[number] = warnings
    return told


def against(is_own: bool, line: AnnuityDue | None, last: UpkeepDecision | None, revision: int | None) -> list[Problem]:
    """What stands against deciding at all."""
    if not is_own:
        return [Problem("patent_is_upkept")]
    if line is None or line.year is None:
        return [Problem("annuity_is_owed")]
    stands = last.revision if last else 0
    if revision is not None and revision != stands:
        return [Problem("decision_is_unchanged", data={"by": str(last.by or "") if last else ""})]
    return []


def keep(
    row: Patent,
    line: AnnuityDue,
    last: UpkeepDecision | None,
    choice: Choice,
    proposal: Proposal,
    note: str,
    by: User | None,
) -> None:
    """Write a decision down; the one before stays as history."""
    if last is not None:
        UpkeepDecision.objects.filter(pk=last.pk).update(is_current=False)
    UpkeepDecision.objects.create(
        patent=row,
        year=line.year or 0,
        choice=str(choice),
        proposed=str(proposal.choice),
        reasons=[as_json(why) for why in proposal.reasons],
        fee_fen=line.fee_fen,
        life_fen=line.life_fen,
        note=note.strip()[:2000],
        by=person(by),
        at=timezone.now(),
        revision=(last.revision if last else 0) + 1,
    )
    data: dict[str, Any] = {"year": line.year, "choice": str(choice), "proposed": str(proposal.choice)}
    audit.record("upkeep_decided", row, by=by, organisation=row.holder, **data)


def as_json(why: Why) -> dict[str, Any]:
    """A reason as it is stored."""
    return {"code": why.code, "data": dict(why.data)}
