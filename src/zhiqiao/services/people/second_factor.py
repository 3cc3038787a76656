"""The second factor of signing in (二次验证): a code from an authenticator app (TOTP, RFC 6238), and recovery codes.

The algorithm, the check against replays and the growing pause after wrong codes are django-otp's.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit
from zhiqiao.records.models import User
from zhiqiao.services.people.accounts import require_managing

RECOVERY_CODES = 10
NAME = "zhiqiao"


def has_second_factor(user: User) -> bool:
    """Whether the person is asked for a code when signing in."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def needs_second_factor(user: User) -> bool:
    """Whether this site demands one of this person, who has none yet (`ZHIQIAO_SECOND_FACTOR`)."""
    demanded = settings.SECOND_FACTOR == "all" or (settings.SECOND_FACTOR == "staff" and user.is_staff)
    return demanded and not has_second_factor(user)


@transaction.atomic
def begin_second_factor(user: User) -> TOTPDevice:
    """A secret to put into the app; it counts once a code from it was given (`confirm_second_factor`). Refused
    (`second_factor_is_new`) for who has one."""
    if has_second_factor(user):
        raise Refused([Problem("second_factor_is_new")])
    found = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return found or TOTPDevice.objects.create(user=user, name=NAME, confirmed=False)


@transaction.atomic
def confirm_second_factor(user: User, code: str) -> list[str]:
    """From now on a code is asked for. Returns recovery codes, each good for once, shown this one time.

    Audit: `second_factor_set`. Refused (`code_is_right`).
    """
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(plain(code)):
        raise Refused([Problem("code_is_right", "code")])
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    audit.record("second_factor_set", user, by=user)
    return _recovery_codes(user)


def _recovery_codes(user: User) -> list[str]:
    """New recovery codes; older ones end. Inside the caller's transaction."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=NAME, confirmed=True)
    codes = [StaticToken.random_token() for _each in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


def passes(user: User, code: str) -> bool:
    """Whether a code from the app or a recovery code is right. A code counts once; wrong ones make the next wait."""
    code = plain(code)
    # By its look, so that a mistyped code from the app does not make the recovery codes wait.
    table = TOTPDevice if code.isdigit() else StaticDevice
    with transaction.atomic():
        device = table.objects.select_for_update().filter(user=user, confirmed=True).first()
        return device is not None and device.verify_is_allowed()[0] and device.verify_token(code)


@transaction.atomic
def remove_second_factor(user: User, *, by: User | None) -> None:
    """Ask for no code any more: one's own, or that of somebody one manages who has lost it. Audit:
    `second_factor_removed`."""
    if by is None or by.pk != user.pk:
        require_managing(by, user)
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    audit.record("second_factor_removed", user, by=by)


def plain(code: str) -> str:
    """A code without the blanks people write into it."""
    return "".join(code.split()).lower()
