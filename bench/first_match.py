"""First-match latency at 100,000 patents: the whole answer with its reasons, against a bare query of the word engine.

The patents are synthetic: words drawn with Zipf frequencies from our own sample's vocabulary and from invented words
made of its characters, from 2,000 topics, with a fixed seed. Their vectors are synthetic too (one cluster for each
topic), because computing real ones takes a quarter of an hour and the search does not care where vectors come from;
the vector of every question is computed for real. Questions are the needs of the sample.

    python bench/first_match.py [--patents 100000] [--questions 60] [--json]

Run it on a quiet machine; compare ratios, not milliseconds, between machines.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
TOPICS = 2000
INVENTED = 20_000
WORDS_OF_TOPIC = 60
LENGTH = 90
SEED = 20261122


def start() -> tempfile.TemporaryDirectory:
    """Django on a data folder of its own."""
    home = tempfile.TemporaryDirectory(prefix="zhiqiao-bench-")
    os.environ["ZHIQIAO_HOME"] = home.name
    os.environ.pop("ZHIQIAO_DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhiqiao.config.settings"
    sys.path.insert(0, str(ROOT / "src"))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    return home


def sample(folder: str) -> list[dict]:
    """The lines of one part of the sample."""
    files = sorted((ROOT / "src/zhiqiao/sample" / folder).glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


def texts(count: int, segmenter) -> tuple[list[str], np.ndarray]:
    """The synthetic abstracts, and the topic of each."""
    random = np.random.default_rng(SEED)
    real = [word.form for line in sample("patents") for word in segmenter.words(line["abstract_zh"])]
    names, counts = np.unique(real, return_counts=True)
    names = names[np.argsort(-counts)]
    characters = np.array(sorted({sign for word in names for sign in word if "\u4e00" <= sign <= "\u9fff"}))
    made = ["".join(random.choice(characters, random.integers(2, 4))) for _ in range(INVENTED)]
    vocabulary = np.array([*names.tolist(), *made])
    zipf = 1.0 / np.arange(1, len(vocabulary) + 1)
    zipf /= zipf.sum()
    topics = random.integers(0, TOPICS, count)
    own = random.integers(0, len(vocabulary), (TOPICS, WORDS_OF_TOPIC))
    result = []
    for topic in topics:
        common = random.choice(len(vocabulary), LENGTH // 2, p=zipf)
        told = np.concatenate((common, random.choice(own[topic], LENGTH - len(common))))
        random.shuffle(told)
        result.append("".join(vocabulary[told]))
    return result, topics


def build(count: int) -> dict[str, float]:
    """Rows, word index and vector index; tells how long each took."""
    from zhiqiao.engines import choose
    from zhiqiao.ports.search import SearchDocument
    from zhiqiao.records.models import Patent

    segmenter, took = choose.segmenter(), {}
    clock = time.perf_counter()
    abstracts, topics = texts(count, segmenter)
    took["texts"] = time.perf_counter() - clock
    clock = time.perf_counter()
    rows = [
        Patent(record_key=f"CN:bench:{n}", office="CN", title_zh=text[:24], abstract_zh=text, legal_state="granted")
        for n, text in enumerate(abstracts)
    ]
    for at in range(0, count, 5000):
        Patent.objects.bulk_create(rows[at : at + 5000], batch_size=500)
    ids = np.array(Patent.objects.order_by("pk").values_list("pk", flat=True), dtype=np.int64)
    took["rows"] = time.perf_counter() - clock
    clock = time.perf_counter()
    facets = {"scope": ["public"], "language": ["zh"], "legal_state": ["granted"]}
    choose.word_search("patents").put(
        SearchDocument(
            int(number),
            {"title": " ".join(segmenter.terms(text[:24])), "zh": " ".join(segmenter.terms(text))},
            facets,
        )
        for number, text in zip(ids, abstracts, strict=True)
    )
    took["word index"] = time.perf_counter() - clock
    clock = time.perf_counter()
    for number, name in enumerate(("patents", "essences")):
        put_vectors(name, ids, topics, SEED + number)
    took["vector index"] = time.perf_counter() - clock
    return took


def put_vectors(name: str, ids: np.ndarray, topics: np.ndarray, seed: int) -> None:
    """One view of the patents' meaning: a cluster for each topic."""
    from zhiqiao.engines import choose

    random, dim = np.random.default_rng(seed), choose.embedder().dim
    centres = random.standard_normal((TOPICS, dim)).astype(np.float32)
    index = choose.vector_search(name)
    for at in range(0, len(ids), 10_000):
        part = centres[topics[at : at + 10_000]] + random.standard_normal((len(ids[at : at + 10_000]), dim))
        part = part.astype(np.float32)
        index.put(ids[at : at + 10_000].tolist(), part / np.linalg.norm(part, axis=1, keepdims=True))
    index.search(centres[0] / np.linalg.norm(centres[0]), limit=10)


def measure(questions: int) -> dict[str, list[float]]:
    """Milliseconds of the whole answer and of the bare engine query for the same terms, taken in turns."""
    from zhiqiao.engines import choose
    from zhiqiao.services import matching
    from zhiqiao.services.matching.patents import finder

    needs = [f"{line['title_zh']}。{line['problem_zh']}" for line in sample("needs")]
    asked = [needs[place % len(needs)] for place in range(questions)]
    engines, words = finder(), choose.word_search("patents")
    result: dict[str, list[float]] = {"first": [], "whole": [], "bare": []}
    clock = time.perf_counter()
    matching.suggest_for_text(asked[0], user=None, limit=20)
    result["first"].append((time.perf_counter() - clock) * 1000)
    for text in asked:
        clock = time.perf_counter()
        matching.suggest_for_text(text, user=None, limit=20)
        result["whole"].append((time.perf_counter() - clock) * 1000)
        question = engines.ask([("", text)]).question
        terms = engines.weightiest(question, engines.statistics(question))
        clock = time.perf_counter()
        words.search(terms, field_weights={"zh": 1.0, "en": 1.0}, limit=200)
        result["bare"].append((time.perf_counter() - clock) * 1000)
    return result


def main() -> None:
    """Build, measure, tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--patents", type=int, default=100_000)
    options.add_argument("--questions", type=int, default=60)
    options.add_argument("--json", action="store_true", help="only the line of JSON")
    given = options.parse_args()
    home = start()
    built = build(given.patents)
    taken = measure(given.questions)
    told = {
        "patents": given.patents,
        "questions": given.questions,
        "build_seconds": {name: round(seconds, 1) for name, seconds in built.items()},
        "first_ms": round(taken["first"][0], 1),
        "match_p50_ms": round(statistics.median(taken["whole"]), 1),
        "match_p95_ms": round(float(np.quantile(taken["whole"], 0.95)), 1),
        "bare_query_p50_ms": round(statistics.median(taken["bare"]), 2),
        "bare_query_p95_ms": round(float(np.quantile(taken["bare"], 0.95)), 2),
        "ratio_p50": round(statistics.median(taken["whole"]) / statistics.median(taken["bare"]), 1),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if not given.json:
        for name, value in told.items():
            print(f"{name:20} {value}")
    print(json.dumps(told))
    home.cleanup()


if __name__ == "__main__":
    main()
