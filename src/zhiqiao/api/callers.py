"""Who calls (调用方): by key, by session with CSRF token, or nobody in particular; and how often one may call.

Not responsible for what the caller may see or do: rows have `visible_to`, writes ask `domain.access`.
"""

from __future__ import annotations

import time
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest
from ninja.errors import AuthenticationError, AuthorizationError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import BaseThrottle
from ninja.utils import check_csrf

from zhiqiao.records.models import User
from zhiqiao.services import people

MINUTE = 60
ANONYMOUS_A_MINUTE = 120
PERSON_A_MINUTE = 600


class Key(HttpBearer):
    """A key made on the account page, in the header `Authorization: Bearer zq_…`. A key in the address is not read."""

    def __call__(self, request: HttpRequest) -> Any:
        """The key's person; None without the header; 401 when the header holds anything but a living key."""
        if not request.headers.get(self.header):
            return None
        person = super().__call__(request)
        if person is None:
            raise AuthenticationError(message="key_is_known")
        return person

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The person behind the secret, or None."""
        return people.user_of_key(token.strip())


class Session(APIKeyCookie):
    """The session of a signed-in person; anything that writes needs the header `X-CSRFToken`."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Any:
        """The signed-in person, or None; 403 when something is to be written without the token."""
        person = self.authenticate(request, None)
        if person is not None and check_csrf(request):
            raise AuthorizationError(message="csrf_token_is_sent")
        return person

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Whom Django's session middleware found; nobody while a second factor is demanded of them and missing."""
        if not request.user.is_authenticated or people.needs_second_factor(request.user):
            return None
        return request.user


class Anyone:
    """Whoever asks: sees what is public."""

    def __call__(self, request: HttpRequest) -> Any:
        """The anonymous user."""
        return AnonymousUser()


def caller_of(request: HttpRequest) -> User:
    """Who calls, as the services take it; an anonymous one too."""
    return cast(User, request.auth)  # type: ignore[attr-defined]


PERSON = [Key(), Session()]
"""For what needs a person."""
ANYONE = [*PERSON, Anyone()]
"""For what is public; a person sees more."""


class Pace(BaseThrottle):
    """How many requests a minute: 120 from one address without a key, 600 by one person. Counted in this process."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request; False when the minute's share is used up."""
        person = getattr(request, "auth", None)
        known = person is not None and person.is_authenticated
        who = f"person-{person.pk}" if known and person is not None else f"address-{request.META.get('REMOTE_ADDR')}"
        most = PERSON_A_MINUTE if known else ANONYMOUS_A_MINUTE
        counter = f"api-pace-{who}-{int(time.time() // MINUTE)}"
        cache.add(counter, 0, timeout=2 * MINUTE)
        try:
            used = cache.incr(counter)
        except ValueError:  # thrown out of the cache between the two calls
            used = 1
        request.api_quota = (most, max(0, most - used))  # type: ignore[attr-defined]
        return used <= most

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return MINUTE - time.time() % MINUTE
