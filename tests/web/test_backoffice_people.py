"""What the back office may write: accounts, organisations, roles, keys, code titles; through services, with a trail."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhiqiao.records.models import (
    ApiKey,
    AuditEvent,
    CodeTitle,
    Grade,
    Membership,
    Organisation,
    Party,
    PartyDoubt,
    Patent,
    User,
)
from zhiqiao.services import people

pytestmark = pytest.mark.django_db
WORD = "Bridge-2026-river"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def staff() -> User:
    return people.create_user("keeper", WORD, is_staff=True, by=None)


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    client.force_login(staff)
    client.cookies["django_language"] = "zh-hans"
    return client


@pytest.fixture
def school() -> Organisation:
    return people.create_organisation("institution", "望川大学", by=None)


def at(model: str, what: str, *arguments: Any) -> str:
    return reverse(f"admin:records_{model}_{what}", args=arguments)


def account(**changed: str) -> dict[str, str]:
    given = {"username": "lin", "display_name": "林老师", "language": "zh-hans", "password1": WORD, "password2": WORD}
    return given | changed


def test_an_account_is_made_through_the_service(desk: Client, staff: User) -> None:
    assert desk.post(at("user", "add"), account()).status_code == 302
    made = User.objects.get(username="lin")
    assert made.check_password(WORD) and made.display_name == "林老师" and not made.is_staff
    event = AuditEvent.objects.get(verb="user_created", subject=f"user:{made.pk}")
    assert event.by == staff


@pytest.mark.parametrize(
    "wrong", [{"username": "KEEPER"}, {"password1": "12345", "password2": "12345"}, {"password2": "other-word-2026"}]
)
def test_a_refused_account_says_why_in_the_form_and_leaves_nothing(desk: Client, wrong: dict[str, str]) -> None:
    before = User.objects.count()
    answer = desk.post(at("user", "add"), account(**wrong))
    assert answer.status_code == 200 and "errorlist" in answer.content.decode()
    assert User.objects.count() == before
    assert not AuditEvent.objects.filter(verb="user_created", data__username=wrong.get("username", "lin")).exists()


def test_a_changed_account_leaves_a_trail_and_keeps_its_name(desk: Client, staff: User) -> None:
    lin = people.create_user("lin", WORD, by=None)
    sent = {"username": "other", "display_name": "林主任", "language": "en", "is_active": "on", "email": ""}
    assert desk.post(at("user", "change", lin.pk), sent).status_code == 302
    lin.refresh_from_db()
    assert (lin.username, lin.display_name, lin.language) == ("lin", "林主任", "en")
    event = AuditEvent.objects.get(verb="user_changed", subject=f"user:{lin.pk}")
    assert event.by == staff and event.data["changed"]["display_name"] == "林主任"


def test_nobody_shuts_themselves_out(desk: Client, staff: User) -> None:
    desk.post(at("user", "change", staff.pk), {"display_name": "管理员", "language": "zh-hans", "email": ""})
    staff.refresh_from_db()
    assert staff.is_active and staff.is_staff and staff.display_name == "管理员"


def test_a_new_password_is_set_by_the_service(desk: Client, staff: User) -> None:
    lin = people.create_user("lin", WORD, by=None)
    new = "River-2026-bridge"
    sent = {"password1": new, "password2": new, "usable_password": "true"}
    assert desk.post(reverse("admin:auth_user_password_change", args=[lin.pk]), sent).status_code == 302
    lin.refresh_from_db()
    assert lin.check_password(new)
    assert AuditEvent.objects.get(verb="password_set", subject=f"user:{lin.pk}").by == staff


def test_an_organisation_gets_its_place_in_the_tree(desk: Client, school: Organisation) -> None:
    sent = {"kind": "college", "name_zh": "材料学院", "name_en": "", "parent": str(school.pk), "region": ""}
    assert desk.post(at("organisation", "add"), sent).status_code == 302
    college = Organisation.objects.get(name_zh="材料学院")
    assert college.path == f"{school.path}{college.pk}/"
    assert AuditEvent.objects.filter(verb="organisation_created", subject=f"organisation:{college.pk}").exists()


def test_a_second_root_of_one_name_is_refused_in_the_form(desk: Client, school: Organisation) -> None:
    sent = {"kind": "institution", "name_zh": "望川大学", "name_en": "", "parent": "", "region": ""}
    answer = desk.post(at("organisation", "add"), sent)
    assert answer.status_code == 200 and "errorlist" in answer.content.decode()
    assert Organisation.objects.count() == 1


def test_an_organisations_name_can_be_corrected_but_not_its_place(desk: Client, school: Organisation) -> None:
    other = people.create_organisation("nation", "中国", by=None)
    sent = {"name_zh": "望川大学（杭州）", "name_en": "Wangchuan University", "region": "浙江省杭州市"}
    sent |= {"kind": "bank", "parent": str(other.pk)}
    assert desk.post(at("organisation", "change", school.pk), sent).status_code == 302
    school.refresh_from_db()
    assert (school.name_zh, school.kind, school.parent) == ("望川大学（杭州）", "institution", None)
    changed = AuditEvent.objects.get(verb="organisation_changed").data["changed"]
    assert set(changed) == {"name_zh", "name_en", "region"}


def test_roles_are_given_and_taken_through_the_service(desk: Client, school: Organisation) -> None:
    lin = people.create_user("lin", WORD, by=None)
    sent = {"user": str(lin.pk), "organisation": str(school.pk), "role": "officer"}
    assert desk.post(at("membership", "add"), sent).status_code == 302
    held = Membership.objects.get(user=lin)
    assert desk.post(at("membership", "delete", held.pk), {"post": "yes"}).status_code == 302
    assert not Membership.objects.exists()
    sent_again = {"action": "delete_selected", "_selected_action": "", "post": "yes"}
    again = people.add_member(lin, school, "officer", by=None)
    desk.post(at("membership", "changelist"), sent_again | {"_selected_action": str(again.pk)})
    assert not Membership.objects.exists()
    assert list(AuditEvent.objects.filter(verb__startswith="member_").values_list("verb", flat=True)) == [
        "member_removed",
        "member_added",
        "member_removed",
        "member_added",
    ]


def test_a_key_is_revoked_and_its_secret_is_nowhere(desk: Client) -> None:
    lin = people.create_user("lin", WORD, by=None)
    key, secret = people.make_api_key(lin, "程序", by=None)
    shown = desk.get(at("apikey", "change", key.pk)).content.decode()
    assert key.digest not in shown and secret not in shown
    desk.post(at("apikey", "changelist"), {"action": "revoke", "_selected_action": str(key.pk)})
    assert ApiKey.objects.get().revoked_at is not None
    assert people.user_of_key(secret) is None


def test_code_titles_are_corrected_with_a_trail(desk: Client, staff: User) -> None:
    sent = {"scheme": "ipc", "code": "C08L", "zh": "高分子化合物的组合物", "en": "", "source": "IPC 2024"}
    assert desk.post(at("codetitle", "add"), sent).status_code == 302
    title = CodeTitle.objects.get()
    desk.post(at("codetitle", "change", title.pk), sent | {"en": "Compositions of macromolecular compounds"})
    title.refresh_from_db()
    assert title.en.startswith("Compositions")
    last = AuditEvent.objects.filter(verb="code_title_changed").first()
    assert last is not None and last.by == staff and list(last.data["changed"]) == ["en"]


def test_doubts_are_settled_by_the_catalogue(desk: Client, staff: User) -> None:
    one = Party.objects.create(name="望川大学", kind="university")
    two = Party.objects.create(name="望川大学医院", kind="hospital")
    doubt = PartyDoubt.objects.create(party=one, other=two, reason="similar_name")
    sent = {"action": "say_different", "_selected_action": str(doubt.pk)}
    desk.post(at("partydoubt", "changelist"), sent)
    doubt.refresh_from_db()
    assert (doubt.verdict, doubt.decided_by) == ("different", staff)
    again = desk.post(at("partydoubt", "changelist"), sent, follow=True).content.decode()
    assert "messagelist" in again and "error" in again


def test_chosen_patents_are_graded_again(desk: Client, staff: User) -> None:
    patent = Patent.objects.create(record_key="CN:1", office="CN", title_zh="一种灌封胶")
    answer = desk.post(
        at("patent", "changelist"), {"action": "grade_again", "_selected_action": str(patent.pk)}, follow=True
    )
    assert "新增 1 条分级结果" in answer.content.decode()
    assert Grade.objects.get().cause == "asked"
    assert AuditEvent.objects.get(verb="patent_graded").by == staff
