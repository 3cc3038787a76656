"""A disclosure in hand (披露在办): which ones somebody may open, the facts its rules judge, the parts they take in
it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.prefiling.facts import Contributor, DisclosureFacts, Evaluated, Proposal, Veto
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures.disclosure import COLLEGE, DISCLOSURE, EVALUATOR, INVENTOR, OFFICE
from zhiqiao.records.clock import today
from zhiqiao.records.models import (
    Case,
    Disclosure,
    DisclosureEvaluation,
    DisclosureInventor,
    Membership,
    Organisation,
    User,
)
from zhiqiao.records.models.disclosures import DisclosureQuerySet
from zhiqiao.services import procedures

HOLDERS = frozenset({OrganisationKind.INSTITUTION, OrganisationKind.COLLEGE})
"""Where an invention may be disclosed."""
DISCLOSES = frozenset({Role.ADMIN, Role.OFFICER, Role.INVENTOR})


@dataclass(frozen=True)
class Disclosed(procedures.InHand):
    """The case of a disclosure."""

    disclosure: Disclosure
    inventors: tuple[DisclosureInventor, ...]
    evaluation: DisclosureEvaluation | None
    """The last one of the disclosure as it stands."""

    @property
    def called(self) -> str:
        """Its title."""
        return str(self.facts.sheet.invention_title or self.disclosure.pk or "")


def visible(user: User | None) -> DisclosureQuerySet:
    """The disclosures this person may see; None is the owner of this machine."""
    rows = Disclosure.objects.select_related("case", "case__holder", "case__filer", "evaluator", "patent")
    return rows if user is None else rows.visible_to(user)


def open_disclosure(pk: int, *, user: User | None) -> Disclosed:
    """One of them. Refused (`disclosure_is_known`) where there is none, or not for this person."""
    row = visible(user).filter(pk=pk).first()
    if row is None:
        raise Refused([Problem("disclosure_is_known", given=str(pk))])
    return in_hand([row], user=user)[0]


def held(pk: int, *, user: User | None) -> Disclosed:
    """The same, to be written to: whoever else writes to it waits. Inside the caller's transaction."""
    case = visible(user).filter(pk=pk).values_list("case", flat=True).first()
    list(Case.objects.select_for_update().filter(pk__in=[case]).values_list("pk"))
    return open_disclosure(pk, user=user)


def in_hand(rows: Collection[Disclosure], *, user: User | None) -> list[Disclosed]:
    """These disclosures with what belongs to them, in three queries."""
    acting = procedures.Acting(user)
    inventors: dict[int, list[DisclosureInventor]] = {row.pk: [] for row in rows}
    for one in DisclosureInventor.objects.filter(disclosure__in=inventors).select_related("user"):
        inventors[one.disclosure_id].append(one)
    last: dict[tuple[int, int], DisclosureEvaluation] = {}
    for found in DisclosureEvaluation.objects.filter(disclosure__in=inventors).select_related("by"):
        last[found.disclosure_id, found.round] = found
    result = []
    for row in rows:
        evaluation = last.get((row.pk, row.round))
        named = set()
        if user is not None and user.pk is not None:
            named |= {EVALUATOR} if row.evaluator_id == user.pk else set()
            named |= {INVENTOR} if any(one.user_id == user.pk for one in inventors[row.pk]) else set()
        parts = acting.parts_in(DISCLOSURE, row.case.holder, row.case.filer_id, frozenset(named))
        facts = procedures.case_facts(DISCLOSURE, row.case, facts_of(row, inventors[row.pk], evaluation))
        result.append(Disclosed(row.case, facts, parts, row, tuple(inventors[row.pk]), evaluation))
    return result


def facts_of(
    row: Disclosure, inventors: Iterable[DisclosureInventor], evaluation: DisclosureEvaluation | None
) -> DisclosureFacts:
    """What the rules judge beside the sheet."""
    found = None
    if evaluation is not None:
        found = Evaluated(
            evaluation.created_at.date(),
            evaluation.total,
            Proposal(evaluation.proposal),
            tuple(Veto(**one) for one in evaluation.scale["vetoes"] if one["code"] in evaluation.vetoes),
            evaluation.by_id,
        )
    return DisclosureFacts(
        contributors=tuple(
            Contributor(one.name, one.share, one.agreed_at is not None, one.user_id) for one in inventors
        ),
        evaluator=row.evaluator_id,
        evaluation=found,
        application_number=row.application_number,
        filed_on=row.filed_on,
        patent=row.patent_id,
    )


def may_read_evaluation(one: Disclosed) -> bool:
    """Whether the evaluation is for this person: college, office and evaluator always, inventors once it was
    decided."""
    return bool(one.parts & {COLLEGE, OFFICE, EVALUATOR}) or one.row.state not in ("evaluation", "decision")


def places(user: User | None) -> list[Organisation]:
    """Where this person may disclose: the colleges and institutions in which they are inventor or officer; staff
    anywhere."""
    kinds = [str(kind) for kind in HOLDERS]
    every = Organisation.objects.filter(kind__in=kinds).order_by("name_zh", "pk")
    if user is None or (user.is_authenticated and user.is_staff):
        return list(every)
    if not user.is_authenticated:
        return []
    mine = Membership.objects.filter(user=user, role__in=[str(role) for role in DISCLOSES])
    return list(every.filter(pk__in=mine.values("organisation")))


def school_of(holder: Organisation | None) -> Organisation | None:
    """The institution an organisation belongs to, or itself where it stands below none."""
    if holder is None:
        return None
    above = [int(number) for number in holder.path.strip("/").split("/")]
    found = Organisation.objects.filter(pk__in=above, kind=OrganisationKind.INSTITUTION).first()
    return found or holder


def colleagues(holder: Organisation | None) -> list[User]:
    """The active accounts of the same institution, among whom inventors and evaluators are found."""
    school = school_of(holder)
    if school is None:
        return []
    here = User.objects.filter(memberships__organisation__path__startswith=school.path, is_active=True)
    return list(here.distinct().order_by("display_name", "username")[: procedures.ACCOUNTS_MOST])


def fresh(holder: Organisation, filer: User | None) -> Case:
    """The case of a new disclosure; not saved."""
    return Case(procedure=DISCLOSURE.name, holder=holder, filer=filer, state=DISCLOSURE.start, since=today())
