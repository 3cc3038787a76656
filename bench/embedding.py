"""How quick an embedder is (向量化速度), beside a bare matrix product in the same process and the same run.

    python -m bench.embedding --model use --texts 1000
    python -m bench.embedding --model e5 --texts 200 --from corpus.jsonl.gz

Speeds are per second of processor time of this process, so that they hold on a machine that does other things too.
The ratio to the bare product may exceed 1: what is known of word pieces is looked up, not multiplied again.
Texts are patents out of our own sample, repeated with a number put in, unless a file of texts is given; a file says
more, for real texts repeat less.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import zhiqiao
from zhiqiao.engines.embed.names import Endpoint, made
from zhiqiao.engines.embed.threads import bare_product

SAMPLE = Path(zhiqiao.__file__).parent / "sample" / "patents"
CUTS = {
    "use": lambda model, text: len(model.cutter.cut(text, ends=True)),
    "e5": lambda model, text: len(model.pieces(text, "passage")),
}


def lines(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def texts_of(given: Path | None, count: int) -> list[str]:
    """So many texts: title and abstract."""
    if given:
        rows = [f"{row.get('title') or ''}\n{row.get('abstract') or row.get('text') or ''}" for row in lines(given)]
        return [row.strip() for row in rows if row.strip()][:count]
    rows = [
        f"{row['title_zh']}\n{row['abstract_zh']}" for path in sorted(SAMPLE.glob("*.jsonl")) for row in lines(path)
    ]
    return [f"{rows[place % len(rows)]}{place}" for place in range(count)]


def measured(name: str, texts: list[str], *, kind: str = "passage") -> dict[str, object]:
    """Speeds of one model over these texts."""
    cpu = time.process_time
    began = time.perf_counter()
    model = made(name, Path(tempfile.gettempdir()) / "zhiqiao-bench", Endpoint())
    loaded = time.perf_counter() - began
    bare = bare_product(cpu)
    model.encode(texts[: max(1, len(texts) // 20)], kind)
    operations, began = model.operations, cpu()
    model.encode(texts, kind)
    taken, operations = cpu() - began, model.operations - operations
    began = cpu()
    for text in texts[:50]:
        model.encode([text[:20]], "query")
    short = (cpu() - began) / min(50, len(texts))
    pieces = sum(CUTS[name.partition(":")[0]](model, text) for text in texts)
    bare = (bare + bare_product(cpu)) / 2
    return {
        "model": model.id,
        "texts": len(texts),
        "characters": round(float(np.mean([len(text) for text in texts]))),
        "pieces": round(pieces / len(texts)),
        "texts_per_cpu_second": round(len(texts) / taken, 1),
        "pieces_per_cpu_second": round(pieces / taken),
        "gflops": round(operations / taken / 1e9, 1),
        "bare_gflops": round(bare / 1e9, 1),
        "ratio": round(operations / taken / bare, 2),
        "one_short_query_ms": round(short * 1000, 1),
        "load_seconds": round(loaded, 1),
        "minutes_per_100000_on_one_core": round(100_000 / (len(texts) / taken) / 60, 1),
        "peak_mb": peak(),
    }


def peak() -> int:
    """The most memory this process has had, in MB."""
    found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found >> (20 if sys.platform == "darwin" else 10)


def main() -> None:
    """One line of JSON for each model."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--model", action="append", help="use, e5 or e5:<word pieces>; may be said more than once")
    asked.add_argument("--texts", type=int, default=600)
    asked.add_argument("--from", dest="given", type=Path, help="a .jsonl[.gz] with title and abstract or text")
    told = asked.parse_args()
    texts = texts_of(told.given, told.texts)
    for name in told.model or ["use", "e5"]:
        print(json.dumps(measured(name, texts), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
