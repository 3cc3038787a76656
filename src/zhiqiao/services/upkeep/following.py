"""Following (应缴随动): what each patent owes next is reckoned again when its facts, its grade or a reduction change.

Not responsible for the rules (`domain.patents.upkeep`). What is kept is a copy that can be made anew at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db import transaction

from zhiqiao.domain.codes import LegalState
from zhiqiao.domain.patents import upkeep
from zhiqiao.domain.working_days import calendar
from zhiqiao.records import clock
from zhiqiao.records.models import AnnuityDue, Grade, Patent
from zhiqiao.services.upkeep.scope import chunks, granted_to, right_of
from zhiqiao.services.upkeep.table import fees

FACTS = (
    "kind", "legal_state", "application_date", "grant_date", "annuity_paid_to_year", "office", "holder",
)  # fmt: skip
KEPT = (
    "holder", "level", "year", "due", "payable_until", "ends", "full_fen", "fee_fen", "reduction", "following_fen",
    "life_fen", "years_without_fee", "fee_table",
)  # fmt: skip
"""Columns reckoned anew; the firms found stay."""


def follow(ids: Iterable[int]) -> int:
    """Reckon what these patents owe next; returns how many owe something, or may. Patents that are gone or owe nothing
    any more have no line afterwards."""
    return sum(follow_some(some) for some in chunks(ids))


def follow_all(progress: Callable[[int, int], None] | None = None) -> int:
    """Reckon it for every patent, as after a change of the fee table; returns how many owe something, or may."""
    ids = list(Patent.objects.order_by("pk").values_list("pk", flat=True))
    kept = done = 0
    for some in chunks(ids):
        kept += follow_some(some)
        done += len(some)
        if progress:
            progress(done, len(ids))
    return kept


@transaction.atomic
def follow_some(ids: list[int]) -> int:
    """A few hundred, in one transaction."""
    rows = list(Patent.objects.filter(pk__in=ids).only(*FACTS))
    levels = dict(Grade.objects.filter(patent__in=ids, is_current=True).values_list("patent_id", "level"))
    granted, today = granted_to(ids), clock.today()
    lines = [line for row in rows if (line := line_of(row, levels.get(row.pk), granted[row.pk], today)) is not None]
    AnnuityDue.objects.filter(patent__in=set(ids) - {line.patent_id for line in lines}).delete()
    AnnuityDue.objects.bulk_create(lines, update_conflicts=True, unique_fields=["patent"], update_fields=KEPT)
    return len(lines)


def line_of(row: Patent, level: int | None, granted: list[upkeep.Granted], today: date) -> AnnuityDue | None:
    """What a patent owes next; None where it owes nothing. A granted one of which too little is known has a line
    without a day."""
    right, in_use = right_of(row), fees().table
    if upkeep.is_unknown(right, today):
        is_granted = right.legal_state is LegalState.GRANTED
        return AnnuityDue(patent=row, holder_id=row.holder_id, level=level, ends=right.ends) if is_granted else None
    costs = upkeep.schedule(right, granted, in_use, date.min)  # paid in time: surcharges are reckoned when it is shown
    if not costs:
        return None
    first, whole = costs[0], upkeep.total(costs)
    return AnnuityDue(
        patent=row,
        holder_id=row.holder_id,
        level=level,
        year=first.year,
        due=first.due,
        payable_until=upkeep.last_day_of(first.last_day, calendar()).moved,
        ends=right.ends,
        full_fen=first.full_fen,
        fee_fen=first.fee_fen,
        reduction=first.reduction or "",
        following_fen=costs[1].fee_fen if len(costs) > 1 else 0,
        life_fen=whole.fen,
        years_without_fee=whole.without_line,
        fee_table=in_use.version[:60],
    )
