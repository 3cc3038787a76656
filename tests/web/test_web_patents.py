"""The catalogue and the patent card: facets in the address, parts for htmx, exports, and all that a card must say."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from django.test import Client
from web_place import Place, draft, numbered

from zhiqiao.domain.patents.numbers import read_number, record_key
from zhiqiao.records.models import Patent
from zhiqiao.services import catalogue, indexing


def listed(page: str) -> set[str]:
    return set(re.findall(r'<a href="/patents/(CN:[^/]+)/">', page))


def test_facets_narrow_and_stay_in_the_address(place: Place, zh: Client) -> None:
    page = zh.get("/patents/", {"industry": "materials", "legal_state": "granted"}).content.decode()
    assert listed(page) == {place.patents["paint"].record_key}
    assert 'class="zq-chip"' in page and "industry=materials" in page
    assert 'aria-current="true"' in page
    chip = re.search(r'<a class="zq-chip" href="\?([^"]*)"', page)
    assert chip is not None
    without = zh.get(f"/patents/?{chip[1].replace('&amp;', '&')}").content.decode()
    assert listed(without) > listed(page), "the address of a chip takes its filter out"


def test_codes_and_levels_are_named_in_the_readers_language(place: Place, zh: Client, en: Client) -> None:
    chinese, english = zh.get("/patents/").content.decode(), en.get("/patents/").content.decode()
    assert "发明专利" in chinese and "新材料" in chinese and "有效" in chinese
    assert "Invention" in english and "New materials" in english and "In force" in english
    assert not re.search(r">\s*(granted|invention|materials)\s*<", chinese + english)


def test_words_and_numbers_find_and_nothing_found_offers_a_way_on(place: Place, zh: Client) -> None:
    assert place.patents["battery"].record_key in listed(zh.get("/patents/", {"q": "均温冷却"}).content.decode())
    number = place.patents["paint"].application_number
    assert listed(zh.get("/patents/", {"q": f"ZL{number}"}).content.decode()) == {f"CN:{number}"}
    empty = zh.get("/patents/", {"q": "全自动梳毛椅", "industry": "energy"}).content.decode()
    assert "zq-empty" in empty and "/search/?q=" in empty


def test_sorting_size_and_pages(place: Place, zh: Client) -> None:
    page = zh.get("/patents/", {"sort": "oldest", "size": "2"}).content.decode()
    order = re.findall(r'<a href="/patents/(CN:[^/]+)/">', page)
    assert order == [place.patents["lapsed"].record_key, place.patents["bare"].record_key]
    assert 'rel="next"' in page and "size=2" in page
    assert zh.get("/patents/", {"size": "x", "page": "-3", "sort": "no"}).status_code == 200


def test_a_part_is_sent_to_htmx_and_a_page_to_everybody_else(place: Place, zh: Client) -> None:
    part = zh.get("/patents/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode() and 'id="catalogue"' in part.content.decode()
    assert "HX-Request" in part["Vary"], "a cache must not give a part for a page"
    back = zh.get("/patents/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()


def test_the_rows_on_screen_leave_as_csv(place: Place, zh: Client) -> None:
    catalogue.upsert(draft("202010000009", "=1+1 涂料", "", "一种涂料。"), by=None)
    answer = zh.get("/patents/", {"format": "csv", "legal_state": "granted"})
    assert answer["Content-Type"].startswith("text/csv")
    raw = answer.content.decode()
    assert raw.startswith("\ufeff"), "Excel needs the mark to read Chinese"
    rows = list(csv.reader(io.StringIO(raw[1:])))
    assert len(rows) == 4 and rows[0][1] == "标题"
    assert "'=1+1 涂料" in {row[1] for row in rows}, "no cell may become a formula"


def test_the_rows_on_screen_leave_as_a_workbook(place: Place, en: Client) -> None:
    catalogue.upsert(draft("202010000009", "=1+1 涂料", "=1+1 paint", "一种涂料。"), by=None)
    assert "format=xlsx" in en.get("/patents/", {"legal_state": "granted"}).content.decode()
    answer = en.get("/patents/", {"format": "xlsx", "legal_state": "granted", "sort": "title"})
    assert answer["Content-Disposition"].endswith('.xlsx"')
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    table = list(sheet.iter_rows())
    assert [cell.value for cell in table[0]][:3] == ["Number", "Title", "Holder"] and len(table) == 4
    rows = {str(row[1].value): row for row in table[1:]}
    assert rows["=1+1 paint"][1].data_type == "s", "no cell may become a formula"
    paint = rows["Copper-free antifouling paint"]
    assert paint[0].value == numbered("201910000001") and paint[4].value == datetime(2019, 3, 1)
    assert isinstance(paint[7].value, float) and rows["=1+1 paint"][7].value is None, "not graded is empty"


def test_the_card_says_what_is_known_and_what_is_not(place: Place, zh: Client) -> None:
    page = zh.get(f"/patents/{place.patents['paint'].record_key}/").content.decode()
    for words in ("无铜防污漆", "Copper-free antifouling paint", "两年不长藤壶", "渔船与工作船船底", "许可、转让"):
        assert words in page
    for words in ("C09D5/16", "CN191000000BB"[:2], "第 9 年度", "2039-03-01", "沈若渊", "望川大学", "有效"):
        assert words in page
    assert "未提供" in page, "price and terms are not given, and the card says so"


def test_the_grade_stands_with_its_evidence_and_gaps(place: Place, zh: Client) -> None:
    page = zh.get(f"/patents/{place.patents['paint'].record_key}/").content.decode()
    assert 'id="grade"' in page and 'data-chart="radar"' in page
    assert page.count("/rubric/#") >= 16, "every criterion of the rubric has its row"
    assert "9 项权利要求" in page and "缺少" in page


def test_a_bare_patent_has_a_card_without_faults(place: Place, en: Client) -> None:
    answer = en.get(f"/patents/{place.patents['bare'].record_key}/")
    page = answer.content.decode()
    assert answer.status_code == 200 and page.count("not given") >= 6
    assert 'lang="zh-CN"' in page, "the Chinese title is marked as such for a screen reader"


def test_other_writings_of_a_number_lead_to_the_records_own_address(place: Place, zh: Client) -> None:
    number = place.patents["paint"].application_number
    answer = zh.get(f"/patents/ZL{number}/")
    assert answer.status_code == 302 and answer["Location"] == f"/patents/CN:{number}/"


@pytest.mark.parametrize(("who", "status"), [(None, 404), ("stranger", 404), ("officer", 200)])
def test_an_unpublished_patent_is_seen_by_its_own_side_only(
    place: Place, zh: Client, who: str | None, status: int
) -> None:
    if who:
        zh.force_login(getattr(place, who))
    secret = place.patents["secret"]
    assert zh.get(f"/patents/{secret.record_key}/").status_code == status
    assert (secret.record_key in listed(zh.get("/patents/").content.decode())) is (status == 200)
    assert (secret.application_number in zh.get("/patents/", {"format": "csv"}).content.decode()) is (status == 200)


def test_similar_patents_are_a_part_and_a_page_of_their_own(place: Place, zh: Client) -> None:
    address = f"/patents/{place.patents['paint'].record_key}/?part=similar"
    part = zh.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and place.patents["paint"].record_key not in listed(part)
    assert "<html" in zh.get(address).content.decode()


def test_an_international_application_with_strokes_has_pages(place: Place, zh: Client) -> None:
    number = read_number("PCT/CN2018/091234").number
    assert number is not None
    made = replace(
        draft("201810000077", "经国际申请的船底漆", "", "一种船底漆。"),
        record_key=record_key(number, None), application_number=number.canonical, office=number.office,
    )  # fmt: skip
    patent = catalogue.upsert(made, by=None, organisation=place.university).patent
    indexing.index_patents([patent.pk])
    assert "/" not in patent.record_key
    for address in ("/patents/", "/patents/?q=船底漆", "/search/?q=船底漆"):
        assert f'/patents/{patent.record_key}/"' in zh.get(address).content.decode()
    assert "PCT/CN2018/091234" in zh.get(f"/patents/{patent.record_key}/").content.decode()
    answer = zh.get("/patents/PCT/CN2018/091234/")
    assert answer.status_code == 302 and answer["Location"] == f"/patents/{patent.record_key}/"
    Patent.objects.filter(pk=patent.pk).update(record_key="WO:PCT/CN2018/091234")
    assert zh.get("/patents/").status_code == 200, "a key of an older version opens too"
    assert zh.get("/patents/WO:PCT/CN2018/091234/").status_code == 200
