"""Cases are filled in and moved: what is written, what is refused, and what becomes known of the patent."""

from __future__ import annotations

from datetime import date

import pytest
from filing import FRIDAY, FULL, INVENTORY, against, moved, reason_against, state, way, written

from zhiqiao.domain.problems import Refused, Severity
from zhiqiao.records import jobs
from zhiqiao.records.models import AuditEvent, Case, CaseMove, Patent
from zhiqiao.services import procedures

pytestmark = pytest.mark.django_db
JOBS = ("index_patents", "grade_patents")


def test_the_whole_way_and_its_history(school, days):
    patent = school.mine(1)
    moved(patent, "save", school.inventor, values=FULL | {"scenario": ""})
    assert against(patent, "submit", school.inventor) == [("item_is_filled", "scenario")]
    moved(patent, "save", school.inventor, values={"scenario": "电机"})
    moved(patent, "submit", school.inventor)
    assert against(patent, "return_by_college", school.secretary, reason="  ") == [("reason_is_given", "reason")]
    assert state(patent) == "college_review"
    moved(patent, "return_by_college", school.secretary, reason=" 应用场景请具体 ")
    moved(patent, "save", school.inventor, values={"scenario": FULL["scenario"]})
    moved(patent, "submit", school.inventor)
    moved(patent, "pass_college", school.secretary)
    case = moved(patent, "pass_school", school.office)

    assert (case.state, case.since, case.last_day, case.filer) == ("inventoried", FRIDAY, None, school.inventor)
    told = CaseMove.objects.order_by("pk").values_list("verb", "part", "by__username", "before", "after", "reason")
    assert list(told) == [
        ("save", "filer", "inventor", "unfiled", "draft", ""),
        ("save", "filer", "inventor", "draft", "draft", ""),
        ("submit", "filer", "inventor", "draft", "college_review", ""),
        ("return_by_college", "college", "secretary", "college_review", "returned", "应用场景请具体"),
        ("save", "filer", "inventor", "returned", "draft", ""),
        ("submit", "filer", "inventor", "draft", "college_review", ""),
        ("pass_college", "college", "secretary", "college_review", "school_review", ""),
        ("pass_school", "school", "office", "school_review", "inventoried", ""),
    ]
    stood = [one.sheet["scenario"] for one in CaseMove.objects.order_by("pk")]
    assert stood == ["", "电机", "电机", "电机"] + [FULL["scenario"]] * 4
    assert {name: case.sheet[name] for name in FULL} == dict(FULL)
    assert [one.verb for one in procedures.history(case)] == [row[0] for row in told]


def test_every_move_leaves_a_trail(school, days):
    patent = school.mine(1)
    case = moved(patent, "submit", school.inventor, values=FULL)
    moved(patent, "pass_college", school.secretary)
    events = AuditEvent.objects.filter(verb="case_moved", subject=f"case:{case.pk}").order_by("pk")
    assert [(one.by, one.data["before"], one.data["after"]) for one in events] == [
        (school.inventor, "unfiled", "college_review"),
        (school.secretary, "college_review", "school_review"),
    ]
    assert {one.data["patent"] for one in events} == {patent.pk}


@pytest.mark.parametrize(
    ("text", "column", "other"),
    [
        ("高温电机的绝缘灌封，配 PEEK 骨架", "scenario_zh", "scenario_en"),
        ("Potting of motors that run hot", "scenario_en", "scenario_zh"),
    ],
)
def test_what_becomes_known_of_the_patent(school, days, text, column, other):
    patent = school.mine(1)
    jobs.fulfil(jobs.waiting_for(*JOBS))
    moved(patent, "submit", school.inventor, values=FULL | {"scenario": text})
    moved(patent, "pass_college", school.secretary)
    before = Patent.objects.get(pk=patent.pk)
    assert (before.trl, before.willing, before.funding, getattr(before, column)) == (None, [], "", "")
    assert not jobs.waiting_for(*JOBS), "nothing is known yet"
    moved(patent, "pass_school", school.office)
    known = Patent.objects.get(pk=patent.pk)
    assert (known.trl, known.willing) == (4, ["license", "transfer"])
    assert known.funding == "52073001 高温绝缘材料的失效机理"
    assert (getattr(known, column), getattr(known, other)) == (text, "")
    assert known.updated_at > before.updated_at
    assert jobs.is_planned("index_patents", ids=[patent.pk])
    assert jobs.is_planned("grade_patents", ids=[patent.pk], cause="inventoried")
    assert len(jobs.waiting_for(*JOBS)) == 2


def test_what_a_later_inventory_leaves_open_stays_known(school, days):
    patent = school.patent(1, willing="许可", funding="某计划", trl="6")
    assert Patent.objects.get().willing
    moved(patent, "submit", None, values=FULL | {"willingness": "not_willing", "is_funded": False, "trl": None})
    moved(patent, "pass_college", None)
    moved(patent, "pass_school", None)
    known = Patent.objects.get()
    assert (known.willing, known.funding, known.trl) == ([], "某计划", 6)


def test_an_inventoried_case_is_opened_again_with_a_reason(school, days):
    patent = school.mine(1)
    moved(patent, "submit", school.inventor, values=FULL)
    moved(patent, "pass_college", school.secretary)
    moved(patent, "pass_school", school.office)
    assert against(patent, "save", school.inventor, values={"trl": 5}) == [("case_stands_before_move", "")]
    assert against(patent, "update", school.inventor) == [("reason_is_given", "reason")]
    moved(patent, "update", school.inventor, reason="中试已完成")
    moved(patent, "submit", school.inventor, values={"maturity": "pilot", "trl": 6})
    moved(patent, "withdraw", school.inventor)
    moved(patent, "submit", school.inventor)
    moved(patent, "pass_college", school.secretary)
    moved(patent, "pass_school", school.office)
    assert Patent.objects.get().trl == 6
    assert way(patent)[4:] == ["draft", "draft", "college_review", "draft", *way(patent)[1:4]]


def test_fill_and_submit_in_one_call_are_two_moves(school, days):
    patent = school.mine(1)
    case, warnings = procedures.move(INVENTORY, patent.pk, "submit", by=school.inventor, values=FULL | {"trl": 9})
    assert [(one.code, one.severity) for one in warnings] == [("readiness_goes_with_stage", Severity.WARNING)]
    moves = procedures.history(case)
    assert [(one.verb, one.before, one.after) for one in moves] == [
        ("save", "unfiled", "draft"),
        ("submit", "draft", "college_review"),
    ]
    assert moves[0].sheet == moves[1].sheet == case.sheet and case.sheet["trl"] == 9
    assert case.revision == 3, "the assignment and two moves"


def test_an_incomplete_sheet_is_not_half_submitted(school, days):
    patent = school.patent(1)
    before = written()
    told = against(patent, "submit", school.secretary, values=FULL | {"project_number": " ", "self_grade": None})
    assert told == [("item_is_filled", "self_grade"), ("project_is_named", "project_number")]
    assert written() == before and state(patent) == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("trl", "eleven"),
        ("trl", 10),
        ("is_funded", "maybe"),
        ("implementation", "sold"),
        ("ways", ["license", "gift"]),
        ("scenario", "电" * 2001),
        ("colour", "red"),
    ],
)
def test_values_of_a_wrong_kind_are_refused_by_name(school, days, field, value):
    patent = school.mine(1)
    moved(patent, "save", school.inventor, values=FULL)
    before = written()
    for verb in ("save", "submit"):
        found = reason_against(patent, verb, school.inventor, values={"self_grade": 1, field: value})
        assert [(one.code, one.field) for one in found] == [("item_is_readable", field)]
        assert len(found[0].given) <= 80
    assert written() == before and Case.objects.get().sheet["self_grade"] == FULL["self_grade"]


def test_a_sign_no_database_keeps_is_left_out(school, days):
    patent = school.patent(1)
    moved(patent, "submit", school.secretary, values=FULL | {"scenario": "电\0机"})
    moved(patent, "return_by_college", school.secretary, reason="请\0具体")
    assert [(one.sheet["scenario"], one.reason) for one in procedures.history(Case.objects.get())] == [
        ("电机", ""),
        ("电机", ""),
        ("电机", "请具体"),
    ]


def test_two_who_read_the_same_cannot_both_write(school, days):
    patent = school.mine(1)
    read = moved(patent, "save", school.inventor, values={"trl": 3}).revision
    moved(patent, "save", school.secretary, values={"trl": 4}, revision=read)
    before = written()
    found = reason_against(patent, "save", school.inventor, values={"trl": 5}, revision=read)
    assert [(one.code, one.given) for one in found] == [("case_is_unchanged", patent.application_number)]
    assert dict(found[0].data) == {"state": "draft", "who": "材料秘书"}
    assert written() == before and Case.objects.get().sheet["trl"] == 4
    moved(patent, "save", school.inventor, values={"trl": 5}, revision=read + 1)
    assert Case.objects.get().sheet["trl"] == 5


def test_two_first_saves_of_one_patent(school, days):
    patent = school.patent(1)
    assert procedures.open_case(INVENTORY, patent.pk, user=school.office).row.revision == 0
    moved(patent, "save", school.secretary, values={"trl": 4}, revision=0)
    found = reason_against(patent, "save", None, values={"trl": 5}, revision=0)
    assert [(one.code, one.data["who"]) for one in found] == [("case_is_unchanged", "材料秘书")]
    assert Case.objects.get().sheet["trl"] == 4


def test_who_assigned_meanwhile_is_named(school, days):
    patent = school.patent(1)
    procedures.assign(INVENTORY, [patent.pk], school.inventor, by=school.secretary)
    found = reason_against(patent, "save", school.inventor, values={}, revision=0)
    assert [(one.code, one.data["who"]) for one in found] == [("case_is_unchanged", "材料秘书")]
    read = moved(patent, "save", school.inventor, values={}).revision
    procedures.assign(INVENTORY, [patent.pk], None, by=school.office)
    found = reason_against(patent, "save", school.secretary, values={}, revision=read)
    assert [(one.code, one.data["who"]) for one in found] == [("case_is_unchanged", "成果办")]


def test_of_many_those_move_that_can(school, days, other_university):
    patents = [school.patent(running) for running in range(1, 5)]
    foreign = school.patent(5, holder=other_university)
    for patent in patents:
        moved(patent, "save", school.secretary, values=FULL | {"scenario": "" if patent is patents[2] else "电机"})
    moved(foreign, "save", None, values=FULL)
    wanted = [one.pk for one in (*patents, foreign, patents[0])]
    told = procedures.move_many(INVENTORY, wanted, "submit", by=school.secretary)
    assert list(told.moved) == [patents[0].pk, patents[1].pk, patents[3].pk]
    assert {pk: [(one.code, one.field) for one in found] for pk, found in told.refused.items()} == {
        patents[2].pk: [("item_is_filled", "scenario")],
        foreign.pk: [("case_is_known", "")],
    }
    assert [state(one) for one in (*patents, foreign)] == [
        "college_review",
        "college_review",
        "draft",
        "college_review",
        "draft",
    ]
    assert AuditEvent.objects.filter(verb="case_moved", data__after="college_review").count() == 3


def test_of_many_a_revision_holds_for_its_own_case_only(school, days):
    one, two = school.patent(1), school.patent(2)
    for patent in (one, two):
        moved(patent, "save", school.secretary, values=FULL)
    pks, read = [one.pk, two.pk], {one.pk: 0, two.pk: 1}
    told = procedures.move_many(INVENTORY, pks, "submit", by=school.secretary, revisions=read)
    assert (list(told.moved), list(told.refused)) == ([two.pk], [one.pk])
    assert (state(one), state(two)) == ("draft", "college_review")


def test_too_many_at_once_are_refused_as_a_whole(school, days):
    patent = school.patent(1)
    before = written()
    with pytest.raises(Refused) as refusal:
        procedures.move_many(INVENTORY, range(patent.pk, patent.pk + procedures.MOST + 1), "save", by=None, values={})
    assert [(one.code, one.data["most"]) for one in refusal.value.problems] == [("cases_are_few_enough", 10_000)]
    assert written() == before
    told = procedures.move_many(INVENTORY, [patent.pk] * (procedures.MOST + 1), "save", by=None, values={})
    assert list(told.moved) == [patent.pk] and way(patent) == ["draft"]


def test_a_right_that_has_ended_is_not_filed(school, days):
    patent = school.patent(1, legal_state="未缴年费终止")
    assert against(patent, "save", school.secretary, values={}) == [("right_has_not_ended", "legal_state")]
    begun = school.patent(2)
    moved(begun, "submit", school.secretary, values=FULL)
    school.patent(2, legal_state="未缴年费终止", legal_state_date="2026-10-01")
    moved(begun, "pass_college", school.secretary)
    assert against(begun, "pass_school", school.office) == [("right_has_not_ended", "legal_state")]
    assert moved(begun, "return_by_school", school.office, reason="已终止").state == "returned"


def test_what_is_no_move_and_no_procedure(school, days):
    patent = school.patent(1)
    assert against(patent, "burn", school.secretary) == [("move_is_of_procedure", "")]
    assert against(patent, "pass_college", school.secretary) == [("case_stands_before_move", "")]
    with pytest.raises(Refused) as refusal:
        procedures.move("barter", patent.pk, "save", by=None, values={})
    assert [one.code for one in refusal.value.problems] == ["procedure_is_known"]


def test_a_time_limit_runs_only_while_it_is_reviewed(school, days):
    patent = school.mine(1)
    assert moved(patent, "save", school.inventor, values=FULL).last_day is None
    assert moved(patent, "submit", school.inventor).last_day == date(2026, 10, 30), "five working days after a Friday"
    assert moved(patent, "return_by_college", school.secretary, reason="x").last_day is None
    moved(patent, "submit", school.inventor, values={})
    days.are(date(2026, 10, 28))
    case = moved(patent, "pass_college", school.secretary)
    assert (case.since, case.last_day) == (date(2026, 10, 28), date(2026, 11, 11))
    assert moved(patent, "pass_school", school.office).last_day is None


def test_days_off_do_not_count(school, days):
    patent = school.patent(1)
    days.are(date(2026, 9, 29))
    case = moved(patent, "submit", school.secretary, values=FULL)
    # 30 September, then the National Day week; 8, 9 October, the Saturday worked in exchange, and Monday the 12th.
    assert case.last_day == date(2026, 10, 12)
