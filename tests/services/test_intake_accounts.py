"""Accounts by a sheet: each person is invited once, into the college that is named; what is wrong is told by line."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.account_lines import detect, read_account_line
from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.records.models import ImportRun, Invitation, User
from zhiqiao.services import intake, people

HEADINGS = ["姓名", "手机号", "邮箱", "学院", "角色"]
PASSWORD = "bridge-over-water-7"


@pytest.fixture
def school(db: None, settings: Any, tmp_path: Path) -> dict[str, Any]:
    """A school with two colleges and its administrator; a college of the same name elsewhere."""
    settings.FILES = tmp_path / "files"
    found: dict[str, Any] = {"school": people.create_organisation("institution", "望川大学", by=None)}
    for name in ("材料学院", "化工学院"):
        found[name] = people.create_organisation(OrganisationKind.COLLEGE, name, parent=found["school"], by=None)
    other = people.create_organisation("institution", "青屿海洋大学", by=None)
    people.create_organisation(OrganisationKind.COLLEGE, "海洋学院", parent=other, by=None)
    found["admin"] = people.create_user("admin", PASSWORD, by=None)
    people.add_member(found["admin"], found["school"], Role.ADMIN, by=None)
    return found


def imported(folder: Path, rows: list[list[str]], by: User, name: str = "accounts.csv") -> ImportRun:
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return intake.run_import(intake.open_run(path, by=by, what="accounts"), by=by)


ROWS = [
    ["陈某某", "13800000000", "chen@example.edu.cn", "材料学院", "发明人"],
    ["王某某", "", "", "化工学院", "学院管理员"],
    ["赵某某", "", "", "", ""],
    ["", "", "", "材料学院", ""],
    ["钱某某", "", "not-an-address", "材料学院", ""],
    ["孙某某", "", "", "海洋学院", ""],
    ["李某某", "", "", "材料学院", "国王"],
]


def test_each_person_is_invited_once_and_what_is_wrong_is_told(school: dict[str, Any], tmp_path: Path) -> None:
    run = imported(tmp_path, ROWS, school["admin"])
    assert (run.accepted, run.rejected) == (3, 4)
    told = {line.number: [one["code"] for one in line.problems] for line in run.lines.filter(state="rejected")}
    assert told == {
        5: ["invited_is_named"],
        6: ["email_is_readable"],
        7: ["organisation_is_known"],
        8: ["role_is_known"],
    }
    rows = {one.name: (one.organisation, one.role) for one in Invitation.objects.all()}
    assert rows == {
        "陈某某": (school["材料学院"], "inventor"),
        "王某某": (school["化工学院"], "admin"),
        "赵某某": (school["school"], "inventor"),
    }
    again = imported(tmp_path, [*ROWS[:3], ["周某某", "", "", "材料学院", ""]], school["admin"], "again.csv")
    assert (again.accepted, again.unchanged, Invitation.objects.count()) == (1, 3, 4)


def test_who_took_the_role_is_not_invited_again(school: dict[str, Any], tmp_path: Path) -> None:
    imported(tmp_path, ROWS[:1], school["admin"])
    people.accept_invitation(people.token_of(Invitation.objects.get()), "chen", PASSWORD)
    again = imported(tmp_path, ROWS[:2], school["admin"], "again.csv")
    assert (again.accepted, again.unchanged) == (1, 1)


def test_only_who_manages_people_brings_accounts_in(school: dict[str, Any], tmp_path: Path) -> None:
    from zhiqiao.domain.problems import Refused

    officer = people.create_user("officer", PASSWORD, by=None)
    people.add_member(officer, school["school"], Role.OFFICER, by=None)
    with pytest.raises(Refused):
        imported(tmp_path, ROWS, officer)
    assert not Invitation.objects.exists()


@given(st.lists(st.text(max_size=30), min_size=5, max_size=5))
def test_any_line_gives_a_draft_or_says_why_not(cells: list[str]) -> None:
    from datetime import date

    found = detect([HEADINGS])
    reading = read_account_line(found.mapping, found.headings, cells, today=date(2026, 11, 22))
    assert (reading.draft is None) == (reading.is_blank or bool(reading.problems))
