"""Pages and endpoints of grades over time."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.records.models import Patent, User
from zhiqiao.services import appraisal, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(settings: Any) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    school = people.create_organisation(OrganisationKind.INSTITUTION, "望川大学", by=None)
    user = people.create_user("officer", "Bridge-2026-river", by=None)
    people.add_member(user, school, Role.OFFICER, by=None)
    row = Patent.objects.create(
        record_key="CN:201710117081.7", office="CN", application_number="201710117081.7",
        title_zh="一种灌封胶", kind="invention", legal_state="granted",
        grant_date="2018-09-01", application_date="2016-04-12", claims_count=8, trl=4, holder=school,
    )  # fmt: skip
    appraisal.grade_patents([row.pk])
    Patent.objects.update(legal_state="lapsed")
    appraisal.grade_patents([row.pk], "legal_event", by=user)
    return user


@pytest.fixture
def browser(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def test_a_patents_grades_are_told_step_by_step(browser: Client) -> None:
    page = browser.get(reverse("grades", args=["CN:201710117081.7"])).content.decode()
    assert "法律事件" in page and "权利有效" in page and "首次分级" in page
    by_number = browser.get(reverse("grades", args=["201710117081.7"]))
    assert by_number.status_code == 302 and by_number["Location"].endswith("/patents/CN:201710117081.7/grades/")
    assert browser.get(reverse("grades", args=["CN:1"])).status_code == 404
    card = browser.get(reverse("patent", args=["CN:201710117081.7"])).content.decode()
    assert reverse("grades", args=["CN:201710117081.7"]) in card


def test_what_changed_is_listed_narrowed_and_handed_out(browser: Client) -> None:
    address = reverse("grade-changes")
    assert "一种灌封胶" in browser.get(address).content.decode()
    assert "一种灌封胶" not in browser.get(address, {"direction": "up"}).content.decode()
    assert browser.get(address, {"since": "2026-12-01", "until": "2026-01-01"}).status_code == 409
    assert browser.get(address, {"at": "999999"}).status_code == 409
    assert address in browser.get(reverse("work")).content.decode()
    written = browser.get(address, {"format": "xlsx"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(written)).active.values)
    assert rows[1][1] == "一种灌封胶" and rows[1][7] == 5


def test_the_interface_tells_the_same(browser: Client) -> None:
    found = browser.get("/api/v1/grades/changes", {"direction": "down"}).json()
    assert found["total"] == 1 and found["counts"] == {"legal_event": {"down": 1}}
    assert found["items"][0]["level"] == 5 and found["items"][0]["cause"] == "legal_event"
    steps = browser.get("/api/v1/grades/patents/201710117081.7").json()["items"]
    assert [step["is_first"] for step in steps] == [False, True]
    change = next(one for one in steps[0]["changes"] if one["criterion"] == "right_in_force")
    assert change["became"] == "lower" and change["after"]["veto"] and change["before_sentence"]
    assert browser.get("/api/v1/grades/changes", {"direction": "sideways"}).status_code == 422
    assert browser.get("/api/v1/grades/changes", {"at": 999999}).status_code in (404, 409)
