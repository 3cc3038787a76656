"""Invitations (邀请): a link that lets a person take a role in an organisation, with a new account or with their own.

The link holds a signed number, never a password; nothing that opens it is kept in the database. Not responsible for
sending it: whoever invites hands it on.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import Role
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.ports.sheets import Column, Page
from zhiqiao.records import audit
from zhiqiao.records.clock import today
from zhiqiao.records.models import Invitation, Membership, Organisation, User
from zhiqiao.records.models.invitations import InvitationQuerySet
from zhiqiao.services.people.accounts import managed_by, password_problems, require_in
from zhiqiao.words.codes import label

DAYS = 30
"""How long a link can be used."""
DAYS_MOST = 365
SALT = "zhiqiao.invitation"


@transaction.atomic
def invite(
    organisation: Organisation,
    role: Role | str,
    *,
    name: str = "",
    email: str = "",
    days: int = DAYS,
    by: User | None,
) -> tuple[Invitation, bool]:
    """Invite somebody; whether it is new. The same person (by e-mail, else by name) with an open invitation to the
    same role there is not invited twice. Audit: `person_invited`.

    Refused for who does not manage that organisation, an unknown role, nobody named, a wrong address, a strange time.
    """
    require_in(by, Verb.MANAGE_PEOPLE, organisation)
    name, email = name.strip()[:100], email.strip()
    if problems := problems_of(role, name, email, days):
        raise Refused(problems)
    known = open_invitations().filter(organisation=organisation, role=str(role))
    found = (known.filter(email__iexact=email) if email else known.filter(name=name, email="")).first()
    if found is not None:
        return found, False
    made = Invitation.objects.create(
        organisation=organisation,
        role=Role(role),
        name=name,
        email=email,
        nonce=secrets.token_urlsafe(16),
        expires_on=today() + timedelta(days=days),
        made_by=by,
    )
    audit.record("person_invited", made, by=by, organisation=organisation, role=str(role))
    return made, True


def has_role_there(organisation: Organisation, role: Role | str, *, name: str, email: str) -> bool:
    """Whether somebody of this address, or without one of this name, has the role in this organisation already."""
    here = Membership.objects.filter(organisation=organisation, role=str(role), user__is_active=True)
    return (here.filter(user__email__iexact=email) if email else here.filter(user__display_name=name)).exists()


def link_sheet(title: str, headings: Sequence[str], rows: Sequence[tuple[Invitation, str]]) -> bytes:
    """A workbook of open invitations with their links, to be sent on (XLSX): whom, e-mail, organisation, role, until
    when, link, under headings in the reader's language."""
    columns = [Column(heading, width=wide) for heading, wide in zip(headings, (20, 28, 28, 16, 16, 80), strict=True)]
    told = [
        [row.name, row.email, row.organisation.name_zh, label(Role(row.role)), row.expires_on.isoformat(), link]
        for row, link in rows
    ]
    return choose.workbook_writer().write([Page(title, columns, told)])


def problems_of(role: Role | str, name: str, email: str, days: int) -> list[Problem]:
    """What is wrong with an invitation before it is made."""
    problems = []
    if role not in set(Role):
        problems.append(Problem("role_is_known", "role", str(role)))
    if not (name or email):
        problems.append(Problem("invited_is_named", "display_name"))
    if email:
        try:
            validate_email(email)
        except ValidationError:
            problems.append(Problem("email_is_readable", "email", email))
    if not 1 <= days <= DAYS_MOST:
        problems.append(Problem("days_are_possible", "days", str(days), data={"most": DAYS_MOST}))
    return problems


def open_invitations() -> InvitationQuerySet:
    """Neither taken, nor taken back, nor too old."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_on__gte=today())


def invitations_of(user: User | None) -> InvitationQuerySet:
    """Those into organisations one manages, newest first."""
    return Invitation.objects.filter(organisation__in=managed_by(user)).select_related("organisation", "accepted_by")


def token_of(invitation: Invitation) -> str:
    """What stands in the link."""
    return signing.dumps([invitation.pk, invitation.nonce], salt=SALT)


def invitation_of(token: str) -> Invitation:
    """The open invitation of a link. Refused (`invitation_is_open`) for any other link."""
    try:
        pk, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise Refused([Problem("invitation_is_open")]) from None
    found = open_invitations().select_related("organisation").filter(pk=pk, nonce=nonce).first()
    if found is None:
        raise Refused([Problem("invitation_is_open")])
    return found


@transaction.atomic
def accept_invitation(token: str, username: str, password: str | None, *, language: str = "zh-hans") -> User:
    """Take an invitation up with a new account. Without a password the account is for signing in from outside only.

    Audit: `user_created`, `invitation_accepted`. Refused for a closed link, a taken name, a weak password.
    """
    invitation = held(token)
    username = User.normalize_username(username.strip())
    user = User(username=username, display_name=invitation.name, email=invitation.email, language=language)
    problems = []
    if not username:
        problems.append(Problem("username_given", "username"))
    elif User.objects.filter(username__iexact=username).exists():
        problems.append(Problem("username_is_free", "username", username))
    if password is not None:
        problems += password_problems(password, user)
    if problems:
        raise Refused(problems)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    audit.record("user_created", user, by=invitation.made_by, username=username, staff=False)
    taken(invitation, user)
    return user


@transaction.atomic
def accept_invitation_as(token: str, user: User) -> Membership:
    """Take an invitation up with an account one has. Audit: `invitation_accepted`, `member_added`."""
    return taken(held(token), user)


def held(token: str) -> Invitation:
    """The open invitation, locked: of two who open one link at once, one takes it."""
    invitation = invitation_of(token)
    return Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)


def taken(invitation: Invitation, user: User) -> Membership:
    """Note who took it, and give the role. Inside the caller's transaction."""
    if invitation.accepted_at is not None:
        raise Refused([Problem("invitation_is_open")])
    invitation.accepted_by, invitation.accepted_at = user, timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    place, role = invitation.organisation, invitation.role
    membership, made = Membership.objects.get_or_create(user=user, organisation=place, role=role)
    audit.record("invitation_accepted", invitation, by=user, organisation=place, role=role)
    if made:
        audit.record("member_added", user, by=invitation.made_by, organisation=place, role=role)
    return membership


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User | None) -> None:
    """Take an invitation back: its link ends. Audit: `invitation_revoked`."""
    require_in(by, Verb.MANAGE_PEOPLE, invitation.organisation)
    if invitation.accepted_at is None and invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        audit.record("invitation_revoked", invitation, by=by, organisation=invitation.organisation)


@transaction.atomic
def renew_invitation(invitation: Invitation, *, by: User | None) -> Invitation:
    """A new link with a new time; the old link ends. Audit: `invitation_renewed`. Refused for one taken up already."""
    require_in(by, Verb.MANAGE_PEOPLE, invitation.organisation)
    if invitation.accepted_at is not None:
        raise Refused([Problem("invitation_is_open")])
    invitation.nonce, invitation.revoked_at = secrets.token_urlsafe(16), None
    invitation.expires_on = today() + timedelta(days=DAYS)
    invitation.save(update_fields=["nonce", "revoked_at", "expires_on"])
    audit.record("invitation_renewed", invitation, by=by, organisation=invitation.organisation)
    return invitation


def state_of(invitation: Invitation, on: date) -> str:
    """`accepted`, `revoked`, `expired` or `open`."""
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.revoked_at is not None:
        return "revoked"
    return "expired" if invitation.expires_on < on else "open"
