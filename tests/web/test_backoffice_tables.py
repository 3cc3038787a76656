"""The back office: every table opens for staff only, in both languages, and nothing with a rule is open to writing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from zhiqiao.backoffice.labels import LABELS
from zhiqiao.backoffice.tables import StaffTable
from zhiqiao.records import jobs, models
from zhiqiao.records.models import Organisation, Party, Patent, PatentParty, User
from zhiqiao.services import appraisal, indicators, people, procedures

pytestmark = pytest.mark.django_db
TABLES = sorted(apps.get_app_config("records").get_models(), key=lambda model: model.__name__)
OPEN = {"User", "Organisation", "Membership", "CodeTitle", "PatentAward", "Population"}


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def staff() -> User:
    return people.create_user("keeper", "Bridge-2026-river", is_staff=True, by=None)


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def page(model: type[Any], what: str = "changelist", *arguments: Any) -> str:
    return reverse(f"admin:records_{model._meta.model_name}_{what}", args=arguments)


def a_row_of_each(by: User) -> dict[str, Any]:
    """One row in every table, so that every list and every form has something to show."""
    school = people.create_organisation("institution", "望川大学", by=None)
    people.add_member(by, school, "officer", by=None)
    people.make_api_key(by, "表格程序", by=None)
    people.invite(school, "inventor", name="陈某某", by=None)
    people.tie(by, "https://id.example.edu.cn", "7")
    procedures.stand_in(school, "陈某某", by, by=None)
    party = Party.objects.create(name="望川大学", kind="university")
    other = Party.objects.create(name="望川大學", kind="university")
    models.PartyName.objects.create(party=party, name="望川大学", folded="望川大学")
    models.PartyDoubt.objects.create(party=party, other=other, reason="similar_name")
    patent = Patent.objects.create(
        record_key="CN:201610228491.5",
        office="CN",
        title_zh="一种灌封胶",
        kind="invention",
        legal_state="granted",
        industry="materials",
        application_date=date(2016, 4, 12),
        grant_date=date(2018, 9, 1),
        claims_count=8,
        trl=5,
        willing=["license"],
        holder=school,
    )
    PatentParty.objects.create(patent=patent, party=party, role="applicant", name_written="望川大学")
    models.PatentClass.objects.create(patent=patent, code="C08L63/00", subclass="C08L")
    models.PatentDocument.objects.create(patent=patent, office="CN", number="CN105820000A", kind_code="A")
    models.FamilyMember.objects.create(patent=patent, office="US", number="US10000000B2")
    models.PatentCitation.objects.create(patent=patent, number="CN1000A")
    models.LegalEvent.objects.create(patent=patent, code="GR01", on=date(2018, 9, 1), digest="0")
    models.Difference.objects.create(
        patent=patent, field="owners", ours=["甲"], theirs=["乙"], source="登记簿.xlsx", source_date=date(2026, 11, 22)
    )
    models.RegisterStart.objects.create(patent=patent, legal_state="granted", taken=date(2026, 11, 22))
    models.CodeTitle.objects.create(scheme="ipc", code="C08L", zh="高分子化合物的组合物", en="Compositions of polymers")
    firm = models.Enterprise.objects.create(name_zh="杭州某某电子有限公司", industry="electronics", size="small")
    need = models.Need.objects.create(title_zh="灌封胶开裂", enterprise=firm, owner=school)
    run = models.ImportRun.objects.create(file_name="专利.xlsx", file_digest="0", stored_as="0", state="done")
    models.ImportLine.objects.create(run=run, number=2, raw={"标题": "一种灌封胶"}, state="accepted", patent=patent)
    pack = models.ClassPack.objects.create(scheme="sei", edition="试验版", source="试验表，虚构", digest="0")
    models.ClassRow.objects.create(pack=pack, code="1.1", zh="试验产业")
    models.ClassRule.objects.create(pack=pack, ref=1, code="1.1", patterns=["C08L*"], written="C08L")
    models.ClassHit.objects.create(
        patent=patent, scheme="sei", code="1.1", pack=pack, ref=1, symbol="C08L63/00", pattern="C08L*",
        is_sure=True, is_primary=True,
    )  # fmt: skip
    models.ColumnMap.objects.create(signature="0" * 64, source="incopat", mapping={"标题": "title_zh"})
    asked = models.MatchRun.objects.create(need=need, version="1")
    models.Suggestion.objects.create(run=asked, rank=1, need=need, patent=patent, score=0.8, confidence=0.7)
    models.TextVector.objects.create(embedder="use", text_digest="0", vector=b"00")
    procedures.move("inventory", patent.pk, "save", by=None, values={"scenario": "电子灌封"})
    told = models.Disclosure.objects.create(
        case=models.Case.objects.create(procedure="disclosure", holder=school, state="draft", since=date(2026, 11, 22)),
        evaluator=by,
    )
    models.DisclosureInventor.objects.create(disclosure=told, name="李望", user=by, share=100)
    models.DisclosureFile.objects.create(disclosure=told, file_name="附图.pdf", size=9, file_digest="0", stored_as="0")
    models.DisclosureEvaluation.objects.create(disclosure=told, round=0, scale_version="1", total=80, proposal="file")
    procedures.draw("inventory", school.pk, procedures.Plan(states=("draft",), size=1), by=None)
    appraisal.grade_patents([patent.pk], today=date(2026, 11, 22))
    appraisal.grade_all()
    indicators.compute_all()
    models.PatentAward.objects.create(patent=patent, award="patent", year=2022, prize="金奖", source="第二十三届名单")
    models.Population.objects.create(organisation=school, year=2025, inhabitants=10_000, source="统计公报")
    models.AnnuityDue.objects.create(patent=patent, holder=school, year=12, due=date(2027, 4, 12), fee_fen=400_000)
    told = {"patent": patent, "by": by, "at": patent.created_at}
    models.AnnuityPayment.objects.create(year=11, paid_on=date(2026, 4, 1), **told)
    models.FeeReduction.objects.create(kind="single", since=date(2020, 1, 1), **told)
    models.UpkeepDecision.objects.create(year=12, choice="keep", proposed="keep", revision=1, **told)
    letter = {
        "kind": "annuities",
        "period": "2026-W47",
        "address": "keeper@example.com",
        "subject": "年费",
        "body": "年费",
    }
    models.Letter.objects.create(person=by, made_at=patent.created_at, **letter)
    entry = models.PoolEntry.objects.create(
        patent=patent, holder=school, state="listed", lane="self", visibility="named", since=date(2026, 11, 22)
    )
    models.PoolGuest.objects.create(entry=entry, organisation=school)
    models.PoolCard.objects.create(patent=patent, problem="灌封胶开裂", ways=["license"])
    return {model.__name__: model._default_manager.order_by("pk").first() for model in TABLES}


def test_every_table_has_its_place_and_every_column_its_name() -> None:
    assert {model for model in TABLES if not admin.site.is_registered(model)} == set()
    for model in TABLES:
        assert isinstance(admin.site.get_model_admin(model), StaffTable)
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            with override("zh-hans"):
                assert re.search(r"[\u4e00-\u9fff]", str(field.verbose_name)), f"{model.__name__}.{field.name}"
    named = {field.name for model in TABLES for field in [*model._meta.local_fields, *model._meta.local_many_to_many]}
    assert set(LABELS) <= named


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_list_search_and_form_opens_for_staff(desk: Client, staff: User, language: str) -> None:
    rows = a_row_of_each(staff)
    desk.cookies["django_language"] = language
    for model in TABLES:
        row = rows[model.__name__]
        assert row is not None, model.__name__
        listed = desk.get(page(model), {"q": "x"} if admin.site.get_model_admin(model).search_fields else {})
        assert listed.status_code == 200, model.__name__
        assert desk.get(page(model)).status_code == 200, model.__name__
        shown = desk.get(page(model, "change", row.pk))
        assert shown.status_code == 200, model.__name__


def test_the_front_page_speaks_the_readers_language(desk: Client) -> None:
    desk.cookies["django_language"] = "zh-hans"
    chinese = desk.get(reverse("admin:index")).content.decode()
    assert "知桥后台" in chinese and "专利" in chinese and "任职" in chinese
    desk.cookies["django_language"] = "en"
    english = desk.get(reverse("admin:index")).content.decode()
    assert "Zhiqiao back office" in english and "Memberships" in english
    assert "zhiqiao/backoffice.css" in english and "http://" not in re.sub(r"http://www\.w3\.org\S*", "", english)


def test_lists_show_codes_in_words(desk: Client, staff: User) -> None:
    a_row_of_each(staff)
    desk.cookies["django_language"] = "zh-hans"
    listed = desk.get(page(Patent)).content.decode()
    column = re.search(r"field-legal_state[^>]*>([^<]*)<", listed)
    assert column is not None and re.search(r"[\u4e00-\u9fff]", column[1])
    assert re.search(r'href="\?legal_state__exact=granted"[^>]*>\s*[\u4e00-\u9fff]', listed)


def test_a_grade_is_shown_as_sentences(desk: Client, staff: User) -> None:
    grade = a_row_of_each(staff)["Grade"]
    desk.cookies["django_language"] = "zh-hans"
    shown = desk.get(page(models.Grade, "change", grade.pk)).content.decode()
    assert "还剩 9.4 年保护期（至 2036-04-12），得 7.8/10 分" in shown


@pytest.mark.parametrize("who", ["nobody", "officer", "closed"])
def test_nobody_but_staff_comes_in(client: Client, staff: User, who: str) -> None:
    if who == "officer":
        client.force_login(people.create_user("officer", "Bridge-2026-river", by=None))
    if who == "closed":
        User.objects.filter(pk=staff.pk).update(is_active=False)
        client.force_login(staff)
    for model in TABLES:
        answer = client.get(page(model))
        assert answer.status_code == 302 and "/login/" in answer["Location"], model.__name__
    door = client.get(reverse("admin:login"), {"next": page(Patent)})
    if who == "officer":
        assert door.status_code == 403
    else:
        assert door.status_code == 302 and door["Location"].startswith(reverse("login"))
        assert page(Patent) in door["Location"]


def test_ones_own_password_is_changed_on_the_account_page(desk: Client) -> None:
    answer = desk.get(reverse("admin:password_change"))
    assert answer.status_code == 302 and answer["Location"] == reverse("password")


def test_the_front_page_has_every_table_in_one_room(desk: Client) -> None:
    rooms = desk.get(reverse("admin:index")).context["app_list"]
    shown = [table["object_name"] for room in rooms for table in room["models"]]
    assert set(shown) >= {model.__name__ for model in TABLES} and len(shown) == len(set(shown))


def test_staff_need_no_further_rights(client: Client) -> None:
    plain = User.objects.create(username="plain", is_staff=True)
    client.force_login(plain)
    assert client.get(page(Patent)).status_code == 200


def test_what_has_a_rule_cannot_be_written_here(desk: Client, staff: User) -> None:
    rows = a_row_of_each(staff)
    for model in (model for model in TABLES if model.__name__ not in {*OPEN, "ColumnMap"}):
        row = rows[model.__name__]
        before = model._default_manager.filter(pk=row.pk).values().get()
        assert desk.get(page(model, "add")).status_code == 403, model.__name__
        sent = {"name": "x", "title_zh": "x", "post": "yes"}
        assert desk.post(page(model, "change", row.pk), sent).status_code == 403, model.__name__
        assert desk.post(page(model, "delete", row.pk), sent).status_code == 403, model.__name__
        assert model._default_manager.filter(pk=row.pk).values().get() == before


def test_a_remembered_column_map_can_be_forgotten(desk: Client, staff: User) -> None:
    row = a_row_of_each(staff)["ColumnMap"]
    assert desk.get(page(models.ColumnMap, "add")).status_code == 403
    assert desk.post(page(models.ColumnMap, "delete", row.pk), {"post": "yes"}).status_code == 302
    assert not models.ColumnMap.objects.exists()


def test_organisations_are_never_deleted_and_accounts_neither(desk: Client, staff: User) -> None:
    school = Organisation.objects.create(kind="institution", name_zh="望川大学")
    assert desk.post(page(Organisation, "delete", school.pk), {"post": "yes"}).status_code == 403
    assert desk.post(page(User, "delete", staff.pk), {"post": "yes"}).status_code == 403


def test_the_table_of_jobs_speaks_the_readers_language(desk: Client) -> None:
    jobs.add("index_patents", ids=[])
    jobs.run_waiting()
    front = desk.get("/backoffice/").content.decode()
    assert "后台任务" in front and "Task Results" not in front and "Change or view list link" not in front
    page = desk.get("/backoffice/django_tasks_database/dbtaskresult/").content.decode()
    assert "index_patents" in page and "已完成" in page and "加入时间" in page and "Successful" not in page
    row = re.search(r"/backoffice/django_tasks_database/dbtaskresult/[^/\"]+/change/", page)
    assert row is not None and "出错位置" in desk.get(row.group(0)).content.decode()
