"""How often a need's own patents were found (命中): each need of the stock was made from a patent on offer, and the
stock says from which; here the table of all matches is read for them.

It is a check that the matching did its work, no measure of quality: the texts are generated.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from typing import Any

from bench.national import given
from bench.national.stages import Plan

WITHIN = (1, 10, 100)


def made_from(plan: Plan) -> dict[str, set[str]]:
    """Firm → application numbers its need was made from."""
    targets = {}
    for line in (plan.sheets / "targets.tsv").read_text("utf-8").splitlines():
        need, _, numbers = line.partition("\t")
        targets[need] = set(numbers.split())
    with (plan.sheets / "needs.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["企业名称"]: targets.get(row["需求编号"], set()) for row in csv.DictReader(file)}


def ranks(plan: Plan, wanted: dict[int, set[int]]) -> tuple[dict[int, int], int]:
    """Firm → the best rank of one of its own patents; and how many firms have matches."""
    best: dict[int, int] = {}
    met: set[int] = set()
    with gzip.open(plan.matches, "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            firm, patent, rank = int(row["enterprise"]), int(row["patent"]), int(row["rank"])
            met.add(firm)
            if patent in wanted.get(firm, ()) and rank < best.get(firm, rank + 1):
                best[firm] = rank
    return best, len(met)


def found(plan: Plan) -> dict[str, Any]:
    """Shares of firms whose own patent stands among the first."""
    given.start(plan)
    from zhiqiao.records.bulk import among
    from zhiqiao.records.models import Enterprise, Patent

    made = made_from(plan)
    numbers = {number for several in made.values() for number in several}
    patents: dict[str, set[int]] = defaultdict(set)
    for pk, number in among(Patent, "application_number", numbers, "id", "application_number"):
        patents[number].add(pk)
    firms = {name: pk for pk, name in among(Enterprise, "name_zh", made, "id", "name_zh")}
    wanted = {
        firms[name]: {pk for number in several for pk in patents[number]}
        for name, several in made.items()
        if name in firms
    }
    wanted = {firm: own for firm, own in wanted.items() if own}
    best, met = ranks(plan, wanted)
    shares = {f"own_patent_within_{at}": round(sum(rank <= at for rank in best.values()) / max(1, len(wanted)), 4)
              for at in WITHIN}  # fmt: skip
    return {"firms_with_own_patent": len(wanted), "firms_with_matches": met, **shares}


if __name__ == "__main__":
    the_plan = given.plan_of(given.parser(__doc__).parse_args())
    given.tell(the_plan, "found", found(the_plan))
