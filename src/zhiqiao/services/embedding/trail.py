"""The trail of texts sent to services elsewhere (外发留痕): who, how many, where; never what they said."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from zhiqiao.engines import choose
from zhiqiao.records.models import AuditEvent, User

log = logging.getLogger("zhiqiao.sent")
asking: ContextVar[User | None] = ContextVar("asking", default=None)
tallies: ContextVar[dict[str, int] | None] = ContextVar("tallies", default=None)


def asked_by(user: User | None) -> None:
    """Remember who asks, until somebody else does: the trail names them when texts are sent."""
    asking.set(user if user is not None and user.is_authenticated else None)


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
