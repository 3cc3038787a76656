"""Legal events recorded: owner, state and grade follow, each with its cause; nothing twice; not for strangers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from workbench import draft, number

from zhiqiao.domain.codes import LegalState, Role
from zhiqiao.domain.patents.legal_events import LegalEvent, LicenceKind
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import AuditEvent, Organisation, Patent, RegisterStart, User
from zhiqiao.records.models import LegalEvent as EventRow
from zhiqiao.services import appraisal, catalogue, legal
from zhiqiao.services.legal import Told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_today", "own_store")]
LAPSE = LegalEvent("CF01", date(2026, 5, 12), date(2025, 3, 1))
TRANSFER = LegalEvent("TR01", date(2024, 5, 14), before=("望川大学",), after=("杭州某某材料有限公司",))
LICENCE = LegalEvent("EE01", date(2022, 4, 1), number="X1", licence_kind=LicenceKind.EXCLUSIVE, takers=("甲公司",))
PLEDGE = LegalEvent("PE01", date(2023, 2, 7), number="Y1", givers=("望川大学",), takers=("某某银行",))


@pytest.fixture
def patent(university: Organisation) -> Patent:
    return patent_of(university, 1)


def patent_of(holder: Organisation, running: int, **cells: Any) -> Patent:
    told = {
        "application_number": number(running),
        "title_zh": "一种灌封胶",
        "applicants": "望川大学",
        "application_date": "2020-03-01",
        "grant_date": "2021-06-02",
        "legal_state": "授权",
    }
    return catalogue.upsert(draft(**told | cells), by=None, organisation=holder).patent


def recorded(patent: Patent, *events: LegalEvent, by: User | None = None) -> list[tuple[str, list[str]]]:
    done = legal.record([Told(patent.pk, event, "gazette.xlsx") for event in events], by=by)
    return [(one.outcome, [problem.code for problem in one.problems]) for one in done]


def asked(name: str) -> list[dict[str, Any]]:
    from django_tasks_db.models import DBTaskResult

    given = DBTaskResult.objects.order_by("enqueued_at").values_list("args_kwargs", flat=True)
    return [one["args"][1] for one in given if one["args"][0] == name]


def test_owner_state_and_grade_follow_each_with_its_cause(patent: Patent, officer: User) -> None:
    appraisal.grade_patents([patent.pk])
    assert recorded(patent, LAPSE, TRANSFER, PLEDGE, LICENCE, by=officer) == [("accepted", [])] * 4
    patent.refresh_from_db()
    assert (patent.legal_state, patent.legal_state_date) == (LegalState.LAPSED, date(2025, 3, 1))
    assert patent.legal_state_written == "CF01"
    owner = patent.parties.get(role="owner")
    assert owner.name_written == "杭州某某材料有限公司" and owner.party.kind == "enterprise"
    found = legal.register_of(patent)
    assert found.owners_cause is not None and found.owners_cause.code == "TR01" and found.state_cause is not None
    assert found.is_pledged and found.is_exclusively_licensed and not found.problems
    assert asked("grade_patents")[-1] == {"ids": [patent.pk], "cause": "legal_event"}
    assert asked("index_patents")[-1] == {"ids": [patent.pk]}
    appraisal.grade_patents(**asked("grade_patents")[-1])
    assert appraisal.history(patent)[0].cause == "legal_event"
    trail = AuditEvent.objects.get(verb="legal_events_recorded")
    assert trail.by == officer and trail.data["owners_before"] == ["望川大学"] and trail.data["state"] == "lapsed"


def test_a_day_before_the_transfer_still_gives_the_old_owner(patent: Patent) -> None:
    recorded(patent, TRANSFER, LAPSE)
    before = legal.register_of(patent, as_of=date(2024, 5, 13))
    assert before.owners == ("望川大学",) and before.state is LegalState.GRANTED
    assert legal.register_of(patent, as_of=date(2024, 5, 14)).owners == ("杭州某某材料有限公司",)
    assert legal.register_of(patent, as_of=date(2020, 6, 1)).state is LegalState.PENDING
    assert RegisterStart.objects.get(patent=patent).owners == ["望川大学"]


def test_the_same_events_again_change_nothing_and_ask_for_nothing(patent: Patent) -> None:
    recorded(patent, LAPSE, TRANSFER)
    jobs, trail = len(asked("grade_patents")), AuditEvent.objects.count()
    assert recorded(patent, TRANSFER, LAPSE) == [("unchanged", [])] * 2
    assert (len(asked("grade_patents")), AuditEvent.objects.count(), EventRow.objects.count()) == (jobs, trail, 2)
    assert recorded(patent, PLEDGE, PLEDGE) == [("accepted", []), ("unchanged", [])]


def test_events_in_any_order_leave_the_same_record(university: Organisation) -> None:
    late = LegalEvent("CX01", date(2026, 1, 1))
    early = LegalEvent("CF01", date(2023, 1, 1))
    one, other = patent_of(university, 1), patent_of(university, 2)
    recorded(one, late), recorded(one, early)
    recorded(other, early), recorded(other, late)
    for patent in (one, other):
        patent.refresh_from_db()
        assert (patent.legal_state, patent.legal_state_date) == (LegalState.LAPSED, date(2023, 1, 1))
    told = [[problem.code for problem in legal.register_of(patent).problems] for patent in (one, other)]
    assert told == [["right_ends_once"]] * 2


def test_what_cannot_be_applied_is_kept_and_told_beside_its_event(patent: Patent) -> None:
    cancel = LegalEvent("EC01", date(2024, 1, 1), number="X9")
    assert recorded(patent, LICENCE, cancel) == [("accepted", []), ("accepted", ["recordal_is_known"])]
    assert EventRow.objects.count() == 2 and len(legal.register_of(patent).licences) == 1
    begun = LegalEvent("EE01", date(2023, 1, 1), number="X9")
    recorded(patent, begun)
    assert not legal.register_of(patent).problems and len(legal.register_of(patent).licences) == 1


def test_strangers_and_inventors_record_nothing(patent: Patent, stranger: User, university: Organisation) -> None:
    assert recorded(patent, LAPSE, by=stranger) == [("rejected", ["event_is_of_own_patent"])]
    from workbench import member

    with pytest.raises(Refused):
        recorded(patent, LAPSE, by=member("inventor", university, Role.INVENTOR))
    assert not EventRow.objects.exists() and not RegisterStart.objects.exists()


def test_a_lapse_told_by_an_old_gazette_does_not_undo_a_newer_statement(university: Organisation) -> None:
    patent = patent_of(university, 3, legal_state_date="2026-10-01")
    assert recorded(patent, LAPSE) == [("accepted", ["record_is_not_newer"])]
    patent.refresh_from_db()
    assert patent.legal_state == LegalState.GRANTED


def test_registers_of_many_ask_few_questions(university: Organisation, django_assert_max_num_queries: Any) -> None:
    patents = [patent_of(university, running) for running in range(10, 30)]
    legal.record([Told(one.pk, TRANSFER) for one in patents], by=None)
    with django_assert_max_num_queries(5):
        found = legal.registers_of([one.pk for one in patents])
    assert {one.owners for one in found.values()} == {("杭州某某材料有限公司",)}
