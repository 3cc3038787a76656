"""Leaving (离任): a person leaves an organisation; the account stays in the trail, closed when no role is left."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from zhiqiao.domain.access import Verb
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit
from zhiqiao.records.models import ApiKey, Membership, Organisation, User
from zhiqiao.services.people.accounts import require_in


@transaction.atomic
def leave(user: User, organisation: Organisation, *, by: User | None) -> bool:
    """Take away the person's roles in an organisation and below it; whether the account was closed, for want of any
    other. Then its keys end too. Audit: `member_removed` each, `user_closed`.

    Refused for who does not manage that organisation, (`member_is_here`) where the person has no role there,
    (`nobody_leaves_alone`) for oneself.
    """
    require_in(by, Verb.MANAGE_PEOPLE, organisation)
    if by is not None and by.pk == user.pk:
        raise Refused([Problem("nobody_leaves_alone")])
    held = Membership.objects.filter(user=user, organisation__path__startswith=organisation.path)
    if not held.exists():
        raise Refused([Problem("member_is_here", "username", user.username)])
    for membership in held.select_related("organisation"):
        audit.record("member_removed", user, by=by, organisation=membership.organisation, role=membership.role)
    held.delete()
    if user.is_staff or user.memberships.exists():
        return False
    User.objects.filter(pk=user.pk).update(is_active=False)
    ApiKey.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    audit.record("user_closed", user, by=by, organisation=organisation)
    return True
