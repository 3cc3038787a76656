"""Leaving the pool (出库): from what is known of a listed patent, whether it leaves, why, and by which event.

Not responsible for what the events are made of (`domain.patents`) nor for the holder's own wish, which is a move.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from zhiqiao.domain.codes import LegalState, Way
from zhiqiao.domain.patents.legal_events import Effect, LicenceKind
from zhiqiao.domain.patents.register import Held, Register
from zhiqiao.domain.pool.codes import Cause
from zhiqiao.domain.pool.terms import Terms


@dataclass(frozen=True)
class Happened:
    """An event (事件): its gazette code where the register tells it ("CF01"), else the fact of ours that changed
    ("legal_state"); its day where known."""

    code: str
    on: date | None = None


@dataclass(frozen=True)
class Listed:
    """What is known of a patent in the pool. None where the register does not tell, or nothing happened."""

    legal_state: LegalState
    term_ends: date | None
    is_public: bool
    willing: tuple[Way, ...]
    level: int | None
    until: date
    ended: Happened | None = None
    """The event by which the right ended."""
    assigned: Happened | None = None
    """The transfer, where another holds the patent than when it was listed."""
    exclusive: Happened | None = None
    """The exclusive or sole licence in force."""


@dataclass(frozen=True)
class Leaving:
    """Why an entry leaves, and by which event."""

    cause: Cause
    event: Happened


def licence_alone(register: Register | None) -> Held | None:
    """The exclusive or sole licence that stands in the register; None where there is none, or no register."""
    alone = (LicenceKind.EXCLUSIVE, LicenceKind.SOLE)
    return next((one for one in register.licences if one.kind in alone), None) if register is not None else None


def transferred(
    register: Register | None, since: date, names: Collection[str], *, is_news: bool = False
) -> Happened | None:
    """The transfer announced since that day by which none of these names is among the owners any more. One announced
    earlier counts where it `is_news`: it was not known here when the patent was listed."""
    cause = register.owners_cause if register is not None else None
    if register is None or cause is None or cause.effect is not Effect.TRANSFER:
        return None
    if cause.on < since and not is_news:
        return None
    return None if set(register.owners) & set(names) else Happened(cause.code, cause.day)


ENDINGS = {
    LegalState.EXPIRED: Cause.EXPIRED,
    LegalState.LAPSED: Cause.LAPSED,
    LegalState.INVALIDATED: Cause.INVALIDATED,
    LegalState.ABANDONED: Cause.ABANDONED,
    LegalState.WITHDRAWN: Cause.REFUSED,
}


def right_ended(one: Listed, today: date, terms: Terms) -> Leaving | None:
    """The right ended: by its term, by an annuity not paid, by invalidation, by the holder's giving it up."""
    if one.legal_state in ENDINGS:
        return Leaving(ENDINGS[one.legal_state], one.ended or Happened("legal_state"))
    if one.term_ends is not None and one.term_ends <= today:
        return Leaving(Cause.EXPIRED, Happened("term", one.term_ends))
    return None


def holder_changed(one: Listed, today: date, terms: Terms) -> Leaving | None:
    """Another holds it now, who has promised nothing."""
    return Leaving(Cause.ASSIGNED, one.assigned) if one.assigned else None


def licensed_away(one: Listed, today: date, terms: Terms) -> Leaving | None:
    """An exclusive or sole licence is in force, so that nobody else can have one."""
    return Leaving(Cause.EXCLUSIVE_LICENCE, one.exclusive) if one.exclusive else None


def became_secret(one: Listed, today: date, terms: Terms) -> Leaving | None:
    """It may not be shown any more."""
    return None if one.is_public else Leaving(Cause.SECRECY, Happened("publication"))


def became_unwilling(one: Listed, today: date, terms: Terms) -> Leaving | None:
    """The holder accepts no way of cooperation any more."""
    return None if one.willing else Leaving(Cause.UNWILLING, Happened("willingness"))


def listing_ran_out(one: Listed, today: date, terms: Terms) -> Leaving | None:
    """The time of the listing is over, and nobody renewed it."""
    return Leaving(Cause.LISTING_EXPIRED, Happened("until", one.until)) if one.until < today else None


def grade_fell(one: Listed, today: date, terms: Terms) -> Leaving | None:
    """Its level is worse than those that stay; a grade that rests on too little moves nobody."""
    if one.level is None or one.level <= terms.stays_to_level:
        return None
    return Leaving(Cause.GRADE_FELL, Happened("grade"))


Check = Callable[[Listed, date, Terms], Leaving | None]
CHECKS: tuple[Check, ...] = (
    right_ended,
    holder_changed,
    licensed_away,
    became_secret,
    became_unwilling,
    listing_ran_out,
    grade_fell,
)
"""What weighs most comes first: where two hold, the entry leaves by the first."""


def leaving(one: Listed, *, today: date, terms: Terms) -> Leaving | None:
    """Why this entry leaves today; None where it stays."""
    return next((found for check in CHECKS if (found := check(one, today, terms)) is not None), None)
