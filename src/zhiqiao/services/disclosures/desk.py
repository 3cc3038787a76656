"""The desk of disclosures (披露办理台): those somebody has to do with, counted by state, a page at a time, and as a
sheet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from zhiqiao.domain.codes import PatentKind
from zhiqiao.domain.prefiling.awards import Award, award_of
from zhiqiao.domain.procedures.disclosure import DISCLOSURE
from zhiqiao.records.clock import today
from zhiqiao.records.models import Patent, User
from zhiqiao.services import procedures
from zhiqiao.services.disclosures.opening import Disclosed, in_hand, visible

SIZE_MOST = 200
EXPORT_MOST = 20_000


@dataclass(frozen=True)
class Line:
    """One row: the disclosure in hand, the moves open to whoever reads, working days left where a limit runs."""

    one: Disclosed
    options: list[procedures.Option]
    left: int | None


@dataclass(frozen=True)
class DisclosureDesk:
    """One page; with how many are in each state, and past their time limit."""

    rows: list[Line]
    total: int
    page: int
    size: int
    states: dict[str, int]
    late: int


def desk(
    *,
    user: User | None,
    states: Collection[str] = (),
    text: str = "",
    late: bool = False,
    page: int = 1,
    size: int = 20,
) -> DisclosureDesk:
    """A page of those this person may see: in some states, with these words in the title or an inventor's name, past
    their limit; the earliest last day first."""
    size = min(max(size, 1), SIZE_MOST)
    every = visible(user)
    if text := " ".join(text.replace("\0", " ").split()):
        named = every.filter(inventors__name__icontains=text).values("pk")
        every = every.filter(case__sheet__invention_title__icontains=text) | every.filter(pk__in=named)
    late_ones = every.filter(case__last_day__lt=today())
    shown = late_ones if late else every
    shown = shown.filter(case__state__in=list(states)) if states else shown
    total = shown.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    known = dict(every.order_by().values_list("case__state").annotate(Count("pk", distinct=True)))
    ordered = shown.order_by("case__last_day", "-case__updated_at", "-pk")
    rows = in_hand(list(ordered[(page - 1) * size : page * size]), user=user)
    lines = [Line(one, procedures.options(one), procedures.working_days_left(one.row.last_day)) for one in rows]
    counts = {state: known.get(state, 0) for state in DISCLOSURE.states}
    return DisclosureDesk(lines, total, page, size, counts, late_ones.count())


def listed(*, user: User | None) -> list[Disclosed]:
    """All this person may see, for an export, newest first; at most 20,000."""
    return in_hand(list(visible(user).order_by("-pk")[:EXPORT_MOST]), user=user)


def waiting(user: User | None) -> int:
    """How many wait for this very person to do something."""
    found = [one for one in in_hand(list(visible(user).filter(case__state__in=LIVE)[:EXPORT_MOST]), user=user)]
    return sum(bool(DISCLOSURE.moves_from(one.row.state, one.parts)) for one in found)


LIVE = tuple(state for state in DISCLOSURE.states if state not in DISCLOSURE.ends | {"held"})


def award(patent: Patent | None) -> Award | None:
    """The least the inventors are paid where nothing was agreed, and until when; None while there is no grant."""
    return None if patent is None else award_of(PatentKind(patent.kind), patent.grant_date)
