"""What the service tests share: a store of their own, people in their places, and sheets written on the spot."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from filing import FRIDAY, Days, School
from workbench import PASSWORD, TODAY, member

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.records.models import Organisation, User
from zhiqiao.services import people


@pytest.fixture
def own_store(settings: Any, tmp_path: Path) -> None:
    """Kept files and indexes of one test are nobody else's."""
    settings.FILES = tmp_path / "store"
    settings.INDEXES = tmp_path / "index"


@pytest.fixture
def fixed_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the tests."""
    monkeypatch.setattr("zhiqiao.records.clock.today", lambda: TODAY)


@pytest.fixture
def province(db: None) -> Organisation:
    return people.create_organisation(OrganisationKind.PROVINCE, "浙江省", region="浙江省", by=None)


@pytest.fixture
def university(province: Organisation) -> Organisation:
    return people.create_organisation(
        OrganisationKind.INSTITUTION, "望川大学", name_en="Wangchuan University", parent=province, by=None
    )


@pytest.fixture
def other_university(province: Organisation) -> Organisation:
    return people.create_organisation(OrganisationKind.INSTITUTION, "澜江工业大学", parent=province, by=None)


@pytest.fixture
def officer(university: Organisation) -> User:
    return member("officer-w", university, Role.OFFICER)


@pytest.fixture
def stranger(other_university: Organisation) -> User:
    return member("officer-l", other_university, Role.OFFICER)


@pytest.fixture
def staff(db: None) -> User:
    return people.create_user("staff", PASSWORD, is_staff=True, by=None)


@pytest.fixture
def school(university: Organisation, own_store: None, settings: Any) -> School:
    """A school that files its patents."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed
    return School.founded(university)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    """The calendar of procedures, open at a Friday."""
    calendar = Days(monkeypatch)
    calendar.are(FRIDAY)
    return calendar


Sheet = Callable[..., Path]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Writes a CSV under the given headings; returns its path."""

    def write(headings: Sequence[str], rows: Sequence[Sequence[Any]], name: str = "sheet.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headings)
            writer.writerows(rows)
        return path

    return write
