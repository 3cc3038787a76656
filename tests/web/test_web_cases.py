"""Pages of cases: who sees the desk, filing on a form drawn from the sheet, review of many, refusals that keep all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from web_place import PASSWORD, draft

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.records.models import Case, Patent, User
from zhiqiao.services import people, procedures
from zhiqiao.services.catalogue import upsert

DESK = "/cases/inventory/"
FILLED = {
    "is_funded": "no",
    "implementation": "not",
    "willingness": "willing",
    "ways": ["license", "transfer"],
    "maturity": "pilot",
    "trl": "6",
    "self_grade": "2",
    "scenario": "米糠稳定化的连续生产线",
}


@pytest.fixture
def here(db: None, tmp_path: Path, settings: Any) -> dict[str, Any]:
    """A school with a college that holds three patents, their people, and somebody of another school."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.INDEXES = tmp_path / "index"
    school = people.create_organisation(OrganisationKind.INSTITUTION, "云汀理工大学", by=None)
    college = people.create_organisation(OrganisationKind.COLLEGE, "食品学院", parent=school, by=None)
    other = people.create_organisation(OrganisationKind.INSTITUTION, "青屿海洋大学", by=None)
    found: dict[str, Any] = {}
    for name, organisation, role in (
        ("inventor", college, Role.INVENTOR),
        ("college", college, Role.OFFICER),
        ("school", school, Role.OFFICER),
        ("stranger", other, Role.OFFICER),
    ):
        found[name] = people.create_user(name, PASSWORD, by=None)
        people.add_member(found[name], organisation, role, by=None)
    found["patents"] = [
        upsert(draft(f"20221000000{n}", f"米糠稳定化装置{n}", "", "一种装置。"), by=None, organisation=college).patent
        for n in (1, 2, 3)
    ]
    assert all(patent.holder == college for patent in found["patents"])
    return found


def page_for(user: User | None, language: str = "zh-hans") -> Client:
    """A browser of this person."""
    client = Client(headers={"Accept-Language": language})
    if user is not None:
        client.force_login(user)
    return client


def filed(here: dict[str, Any], patent: Patent) -> None:
    """Filled in and submitted by its inventor."""
    procedures.assign("inventory", [patent.pk], here["inventor"], by=here["college"])
    values = {**FILLED, "is_funded": False, "trl": 6, "self_grade": 2}
    procedures.move("inventory", patent.pk, "submit", by=here["inventor"], values=values)


def case_page(client: Client, patent: Patent, **sent: Any) -> Any:
    """The page of a case, or what a button on it does."""
    address = reverse("case", args=["inventory", patent.pk])
    return client.post(address, sent) if sent else client.get(address)


def told(response: Any) -> str:
    """The page's text."""
    return str(response.content.decode())


@pytest.mark.parametrize(("who", "many"), [("college", 3), ("school", 3), ("inventor", 0), ("stranger", 0)])
def test_the_desk_shows_what_one_has_to_do_with(here, who, many):
    response = page_for(here[who]).get(DESK)
    assert response.context["found"].total == many


def test_nobody_signed_in_is_asked_to_and_sees_no_patent(here):
    for address in (DESK, f"{DESK}coverage/", reverse("case", args=["inventory", here["patents"][0].pk])):
        response = page_for(None).get(address)
        assert response.status_code == 302 and "/account/sign-in/" in response.url


def test_coverage_goes_from_the_school_down_to_its_college(here):
    filed(here, here["patents"][0])
    procedures.move("inventory", here["patents"][0].pk, "pass_college", by=here["college"])
    procedures.move("inventory", here["patents"][0].pk, "pass_school", by=here["school"])
    client = page_for(here["school"])
    top = client.get(f"{DESK}coverage/").context["found"]
    assert [(one.organisation.name_zh, one.total, one.done) for one in top.below] == [("云汀理工大学", 3, 1)]
    school = top.below[0].organisation
    page = client.get(f"{DESK}coverage/", {"at": school.pk})
    assert "33 %" in told(page) and "食品学院" in told(page)
    assert page_for(here["stranger"]).get(f"{DESK}coverage/", {"at": school.pk}).status_code == 404
    assert client.get(DESK, {"holder": school.pk}).context["found"].total == 3


def test_another_school_finds_no_such_case(here):
    assert case_page(page_for(here["stranger"]), here["patents"][0]).status_code == 404
    assert page_for(here["school"]).get("/cases/nonsense/").status_code == 404


def test_an_inventor_fills_in_and_submits(here):
    patent, client = here["patents"][0], page_for(here["inventor"])
    procedures.assign("inventory", [patent.pk], here["inventor"], by=here["school"])
    assert case_page(client, patent, verb="save", revision="1", scenario="米糠").status_code == 302
    assert Case.objects.get(patent=patent).sheet["scenario"] == "米糠"
    half = case_page(client, patent, verb="submit", revision="2", scenario="米糠")
    assert half.status_code == 409 and "转化意愿未填写" in told(half) and "米糠" in told(half)
    assert case_page(client, patent, verb="submit", revision="2", **FILLED).status_code == 302
    case = Case.objects.get(patent=patent)
    assert case.state == "college_review" and case.sheet["ways"] == ["license", "transfer"]
    after = told(case_page(client, patent))
    assert "学院审核中" in after and "fieldset" in after and "disabled" in after


def test_what_cannot_be_taken_is_said_at_its_field_and_kept(here):
    patent, client = here["patents"][0], page_for(here["inventor"], "en")
    procedures.assign("inventory", [patent.pk], here["inventor"], by=here["school"])
    page = case_page(client, patent, verb="save", revision="1", **{**FILLED, "trl": "12"})
    assert page.status_code == 409 and page.context["form"].errors["trl"] and 'value="12"' in told(page)
    assert Case.objects.get(patent=patent).state == "unfiled"


def test_two_reviewers_do_not_overwrite_each_other(here):
    patent = here["patents"][0]
    filed(here, patent)
    seen = str(Case.objects.get(patent=patent).revision)
    first = case_page(page_for(here["college"]), patent, verb="return_by_college", revision=seen, reason="请写明用途")
    assert first.status_code == 302
    second = case_page(page_for(here["college"]), patent, verb="pass_college", revision=seen)
    assert second.status_code == 409 and "打开之后" in told(second)
    assert Case.objects.get(patent=patent).state == "returned"


def test_a_return_says_why(here):
    patent = here["patents"][0]
    filed(here, patent)
    refused = case_page(page_for(here["college"]), patent, verb="return_by_college", reason=" ")
    assert refused.status_code == 409 and "请写明理由" in told(refused)
    case_page(page_for(here["college"]), patent, verb="return_by_college", reason="应用场景太笼统")
    assert "应用场景太笼统" in told(case_page(page_for(here["inventor"]), patent))


def many(client: Client, patents: list[Patent], **sent: Any) -> Any:
    """One move of several."""
    return client.post(f"{DESK}move/", {"patent": [one.pk for one in patents], "back": "?size=50", **sent})


def test_ticked_rows_are_moved_and_the_rest_is_told_with_why(here):
    patents, client = here["patents"], page_for(here["college"])
    for patent in patents[:2]:
        filed(here, patent)
    response = many(client, patents, verb="pass_college")
    page = told(response)
    assert response.status_code == 409 and "米糠稳定化装置3" in page and "米糠稳定化装置1" not in page
    assert [one.state for one in Case.objects.order_by("patent")] == ["school_review"] * 2
    assert many(page_for(here["school"]), patents[:2], verb="pass_school").url == f"{DESK}?size=50"
    assert page_for(here["school"]).get(DESK, {"state": "inventoried"}).context["found"].total == 2


def test_rows_that_changed_since_they_were_shown_stay_as_they_are(here):
    filed(here, here["patents"][0])
    pk = here["patents"][0].pk
    sent = {"patent": f"{pk}:0", "verb": "pass_college"}
    response = page_for(here["college"]).post(f"{DESK}move/", sent)
    assert response.status_code == 409 and Case.objects.get(patent=pk).state == "college_review"


def test_five_hundred_rows_are_moved_at_once(here):
    filed(here, here["patents"][0])
    sent = {"patent": [f"{here['patents'][0].pk}:3", *(f"{10**6 + n}:0" for n in range(499))], "verb": "pass_college"}
    page = page_for(here["college"]).post(f"{DESK}move/", {**sent, "back": ""})
    assert page.status_code == 409 and page.context["count"] == 499


def test_rows_nobody_could_have_ticked_are_left_out(here):
    client = page_for(here["college"])
    for strange in ("9" * 30, "²:1", "1:²", "x", "1:1:1"):
        assert client.post(f"{DESK}move/", {"patent": strange, "verb": "pass_college"}).status_code == 302
    assert client.get(f"{DESK}{'9' * 30}/").status_code == 404


def test_an_inventors_few_patents_do_not_pass_for_the_colleges(here):
    procedures.assign("inventory", [here["patents"][0].pk], here["inventor"], by=here["college"])
    assert not page_for(here["inventor"]).get(f"{DESK}coverage/").context["found"].below


def test_nothing_ticked_and_foreign_rows(here):
    client = page_for(here["college"])
    assert many(client, [], verb="pass_college").status_code == 302
    assert many(page_for(here["stranger"]), here["patents"], verb="pass_college").status_code == 409
    assert not Case.objects.exists()


def test_filers_are_named_by_account_or_by_name(here):
    client, patents = page_for(here["college"]), here["patents"]
    many(client, patents[:1], verb=["pass_college", "assign"], filer="inventor")
    assert Case.objects.get(patent=patents[0]).filer == here["inventor"]
    User.objects.filter(pk=here["inventor"].pk).update(display_name="无人同名")
    many(client, patents[1:], verb="assign_by_name")
    assert Case.objects.count() == 1
    many(client, patents[1:], verb="assign", filer="stranger")
    assert Case.objects.count() == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_a_case_is_in_the_readers_language(here, language):
    filed(here, here["patents"][0])
    page = told(case_page(page_for(here["school"], language), here["patents"][0]))
    assert ("Technology readiness" in page) == (language == "en") and ("技术成熟" in page) == (language != "en")


def test_the_work_page_leads_there_only_those_with_a_desk(here, db):
    assert DESK in told(page_for(here["inventor"]).get(reverse("work")))
    assert page_for(None).get(reverse("work")).status_code == 302


def test_a_case_is_printed_and_the_sheet_is_handed_out(here: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from zhiqiao.engines.documents import pdf_writer

    patent, college = here["patents"][0], page_for(here["college"])
    page = told(case_page(college, patent))
    assert f"/cases/inventory/{patent.pk}/print.docx" in page and "打印稿" in page
    answer = college.get(f"{DESK}{patent.pk}/print.docx")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"
    assert college.get(f"{DESK}{patent.pk}/print.odt").status_code == 404
    assert page_for(here["stranger"]).get(f"{DESK}{patent.pk}/print.docx").status_code == 404
    monkeypatch.setattr(pdf_writer, "chinese_font", lambda folder: None)
    answer = college.get(f"{DESK}{patent.pk}/print.pdf")
    assert answer.status_code == 409 and "ZHIQIAO_FONTS" in told(answer), "says how to mend it"
    answer = college.get(f"{DESK}sheet.xlsx")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"


def test_keys_of_review_name_the_moves_that_are_open(here: dict[str, Any]) -> None:
    filed(here, here["patents"][0])
    page = told(page_for(here["college"]).get(f"{DESK}?state=college_review"))
    assert 'data-keys="p:pass_college r:return_by_college"' in page and "data-keys-help" in page
    assert 'data-keys=""' in told(page_for(here["college"]).get(f"{DESK}?state=unfiled"))
