"""The page and the API of the difference inbox: seen by their own side, filtered, decided in bulk."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from web_place import Place, draft

from zhiqiao.records.models import Difference, User
from zhiqiao.services import legal
from zhiqiao.services.legal import Extract


@pytest.fixture
def found(place: Place) -> list[Difference]:
    owners = ("杭州某某材料有限公司",)
    said = draft("201910000001", "无铜防污漆（修订）", "Copper-free antifouling paint", "", owners=owners)
    patent = place.patents["paint"]
    legal.compare([Extract(patent.pk, said, "登记簿.xlsx", date(2026, 11, 20))], by=place.officer)
    return list(Difference.objects.order_by("field"))


def signed_in(user: User, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(user)
    return client


def test_the_page_shows_both_sides_with_source_and_date(place: Place, found: list[Difference]) -> None:
    for language, words in (("en", ("Owners", "Our record")), ("zh-CN", ("专利权人", "本系统记录"))):
        page = signed_in(place.officer, language).get("/differences/").content.decode()
        assert all(word in page for word in (*words, "望川大学", "杭州某某材料有限公司", "登记簿.xlsx", "2026-11-20"))
    owners = signed_in(place.officer).get("/differences/", {"field": "owners"}).content.decode()
    assert len(re.findall("data-row", owners)) == 1 and "data-row" in owners
    assert "data-row" not in signed_in(place.stranger).get("/differences/").content.decode()
    assert Client().get("/differences/").status_code == 302


def test_ticked_ones_are_decided_in_bulk_and_the_list_comes_back_as_it_was(
    place: Place, found: list[Difference]
) -> None:
    client = signed_in(place.officer)
    sent = {"difference": [one.pk for one in found], "verdict": "accept", "back": "?field=owners"}
    answer = client.post("/differences/decide/", sent)
    assert answer.status_code == 302 and answer["Location"] == "/differences/?field=owners"
    assert set(Difference.objects.values_list("state", flat=True)) == {"accepted"}
    patent = place.patents["paint"]
    patent.refresh_from_db()
    assert patent.title_zh == "无铜防污漆（修订）"
    again = client.post("/differences/decide/", sent, follow=True).content.decode()
    assert "decided meanwhile" in again
    away = client.post("/differences/decide/", {**sent, "back": "//evil.example/"})
    assert away["Location"] == "/differences/"
    assert signed_in(place.stranger).post("/differences/decide/", sent, follow=True).status_code == 200


def test_the_work_page_counts_what_waits(place: Place, found: list[Difference]) -> None:
    page = signed_in(place.officer).get(reverse("work")).content.decode()
    assert "Differences from the register" in page and "/differences/" in page
