"""Stage query (进程内查询): hybrid questions with filters and four facet counts, warm, one after another.

`hybrid` is the product's finder: both searches, filters as masks, BM25F and likeness, ranking, facets. `answer` adds
what a page needs: the facts of the best, judging, folding and reasons for twenty rows. The floor is the engines' own
bare query: the same words, nothing else.

Every question is asked twice. `first`: the pages of the index it needs may have to come from the disk, for the system
keeps them in memory as long as it likes. `hybrid`: asked again at once, so that they are in memory: warm.
"""

from __future__ import annotations

import resource
import time
from collections import defaultdict
from typing import Any

from bench.national import given
from bench.national.asking import FACETS, FILTERS, questions, spread

COUNT = 600
WARM = 60
ANSWERS = 120


def main() -> None:
    """Ask, and tell."""
    plan = given.plan_of(given.parser(__doc__).parse_args())
    given.start(plan)
    from zhiqiao.ports.search import Filter
    from zhiqiao.services import matching
    from zhiqiao.services.matching.patents import finder

    opened = time.perf_counter()
    engines = finder()
    engines.find(engines.ask([("高温合金涂层", "")]))
    opened = time.perf_counter() - opened
    filters = {name: [Filter(one, values) for one, values in chosen.items()] for name, chosen in FILTERS.items()}
    passing = {
        name: float(engines.words.mask(chosen).sum()) / engines.words.count() for name, chosen in filters.items()
    }
    took: dict[str, list[float]] = defaultdict(list)
    cpu: list[float] = []
    asked = questions(plan, COUNT)
    for place, one in enumerate([*asked[:WARM], *asked]):
        for round_ in ("first", "warm"):
            clock, used = time.perf_counter(), time.thread_time()
            ready = engines.ask([(one.title, one.body)])
            engines.find(ready, filters=filters[one.narrowed], count_facets=FACETS)
            wall, spent = time.perf_counter() - clock, time.thread_time() - used
            if place >= WARM and round_ == "first":
                took["first"].append(wall)
            elif place >= WARM:
                cpu.append(spent)
                for name in ("all", one.kind, one.narrowed):
                    took[name].append(wall)
        words = engines.weightiest(ready.finding)
        clock = time.perf_counter()
        engines.words.search(words, field_weights={"words": 1.0}, limit=200, count=False)
        took["bare"].append(time.perf_counter() - clock)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    answers = []
    for one in asked[:ANSWERS]:
        for round_ in ("first", "warm"):
            clock = time.perf_counter()
            matching.suggest_for_text(one.text, user=None, limit=20, filters=FILTERS[one.narrowed], count_facets=FACETS)
            if round_ == "warm":
                answers.append(time.perf_counter() - clock)
    found: dict[str, Any] = {
        "count": len(asked),
        "documents": engines.words.count(),
        "open_seconds": round(opened, 2),
        "passing": {name: round(share, 4) for name, share in passing.items()},
        "hybrid_ms": {name: spread(values) for name, values in took.items() if name not in ("bare", "first")},
        "first_ms": spread(took["first"]),
        "hybrid_cpu_ms": spread(cpu),
        "bare_ms": spread(took["bare"]),
        "answer_ms": spread(answers),
        "resident_mb": round(memory),
        "resident_with_answers_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6),
    }
    given.tell(plan, "query", found)


if __name__ == "__main__":
    main()
