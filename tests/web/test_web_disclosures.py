"""Pages of disclosures: written on a form, evaluated on the sheet, decided, filed; refusals keep what was typed."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from web_place import PASSWORD

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.prefiling.scoring import example
from zhiqiao.engines import choose
from zhiqiao.records.models import Disclosure, User
from zhiqiao.services import disclosures, people

FILLED = {
    "invention_title": "米糠低温稳定化",
    "problem_solved": "米糠酸败",
    "solution": "微波与蒸汽联用",
    "maturity": "lab",
    "publication": "no",
    "planned_on": "2026-12-31",
    "may_be_secret": "no",
    "is_funded": "no",
    "ownership": "service",
    "inventor_name": ["李禾", "王海"],
    "inventor_account": ["inventor", ""],
    "inventor_share": ["60", "40%"],
}


@pytest.fixture
def here(db: None, tmp_path: Path, settings: Any) -> dict[str, User]:
    """A school with a college: who invents, who evaluates, who decides; and somebody of another school."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.INDEXES, settings.FILES, settings.HOME = tmp_path / "index", tmp_path / "files", tmp_path
    school = people.create_organisation(OrganisationKind.INSTITUTION, "云汀理工大学", by=None)
    college = people.create_organisation(OrganisationKind.COLLEGE, "食品学院", parent=school, by=None)
    other = people.create_organisation(OrganisationKind.INSTITUTION, "青屿海洋大学", by=None)
    found = {}
    for name, organisation, role in (
        ("inventor", college, Role.INVENTOR),
        ("college", college, Role.OFFICER),
        ("office", school, Role.OFFICER),
        ("stranger", other, Role.OFFICER),
    ):
        found[name] = people.create_user(name, PASSWORD, by=None)
        people.add_member(found[name], organisation, role, by=None)
    return found


def page_for(user: User | None, language: str = "zh-hans") -> Client:
    client = Client(headers={"Accept-Language": language})
    if user is not None:
        client.force_login(user)
    return client


def told(response: Any) -> str:
    return str(response.content.decode())


def at(name: str, row: Disclosure) -> str:
    return reverse(name, args=[row.pk])


def submitted(here: dict[str, User]) -> Disclosure:
    """Begun, written and submitted through the pages."""
    client = page_for(here["inventor"])
    client.post(reverse("disclosure-new"), {"invention_title": "米糠"})
    row = Disclosure.objects.get()
    answer = client.post(at("disclosure", row), FILLED | {"verb": "submit", "revision": "1"})
    assert answer.status_code == 302, re.findall(r"text-danger[^<]*<|<p class=\"mb-0\">[^<]*", told(answer))
    return row


def test_an_inventor_discloses_and_sees_where_it_stands(here: dict[str, User]) -> None:
    row = submitted(here)
    assert disclosures.open_disclosure(row.pk, user=None).row.state == "disclosed"
    page = told(page_for(here["inventor"]).get(at("disclosure", row)))
    assert "已披露" in page and "王海" in page and 'aria-current="step"' in page and "2026-12-31" in page
    listed = told(page_for(here["inventor"]).get(reverse("disclosures")))
    assert "米糠低温稳定化" in listed and at("disclosure", row) in listed
    english = told(page_for(here["office"], "en").get(reverse("disclosures")))
    assert "Disclosed" in english and "Untitled" not in english
    assert at("disclosure", row) not in told(page_for(here["stranger"]).get(reverse("disclosures")))


def test_what_is_refused_keeps_what_was_typed(here: dict[str, User]) -> None:
    client = page_for(here["inventor"])
    client.post(reverse("disclosure-new"), {"invention_title": "米糠"})
    row = Disclosure.objects.get()
    bad = FILLED | {"inventor_share": ["60", "30"], "is_funded": "yes", "verb": "submit", "revision": "1"}
    answer = client.post(at("disclosure", row), bad)
    page = told(answer)
    assert answer.status_code == 409 and "微波与蒸汽联用" in page and 'value="30"' in page
    assert "合计为 90 %" in page and "财政资助声明须填写此项" in page
    late = client.post(at("disclosure", row), FILLED | {"verb": "save", "revision": "0"})
    assert late.status_code == 409 and disclosures.open_disclosure(row.pk, user=None).facts.sheet.solution == ""


def test_the_whole_way_over_the_pages(here: dict[str, User]) -> None:
    row = submitted(here)
    inventor, college, office = (page_for(here[name]) for name in ("inventor", "college", "office"))
    assert 'value="inventor"' not in told(college.get(at("disclosure", row))).partition('id="evaluator"')[2]
    college.post(at("disclosure-act", row), {"do": "evaluator", "evaluator": "college"})
    sheet = told(college.get(at("disclosure-evaluate", row)))
    assert "并非官方文件" in sheet and "不是新颖性检索" in sheet
    points = {f"points_{one.code}": str(one.points) for one in example().criteria}
    short = college.post(at("disclosure-evaluate", row), points | {"points_market": "99", "remarks": "记下的意见"})
    assert short.status_code == 409 and "市场前景" in told(short) and "记下的意见" in told(short)
    assert college.post(at("disclosure-evaluate", row), points).status_code == 302
    assert "100</b> / 100" not in told(inventor.get(at("disclosure", row)))

    decision = told(office.get(at("disclosure-decide", row)))
    assert "100</b> / 100" in decision and re.search(r'value="approve_filing" disabled', decision)
    line = row.inventors.get(user=None)
    office.post(at("disclosure-act", row), {"do": "agree", "inventor": str(line.pk)})
    assert inventor.get(at("disclosure-decide", row)).status_code == 404
    assert office.post(at("disclosure-decide", row), {"verb": "approve_filing"}).status_code == 302
    wrong = office.post(
        at("disclosure-act", row), {"do": "filing", "application_number": "1", "filed_on": "x"}, follow=True
    )
    assert "不是校验位正确的中国专利申请号" in told(wrong)
    right = {"do": "filing", "application_number": "202010117081.9", "filed_on": "2020-02-25"}
    office.post(at("disclosure-act", row), right)
    seen = told(inventor.get(at("disclosure", row)))
    assert "202010117081.9" in seen and "已申请" in seen and "100</b> / 100" in seen


def test_files_go_up_and_come_down_as_files(here: dict[str, User]) -> None:
    row = submitted(here)
    client = page_for(here["inventor"])
    client.post(at("disclosure-act", row), {"do": "attach", "file": SimpleUploadedFile("图<b>.txt", "甲".encode())})
    kept = row.files.get()
    given = page_for(here["office"]).get(reverse("disclosure-file", args=[row.pk, kept.pk]))
    assert b"".join(given.streaming_content) == "甲".encode()
    assert given["Content-Type"] == "application/octet-stream" and "attachment" in given["Content-Disposition"]
    answer = client.post(
        at("disclosure-act", row), {"do": "attach", "file": SimpleUploadedFile("a.html", b"<p>")}, follow=True
    )
    assert "不接收这类文件" in told(answer) and row.files.count() == 1
    assert page_for(here["stranger"]).get(reverse("disclosure-file", args=[row.pk, kept.pk])).status_code == 404


def test_a_broken_sheet_of_ones_own_is_told_and_never_replaced_by_the_example(
    here: dict[str, User], tmp_path: Path
) -> None:
    row = submitted(here)
    (tmp_path / "prefiling.toml").write_text("version = ", encoding="utf-8")
    page = told(page_for(here["college"]).get(at("disclosure-evaluate", row)))
    assert "prefiling.toml 无法读取" in page and "可专利性" not in page


def test_the_workbook_holds_what_one_may_see(here: dict[str, User], tmp_path: Path) -> None:
    submitted(here)
    for name, many in (("office", 1), ("stranger", 0)):
        answer = page_for(here[name]).get(reverse("disclosures-export"))
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(io.BytesIO(answer.content).read())
        tables = list(choose.sheet_reader(path).read(path))
        cells = [str(cell) for table in tables for row in table.rows for cell in row.cells]
        assert sum(cell == "米糠低温稳定化" for cell in cells) == many and any("保密" in cell for cell in cells)


def test_it_is_on_the_work_page_with_what_waits_and_no_page_of_cases(here: dict[str, User]) -> None:
    submitted(here)
    page = told(page_for(here["office"]).get(reverse("work")))
    assert reverse("disclosures") in page and '<span class="zq-badge warn zq-num">1</span>' in page
    assert page_for(here["office"]).get(reverse("cases", args=["disclosure"])).status_code == 404
    assert page_for(here["office"]).get(reverse("coverage", args=["disclosure"])).status_code == 404
