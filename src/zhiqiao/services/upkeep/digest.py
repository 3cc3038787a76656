"""The digest of due dates (到期提醒): for each officer what is late and what falls due within 30, 60 and 90 days.

One letter a person and week (`mailing`); without a mail server it is shown on the page and printed, nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from zhiqiao.domain.patents.upkeep import Stage
from zhiqiao.records import clock
from zhiqiao.records.models import Letter, User
from zhiqiao.services import mailing
from zhiqiao.services.upkeep.listing import Asked, DueLine, due_list
from zhiqiao.services.upkeep.scope import DECIDERS

KIND = "annuities"
BANDS = (30, 60, 90)
LINES_MOST = 50
"""So many patents are named in a letter; the rest are counted."""


@dataclass(frozen=True)
class Digest:
    """What one person is told. `bands` counts what falls due within 30, 60 and 90 days, each with those before."""

    person: User
    period: str
    day: date
    grace: int
    bands: dict[int, int]
    open: int
    lines: list[DueLine]
    further: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.grace and not self.bands[BANDS[-1]]


@dataclass(frozen=True)
class Reminded:
    """What became of one person's digest: "sent" (handed to the worker), "already", "no_address", "nothing_due",
    "no_mail" or "not_asked"."""

    digest: Digest
    outcome: str


def period_of(day: date) -> str:
    """The week a digest is for, "2026-W47"."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def digest_of(person: User) -> Digest:
    """What this person is told today."""
    day = clock.today()
    bands = {days: counted(person, Asked(stages=(Stage.DUE,), days=days)) for days in BANDS}
    grace = counted(person, Asked(stages=(Stage.GRACE,)))
    both = Asked(stages=(Stage.GRACE, Stage.DUE), days=BANDS[-1])
    found = due_list(both, user=person, size=LINES_MOST, counted=False)
    return Digest(
        person=person,
        period=period_of(day),
        day=day,
        grace=grace,
        bands=bands,
        open=counted(person, replace(both, decided="open")),
        lines=found.lines,
        further=found.total - len(found.lines),
    )


def counted(person: User, asked: Asked) -> int:
    """How many of this person's meet that."""
    return due_list(asked, user=person, size=1, counted=False).total


def recipients() -> list[User]:
    """Who decides on annuities somewhere, and has an active account."""
    roles = [str(role) for role in DECIDERS]
    return list(User.objects.filter(is_active=True, memberships__role__in=roles).distinct().order_by("pk"))


def remind(write: Callable[[Digest], tuple[str, str]], *, send: bool = True) -> list[Reminded]:
    """Send every officer's digest of this week, once: the second call in a week sends nothing. `write` makes subject
    and text of a digest in its person's language. Where no mail server is set up, or not `send`, nothing is sent.
    """
    return [Reminded(one, outcome_of(one, write, send)) for one in map(digest_of, recipients())]


def outcome_of(one: Digest, write: Callable[[Digest], tuple[str, str]], send: bool) -> str:
    """Send one digest, and say what became of it."""
    if one.is_empty:
        return "nothing_due"
    if not mailing.is_set_up():
        return "no_mail"
    if not one.person.email:
        return "no_address"
    if letter_of(one.person, one.period) is not None:
        return "already"
    if not send:
        return "not_asked"
    mailing.post(one.person, KIND, one.period, *write(one))
    return "sent"


def letter_of(person: User, period: str) -> Letter | None:
    """The letter this person was sent in this week."""
    return mailing.letters_of(KIND, period).get(person.pk)
