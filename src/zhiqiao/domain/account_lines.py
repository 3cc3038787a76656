"""Lines of accounts (批量账号表识读): a person, their e-mail, where they belong and what they are there.

After the user template of the national system (批量导入用户模板: 姓名, 手机号, 邮箱, 性别 [V]); telephone and sex are
not asked for, since nothing here needs them. Not responsible for whether the organisation is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhiqiao.domain.codes import Role
from zhiqiao.domain.patents.reading.detection import LINES_SEARCHED, Cell, Detection, fold_heading, unique_headings
from zhiqiao.domain.patents.reading.lines import gather
from zhiqiao.domain.problems import Problem, errors

FIELDS = ("display_name", "email", "organisation", "role")
SOURCE = "accounts"
HEADINGS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "zh": (
        ("display_name", "姓名*", "陈某某"),
        ("email", "电子邮箱", "chen@example.edu.cn"),
        ("organisation", "学院（部门）", "材料学院"),
        ("role", "角色", "发明人"),
    ),
    "en": (
        ("display_name", "Name*", "Chen Moumou"),
        ("email", "E-mail", "chen@example.edu.cn"),
        ("organisation", "College or department", "School of Materials"),
        ("role", "Role", "inventor"),
    ),
}
OTHERS = {
    "display_name": ("姓名", "名字", "发明人", "第一发明人", "用户姓名", "真实姓名", "name", "full name", "inventor"),
    "email": ("邮箱", "电子邮件", "邮箱地址", "email", "e-mail", "mail"),
    "organisation": ("学院", "部门", "单位", "所在单位", "所属单位", "院系", "college", "department", "organisation"),
    "role": ("角色", "用户类型", "身份", "role"),
}
ROLES: Mapping[str, Role] = {
    "发明人": Role.INVENTOR,
    "科研人员": Role.INVENTOR,
    "教师": Role.INVENTOR,
    "管理员": Role.ADMIN,
    "学院管理员": Role.ADMIN,
    "专员": Role.OFFICER,
    "技术转移专员": Role.OFFICER,
    "成果转化专员": Role.OFFICER,
    "技术经理人": Role.OFFICER,
    "officer": Role.OFFICER,
    "technology transfer officer": Role.OFFICER,
    "administrator": Role.ADMIN,
    "主管": Role.OFFICIAL,
} | {str(role): role for role in Role}
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(frozen=True)
class AccountDraft:
    """What a line says of a person; an empty organisation means the one that imports."""

    name: str
    email: str = ""
    organisation: str = ""
    role: Role = Role.INVENTOR


@dataclass(frozen=True)
class AccountReading:
    """What reading one line gave."""

    draft: AccountDraft | None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """The line held nothing."""
        return self.draft is None and not self.problems


def template_headings(language: str) -> list[tuple[str, str, str]]:
    """(field, heading, example) per column of the template, for "zh" or "en"."""
    return list(HEADINGS[language])


KNOWN: Mapping[str, str] = {
    fold_heading(heading): name
    for name, heading in (
        *((name, heading) for name, others in OTHERS.items() for heading in others),
        *((name, heading) for told in HEADINGS.values() for name, heading, _example in told),
        *((name, name) for name in FIELDS),
    )
}
"""Folded heading → field."""


def usable(mapping: Mapping[str, str]) -> bool:
    """A column map will do when names or addresses have a column."""
    return bool({"display_name", "email"}.intersection(mapping.values()))


def detect(rows: Sequence[Sequence[Cell]]) -> Detection:
    """The heading line that knows most of its headings, and the column map."""
    best, at = 0, -1
    for place, row in enumerate(rows[:LINES_SEARCHED]):
        found = {KNOWN.get(fold_heading(cell)) for cell in row if isinstance(cell, str)} - {None}
        if len(found) > best and {"display_name", "email"} & found:
            best, at = len(found), place
    width = max((len(row) for row in rows[:LINES_SEARCHED]), default=0)
    headings = unique_headings(rows[at] if at >= 0 else (), len(rows[at]) if at >= 0 else width)
    mapping = {heading: KNOWN.get(fold_heading(heading), "") if at >= 0 else "" for heading in headings}
    unmapped = tuple(heading for heading in headings if not mapping[heading])
    return Detection(SOURCE, at, headings, mapping, best / max(len(headings), 1) if at >= 0 else 0.0, unmapped)


def read_account_line(
    mapping: Mapping[str, str], headings: Sequence[str], cells: Sequence[Cell], *, today: date
) -> AccountReading:
    """Read one line. Without a role the person is an inventor."""
    line = gather(mapping, headings, cells, SOURCE, today)
    if line is None:
        return AccountReading(None)
    problems = list(line.problems)
    name, email, written = (line.text(each) for each in ("display_name", "email", "role"))
    if not name and not email:
        problems.append(Problem("invited_is_named", "display_name"))
    if email and not MAIL.fullmatch(email):
        problems.append(Problem("email_is_readable", "email", email))
    role = ROLES.get(" ".join(written.lower().split())) if written else Role.INVENTOR
    if role is None:
        problems.append(Problem("role_is_known", "role", written))
    if errors(problems) or role is None:
        return AccountReading(None, problems)
    return AccountReading(AccountDraft(name[:100], email, line.text("organisation"), role), problems)
