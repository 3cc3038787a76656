"""Opening cases (打开办件): which case stands for a patent, what part somebody takes in it, and who is to file it.

A patent that nobody has begun has no row; it is in the procedure's first state. Not responsible for moves (`moving`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Q

from zhiqiao.domain.codes import OrganisationKind, PartyRole, Role
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.domain.patents.names import fold_name
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures.machinery import CaseFacts, Procedure, Standing
from zhiqiao.domain.procedures.register import every
from zhiqiao.records import audit
from zhiqiao.records.clock import today
from zhiqiao.records.facts import facts_of_patents
from zhiqiao.records.models import Case, Membership, Organisation, Patent, PatentParty, User
from zhiqiao.records.models.catalogue import PatentQuerySet
from zhiqiao.records.models.people import organisations_of


@dataclass(frozen=True)
class Opened:
    """A case in hand: its row, which may not be saved yet, its patent, the facts its rules judge, and the parts that
    whoever asked takes in it."""

    row: Case
    patent: Patent
    facts: CaseFacts[Any]
    parts: frozenset[str]


class Acting:
    """Somebody who acts, with the roles they hold, read once for many cases. None is the owner of this machine."""

    def __init__(self, user: User | None):
        self.user = user
        self.may_all = user is None or bool(user.is_authenticated and user.is_staff)

    @cached_property
    def roles(self) -> list[tuple[str, OrganisationKind, Role]]:
        """Path and kind of each organisation one has a role in, and the role."""
        if self.user is None or not self.user.is_authenticated:
            return []
        held = Membership.objects.filter(user=self.user).select_related("organisation")
        return [(one.organisation.path, OrganisationKind(one.organisation.kind), Role(one.role)) for one in held]

    def parts_in(self, procedure: Procedure[Any], holder: Organisation | None, filer: int | None) -> frozenset[str]:
        """The parts taken in a case of that holder and filer; staff take every part."""
        if self.may_all:
            return procedure.every_part
        path = holder.path if holder is not None else ""
        over = frozenset((kind, role) for place, kind, role in self.roles if path.startswith(place))
        is_filer = self.user is not None and self.user.pk is not None and filer == self.user.pk
        kind = OrganisationKind(holder.kind) if holder is not None else None
        return procedure.parts(Standing(is_filer, over, kind))


def procedure_named(name: str) -> Procedure[Any]:
    """The procedure. Refused (`procedure_is_known`) when there is none of that name."""
    if name not in every():
        raise Refused([Problem("procedure_is_known", given=name)])
    return every()[name]


def concerned(user: User | None) -> PatentQuerySet:
    """The patents whose cases one may open: those held by one's organisations and all below them, and those one is to
    file."""
    patents = Patent.objects.all()
    if Acting(user).may_all:
        return patents
    if user is None or not user.is_authenticated:
        return patents.none()
    own = organisations_of(user).values("pk")
    mine = Case.objects.filter(filer=user).values("patent")
    return patents.filter(Q(holder__in=own) | Q(pk__in=mine))


def opened(name: str, patents: Collection[int], *, user: User | None) -> list[Opened]:
    """The cases of these patents, in the order of their ids, as far as this person may open them."""
    procedure, acting = procedure_named(name), Acting(user)
    rows = {one.pk: one for one in concerned(user).filter(pk__in=patents).select_related("holder")}
    cases = Case.objects.filter(procedure=name, patent__in=rows).select_related("holder", "filer")
    begun = {case.patent_id: case for case in cases}
    facts = {one.id: one for one in facts_of_patents(list(rows), cited=False)}
    result = []
    for pk, patent in sorted(rows.items()):
        case = begun.get(pk) or fresh(procedure, patent)
        parts = acting.parts_in(procedure, case.holder, case.filer_id)
        result.append(Opened(case, patent, case_facts(procedure, case, facts[pk]), parts))
    return result


def open_case(name: str, patent: int, *, user: User | None) -> Opened:
    """The case of one patent. Refused (`case_is_known`) where there is no such patent, or not for this person."""
    found = opened(name, [patent], user=user)
    if not found:
        raise Refused([Problem("case_is_known", given=str(patent))])
    return found[0]


def fresh(procedure: Procedure[Any], patent: Patent) -> Case:
    """A case that nobody has begun; not saved."""
    return Case(
        procedure=procedure.name, patent=patent, holder=patent.holder, state=procedure.start, since=today(), revision=0
    )


def case_facts(procedure: Procedure[Any], case: Case, subject: PatentFacts) -> CaseFacts[Any]:
    """What the rules judge."""
    return CaseFacts(case.state, case.since, procedure.sheet.model_validate(case.sheet), subject)


@transaction.atomic
def assign(name: str, patents: Sequence[int], filer: User | None, *, by: User | None) -> int:
    """Name who files these patents: the inventor or whoever stands in; None takes the filer off. Tells how many
    changed.

    Refused (`filer_is_here`) for somebody without a role in the institution that holds the patent, (`desk_assigns`) for
    a patent whose college or school one does not act for. Audit: `case_assigned`.
    """
    procedure = procedure_named(name)
    found = opened(name, patents, user=by)
    against = [problem for one in found for problem in not_assignable(procedure, one, filer, by)]
    if against or len(found) < len(set(patents)):
        raise Refused(against or [Problem("case_is_known")])
    return written_to(found, {one.patent.pk: filer for one in found}, by)


def not_assignable(procedure: Procedure[Any], one: Opened, filer: User | None, by: User | None) -> list[Problem]:
    """What stands against this filer."""
    if not one.parts - procedure.parts(Standing(is_filer=True)):
        return [Problem("desk_assigns", given=one.patent.application_number)]
    if filer is None or one.row.holder is None:
        return []
    school = school_path(one.row.holder)
    if any(place.startswith(school) for place, _kind, _role in Acting(filer).roles):
        return []
    return [Problem("filer_is_here", "filer", str(filer), data={"number": one.patent.application_number})]


def assign_by_name(name: str, patents: Sequence[int], *, by: User | None) -> dict[str, int]:
    """Name as filer the inventor whose account bears the name that stands first among the patent's inventors and has an
    account in the holding institution. Where two accounts bear it, none is named. Patents that have a filer stay.

    Tells how many were `assigned`, were left `without` an account, were `doubtful`.
    """
    procedure = procedure_named(name)
    found = [one for one in opened(name, patents, user=by) if one.row.filer_id is None]
    found = [one for one in found if not not_assignable(procedure, one, None, by)]
    inventors: dict[int, list[str]] = defaultdict(list)
    wanted = PatentParty.objects.filter(patent__in=[one.patent.pk for one in found], role=PartyRole.INVENTOR)
    for patent, written in wanted.order_by("position").values_list("patent_id", "name_written"):
        inventors[patent].append(fold_name(written))
    accounts = accounts_by_name(one.row.holder for one in found)
    chosen: dict[int, User | None] = {}
    told = {"assigned": 0, "without": 0, "doubtful": 0}
    for one in found:
        named = [accounts.get((school_path(one.row.holder), inventor), []) for inventor in inventors[one.patent.pk]]
        first = next((users for users in named if users), [])
        told["assigned" if len(first) == 1 else "doubtful" if first else "without"] += 1
        if len(first) == 1:
            chosen[one.patent.pk] = first[0]
    with transaction.atomic():
        written_to([one for one in found if one.patent.pk in chosen], chosen, by)
    return told


def school_path(holder: Organisation | None) -> str:
    """The path of the institution a holder belongs to: its own, or of the one above a college."""
    if holder is None:
        return ""
    if holder.kind != OrganisationKind.COLLEGE or holder.parent_id is None:
        return holder.path
    return holder.path[: -len(f"{holder.pk}/")]


def accounts_by_name(holders: Iterable[Organisation | None]) -> Mapping[tuple[str, str], list[User]]:
    """Active accounts of each institution by the form of their name."""
    found: dict[tuple[str, str], list[User]] = defaultdict(list)
    for path in sorted({school_path(one) for one in holders} - {""}):
        here = User.objects.filter(memberships__organisation__path__startswith=path, is_active=True).distinct()
        for user in here.order_by("pk"):
            found[path, fold_name(user.display_name or user.username)].append(user)
    return found


def written_to(found: Sequence[Opened], filers: Mapping[int, User | None], by: User | None) -> int:
    """Save who files each; a case nobody had begun gets its row by it. Inside the caller's transaction."""
    changed = [one for one in found if one.row.filer != filers[one.patent.pk]]
    for one in changed:
        one.row.filer = filers[one.patent.pk]
        one.row.revision += 1
    known = [one.row for one in changed if one.row.pk is not None]
    Case.objects.bulk_create([one.row for one in changed if one.row.pk is None], batch_size=500)
    Case.objects.bulk_update(known, ["filer", "revision"], batch_size=500)
    told = [(one.row.pk, {"filer": one.row.filer_id, "patent": one.patent.pk}) for one in changed]
    audit.record_many("case_assigned", Case, told, by=by)
    return len(changed)
