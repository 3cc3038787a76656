"""The trail of texts sent to services elsewhere (外发留痕): who, how many, where; never what they said."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from zhiqiao.engines import choose
from zhiqiao.records.models import AuditEvent, User

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger("zhiqiao.sent")
asking: ContextVar[User | None] = ContextVar("asking", default=None)
tallies: ContextVar[dict[str, int] | None] = ContextVar("tallies", default=None)


def on_behalf(function: Callable[P, R]) -> Callable[P, R]:
    """Makes a function that is given `user` leave their name on the trail when texts are sent for them."""

    @wraps(function)
    def asked(*arguments: P.args, **named: P.kwargs) -> R:
        with asked_by(named.get("user")):  # type: ignore[arg-type]
            return function(*arguments, **named)

    return asked


@contextmanager
def asked_by(user: User | None) -> Iterator[None]:
    """While inside, what is sent is sent for this person."""
    token = asking.set(user if user is not None and user.is_authenticated else None)
    try:
        yield
    finally:
        asking.reset(token)


def sent(place: str, texts: int) -> None:
    """Note that so many texts go to a service; called before they do. Audit: `texts_sent`."""
    tally = tallies.get()
    if tally is not None:
        tally[place] = tally.get(place, 0) + texts
    else:
        write({place: texts})


@contextmanager
def sent_together() -> Iterator[None]:
    """What is sent inside is told in one event for each service, also when it fails midway. Audit: `texts_sent`."""
    tally: dict[str, int] = {}
    token = tallies.set(tally)
    try:
        yield
    finally:
        tallies.reset(token)
        write(tally)


def write(tally: dict[str, int]) -> None:
    """One audit event for each service texts went to."""
    by = asking.get()
    for place, texts in tally.items():
        log.info("%s texts to %s", texts, place)
        AuditEvent.objects.create(
            verb="texts_sent", subject=f"service:{place}"[:40], by=by, data={"place": place, "texts": texts}
        )


choose.on_sending(sent)
