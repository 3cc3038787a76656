"""Evaluating, deciding, filing (评估、决定、申请): who evaluates is named, the scored sheet handed in, the application
told, and the patent linked when it is there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from zhiqiao.domain.patents.numbers import read_application_number
from zhiqiao.domain.prefiling.scoring import Scale, Scored, scored
from zhiqiao.domain.problems import Problem, Refused, errors
from zhiqiao.domain.procedures.disclosure import COLLEGE, DISCLOSURE, OFFICE
from zhiqiao.records import audit
from zhiqiao.records.clock import today
from zhiqiao.records.models import Disclosure, DisclosureEvaluation, Patent, User
from zhiqiao.records.models.disclosures import DisclosureQuerySet
from zhiqiao.services import procedures
from zhiqiao.services.disclosures.opening import facts_of, held, in_hand, school_of
from zhiqiao.services.disclosures.scale import scale
from zhiqiao.services.disclosures.writing import belongs, counted_up

REMARKS_MOST = 4000


@transaction.atomic
def name_evaluator(pk: int, evaluator: User | None, *, by: User | None, revision: int | None = None) -> None:
    """Name who evaluates. Audit: `evaluator_named`.

    Refused (`part_permits_move`) for others than the college and the office, (`case_stands_before_move`) once it was
    evaluated, (`evaluator_is_here`) for somebody without a role in the institution, (`evaluator_is_no_inventor`).
    """
    one = held(pk, user=by)
    procedures.unchanged(one, revision)
    if not one.parts & {COLLEGE, OFFICE}:
        raise Refused([Problem("part_permits_move", data={"verb": "accept", "parts": COLLEGE})])
    if one.row.state not in ("disclosed", "evaluation"):
        raise Refused([Problem("case_stands_before_move", given=one.row.state, data={"verb": "accept"})])
    school = school_of(one.row.holder)
    if evaluator is None or school is None or not belongs(evaluator, school.path):
        raise Refused([Problem("evaluator_is_here", "evaluator", str(evaluator or ""))])
    if evaluator.pk in {each.user_id for each in one.inventors} | {one.row.filer_id}:
        raise Refused([Problem("evaluator_is_no_inventor", "evaluator", str(evaluator))])
    one.disclosure.evaluator = evaluator
    one.disclosure.save(update_fields=["evaluator"])
    counted_up(one.row)
    audit.record("evaluator_named", one.row, by=by, evaluator=evaluator.pk)


@transaction.atomic
def evaluate(
    pk: int,
    *,
    by: User | None,
    points: Mapping[str, int | None],
    vetoes: Collection[str] = (),
    remarks: str = "",
    revision: int | None = None,
) -> DisclosureEvaluation:
    """Hand in the scored sheet: counted up by the sheet in force, kept with it, and passed on for the decision. Audit:
    `disclosure_evaluated`, `case_moved`.

    Refused (`part_permits_move`) for anybody but the evaluator, (`evaluator_is_no_inventor`), (`points_are_given`,
    `points_are_within`, `scale_knows_code`), (`veto_says_why`) for a veto without a remark.
    """
    one = held(pk, user=by)
    procedures.unchanged(one, revision)
    known = [
        problem
        for problem in DISCLOSURE.allowed(one.facts, "evaluate", one.parts, today=today())
        if problem.code != "evaluation_is_submitted"
    ]
    if by is not None and by.pk in {each.user_id for each in one.inventors} - {None}:
        known.append(Problem("evaluator_is_no_inventor", "evaluator", str(by)))
    if errors(known):
        raise Refused(errors(known))
    asked = scale()
    result = scored(asked, points, vetoes)
    remarks = procedures.storable(remarks).strip()[:REMARKS_MOST]
    if result.vetoes and not remarks:
        raise Refused([Problem("veto_says_why", "remarks")])
    row = DisclosureEvaluation.objects.create(
        disclosure=one.disclosure,
        round=one.disclosure.round,
        by=by if by is not None and by.pk is not None else None,
        scale_version=asked.version[:60],
        scale=as_asked(asked),
        points={code: value for code, value, _most in result.parts},
        vetoes=list(result.vetoes),
        total=result.total,
        proposal=str(result.proposal),
        remarks=remarks,
    )
    audit.record("disclosure_evaluated", one.row, by=by, total=row.total, proposal=row.proposal)
    again = in_hand([one.disclosure], user=by)[0]
    procedures.step(again, "evaluate", by=by)
    return row


def as_asked(asked: Scale) -> dict[str, object]:
    """The sheet as it is kept with an evaluation."""
    return {
        "criteria": [asdict(one) for one in asked.criteria],
        "vetoes": [asdict(one) for one in asked.vetoes],
        "thresholds": {str(step): least for step, least in asked.thresholds.items()},
        "source": asked.source,
        "is_example": asked.is_example,
    }


def would_score(points: Mapping[str, int | None], vetoes: Collection[str]) -> Scored:
    """What a sheet would come to; nothing is written. Refused as with `evaluate`."""
    return scored(scale(), points, vetoes)


@transaction.atomic
def record_filing(
    pk: int, number: str, filed_on: date | None, *, by: User | None, revision: int | None = None
) -> Disclosure:
    """Tell the number and the day of the application; where its patent is in the catalogue already it is linked at
    once.
    Audit: `case_moved`, `disclosure_filed`.

    Refused (`application_number_is_right`, `day_is_not_ahead`, `application_is_disclosed_once`), and by the rules of
    the procedure.
    """
    one = held(pk, user=by)
    procedures.unchanged(one, revision)
    reading = read_application_number(number)
    row = one.disclosure
    row.application_number = reading.number.canonical if reading.number is not None else number.strip()[:40]
    row.filed_on = filed_on
    told = facts_of(row, one.inventors, one.evaluation)
    one = replace(one, facts=replace(one.facts, subject=told))
    # Problems of the number as it was written, which its canonical form no longer shows.
    found = list(reading.problems)
    if found or reading.number is None:
        raise Refused([Problem("application_number_is_right", "application_number", number[:40])])
    procedures.step(one, "record_filing", by=by)
    try:
        with transaction.atomic():
            row.save(update_fields=["application_number", "filed_on"])
    except IntegrityError as fault:
        raise Refused(
            [Problem("application_is_disclosed_once", "application_number", row.application_number)]
        ) from fault
    audit.record("disclosure_filed", one.row, by=by, number=row.application_number)
    link([row], by=by)
    return row


def link_disclosures(ids: list[int]) -> None:
    """Job: link these patents, that have just come in, to the disclosures they came of. Doing it twice does nothing."""
    known = Patent.objects.filter(pk__in=ids, office="CN").exclude(application_number="")
    numbers = list(known.values_list("application_number", flat=True))
    with transaction.atomic():
        waiting = waiting_for(numbers).select_for_update(of=("self",))
        link(list(waiting), by=None)


def waiting_for(numbers: Collection[str]) -> DisclosureQuerySet:
    """Disclosures that were filed under these numbers and have no patent yet."""
    rows = Disclosure.objects.select_related("case", "case__holder")
    return rows.filter(application_number__in=list(numbers), case__state="filed")


def link(rows: Collection[Disclosure], *, by: User | None) -> int:
    """Link what has a patent of its number that the same institution holds, or that is public; tells how many. Inside
    the caller's transaction. Audit: `case_moved`."""
    done = 0
    for row in rows:
        school = school_of(row.case.holder)
        seen = Q(is_public=True) | (Q(holder__path__startswith=school.path) if school else Q(pk__in=[]))
        patent = Patent.objects.filter(seen, office="CN", application_number=row.application_number).first()
        if patent is None:
            continue
        row.patent = patent
        row.save(update_fields=["patent"])
        # The machine links: whoever told the filing need not take a part for it.
        one = in_hand([row], user=None)[0]
        procedures.step(one, "link_patent", by=by)
        done += 1
    return done
