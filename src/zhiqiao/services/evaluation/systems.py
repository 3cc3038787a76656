"""The rankings that are compared (对比系统): textbook BM25, each embedding alone, plain rank fusion, and our own.

The baseline `bm25` is the textbook: k1 1.2, b 0.75, over character pairs of Chinese and whole lower-case words of the
rest, no stop words, no stems; the question is title and description, every mention counted. Plain fusion (`rrf`) is
reciprocal rank fusion of it with the embedding, k 60 (Cormack and others 2009).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

import numpy as np

from zhiqiao.domain.matching import bm25, learned
from zhiqiao.domain.matching.learned import Table
from zhiqiao.engines import choose
from zhiqiao.services.evaluation.figures import DEPTH, Run, best_of
from zhiqiao.services.evaluation.prepared import Case, Prepared, Tell
from zhiqiao.services.evaluation.sets import LabelledSet

FUSION_K = 60


def baseline_run(labelled: LabelledSet, tell: Tell = lambda _done: None) -> Run:
    """Plain BM25 over all texts of a document."""
    cut = choose.plain_terms
    said = [bm25.Said.of(cut(document.whole)) for document in labelled.documents]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(said):
        for term in one.counts:
            holders[term].append(number)
    known = bm25.Statistics(
        len(said),
        {term: len(numbers) for term, numbers in holders.items()},
        sum(one.length for one in said) / max(len(said), 1),
    )
    run: Run = {}
    for done, query in enumerate(labelled.queries):
        question: Mapping[str, float] = Counter(cut(f"{query.title} {query.description}"))
        among = labelled.pooled(query) if labelled.pool else {n for term in question for n in holders.get(term, ())}
        scores = {labelled.documents[number].key: bm25.score(question, said[number], known) for number in among}
        run[query.key] = best_of(scores, query)
        tell(done + 1)
    return run


def embedding_run(one: Prepared, name: str) -> Run:
    """Likeness of the question's vector alone, over all documents."""
    documents, asked = one.vectors[name]
    run: Run = {}
    for place, query in enumerate(one.labelled.queries):
        cosines = documents @ asked[place]
        among = np.array(one.labelled.pooled(query) if one.labelled.pool else np.arange(len(cosines)), dtype=np.int64)
        few = among[np.argsort(-cosines[among], kind="stable")][: DEPTH + len(query.excluded)]
        run[query.key] = best_of({one.labelled.documents[n].key: float(cosines[n]) for n in few.tolist()}, query)
    return run


def fusion_run(labelled: LabelledSet, *runs: Run) -> Run:
    """Reciprocal rank fusion of other runs."""
    result: Run = {}
    for query in labelled.queries:
        scores: dict[str, float] = defaultdict(float)
        for run in runs:
            found = run[query.key]
            for rank, key in enumerate(sorted(found, key=found.__getitem__, reverse=True), 1):
                scores[key] += 1 / (FUSION_K + rank)
        result[query.key] = best_of(scores, query)
    return result


def product_run(one: Prepared, *, better: bool = False, by: Callable[[Case], Table] | None = None) -> Run:
    """The product's own ranking, by the table in use, or by the one that `by` names for each question."""
    run: Run = {}
    for case in one.cases:
        with learned.trying(by(case) if by else learned.table()):
            stands = case.standing(better)
        keys = [one.labelled.documents[number].key for number in stands.ids.tolist()]
        run[case.query.key] = best_of(dict(zip(keys, stands.score.tolist(), strict=True)), case.query)
    return run
