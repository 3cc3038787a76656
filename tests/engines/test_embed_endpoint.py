"""Services elsewhere, over real HTTP: what is sent, what is believed, what is tried again, and what is never told."""

from __future__ import annotations

import json
import logging
import time

import numpy as np
import pytest

from embedding_server import DIM, running
from zhiqiao.domain.problems import Refused
from zhiqiao.engines.embed import endpoint as service_engine
from zhiqiao.engines.embed.endpoint import EndpointEmbedder, EndpointReranker, Service
from zhiqiao.engines.embed.names import Endpoint

TEXTS = [f"text {number}" for number in range(70)]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(service_engine, "LONGEST_PAUSE", 0.01)
    monkeypatch.setattr(service_engine, "ledgers", [])  # the trail is kept in the database, by a service


@pytest.fixture
def service():
    with running() as one:
        yield one


def embedder(service, tmp_path, **more):
    return EndpointEmbedder(Endpoint(service.url, "toy-embed", "top secret", **more), cache=tmp_path)


def code_of(refused) -> str:
    return refused.value.problems[0].code


def test_texts_go_in_batches_and_come_back_in_order(service, tmp_path):
    model = embedder(service, tmp_path)
    service.asked.clear()
    made = model.encode(TEXTS)
    assert [len(body["input"]) for _, body, _ in service.asked] == [32, 32, 6]
    assert {path for path, _, _ in service.asked} == {"/v1/embeddings"}
    assert all(headers["Authorization"] == "Bearer top secret" for _, _, headers in service.asked)
    assert np.allclose(made[40], model.encode([TEXTS[40]])[0])
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-6)


def test_its_id_names_host_model_and_dimension_and_no_key(service, tmp_path):
    model = embedder(service, tmp_path)
    assert model.id == f"openai:127.0.0.1:{service.server_address[1]}/toy-embed/{DIM}" and model.dim == DIM
    kept = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert "secret" not in kept


def test_the_dimension_is_asked_once_and_held_to(service, tmp_path):
    embedder(service, tmp_path)
    service.asked.clear()
    model = embedder(service, tmp_path)
    assert service.asked == []
    service.always = "dimension"
    with pytest.raises(Refused) as refused:
        model.encode(["x"])
    assert code_of(refused) == "endpoint_keeps_dimension"
    assert refused.value.problems[0].data == {"found": DIM + 1, "expected": DIM}


def test_prefixes_are_sent_and_make_another_id(service, tmp_path):
    plain, told = embedder(service, tmp_path), embedder(service, tmp_path, query_prefix="q: ", passage_prefix="p: ")
    assert plain.id != told.id
    service.asked.clear()
    told.encode(["pump"], "query")
    told.encode(["pump"], "passage")
    assert [body["input"] for _, body, _ in service.asked] == [["q: pump"], ["p: pump"]]


@pytest.mark.parametrize("fault", ["429", "500", "502", "503", "504", "hang up"])
def test_what_may_pass_is_tried_again(service, tmp_path, fault):
    model = embedder(service, tmp_path)
    service.faults = [fault, fault]
    assert model.encode(["pump"]).shape == (1, DIM)
    service.always = fault
    service.asked.clear()
    with pytest.raises(Refused) as refused:
        model.encode(["pump"])
    assert code_of(refused) == "endpoint_answers" and len(service.asked) == 5
    service.asked.clear()
    with pytest.raises(Refused):
        model.encode(["pump"], "query")
    assert len(service.asked) == 2  # somebody waits


@pytest.mark.parametrize("fault", ["400", "401", "403", "404", "413", "301"])
def test_what_will_not_pass_is_refused_at_once(service, tmp_path, fault):
    model = embedder(service, tmp_path)
    service.always = fault
    service.asked.clear()
    with pytest.raises(Refused) as refused:
        model.encode(["pump"])
    assert code_of(refused) == "endpoint_accepts_us" and len(service.asked) == 1
    assert refused.value.problems[0].data["reason"] == f"HTTP {fault}"


@pytest.mark.parametrize("fault", ["html", "nan", "fewer", "other"])
def test_an_answer_that_is_something_else_is_not_believed(service, tmp_path, fault):
    model = embedder(service, tmp_path)
    service.always = fault
    with pytest.raises(Refused) as refused:
        model.encode(["pump", "valve"])
    assert code_of(refused) == "endpoint_answer_is_understood"


def test_a_service_that_is_slow(service, tmp_path, monkeypatch):
    model = embedder(service, tmp_path)
    monkeypatch.setitem(service_engine.SECONDS, "query", service_engine.httpx.Timeout(0.05))
    service.always = "slow"
    started = time.monotonic()
    with pytest.raises(Refused) as refused:
        model.encode(["pump"], "query")
    assert code_of(refused) == "endpoint_answers" and "Timeout" in refused.value.problems[0].data["reason"]
    assert time.monotonic() - started < 5


def test_a_service_that_is_gone(service, tmp_path):
    model = embedder(service, tmp_path)
    model.service.client.close()
    model.service.client = service_engine.httpx.Client()
    service.server_close()
    service.shutdown()
    with pytest.raises(Refused) as refused:
        model.encode(["pump"], "query")
    assert code_of(refused) == "endpoint_answers"


@pytest.mark.parametrize("url", ["http://api.example.com/v1", "ftp://127.0.0.1/v1", "127.0.0.1:8080", "http://8.8.8.8"])
def test_texts_and_key_never_travel_openly(url):
    with pytest.raises(Refused) as refused:
        Service(url, "model", "key", setting="EMBEDDINGS")
    assert code_of(refused) == "endpoint_is_safe"


@pytest.mark.parametrize("url", ["https://api.example.com/v1", "http://10.0.0.7:8000/v1", "http://gpu:8000/v1"])
def test_a_private_network_may_go_without_encryption(url):
    assert Service(url, "model", "", setting="EMBEDDINGS").url == url


def test_what_is_not_set_is_named(tmp_path):
    with pytest.raises(Refused) as refused:
        EndpointEmbedder(Endpoint(), cache=tmp_path)
    assert refused.value.problems[0].given == "ZHIQIAO_EMBEDDINGS_URL"
    with pytest.raises(Refused) as refused:
        EndpointReranker("http://127.0.0.1:1/v1", "", "")
    assert refused.value.problems[0].given == "ZHIQIAO_RERANK_MODEL"


def test_a_ledger_is_told_how_many_and_where_and_logs_hold_neither_text_nor_key(service, tmp_path, monkeypatch, caplog):
    told = []
    monkeypatch.setattr(service_engine, "ledgers", [lambda place, texts: told.append((place, texts))])
    model = embedder(service, tmp_path)
    told.clear()
    service.faults = ["500"]
    with caplog.at_level(logging.DEBUG):
        model.encode(["我们尚未公开的发明"], "query")
    place = f"127.0.0.1:{service.server_address[1]}/toy-embed"
    assert told == [(place, 1), (place, 1)]  # sent twice, told twice
    assert "尚未公开" not in caplog.text and "secret" not in caplog.text


@pytest.mark.parametrize("word", ["documents", "texts"])
def test_both_manners_of_reranking(service, word):
    service.wants = word
    model = EndpointReranker(service.url, "toy-rerank", "top secret")
    scores = model.scores("abc", ["xyz", "abz", "abc"])
    assert scores.tolist() == [0.0, 2.0, 3.0] and scores.dtype == np.float32
    service.asked.clear()
    model.scores("abc", ["a"])
    assert len(service.asked) == 1  # it remembers the manner
    assert model.scores("abc", []).shape == (0,)
    assert model.id == f"rerank:127.0.0.1:{service.server_address[1]}/toy-rerank"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("html", "endpoint_answer_is_understood"),
        ("fewer", "endpoint_answer_is_understood"),
        ("401", "endpoint_accepts_us"),
        ("400", "endpoint_accepts_us"),
        ("503", "endpoint_answers"),
    ],
)
def test_a_reranker_that_fails_is_refused(service, fault, code):
    service.always = fault
    with pytest.raises(Refused) as refused:
        EndpointReranker(service.url, "toy-rerank", "").scores("abc", ["a", "b"])
    assert code_of(refused) == code


@pytest.mark.parametrize("answer", [[{"index": 5, "score": 1}], [{"score": 1}], 3, None, {"results": None}, [[1]]])
def test_odd_scores_are_refused(service, answer):
    with pytest.raises(Refused) as refused:
        EndpointReranker(service.url, "toy-rerank", "").understood(json.loads(json.dumps(answer)), 1)
    assert code_of(refused) == "endpoint_answer_is_understood"
