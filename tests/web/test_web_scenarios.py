"""Scenarios on the rubric page, the card, the API and the command line; a file of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import Patent
from zhiqiao.services import appraisal

pytestmark = pytest.mark.django_db
OWN = """
[leaves]
fits_our_city = ["market", "与本市产业的契合", "Fit with the city"]
[scenarios.city]
version = 3
names = ["本市转化", "In our city"]
weights = { fits_our_city = 40, technology_readiness = 60 }
"""


@pytest.fixture
def patent() -> Patent:
    row = Patent.objects.create(
        record_key="CN:201710117081.7", office="CN", application_number="201710117081.7", title_zh="一种灌封胶",
        kind="invention", legal_state="granted", grant_date="2018-09-01", application_date="2017-03-01",
        claims_count=8, trl=6,
    )  # fmt: skip
    appraisal.grade_patents([row.pk])
    return row


def test_the_rubric_page_shows_scenarios_side_by_side_and_what_is_not_verified(client: Client) -> None:
    page = client.get(reverse("rubric")).content.decode()
    for words in ("转让许可", "质押融资", "作价入股", "分级管理", "未与标准正文核对", "侵权可判定性"):
        assert words in page, words
    told = client.get("/api/v1/rubric/scenarios").json()
    assert [one["name"] for one in told["scenarios"]] == ["first", "transfer", "pledge", "contribution"]
    assert told["names_verified"] is False and len(told["indicators"]) == 14


def test_a_card_tells_the_grade_in_every_scenario(client: Client, patent: Patent) -> None:
    grade = appraisal.current_grade(patent)
    assert grade is not None
    first, *others = appraisal.in_scenarios(grade)
    assert (first["score"], first["level"], first["coverage"]) == (
        float(grade.score or 0),
        grade.level,
        float(grade.coverage),
    )
    assert [one["scenario"] for one in others] == ["transfer@1", "pledge@1", "contribution@1"]
    assert "质押融资" in client.get(reverse("patent", args=[patent.record_key])).content.decode()
    found = client.get("/api/v1/rubric/scenarios/pledge/patents/201710117081.7").json()
    assert found["scenario"] == "pledge@1" and found["score"] == others[1]["score"]
    assert {leaf["code"] for leaf in found["leaves"] if leaf["by_people"]} >= {"infringement_visible"}
    assert client.get("/api/v1/rubric/scenarios/barter/patents/201710117081.7").status_code in (404, 409)


def test_a_file_in_the_data_folder_is_used_and_a_faulty_one_told(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    place = tmp_path / "scenarios.toml"
    place.write_text(OWN, encoding="utf-8")
    assert "本市转化" in client.get(reverse("rubric")).content.decode() and appraisal.scenario_faults() == []
    assert appraisal.scenario_named("city@3").weights == {"fits_our_city": 40, "technology_readiness": 60}
    place.write_text(OWN.replace("= 60", "= 70"), encoding="utf-8")
    assert [one.code for one in appraisal.scenario_faults()] == ["weights_make_a_whole"]
    page = client.get(reverse("rubric")).content.decode()
    assert "本市转化" not in page and "scenarios.city.weights" in page
    with pytest.raises(Refused):
        appraisal.scenario_named("city")
    place.write_text("[[[", encoding="utf-8")
    assert [one.code for one in appraisal.check_scenarios(place)] == ["scenario_file_is_toml"]
    assert [one.code for one in appraisal.check_scenarios(tmp_path / "none")] == ["scenario_file_can_be_read"]
