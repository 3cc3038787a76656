"""One labelled set scored (单集评测): our ranking and what it is compared with, on the same questions in one run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.services.evaluation.figures import MEASURES, Marks, compared, marks_of, means
from zhiqiao.services.evaluation.prepared import Prepared, Tell, prepared
from zhiqiao.services.evaluation.sets import LabelledSet, read_set
from zhiqiao.services.evaluation.systems import baseline_run, embedding_run, fusion_run, product_run

Progress = Callable[[int, int], None]
OURS = ("zhiqiao", "zhiqiao+quality")
"""Our ranking by the default install, and with the better embedder where it is installed."""


@dataclass(frozen=True)
class Scored:
    """A set with the marks of every system, and how many seconds that took."""

    one: Prepared
    marks: dict[str, Marks]
    seconds: float


def evaluate(
    directory: Path | str, *, pool: bool = False, quality: bool = True, progress: Progress | None = None
) -> dict[str, Any]:
    """The figures of all systems on one set, and whether ours differs from BM25 by more than chance.

    `pool` ranks inside the documents judged for each query. Queries with no relevant document are left out of the
    means. Raises Refused when the directory does not hold such a set.
    """
    return figures_of(scored(read_set(Path(directory), pool=pool), quality=quality, progress=progress))


def scored(labelled: LabelledSet, *, quality: bool, progress: Progress | None = None) -> Scored:
    """A set scored by all systems. Raises Refused when no question of it has an answer."""
    if not labelled.scored:
        raise Refused([Problem("evaluation_set_has_answers", given=labelled.name)])
    started, count = time.perf_counter(), len(labelled.queries)

    def tell(before: int) -> Tell:
        return lambda done: progress(before + done, 2 * count) if progress else None

    bm25 = baseline_run(labelled, tell(0))
    one = prepared(labelled, quality=quality, tell=tell(count))
    return Scored(one, marks_of_all(one, {"bm25": bm25}), round(time.perf_counter() - started, 1))


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


def figures_of(told: Scored) -> dict[str, Any]:
    """The figures of one set as they are printed."""
    one, marks = told.one, told.marks
    return {
        "set": one.labelled.name,
        "pool": one.labelled.pool,
        "queries": len(marks["bm25"]["ndcg@10"]),
        "documents": len(one.labelled.documents),
        "systems": {name: means(measured) for name, measured in marks.items()},
        "significance": {measure: compared(marks["bm25"][measure], marks["zhiqiao"][measure]) for measure in MEASURES},
        "against": {ours: against(marks, marks[ours]) for ours in OURS if ours in marks},
        "embedder": choose.embedder().id,
        "quality_embedder": choose.quality_embedder().id if one.has_better else "",
        "seconds": told.seconds,
    }


def against(
    marks: Mapping[str, Marks], ours: Marks, measures: Iterable[str] = MEASURES
) -> dict[str, dict[str, dict[str, float]]]:
    """How marks of ours differ from those of every other system, by measure."""
    return {
        other: {measure: compared(theirs[measure], ours[measure]) for measure in measures}
        for other, theirs in marks.items()
        if other not in OURS
    }
