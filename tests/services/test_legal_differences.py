"""The difference inbox: an extract compared field by field, accepted or ignored in bulk, asked again only for news."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_legal_recording import asked
from workbench import draft, number

from zhiqiao.domain.codes import Role
from zhiqiao.domain.patents.legal_events import LegalEvent
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import AuditEvent, Difference, ImportRun, Organisation, Patent, User
from zhiqiao.services import appraisal, catalogue, intake, legal
from zhiqiao.services.legal import Told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_today", "own_store")]
FIRM = "杭州某某材料有限公司"
HEADINGS = ["申请号", "专利名称（中文）", "专利权人", "发明人", "法律状态", "法律状态日期", "申请日"]


@pytest.fixture
def patents(university: Organisation) -> list[Patent]:
    told = {"title_zh": "一种灌封胶", "applicants": "望川大学", "inventors": "李望", "legal_state": "授权"}
    told["application_date"] = "2020-03-01"
    return [
        catalogue.upsert(draft(application_number=number(running), **told), by=None, organisation=university).patent
        for running in (1, 2)
    ]


def row(patent: Patent, **other: str) -> list[str]:
    told = {"申请号": patent.application_number, "专利名称（中文）": "一种灌封胶", "专利权人": "望川大学",
            "发明人": "李望", "法律状态": "授权", "申请日": "2020-03-01"} | other  # fmt: skip
    return [told.get(heading, "") for heading in HEADINGS]


def extract(sheet: Any, by: User, *rows: list[str]) -> ImportRun:
    path: Path = sheet(HEADINGS, rows)
    return intake.run_import(intake.open_run(path, by=by, what="register"), by=by)


def standing(state: str = "open") -> set[tuple[str, str]]:
    return {(one.patent.application_number[-4:], one.field) for one in Difference.objects.filter(state=state).all()}


def ids(*fields: str) -> list[int]:
    return list(Difference.objects.filter(field__in=fields).values_list("pk", flat=True))


def test_only_what_differs_is_kept_and_the_record_stays(patents: list[Patent], officer: User, sheet: Any) -> None:
    changed = row(patents[0], 专利权人="杭州某某材料有限公司", 法律状态="未缴年费", 法律状态日期="2026-03-01")
    run = extract(sheet, officer, changed, row(patents[1], 专利权人="望川 大学"))
    assert (run.accepted, run.unchanged, run.rejected) == (1, 1, 0)
    assert {name for _number, name in standing()} == {"owners", "legal_state"}
    one = Difference.objects.get(field="owners")
    assert (one.ours, one.theirs) == (["望川大学"], ["杭州某某材料有限公司"])
    assert one.source == "sheet.csv" and one.source_date and one.line is not None
    patents[0].refresh_from_db()
    assert patents[0].legal_state == "granted", "nothing changes before it is accepted"
    again = extract(sheet, officer, changed)
    assert (again.accepted, again.unchanged) == (0, 1) and Difference.objects.count() == 2


def test_accepting_writes_the_record_and_grades_anew(patents: list[Patent], officer: User, sheet: Any) -> None:
    appraisal.grade_patents([patents[0].pk])
    extract(
        sheet,
        officer,
        row(patents[0], 专利权人=FIRM, 法律状态="未缴年费", 法律状态日期="2026-03-01", 申请日="2020-03-02"),
    )
    told = legal.decide(ids("owners", "legal_state", "application_date"), "accept", by=officer)
    assert (told.done, told.refused) == (3, {})
    patent = Patent.objects.get(pk=patents[0].pk)
    assert (patent.legal_state, patent.legal_state_date) == ("lapsed", date(2026, 3, 1))
    assert patent.application_date == date(2020, 3, 2)
    assert patent.parties.get(role="owner").name_written == "杭州某某材料有限公司"
    assert patent.parties.get(role="inventor").name_written == "李望"
    assert asked("grade_patents")[-1] == {"ids": [patent.pk], "cause": "register"}
    appraisal.grade_patents(**asked("grade_patents")[-1])
    assert appraisal.history(patent)[0].cause == "register"
    assert AuditEvent.objects.get(verb="differences_accepted").by == officer
    decided = Difference.objects.get(field="owners")
    assert (decided.state, decided.decided_by) == ("accepted", officer) and decided.decided_at is not None
    run = extract(sheet, officer, row(patent, 专利权人=FIRM, 法律状态="未缴年费", 申请日="2020-03-02"))
    assert run.unchanged == 1 and not standing()


def test_ignored_stays_so_until_the_extract_says_something_new(
    patents: list[Patent], officer: User, sheet: Any
) -> None:
    extract(sheet, officer, row(patents[0], 发明人="李望；周川"))
    legal.decide(ids("inventors"), "ignore", by=officer)
    extract(sheet, officer, row(patents[0], 发明人="李望；周川"))
    assert standing("ignored") == {(patents[0].application_number[-4:], "inventors")} and not standing()
    extract(sheet, officer, row(patents[0], 发明人="李望；周川；沈若"))
    assert Difference.objects.get().theirs == ["李望", "周川", "沈若"] and len(standing()) == 1
    legal.decide(ids("inventors"), "ignore", by=officer)
    assert legal.decide(ids("inventors"), "reopen", by=officer).done == 1 and len(standing()) == 1


def test_an_open_one_that_is_not_borne_out_any_more_is_gone(patents: list[Patent], officer: User, sheet: Any) -> None:
    extract(sheet, officer, row(patents[0], 发明人="别人"))
    extract(sheet, officer, row(patents[0]))
    assert standing("gone") == {(patents[0].application_number[-4:], "inventors")} and not standing()


def test_two_decide_at_once_and_the_second_is_told(patents: list[Patent], officer: User, sheet: Any) -> None:
    extract(sheet, officer, row(patents[0], 发明人="别人"))
    legal.decide(ids("inventors"), "ignore", by=officer)
    told = legal.decide([*ids("inventors"), 999], "accept", by=officer)
    assert told.done == 0
    assert [[one.code for one in found] for found in told.refused.values()] == [
        ["difference_is_known"],
        ["difference_is_open"],
    ]
    patents[0].refresh_from_db()
    assert patents[0].parties.get(role="inventor").name_written == "李望"


def test_strangers_see_and_decide_nothing(
    patents: list[Patent], officer: User, stranger: User, university: Organisation, sheet: Any
) -> None:
    extract(sheet, officer, row(patents[0], 发明人="别人"))
    assert not legal.inbox(stranger).exists() and legal.decide(ids("inventors"), "accept", by=stranger).done == 0
    run = extract(sheet, stranger, row(patents[1], 发明人="别人"))
    assert run.rejected == 1 and len(standing()) == 1
    from workbench import member

    with pytest.raises(Refused):
        legal.decide(ids("inventors"), "accept", by=member("inventor", university, Role.INVENTOR))
    with pytest.raises(Refused) as refusal:
        legal.decide(ids("inventors"), "burn", by=officer)
    assert refusal.value.problems[0].code == "verdict_is_known"


def test_the_register_follows_an_accepted_owner(patents: list[Patent], officer: User, sheet: Any) -> None:
    pledge = LegalEvent("PE01", date(2023, 2, 7), number="Y1", givers=("望川大学",), takers=("某某银行",))
    legal.record([Told(patents[0].pk, pledge)], by=officer)
    extract(sheet, officer, row(patents[0], 专利权人="杭州某某材料有限公司"))
    legal.decide(ids("owners"), "accept", by=officer)
    assert legal.register_of(patents[0]).owners == ("杭州某某材料有限公司",)
    assert legal.register_of(patents[0], as_of=date(2024, 1, 1)).owners == ("望川大学",)
