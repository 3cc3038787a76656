"""The stores under the indexes at national size: forward index, columns and vectors, each beside its floor.

Everything is synthetic, with a fixed seed: terms by Zipf frequencies, facet values by their usual numbers, vectors in
clusters. A floor is the least the same work could cost, measured in the same run: the bytes written and synced at once,
read from a bare mapping, or multiplied as one matrix that lies in memory.

    python bench/stores.py [--documents 1340000] [--dim 512] [--folder DIR] [--keep] [--json]

Run it on a quiet machine; compare ratios, not milliseconds, between machines.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from zhiqiao.engines.search.columns import Columns  # noqa: E402
from zhiqiao.engines.search.forward import LAYOUT, Forward, packed  # noqa: E402
from zhiqiao.engines.segments import disk  # noqa: E402
from zhiqiao.engines.segments.store import SegmentStore  # noqa: E402
from zhiqiao.engines.vectors.with_faiss import FaissVectors  # noqa: E402
from zhiqiao.ports.search import Filter  # noqa: E402

SEED = 20261122
AT_ONCE = 20_000
TERMS = 1_000_000
TEXTS = (("title_zh", 20), ("body_zh", 280), ("effect_zh", 100), ("title_en", 10), ("body_en", 40))
SIZES = {"kind": 3, "legal_state": 5, "industry": 40, "region": 310, "holder": 100_000, "ipc": 640, "section": 9,
         "year": 26, "trl": 9, "way": 4, "language": 2, "level": 5, "scope": 3}  # fmt: skip
SEVERAL = {"ipc": 3, "section": 2, "industry": 2, "way": 2}
CLUSTERS = 4000
ASKED = 300
CANDIDATES = 500
FILTERS = {
    "7 %": [Filter("legal_state", ["0", "1"]), Filter("section", ["6", "7"])],
    "2 %": [Filter("legal_state", ["0"]), Filter("section", ["6"])],
}
COUNTED = ("ipc", "industry", "legal_state", "region")
Told = dict[str, dict[str, float]]


def timed(work: Callable[[], object], times: int = 40) -> dict[str, float]:
    """Milliseconds by the clock and of the processor (mean), after one time that does not count."""
    work()
    taken, used = [], time.process_time()
    for _ in range(times):
        clock = time.perf_counter()
        work()
        taken.append((time.perf_counter() - clock) * 1000)
    used = (time.process_time() - used) * 1000 / times
    return {
        "p50_ms": round(float(np.median(taken)), 3),
        "p95_ms": round(float(np.quantile(taken, 0.95)), 3),
        "cpu_ms": round(used, 3),
    }


def resident() -> dict[str, int]:
    """Memory of this process in MB: all, its own, and mapped files; and how many files it has open."""
    lines = Path("/proc/self/status").read_text().splitlines() if Path("/proc/self/status").exists() else []
    found = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines if line.startswith(("VmRSS", "Rss"))}
    return {"all": found.get("VmRSS", 0), "own": found.get("RssAnon", 0), "mapped": found.get("RssFile", 0)} | {
        "files": len(list(Path("/proc/self/fd").iterdir())) if lines else 0
    }


def size(folder: Path) -> int:
    """MB of a folder."""
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) >> 20


def term_pool() -> np.ndarray:
    """Terms as they follow each other in texts."""
    draw = np.random.default_rng(SEED)
    shares = np.cumsum(1 / np.arange(1, TERMS + 1))
    ranks = np.searchsorted(shares / shares[-1], draw.random(8_000_000)).clip(0, TERMS - 1)
    return (draw.permutation(TERMS).astype(np.uint32) * np.uint32(1013))[ranks]


def said(pool: np.ndarray, start: int, count: int) -> list[dict[str, np.ndarray]]:
    """What documents say."""
    draw, result = np.random.default_rng(start), []
    for place in draw.integers(0, len(pool) - 600, count).tolist():
        document, begin = {}, place
        for name, length in TEXTS:
            document[name] = pool[begin : begin + length]
            begin += length
        result.append(document)
    return result


def facets(start: int, count: int) -> list[dict[str, list[str]]]:
    """Values of documents, the first ones of a facet the commonest."""
    draw = np.random.default_rng(start)
    drawn = {
        name: (number * draw.random((count, SEVERAL.get(name, 1))) ** 2).astype(int).astype(str).tolist()
        for name, number in SIZES.items()
    }
    return [{name: values[place] for name, values in drawn.items()} for place in range(count)]


def cloud(count: int, dim: int, seed: int) -> np.ndarray:
    """Unit vectors around the centres of clusters, which belong to families, with a spectrum that decays."""
    decay = (np.arange(1, dim + 1) ** -0.3).astype(np.float32)
    same = np.random.default_rng(SEED)
    families = same.standard_normal((40, dim), dtype=np.float32)[same.integers(0, 40, CLUSTERS)]
    centres = families + 0.8 * same.standard_normal((CLUSTERS, dim), dtype=np.float32)
    draw = np.random.default_rng(seed)
    own = centres[draw.integers(0, CLUSTERS, count)]
    rows = (own + 0.8 * draw.standard_normal((count, dim), dtype=np.float32)) * decay
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def starts(count: int) -> Iterator[tuple[int, int]]:
    """Where each write begins and how many documents it has."""
    for start in range(0, count, AT_ONCE):
        yield start, min(AT_ONCE, count - start)


def written(folder: Path, bytes_in_all: int) -> float:
    """Floor of a build: seconds to write and sync as many bytes."""
    block, clock = bytes(1 << 24), time.perf_counter()
    with (folder / "floor").open("wb") as file:
        for _ in range(max(1, bytes_in_all >> 24)):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    (folder / "floor").unlink()
    return time.perf_counter() - clock


def built(folder: Path, count: int, dim: int, told: Told) -> None:
    """All three, from nothing, in one process."""
    pool, clocks = term_pool(), {"forward packing (CPU)": 0.0, "forward": 0.0, "columns": 0.0, "vectors": 0.0}
    forward, columns = Forward(folder / "forward"), Columns(folder / "columns", tuple(SIZES))
    vectors = FaissVectors(folder / "view", embedder_id="bench@1", dim=dim)
    for start, number in starts(count):
        ids = np.arange(start, start + number)
        documents = said(pool, start, number)
        if start < 5 * AT_ONCE:
            clock = time.process_time()
            for begin in range(0, number, 8192):
                packed(ids[begin : begin + 8192], documents[begin : begin + 8192])
            clocks["forward packing (CPU)"] += (time.process_time() - clock) / min(count, 5 * AT_ONCE) * count
        for name, store, content in (
            ("forward", forward, documents),
            ("columns", columns, facets(start, number)),
            ("vectors", vectors, cloud(number, dim, start + 1)),
        ):
            clock = time.perf_counter()
            store.put(ids, content)
            clocks[name] += time.perf_counter() - clock
    for name, finish in (("forward", forward.compact), ("columns", columns.compact), ("vectors", vectors.settle)):
        clock = time.perf_counter()
        finish()
        told[f"build: {name}, at the end"] = {"s": round(time.perf_counter() - clock, 2)}
    for name, seconds in clocks.items():
        told[f"build: {name}"] = {"s": round(seconds, 2), "documents_per_s": round(count / seconds)}
    for name in ("forward", "columns", "view-vectors-bench-1"):
        megabytes = size(folder / name)
        told[f"disk: {name}"] = {"mb": megabytes, "floor_write_s": round(written(folder, megabytes << 20), 2)}


def words_measured(folder: Path, count: int, told: Told) -> None:
    """Forward index and columns, as an answer asks them."""
    draw = np.random.default_rng(SEED + 1)
    forward, columns = Forward(folder / "forward"), Columns(folder / "columns", tuple(SIZES))
    clock = time.perf_counter()
    forward.count()
    told["open: forward"] = {"ms": round((time.perf_counter() - clock) * 1000, 1), "rss_mb": resident()["all"]}
    clock = time.perf_counter()
    columns.mask()
    told["open: columns"] = {"ms": round((time.perf_counter() - clock) * 1000, 1), "rss_mb": resident()["all"]}
    asked = np.unique(draw.choice(term_pool()[:100_000], 2 * ASKED))[:ASKED]

    def some() -> np.ndarray:
        return draw.integers(0, count, CANDIDATES)

    told["told, 500 documents x 300 terms"] = timed(lambda: forward.told(some(), asked))
    store = SegmentStore(folder / "forward", LAYOUT)
    largest = max(store.view().segments, key=lambda segment: segment.count)
    terms = np.load(largest.folder / "terms.npy", mmap_mode="r")
    each = largest.entry.values // largest.count

    def bare() -> int:
        places = draw.integers(0, len(terms) - each, CANDIDATES).tolist()
        return sum(int(terms[place : place + each].sum()) for place in places)

    told["  floor: their terms read from a bare mapping"] = timed(bare)
    told["statistics of 300 terms"] = timed(lambda: forward.statistics(asked))
    for name, filters in FILTERS.items():

        def fresh(filters: list[Filter] = filters) -> np.ndarray:
            columns.masks.clear()
            return columns.mask(filters)

        told[f"mask, filters of {name}"] = timed(fresh) | {"share": round(float(fresh().mean()), 4)}
    column = np.random.default_rng(1).integers(0, 9, count).astype(np.uint8)
    told["  floor: one comparison of a bare column"] = timed(lambda: column == 6)
    told["mask remembered"] = timed(lambda: columns.mask(FILTERS["2 %"]))
    told["4 facets counted, 500 documents"] = timed(lambda: columns.facet_counts(some(), COUNTED))
    for name, filters in FILTERS.items():
        mask = columns.mask(filters)
        told[f"4 facets counted, mask of {name}"] = timed(lambda mask=mask: columns.facet_counts(mask, COUNTED), 15)
    told["4 facets counted, all"] = timed(lambda: (columns.counted.clear(), columns.facet_counts(None, COUNTED)), 10)
    told["  floor: one bincount of a bare column"] = timed(lambda: np.bincount(column))
    told["resident: forward and columns"] = resident()


def vectors_measured(folder: Path, count: int, dim: int, told: Told) -> None:
    """Vectors, as an answer asks them, with recall against all compared exactly."""
    draw, before = np.random.default_rng(SEED + 2), resident()["all"]
    vectors = FaissVectors(folder / "view", embedder_id="bench@1", dim=dim)
    asked = cloud(40, dim, SEED + 3)
    clock = time.perf_counter()
    vectors.search(asked[0], limit=100)
    told["open: vectors, first search"] = {"ms": round((time.perf_counter() - clock) * 1000, 1)}
    told["resident: vectors, just opened"] = {"mb": resident()["all"] - before}
    masks = {"none": None} | {name: draw.random(count) < share for name, share in (("7 %", 0.07), ("2 %", 0.02),
                                                                                   ("0.1 %", 0.001))}  # fmt: skip
    best = {name: [np.empty(0, dtype=np.int64), np.empty((len(asked), 0), dtype=np.float32)] for name in masks}
    for ids, rows in vectors.slices(50_000):
        cosines = asked @ rows.astype(np.float32).T
        for name, mask in masks.items():
            kept = slice(None) if mask is None else mask[ids]
            best[name] = [np.append(best[name][0], ids[kept]), np.append(best[name][1], cosines[:, kept], axis=1)]
    for name, mask in masks.items():
        ids, cosines = best.pop(name)
        true = [set(ids[np.argpartition(-row, 100)[:100]].tolist()) for row in cosines]
        place = iter(range(1_000_000))

        def search(mask: np.ndarray | None = mask, place: Iterator[int] = place) -> object:
            return vectors.search(asked[next(place) % len(asked)], limit=100, among=mask)

        for question in asked:  # warm
            vectors.search(question, limit=100, among=mask)
        found = [{hit.id for hit in vectors.search(question, limit=100, among=mask)} for question in asked]
        recall = sum(len(one & other) for one, other in zip(true, found, strict=True)) / 100 / len(asked)
        told[f"vector search, 100 nearest, mask {name}"] = timed(search) | {"recall": round(recall, 4)}
    matrix = cloud(min(count, 100_000), dim, 5)
    floor = timed(lambda matrix=matrix: matrix @ asked[0], 10)
    told["  floor: bare matrix-vector product, for so many"] = {
        name: round(value * count / len(matrix), 2) for name, value in floor.items()
    }
    del matrix
    told["scores, 4 questions x 500"] = timed(lambda: vectors.scores(asked[:4], draw.integers(0, count, CANDIDATES)))
    told["background, 4 questions"] = timed(lambda: vectors.background(asked[:4]))
    told["resident: vectors, after all this"] = resident() | {"mb": resident()["all"] - before}


def writes_measured(folder: Path, count: int, dim: int, told: Told) -> None:
    """One document at a time into full indexes, and how soon a reader sees it."""
    pool, rows = term_pool(), cloud(64, dim, 77)
    forward, columns = Forward(folder / "forward"), Columns(folder / "columns", tuple(SIZES))
    vectors = FaissVectors(folder / "view", embedder_id="bench@1", dim=dim)
    documents, values = said(pool, 9, 64), facets(9, 64)
    one = {
        "forward": (lambda place: forward.put([place], [documents[place]]), forward.count),
        "columns": (lambda place: columns.put([place], [values[place]]), columns.mask),
        "vectors": (lambda place: vectors.put([place], rows[place][None]), lambda: vectors.search(rows[0], limit=10)),
    }
    for name, (put, read) in one.items():
        read()
        taken = []
        for place in range(64):
            clock = time.perf_counter()
            put(place)
            between = time.perf_counter()
            read()
            taken.append([(between - clock) * 1000, (time.perf_counter() - between) * 1000])
        wrote, saw = np.array(taken).T
        told[f"one document more: {name}"] = {
            "p50_ms": round(float(np.median(wrote)), 2),
            "mean_ms": round(float(wrote.mean()), 2),
            "max_ms": round(float(wrote.max()), 2),
            "seen_p50_ms": round(float(np.median(saw)), 2),
            "seen_max_ms": round(float(saw.max()), 2),
        }
    told["  floor: one small file written, synced and renamed"] = timed(lambda: disk.write_text(folder / "floor", "x"))


def main() -> None:
    """Build, measure, tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, default=1_340_000)
    options.add_argument("--dim", type=int, default=512)
    options.add_argument("--folder", type=Path, help="where the stores go; a temporary folder unless given")
    options.add_argument("--keep", action="store_true", help="leave the stores there, and use those that are there")
    options.add_argument("--json", action="store_true", help="only the line of JSON")
    given = options.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="zhiqiao-stores-"))
    folder.mkdir(parents=True, exist_ok=True)
    told: Told = {}
    try:
        if not (given.keep and (folder / "forward").exists()):
            built(folder, given.documents, given.dim, told)
        words_measured(folder, given.documents, told)
        vectors_measured(folder, given.documents, given.dim, told)
        writes_measured(folder, given.documents, given.dim, told)
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)
    if not given.json:
        for name, values in told.items():
            print(f"{name:48} " + "  ".join(f"{key} {value}" for key, value in values.items()))
    print(json.dumps({"documents": given.documents, "dim": given.dim} | told))


if __name__ == "__main__":
    main()
