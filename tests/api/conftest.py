"""The API's fixtures: a fresh minute for everybody, and the small world of `api_world`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from api_world import PASSWORD, ROWS_A, ROWS_B, World, brought_in, need
from django.core.cache import cache

from zhiqiao.domain.codes import Confidentiality, OrganisationKind, Role
from zhiqiao.records.models import Enterprise, Patent
from zhiqiao.services import people


@pytest.fixture(autouse=True)
def fresh_pace() -> None:
    """No request of an earlier test counts."""
    cache.clear()


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any) -> World:
    """Schools A and B with an officer each, firm F with its person, one of the staff, one without any role."""
    settings.FILES = tmp_path / "files"
    settings.INDEXES = tmp_path / "index"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed
    organisations = {
        "a": people.create_organisation(OrganisationKind.INSTITUTION, "望川大学", by=None),
        "b": people.create_organisation(OrganisationKind.INSTITUTION, "青屿海洋大学", by=None),
        "f": people.create_organisation(OrganisationKind.ENTERPRISE, "杭州试验新材料有限公司", by=None),
    }
    users = {
        name: people.create_user(name, PASSWORD, is_staff=name == "staff", by=None)
        for name in ("officer-a", "officer-b", "firm", "staff", "nobody")
    }
    people.add_member(users["officer-a"], organisations["a"], Role.OFFICER, by=None)
    people.add_member(users["officer-b"], organisations["b"], Role.OFFICER, by=None)
    people.add_member(users["firm"], organisations["f"], Role.ENTERPRISE, by=None)
    keys = {name: people.make_api_key(user, "test", by=user)[1] for name, user in users.items()}
    runs = {
        "a": brought_in(tmp_path, "a", ROWS_A, users["officer-a"]),
        "b": brought_in(tmp_path, "b", ROWS_B, users["officer-b"]),
    }
    needs = {
        "open": need("耐高温灌封胶", users["firm"], Confidentiality.OPEN),
        "anonymous": need("低温固化银浆", users["firm"], Confidentiality.ANONYMOUS),
        "restricted": need("保密的涂层", users["firm"], Confidentiality.RESTRICTED, shown_to=[organisations["a"]]),
    }
    assert Patent.objects.count() == 3
    firm = Enterprise.objects.get()
    return World(users, organisations, keys, runs, needs, firm)
