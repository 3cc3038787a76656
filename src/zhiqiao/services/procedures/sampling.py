"""Sampling of what was filed (抽查): samples drawn, second opinions asked for and given, cases returned for what they
found.

Responsible for writes. Not responsible for which cases a seed draws (`domain.procedures.sampling`), nor for reading
samples (`sampled`).
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import OrganisationKind
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures import sampling as rules
from zhiqiao.domain.procedures.items import Takes, items
from zhiqiao.domain.procedures.machinery import FILL, Procedure
from zhiqiao.domain.procedures.sampling import Mode, Opinion, Stratum, Verdict
from zhiqiao.records import audit
from zhiqiao.records.models import Case, CaseMove, Organisation, Patent, Sample, SampledCase, User
from zhiqiao.records.models.people import organisations_of
from zhiqiao.services.people import require
from zhiqiao.services.procedures.moving import filled, move
from zhiqiao.services.procedures.opening import OVERSEES, Acting, open_case, procedure_named
from zhiqiao.services.procedures.sampled import population_of, sampled_case

MOST = 5000
"""So many at once are drawn; nobody looks through more."""
SEED_MOST = 80


@dataclass(frozen=True)
class Plan:
    """What is to be drawn (抽样方案): from which states, of which period, how many, divided by what, by which seed."""

    states: tuple[str, ...] = ()
    begun: date | None = None
    ended: date | None = None
    size: int | None = None
    percent: float | None = None
    strata: tuple[Stratum, ...] = ()
    mode: Mode = Mode.BLIND
    seed: str = ""
    note: str = ""


def may_draw(user: User | None) -> list[Organisation]:
    """Of which organisations this person may draw: those one acts for or oversees that are no college, with all below
    them."""
    acting = Acting(user)
    above = [path for path, kind, role in acting.roles if drawn_by(kind) and role in OVERSEES]
    own = [
        one
        for one in (Organisation.objects.all() if acting.may_all else organisations_of(user))
        if drawn_from(one) and (acting.may_all or any(map(one.path.startswith, above)))
    ]
    return sorted(own, key=lambda one: (one.path.count("/"), one.name_zh))


def drawn_by(kind: OrganisationKind) -> bool:
    """Whether officers of such an organisation draw samples: a college does not sample itself."""
    return kind is not OrganisationKind.COLLEGE


def drawn_from(organisation: Organisation) -> bool:
    """Whether an organisation may hold patents, itself or below it."""
    firms = {OrganisationKind.ENTERPRISE, OrganisationKind.AGENCY, OrganisationKind.BANK}
    return OrganisationKind(organisation.kind) not in firms


@transaction.atomic
def draw(name: str, organisation: int, plan: Plan, *, by: User | None) -> Sample:
    """Draw a sample of the cases below an organisation, and keep them as they stand.

    Refused (`role_permits_verb`, `school_draws_sample` for a college's own officer, `sample_size_is_given_once` and
    the like, `state_can_be_sampled`, `period_is_forward`, `population_is_there` where nothing meets the plan). Audit:
    `sample_drawn`.
    """
    require(by, Verb.DRAW_SAMPLE)
    procedure = procedure_named(name)
    place = next((one for one in may_draw(by) if one.pk == organisation), None)
    if place is None:
        raise Refused([Problem("school_draws_sample", "organisation", str(organisation))])
    if against := plan_is_possible(procedure, plan):
        raise Refused(against)
    found = population_of(procedure, place, plan.states, plan.begun, plan.ended, plan.strata)
    members = list(found)
    size = rules.size_for(len(members), size=plan.size, percent=plan.percent)
    if size > MOST:
        raise Refused([Problem("sample_size_is_possible", "size", str(size), data={"most": MOST})])
    if not size:
        raise Refused([Problem("population_is_there", "organisation", place.name_zh)])
    seed = plan.seed.strip()[:SEED_MOST] or secrets.token_hex(8)
    made = Sample.objects.create(
        procedure=name,
        organisation=place,
        states=list(plan.states),
        begun=plan.begun,
        ended=plan.ended,
        size=plan.size,
        percent=plan.percent,
        strata=[str(one) for one in plan.strata],
        seed=seed,
        mode=plan.mode,
        population=len(members),
        digest=rules.digest_of(members),
        note=plan.note.strip()[:300],
        drawn_by=by if by is not None and by.pk is not None else None,
        drawn_at=timezone.now(),
    )
    drawn = rules.draw(members, seed, size)
    keep(made, [(found[one], one.stratum) for one in drawn])
    audit.record("sample_drawn", made, by=by, organisation=place, seed=seed, digest=made.digest, size=len(drawn))
    return made


def plan_is_possible(procedure: Procedure[Any], plan: Plan) -> list[Problem]:
    """What stands against a plan."""
    found = rules.size_is_given_once(plan.size, plan.percent, MOST)
    if not procedure.sampled:
        found.append(Problem("procedure_is_sampled", given=procedure.name))
    bad = [state for state in plan.states if state not in procedure.states or state == procedure.start]
    if bad or not plan.states:
        found.append(Problem("state_can_be_sampled", "state", ", ".join(bad)))
    if plan.begun and plan.ended and plan.begun > plan.ended:
        found.append(Problem("period_is_forward", given=f"{plan.begun} – {plan.ended}"))
    return found


def keep(sample: Sample, drawn: Sequence[tuple[int, str]]) -> None:
    """Write down the cases drawn, in the order of the draw."""
    cases = Case.objects.in_bulk([pk for pk, _stratum in drawn])
    holders = dict(Case.objects.filter(pk__in=cases).values_list("pk", "patent__holder"))
    SampledCase.objects.bulk_create(
        [
            SampledCase(
                sample=sample,
                case=cases[pk],
                holder_id=holders[pk],
                position=place,
                stratum=stratum,
                state=cases[pk].state,
                sheet=cases[pk].sheet,
            )
            for place, (pk, stratum) in enumerate(drawn, start=1)
        ],
        batch_size=500,
    )


@transaction.atomic
def ask_seconds(sample: Sample, seconds: Sequence[User], *, by: User | None) -> dict[str, int]:
    """Share the cases that have no opinion yet among these persons, as evenly as may be. Nobody gets a case they filed,
    reviewed or may not see; a case for which nobody is left stays without. Tells how many were `asked`, `without`.

    Refused (`sample_is_own`, `second_is_here` for an account outside one's organisations). Audit: `seconds_asked`.
    """
    require_own(sample, by)
    acting = Acting(by)
    here = set(User.objects.filter(memberships__organisation__in=organisations_of(by)).values_list("pk", flat=True))
    strange = [one for one in seconds if not one.is_active or (not acting.may_all and one.pk not in here)]
    if strange or not seconds:
        raise Refused([Problem("second_is_here", "username", ", ".join(one.username for one in strange))])
    waiting = SampledCase.objects.select_for_update(of=("self",)).filter(sample=sample, answered_at=None)
    rows = list(waiting.select_related("case__patent").order_by("position"))
    barred = {one.pk: barred_from(rows, one) for one in seconds}
    load: Counter[int] = Counter()
    for row in rows:
        able = [one for one in seconds if row.pk not in barred[one.pk]]
        row.second = min(able, key=lambda one: load[one.pk]) if able else None
        if row.second is not None:
            load[row.second.pk] += 1
    SampledCase.objects.bulk_update(rows, ["second"], batch_size=500)
    audit.record("seconds_asked", sample, by=by, organisation=sample.organisation, asked=dict(load))
    return {"asked": load.total(), "without": len(rows) - load.total()}


def barred_from(rows: Sequence[SampledCase], second: User) -> set[int]:
    """Those of these of which this person gives no second opinion: filed or moved by them, or not theirs to see."""
    cases = [row.case_id for row in rows]
    own = set(Case.objects.filter(pk__in=cases, filer=second).values_list("pk", flat=True))
    own |= set(CaseMove.objects.filter(case__in=cases, by=second).values_list("case", flat=True))
    patents = [row.patent.pk for row in rows]
    seen = set(Patent.objects.visible_to(second).filter(pk__in=patents).values_list("pk", flat=True))
    return {row.pk for row in rows if row.case_id in own or row.patent.pk not in seen}


@transaction.atomic
def give_opinion(
    name: str,
    sample: int,
    position: int,
    *,
    by: User | None,
    values: Mapping[str, Any],
    verdicts: Mapping[str, str] | None = None,
    comments: Mapping[str, str] | None = None,
    comment: str = "",
) -> SampledCase:
    """Give the second opinion of one sampled case, once. Blind: `values` are the items filled in anew, and are compared
    with what was filed. Open: `verdicts` of each item, with the right value and a comment where it is not agreed.

    Refused (`sampled_case_is_known`, `second_is_asked` for anybody else, `second_is_another` for who filed or reviewed
    it since, `opinion_is_given_once`, `item_is_readable`, `opinion_is_given`, `disagreement_says_why`). Audit:
    `second_opinion_given`.
    """
    row = sampled_case(name, sample, position, user=by)
    row = SampledCase.objects.select_for_update(of=("self",)).select_related("sample", "case__patent").get(pk=row.pk)
    if by is None or by.pk is None or row.second_id != by.pk:
        raise Refused([Problem("second_is_asked")])
    if row.answered_at is not None:
        raise Refused([Problem("opinion_is_given_once")])
    if row.pk in barred_from([row], by):
        raise Refused([Problem("second_is_another")])
    opinions = read_opinions(procedure_named(name), row, values, verdicts or {}, comments or {})
    row.opinions = [asdict(one) for one in opinions]
    row.comment = plain(comment)[:2000]
    row.answered_at = timezone.now()
    row.save(update_fields=["opinions", "comment", "answered_at"])
    audit.record("second_opinion_given", row, by=by, organisation=row.sample.organisation, sample=row.sample_id)
    return row


def read_opinions(
    procedure: Procedure[Any],
    row: SampledCase,
    values: Mapping[str, Any],
    verdicts: Mapping[str, str],
    comments: Mapping[str, str],
) -> list[Opinion]:
    """What was said of each item; Refused with all that is missing."""
    asked = {name: value for name, value in values.items() if name in procedure.sampled and value not in (None, "")}
    said = filled(procedure, procedure.sheet(), asked).model_dump(mode="json")
    told = {name: plain(text)[:1000] for name, text in comments.items()}
    if row.sample.mode == Mode.BLIND:
        if missing := [Problem("opinion_is_given", name) for name in procedure.sampled if name not in asked]:
            raise Refused(missing)
        texts = {one.name for one in items(procedure.sheet) if one.takes in (Takes.LINE, Takes.TEXT)}
        return [
            rules.compared(name, row.sheet.get(name), said[name], is_text=name in texts, comment=told.get(name, ""))
            for name in procedure.sampled
        ]
    if strange := [verdict for verdict in verdicts.values() if verdict and verdict not in set(Verdict)]:
        raise Refused([Problem("opinion_is_given", given=str(strange[0])[:80])])
    opinions = [
        Opinion(name, Verdict(verdicts[name]), row.sheet.get(name), said[name] if name in asked else None,
                told.get(name, ""))
        for name in procedure.sampled
        if verdicts.get(name)
    ]  # fmt: skip
    if against := rules.opinion_is_whole(procedure.sampled, opinions):
        raise Refused(against)
    return opinions


def plain(text: str) -> str:
    """A text as it can be stored."""
    return text.replace("\0", "").encode("utf-8", "replace").decode().strip()


@transaction.atomic
def send_back(name: str, sample: int, position: int, *, by: User | None, reason: str) -> SampledCase:
    """Return a case for what the second opinion found, with the reason, by whatever move of the procedure returns it
    from where it stands.

    Refused (`sampled_case_is_known`, `second_opinion_found_fault` where nothing was disagreed of,
    `sample_returned_once`, `part_permits_move` where one has no such part in the case, and as any move). Audit:
    `case_moved`, `sampled_case_returned`.
    """
    row = sampled_case(name, sample, position, user=by)
    row = SampledCase.objects.select_for_update(of=("self",)).select_related("sample", "case__patent").get(pk=row.pk)
    if not disagreed(row):
        raise Refused([Problem("second_opinion_found_fault")])
    if row.returned_at is not None:
        raise Refused([Problem("sample_returned_once")])
    verb = returning(name, row, by)
    if verb is None:
        raise Refused([Problem("part_permits_move", data={"verb": "update", "parts": ""})])
    move(name, row.patent.pk, verb, by=by, reason=reason)
    row.returned_at = timezone.now()
    row.save(update_fields=["returned_at"])
    audit.record("sampled_case_returned", row, by=by, organisation=row.sample.organisation, case=row.case_id)
    return row


def disagreed(row: SampledCase) -> list[dict[str, Any]]:
    """Opinions by which an item is not right."""
    return [one for one in row.opinions if one["verdict"] == Verdict.DISAGREE]


def returning(name: str, row: SampledCase, user: User | None) -> str | None:
    """The move by which this person can return the case now; None where there is none."""
    procedure = procedure_named(name)
    try:
        one = open_case(name, row.patent.pk, user=user)
    except Refused:
        return None
    fillable = {state for each in procedure.moves if each.verb == FILL for state in each.before}
    moves = procedure.moves_from(one.row.state, one.parts)
    return next((each.verb for each in moves if each.asks_reason and each.after in fillable), None)


def require_own(sample: Sample, user: User | None) -> None:
    """Refused (`sample_is_own`) where this person neither oversees what it was drawn from nor drew it."""
    if sample.organisation_id not in {one.pk for one in may_draw(user)}:
        raise Refused([Problem("sample_is_own")])
