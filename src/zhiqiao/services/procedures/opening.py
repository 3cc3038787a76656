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
from pydantic import ValidationError

from zhiqiao.domain.codes import OrganisationKind, PartyRole, Role
from zhiqiao.domain.patents.names import fold_name
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures.machinery import Beside, CaseFacts, Procedure, Sheet, Standing
from zhiqiao.domain.procedures.register import every
from zhiqiao.records import audit
from zhiqiao.records.clock import today
from zhiqiao.records.facts import facts_of_patents
from zhiqiao.records.models import (
    Case,
    CaseMove,
    Grade,
    LegalEvent,
    Membership,
    Organisation,
    Patent,
    PatentParty,
    StandIn,
    User,
)
from zhiqiao.records.models.catalogue import PatentQuerySet
from zhiqiao.records.models.people import organisations_of
from zhiqiao.services import legal

ACCOUNTS_MOST = 500
"""So many are offered to be chosen from."""


OVERSEES = frozenset({Role.ADMIN, Role.OFFICER, Role.OFFICIAL})
"""Roles that see the cases of their organisation; others see those they are to file."""


@dataclass(frozen=True)
class InHand:
    """A case in hand: its row, which may not be saved yet, the facts its rules judge, and the parts that whoever asked
    takes in it."""

    row: Case
    facts: CaseFacts[Any]
    parts: frozenset[str]

    @property
    def called(self) -> str:
        """How people know it."""
        return f"{self.row.pk or ''}"


@dataclass(frozen=True)
class Opened(InHand):
    """The case of a patent."""

    patent: Patent

    @property
    def called(self) -> str:
        """The patent's number."""
        return self.patent.application_number or self.patent.record_key


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

    @property
    def desks(self) -> Q:
        """Patents of the organisations for which one acts or which one oversees, and of all below them."""
        held = Q(pk__in=[])
        for path in self.overseen:
            held |= Q(holder__path__startswith=path)
        return held

    @property
    def overseen(self) -> set[str]:
        """The paths of those organisations."""
        return {path for path, _kind, role in self.roles if role in OVERSEES}

    def parts_in(
        self,
        procedure: Procedure[Any],
        holder: Organisation | None,
        filer: int | None,
        named: frozenset[str] = frozenset(),
    ) -> frozenset[str]:
        """The parts taken in a case of that holder and filer, with those one was named for; staff take every part."""
        if self.may_all:
            return procedure.every_part
        path = holder.path if holder is not None else ""
        over = frozenset((kind, role) for place, kind, role in self.roles if path.startswith(place))
        is_filer = self.user is not None and self.user.pk is not None and filer == self.user.pk
        kind = OrganisationKind(holder.kind) if holder is not None else None
        return procedure.parts(Standing(is_filer, over, kind, named))


def procedure_named(name: str) -> Procedure[Any]:
    """The procedure. Refused (`procedure_is_known`) when there is none of that name."""
    if name not in every():
        raise Refused([Problem("procedure_is_known", given=name)])
    return every()[name]


def concerned(procedure: Procedure[Any], user: User | None) -> PatentQuerySet:
    """The patents whose cases one may open: those held by the organisations one acts for or oversees, and those one is
    to file; of holders the procedure is for. Refused (`procedure_is_known`) for one that is not about patents."""
    if not procedure.holders:
        raise Refused([Problem("procedure_is_known", given=procedure.name)])
    patents, acting = Patent.objects.filter(holder__kind__in=[str(kind) for kind in procedure.holders]), Acting(user)
    if acting.may_all:
        return patents
    if user is None or not user.is_authenticated:
        return patents.none()
    mine = Case.objects.filter(procedure__in={procedure.name, procedure.filed_as}, filer=user).values("patent")
    return patents.filter(acting.desks | Q(pk__in=mine))


def opened(name: str, patents: Collection[int], *, user: User | None, whoever: bool = False) -> list[Opened]:
    """The cases of these patents, in the order of their ids, as far as this person may open them; with `whoever` also
    of patents that have passed to holders the procedure is not for."""
    procedure, acting = procedure_named(name), Acting(user)
    known_ones = Patent.objects.all() if whoever else concerned(procedure, user)
    rows = {one.pk: one for one in known_ones.filter(pk__in=patents).select_related("holder")}
    cases = Case.objects.filter(procedure=name, patent__in=rows).select_related("holder", "filer")
    begun = {case.patent_id: case for case in cases}
    facts = {one.id: one for one in facts_of_patents(list(rows), cited=False)}
    known, filers = beside(procedure, rows), filers_elsewhere(procedure, rows)
    result = []
    for pk, patent in sorted(rows.items()):
        case = begun.get(pk) or fresh(procedure, patent)
        case.filer = case.filer or filers.get(pk)
        parts = acting.parts_in(procedure, patent.holder, case.filer_id)
        result.append(Opened(case, case_facts(procedure, case, facts[pk], known[pk]), parts, patent))
    return result


def filers_elsewhere(procedure: Procedure[Any], patents: Collection[int]) -> dict[int, User]:
    """Who files these patents in the procedure whose filers file here too."""
    if not procedure.filed_as:
        return {}
    cases = Case.objects.filter(procedure=procedure.filed_as, patent__in=patents, filer__isnull=False)
    return {one.patent_id: one.filer for one in cases.select_related("filer") if one.filer and one.patent_id}


def beside(procedure: Procedure[Any], patents: Mapping[int, Patent]) -> dict[int, Beside]:
    """What else is known of these patents that rules may ask for."""
    states: dict[int, dict[str, str]] = defaultdict(dict)
    others = Case.objects.filter(patent__in=patents).exclude(procedure=procedure.name).order_by()
    for patent, name, state in others.values_list("patent_id", "procedure", "state"):
        states[patent][name] = state
    grades = Grade.objects.filter(patent__in=patents, is_current=True).order_by()
    levels = dict(grades.values_list("patent_id", "level"))
    told = list(LegalEvent.objects.filter(patent__in=patents).order_by().values_list("patent_id", flat=True).distinct())
    registers = legal.registers_of(told, as_of=today()) if told else {}
    return {pk: Beside(states[pk], levels.get(pk), one.is_public, registers.get(pk)) for pk, one in patents.items()}


def opened_by_number(name: str, numbers: Sequence[str], *, user: User | None) -> dict[str, Opened]:
    """The cases of the patents with these application numbers, as far as this person may open them."""
    known = concerned(procedure_named(name), user).filter(application_number__in=numbers)
    pairs = dict(known.values_list("pk", "application_number"))
    return {pairs[one.patent.pk]: one for one in opened(name, list(pairs), user=user)}


def open_case(name: str, patent: int, *, user: User | None) -> Opened:
    """The case of one patent. Refused (`case_is_known`) where there is no such patent, or not for this person."""
    found = opened(name, [patent], user=user)
    if not found:
        raise Refused([Problem("case_is_known", given=str(patent))])
    return found[0]


def hold(patents: Collection[int]) -> None:
    """Whoever writes to a case of one of these at the same time waits here, and then reads what we wrote. Inside the
    caller's transaction."""
    list(Patent.objects.select_for_update().filter(pk__in=patents).order_by("pk").values_list("pk"))


def history(case: Case) -> list[CaseMove]:
    """The moves that were made in a case, oldest first, each with who made it."""
    return [] if case.pk is None else list(CaseMove.objects.filter(case=case.pk).select_related("by"))


def fresh(procedure: Procedure[Any], patent: Patent) -> Case:
    """A case that nobody has begun; not saved."""
    return Case(
        procedure=procedure.name, patent=patent, holder=patent.holder, state=procedure.start, since=today(), revision=0
    )


def case_facts(procedure: Procedure[Any], case: Case, subject: Any, known: Beside | None = None) -> CaseFacts[Any]:
    """What the rules judge."""
    sheet = stored(procedure.sheet, case.sheet)
    return CaseFacts(case.state, case.since, sheet, subject, beside=known or Beside())


def stored(sheet: type[Sheet], told: Mapping[str, Any]) -> Sheet:
    """A sheet as it was stored; what an earlier form of it held and this one does not take is left out."""
    known = {name: value for name, value in told.items() if name in sheet.model_fields}
    try:
        return sheet.model_validate(known)
    except ValidationError as fault:
        bad = {str(each["loc"][0]) for each in fault.errors() if each["loc"]}
        return sheet.model_validate({name: value for name, value in known.items() if name not in bad})


@transaction.atomic
def assign(name: str, patents: Sequence[int], filer: User | None, *, by: User | None) -> int:
    """Name who files these patents: the inventor or whoever stands in; None takes the filer off. Tells how many
    changed.

    Refused (`filer_is_here`) for somebody without a role in the institution that holds the patent, (`desk_assigns`) for
    a patent whose college or school one does not act for. Audit: `case_assigned`.
    """
    procedure = procedure_named(name)
    hold(patents)
    found = opened(name, patents, user=by)
    schools = schools_of(found)
    against = [problem for one in found for problem in not_assignable(procedure, one, filer, schools)]
    if against or len(found) < len(set(patents)):
        raise Refused(against or [Problem("case_is_known")])
    return written_to(found, {one.patent.pk: filer for one in found}, by)


def not_assignable(
    procedure: Procedure[Any], one: Opened, filer: User | None, schools: Mapping[int, str]
) -> list[Problem]:
    """What stands against this filer."""
    number = one.patent.application_number or one.patent.record_key
    if not procedure.may_assign(one.parts):
        return [Problem("desk_assigns", given=number)]
    if filer is None or one.patent.holder_id is None:
        return []
    school = schools[one.patent.holder_id]
    if any(place.startswith(school) for place, _kind, _role in Acting(filer).roles):
        return []
    return [Problem("filer_is_here", "filer", str(filer), data={"number": number})]


@transaction.atomic
def assign_by_name(name: str, patents: Sequence[int], *, by: User | None) -> dict[str, int]:
    """Name as filer the inventor whose account bears the name that stands first among the patent's inventors and has an
    account in the holding institution. Where two accounts bear it, none is named. Patents that have a filer stay.

    Tells how many were `assigned`, were left `without` an account, were `doubtful`. Refused (`desk_assigns`) where one
    acts for none of them, (`case_is_known`) where none is known.
    """
    procedure = procedure_named(name)
    hold(patents)
    found = opened(name, patents, user=by)
    schools = schools_of(found)
    against = {one.patent.pk: not_assignable(procedure, one, None, schools) for one in found}
    if all(against.values()):
        raise Refused(next(iter(against.values()), [Problem("case_is_known")]))
    found = [one for one in found if one.row.filer_id is None and not against[one.patent.pk]]
    inventors: dict[int, list[str]] = defaultdict(list)
    wanted = PatentParty.objects.filter(patent__in=[one.patent.pk for one in found], role=PartyRole.INVENTOR)
    for patent, written in wanted.order_by("position").values_list("patent_id", "name_written"):
        inventors[patent].append(fold_name(written))
    school_of = {one.patent.pk: schools.get(one.patent.holder_id or 0, "") for one in found}
    known = accounts_by_name(set(school_of.values()) - {""})
    chosen: dict[int, User | None] = {}
    told = {"assigned": 0, "without": 0, "doubtful": 0}
    for pk, school in school_of.items():
        named = [known.get((school, inventor), []) for inventor in inventors[pk]]
        first = next((users for users in named if users), [])
        told["assigned" if len(first) == 1 else "doubtful" if first else "without"] += 1
        if len(first) == 1:
            chosen[pk] = first[0]
    written_to([one for one in found if one.patent.pk in chosen], chosen, by)
    return told


def schools_of(found: Iterable[Opened]) -> dict[int, str]:
    """By holder the path of the institution it belongs to, or its own where it stands below none."""
    return schools(one.patent.holder for one in found if one.patent.holder is not None)


def schools(organisations: Iterable[Organisation]) -> dict[int, str]:
    """The same for organisations themselves."""
    holders = {one.pk: one.path for one in organisations}
    above = {int(number) for path in holders.values() for number in path.strip("/").split("/")}
    institutions = Organisation.objects.filter(pk__in=above, kind=OrganisationKind.INSTITUTION)
    paths = dict(institutions.values_list("pk", "path"))
    return {
        pk: next((paths[int(one)] for one in path.strip("/").split("/") if int(one) in paths), path)
        for pk, path in holders.items()
    }


def accounts(user: User | None) -> list[User]:
    """Who may be named as filer by this person: the active accounts in the organisations one stands in."""
    here = User.objects.filter(memberships__organisation__in=organisations_of(user), is_active=True)
    return list(here.distinct().order_by("display_name", "username")[:ACCOUNTS_MOST])


def accounts_by_name(schools: Iterable[str]) -> Mapping[tuple[str, str], list[User]]:
    """Active accounts below each of these paths by the form of their name; where somebody stands in under a name, only
    they. Of two organisations that name a stand-in for it, the lower one's word counts."""
    found: dict[tuple[str, str], list[User]] = defaultdict(list)
    for path in sorted(schools):
        here = User.objects.filter(memberships__organisation__path__startswith=path, is_active=True).distinct()
        for user in here.order_by("pk"):
            found[path, fold_name(user.display_name or user.username)].append(user)
        rows = StandIn.objects.filter(ended_at=None, organisation__path__startswith=path, user__is_active=True)
        for row in rows.select_related("user").order_by("organisation__path"):
            found[path, row.folded] = [row.user]
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


def shown_state(name: str, patent: Patent, *, user: User | None) -> tuple[str, bool]:
    """The state of a patent's case as this person may know it, and whether they may open it. Who has nothing to do with
    it learns "pending" of a case in review, the state of one that has ended, and "" of any other (边盘点边推广)."""
    procedure = procedure_named(name)
    case = Case.objects.filter(procedure=name, patent=patent).first()
    state = case.state if case is not None else procedure.start
    if concerned(procedure, user).filter(pk=patent.pk).exists():
        return state, True
    if state in procedure.ends:
        return state, False
    return ("pending" if state in procedure.reviewed else ""), False
