"""The contract of an embedder, held by every one that runs on this machine; those that do not are skipped by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from embedding_server import running
from zhiqiao.domain.problems import Refused
from zhiqiao.engines.embed.names import Endpoint, made
from zhiqiao.ports.embed import Embedder

NAMES = ["none", "use", "e5", "e5:64", "openai"]
TEXTS = [
    "一种用于锂离子电池的陶瓷涂覆隔膜及其制备方法，涂层厚度为2 μm，孔隙率45%。",
    "A ceramic-coated separator for lithium-ion batteries and a method of making it.",
    "红烧肉的做法",
    "",
    " \t\n　",
    "隔",
    "X" * 40_000,
    "控制器根据温度传感器的读数调节阀门开度；" * 300,
    "\0\x01\x7f\ufeff\u200b\u202e control signs",
    "half a character: \ud800, and e\u0301 in two",
    "🔋🧪" * 200,
    "Größe ½ ﬁ ＡＢＣ℃ Ⅳ 𠮷",
]


@pytest.fixture(scope="module", params=NAMES)
def model(request, tmp_path_factory) -> Iterator[Embedder]:
    home = Path(tmp_path_factory.mktemp("home"))
    with running() as service, pytest.MonkeyPatch.context() as patch:
        patch.setattr("zhiqiao.engines.embed.endpoint.ledgers", [])  # the trail is kept in the database, by a service
        try:
            yield made(request.param, home, Endpoint(service.url, "toy", "secret"))
        except Refused as refused:
            pytest.skip(f"{request.param} is not on this machine: {refused.problems[0].code}")


@pytest.fixture(scope="module")
def together(model):
    return model.encode(TEXTS, "passage")


def test_it_says_what_it_is(model):
    assert model.id and len(model.id) <= 80
    assert isinstance(model.languages, frozenset) and (not model.dim or {"zh", "en"} <= model.languages)
    assert isinstance(model.cross_lingual, bool) and isinstance(model.needs_centering, bool)


def test_rows_are_unit_float32_and_every_text_has_one(model, together):
    assert together.shape == (len(TEXTS), model.dim) and together.dtype == np.float32
    if model.dim:
        assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_a_text_has_the_same_vector_whatever_stands_beside_it(model, kind):
    texts = [*TEXTS[:6], *TEXTS[8:]]
    before = model.encode(texts, kind)
    for place, text in enumerate(texts):
        assert np.allclose(model.encode([text], kind)[0], before[place], atol=1e-5)
    assert np.allclose(model.encode(texts[::-1], kind)[::-1], before, atol=1e-5)


def test_no_texts_give_no_rows(model):
    assert model.encode([], "passage").shape == (0, model.dim)


def test_other_texts_have_other_vectors(model, together):
    if not model.dim:
        pytest.skip("none has no vectors")
    likeness = together[:3] @ together[:3].T
    assert likeness[np.triu_indices(3, 1)].max() < 0.99
    if model.cross_lingual and not model.id.startswith("openai:"):
        assert likeness[0, 1] > likeness[0, 2] + 0.2
