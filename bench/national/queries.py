"""Stage query (进程内查询): hybrid questions with filters and four facet counts, warm, one after another.

`hybrid` is the product's finder: both searches, filters as masks, BM25F and likeness, ranking, facets. `answer` adds
what a page needs: the facts of the best, judging, folding and reasons for twenty rows. The floor is the engines' own
bare query: the same words, nothing else.
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
        clock, used = time.perf_counter(), time.thread_time()
        ready = engines.ask([(one.title, one.body)])
        engines.find(ready, filters=filters[one.narrowed], count_facets=FACETS)
        wall, spent = time.perf_counter() - clock, time.thread_time() - used
        words = engines.weightiest(ready.finding)
        clock = time.perf_counter()
        engines.words.search(words, field_weights={"zh": 1.0, "en": 1.0}, limit=200, count=False)
        bare = time.perf_counter() - clock
        if place >= WARM:
            cpu.append(spent)
            for name in ("all", one.kind, one.narrowed):
                took[name].append(wall)
            took["bare"].append(bare)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    answers = []
    for one in asked[:ANSWERS]:
        clock = time.perf_counter()
        matching.suggest_for_text(one.text, user=None, limit=20, filters=FILTERS[one.narrowed], count_facets=FACETS)
        answers.append(time.perf_counter() - clock)
    found: dict[str, Any] = {
        "count": len(asked),
        "documents": engines.words.count(),
        "open_seconds": round(opened, 2),
        "passing": {name: round(share, 4) for name, share in passing.items()},
        "hybrid_ms": {name: spread(values) for name, values in took.items() if name != "bare"},
        "hybrid_cpu_ms": spread(cpu),
        "bare_ms": spread(took["bare"]),
        "answer_ms": spread(answers),
        "resident_mb": round(memory),
        "resident_with_answers_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6),
    }
    given.tell(plan, "query", found)


if __name__ == "__main__":
    main()
