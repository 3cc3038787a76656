"""Pages of needs and enterprises: what is seen by whom, writing, refusals that keep what was typed, closing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from zhiqiao.domain.codes import Confidentiality, Industry, OrganisationKind, Role, Way
from zhiqiao.domain.matching.reading import EnterpriseDraft, NeedDraft
from zhiqiao.records.models import AuditEvent, Enterprise, MatchRun, Need, Organisation, User
from zhiqiao.services import demands, people

PASSWORD = "bridge-over-water-7"
FIRM = "杭州试验新材料有限公司"


@pytest.fixture
def people_here(db: None, tmp_path: Path, settings: Any) -> dict[str, User]:
    """A firm's person, an officer of a school and one of another, one of the staff."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.INDEXES = tmp_path / "index"
    school = people.create_organisation(OrganisationKind.INSTITUTION, "望川大学", by=None)
    other = people.create_organisation(OrganisationKind.INSTITUTION, "青屿海洋大学", by=None)
    firm = people.create_organisation(OrganisationKind.ENTERPRISE, FIRM, by=None)
    users = {}
    for name, organisation, role in (
        ("firm", firm, Role.ENTERPRISE),
        ("officer", school, Role.OFFICER),
        ("stranger", other, Role.OFFICER),
        ("inventor", school, Role.INVENTOR),
    ):
        users[name] = people.create_user(name, PASSWORD, by=None)
        people.add_member(users[name], organisation, role, by=None)
    users["staff"] = people.create_user("staff", PASSWORD, is_staff=True, by=None)
    return users


def page_for(user: User | None, language: str = "zh-hans") -> Client:
    """A browser of this person."""
    client = Client(headers={"Accept-Language": language})
    if user is not None:
        client.force_login(user)
    return client


def written(by: User, title: str = "耐高温灌封胶", **more: Any) -> Need:
    """A need of the firm."""
    shown_to = more.pop("shown_to", ())
    facts: dict[str, Any] = {
        "title_zh": title,
        "problem_zh": "灌封胶在 180 ℃ 下开裂，需要导热系数不低于 1.2 W/(m·K) 的材料。",
        "industry": Industry.MATERIALS,
        "region": "浙江省杭州市",
        "budget_fen": 80_000_000,
        "deadline": date(2027, 6, 30),
        "ways": (Way.LICENSE,),
        "enterprise": EnterpriseDraft(name_zh=FIRM, region="浙江省杭州市"),
    }
    return demands.write_need(NeedDraft(**(facts | more)), by=by, shown_to=shown_to)


FORM = {
    "title": "低温固化导电银浆",
    "problem": "现在的银浆要 200 ℃ 固化，塑料基材受不了，希望 120 ℃ 以下固化，电阻率不高于 5e-5。",
    "industry": "electronics",
    "region": "浙江省杭州市",
    "budget": "80.5",
    "deadline": "2027-06-30",
    "ways": ["license", "transfer"],
    "stage": "pilot",
    "confidentiality": "open",
    "enterprise": FIRM,
    "uscc": "",
}


def test_the_list_shows_what_one_may_see_with_counts(people_here: dict[str, User]) -> None:
    written(people_here["firm"])
    written(people_here["firm"], "匿名的需求", confidentiality=Confidentiality.ANONYMOUS)
    written(
        people_here["firm"],
        "定向的需求",
        confidentiality=Confidentiality.RESTRICTED,
        shown_to=Organisation.objects.filter(name_zh="望川大学"),
    )
    for name, sees in ((None, False), ("stranger", False), ("officer", True), ("firm", True), ("staff", True)):
        shown = page_for(people_here[name] if name else None).get("/needs/").content.decode()
        assert ("定向的需求" in shown) is sees, name
        assert "匿名的需求" in shown and "80 万元" in shown and "2027-06-30" in shown
    anonymous = page_for(None).get("/needs/").content.decode()
    assert anonymous.count(FIRM) == 1 and "匿名" in anonymous


def test_facets_narrow_the_list_and_say_how_many(people_here: dict[str, User]) -> None:
    written(people_here["firm"])
    written(people_here["firm"], "一条能源需求", industry=Industry.ENERGY, ways=(Way.JOINT_DEVELOPMENT,))
    client = page_for(None)
    assert client.get("/needs/").context["page"].total == 2
    narrowed = client.get("/needs/", {"industry": "energy"})
    assert narrowed.context["page"].total == 1 and "一条能源需求" in narrowed.content.decode()
    assert client.get("/needs/", {"way": "license"}).context["page"].total == 1
    assert client.get("/needs/", {"q": "能源"}).context["page"].total == 1
    part = client.get("/needs/", {"industry": "energy"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "一条能源需求" in part
    assert client.get("/needs/", {"state": "nonsense", "page": "9999999999", "size": "x"}).status_code == 200


def test_the_list_says_how_many_patents_the_last_match_showed(people_here: dict[str, User]) -> None:
    need = written(people_here["firm"])
    MatchRun.objects.create(need=need, version="v", shown=3)
    MatchRun.objects.create(need=need, version="v", shown=7)
    assert page_for(None).get("/needs/").context["rows"][0]["matches"] == 7


def test_a_need_shows_what_was_given_and_says_what_was_not(people_here: dict[str, User]) -> None:
    need = written(people_here["firm"], budget_fen=None, deadline=None, ways=())
    shown = page_for(None).get(f"/needs/{need.pk}/").content.decode()
    assert "灌封胶在 180 ℃ 下开裂" in shown and FIRM in shown
    assert shown.count("未提供") >= 3


def test_the_firm_of_an_anonymous_need_is_shown_to_its_own_side_only(people_here: dict[str, User]) -> None:
    need = written(people_here["firm"], confidentiality=Confidentiality.ANONYMOUS)
    firm = Enterprise.objects.get()
    for name, knows in ((None, False), ("officer", False), ("firm", True), ("staff", True)):
        client = page_for(people_here[name] if name else None)
        page = client.get(f"/needs/{need.pk}/").content.decode()
        assert (f"/enterprises/{firm.pk}/" in page) is knows, name
        assert (need.title_zh in client.get(f"/enterprises/{firm.pk}/").content.decode()) is knows, name


def test_a_need_one_may_not_see_is_not_there(people_here: dict[str, User]) -> None:
    need = written(people_here["firm"], confidentiality=Confidentiality.RESTRICTED)
    stranger = page_for(people_here["stranger"])
    for path in ("", "edit/"):
        assert stranger.get(f"/needs/{need.pk}/{path}").status_code == 404
    assert stranger.post(f"/needs/{need.pk}/close/").status_code == 404
    assert stranger.get("/needs/999999/").status_code == 404
    assert stranger.get("/enterprises/999999/").status_code == 404


def test_a_need_is_written_and_every_fact_is_kept(people_here: dict[str, User]) -> None:
    client = page_for(people_here["firm"])
    answer = client.post("/needs/new/", FORM)
    need = Need.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/needs/{need.pk}/"
    assert (need.title_zh, need.title_en, need.language) == (FORM["title"], "", "zh")
    assert (need.budget_fen, need.deadline, need.stage) == (80_500_000, date(2027, 6, 30), "pilot")
    assert need.ways == ["license", "transfer"] and need.enterprise is not None and need.enterprise.name_zh == FIRM
    assert need.owner == people.organisation_of(people_here["firm"])
    assert AuditEvent.objects.filter(verb="need_created", by=people_here["firm"]).count() == 1


def test_an_english_need_is_kept_as_english(people_here: dict[str, User]) -> None:
    body = {
        **FORM,
        "title": "A paste that cures cold",
        "problem": "Our film melts at 150 °C; the paste cures at 200 °C.",
    }
    page_for(people_here["firm"], "en").post("/needs/new/", {**body, "title_other": "低温固化浆料"})
    need = Need.objects.get()
    assert (need.title_en, need.title_zh, need.language) == ("A paste that cures cold", "低温固化浆料", "en")


def test_a_restricted_need_is_shown_to_the_schools_named(people_here: dict[str, User]) -> None:
    school = Organisation.objects.get(name_zh="望川大学")
    body = {**FORM, "confidentiality": "restricted", "shown_to": [str(school.pk)]}
    page_for(people_here["firm"]).post("/needs/new/", body)
    need = Need.objects.get()
    assert list(need.shown_to.all()) == [school]
    assert "望川大学" in page_for(people_here["firm"]).get(f"/needs/{need.pk}/").content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"problem": ""}, "problem"),
        ({"budget": "-1"}, "budget"),
        ({"budget": "eighty"}, "budget"),
        ({"deadline": "30.6.2027"}, "deadline"),
        ({"ways": ["barter"]}, "ways"),
        ({"title": "x" * 301}, "title"),
    ],
)
def test_what_is_refused_is_told_at_its_field_and_what_was_typed_stays(
    people_here: dict[str, User], change: dict[str, Any], field: str
) -> None:
    answer = page_for(people_here["firm"]).post("/needs/new/", FORM | change)
    assert answer.status_code == 200 and Need.objects.count() == 0
    assert answer.context["form"].errors[field]
    kept = answer.content.decode()
    assert "您填写的内容都还在" in kept
    assert ("塑料基材受不了" in kept) is ("problem" not in change)


def test_who_may_not_write_sees_why_and_cannot(people_here: dict[str, User]) -> None:
    listed = page_for(people_here["inventor"]).get("/needs/").content.decode()
    assert 'aria-disabled="true"' in listed
    for client in (page_for(people_here["inventor"]), page_for(None)):
        assert client.get("/needs/new/").context["may_not"]
        assert client.post("/needs/new/", FORM).status_code == 403
    assert Need.objects.count() == 0


def test_another_organisations_need_cannot_be_changed_or_closed(people_here: dict[str, User]) -> None:
    need = written(people_here["firm"])
    officer = page_for(people_here["officer"])
    assert 'aria-disabled="true"' in officer.get(f"/needs/{need.pk}/").content.decode()
    assert officer.post(f"/needs/{need.pk}/edit/", FORM).status_code == 403
    answer = officer.post(f"/needs/{need.pk}/close/")
    assert answer.status_code == 302 and [message.level_tag for message in get_messages(answer.wsgi_request)] == [
        "error"
    ]
    need.refresh_from_db()
    assert (need.title_zh, need.state) == ("耐高温灌封胶", "open")


def test_a_need_is_edited_from_what_it_says_and_closed(people_here: dict[str, User]) -> None:
    need = written(people_here["firm"])
    client = page_for(people_here["firm"])
    first = client.get(f"/needs/{need.pk}/edit/").context["form"].initial
    assert (first["title"], first["budget"], first["enterprise"]) == ("耐高温灌封胶", 80, FIRM)
    client.post(f"/needs/{need.pk}/edit/", FORM | {"budget": ""})
    need.refresh_from_db()
    assert (need.title_zh, need.budget_fen, Need.objects.count()) == (FORM["title"], None, 1)
    assert client.get(f"/needs/{need.pk}/close/").status_code == 405
    client.post(f"/needs/{need.pk}/close/")
    need.refresh_from_db()
    assert need.state == "closed"
    assert need.title_zh not in client.get("/needs/").content.decode()
    assert need.title_zh in client.get("/needs/", {"state": "closed"}).content.decode()


def test_the_form_asks_for_what_is_missing_and_fills_in_nothing(people_here: dict[str, User]) -> None:
    client = page_for(people_here["firm"])
    body = {"title": "一个题目", "problem": "不好用", "confidentiality": "open", "stage": "any"}
    part = client.post("/needs/new/?part=questions", body)
    assert part.status_code == 200 and Need.objects.count() == 0
    assert len(part.context["questions"]) == 9
    full = client.post("/needs/new/?part=questions", FORM)
    assert full.context["questions"] == []


def test_a_firm_writes_for_itself_unless_it_says_otherwise(people_here: dict[str, User]) -> None:
    written(people_here["firm"])
    firm = Enterprise.objects.get()
    form = page_for(people_here["firm"]).get("/needs/new/", {"problem": "不好用"}).context["form"]
    assert (form["enterprise"].value(), form["region"].value()) == (firm.name_zh, firm.region)
    assert form["problem"].value() == "不好用"
    form = page_for(people_here["officer"]).get("/needs/new/").context["form"]
    assert not form["enterprise"].value(), "an officer writes for any firm"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_speaks_both_languages(people_here: dict[str, User], language: str) -> None:
    need = written(people_here["firm"], title_en="Potting compound")
    client = page_for(people_here["firm"], language)
    for path in ("/needs/", f"/needs/{need.pk}/", "/needs/new/", f"/enterprises/{Enterprise.objects.get().pk}/"):
        shown = client.get(path).content.decode()
        assert f'lang="{"en" if language == "en" else "zh-CN"}"' in shown
        assert ("Needs" if language == "en" else "需求") in shown
