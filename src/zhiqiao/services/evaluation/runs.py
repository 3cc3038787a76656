"""One labelled set scored (单集评测): our ranking and what it is compared with, on the same questions in one run."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zhiqiao.engines import choose
from zhiqiao.services.evaluation.figures import MEASURES, Marks, compared, marks_of, means
from zhiqiao.services.evaluation.prepared import Prepared, Tell, prepared
from zhiqiao.services.evaluation.sets import read_set
from zhiqiao.services.evaluation.systems import baseline_run, embedding_run, fusion_run, product_run

Progress = Callable[[int, int], None]
OURS = ("zhiqiao", "zhiqiao+quality")
"""Our ranking by the default install, and with the better embedder where it is installed."""


def evaluate(
    directory: Path | str, *, pool: bool = False, quality: bool = True, progress: Progress | None = None
) -> dict[str, Any]:
    """The figures of all systems on one set, and whether ours differs from BM25 by more than chance.

    `pool` ranks inside the documents judged for each query. Queries with no relevant document are left out of the
    means. Raises Refused when the directory does not hold such a set.
    """
    started = time.perf_counter()
    labelled = read_set(Path(directory), pool=pool)
    count = len(labelled.queries)

    def tell(before: int) -> Tell:
        return lambda done: progress(before + done, 2 * count) if progress else None

    bm25 = baseline_run(labelled, tell(0))
    one = prepared(labelled, quality=quality, tell=tell(count))
    marks = marks_of_all(one, {"bm25": bm25})
    return {
        **told(one, marks),
        "seconds": round(time.perf_counter() - started, 1),
    }


def marks_of_all(one: Prepared, runs: dict[str, dict[str, dict[str, float]]]) -> dict[str, Marks]:
    """The marks of every system: the baseline is given, the others are run here."""
    for name in one.vectors:
        fused = "rrf" if name == "embedding" else f"rrf+{name}"
        runs[name] = embedding_run(one, name)
        runs[fused] = fusion_run(one.labelled, runs["bm25"], runs[name])
    runs["zhiqiao"] = product_run(one)
    if one.has_better:
        runs["zhiqiao+quality"] = product_run(one, better=True)
    return {name: marks_of(one.labelled, run) for name, run in runs.items()}


def told(one: Prepared, marks: dict[str, Marks]) -> dict[str, Any]:
    """The figures of one set as they are printed."""
    quality = choose.quality_embedder().id if one.has_better else ""
    return {
        "set": one.labelled.name,
        "pool": one.labelled.pool,
        "queries": len(marks["bm25"]["ndcg@10"]),
        "documents": len(one.labelled.documents),
        "systems": {name: means(measured) for name, measured in marks.items()},
        "significance": {measure: compared(marks["bm25"][measure], marks["zhiqiao"][measure]) for measure in MEASURES},
        "against": {
            ours: {
                other: {measure: compared(marks[other][measure], marks[ours][measure]) for measure in MEASURES}
                for other in marks
                if other not in OURS
            }
            for ours in OURS
            if ours in marks
        },
        "embedder": choose.embedder().id,
        "quality_embedder": quality,
    }
