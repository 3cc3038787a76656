"""Whose patents (维持范围): costs and decisions concern the patents of organisations one oversees, nobody else's."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from zhiqiao.domain.access import MAY, Verb
from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.domain.patents.fees import ReductionKind
from zhiqiao.domain.patents.upkeep import Granted, Right
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import AnnuityDue, FeeReduction, Patent, User
from zhiqiao.records.models.catalogue import PatentQuerySet
from zhiqiao.records.models.upkeep import OVERSEES, AnnuityDueQuerySet, overseen_by
from zhiqiao.services import people

DECIDERS = tuple(MAY[Verb.KEEP_UP])


def lines_of(user: User | None) -> AnnuityDueQuerySet:
    """What the patents of the organisations one oversees owe."""
    return AnnuityDue.objects.all().visible_to(user)


def patents_of(user: User | None, *, to_write: bool = False) -> PatentQuerySet:
    """The patents of the organisations one oversees; `to_write`: for which one decides."""
    held = overseen_by(user, DECIDERS if to_write else OVERSEES)
    return Patent.objects.all() if held is None else Patent.objects.filter(holder__in=held.values("pk"))


def has_desk(user: User | None) -> bool:
    """Whether the person sees what patents cost at all."""
    return user is None or bool(user.is_authenticated and (user.is_staff or set(OVERSEES) & people.roles_of(user)))


def may_decide(user: User | None) -> bool:
    """Whether the person decides, pays and enters reductions."""
    return not people.problems_for(user, Verb.KEEP_UP)


def patent_of(number: int, user: User | None, *, to_write: bool = False) -> Patent:
    """One of them. Refused (`patent_is_upkept`) where there is none such for this person."""
    found = patents_of(user, to_write=to_write).select_related("holder").filter(pk=number).first()
    if found is None:
        raise Refused([Problem("patent_is_upkept", given=str(number))])
    return found


def right_of(patent: Patent) -> Right:
    """The facts its annuities are reckoned by."""
    return Right(
        PatentKind(patent.kind),
        LegalState(patent.legal_state),
        patent.application_date,
        patent.grant_date,
        patent.annuity_paid_to_year,
        patent.office,
    )


def granted_to(patents: Collection[int]) -> dict[int, list[Granted]]:
    """The reductions entered for each of these patents."""
    found: dict[int, list[Granted]] = {number: [] for number in patents}
    for row in FeeReduction.objects.filter(patent__in=patents):
        found[row.patent_id].append(Granted(ReductionKind(row.kind), row.since, row.until))
    return found


def chunks(numbers: Iterable[int], size: int = 500) -> Iterable[list[int]]:
    """These numbers in order, each once, some at a time."""
    wanted = sorted(set(numbers))
    return (wanted[start : start + size] for start in range(0, len(wanted), size))
