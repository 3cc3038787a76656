"""What a ranking is worth (评测指标): marks of each question, means, and whether two rankings differ by more than
chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
import numpy as np
from scipy import stats

from zhiqiao.services.evaluation.sets import LabelledQuery, LabelledSet

DEPTH = 1000
MEASURES = {
    "ndcg@10": ir_measures.nDCG @ 10,
    "recall@100": ir_measures.R @ 100,
    "mrr": ir_measures.RR,
}
BATCH = 512
"""So many resamples at a time stay near the processor."""
Run = dict[str, dict[str, float]]
"""Question → document → score."""
Marks = dict[str, list[float]]
"""Measure → a mark for each question that has a relevant document, in the order of the set."""


def best_of(scores: Mapping[str, float], query: LabelledQuery) -> dict[str, float]:
    """The best thousand without the excluded, ties by key."""
    kept = sorted(((-score, key) for key, score in scores.items() if key not in query.excluded))[:DEPTH]
    # Places, not scores: equal scores would be ordered differently by different evaluation tools.
    return {key: float(DEPTH - number) for number, (_, key) in enumerate(kept)}


def marks_of(labelled: LabelledSet, run: Run) -> Marks:
    """Each measure's value for each query that has a relevant document, in the order of the queries.

    Grades are handed over as gains 2^g - 1, so that nDCG rewards the better grades as graded sets are scored.
    """
    keys = [query.key for query in labelled.scored]
    gains = {key: {doc: 2 ** max(grade, 0) - 1 for doc, grade in labelled.judged[key].items()} for key in keys}
    wanted = {key: run.get(key, {}) for key in keys}
    found: dict[str, dict[str, float]] = {name: dict.fromkeys(keys, 0.0) for name in MEASURES}
    names = {str(measure): name for name, measure in MEASURES.items()}
    for one in ir_measures.iter_calc(list(MEASURES.values()), gains, wanted):
        found[names[str(one.measure)]][one.query_id] = float(one.value)
    return {name: [values[key] for key in keys] for name, values in found.items()}


def ndcg(order: Sequence[str], judged: Mapping[str, int]) -> float:
    """nDCG@10 of one question (gain 2^grade - 1): the same figure as `marks_of`, quick enough for learning."""
    gains = [2 ** max(judged.get(key, 0), 0) - 1 for key in order[:10]]
    ideal = sorted((2 ** max(grade, 0) - 1 for grade in judged.values()), reverse=True)[:10]
    best = float(np.dot(ideal, DISCOUNT[: len(ideal)]))
    return float(np.dot(gains, DISCOUNT[: len(gains)])) / best if best else 0.0


DISCOUNT = 1 / np.log2(np.arange(2, 12))


def means(marks: Marks) -> dict[str, float]:
    """The mean of each measure."""
    return {measure: round(float(np.mean(values)), 4) for measure, values in marks.items()}


def compared(baseline: Sequence[float], product: Sequence[float]) -> dict[str, float]:
    """Mean difference, its 95 % interval (bootstrap over queries) and the p value of a paired permutation test."""
    difference = np.asarray(product) - np.asarray(baseline)
    if len(difference) < 2 or not np.any(difference):
        return {"difference": float(difference.mean()) if len(difference) else 0.0, "p": 1.0, "low": 0.0, "high": 0.0}
    test = stats.permutation_test(
        (difference,),
        np.mean,
        permutation_type="samples",
        n_resamples=9999,
        vectorized=True,
        axis=0,
        rng=7,
        batch=BATCH,
    )
    interval = stats.bootstrap((difference,), np.mean, n_resamples=4999, method="percentile", rng=7).confidence_interval
    return {
        "difference": round(float(difference.mean()), 4),
        "p": round(float(test.pvalue), 5),
        "low": round(float(interval.low), 4),
        "high": round(float(interval.high), 4),
    }
