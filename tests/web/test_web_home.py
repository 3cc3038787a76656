"""Home and its one search box: counters, numbers in any writing, needs with reasons, and the answer when none fits."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.http import urlencode
from web_place import PAINT_ZH, Place, numbered

from zhiqiao.web.pages.home import means_number


def search(client: Client, words: str, **more: str) -> str:
    return client.get(f"/search/?{urlencode({'q': words, **more})}").content.decode()


def test_home_counts_what_the_reader_may_see(place: Place, zh: Client) -> None:
    page = zh.get("/").content.decode()
    assert "<b>4</b>" in page, "the unpublished patent is not counted for everybody"
    assert "<b>2</b>" in page, "the restricted need is not counted"
    zh.force_login(place.officer)
    assert "<b>5</b>" in zh.get("/").content.decode()


def test_home_shows_needs_best_patents_levels_and_doorways(place: Place, zh: Client) -> None:
    page = zh.get("/").content.decode()
    assert "不含铜的船底漆，慢船也不长藤壶" in page and "保密的密封圈配方需求" not in page
    assert "无铜防污漆" in page and "尚未公开的涂层" not in page
    assert 'data-chart="bar"' in page and "一级" in page
    assert page.count("zq-action") == 3, "import, need and desk are greyed with their reason for somebody not signed in"


def test_an_empty_site_still_has_a_home(db: None, zh: Client) -> None:
    page = zh.get("/").content.decode()
    assert "还没有需求" in page and "还没有专利" in page


@pytest.mark.parametrize("write", ["{}", "ZL{}", "CN{}", " zl {} ", "专利号：{}"])
def test_a_number_in_any_writing_leads_to_the_card(place: Place, zh: Client, write: str) -> None:
    number = place.patents["paint"].application_number
    answer = zh.get("/search/", {"q": write.format(number)})
    assert answer.status_code == 302 and answer["Location"] == f"/patents/CN:{number}/"


def test_a_wrong_check_digit_is_named_with_the_right_one(place: Place, zh: Client) -> None:
    number = place.patents["paint"].application_number
    right = number[-1]
    wrong = number[:-1] + ("3" if right != "3" else "4")
    answer = zh.get("/search/", {"q": wrong})
    page = answer.content.decode()
    assert answer.status_code == 404 and wrong in page
    assert f"应为 {right}" in page or f"应为{right}" in page or f"“{right}”" in page or f" {right}" in page
    assert "number_has_valid_check_digit" not in page, "a code never reaches a person"
    assert "as=need" in page


def test_a_right_number_that_is_not_here_says_what_was_read(place: Place, en: Client) -> None:
    number = numbered("201510000099")
    answer = en.get("/search/", {"q": f"zl{number}"})
    page = answer.content.decode()
    assert answer.status_code == 404 and number in page and "well formed" in page


def test_an_unpublished_number_is_not_told_apart_from_an_unknown_one(place: Place, zh: Client) -> None:
    number = place.patents["secret"].application_number
    zh.force_login(place.stranger)
    answer = zh.get("/search/", {"q": number})
    assert answer.status_code == 404 and "尚未公开的涂层" not in answer.content.decode()
    zh.force_login(place.officer)
    assert zh.get("/search/", {"q": number}).status_code == 302


def test_a_need_returns_patents_with_reasons_and_marks(place: Place, zh: Client) -> None:
    page = search(zh, PAINT_ZH.replace("本发明公开", "想要"))
    assert "无铜防污漆" in page or "<mark>" in page
    assert f"/patents/{place.patents['paint'].record_key}/" in page
    assert "<mark>" in page and 'class="zq-reasons"' in page
    assert place.patents["secret"].record_key not in page


def test_a_need_that_nothing_fits_says_so(place: Place, zh: Client) -> None:
    page = search(zh, "给猫做一把会自己转的梳毛椅子")
    assert "没有合适的匹配" in page


def test_what_was_typed_is_escaped_and_handed_to_the_need_form(place: Place, zh: Client) -> None:
    zh.force_login(place.officer)
    page = search(zh, "船底漆 <script>alert(1)</script> 藤壶")
    assert "<script>alert(1)" not in page and "&lt;script&gt;" in page
    assert "/needs/new/?problem=" in page
    form = zh.get("/needs/new/", {"problem": "船底漆长藤壶"}).content.decode()
    assert "船底漆长藤壶" in form


def test_words_that_look_like_a_number_can_be_searched_as_words(place: Place, zh: Client) -> None:
    assert zh.get("/search/", {"q": "CN20191", "as": "need"}).status_code == 200
    assert zh.get("/search/", {"q": "  "}).status_code == 302


@pytest.mark.parametrize(
    ("given", "is_number"),
    [
        ("201910000001.X", True),
        ("CN106844774B", True),
        ("ZL2019", True),
        ("锂电池 2023 年 耐 60 度", False),
        ("we need a coating for 200 C", False),
        ("2023-2025", False),
    ],
)
def test_numbers_are_told_from_needs(given: str, is_number: bool) -> None:
    assert means_number(given) is is_number
