"""Signing in with a code, from outside, and by an invitation; and the page on which people are managed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from oidc_provider import Provider, running

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.records.models import Invitation, Membership, OutsideIdentity, User
from zhiqiao.services import people

pytestmark = pytest.mark.django_db
PASSWORD = "bridge-over-water-7"


@pytest.fixture
def place(settings: Any) -> dict[str, Any]:
    """A school with an administrator, and one elsewhere."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    found: dict[str, Any] = {}
    for name, school in (("admin", "云汀理工大学"), ("other", "青屿海洋大学")):
        found[f"{name}-school"] = people.create_organisation(OrganisationKind.INSTITUTION, school, by=None)
        found[name] = people.create_user(name, PASSWORD, by=None)
        people.add_member(found[name], found[f"{name}-school"], Role.ADMIN, by=None)
    return found


def browser(user: User | None = None, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    if user is not None:
        client.force_login(user)
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def code_of(user: User, later: int = 0) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, later):06d}"


def with_second_factor(user: User) -> list[str]:
    people.begin_second_factor(user)
    codes = people.confirm_second_factor(user, code_of(user))
    return codes


def test_the_password_alone_does_not_sign_in_who_set_up_a_second_factor(place: dict[str, Any]) -> None:
    codes = with_second_factor(place["admin"])
    client = browser()
    answer = client.post(reverse("login"), {"username": "admin", "password": PASSWORD, "next": "/needs/"})
    assert answer["Location"] == reverse("second-factor") and not is_in(client)
    assert client.get("/api/v1/imports").status_code == 401
    wrong = client.post(reverse("second-factor"), {"code": "12345x"}).content.decode()
    assert "This code is not right" in wrong and not is_in(client)
    TOTPDevice.objects.update(throttling_failure_count=0)
    from django_otp.plugins.otp_static.models import StaticDevice

    StaticDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    answer = client.post(reverse("second-factor"), {"code": codes[0]})
    assert answer["Location"] == "/needs/" and is_in(client)


def test_the_code_page_leads_away_who_gave_no_password(db: None) -> None:
    assert browser().get(reverse("second-factor"))["Location"] == reverse("login")


def test_a_person_sets_a_second_factor_up_and_ends_it(place: dict[str, Any]) -> None:
    client, user = browser(place["admin"], "zh-CN"), place["admin"]
    page = client.get(reverse("second-factor-own")).content.decode()
    assert "<svg" in page and "验证器" in page
    page = client.post(reverse("second-factor-own"), {"code": code_of(user)}).content.decode()
    assert page.count("<li>") >= 10 and people.has_second_factor(user)
    client.post(reverse("second-factor-own"), {"code": "000000"})
    assert people.has_second_factor(user)


@pytest.mark.parametrize(("demanded", "leads"), [("all", True), ("staff", False), ("own", False)])
def test_where_the_site_demands_it_one_is_led_to_setting_it_up(
    place: dict[str, Any], settings: Any, demanded: str, leads: bool
) -> None:
    settings.SECOND_FACTOR = demanded
    client = browser(place["admin"])
    assert (client.get(reverse("work")).status_code == 302) == leads
    assert (client.get("/api/v1/imports").status_code == 401) == leads
    assert client.get(reverse("second-factor-own")).status_code == 200


def test_an_administrator_invites_and_the_invited_makes_an_account(place: dict[str, Any]) -> None:
    address = reverse("people-of", args=[place["admin-school"].pk])
    client = browser(place["admin"])
    given = {"act": "invite", "name": "陈某某", "email": "", "role": "inventor"}
    page = client.post(address, given, follow=True).content.decode()
    link = reverse("invitation", args=[people.token_of(Invitation.objects.get())])
    assert link in page and "Copy the link" in page
    guest = browser(language="zh-CN")
    assert "云汀理工大学" in guest.get(link).content.decode()
    bad = {"username": "admin", "password": PASSWORD, "again": PASSWORD}
    assert "已被占用" in guest.post(link, bad).content.decode()
    assert "两次" in guest.post(link, bad | {"username": "chen", "again": "x"}).content.decode()
    assert guest.post(link, bad | {"username": "chen"})["Location"] == reverse("work") and is_in(guest)
    assert Membership.objects.get(user__username="chen").role == "inventor"
    assert guest.get(link).status_code == 404
    assert browser(place["other"]).get(address).status_code == 404


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"act": "invite", "name": "", "email": "", "role": "inventor"}, "Nobody is named"),
        ({"act": "invite", "email": "chen", "role": "inventor"}, "no e-mail address"),
        ({"act": "stand_in", "inventor": "李望", "instead": "nobody"}, "no account"),
        ({"act": "stand_in", "inventor": "李望", "instead": "other"}, "no account in the institution"),
        ({"act": "add", "name_zh": "材料学院", "name_en": "", "kind": "college"}, "Added"),
    ],
)
def test_the_page_of_people_says_what_it_did_or_why_not(
    place: dict[str, Any], given: dict[str, str], told: str
) -> None:
    address = reverse("people-of", args=[place["admin-school"].pk])
    assert told in browser(place["admin"]).post(address, given, follow=True).content.decode()


def test_somebody_elsewhere_cannot_be_touched_by_a_forged_row(place: dict[str, Any]) -> None:
    address = reverse("people-of", args=[place["admin-school"].pk])
    row = Membership.objects.get(user=place["other"]).pk
    for act in ("remove", "leave", "end_second_factor"):
        assert browser(place["admin"]).post(address, {"act": act, "row": row}).status_code == 404
    assert Membership.objects.filter(pk=row).exists()


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider that the site is set up with."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    with running() as one:
        settings.OIDC = {"issuer": one.issuer, "client_id": "zhiqiao", "client_secret": "s", "name": "云汀统一认证"}
        yield one


def come_from_outside(client: Client, provider: Provider, begin: str = "", **form: str) -> Any:
    sent = client.post(begin or reverse("outside"), form)
    assert sent.status_code == 302 and sent["Location"].startswith(provider.issuer)
    return client.get(provider.sent_to(sent["Location"]), follow=True)


def test_an_unknown_identity_is_told_what_to_do_and_gets_no_account(place: dict[str, Any], provider: Provider) -> None:
    client = browser()
    assert "云汀统一认证" in client.get(reverse("login")).content.decode()
    answer = come_from_outside(client, provider)
    assert answer.status_code == 403 and "No account here is tied" in answer.content.decode()
    assert not is_in(client) and User.objects.count() == 2


def test_an_identity_is_tied_by_who_is_signed_in_and_then_signs_in(place: dict[str, Any], provider: Provider) -> None:
    come_from_outside(browser(place["admin"]), provider)
    assert OutsideIdentity.objects.get().user == place["admin"]
    client = browser()
    answer = come_from_outside(client, provider, next="/needs/")
    assert answer.redirect_chain[-1][0] == "/needs/" and is_in(client)
    User.objects.filter(pk=place["admin"].pk).update(is_active=False)
    assert come_from_outside(browser(), provider).status_code == 403


def test_an_invitation_is_taken_up_from_outside(place: dict[str, Any], provider: Provider) -> None:
    row, _new = people.invite(place["admin-school"], Role.INVENTOR, name="陈某某", by=None)
    client = browser()
    begin = reverse("invitation", args=[people.token_of(row)])
    come_from_outside(client, provider, begin, outside="1")
    assert is_in(client) and Membership.objects.get(user__username="chen").organisation == place["admin-school"]


@pytest.mark.parametrize("fault", ["nonce", "state", "issuer"])
def test_an_answer_that_is_not_to_our_question_signs_nobody_in(
    place: dict[str, Any], provider: Provider, fault: str
) -> None:
    people.tie(place["admin"], provider.issuer, "chen")
    client = browser()
    back = provider.sent_to(client.post(reverse("outside"))["Location"])
    if fault == "nonce":
        provider.claims["nonce"] = "another"
    elif fault == "issuer":
        provider.claims["iss"] = "https://elsewhere.example"
    else:
        back = back.replace("state=", "state=x")
    answer = client.get(back)
    assert answer.status_code == 502 and not is_in(client)


def test_a_provider_that_is_down_is_said_to_be_down(place: dict[str, Any], settings: Any) -> None:
    settings.OIDC = {"issuer": "http://127.0.0.1:9", "client_id": "zhiqiao", "client_secret": "", "name": "x"}
    assert browser().post(reverse("outside")).status_code == 502
