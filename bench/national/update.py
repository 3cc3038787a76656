"""Stage update (增量更新): one patent changes, and a search finds it by its new word; a real worker does the job.

The floor is a bare commit of the same change.
"""

from __future__ import annotations

import statistics
import subprocess
import time

from bench.national import given
from bench.national.stages import ZHIQIAO

TIMES = 10
PATIENCE = 60.0


def main() -> None:
    """Change, wait, tell."""
    plan = given.plan_of(given.parser(__doc__).parse_args())
    given.start(plan)
    from django.db import transaction

    from zhiqiao.engines import choose
    from zhiqiao.records import jobs
    from zhiqiao.records.models import Patent

    words = choose.word_search("patents")
    worker = subprocess.Popen([*ZHIQIAO, "work", "--quiet"], env=plan.environment())
    seen, bare = [], []
    try:
        ids = list(Patent.objects.order_by("pk").values_list("pk", flat=True)[: TIMES * 97 : 97])
        warm(jobs)
        for number, pk in enumerate(ids):
            word = f"zhiqiaobench{time.time_ns()}x{number}"
            row = Patent.objects.get(pk=pk)
            clock = time.perf_counter()
            Patent.objects.filter(pk=pk).update(title_zh=row.title_zh)
            bare.append(time.perf_counter() - clock)
            clock = time.perf_counter()
            with transaction.atomic():
                Patent.objects.filter(pk=pk).update(title_zh=f"{row.title_zh} {word}")
                jobs.add("index_patents", ids=[pk])
            while not words.search({word: 1.0}, field_weights={"words": 1.0}, limit=1, count=False).hits:
                if time.perf_counter() - clock > PATIENCE:
                    raise SystemExit("the change was not seen within a minute")
                time.sleep(0.01)
            seen.append(time.perf_counter() - clock)
    finally:
        worker.terminate()
        worker.wait(timeout=30)
    found = {
        "count": len(seen),
        "seconds": [round(one, 3) for one in seen],
        "median_seconds": round(statistics.median(seen), 3),
        "worst_seconds": round(max(seen), 3),
        "bare_commit_ms": round(statistics.median(bare) * 1000, 2),
    }
    given.tell(plan, "update", found)


def warm(jobs: object) -> None:
    """Wait until the worker has started and nothing waits any more."""
    until = time.monotonic() + 300
    jobs.add("index_patents", ids=[])  # type: ignore[attr-defined]
    while jobs.waiting():  # type: ignore[attr-defined]
        if time.monotonic() > until:
            raise SystemExit("jobs are still waiting")
        time.sleep(0.2)
    time.sleep(2)


if __name__ == "__main__":
    main()
