"""How service tests make people, numbers and drafts: through the services and the domain, never past them."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhiqiao.domain.codes import Role
from zhiqiao.domain.patents.numbers import check_digit
from zhiqiao.domain.patents.reading import PatentDraft, read_line, template_headings
from zhiqiao.records.models import Organisation, User
from zhiqiao.services import people

TODAY = date(2026, 11, 22)
PASSWORD = "a-long-enough-Pass-1"
HEADINGS = {field: heading for field, heading, _example in template_headings("zh")}


def member(name: str, organisation: Organisation, role: Role) -> User:
    """A person with one role."""
    user = people.create_user(name, PASSWORD, by=None)
    people.add_member(user, organisation, role, by=None)
    return user


def number(running: int, *, year: int = 2020, kind: int = 1) -> str:
    """A Chinese application number with its right check digit."""
    digits = f"{year}{kind}{running:07d}"
    return f"{digits}.{check_digit(digits)}"


def draft(**cells: Any) -> PatentDraft:
    """What a line of our template says; the cells by field name."""
    mapping = {heading: field for field, heading in HEADINGS.items()}
    headings = [HEADINGS[field] for field in cells]
    reading = read_line(mapping, headings, list(cells.values()), "template", today=TODAY)
    assert reading.draft is not None, reading.problems
    return reading.draft
