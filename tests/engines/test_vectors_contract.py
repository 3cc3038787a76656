"""The contract of a vector search, over NumPy and over faiss (made to use its lists at once)."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from zhiqiao.domain.problems import Refused
from zhiqiao.engines.segments import disk
from zhiqiao.engines.vectors import with_faiss
from zhiqiao.engines.vectors.exact import ExactVectors
from zhiqiao.engines.vectors.shelf import widened
from zhiqiao.engines.vectors.with_faiss import FaissVectors

DIM = 32


class FaissAtOnce(FaissVectors):
    """faiss lists from few vectors on, after every write, so that a small test meets them."""

    exact_below = 40  # fewer teach the codes nothing
    few = unlisted_least = 0

    def put(self, ids, vectors):
        super().put(ids, vectors)
        self.settle()


class FaissBehind(FaissVectors):
    """faiss lists that know of the first write only; all later ones are the tail."""

    exact_below = 40
    few = unlisted_least = 0

    def put(self, ids, vectors):
        super().put(ids, vectors)
        if not self.lists.exists():
            self.settle()


def cloud(count: int, seed: int = 5, dim: int = DIM, clusters: int = 20) -> np.ndarray:
    """Unit vectors in clusters, as those of texts are."""
    draw = np.random.default_rng(seed)
    centres = np.random.default_rng(17).standard_normal((clusters, dim))
    rows = centres[draw.integers(0, clusters, count)] + 0.7 * draw.standard_normal((count, dim))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(params=[ExactVectors, FaissAtOnce, FaissBehind])
def index(request, tmp_path):
    return request.param(tmp_path / "v", embedder_id="test@1", dim=DIM)


def again(index):
    """The same folder, opened anew."""
    return type(index)(index.folder.with_name("v"), embedder_id="test@1", dim=DIM)


def masked(ids, length: int) -> np.ndarray:
    """These ids as a mask."""
    mask = np.zeros(length, dtype=np.bool_)
    mask[list(ids)] = True
    return mask


def test_nearest_and_scores_agree_with_arithmetic(index):
    rows = cloud(600)
    index.put(range(1, 601), rows)
    asked = cloud(3, 9)
    true = asked @ rows.T
    for one in (index, again(index)):
        for place, question in enumerate(asked):
            found = one.search(question, limit=10)
            assert {hit.id for hit in found} == set((np.argsort(-true[place])[:10] + 1).tolist())
            assert found == sorted(found, key=lambda hit: (-hit.score, hit.id))
        scores = one.scores(asked, [1, 5, 7777, 5])
        assert scores.shape == (3, 4) and np.isnan(scores[:, 2]).all()
        assert scores[:, [0, 1, 3]] == pytest.approx(true[:, [0, 4, 4]], abs=2e-3)
        assert one.rows([5, 7777])[0] == pytest.approx(rows[4], abs=1e-3) and np.isnan(one.rows([7777])).all()
        background = one.background(asked)
        assert background[:, 0] == pytest.approx(true.mean(axis=1), abs=5e-3)
        assert background[:, 1] == pytest.approx(true.std(axis=1), abs=5e-3)
        assert sorted(one.ids().tolist()) == list(range(1, 601))
        streamed = {int(number): row for ids, part in one.slices(77) for number, row in zip(ids, part, strict=True)}
        assert len(streamed) == 600 and streamed[8].astype(np.float32) == pytest.approx(rows[7], abs=1e-3)


def test_put_replaces_and_delete_takes_out_also_after_opening_again(index):
    rows = cloud(80)
    index.put(range(80), rows)
    index.put([3], -rows[3:4])
    index.delete([4, 99])
    for one in (index, again(index)):
        assert one.count() == 79
        assert one.scores(rows[3:4], [3])[0, 0] == pytest.approx(-1.0, abs=2e-3)
        assert one.search(-rows[3], limit=1)[0].id == 3
        assert np.isnan(one.scores(rows[4:5], [4])).all()
        found = [hit.id for hit in one.search(rows[4], limit=100)]
        assert 4 not in found and len(found) == len(set(found)) == 79


def test_recall_holds_under_filters_of_any_width(index):
    rows = cloud(3000)
    index.put(range(2000), rows[:2000])
    index.put(range(2000, 3000), rows[2000:])
    draw = np.random.default_rng(1)
    for share in (0.5, 0.07, 0.02):
        among = draw.random(3000) < share
        allowed = np.flatnonzero(among)
        shared = wanted = 0
        for question in cloud(20, 11):
            true = set(allowed[np.argsort(-(rows[allowed] @ question))[:20]].tolist())
            found = {hit.id for hit in index.search(question, limit=20, among=among)}
            shared, wanted = shared + len(true & found), wanted + len(true)
            assert found <= set(allowed.tolist())
        assert shared / wanted >= 0.95


def test_a_mask_may_be_shorter_or_longer_than_the_index(index):
    rows = cloud(100)
    index.put(range(100), rows)
    assert {hit.id for hit in index.search(rows[0], limit=50, among=masked([3, 7], 10))} == {3, 7}
    assert {hit.id for hit in index.search(rows[0], limit=50, among=masked([3, 99, 400], 500))} == {3, 99}
    assert index.search(rows[0], limit=50, among=masked([], 100)) == [] == index.search(rows[0], limit=0)


def test_ties_are_broken_by_id(index):
    rows = cloud(300)
    rows[[9, 3, 250, 7, 100, 8]] = rows[3]
    index.put(range(50, 300), rows[50:])
    index.put(range(50), rows[:50])
    assert [hit.id for hit in index.search(rows[3], limit=5)] == [3, 7, 8, 9, 100]


def test_another_process_sees_what_was_written(index):
    rows = cloud(10)
    reader = again(index)
    index.put(range(10), rows)
    assert reader.count() == 10 and reader.search(rows[0], limit=1)[0].id == 0
    index.delete([0])
    assert reader.count() == 9 and reader.search(rows[0], limit=1)[0].id != 0
    index.put([0], rows[3:4])
    assert {hit.id for hit in reader.search(rows[3], limit=2)} == {0, 3}


def test_many_small_writes_are_put_together_without_loss(index):
    rows = cloud(84)
    for number in range(len(rows)):
        index.put([number], rows[number : number + 1])
    index.settle()
    assert len(index.shelf.view().segments) < 8
    assert again(index).count() == len(rows)
    assert [index.search(row, limit=1)[0].id for row in rows] == list(range(84))


def test_the_wrong_dimension_is_refused_and_changes_nothing(index):
    rows = cloud(10)
    index.put(range(10), rows)
    other = type(index)(index.folder.with_name("v"), embedder_id="test@1", dim=DIM + 8)
    wider = cloud(3, dim=DIM + 8)
    calls = [
        lambda: index.put([1, 2, 3], wider),
        lambda: index.search(wider[0], limit=1),
        lambda: index.scores(wider, [1]),
        lambda: other.count(),
        lambda: other.put([1, 2, 3], wider),
        lambda: other.search(wider[0], limit=1),
    ]
    for call in calls:
        with pytest.raises(Refused) as refused:
            call()
        problem = refused.value.problems[0]
        assert problem.code == "vectors_have_dimension"
        assert {problem.given, str(problem.data["expected"])} == {"32", "40"}
    assert index.search(rows[2], limit=1)[0].id == 2
    other.clear()
    other.put([1, 2, 3], wider)
    assert other.count() == 3


def test_a_full_disk_is_refused_and_the_old_vectors_answer(index, monkeypatch):
    rows = cloud(300)
    index.put(range(300), rows)

    def write(file, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk, "write_bytes", write)
    with pytest.raises(Refused, match="disk_has_room"):
        index.put([500], rows[:1])
    for one in (index, again(index)):
        assert one.count() == 300 and one.search(rows[7], limit=1)[0].id == 7


def test_half_a_folder_is_refused(index):
    index.put(range(10), cloud(10))
    segment = index.folder / index.shelf.view().segments[0].entry.name
    (segment / "vectors.npy").unlink()
    with pytest.raises(Refused, match="index_is_whole"):
        again(index).search(cloud(1)[0], limit=1)
    fresh = again(index)
    fresh.clear()
    fresh.put([1], cloud(1))
    assert fresh.search(cloud(1)[0], limit=3)[0].id == 1


def test_an_empty_index_answers(index):
    question = cloud(1)
    assert index.search(question[0], limit=5) == [] and index.count() == 0
    assert np.isnan(index.scores(question, [1])).all() and index.scores(question, []).shape == (1, 0)
    assert index.background(question).tolist() == [[0.0, 0.0]]
    index.put([], np.empty((0, DIM), dtype=np.float32))
    index.delete([])
    index.settle()
    assert index.count() == 0


def test_lists_are_brought_up_part_by_part_and_learned_again_when_there_are_many_more(tmp_path):
    index = FaissAtOnce(tmp_path / "v", embedder_id="test@1", dim=DIM)
    rows = cloud(4000)
    lists = []
    for start in range(0, 4000, 200):
        index.put(range(start, start + 200), rows[start : start + 200])
        lists.append(index.opened(index.shelf.view()).lists)
        assert lists[-1].covered == index.shelf.view().last and lists[-1].rows == start + 200
    assert max(len(one.parts) for one in lists) <= 6
    assert len({one.trained for one in lists}) == 2  # learned from 200, then from 1000
    on_disk = {one.name for one in index.lists.iterdir() if one.suffix == ".faiss"}
    assert on_disk == lists[-1].files
    index.delete(range(0, 4000, 3))
    index.put([7], rows[7:8])
    now = index.opened(index.shelf.view()).lists
    assert now.rows == index.count() and now.trained != lists[-1].trained  # too many had gone


def test_a_small_write_lists_what_many_small_writes_left(tmp_path, monkeypatch):
    monkeypatch.setattr(FaissVectors, "exact_below", 100)
    monkeypatch.setattr(FaissVectors, "unlisted_most", 300)
    monkeypatch.setattr(FaissVectors, "unlisted_least", 1)
    index = FaissVectors(tmp_path / "v", embedder_id="test@1", dim=DIM)
    rows = cloud(900)
    for start in range(0, 900, 50):
        index.put(range(start, start + 50), rows[start : start + 50])
        assert index.unlisted() <= 300
    assert index.opened(index.shelf.view()).lists.rows > 500
    monkeypatch.setattr(with_faiss, "BULK", 50)
    for start in range(1000, 1800, 50):
        index.put(range(start, start + 50), rows[:50])
    assert index.unlisted() > 700  # one of many: left to `settle`
    index.settle()
    assert index.unlisted() == 0


def test_lost_or_broken_lists_are_done_without_and_made_again(tmp_path, caplog):
    index = FaissAtOnce(tmp_path / "v", embedder_id="test@1", dim=DIM)
    rows = cloud(300)
    index.put(range(300), rows)
    for spoil in (lambda file: file.write_bytes(file.read_bytes()[:100]), lambda file: file.unlink()):
        for file in index.lists.glob("part-*.faiss"):
            spoil(file)
        fresh = again(index)
        assert fresh.opened(fresh.shelf.view()) is None and "cannot be read" in caplog.text
        assert fresh.search(rows[9], limit=1)[0].id == 9
        fresh.settle()
        assert fresh.opened(fresh.shelf.view()).lists.rows == 300
        assert again(index).search(rows[9], limit=1)[0].id == 9
    index.clear()
    assert again(index).search(rows[9], limit=1) == []
    index.put([1], rows[9:10])
    assert again(index).search(rows[9], limit=2)[0].id == 1


def test_near_names_about_the_nearest_also_the_newest(index):
    rows = cloud(600)
    index.put(range(1, 601), rows)
    index.settle()
    asked = cloud(1, 9)[0]
    index.put([700], asked[None, :])
    among = np.zeros(701, dtype=np.bool_)
    among[300:] = True
    every, some = index.near(asked, limit=60), index.near(asked, limit=60, among=among)
    true = {hit.id for hit in index.search(asked, limit=40)}
    assert len(true & set(every.tolist())) >= 0.9 * len(true) and len(set(every.tolist())) == len(every)
    assert 700 in every and 700 in some and some.min() >= 300
    assert len(index.near(asked, limit=0)) == 0


def test_recall_at_sixty_thousand_under_filters(tmp_path):
    rows = cloud(60_000, dim=64, clusters=300)
    index = FaissVectors(tmp_path / "v", embedder_id="test@1", dim=64)
    for start in range(0, 60_000, 10_000):
        index.put(range(start, start + 10_000), rows[start : start + 10_000])
    index.settle()
    assert index.opened(index.shelf.view()).lists.rows == 60_000
    draw = np.random.default_rng(2)
    for share in (1.0, 0.07, 0.02):
        among = None if share == 1.0 else draw.random(60_000) < share
        allowed = np.arange(60_000) if among is None else np.flatnonzero(among)
        shared = 0
        for question in cloud(30, 11, dim=64, clusters=300):
            true = set(allowed[np.argsort(-(rows[allowed] @ question))[:100]].tolist())
            shared += len(true & {hit.id for hit in index.search(question, limit=100, among=among)})
        assert shared / 3000 >= 0.95, share


def test_halves_are_widened_as_numpy_does():
    every = np.arange(65536, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    assert (widened(finite).view(np.uint32) == finite.astype(np.float32).view(np.uint32)).all()


WRITER = """
    import sys
    from pathlib import Path
    sys.path.insert(0, {tests!r})
    from test_vectors_contract import FaissAtOnce, cloud
    index = FaissAtOnce(Path({folder!r}), embedder_id="test@1", dim=32)
    rows = cloud(1000)
    while True:
        number = index.count() % 1000
        index.put([number], rows[number : number + 1])
        print(number, flush=True)
"""


def test_a_killed_writer_leaves_an_index_that_answers(tmp_path):
    script = textwrap.dedent(WRITER).format(tests=str(Path(__file__).parent), folder=str(tmp_path / "v"))
    environment = {**os.environ, "PYTHONPATH": str(Path(disk.__file__).parents[3])}
    rows, count = cloud(1000), 60
    FaissAtOnce(tmp_path / "v", embedder_id="test@1", dim=DIM).put(range(count), rows[:count])
    for attempt in range(3):
        writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment)
        assert writer.stdout is not None and writer.stdout.readline()
        time.sleep(0.15 + 0.07 * attempt)
        writer.send_signal(signal.SIGKILL)
        told = [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        index = FaissAtOnce(tmp_path / "v", embedder_id="test@1", dim=DIM)
        assert index.count() >= max([count, *told]) + 1
        count = index.count()
        assert [index.search(rows[number], limit=1)[0].id for number in range(count)] == list(range(count))
