"""Stand-ins (代填): who files for an inventor who has left or cannot, now and for what is named by name later."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhiqiao.domain.codes import Role
from zhiqiao.domain.patents.names import fold_name
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures.register import of_patents
from zhiqiao.records import audit
from zhiqiao.records.models import Case, Organisation, StandIn, User
from zhiqiao.services import people
from zhiqiao.services.procedures.opening import Acting, assign

NAMES = frozenset({Role.ADMIN, Role.OFFICER})
"""Who names stand-ins, in the organisation the role is held in and below it."""


@transaction.atomic
def stand_in(
    organisation: Organisation,
    name: str,
    user: User,
    *,
    left: User | None = None,
    reason: str = "",
    by: User | None,
) -> tuple[StandIn, int]:
    """Let `user` file for the inventor of this name in an organisation and below it, in place of whoever did so.
    Open cases that `left`, the inventor's own account, was to file go over at once; how many did is told.

    Refused (`desk_assigns`) for who is no officer or administrator there, (`invited_is_named`) without a name,
    (`filer_is_here`) where the stand-in has no role in the institution. Audit: `stand_in_named`, `case_assigned`.
    """
    _require_desk(organisation, by)
    folded = fold_name(name)
    if not folded:
        raise Refused([Problem("invited_is_named", "display_name")])
    school = school_path(organisation)
    if not user.is_active or not any(place.startswith(school) for place, _kind, _role in Acting(user).roles):
        raise Refused([Problem("filer_is_here", "filer", str(user), data={"number": organisation.name_zh})])
    current = StandIn.objects.select_for_update().filter(organisation=organisation, folded=folded, ended_at=None)
    current.update(ended_at=timezone.now())
    made = StandIn.objects.create(
        organisation=organisation,
        name=name.strip()[:200],
        folded=folded[:200],
        user=user,
        reason=reason.strip()[:500],
        made_by=by,
    )
    audit.record("stand_in_named", made, by=by, organisation=organisation, user=user.pk)
    return made, hand_over(left, user, organisation, by=by) if left is not None else 0


def hand_over(left: User, to: User, organisation: Organisation, *, by: User | None) -> int:
    """Name `to` as filer of every case not ended that `left` was to file below an organisation. Inside the caller's
    transaction."""
    moved = 0
    for name, procedure in of_patents().items():
        cases = Case.objects.filter(procedure=name, filer=left, holder__path__startswith=organisation.path)
        patents = list(cases.exclude(state__in=procedure.ends).values_list("patent_id", flat=True))
        moved += assign(name, patents, to, by=by) if patents else 0
    return moved


@transaction.atomic
def end_stand_in(row: StandIn, *, by: User | None) -> None:
    """From now on nobody stands in under this name; cases already handed over stay. Audit: `stand_in_ended`."""
    _require_desk(row.organisation, by)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        audit.record("stand_in_ended", row, by=by, organisation=row.organisation)


def stand_ins_of(user: User | None) -> QuerySet[StandIn]:
    """Those in the organisations one names them for, newest first."""
    rows = StandIn.objects.filter(ended_at=None).select_related("organisation", "user")
    if Acting(user).may_all:
        return rows
    places = Organisation.objects.none()
    for path, _kind, role in Acting(user).roles:
        if role in NAMES:
            places = places | Organisation.objects.filter(path__startswith=path)
    return rows.filter(organisation__in=places)


def school_path(organisation: Organisation) -> str:
    """The path of the institution an organisation belongs to, or its own where it stands below none."""
    above = [int(number) for number in organisation.path.strip("/").split("/") if number]
    found = Organisation.objects.filter(pk__in=above, kind="institution").order_by("path").first()
    return found.path if found is not None else organisation.path


def _require_desk(organisation: Organisation, by: User | None) -> None:
    """Refused (`desk_assigns`) for who is neither officer nor administrator there or above."""
    if Acting(by).may_all:
        return
    held = any(role in NAMES and organisation.path.startswith(path) for path, _kind, role in Acting(by).roles)
    if not held:
        raise Refused([Problem("desk_assigns", given=organisation.name_zh)])


def leave(user: User, organisation: Organisation, instead: User | None, *, by: User | None) -> tuple[bool, int]:
    """A person leaves an organisation; whoever is named instead files what they were to file. Tells whether the account
    was closed, and how many cases went over. Refused as `people.leave` and `stand_in` are."""
    with transaction.atomic():
        moved = 0
        if instead is not None:
            name = user.display_name or user.username
            _row, moved = stand_in(organisation, name, instead, left=user, reason="left", by=by)
        return people.leave(user, organisation, by=by), moved
