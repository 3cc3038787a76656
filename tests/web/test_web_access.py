"""What pages say to whom they refuse, the queue of doubtful parties, and the small tags the pages are drawn with."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from web_place import Place

from zhiqiao.domain.codes import PartyKind
from zhiqiao.records.models import Party, PartyDoubt
from zhiqiao.services import catalogue, people
from zhiqiao.web.templatetags import judged
from zhiqiao.web.templatetags.zhiqiao import label, marked, yuan


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "页面不存在"), ("en", "Page not found")])
def test_a_wrong_address_gets_a_page_with_a_way_on(db: None, language: str, words: str) -> None:
    answer = Client(headers={"Accept-Language": language}).get("/nothing-here/")
    page = answer.content.decode()
    assert answer.status_code == 404 and words in page and 'action="/search/"' in page and 'href="/patents/"' in page


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "系统出错了"), ("en", "Something broke")])
def test_the_page_of_our_faults_needs_no_request_and_no_database(language: str, words: str) -> None:
    with translation.override(language):
        page = render_to_string("500.html")
    assert words in page and 'href="/"' in page


def test_a_form_that_stood_open_too_long_is_explained(db: None) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Accept-Language": "zh-CN"})
    answer = strict.post("/account/sign-in/", {"username": "a", "password": "b"})
    assert answer.status_code == 403 and "当前账号无权访问" in answer.content.decode()


def test_a_person_without_a_role_is_told_why(place: Place, zh: Client) -> None:
    zh.force_login(people.create_user("nobody", "bridge-over-water-7", by=None))
    for address in ("/match/", "/parties/doubts/"):
        answer = zh.get(address)
        page = answer.content.decode()
        assert answer.status_code == 403 and 'role="alert"' in page and "role_permits_verb" not in page
    card = zh.get(f"/patents/{place.patents['paint'].record_key}/").content.decode()
    assert 'aria-disabled="true"' in card, "the button stands there greyed, with its reason"


@pytest.fixture
def doubt(place: Place) -> PartyDoubt:
    known = place.patents["paint"].parties.get(role="applicant").party
    other = catalogue.recognise("望川大学（杭州）")
    found = PartyDoubt.objects.filter(party__in=(known, other), other__in=(known, other)).first()
    return found or PartyDoubt.objects.create(party=known, other=other, reason="place_in_brackets")


def test_doubts_are_shown_decided_and_taken_back(place: Place, zh: Client, doubt: PartyDoubt) -> None:
    zh.force_login(place.officer)
    page = zh.get("/parties/doubts/").content.decode()
    assert "望川大学（杭州）" in page and "括号" in page
    zh.post("/parties/doubts/", {"doubt": doubt.pk, "verdict": "same"})
    doubt.refresh_from_db()
    assert doubt.verdict == "same" and doubt.decided_by == place.officer
    assert "撤回" in zh.get("/parties/doubts/").content.decode()
    zh.post("/parties/doubts/", {"doubt": doubt.pk, "verdict": "undo"})
    doubt.refresh_from_db()
    assert doubt.verdict == "open" and not Party.objects.filter(merged_into__isnull=False).exists()


def test_another_schools_doubt_cannot_be_decided(place: Place, zh: Client, doubt: PartyDoubt) -> None:
    zh.force_login(place.stranger)
    assert "望川大学（杭州）" not in zh.get("/parties/doubts/").content.decode()
    for verdict in ("same", "undo"):
        assert zh.post("/parties/doubts/", {"doubt": doubt.pk, "verdict": verdict}).status_code == 404
    assert zh.post("/parties/doubts/", {"doubt": "x", "verdict": "same"}).status_code == 404
    doubt.refresh_from_db()
    assert doubt.verdict == "open"


@pytest.mark.parametrize(
    ("spans", "html"),
    [
        ([(0, 2)], "<mark>导热</mark>&lt;胶&gt;水"),
        ([(1, 4), (0, 2)], "<mark>导热</mark><mark>&lt;胶</mark>&gt;水"),
        ([(4, 99)], "导热&lt;胶<mark>&gt;水</mark>"),
        ([], "导热&lt;胶&gt;水"),
    ],
)
def test_marks_never_overlap_and_texts_are_escaped(spans: list[tuple[int, int]], html: str) -> None:
    assert marked("导热<胶>水", spans) == html


def row(**texts: Any) -> Any:
    return SimpleNamespace(**({"abstract_zh": "", "abstract_en": "", "title_zh": "", "title_en": ""} | texts))


def test_an_excerpt_shows_where_most_met() -> None:
    text = "甲" * 300 + "耐高温胶" + "乙" * 20 + "导热" + "丙" * 300
    with translation.override("zh-hans"):
        piece = judged.excerpt(row(abstract_zh=text), {"abstract_zh": [[300, 304], [324, 326]]}, "abstract")
    assert piece is not None and "<mark>耐高温胶</mark>" in piece.html and "<mark>导热</mark>" in piece.html
    assert piece.html.startswith("…") and piece.html.endswith("…") and len(piece.html) < 200


def test_a_text_is_shown_in_the_language_that_carries_the_marks() -> None:
    both = row(abstract_zh="导热胶", abstract_en="thermal glue")
    with translation.override("en"):
        (shown,) = judged.marked_texts(both, {"abstract_zh": [[0, 2]]}, "abstract")
        assert shown.lang == "zh-CN" and shown.html == "<mark>导热</mark>胶"
        (shown,) = judged.marked_texts(both, {}, "abstract")
        assert shown.lang == "en"
        assert judged.excerpt(row(), {}, "abstract") is None


def test_codes_that_share_a_string_are_told_apart() -> None:
    with translation.override("en"):
        assert label("open") != label("open", "Confidentiality")
        assert label("other", "PartyKind") == label(PartyKind.OTHER)
        assert label("never-heard-of") == "never-heard-of" and label("") == ""


def test_money_reads_as_each_language_counts_it() -> None:
    with translation.override("zh-hans"):
        assert (yuan(80_000_000), yuan(90_000), yuan(12_345), yuan(None)) == ("80 万元", "900 元", "123.45 元", "")
    with translation.override("en"):
        assert yuan(80_000_000) == "800,000 yuan"
