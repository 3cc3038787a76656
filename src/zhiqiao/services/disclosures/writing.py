"""Writing a disclosure (披露填写): begun, filled in, its inventors named, their agreement noted, and moved by the rules
of its procedure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures.disclosure import DISCLOSURE, INVENTOR
from zhiqiao.records import audit
from zhiqiao.records.models import Case, Disclosure, DisclosureInventor, User
from zhiqiao.services import people, procedures
from zhiqiao.services.disclosures.opening import Disclosed, fresh, held, open_disclosure, places, school_of

INVENTORS_MOST = 30
NAME_MOST = 100
HUNDREDTH = Decimal("0.01")
WHOLE = Decimal(100)
OWN_VERBS = frozenset({"evaluate", "record_filing"})
"""Moves that are made by services of their own, with what they ask for."""
ROUNDS = frozenset({"submit", "evaluate_again"})
"""Moves after which an earlier evaluation counts no more."""


@dataclass(frozen=True)
class Named:
    """An inventor as written: a name or an account's user name, and the share of the contribution in percent."""

    name: str = ""
    share: str = ""
    username: str = ""


@transaction.atomic
def begin(
    *, by: User, organisation: int | None = None, values: Mapping[str, Any] | None = None, is_sample: bool = False
) -> Disclosure:
    """Begin a disclosure, with its writer as the first inventor. Audit: `disclosure_begun`, `case_moved`.

    Refused (`discloser_has_place`) for somebody who is neither inventor nor officer of that college or institution,
    (`item_is_readable`) for what an item does not take.
    """
    here = places(by)
    holder = next((one for one in here if organisation in (None, one.pk)), None)
    if holder is None:
        raise Refused([Problem("discloser_has_place", "organisation", str(organisation or ""))])
    case = fresh(holder, by)
    case.save()
    row = Disclosure.objects.create(case=case, is_sample=is_sample)
    DisclosureInventor.objects.create(disclosure=row, name=str(by), user=by, share=WHOLE)
    audit.record("disclosure_begun", row, by=by, organisation=holder)
    one = held(row.pk, user=by)
    procedures.step(one, "save", by=by, values=values or {})
    return row


@transaction.atomic
def move(
    pk: int,
    verb: str,
    *,
    by: User | None,
    values: Mapping[str, Any] | None = None,
    inventors: Sequence[Named] | None = None,
    reason: str = "",
    revision: int | None = None,
) -> list[Problem]:
    """Make one move; with `values` and `inventors` both are written first, as a draft. Tells warnings.

    Refused (`disclosure_is_known`, `case_is_unchanged` where `revision` is not the one that stands, `move_asks_more`
    for an evaluation or a filing, which have services of their own, and whatever the procedure's rules say). Audit:
    `case_moved`.
    """
    if verb in OWN_VERBS:
        raise Refused([Problem("move_asks_more", given=verb)])
    one = held(pk, user=by)
    procedures.unchanged(one, revision)
    if inventors is not None:
        name_inventors(one, inventors)
        one = open_disclosure(pk, user=by)
    if verb == "submit":
        agreed(one, by)
        one = open_disclosure(pk, user=by)
    warnings = procedures.step(one, verb, by=by, values=values, reason=reason, revision=revision)
    if verb in ROUNDS:
        one.disclosure.round += 1
        one.disclosure.save(update_fields=["round"])
    return warnings


def name_inventors(one: Disclosed, given: Sequence[Named]) -> None:
    """Write who made it, in this order. Where names or shares change, those who agreed to the old ones are asked anew.

    Refused (`part_permits_move`) for others than the inventor who discloses, (`case_stands_before_move`) when it was
    submitted, (`inventor_is_readable`, `inventors_are_few_enough`)."""
    if INVENTOR not in one.parts:
        raise Refused([Problem("part_permits_move", data={"verb": "save", "parts": INVENTOR})])
    if one.row.state not in next(each.before for each in DISCLOSURE.moves if each.verb == "save"):
        raise Refused([Problem("case_stands_before_move", given=one.row.state, data={"verb": "save"})])
    if len(given) > INVENTORS_MOST:
        raise Refused(
            [Problem("inventors_are_few_enough", "inventors", str(len(given)), data={"most": INVENTORS_MOST})]
        )
    told = [read(one, each) for each in given if each.name.strip() or each.username.strip()]
    before = [(each.name, each.user_id, each.share) for each in one.inventors]
    if told == before:
        return
    DisclosureInventor.objects.filter(disclosure=one.disclosure).delete()
    DisclosureInventor.objects.bulk_create(
        [
            DisclosureInventor(disclosure=one.disclosure, position=place, name=name, user_id=user, share=share)
            for place, (name, user, share) in enumerate(told)
        ]
    )


def read(one: Disclosed, given: Named) -> tuple[str, int | None, Decimal | None]:
    """Name, account and share as written. Refused (`inventor_is_readable`) for a share that is none, an account that is
    not of this institution, a name that is too long."""
    user = people.person_named(given.username) if given.username.strip() else None
    school = school_of(one.row.holder)
    if given.username.strip() and (user is None or school is None or not belongs(user, school.path)):
        raise Refused([Problem("inventor_has_account_here", "inventors", given.username[:NAME_MOST])])
    name = procedures.storable(given.name.strip() or str(user))
    try:
        share = Decimal(given.share.strip().rstrip("%％")).quantize(HUNDREDTH) if given.share.strip() else None
    except InvalidOperation as fault:
        raise Refused([Problem("inventor_is_readable", "inventors", given.share[:NAME_MOST])]) from fault
    if len(name) > NAME_MOST or (share is not None and (share.is_nan() or not 0 <= share <= WHOLE)):
        raise Refused([Problem("inventor_is_readable", "inventors", (given.share or name)[:NAME_MOST])])
    return name, user.pk if user is not None else None, share


def belongs(user: User, path: str) -> bool:
    """Whether the person has a role in that institution."""
    return user.memberships.filter(organisation__path__startswith=path).exists()


def agreed(one: Disclosed, by: User | None) -> int:
    """Note that this inventor agrees to names and shares; tells how many lines that were."""
    if by is None or by.pk is None:
        return 0
    mine = DisclosureInventor.objects.filter(disclosure=one.disclosure, user=by, agreed_at=None)
    return mine.update(agreed_at=timezone.now(), agreed_by=by)


@transaction.atomic
def agree(pk: int, *, by: User | None, inventor: int | None = None) -> None:
    """An inventor agrees to being named and to the shares; with `inventor` (a line's id) an officer notes it for one
    who has no account and agreed in writing. Audit: `inventor_agreed`.

    Refused (`inventor_agrees_alone`) where it is not one's own line, nor that of somebody without an account in a case
    one acts for.
    """
    one = held(pk, user=by)
    if inventor is None:
        done = agreed(one, by)
    else:
        may = bool(one.parts - {INVENTOR, "evaluator"})
        absent = DisclosureInventor.objects.filter(disclosure=one.disclosure, pk=inventor, user=None, agreed_at=None)
        done = absent.update(agreed_at=timezone.now(), agreed_by=by) if may else 0
    if not done:
        raise Refused([Problem("inventor_agrees_alone", "inventors")])
    counted_up(one.row)
    audit.record("inventor_agreed", one.row, by=by, lines=done)


def counted_up(case: Case) -> None:
    """Something beside the sheet was written: who read the case before must read it again."""
    case.revision += 1
    case.save(update_fields=["revision", "updated_at"])
