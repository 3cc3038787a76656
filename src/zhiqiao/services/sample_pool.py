"""The pool of the sample (示例资源库): some of the invented patents inventoried, listed and told in plain words.

Everything goes the way a school's people would go it; loading twice is as loading once. What is filled in is taken from
the invented patents themselves.
"""

from __future__ import annotations

from typing import Any

from zhiqiao.domain.codes import Way
from zhiqiao.domain.pool.drafting import drafts
from zhiqiao.domain.procedures.inventory import INVENTORY
from zhiqiao.domain.procedures.pool import POOL, PROMISES
from zhiqiao.records.facts import facts_of_patents
from zhiqiao.records.models import Case, Patent, PoolCard
from zhiqiao.services import pool, procedures

INVENTORIED = 60
"""So many are inventoried."""
LANES = ("self", "self", "entrusted", "platform")
AGENCY = "示例技术转移服务机构"
PROMISED_BY = "示例承诺人"
PRICES_FEN = ((5_000_000, 8_000_000), (20_000_000, None), (None, None))
CARDS = 6
"""So many have a card that somebody wrote; the others show drafts."""


def load() -> None:
    """List most of those that may come in; some stay proposed, two stay in review. Done once."""
    if Case.objects.filter(procedure=POOL.name).exists():
        return
    ids = list(
        Patent.objects.filter(is_sample=True, legal_state="granted", is_public=True)
        .filter(holder__kind="institution")
        .order_by("pk")
        .values_list("pk", flat=True)[:INVENTORIED]
    )
    take_inventory(ids)
    pool.propose(by=None)
    proposed = list(
        Case.objects.filter(procedure=POOL.name, patent__is_sample=True, state="proposed")
        .order_by("patent")
        .values_list("patent", flat=True)
    )
    last = max(2, len(proposed) // 6)  # left to be worked on
    wanted = proposed[:-last]
    submit(wanted)
    procedures.move_many(POOL.name, wanted[:-2], "pass_college", by=None)
    procedures.move_many(POOL.name, wanted[:-2], "admit", by=None)
    pool.settle(wanted)
    for place, pk in enumerate(wanted[:CARDS]):
        write(pk, place)


def take_inventory(ids: list[int]) -> None:
    """File the six items as the sample patent tells them, and pass both reviews."""
    rows = {one.pk: one for one in Patent.objects.filter(pk__in=ids)}
    each: dict[int, dict[str, Any]] = {}
    for pk, one in rows.items():
        each[pk] = {
            "is_funded": False,
            "implementation": "not",
            "willingness": "willing",
            "ways": list(one.willing) or [str(Way.LICENSE)],
            "maturity": stage(one.trl),
            "self_grade": 2,
            "scenario": one.scenario_zh or one.scenario_en or "示例：应用场景未另行说明",
        }
    procedures.move_many(INVENTORY.name, ids, "submit", by=None, each=each)
    for verb in ("pass_college", "pass_school"):
        procedures.move_many(INVENTORY.name, ids, verb, by=None)


def stage(trl: int | None) -> str:
    """A stage that goes with a level of readiness."""
    if trl is None:
        return "other"
    return "research" if trl < 3 else "lab" if trl < 5 else "pilot" if trl < 8 else "mass"


def submit(ids: list[int]) -> None:
    """Promise for these, in the three lanes by turns."""
    each: dict[int, dict[str, Any]] = {}
    for place, pk in enumerate(ids):
        lane = LANES[place % len(LANES)]
        entrusted_to = AGENCY if lane == "entrusted" else ""
        each[pk] = {"lane": lane, "entrusted_to": entrusted_to, "scope": "public", "promised_by": PROMISED_BY}
        each[pk] |= dict.fromkeys(PROMISES, True)
    procedures.move_many(POOL.name, ids, "submit", by=None, each=each)


def write(pk: int, place: int) -> None:
    """A card as somebody who read the drafts would have saved it."""
    patent = Patent.objects.get(pk=pk)
    if PoolCard.objects.filter(patent=patent).exists():
        return
    low, high = PRICES_FEN[place % len(PRICES_FEN)]
    found = drafts(facts_of_patents([pk], cited=False)[0])
    told = {name: draft.text for name, draft in found.items()}
    pool.write_card(patent, {**told, "price_from_fen": low, "price_to_fen": high}, by=None)
