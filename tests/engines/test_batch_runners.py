"""The contract of a batch runner, over processes, a real local Spark cluster and Ray: the same results to the last bit,
also when a worker is killed in the middle; what is finished is kept; what cannot be is refused with a reason."""

from __future__ import annotations

import importlib.util
import os
import pickle
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from errno import ENOSPC
from pathlib import Path

import pytest
from batch_world import World, checksum
from threadpoolctl import threadpool_limits

from zhiqiao.domain.problems import Refused
from zhiqiao.engines.batch import candidates, ranked
from zhiqiao.engines.batch.named import runner_named
from zhiqiao.engines.batch.pool import PoolWorkers
from zhiqiao.engines.batch.tiled import Tiled
from zhiqiao.engines.batch.travel import archive
from zhiqiao.engines.batch.work import ONE_THREAD, name_of, packed, unpacked
from zhiqiao.ports.batch import Standing, Tile, TileRunner

IN_CI = os.environ.get("CI") == "true"
SPARK = "local-cluster[2,1,1024]"


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    return World.made(tmp_path_factory.mktemp("world"), documents=1600, needs=200, shard=200)


@pytest.fixture(scope="module")
def expected(world: World) -> str:
    """What this process finds by itself with one thread, without any runner."""
    groups = {tile.group for tile in world.tiles()}
    with threadpool_limits(1):
        made = {group: [candidates.find(one.given) for one in world.tiles() if one.group == group] for group in groups}
    return checksum({group: candidates.merge(parts) for group, parts in made.items()})


def run(
    runner: TileRunner, tiles: list[Tile], work: Path, progress: Callable[[Standing], None] | None = None
) -> tuple[str, list[str]]:
    """The checksum of everything, and the groups in the order they came."""
    results = dict(runner.map_reduce(tiles, candidates.find, candidates.merge, work=work, progress=progress))
    return checksum(results), list(results)


class Seen:
    """Remembers how far the work was, and kills a worker when the first tile is done."""

    def __init__(self, victims: Callable[[], list[int]] | None = None) -> None:
        self.victims, self.killed, self.told = victims, 0, []

    def __call__(self, standing: Standing) -> None:
        self.told.append(standing)
        if self.victims and standing.done and not self.killed and standing.done < standing.all:
            for victim in self.victims()[:1]:
                os.kill(victim, signal.SIGKILL)
                self.killed = victim


def descendants(containing: str) -> list[int]:
    """Processes that this one started, or those that it started, whose command line holds some words."""
    parents, lines = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                lines[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
    found = []
    for number in lines:
        above = number
        while above in parents and above != os.getpid():
            above = parents[above]
        if above == os.getpid() and containing in lines[number]:
            found.append(number)
    return sorted(found)


@pytest.mark.parametrize("processes", [1, 2])
def test_processes_find_what_one_finds(world: World, expected: str, tmp_path: Path, processes: int):
    seen = Seen()
    found, groups = run(runner_named(f"pool:{processes}"), world.tiles(), tmp_path, seen)
    assert found == expected
    assert groups == ["zh", "en", "both"], "groups come in the order of the tiles"
    assert [one.done for one in seen.told] == list(range(len(world.tiles()) + 1))


def test_a_killed_process_is_replaced(world: World, expected: str, tmp_path: Path):
    workers = PoolWorkers(2)
    seen = Seen(lambda: [one.pid for one in workers.running])
    found, _groups = run(Tiled(workers), world.tiles(), tmp_path, seen)
    assert found == expected
    assert seen.killed and seen.told[-1].retried >= 1
    assert all(process.wait(10) is not None for process in workers.running), "no process is left behind"


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_real_spark_cluster_loses_a_worker_and_finds_the_same(world: World, expected: str, tmp_path: Path):
    if not importlib.util.find_spec("pyspark") or not shutil.which("java"):
        assert not IN_CI, "CI has Spark and Java"
        pytest.skip("Spark or Java is not installed (./zq test installs both)")
    seen = Seen(lambda: descendants("CoarseGrainedExecutorBackend"))
    found, groups = run(runner_named(SPARK), world.tiles(), tmp_path, seen)
    assert found == expected
    assert groups == ["zh", "en", "both"]
    assert seen.killed, "an executor was there and was killed"
    assert seen.told[-1].done == len(world.tiles())
    assert not descendants("CoarseGrainedExecutorBackend"), "no executor is left behind"


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_ray_loses_a_worker_and_finds_the_same(world: World, expected: str, tmp_path: Path):
    if not importlib.util.find_spec("ray"):
        assert not IN_CI, "CI has Ray"
        pytest.skip("Ray is not installed (./zq test installs it)")
    seen = Seen(lambda: descendants("ray::compute"))
    found, _groups = run(runner_named("ray"), world.tiles(), tmp_path, seen)
    assert found == expected
    assert seen.killed, "a worker was there and was killed"


WORKER = """
import sys
archive, allowed = sys.argv[1], {"numpy", "zhiqiao"}

class Nothing:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in allowed and top not in sys.stdlib_module_names:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Nothing())
sys.path.insert(0, archive)
import pickle
from zhiqiao.engines.batch.work import Piece, compute
assert archive in sys.modules["zhiqiao"].__file__
for kernel, given in pickle.load(sys.stdin.buffer):
    sys.stdout.buffer.write(compute(Piece("one", kernel, given)))
"""


def test_what_travels_to_a_cluster_needs_python_and_numpy_only(world: World, tmp_path: Path):
    """Both kernels, out of the archive, in a Python that finds no other package."""
    given = world.given("zh")
    kept = tmp_path / "candidates.npz"
    kept.write_bytes(packed(candidates.find(given)))
    for kernel, told in ((candidates.find, given), (ranked.rank, {**given, "candidates": str(kept), "top": 9})):
        asked = pickle.dumps([(name_of(kernel), told)])
        worker = [sys.executable, "-c", WORKER, str(archive(tmp_path))]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | ONE_THREAD
        done = subprocess.run(worker, input=asked, capture_output=True, env=environment, cwd=tmp_path, check=False)
        assert not done.returncode, done.stderr.decode()
        assert checksum({"one": unpacked(done.stdout)}) == checksum({"one": kernel(told)})


def test_what_is_finished_is_kept_and_found_again(world: World, expected: str, tmp_path: Path):
    tiles = world.tiles()
    half = run(runner_named("pool:1"), tiles[: len(tiles) // 2], tmp_path)
    seen = Seen()
    found, _groups = run(runner_named("pool:2"), tiles, tmp_path, seen)
    assert found == expected != half[0]
    assert seen.told[0] == Standing(len(tiles) // 2, len(tiles), kept=len(tiles) // 2)
    again = Seen()
    assert run(runner_named("pool:2"), tiles, tmp_path, again)[0] == expected
    assert again.told == [Standing(len(tiles), len(tiles), kept=len(tiles))], "nothing was computed twice"


def test_a_damaged_tile_is_computed_again_and_another_work_is_not_mixed_in(world: World, expected: str, tmp_path: Path):
    tiles = world.tiles()
    run(runner_named("pool:2"), tiles, tmp_path)
    kept = sorted(tmp_path.glob("*.tile"))
    content = bytearray(kept[0].read_bytes())
    content[-40] ^= 1
    kept[0].write_bytes(content)
    kept[1].write_bytes(kept[1].read_bytes()[:100])
    seen = Seen()
    assert run(runner_named("pool:2"), tiles, tmp_path, seen)[0] == expected
    assert seen.told[0].kept == len(tiles) - 2
    other = [
        Tile(one.name, one.group, {**one.given, "limits": {**one.given["limits"], "words-own": 5}}) for one in tiles
    ]
    seen = Seen()
    assert run(runner_named("pool:2"), other, tmp_path, seen)[0] != expected
    assert seen.told[0].kept == 0


def test_an_interruption_keeps_what_is_finished_and_stops_the_workers(world: World, expected: str, tmp_path: Path):
    workers = PoolWorkers(2)

    def interrupt(standing: Standing) -> None:
        if standing.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(Tiled(workers), world.tiles(), tmp_path, interrupt)
    assert all(process.wait(10) is not None for process in workers.running)
    assert len(list(tmp_path.glob("*.tile"))) == 5
    assert not list(tmp_path.glob("*.part"))
    assert run(runner_named("pool:2"), world.tiles(), tmp_path)[0] == expected


def test_a_tile_that_fails_every_time_is_refused_with_its_reason(world: World, tmp_path: Path):
    tiles = [*world.tiles()[:2], Tile("lost", "zh", world.given("zh", [str(tmp_path / "nowhere")]))]
    with pytest.raises(Refused) as refused:
        run(runner_named("pool:1"), tiles, tmp_path)
    (problem,) = refused.value.problems
    assert problem.code == "tile_is_computed" and problem.given == "lost"
    assert "nowhere" in str(problem.data["reason"]) and problem.data["tries"] == 4
    assert len(list(tmp_path.glob("*.tile"))) == 2, "the other tiles are kept"


def test_a_full_disk_leaves_no_half_tile(world: World, expected: str, tmp_path: Path, monkeypatch):
    calls = []

    def full(file: int) -> None:
        calls.append(file)
        if len(calls) > 3:
            raise OSError(ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("zhiqiao.engines.batch.tiled.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            run(runner_named("pool:1"), world.tiles(), tmp_path)
    assert len(list(tmp_path.glob("*.tile"))) == 3 and not list(tmp_path.glob("*.part"))
    assert run(runner_named("pool:2"), world.tiles(), tmp_path)[0] == expected


@pytest.mark.parametrize("name", ["", "hadoop", "pool:", "pool:x", "local-cluster", "spark://", "ray:"])
def test_an_unknown_runner_is_refused(name: str):
    with pytest.raises(Refused) as refused:
        runner_named(name)
    assert refused.value.problems[0].code == "batch_runner_is_known"


@pytest.mark.parametrize(("name", "library"), [("local[*]", "pyspark"), ("ray", "ray")])
def test_a_runner_that_is_not_installed_is_refused(name: str, library: str, monkeypatch):
    monkeypatch.delitem(sys.modules, f"zhiqiao.engines.batch.{'spark' if library == 'pyspark' else library}", False)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(Refused) as refused:
        runner_named(name)
    assert refused.value.problems[0].code == "batch_runner_is_installed"


@pytest.mark.skipif(not importlib.util.find_spec("pyspark"), reason="Spark is not installed (./zq test installs it)")
def test_a_spark_master_that_does_not_answer_is_refused(world: World, tmp_path: Path):
    with pytest.raises(Refused) as refused:
        run(runner_named("spark://127.0.0.1:9"), world.tiles(), tmp_path)
    (problem,) = refused.value.problems
    assert problem.code in {"batch_runner_is_reachable", "batch_java_is_installed"}
    assert problem.given == "spark://127.0.0.1:9"
