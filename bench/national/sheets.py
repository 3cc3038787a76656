"""Stage generate: the import files, unless those of the same plan are there."""

from __future__ import annotations

import json

from bench.national import given
from bench.national.generate import generate

if __name__ == "__main__":
    plan = given.plan_of(given.parser(__doc__).parse_args())
    place = plan.sheets / "manifest.json"
    there = json.loads(place.read_text("utf-8")) if place.exists() else {}
    wanted = {"seed": plan.seed, "patents": plan.patents, "firms": plan.firms}
    if {name: there.get(name) for name in wanted} != wanted:
        there = generate(plan.sheets, patents=plan.patents, firms=plan.firms, seed=plan.seed, processes=plan.processes)
    given.tell(plan, "generate", {name: value for name, value in there.items() if name not in ("files", "sheets")})
