"""Signing in from outside (统一身份认证): which account here belongs to an identity of an OpenID Connect provider.

Not responsible for the exchange with the provider, which the entrance does with its library. An identity is never tied
to an account by a likeness of names or addresses: only by whoever is signed in, or holds an invitation.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit
from zhiqiao.records.models import OutsideIdentity, User
from zhiqiao.services.people import invitations


def account_of(issuer: str, subject: str) -> User | None:
    """The active account tied to this identity, or None; notes that it was used."""
    found = OutsideIdentity.objects.select_related("user").filter(issuer=issuer, subject=subject).first()
    if found is None or not found.user.is_active:
        return None
    OutsideIdentity.objects.filter(pk=found.pk).update(last_used_at=timezone.now())
    return found.user


@transaction.atomic
def tie(user: User, issuer: str, subject: str) -> OutsideIdentity:
    """Tie the identity to one's own account. Audit: `identity_tied`. Refused (`identity_is_free`) where it is tied to
    another."""
    known = OutsideIdentity.objects.filter(issuer=issuer, subject=subject).first()
    if known is not None and known.user_id != user.pk:
        raise Refused([Problem("identity_is_free")])
    if known is None:
        known = OutsideIdentity.objects.create(user=user, issuer=issuer, subject=subject)
        audit.record("identity_tied", user, by=user, issuer=issuer)
    return known


@transaction.atomic
def come_in(token: str, issuer: str, subject: str, wanted: str, *, language: str = "zh-hans") -> User:
    """Take up an invitation with an outside identity: an account without a password, tied to it. `wanted` is the user
    name the provider tells; where it is taken, a number is put behind it."""
    user = invitations.accept_invitation(token, free_name(wanted), None, language=language)
    tie(user, issuer, subject)
    return user


def free_name(wanted: str) -> str:
    """A user name like this one that nobody has."""
    base = "".join(sign for sign in wanted if sign.isalnum() or sign in "-_.")[:100] or "user"
    taken = {one.lower() for one in User.objects.filter(username__istartswith=base).values_list("username", flat=True)}
    names = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name.lower() not in taken)


@transaction.atomic
def untie(identity: OutsideIdentity, *, by: User) -> None:
    """End signing in with an identity of one's own. Audit: `identity_untied`. Refused (`way_in_is_left`) where the
    account has no password and no other identity."""
    user = identity.user
    others = user.outside_identities.exclude(pk=identity.pk)
    if user.pk != by.pk:
        raise Refused([Problem("person_is_managed", "username", user.username)])
    if not user.has_usable_password() and not others.exists():
        raise Refused([Problem("way_in_is_left")])
    audit.record("identity_untied", user, by=by, issuer=identity.issuer)
    identity.delete()
