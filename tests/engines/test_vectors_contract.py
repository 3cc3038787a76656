"""The contract of a vector search, over NumPy and over faiss (made to use its lists at once)."""

from __future__ import annotations

import numpy as np
import pytest

from zhiqiao.engines.vectors.exact import ExactVectors
from zhiqiao.engines.vectors.shelf import MANY_FILES
from zhiqiao.engines.vectors.with_faiss import FaissVectors

DIM = 32


class FaissAtOnce(FaissVectors):
    """faiss lists from the first vector on, so that a small test meets them."""

    exact_below = 0


def cloud(count: int, seed: int = 5) -> np.ndarray:
    """Unit vectors in clusters, as those of texts are."""
    draw = np.random.default_rng(seed)
    centres = draw.standard_normal((20, DIM))
    rows = centres[draw.integers(0, 20, count)] + 0.7 * draw.standard_normal((count, DIM))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(params=[ExactVectors, FaissAtOnce])
def index(request, tmp_path):
    return request.param(tmp_path / "v", embedder_id="test@1", dim=DIM)


def again(index):
    """The same folder, opened anew."""
    fresh = type(index).__new__(type(index))
    type(index).__init__(fresh, index.shelf.folder.with_name("v"), embedder_id="test@1", dim=DIM)
    return fresh


def test_nearest_and_scores_agree_with_arithmetic(index):
    rows = cloud(600)
    index.put(range(1, 601), rows)
    question = cloud(1, 9)[0]
    true = rows @ question
    found = index.search(question, limit=10)
    assert {hit.id for hit in found} == set((np.argsort(-true)[:10] + 1).tolist())
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    scores = index.scores(question, [1, 5, 7777])
    assert set(scores) == {1, 5} and scores[5] == pytest.approx(float(true[4]), abs=2e-3)
    mean, spread = index.background(question)
    assert mean == pytest.approx(float(true.mean()), abs=5e-3) and spread == pytest.approx(float(true.std()), abs=5e-3)


def test_put_replaces_and_delete_takes_out_also_after_opening_again(index):
    rows = cloud(80)
    index.put(range(80), rows)
    index.put([3], -rows[3:4])
    index.delete([4, 99])
    for one in (index, again(index)):
        assert one.count() == 79
        assert one.scores(rows[3], [3])[3] == pytest.approx(-1.0, abs=2e-3)
        assert one.scores(rows[4], [4]) == {}
        assert 4 not in [hit.id for hit in one.search(rows[4], limit=79)]


def test_recall_holds_under_filters_of_any_width(index):
    rows = cloud(3000)
    index.put(range(3000), rows)
    draw = np.random.default_rng(1)
    for share in (0.5, 0.07, 0.02):
        among = np.flatnonzero(draw.random(3000) < share)
        shared = wanted = 0
        for question in cloud(20, 11):
            true = set(among[np.argsort(-(rows[among] @ question))[:20]].tolist())
            found = {hit.id for hit in index.search(question, limit=20, among=among)}
            shared, wanted = shared + len(true & found), wanted + len(true)
            assert found <= set(among.tolist())
        assert shared / wanted >= 0.95


def test_another_process_sees_what_was_written(index):
    rows = cloud(10)
    reader = again(index)
    index.put(range(10), rows)
    assert reader.count() == 10
    index.delete([0])
    assert reader.count() == 9 and reader.search(rows[0], limit=1)[0].id != 0


def test_many_small_writes_are_put_together_without_loss(index):
    rows = cloud(MANY_FILES + 20)
    for number in range(len(rows)):
        index.put([number], rows[number : number + 1])
    assert len(index.shelf.files()) <= MANY_FILES
    assert again(index).count() == len(rows)
    assert index.search(rows[7], limit=1)[0].id == 7


def test_a_write_cut_off_leaves_the_shelf_as_it_was(index):
    index.put(range(10), cloud(10))
    (index.shelf.folder / ".000000000009-deadbeef.npz.draft").write_bytes(b"half a fi")
    fresh = again(index)
    assert fresh.count() == 10


def test_an_empty_index_answers(index):
    question = cloud(1)[0]
    assert index.search(question, limit=5) == [] and index.scores(question, [1]) == {} and index.count() == 0
    assert index.background(question) == (0.0, 0.0)
