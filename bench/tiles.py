"""How fast a tile of the batch match is, beside a bare matrix product in the same run, and what that comes to for more.

    python -m bench.tiles                              # 1,024 needs against two shards, one core
    python -m bench.tiles --runner pool:2 --shards 8   # the same through a runner: pool, local-cluster[2,1,1024], ray

Documents and needs are made by chance, seeded; terms stand as often as in 4,097 Chinese patents (230 of 120,000 terms a
document, the r-th commonest in a share 1/(r+50)^1.2 of them, at most 0.8), so that the work is of the real size.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

ONE_THREAD = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}
if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):  # read when NumPy is loaded
    os.environ.update(ONE_THREAD)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

import numpy as np  # noqa: E402

from zhiqiao.domain.codes import Language  # noqa: E402
from zhiqiao.domain.matching.wording import FIELDS, Asking, Known, Question  # noqa: E402
from zhiqiao.engines.batch import candidates, ranked, shards  # noqa: E402
from zhiqiao.engines.batch.named import runner_named  # noqa: E402
from zhiqiao.engines.batch.questions import Block, Vocabulary  # noqa: E402
from zhiqiao.engines.batch.work import packed  # noqa: E402
from zhiqiao.ports.batch import BLOCK, Questions, Tile  # noqa: E402

DIM, VOCABULARY, TERMS_OF_A_NEED = 512, 120_000, 85
LIMITS = {"words-own": 200, "words-other": 60, "meaning-own": 120, "meaning-other": 120}
BODY = FIELDS.index("body_zh")
SHARE = 1 / (np.arange(1, VOCABULARY + 1) + 50) ** 1.2
SHARE = np.minimum(SHARE / SHARE.sum() * 232, 0.8)


def unit(draw: np.random.Generator, *shape: int) -> np.ndarray:
    """Random vectors of length 1."""
    rows = draw.standard_normal((*shape, DIM), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=-1, keepdims=True)
    return rows


def texts_of(draw: np.random.Generator) -> shards.Texts:
    """A shard's worth of texts."""
    parts = []
    for term, share in enumerate(SHARE):
        if share > 0.02:
            here = np.flatnonzero(draw.random(shards.SIZE) < share)
        else:
            here = np.unique(draw.integers(0, shards.SIZE, draw.binomial(shards.SIZE, share)))
        parts.append(here.astype(np.int64) << 32 | term)
    keys = np.sort(np.concatenate(parts))
    counts = np.minimum(draw.geometric(0.55, len(keys)), 255).astype(np.uint8)
    rows = keys >> 32
    offsets = np.searchsorted(rows, np.arange(shards.SIZE + 1))
    lengths = np.zeros((shards.SIZE, len(FIELDS)), dtype=np.uint16)
    lengths[:, BODY] = np.add.reduceat(counts, offsets[:-1], dtype=np.int64)
    fields = np.full(len(keys), BODY, dtype=np.uint8)
    return shards.Texts(offsets, (keys & 0xFFFFFFFF).astype(np.int32), fields, counts, lengths)


def block_of(draw: np.random.Generator, texts: shards.Texts) -> Block:
    """Needs that each say a part of what some document says."""
    askings, numbers = [], []
    for document in draw.integers(0, shards.SIZE, BLOCK):
        own = texts.terms[texts.offsets[document] : texts.offsets[document + 1]]
        some = draw.choice(own, min(TERMS_OF_A_NEED, len(own)), replace=False)
        terms = {f"w{term}": float(draw.random() * 2 + 1) for term in some.tolist()}
        asking = Asking.of(Question({Language.ZH: terms}))
        askings.append(asking)
        numbers.append(np.array([int(term[1:]) for term in asking.terms], dtype=np.uint32))
    ordinary = np.tile(np.array([0.0, DIM**-0.5]), (2, BLOCK, 2, 1))
    none, usual = np.zeros((BLOCK, 0), dtype=np.float32), np.zeros((BLOCK, 2))
    return Block.of(Questions(list(range(BLOCK)), askings, numbers, unit(draw, 2, BLOCK), ordinary, none, usual))


def made(folder: Path, many: int) -> dict[str, object]:
    """Shards, vocabulary and one block of needs; what the kernels are given."""
    draw = np.random.default_rng(20261122)
    frequency = np.stack((SHARE, np.zeros(VOCABULARY))) * 680_000
    mean = np.zeros(len(FIELDS))
    mean[BODY] = 418.0
    known = Known(np.array([680_000, 0]), frequency.astype(np.int64), mean)
    Vocabulary(np.arange(VOCABULARY, dtype=np.uint32), known).write(folder / "vocabulary.npz")
    folders = []
    for number in range(many):
        texts = texts_of(draw)
        if not number:
            block_of(draw, texts).write(folder / "needs.npz")
        ids = np.arange(number * shards.SIZE, (number + 1) * shards.SIZE) + 1
        folders.append(str(folder / f"{number:06}"))
        views = {view: unit(draw, shards.SIZE) for view in shards.VIEWS}
        shards.write(Path(folders[-1]), ids, texts, known, views)
    given = {"needs": str(folder / "needs.npz"), "vocabulary": str(folder / "vocabulary.npz")}
    return {**given, "shards": folders, "limits": LIMITS, "top": 100}


def apart(folder: Path, many: int) -> dict[str, object]:
    """The same, made by another process, so that its memory is not counted here."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(made, folder, many).result()


def seconds(call: Callable[[], object]) -> tuple[float, object]:
    """Processor seconds, and what came out."""
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def bare() -> float:
    """GFLOP/s of a bare float32 product of a tile's shape, best of some."""
    draw = np.random.default_rng(1)
    left, right = draw.random((512, DIM), dtype=np.float32), draw.random((4096, DIM), dtype=np.float32)
    return 2 * 512 * 4096 * DIM / min(seconds(lambda: left @ right.T)[0] for _ in range(15)) / 1e9


def by_likeness(given: dict[str, object]) -> None:
    """The first kernel without words."""
    block, vocabulary = Block.read(Path(given["needs"])), Vocabulary.read(Path(given["vocabulary"]))
    search = candidates.Search(block, vocabulary, given["limits"])
    for folder in given["shards"]:
        search.look_at(replace(shards.read(Path(folder)), postings=()))


def peak() -> float:
    """The most memory this process held, in MB, with the pages of mapped files."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one_core(given: dict[str, object], folder: Path) -> None:
    """The two kernels on one core, and what 17,000 needs against 680,000 patents would take on two."""
    documents = len(given["shards"]) * shards.SIZE
    before = bare()
    find, found = seconds(lambda: candidates.find(given))
    alone, _nothing = seconds(lambda: by_likeness(given))
    (folder / "candidates.npz").write_bytes(packed(found))
    memory = peak()
    rank, result = seconds(lambda: ranked.rank({**given, "candidates": str(folder / "candidates.npz")}))
    after = bare()
    pairs = BLOCK * documents
    floor = max(before, after) * 1e9 / (2 * DIM * 2)
    print(f"bare float32 product       {before:8.1f} GFLOP/s before, {after:.1f} after")
    print(f"  = pairs in two views     {floor / 1e9:8.4f} G pairs/s of one core at most")
    print(f"find, one core             {pairs / find / 1e9:8.4f} G pairs/s = {pairs / find / floor:.0%} of that")
    print(f"  of it likeness alone     {pairs / alone / 1e9:8.4f} G pairs/s")
    print(f"memory, with mapped files  {memory:8.0f} MB after finding")
    print(
        f"rank, one core             {rank / BLOCK * 1e3:8.2f} ms a need, {result['candidates'].mean():.0f} candidates"
    )
    total = 17_000 * 680_000 / (pairs / find) + 17_000 * rank / BLOCK
    print(f"17,000 x 680,000           {total / 3600:8.2f} core hours, {total / 120:.1f} minutes on two cores")


def through(given: dict[str, object], name: str, folder: Path) -> None:
    """Tiles of one shard through a runner."""
    tiles = [Tile(f"t{at:06}", "all", {**given, "shards": [one]}) for at, one in enumerate(given["shards"])]
    start = time.perf_counter()
    runner = runner_named(name)
    ((_group, result),) = runner.map_reduce(tiles, candidates.find, candidates.merge, work=folder / "tiles")
    wall = time.perf_counter() - start
    pairs = BLOCK * len(tiles) * shards.SIZE
    told = hashlib.sha256(b"".join(result[key].tobytes() for key in sorted(result))).hexdigest()[:16]
    print(f"{runner.id:26} {wall:8.1f} s, {pairs / wall / 1e9:.4f} G pairs/s, result {told}")


def main() -> None:
    """As asked on the command line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--shards", type=int, default=2)
    asked.add_argument("--runner", action="append", default=[])
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        given = apart(folder, told.shards)
        print(f"made {told.shards} shards of {shards.SIZE:,} documents in {time.perf_counter() - start:.0f} s")
        if not told.runner:
            one_core(given, folder)
        for runner in told.runner:
            through(given, runner, folder)
            for kept in (folder / "tiles").glob("*.tile"):
                kept.unlink()


if __name__ == "__main__":
    main()
