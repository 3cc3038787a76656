"""Matching with every model there may be, and without: what is missing is said, never hidden; writing is refused."""

from __future__ import annotations

import numpy as np
import pytest

from embedding_server import running
from zhiqiao.domain.codes import Confidentiality
from zhiqiao.domain.problems import Refused
from zhiqiao.engines import choose
from zhiqiao.engines.embed import endpoint
from zhiqiao.engines.embed.names import e5_is_installed
from zhiqiao.records.models import AuditEvent, Need, Patent
from zhiqiao.services import embedding, indexing, matching
from zhiqiao.words import matching as words

pytestmark = pytest.mark.django_db
STOCK = [
    ("一种锂离子电池陶瓷涂覆隔膜", "", "在聚乙烯基膜上涂覆氧化铝陶瓷颗粒，隔膜在150℃下热收缩率低于3%。"),
    (
        "A ceramic separator for batteries",
        "en",
        "A polyethylene film is coated with alumina and shrinks little at 150 °C.",
    ),
    ("一种玉米脱粒机", "", "脱粒滚筒转速可调，籽粒破碎率低。"),
    ("一种污水除磷药剂", "", "聚合硫酸铁与石灰复配，总磷去除率高。"),
    ("一种轴承钢", "", "控制氧含量与夹杂物，疲劳寿命提高。"),
]
ASKED = "电池隔膜耐高温，收缩率低"


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path, monkeypatch):
    settings.INDEXES, settings.HOME, settings.QUALITY_EMBEDDER = tmp_path / "index", tmp_path, ""
    monkeypatch.setattr(endpoint, "LONGEST_PAUSE", 0.01)
    forget()
    for number, (title, language, text) in enumerate(STOCK * 7):
        ending = language or "zh"
        Patent.objects.create(
            record_key=f"CN:{number}",
            office="CN",
            willing=["license"],
            **{f"title_{ending}": title, f"abstract_{ending}": f"{text} {number}"},
        )
    yield
    forget()


def forget():
    choose.embedder_named.cache_clear()
    choose.reranker_named.cache_clear()
    choose.failures.clear()
    embedding.rereading.silent_until = 0.0
    embedding.quality.asked.cache_clear()
    embedding.quality.latest.clear()


def index() -> None:
    indexing.index_patents(list(Patent.objects.values_list("pk", flat=True)))


def best(result) -> str:
    row = result.rows[0] if result.rows else result.best_below_floor
    return row.row.title_zh


@pytest.fixture
def service(settings):
    with running() as one:
        settings.EMBEDDER = "openai"
        settings.EMBEDDINGS_ENDPOINT = {"url": one.url, "model": "toy", "key": ""}
        yield one


def test_a_service_is_asked_once_for_a_question_and_the_person_is_on_the_trail(service, officer):
    index()
    AuditEvent.objects.all().delete()
    result = matching.suggest_for_text(ASKED, user=officer)
    assert result.embedder_note == "" and "openai:" in result.version
    event = AuditEvent.objects.get(verb="texts_sent")
    assert event.by == officer and event.data["texts"] == 1


def test_a_service_that_stops_answering_leaves_matching_by_words_and_says_so(service, officer):
    index()
    service.always = "503"
    result = matching.suggest_for_text(ASKED, user=officer)
    assert best(result) == STOCK[0][0] and result.embedder_note == "embedder_missing"
    service.asked.clear()
    again = matching.suggest_for_text(ASKED, user=officer)
    assert service.asked == [] and again.embedder_note == "embedder_missing"  # nobody waits for it a second time
    assert "zhiqiao status" in words.say(again.embedder_note)
    assert choose.embedder_problem().code == "endpoint_answers"


def test_indexing_without_the_model_is_refused_and_the_old_vectors_stay(service, settings):
    index()
    before = choose.vector_search("patents").rows([Patent.objects.order_by("pk").first().pk])
    service.always = "503"
    Patent.objects.update(abstract_zh="另一段文字")
    with pytest.raises(Refused) as refused:
        index()
    assert refused.value.problems[0].code == "endpoint_answers"
    service.always = ""
    after = choose.vector_search("patents", model=choose.embedder_named("openai"))
    assert np.array_equal(after.rows([Patent.objects.order_by("pk").first().pk]), before)


def test_another_model_is_another_index_and_vectors_are_never_mixed(service, settings, officer):
    index()
    held = choose.vector_search("patents").count()
    settings.EMBEDDER = "use"
    forget()
    assert choose.vector_search("patents").count() == 0
    result = matching.suggest_for_text(ASKED, user=officer)
    assert result.embedder_note == "not_embedded" and "zhiqiao index" in words.say("not_embedded")
    assert best(result) == STOCK[0][0]
    index()
    assert matching.suggest_for_text(ASKED, user=officer).embedder_note == ""
    settings.EMBEDDER = "openai"
    forget()
    assert choose.vector_search("patents").count() == held  # switching back costs nothing


def test_a_damaged_model_leaves_matching_by_words(settings, officer, monkeypatch, tmp_path):
    settings.EMBEDDER = "use"
    index()
    for name in ("weights.npz", "sp.model"):
        (tmp_path / name).write_bytes(b"damaged")
    monkeypatch.setattr("zhiqiao.engines.embed.use.data_folder", lambda: tmp_path)
    forget()
    result = matching.suggest_for_text(ASKED, user=officer)
    assert result.embedder_note == "embedder_missing" and best(result) == STOCK[0][0]
    assert choose.embedder_problem().code == "embedder_file_is_genuine"
    with pytest.raises(Refused):
        index()
    monkeypatch.undo()


def test_the_first_model_may_be_one_that_needs_centring(settings, officer):
    if not e5_is_installed(settings.HOME):
        pytest.skip("e5 is not on this machine")
    settings.EMBEDDER = "e5"
    index()
    result = matching.suggest_for_text("ceramic coated separator that does not shrink in the heat", user=officer)
    found = [match.row.title_zh or match.row.title_en for match in [*result.rows, result.best_below_floor] if match]
    assert result.embedder_note == "" and found[0] in (STOCK[0][0], STOCK[1][0])


def test_the_second_model_is_used_once_its_vectors_are_there_and_named(settings, officer):
    if not e5_is_installed(settings.HOME):
        pytest.skip("e5 is not on this machine")
    settings.EMBEDDER, settings.QUALITY_EMBEDDER = "use", "auto"
    index()
    embedding.embed(quality=True, processes=1)
    result = matching.suggest_for_text(ASKED, user=officer)
    assert "e5-small@" in result.version and best(result) == STOCK[0][0]
    settings.QUALITY_EMBEDDER = ""
    forget()
    assert "e5-small@" not in matching.suggest_for_text(ASKED, user=officer).version


def test_what_is_not_published_and_needs_that_are_restricted_are_never_sent(service, officer, university):
    secret = Patent.objects.create(
        record_key="CN:secret", office="CN", title_zh="尚未公开的隔膜", is_public=False, holder=university
    )
    need = {"title_zh": "保密的隔膜需求", "problem_zh": "具体工艺不便公开", "owner": university}
    restricted = Need.objects.create(**need, confidentiality=Confidentiality.RESTRICTED)
    index()
    embedding.embed()
    result = matching.suggest_patents(restricted, user=officer, by=officer)
    assert result.embedder_note == "kept_here" and words.say("kept_here")
    closed = matching.suggest_enterprises(secret, user=officer, by=officer)
    assert closed.embedder_note == "kept_here"
    sent = "".join(text for _, body, _ in service.asked for text in body["input"])
    assert "尚未公开" not in sent and "保密" not in sent and "不便公开" not in sent and "陶瓷涂覆" in sent
    found = matching.suggest_for_text(
        "尚未公开的隔膜", user=officer
    )  # by its words it is found by those who may see it
    assert any(match.row.pk == secret.pk for match in [*found.rows, found.best_below_floor] if match)


def test_the_second_model_elsewhere_is_not_sent_them_either(service, settings, officer, university):
    settings.EMBEDDER, settings.QUALITY_EMBEDDER = "none", "openai"
    Patent.objects.filter(record_key="CN:0").update(is_public=False, title_zh="尚未公开")
    need = {"title_zh": "保密的隔膜需求", "problem_zh": "具体工艺不便公开", "owner": university}
    restricted = Need.objects.create(**need, confidentiality=Confidentiality.RESTRICTED)
    index()
    embedding.embed(quality=True)
    matching.suggest_patents(restricted, user=officer, by=officer)
    sent = "".join(text for _, body, _ in service.asked for text in body["input"])
    assert "尚未公开" not in sent and "保密" not in sent and "脱粒机" in sent


@pytest.fixture
def rereader(settings):
    with running() as one:
        settings.EMBEDDER, settings.RERANKER = "none", "endpoint"
        settings.RERANK_ENDPOINT = {"url": one.url, "model": "toy-rerank", "key": ""}
        yield one


def rows(result) -> list[int]:
    return [match.row.pk for match in result.rows]


def test_a_reranker_changes_the_order_of_the_top_and_scores_still_fall(rereader, settings, officer):
    index()
    settings.RERANKER = ""
    before = matching.suggest_for_text(ASKED, user=officer, limit=5)
    settings.RERANKER = "endpoint"
    after = matching.suggest_for_text(ASKED, user=officer, limit=5)
    assert "rerank:127.0.0.1" in after.version and "rerank:" not in before.version
    asked = [body for path, body, _ in rereader.asked if path.endswith("/rerank")]
    assert len(asked) == 1 and asked[0]["query"] == ASKED and 2 <= len(asked[0]["documents"]) <= 30
    scores = [match.score for match in after.rows]
    assert scores == sorted(scores, reverse=True)
    event = AuditEvent.objects.get(verb="texts_sent")
    assert event.by == officer and event.data["texts"] == len(asked[0]["documents"]) + 1


def test_a_reranker_that_is_silent_leaves_our_order_and_says_so(rereader, settings, officer):
    index()
    settings.RERANKER = ""
    before = matching.suggest_for_text(ASKED, user=officer)
    settings.RERANKER, rereader.always = "endpoint", "500"
    after = matching.suggest_for_text(ASKED, user=officer)
    assert rows(after) == rows(before) and words.say("reranker_missing")
    assert after.embedder_note in ("words_only", "reranker_missing")


def test_a_reranker_is_not_sent_what_is_not_published_or_restricted(rereader, officer, university):
    Patent.objects.filter(record_key="CN:0").update(is_public=False, holder=university, title_zh="尚未公开的隔膜")
    need = {"title_zh": "电池隔膜耐高温", "problem_zh": "保密的收缩率要求", "owner": university}
    index()
    matching.suggest_for_text(ASKED, user=officer)
    assert rereader.asked and "尚未公开" not in str(rereader.asked)
    rereader.asked.clear()
    restricted = Need.objects.create(**need, confidentiality=Confidentiality.RESTRICTED)
    matching.suggest_patents(restricted, user=officer, by=officer)
    assert rereader.asked == []
