"""A school that files its patents, for the tests of procedures: its college, its people, and a calendar they turn."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from workbench import PASSWORD, draft, number

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import AuditEvent, Case, CaseMove, Organisation, Patent, User
from zhiqiao.services import catalogue, people, procedures

INVENTORY = "inventory"
FRIDAY = date(2026, 10, 23)
FULL: Mapping[str, Any] = {
    "is_funded": True,
    "project_kind": "nsfc",
    "project_name": "高温绝缘材料的失效机理",
    "project_number": "52073001",
    "implementation": "not",
    "willingness": "willing",
    "ways": ["license", "transfer"],
    "maturity": "lab",
    "trl": 4,
    "self_grade": 4,
    "scenario": "高温电机的绝缘灌封",
}
"""All six items, and what goes with them."""


class Days:
    """Turns the calendar of the services."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch

    def are(self, day: date) -> None:
        """From now on it is this day."""
        for name in ("opening", "moving", "desk"):  # `procedures.desk` itself is the function of that name
            self.patch.setattr(sys.modules[f"zhiqiao.services.procedures.{name}"], "today", lambda: day)


def person(name: str, called: str, organisation: Organisation, role: Role) -> User:
    """Somebody with a name and one role."""
    user = people.create_user(name, PASSWORD, display_name=called, by=None)
    people.add_member(user, organisation, role, by=None)
    return user


@dataclass
class School:
    """A university with one college; who files, who reviews in the college, who reviews in the school."""

    university: Organisation
    college: Organisation
    inventor: User
    secretary: User
    office: User

    @classmethod
    def founded(cls, university: Organisation) -> School:
        college = people.create_organisation(OrganisationKind.COLLEGE, "材料学院", parent=university, by=None)
        return cls(
            university,
            college,
            person("inventor", "李望", college, Role.INVENTOR),
            person("secretary", "材料秘书", college, Role.OFFICER),
            person("office", "成果办", university, Role.OFFICER),
        )

    def patent(self, running: int, *, holder: Organisation | None = None, **cells: Any) -> Patent:
        """A patent in force that the college holds, or whoever is named."""
        told = {
            "application_number": number(running),
            "title_zh": "一种耐高温灌封胶",
            "inventors": "李望；周川",
            "legal_state": "授权",
        }
        return catalogue.upsert(draft(**told | cells), by=None, organisation=holder or self.college).patent

    def mine(self, running: int, **cells: Any) -> Patent:
        """One that the inventor is to file."""
        patent = self.patent(running, **cells)
        procedures.assign(INVENTORY, [patent.pk], self.inventor, by=self.secretary)
        return patent


def moved(patent: Patent, verb: str, by: User | None, **more: Any) -> Case:
    """The case after that move."""
    return procedures.move(INVENTORY, patent.pk, verb, by=by, **more)[0]


def reason_against(patent: Patent, verb: str, by: Any, **more: Any) -> list[Problem]:
    """Why that move is refused."""
    with pytest.raises(Refused) as refusal:
        procedures.move(INVENTORY, patent.pk, verb, by=by, **more)
    return refusal.value.problems


def against(patent: Patent, verb: str, by: Any, **more: Any) -> list[tuple[str, str]]:
    """The same: codes and fields alone."""
    return [(one.code, one.field) for one in reason_against(patent, verb, by, **more)]


def state(patent: Patent) -> str:
    """The state that is stored; "" where nobody has begun."""
    return Case.objects.filter(patent=patent).values_list("state", flat=True).first() or ""


def way(patent: Patent) -> list[str]:
    """The states a case has come through, as its moves tell."""
    return list(CaseMove.objects.filter(case__patent=patent).order_by("pk").values_list("after", flat=True))


def written() -> tuple[int, int, int]:
    """How much there is of cases, moves and trail, to see that nothing was written."""
    return Case.objects.count(), CaseMove.objects.count(), AuditEvent.objects.count()
