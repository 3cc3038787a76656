"""A model that remembers the last questions gives what the model gives, and asks it once."""

from __future__ import annotations

import numpy as np
import pytest

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.embed import remembered
from zhiqiao.engines.embed.none import NoEmbedder
from zhiqiao.engines.embed.remembered import RememberedEmbedder


class Counting:
    """A toy model that notes what it is asked."""

    id, dim, languages, cross_lingual, needs_centering = "toy", 3, frozenset({"zh"}), True, False

    def __init__(self):
        self.asked: list[list[str]] = []
        self.is_gone = False

    def encode(self, texts, kind="passage"):
        if self.is_gone:
            raise Refused([Problem("embedder_answers")])
        self.asked.append(list(texts))
        rows = np.array([[len(text), len(set(text)), 1.0] for text in texts], dtype=np.float32).reshape(-1, 3)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def toy():
    return Counting()


def test_a_question_is_computed_once_and_told_in_the_order_asked(toy):
    model = RememberedEmbedder(toy)
    first = model.encode(["隔膜", "电池"], "query")
    again = model.encode(["电池", "涂层", "隔膜", "涂层"], "query")
    assert toy.asked == [["隔膜", "电池"], ["涂层"]]
    assert np.array_equal(again[[2, 0]], first) and np.array_equal(again[1], again[3])
    assert np.array_equal(again, Counting().encode(["电池", "涂层", "隔膜", "涂层"]))


def test_passages_are_not_remembered(toy):
    model = RememberedEmbedder(toy)
    model.encode(["隔膜"], "passage")
    model.encode(["隔膜"], "passage")
    assert len(toy.asked) == 2 and not model.known


def test_only_the_last_questions_stay(toy, monkeypatch):
    monkeypatch.setattr(remembered, "KEPT", 2)
    model = RememberedEmbedder(toy)
    for text in ("a", "bb", "a", "ccc"):
        model.encode([text], "query")
    assert list(model.known) == ["a", "ccc"]
    model.encode(["bb"], "query")
    assert toy.asked[-1] == ["bb"]


def test_a_refusal_is_passed_on_and_nothing_is_remembered(toy):
    model = RememberedEmbedder(toy)
    toy.is_gone = True
    with pytest.raises(Refused):
        model.encode(["隔膜"], "query")
    toy.is_gone = False
    assert model.encode(["隔膜"], "query").shape == (1, 3)


def test_it_says_what_the_model_says_and_does_without_vectors(toy):
    model = RememberedEmbedder(toy)
    told = (model.id, model.dim, model.languages, model.cross_lingual, model.needs_centering)
    assert told == (toy.id, toy.dim, toy.languages, toy.cross_lingual, toy.needs_centering)
    assert RememberedEmbedder(NoEmbedder()).encode(["隔膜"], "query").shape == (1, 0)
    assert model.encode([], "query").shape[0] == 0
