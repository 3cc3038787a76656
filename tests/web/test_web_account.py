"""One's own account: signing in, a new password, keys for programs, and what each says when it is refused."""

from __future__ import annotations

import pytest
from django.test import Client
from web_place import PASSWORD, Place

from zhiqiao.records.models import ApiKey, AuditEvent

NEW = "a-longer-bridge-8"


@pytest.fixture
def officer(place: Place, zh: Client) -> Client:
    zh.force_login(place.officer)
    return zh


@pytest.mark.parametrize(
    ("language", "words"), [("zh-CN", "请输入一个正确的用户名和密码"), ("en", "Please enter a correct")]
)
def test_a_wrong_password_is_told_where_it_is_typed(place: Place, language: str, words: str) -> None:
    client = Client(headers={"Accept-Language": language})
    page = client.post("/account/sign-in/", {"username": "officer-0", "password": "no"}).content.decode()
    assert words in page and 'role="alert"' in page and 'value="officer-0"' in page


def test_a_person_changes_the_own_password(place: Place, officer: Client) -> None:
    assert "/account/password/" in officer.get("/account/").content.decode()
    elsewhere = Client()
    elsewhere.force_login(place.officer)
    answer = officer.post("/account/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert answer.status_code == 302 and answer["Location"] == "/account/"
    assert "密码已修改" in officer.get("/account/").content.decode(), "still signed in here"
    assert elsewhere.get("/account/").status_code == 302, "signed out elsewhere"
    assert AuditEvent.objects.filter(verb="password_set", by=place.officer).count() == 1
    assert Client().login(username="officer-0", password=NEW)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"old_password": "wrong"}, "旧密码"),
        ({"new_password2": "another-bridge-9"}, "不一致"),
        ({"new_password1": "1234567", "new_password2": "1234567"}, "密码太短，至少需要 10 个字符"),
    ],
)
def test_a_password_refused_says_why_and_changes_nothing(
    place: Place, officer: Client, given: dict[str, str], words: str
) -> None:
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW} | given
    answer = officer.post("/account/password/", form)
    assert answer.status_code == 200 and words in answer.content.decode()
    assert Client().login(username="officer-0", password=PASSWORD)


def test_a_password_needs_signing_in(db: None, zh: Client) -> None:
    answer = zh.get("/account/password/")
    assert answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/?next=/account/password/")


def test_a_key_is_shown_once_and_revoked(place: Place, officer: Client) -> None:
    page = officer.post("/account/", {"label": "夜间同步"}).content.decode()
    secret = page.split("Bearer ", 1)[1].split("<", 1)[0]
    asking = Client(headers={"Authorization": f"Bearer {secret}"})
    assert asking.get("/api/v1/imports").status_code == 200
    page = officer.get("/account/").content.decode()
    assert secret not in page and "夜间同步" in page
    key = ApiKey.objects.get()
    assert officer.post("/account/", {"revoke": str(key.pk)}).status_code == 302
    assert asking.get("/api/v1/imports").status_code == 401
    assert "已吊销" in officer.get("/account/").content.decode()


@pytest.mark.parametrize("given", ["x", "", "99999", "²", "9" * 40])
def test_a_key_that_is_not_there_cannot_be_revoked(place: Place, officer: Client, given: str) -> None:
    assert officer.post("/account/", {"revoke": given}).status_code == 404


def test_another_persons_key_cannot_be_revoked(place: Place, officer: Client, en: Client) -> None:
    officer.post("/account/", {"label": "mine"})
    en.force_login(place.stranger)
    assert en.post("/account/", {"revoke": str(ApiKey.objects.get().pk)}).status_code == 404
    assert ApiKey.objects.get().revoked_at is None


def test_a_key_of_spaces_is_refused_with_words(place: Place, officer: Client) -> None:
    answer = officer.post("/account/", {"label": "   "})
    assert answer.status_code == 200 and ApiKey.objects.count() == 0
    assert 'aria-invalid="true"' in answer.content.decode()
