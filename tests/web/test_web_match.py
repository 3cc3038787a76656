"""The match desk: for whom it opens, what it lists, and that every match shows its reasons, marks and doubts."""

from __future__ import annotations

import pytest
from django.test import Client
from web_place import Place

from zhiqiao.records.models import AuditEvent, MatchRun
from zhiqiao.services import matching


@pytest.fixture
def officer(place: Place, zh: Client) -> Client:
    zh.force_login(place.officer)
    return zh


@pytest.mark.parametrize("address", ["/match/", "/match/need/1/", "/match/patent/CN:201910000001.0/"])
def test_the_desk_asks_to_sign_in_first(db: None, zh: Client, address: str) -> None:
    answer = zh.get(address)
    assert answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/?next=/match/")


def test_the_desk_lists_open_needs_with_what_was_found(place: Place, officer: Client) -> None:
    page = officer.get("/match/").content.decode()
    assert "不含铜的船底漆，慢船也不长藤壶" in page and "尚未匹配" in page
    before = MatchRun.objects.count()
    answer = officer.post("/match/")
    assert answer.status_code == 302 and MatchRun.objects.count() == before + 3
    page = officer.get("/match/").content.decode()
    assert "尚未匹配" not in page and "无合适" in page
    assert MatchRun.objects.count() == before + 3, "looking at the desk matches nothing"


def test_the_desk_narrows_by_words_and_industry(place: Place, officer: Client) -> None:
    page = officer.get("/match/", {"q": "梳毛", "industry": "materials"}).content.decode()
    assert "给猫做的全自动梳毛椅" in page and "不含铜的船底漆，慢船也不长藤壶" not in page
    assert "没有符合条件的进行中需求" in officer.get("/match/", {"industry": "biomed"}).content.decode()


def test_a_need_gets_ranked_patents_with_reasons_marked_in_both_texts(place: Place, officer: Client) -> None:
    page = officer.get(f"/match/need/{place.needs['paint'].pk}/").content.decode()
    assert f"/patents/{place.patents['paint'].record_key}/" in page
    needed, found = page.split('class="zq-both"', 1)[1].split("</div>", 1)
    assert "<mark>" in needed and "<mark>" in found.split("zq-parts", 1)[0]
    assert 'class="zq-reasons"' in page and "得分构成" in page
    assert "仅按词语匹配" in page, "without an embedder the page says that meaning is not compared"


def test_no_good_match_is_said_and_the_near_miss_is_named_as_such(place: Place, officer: Client) -> None:
    page = officer.get(f"/match/need/{place.needs['none'].pk}/").content.decode()
    assert "没有合适的匹配" in page and "件专利，最合适的在前" not in page
    look = matching.look_for_patents(place.needs["none"], user=place.officer).result
    assert (look.best_below_floor is not None) == ("未达标准中最接近的一项" in page)


def test_a_restricted_need_is_hidden_from_others(place: Place, zh: Client) -> None:
    zh.force_login(place.stranger)
    answer = zh.get(f"/match/need/{place.needs['hidden'].pk}/")
    assert answer.status_code == 404 and "密封圈" not in answer.content.decode()
    assert "密封圈" not in zh.get("/match/").content.decode()


def test_a_patent_gets_enterprises_on_its_page_and_as_a_part(place: Place, officer: Client) -> None:
    address = f"/match/patent/{place.patents['paint'].record_key}/"
    page = officer.get(address).content.decode()
    assert "青岛碧礁涂料有限公司" in page and 'class="zq-reasons"' in page
    part = officer.get(f"{address}?part=1", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "青岛碧礁涂料有限公司" in part and address in part


def test_patents_can_be_chosen_to_start_from(place: Place, officer: Client) -> None:
    page = officer.get("/match/", {"view": "patents"}).content.decode()
    assert f"/match/patent/{place.patents['paint'].record_key}/" in page
    assert place.patents["lapsed"].record_key not in page, "a lapsed right is not offered"


def test_the_desk_speaks_english(place: Place, en: Client) -> None:
    en.force_login(place.officer)
    page = en.get(f"/match/need/{place.needs['paint'].pk}/").content.decode()
    assert "Copper-free antifouling paint" in page and "How the score is made up" in page
    assert "found, best first" in page


@pytest.mark.parametrize("kind", ["need", "patent"])
def test_looking_keeps_nothing_and_keeping_is_asked_for(place: Place, officer: Client, kind: str) -> None:
    need, patent = place.needs["paint"].pk, place.patents["paint"].record_key
    address = f"/match/need/{need}/" if kind == "need" else f"/match/patent/{patent}/"
    trail = AuditEvent.objects.count()
    page = officer.get(address).content.decode()
    officer.get(f"{address}?part=1", headers={"HX-Request": "true"})
    assert MatchRun.objects.count() == 0 and AuditEvent.objects.count() == trail
    assert "留存此结果" in page and "目前只是查看" in page
    answer = officer.post(address)
    assert answer.status_code == 302 and answer["Location"] == address
    run = MatchRun.objects.get()
    assert (run.by, run.shown) == (place.officer, 1)
    page = officer.get(address).content.decode()
    assert "此后未有变化" in page and "已重新匹配并留存" in page and MatchRun.objects.count() == 1


def test_a_kept_answer_stands_only_as_long_as_nothing_changed(place: Place, officer: Client) -> None:
    need = place.needs["paint"]
    kept = matching.suggest_patents(need, user=place.officer, limit=1, by=place.officer)
    look = matching.look_for_patents(need, user=place.officer, limit=1)
    assert look.result.run_id == kept.run_id and look.still_holds
    assert [one.as_json() for one in (look.result.rows[0].explanation, kept.rows[0].explanation)].count(
        kept.rows[0].explanation.as_json()
    ) == 2, "what was stored says the same"
    found_anew = matching.look_for_patents(need, user=place.officer, limit=20)
    assert found_anew.result.run_id is None and found_anew.still_holds, "one was kept, more are asked for"
    place.patents["paint"].save()
    look = matching.look_for_patents(need, user=place.officer, limit=1)
    assert look.result.run_id is None and not look.still_holds and look.kept_at
    assert "以下为重新查找的结果" in officer.get(f"/match/need/{need.pk}/").content.decode()


def test_what_another_kept_is_not_shown(place: Place) -> None:
    matching.suggest_patents(place.needs["paint"], user=place.officer, limit=1, by=place.officer)
    look = matching.look_for_patents(place.needs["paint"], user=place.stranger, limit=1)
    assert look.result.run_id is None and look.kept_at is None


def test_enterprises_come_back_as_kept(place: Place) -> None:
    patent = place.patents["paint"]
    kept = matching.suggest_enterprises(patent, user=place.officer, limit=1, by=place.officer)
    look = matching.look_for_firms(patent, user=place.officer, limit=1)
    assert look.result.run_id == kept.run_id
    assert [one.row for one in look.result.rows] == [place.firm]
    assert look.result.rows[0].sureness == kept.rows[0].sureness
