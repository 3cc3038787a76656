"""Accounts, the organisation tree, roles, keys for programs (账号、组织、角色、密钥), and the question who may do what.

Not responsible for logging in (Django's), for who comes in by invitation (`invitations`), nor for row scope
(`visible_to` in `records`).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from zhiqiao.domain.access import Verb, allowed
from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit
from zhiqiao.records.models import ApiKey, Membership, Organisation, User

KEY_MARK = "zq_"
SEEN_EVERY = timedelta(minutes=1)
"""`last_used_at` of a key is not written more often than this."""


def roles_of(user: User | None) -> set[Role]:
    """The person's roles, in whatever organisation they are held."""
    if user is None or not user.is_authenticated:
        return set()
    return {Role(role) for role in user.memberships.values_list("role", flat=True)}


AT_DESKS = frozenset({Role.ADMIN, Role.OFFICER, Role.INVENTOR, Role.OFFICIAL})


def has_desk(user: User | None) -> bool:
    """Whether the person may have cases of procedures to do with: by a role, or as staff."""
    if user is None or (user.is_authenticated and user.is_staff):
        return True
    return bool(AT_DESKS & roles_of(user))


def organisation_of(user: User | None) -> Organisation | None:
    """The organisation of the person's first membership."""
    if user is None or not user.is_authenticated:
        return None
    first = user.memberships.select_related("organisation").order_by("pk").first()
    return first.organisation if first else None


def memberships_of(user: User | None) -> QuerySet[Membership]:
    """The person's roles with their organisations, oldest first."""
    held = Membership.objects.select_related("organisation").order_by("pk")
    return held.filter(user=user) if user is not None and user.is_authenticated else held.none()


def way_to(own: Mapping[int, Organisation], at: int | None) -> list[Organisation]:
    """The organisations above one, the topmost of one's own first."""
    way: list[Organisation] = []
    place = own[at].parent_id if at is not None else None
    while place is not None and place in own:
        way.insert(0, own[place])
        place = own[place].parent_id
    return way


def members_below(place: Organisation, user: User | None) -> QuerySet[Membership]:
    """Who has which role in an organisation and below it, as far as this person manages it."""
    below = managed_by(user).filter(path__startswith=place.path)
    return Membership.objects.filter(organisation__in=below).select_related("user", "organisation")


def active_account(pk: int) -> User | None:
    """The active account of this id, or None."""
    return User.objects.filter(pk=pk, is_active=True).first()


def machine_owner() -> User:
    """Whoever holds the command line of this machine: reads everything, stands in no table."""
    return User(username="", is_staff=True, is_active=True)


def keys_of(user: User | None) -> QuerySet[ApiKey]:
    """The person's keys, revoked ones too, newest first."""
    keys = ApiKey.objects.order_by("-pk")
    return keys.filter(user=user) if user is not None and user.is_authenticated else keys.none()


def person_named(username: str) -> User | None:
    """The active account of this user name, or None."""
    return User.objects.filter(username=User.normalize_username(username.strip()), is_active=True).first()


def find_organisation(name: str) -> Organisation:
    """The one organisation of this name, Chinese or English, or of this id.

    Refused when there is none (`organisation_is_known`) or more than one (`organisation_name_is_unique`).
    """
    name = name.strip()
    found = list(Organisation.objects.filter(Q(name_zh=name) | Q(name_en__iexact=name)).order_by("pk")[:2])
    if not found and name.isascii() and name.isdigit():
        found = list(Organisation.objects.filter(pk=int(name)))
    if len(found) == 1:
        return found[0]
    code = "organisation_name_is_unique" if found else "organisation_is_known"
    raise Refused([Problem(code, "organisation", name)])


def institutions() -> QuerySet[Organisation]:
    """Universities and institutes of the tree (院校), to whom a restricted need may be shown."""
    return Organisation.objects.filter(kind=OrganisationKind.INSTITUTION).order_by("name_zh")


def problems_for(user: User | None, verb: Verb) -> list[Problem]:
    """What forbids the person the verb: empty when allowed. None is the owner of this machine, who may do all."""
    if user is None:
        return []
    staff = user.is_authenticated and user.is_active and user.is_staff
    return allowed(verb, roles_of(user), staff=staff)


def require(user: User | None, verb: Verb) -> None:
    """Raise `Refused` when the verb is forbidden."""
    problems = problems_for(user, verb)
    if problems:
        raise Refused(problems)


def problems_in(user: User | None, verb: Verb, organisation: Organisation | None) -> list[Problem]:
    """As `problems_for`, and a role that permits it must be held in that organisation or above it: whoever runs a
    college and works elsewhere does not run that other place."""
    problems = problems_for(user, verb)
    if problems or user is None or user.is_staff or organisation is None:
        return problems
    held = {Role(role) for role, path in roles_with_places(user) if organisation.path.startswith(path)}
    if held and not allowed(verb, held):
        return []
    return [Problem("organisation_is_own", "organisation", organisation.name_zh)]


def roles_with_places(user: User | None) -> list[tuple[str, str]]:
    """The person's roles, each with the path of the organisation it is held in."""
    return list(memberships_of(user).values_list("role", "organisation__path"))


def managed_by(user: User | None) -> QuerySet[Organisation]:
    """The organisations whose people this person manages (分级管理): those one administers and all below them."""
    if user is None or (user.is_authenticated and user.is_staff):
        return Organisation.objects.all()
    condition = Q(pk__in=[])
    for role, path in roles_with_places(user):
        if not allowed(Verb.MANAGE_PEOPLE, {Role(role)}):
            condition |= Q(path__startswith=path)
    return Organisation.objects.filter(condition)


def require_in(user: User | None, verb: Verb, organisation: Organisation | None) -> None:
    """Raise `Refused` when the verb is forbidden, or forbidden in this organisation."""
    problems = problems_in(user, verb, organisation)
    if problems:
        raise Refused(problems)


@transaction.atomic
def create_user(
    username: str,
    password: str,
    *,
    display_name: str = "",
    language: str = "zh-hans",
    is_staff: bool = False,
    is_sample: bool = False,
    by: User | None,
) -> User:
    """Make an account. Audit: `user_created`. Refused for a taken name, a weak password, or staff made by non-staff."""
    require(by, Verb.MANAGE_PEOPLE)
    username = User.normalize_username(username.strip())
    user = User(username=username, display_name=display_name, language=language, is_staff=is_staff, is_sample=is_sample)
    user.is_superuser = is_staff
    problems = []
    if not username:
        problems.append(Problem("username_given", "username"))
    if User.objects.filter(username__iexact=username).exists():
        problems.append(Problem("username_is_free", "username", username))
    if is_staff and by is not None and not by.is_staff:
        problems.append(Problem("only_staff_makes_staff", "username", username))
    if language not in ("zh-hans", "en"):
        problems.append(Problem("language_is_known", "language", language))
    problems += password_problems(password, user)
    if problems:
        raise Refused(problems)
    user.set_password(password)
    user.save()
    audit.record("user_created", user, by=by, username=username, staff=is_staff)
    return user


@transaction.atomic
def set_password(user: User, password: str, *, by: User | None) -> None:
    """Give an account a new password: one's own, or one that `by` manages. Audit: `password_set`."""
    if by is None or by.pk != user.pk:
        require_managing(by, user)
    problems = password_problems(password, user)
    if problems:
        raise Refused(problems)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record("password_set", user, by=by)


def password_problems(password: str, user: User) -> list[Problem]:
    """The password validators' refusals; their codes (`password_too_short` …) are ours."""
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        return [Problem(str(error.code), "password", data=_plain(error.params)) for error in refusal.error_list]
    return []


def _plain(params: object) -> dict[str, str | int | float]:
    """Values of a validator's message, as far as they are plain."""
    if not isinstance(params, dict):
        return {}
    return {str(key): value if isinstance(value, int | float) else str(value) for key, value in params.items()}


@transaction.atomic
def create_organisation(
    kind: OrganisationKind | str,
    name_zh: str,
    *,
    name_en: str = "",
    parent: Organisation | None = None,
    region: str = "",
    is_sample: bool = False,
    by: User | None,
) -> Organisation:
    """Add a place to the tree. Audit: `organisation_created`. A root is made by staff or the machine's owner only."""
    require_in(by, Verb.MANAGE_PEOPLE, parent)
    name_zh = name_zh.strip()
    problems = []
    if kind not in set(OrganisationKind):
        problems.append(Problem("organisation_kind_is_known", "kind", str(kind)))
    if not name_zh:
        problems.append(Problem("organisation_name_given", "name_zh"))
    if parent is None and by is not None and not by.is_staff:
        problems.append(Problem("only_staff_makes_roots", "parent"))
    if Organisation.objects.filter(parent=parent, name_zh=name_zh).exists():
        problems.append(Problem("organisation_name_is_free", "name_zh", name_zh))
    if problems:
        raise Refused(problems)
    made = Organisation.objects.create(
        kind=OrganisationKind(kind),
        name_zh=name_zh,
        name_en=name_en.strip(),
        parent=parent,
        region=region.strip(),
        is_sample=is_sample,
    )
    made.path = f"{parent.path if parent else '/'}{made.pk}/"
    made.save(update_fields=["path"])
    audit.record("organisation_created", made, by=by, organisation=made, name=name_zh)
    return made


@transaction.atomic
def add_member(user: User, organisation: Organisation, role: Role | str, *, by: User | None) -> Membership:
    """Give a person a role in an organisation; the same again changes nothing. Audit: `member_added`."""
    require_in(by, Verb.MANAGE_PEOPLE, organisation)
    if role not in set(Role):
        raise Refused([Problem("role_is_known", "role", str(role))])
    membership, made = Membership.objects.get_or_create(user=user, organisation=organisation, role=Role(role))
    if made:
        audit.record("member_added", user, by=by, organisation=organisation, role=str(role))
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, by: User | None) -> None:
    """Take a role away. Audit: `member_removed`."""
    require_in(by, Verb.MANAGE_PEOPLE, membership.organisation)
    audit.record("member_removed", membership.user, by=by, organisation=membership.organisation, role=membership.role)
    membership.delete()


def require_managing(by: User | None, user: User) -> None:
    """`by` may manage people, and this one: staff may manage all, an administrator those of the own organisations."""
    require(by, Verb.MANAGE_PEOPLE)
    if by is None or by.is_staff:
        return
    own = managed_by(by)
    if user.is_staff or not user.memberships.exists() or user.memberships.exclude(organisation__in=own).exists():
        raise Refused([Problem("person_is_managed", "username", user.username)])


@transaction.atomic
def make_api_key(user: User, label: str, *, by: User | None) -> tuple[ApiKey, str]:
    """Make a key for a program acting as `user`. The secret is returned this once; only its SHA-256 is kept.

    Audit: `api_key_made`.
    """
    if by is None or by.pk != user.pk:
        require_managing(by, user)
    label = label.strip()
    if not label:
        raise Refused([Problem("label_given", "label")])
    secret = KEY_MARK + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(user=user, label=label[:100], prefix=secret[:9], digest=_digest(secret))
    audit.record("api_key_made", key, by=by, user=user.pk, label=key.label)
    return key, secret


def user_of_key(secret: str) -> User | None:
    """The active person behind a secret, or None. Notes when the key was last used."""
    if not secret.startswith(KEY_MARK):
        return None
    key = (
        ApiKey.objects.select_related("user")
        .filter(digest=_digest(secret), revoked_at__isnull=True, user__is_active=True)
        .first()
    )
    if key is None:
        return None
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > SEEN_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key.user


@transaction.atomic
def revoke_api_key(key: ApiKey, *, by: User | None) -> None:
    """End a key for good; once ended it stays so. Audit: `api_key_revoked`."""
    if by is None or by.pk != key.user_id:
        require_managing(by, key.user)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        audit.record("api_key_revoked", key, by=by, user=key.user_id)


def _digest(secret: str) -> str:
    """What is kept of a secret. The secret has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
