"""Models from a folder: only safetensors, no code out of the folder, no network, and a plain word when it cannot be."""

from __future__ import annotations

import sys
import types

import numpy as np
import pytest

from zhiqiao.domain.problems import Refused
from zhiqiao.engines.embed.names import Endpoint, made


class Pretended:
    """Stands for the library's model: keeps how it was called, gives rows that hang on the text."""

    calls: list[tuple] = []
    prompts = {"query": "search: ", "document": ""}

    def __init__(self, path, **options):
        Pretended.calls.append((path, options))
        if "broken" in path:
            raise OSError("no file named model.safetensors\nlong traceback")

    def encode(self, texts, prompt=None, **options):
        rows = np.array([[len((prompt or "") + text) + 1.0, 1.0, 2.0] for text in texts])
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def library(monkeypatch):
    module = types.ModuleType("sentence_transformers")
    module.SentenceTransformer = Pretended
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    Pretended.calls.clear()


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "bge-small-zh"
    place.mkdir()
    (place / "modules.json").write_text("[]")
    (place / "model.safetensors").write_bytes(b"weights")
    return place


def model_of(folder):
    return made(f"st:{folder}", folder, Endpoint())


def code_of(refused) -> str:
    return refused.value.problems[0].code


def test_it_runs_nothing_of_the_folder_and_asks_no_network(library, folder):
    model_of(folder)
    assert Pretended.calls == [
        (
            str(folder),
            {"trust_remote_code": False, "local_files_only": True, "model_kwargs": {"use_safetensors": True}},
        )
    ]


def test_vectors_prompts_and_id(library, folder):
    model = model_of(folder)
    assert model.dim == 3 and model.encode([]).shape == (0, 3)
    made = model.encode(["pump", "half \ud800"], "passage")
    assert made.dtype == np.float32 and np.allclose(np.linalg.norm(made, axis=1), 1)
    assert not np.allclose(model.encode(["pump"], "query"), made[:1])  # the model's own prompt was put before it
    assert model.id.startswith("st:bge-small-zh@sha256:") and len(model.id) <= 80
    (folder / "model.safetensors").write_bytes(b"other weights")
    assert model_of(folder).id != model.id


@pytest.mark.parametrize("lacking", ["modules.json", "model.safetensors"])
def test_a_folder_that_lacks_something_is_refused(library, folder, lacking):
    (folder / lacking).unlink()
    (folder / "pytorch_model.bin").write_bytes(b"a pickle, which may run anything")
    with pytest.raises(Refused) as refused:
        model_of(folder)
    assert code_of(refused) == "model_folder_is_usable" and Pretended.calls == []


def test_a_model_the_library_refuses(library, folder):
    broken = folder.rename(folder.parent / "broken")
    with pytest.raises(Refused) as refused:
        model_of(broken)
    assert code_of(refused) == "model_runs_here"
    assert refused.value.problems[0].data["reason"] == "OSError: no file named model.safetensors"


def test_without_the_library_it_says_what_to_install(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(Refused) as refused:
        model_of(folder)
    assert code_of(refused) == "model_library_is_installed"
