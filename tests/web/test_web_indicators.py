"""Indicators on the patent card and on their own pages: values, gaps and flags told, in both languages."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from zhiqiao.domain.patents.numbers import check_digit
from zhiqiao.domain.patents.reading import PatentDraft, read_line
from zhiqiao.records import jobs
from zhiqiao.records.models import Patent
from zhiqiao.services import catalogue, indicators, people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def number(running: int) -> str:
    """A Chinese application number of 2016 with its right check digit."""
    digits = f"20161{running:07d}"
    return f"{digits}.{check_digit(digits)}"


def draft(**cells: Any) -> PatentDraft:
    """What a line says; the cells by field name."""
    reading = read_line({name: name for name in cells}, list(cells), list(cells.values()), "template", today=TODAY)
    assert reading.draft is not None, reading.problems
    return reading.draft


@pytest.fixture
def patent() -> Patent:
    catalogue.upsert(
        draft(
            application_number=number(1),
            publication_number="CN100000001A",
            title_zh="一种芯片",
            ipc="H01L21/00",
        ),
        by=None,
    )
    done = catalogue.upsert(
        draft(
            application_number=number(2),
            kind="发明",
            title_zh="一种灌封胶",
            application_date="2016-04-12",
            publication_date="2016-09-01",
            grant_date="2018-09-01",
            legal_state="授权",
            ipc="C08L63/00",
            claims_count=8,
            family="US10000000B2",
            citations="CN100000001A; US9999999B2",
        ),
        by=None,
    )
    indicators.compute_all()
    return done.patent


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh-hans",
            [
                "质量指标与高价值规则",
                "872 天",
                "依据不全",
                "未载入战略性新兴产业",
                "IPC 部 C，2016 年申请",
                "引用它的文献未收录",
            ],
        ),
        (
            "en",
            ["Quality indicators", "872 days", "partly known", "Family members at US", "IPC section C, filed in 2016"],
        ),
    ],
)
def test_the_card_tells_values_gaps_and_rules(client: Client, patent: Patent, language: str, said: list[str]) -> None:
    client.cookies["django_language"] = language
    shown = client.get(reverse("patent", args=[patent.record_key])).content.decode()
    part = shown[shown.index('id="indicators"') :]
    assert [one for one in said if one not in part] == []


def test_the_rules_are_printed_with_their_formulas_and_options(client: Client) -> None:
    shown = client.get(reverse("indicator-rules")).content.decode()
    assert "1 − Σ_j s_j²" in shown and "known_share_floor" in shown and 'id="award_won"' in shown


def test_the_api_tells_the_same(client: Client, patent: Patent) -> None:
    told = client.get(f"/api/v1/patents/{patent.record_key}/indicators").json()
    values = {one["code"]: one for one in told["indicators"]}
    assert values["grant_lag"]["value"] == 872 and values["originality"]["value"] == 0
    assert values["generality"]["value"] is None and values["generality"]["missing"] == ["citing_documents"]
    assert told["high_value"]["holds"] is True and told["cohort"]["scheme"] == "ipc_section"
    assert [one["holds"] for one in told["high_value"]["rules"]] == [None, True, False, None, None]
    assert client.get("/api/v1/patents/CN000/indicators").status_code in {404, 422}


def test_high_value_patents_are_counted_by_organisation_and_handed_out(client: Client) -> None:
    school = people.create_organisation("institution", "望川大学", by=None)
    officer = people.create_user("officer", "bridge-over-water-7", by=None)
    people.add_member(officer, school, "officer", by=None)
    told = {"kind": "发明", "title_zh": "一种灌封胶", "legal_state": "授权", "application_date": "2016-04-12"}
    one = catalogue.upsert(draft(application_number=number(3), **told, family="US10000000B2"), by=None).patent
    catalogue.upsert(draft(application_number=number(4), **told), by=None)
    Patent.objects.update(holder=school)
    indicators.compute_all()
    client.force_login(officer)
    client.cookies["django_language"] = "en"
    shown = client.get(reverse("high-value")).content.decode()
    assert "望川大学" in shown and "50.0%" in shown and "1 patents cannot be told yet" in shown
    assert client.get(reverse("high-value"), {"at": 999}).status_code == 404
    book = client.get(reverse("high-value"), {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    row = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
    assert (row["Organisation"], row["Valid inventions"], row["High value"], row["Family overseas"]) == (
        "望川大学",
        2,
        1,
        1,
    )
    assert row["Per 10,000 inhabitants"] is None
    told_by_api = client.get("/api/v1/indicators/high-value").json()
    assert told_by_api["below"][0]["high_value"] == 1 and told_by_api["below"][0]["share"] == 0.5
    assert told_by_api["below"][0]["by_rule"]["strategic_industry"] is None, "not known of any is not 0"
    sent = {"award": "patent", "year": 2022, "source": "名单"}
    address = f"/api/v1/patents/{one.record_key}/awards"
    refused = client.post(address, sent, content_type="application/json")
    assert refused.status_code == 403, "staff only"


def test_staff_record_an_award_in_the_back_office(client: Client, patent: Patent) -> None:
    client.force_login(people.create_user("keeper", "bridge-over-water-7", is_staff=True, by=None))
    sent = {"patent": patent.pk, "award": "patent", "year": 2022, "prize": "金奖", "source": ""}
    address = reverse("admin:records_patentaward_add")
    assert client.post(address, sent).status_code == 200, "no source: the form again"
    assert client.post(address, {**sent, "source": "第二十三届名单"}).status_code == 302
    assert patent.awards.get().prize == "金奖"
    assert jobs.is_planned("compute_indicators", ids=[patent.pk])
