"""Measuring the matcher (匹配评测) on labelled sets in the common corpus / queries / qrels layout, against plain BM25.

Responsible for reading such a set, for running the product's own finder over it (the same engines and the same rules as
for people's needs) and for the figures. Not responsible for the rules: those are in `domain.matching`.

The baseline `bm25` is the textbook: k1 1.2, b 0.75, over character pairs of Chinese and whole lower-case words of the
rest, no stop words, no stems; the question is title and description, every mention counted.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from django.conf import settings
from scipy import stats

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching import bm25
from zhiqiao.domain.matching.language import language_of
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.ports.embed import Vectors
from zhiqiao.ports.search import SearchDocument
from zhiqiao.services.matching.finding import FIELD, Finder

DEPTH = 1000
MEASURES = {
    "ndcg@10": ir_measures.nDCG @ 10,
    "recall@100": ir_measures.R @ 100,
    "mrr": ir_measures.RR,
}
Progress = Callable[[int, int], None]
Tell = Callable[[int], None]
Run = dict[str, dict[str, float]]
"""Question → document → score."""


@dataclass(frozen=True)
class LabelledDocument:
    """One document of a set."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class LabelledQuery:
    """One question of a set; `excluded` documents are not counted as found."""

    key: str
    title: str
    description: str
    excluded: frozenset[str] = frozenset()


@dataclass
class LabelledSet:
    """A set: what is looked for, where, and what people judged (query → document → grade)."""

    name: str
    documents: list[LabelledDocument]
    queries: list[LabelledQuery]
    judged: dict[str, dict[str, int]]
    place: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.place = {document.key: number for number, document in enumerate(self.documents)}


def evaluate(directory: Path | str, *, pool: bool = False, progress: Progress | None = None) -> dict[str, Any]:
    """The figures of both systems on one set, and whether the difference is more than chance.

    `pool` ranks inside the documents judged for each query. Queries with no relevant document are left out of the
    means.
    Raises Refused when the directory does not hold such a set.
    """
    started = time.perf_counter()
    labelled = read_set(Path(directory))
    count = len(labelled.queries)

    def tell(before: int) -> Tell:
        return lambda done: progress(before + done, 2 * count) if progress else None

    runs = {"bm25": baseline_run(labelled, pool, tell(0)), "zhiqiao": product_run(labelled, pool, tell(count))}
    marks = {name: marks_of(labelled, run) for name, run in runs.items()}
    model = choose.embedder()
    return {
        "set": labelled.name,
        "pool": pool,
        "queries": len(marks["bm25"]["ndcg@10"]),
        "documents": len(labelled.documents),
        "systems": {
            name: {measure: round(float(np.mean(values)), 4) for measure, values in measured.items()}
            for name, measured in marks.items()
        },
        "significance": {measure: compared(marks["bm25"][measure], marks["zhiqiao"][measure]) for measure in MEASURES},
        "embedder": model.id,
        "seconds": round(time.perf_counter() - started, 1),
    }


def read_set(directory: Path) -> LabelledSet:
    """The set in a directory: corpus.jsonl, queries.jsonl (or .gz) and qrels.tsv."""
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for query, document, grade in qrels(directory):
        judged[query][document] = grade
    documents = [
        LabelledDocument(str(row["_id"]), row.get("title") or "", row.get("text") or "")
        for row in json_lines(directory, "corpus")
    ]
    queries = [
        LabelledQuery(
            str(row["_id"]),
            row.get("text") or row.get("title") or "",
            row.get("description") or "",
            frozenset(map(str, row.get("exclude_ids") or ())),
        )
        for row in json_lines(directory, "queries")
    ]
    return LabelledSet(directory.resolve().name, documents, [one for one in queries if one.key in judged], dict(judged))


def json_lines(directory: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of `name`.jsonl or `name`.jsonl.gz."""
    plain, packed = directory / f"{name}.jsonl", directory / f"{name}.jsonl.gz"
    if not plain.exists() and not packed.exists():
        raise Refused([Problem("evaluation_set_is_complete", given=f"{name}.jsonl")])
    with plain.open(encoding="utf-8") if plain.exists() else gzip.open(packed, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def qrels(directory: Path) -> Iterator[tuple[str, str, int]]:
    """Judgements: query, document, grade; three columns with a heading, or TREC's four."""
    path = next((directory / name for name in ("qrels.tsv", "qrels/test.tsv") if (directory / name).exists()), None)
    if path is None:
        raise Refused([Problem("evaluation_set_is_complete", given="qrels.tsv")])
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t") if "\t" in line else line.split()
        if len(cells) < 3 or not cells[-1].lstrip("-").isdigit():
            continue  # the heading, or an empty line
        yield cells[0], cells[-2], int(cells[-1])


def baseline_run(labelled: LabelledSet, pool: bool, tell: Tell) -> Run:
    """Plain BM25 over the whole text."""
    cut = choose.plain_terms
    said = [bm25.Said.of(cut(f"{document.title} {document.text}")) for document in labelled.documents]
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
        among = pooled(labelled, query) if pool else {number for term in question for number in holders.get(term, ())}
        scores = {labelled.documents[number].key: bm25.score(question, said[number], known) for number in among}
        run[query.key] = best_of(scores, query)
        tell(done + 1)
    return run


def pooled(labelled: LabelledSet, query: LabelledQuery) -> set[int]:
    """The documents judged for a query."""
    return {labelled.place[key] for key in labelled.judged[query.key] if key in labelled.place}


def best_of(scores: Mapping[str, float], query: LabelledQuery) -> dict[str, float]:
    """The best thousand without the excluded, ties by key."""
    kept = sorted(((-score, key) for key, score in scores.items() if key not in query.excluded))[:DEPTH]
    # Places, not scores: equal scores would be ordered differently by different evaluation tools.
    return {key: float(DEPTH - number) for number, (_, key) in enumerate(kept)}


def product_run(labelled: LabelledSet, pool: bool, tell: Tell) -> Run:
    """The product's own finder over the set."""
    model = choose.embedder()
    texts = ["\n".join(filter(None, (one.title, one.text))) for one in labelled.documents]
    with tempfile.TemporaryDirectory(prefix="zhiqiao-evaluate-") as folder:
        finder = Finder(
            choose.word_search("texts", Path(folder)),
            choose.vector_search("texts", Path(folder)),
            model,
            choose.segmenter(),
        )
        finder.words.put(as_search_document(number, one) for number, one in enumerate(labelled.documents))
        finder.vectors.put(range(len(texts)), kept_vectors(texts))
        asked = [finder.ask([(query.title, query.description)]) for query in labelled.queries]
        vectors = finder.vectors_of(asked)
        run: Run = {}
        for done, query in enumerate(labelled.queries):
            among = sorted(pooled(labelled, query)) if pool else None
            found = finder.find(asked[done], among=among, vectors=vectors[done])
            scores = {labelled.documents[one.id].key: one.score for one in found.ranked}
            run[query.key] = best_of(scores, query)
            tell(done + 1)
    return run


def as_search_document(number: int, document: LabelledDocument) -> SearchDocument:
    """A document as it goes into the word index: all of it in the field of its language."""
    segmenter = choose.segmenter()
    told = language_of(f"{document.title} {document.text}")
    language = told if told in FIELD else Language.EN
    return SearchDocument(
        number,
        {
            "title": " ".join(segmenter.words_to_find(document.title)),
            FIELD[language]: " ".join(segmenter.words_to_find(f"{document.title}\n{document.text}")),
        },
        {"language": [str(language)]},
        {
            f"title_{language}": segmenter.numbers(document.title),
            f"body_{language}": segmenter.numbers(document.text),
        },
    )


def kept_vectors(texts: list[str]) -> Vectors:
    """The vectors of these texts, kept in the data folder so that the next evaluation is quick."""
    model = choose.embedder()
    digest = hashlib.sha256(model.id.encode())
    for text in texts:
        digest.update(text.encode())
        digest.update(b"\0")
    folder = Path(settings.HOME) / "cache" / "evaluation"
    kept = folder / f"{digest.hexdigest()[:32]}.npy"
    if kept.exists():
        stored: Vectors = np.load(kept, allow_pickle=False).astype(np.float32)
        return stored
    made = model.encode(texts, "passage")
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{kept.stem}.draft.npy"
    np.save(draft, made.astype(np.float16))
    draft.replace(kept)
    return made


def marks_of(labelled: LabelledSet, run: Run) -> dict[str, list[float]]:
    """Each measure's value for each query that has a relevant document, in the order of the queries.

    Grades are handed over as gains 2^g - 1, so that nDCG rewards the better grades as graded sets are scored.
    """
    keys = [query.key for query in labelled.queries if max(labelled.judged[query.key].values()) > 0]
    gains = {key: {doc: 2 ** max(grade, 0) - 1 for doc, grade in labelled.judged[key].items()} for key in keys}
    wanted = {key: run.get(key, {}) for key in keys}
    found: dict[str, dict[str, float]] = {name: dict.fromkeys(keys, 0.0) for name in MEASURES}
    names = {str(measure): name for name, measure in MEASURES.items()}
    for one in ir_measures.iter_calc(list(MEASURES.values()), gains, wanted):
        found[names[str(one.measure)]][one.query_id] = float(one.value)
    return {name: [values[key] for key in keys] for name, values in found.items()}


def compared(baseline: list[float], product: list[float]) -> dict[str, float]:
    """Mean difference, its 95 % interval (bootstrap over queries) and the p value of a paired permutation test."""
    difference = np.asarray(product) - np.asarray(baseline)
    if len(difference) < 2 or not np.any(difference):
        return {"difference": float(difference.mean()) if len(difference) else 0.0, "p": 1.0, "low": 0.0, "high": 0.0}
    test = stats.permutation_test(
        (difference,), np.mean, permutation_type="samples", n_resamples=9999, vectorized=True, axis=0, rng=7
    )
    interval = stats.bootstrap((difference,), np.mean, n_resamples=4999, method="percentile", rng=7).confidence_interval
    return {
        "difference": round(float(difference.mean()), 4),
        "p": round(float(test.pvalue), 5),
        "low": round(float(interval.low), 4),
        "high": round(float(interval.high), 4),
    }
