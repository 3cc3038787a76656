"""A school whose inventors disclose: its people, and a disclosure brought to any step, for the tests of disclosures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from filing import School, person

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.prefiling.scoring import example
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import Disclosure, Organisation, User
from zhiqiao.services import disclosures, people
from zhiqiao.services.disclosures import Named

TOLD: Mapping[str, Any] = {
    "invention_title": "一种低温快充负极浆料",
    "problem_solved": "零下二十度快充时析锂",
    "solution": "分两步加入碳纳米管导电剂，再以低剪切混合",
    "maturity": "lab",
    "publication": "no",
    "may_be_secret": False,
    "is_funded": True,
    "project_kind": "nsfc",
    "project_name": "低温锂离子电池界面",
    "project_number": "52073001",
    "ownership": "service",
}
BEST = {one.code: one.points for one in example().criteria}
FAIR = {one.code: one.points * 7 // 10 for one in example().criteria}


@dataclass
class Disclosing:
    """The school, who evaluates, an inventor beside, and people who may see nothing."""

    school: School
    evaluator: User
    colleague: User
    elsewhere: User
    official: User

    @classmethod
    def founded(cls, school: School, other: Organisation) -> Disclosing:
        assert school.university.parent is not None
        desk = people.create_organisation(OrganisationKind.COLLEGE, "电气学院", parent=school.university, by=None)
        person("other-college", "电气秘书", desk, Role.OFFICER)
        return cls(
            school,
            person("evaluator", "评估员", school.university, Role.OFFICER),
            person("colleague", "周川", school.college, Role.INVENTOR),
            person("elsewhere", "外校专员", other, Role.OFFICER),
            person("official", "省厅", school.university.parent, Role.OFFICIAL),
        )

    def draft(self, **told: Any) -> Disclosure:
        row = disclosures.begin(by=self.school.inventor, values={**TOLD, **told})
        shared = [Named(username="inventor", share="60"), Named(username="colleague", share="40")]
        disclosures.move(row.pk, "save", by=self.school.inventor, inventors=shared)
        return row

    def at(self, state: str, points: Mapping[str, int] = BEST, vetoes: tuple[str, ...] = (), **told: Any) -> Disclosure:
        """A disclosure that has come as far as that."""
        row = self.draft(**told)
        way: list[tuple[str, Callable[[], Any]]] = [
            ("draft", lambda: disclosures.move(row.pk, "submit", by=self.school.inventor)),
            ("disclosed", lambda: self.accept(row)),
            ("evaluation", lambda: self.evaluated(row, points, vetoes)),
            ("decision", lambda: disclosures.move(row.pk, "approve_filing", by=self.school.office)),
        ]
        for before, step in way:
            if state == before:
                break
            step()
        row.refresh_from_db()
        assert row.case.state == state
        return row

    def accept(self, row: Disclosure) -> None:
        disclosures.agree(row.pk, by=self.colleague)
        disclosures.name_evaluator(row.pk, self.evaluator, by=self.school.secretary)
        disclosures.move(row.pk, "accept", by=self.school.secretary)

    def evaluated(self, row: Disclosure, points: Mapping[str, int], vetoes: tuple[str, ...]) -> None:
        disclosures.evaluate(row.pk, by=self.evaluator, points=points, vetoes=vetoes, remarks="见检索报告")


def codes(call: Callable[..., Any], *given: Any, **named: Any) -> list[str]:
    """Why that is refused."""
    with pytest.raises(Refused) as refusal:
        call(*given, **named)
    return [one.code for one in refusal.value.problems]


def state(row: Disclosure) -> str:
    return Disclosure.objects.select_related("case").get(pk=row.pk).case.state
