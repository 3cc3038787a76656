"""The kernels of the batch match: exactly the best of every document, ranked exactly as the domain ranks one need."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from batch_world import LIMITS, World

from zhiqiao.domain.matching import learned
from zhiqiao.domain.matching.wording import Known, Told, by_chance, rarity, saturated
from zhiqiao.engines.batch import candidates, ranked
from zhiqiao.engines.batch.best import Best, joined
from zhiqiao.engines.batch.shards import VIEWS
from zhiqiao.engines.batch.work import packed


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    return World.made(tmp_path_factory.mktemp("world"))


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("floor", [-np.inf, 0.0])
def test_the_best_are_the_best_also_among_equals(ties: bool, floor: float):
    draw = np.random.default_rng(7)
    scores = draw.standard_normal((30, 5000)).astype(np.float32)
    if ties:
        scores = np.round(scores * 3) / 3
    best = Best(30, 40, floor)
    for first in range(0, 5000, 700):
        for need in range(0, 30, 16):
            block = np.ascontiguousarray(scores[need : need + 16, first : first + 700])
            best.offer(need, block, np.arange(first, min(first + 700, 5000)))
    found, places = best.result()
    for need in range(30):
        order = np.lexsort((np.arange(5000), -scores[need]))[:40]
        order = order[scores[need, order] > floor]
        assert places[need, : len(order)].tolist() == order.tolist()
        assert found[need, : len(order)].tolist() == scores[need, order].tolist()


def test_fewer_than_asked_for_leave_places_empty():
    best = Best(2, 5, 0.0)
    best.offer(0, np.array([[0.5, 0.0, 0.7], [0.0, 0.0, 0.0]], dtype=np.float32), np.array([4, 5, 9]))
    scores, places = best.result()
    assert places.tolist() == [[9, 4, -1, -1, -1], [-1] * 5]
    assert np.isneginf(scores[1]).all()


def test_lists_join_by_score_and_then_by_number():
    one = (np.array([[0.9, 0.5]], dtype=np.float32), np.array([[3, 8]]))
    two = (np.array([[0.9, 0.5]], dtype=np.float32), np.array([[1, 2]]))
    scores, places = joined([one[0], two[0]], [one[1], two[1]], 3)
    assert places.tolist() == [[1, 3, 2]]
    assert scores.tolist() == [[np.float32(0.9), np.float32(0.9), np.float32(0.5)]]


def every_word_score(world: World, name: str, language: int, need: int) -> np.ndarray:
    """Of all documents, reckoned by the domain."""
    block = world.blocks[name]
    those = block.terms_of(need)
    places = block.numbers[those].astype(np.int64)
    known = Known(world.known.documents, world.known.frequency[:, places], world.known.mean_lengths)
    weight = block.weight[language, those] if block.languages[language] else block.anywhere[those]
    said = saturated(Told(world.ids, world.counts[:, :, places], world.lengths), known, language)
    worth = weight * rarity(known)[language]
    return said @ worth - learned.table().words.chance * by_chance(worth, world.lengths, known, language)


@pytest.mark.parametrize("name", ["zh", "en", "both"])
def test_word_candidates_are_the_best_of_all_documents(world: World, name: str):
    found = candidates.find(world.given(name))
    block = world.blocks[name]
    speaks = np.stack((world.lengths[:, :4].any(axis=1), world.lengths[:, 4:].any(axis=1)), axis=1)
    own = (speaks & block.languages).any(axis=1)
    for language in (0, 1):
        relation = "own" if block.languages[language] else "other"
        for need in range(len(block)):
            every = every_word_score(world, name, language, need)
            if relation == "other":
                every = np.where(own, 0, every)
            limit = LIMITS[f"words-{relation}"]
            best = np.sort(every[every > 0])[::-1][:limit]
            ids = found[f"words-{relation}-{language}-ids"][need]
            ids = ids[ids >= 0]
            assert len(set(ids.tolist())) == len(ids) == len(best)
            reached = every[np.searchsorted(world.ids, ids)]
            np.testing.assert_allclose(reached, best, rtol=1e-4, atol=1e-4)
            kept = found[f"words-{relation}-{language}-scores"][need, : len(ids)]
            np.testing.assert_allclose(kept, best, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ["zh", "en", "both"])
def test_meaning_candidates_are_the_nearest_of_all_documents(world: World, name: str):
    found = candidates.find(world.given(name))
    block = world.blocks[name]
    speaks = np.stack((world.lengths[:, :4].any(axis=1), world.lengths[:, 4:].any(axis=1)), axis=1)
    own = (speaks & block.languages).any(axis=1)
    for relation, those, vector in (("own", own, 0), ("other", ~own, 1)):
        for view in VIEWS:
            matrix = world.vectors[view]
            rows = np.flatnonzero(those & ~np.isnan(matrix[:, 0]))
            for need in range(len(block)):
                cosines = matrix[rows] @ block.vectors[vector, need]
                best = np.sort(cosines)[::-1][: LIMITS[f"meaning-{relation}"]]
                ids = found[f"meaning-{relation}-{view}-ids"][need]
                assert set(ids[: len(best)].tolist()) <= set(world.ids[rows].tolist())
                np.testing.assert_allclose(
                    found[f"meaning-{relation}-{view}-scores"][need, : len(best)], best, atol=1e-5
                )


@pytest.mark.parametrize("name", ["zh", "en", "both"])
def test_shards_do_not_change_what_is_found(world: World, name: str):
    """One tile over all shards finds the documents that tiles of one shard find together."""
    whole = candidates.merge([candidates.find(world.given(name))])
    parts = candidates.merge([candidates.find(world.given(name, [shard])) for shard in world.shards])
    assert whole.keys() == parts.keys()
    for key in whole:
        if key.endswith("-ids"):
            assert np.mean(whole[key] == parts[key]) > 0.999, key
        else:
            np.testing.assert_allclose(whole[key], parts[key], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ["zh", "en", "both"])
def test_candidates_are_ranked_as_for_one_need(world: World, name: str, tmp_path: Path):
    found = candidates.find(world.given(name))
    kept = tmp_path / "candidates.npz"
    kept.write_bytes(packed(found))
    result = ranked.rank({**world.given(name), "candidates": str(kept), "top": 15})
    block = world.blocks[name]
    for need in range(len(block)):
        ids = np.unique(np.concatenate([found[one][need] for one in found if one.endswith("-ids")]))
        stands = world.stand(block, need, ids[ids >= 0].astype(np.int64))
        expected = stands.ranked()[:15]
        assert result["candidates"][need] == len(stands.ids)
        assert result["ids"][need].tolist() == [one.id for one in expected]
        for figure in ("score", "words", "meaning", "covered", "cosine", "above"):
            np.testing.assert_allclose(result[figure][need], [getattr(one, figure) for one in expected], atol=1e-5)
