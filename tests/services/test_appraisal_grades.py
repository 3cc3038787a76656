"""Appraisal: grades are kept, replaced and explained; the same facts make no new row."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from zhiqiao.domain.codes import LegalState, PartyKind, PartyRole, PatentKind
from zhiqiao.domain.grading import ageing
from zhiqiao.domain.grading.causes import Cause
from zhiqiao.records import jobs
from zhiqiao.records.models import (
    AuditEvent,
    Grade,
    GradeRun,
    Organisation,
    Party,
    Patent,
    PatentClass,
    PatentParty,
    User,
)
from zhiqiao.services import appraisal
from zhiqiao.services.appraisal import runs

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def school() -> Party:
    return Party.objects.create(kind=PartyKind.UNIVERSITY, name="望川大学")


def patent(school: Party, number: int = 1, **changed: object) -> Patent:
    columns: dict[str, object] = {
        "record_key": f"CN:2016102284{number:02d}.5",
        "office": "CN",
        "kind": PatentKind.INVENTION,
        "title_zh": "一种灌封胶",
        "application_date": date(2016, 4, 12),
        "grant_date": date(2018, 9, 1),
        "legal_state": LegalState.GRANTED,
        "annuity_paid_to_year": 11,
        "claims_count": 8,
        "trl": 5,
        "willing": ["license"],
    }
    row = Patent.objects.create(**(columns | changed))
    PatentParty.objects.create(patent=row, party=school, role=PartyRole.APPLICANT, name_written=school.name)
    PatentClass.objects.create(patent=row, code="C08L63/00", subclass="C08L")
    return row


def test_a_grade_is_kept_with_its_reasons(school: Party) -> None:
    row = patent(school)
    done = appraisal.grade_patents([row.pk], today=TODAY)
    grade = appraisal.current_grade(row)
    assert (done.made, done.unchanged, done.unknown) == (1, 0, 0)
    assert grade is not None and grade.score is not None
    assert (grade.rubric, grade.cause, grade.is_current) == ("first@1", "imported", True)
    assert 0 < grade.score <= 100 and grade.coverage < 100
    assert len(grade.marks) == 16 and grade.missing and grade.would_change
    event = AuditEvent.objects.get(verb="patent_graded")
    assert event.subject == f"patent:{row.pk}"
    assert event.data["score"] == str(grade.score) and event.data["level_before"] is None


def test_the_same_facts_again_make_no_new_grade(school: Party) -> None:
    row = patent(school)
    appraisal.grade_patents([row.pk], today=TODAY)
    again = appraisal.grade_patents([row.pk, row.pk], today=TODAY)
    assert (again.made, again.unchanged) == (0, 1)
    assert Grade.objects.count() == AuditEvent.objects.filter(verb="patent_graded").count() == 1


def test_changed_facts_make_a_new_grade_and_the_old_one_stays(school: Party) -> None:
    row = patent(school)
    appraisal.grade_patents([row.pk], today=TODAY)
    Patent.objects.filter(pk=row.pk).update(trl=8)
    assert appraisal.grade_patents([row.pk], "corrected", today=TODAY).made == 1
    new, old = appraisal.history(row)
    assert (new.is_current, old.is_current, new.cause) == (True, False, "corrected")
    assert new.score is not None and old.score is not None and new.score > old.score
    assert Grade.objects.filter(patent=row, is_current=True).count() == 1


def test_another_rubric_makes_a_new_grade(school: Party) -> None:
    row = patent(school)
    appraisal.grade_patents([row.pk], today=TODAY)
    Grade.objects.update(rubric="first@0")
    appraisal.grade_patents([row.pk], today=TODAY)
    current = appraisal.current_grade(row)
    assert current is not None and (current.rubric, current.cause) == ("first@1", "rubric")


@pytest.mark.parametrize(
    ("later", "kept"),
    [
        (date(2026, 12, 22), False),  # a month changes less than a point
        (date(2027, 4, 13), True),  # the annuity of year 12 is late now
        (date(2036, 4, 12), True),  # the term is over
    ],
)
def test_time_alone_makes_a_new_grade_only_when_it_tells_something_new(school: Party, later: date, kept: bool) -> None:
    row = patent(school)
    appraisal.grade_patents([row.pk], today=TODAY)
    assert appraisal.grade_patents([row.pk], today=later).made == (1 if kept else 0)
    if kept:
        assert appraisal.history(row)[0].cause == "time"


def test_a_patent_that_is_gone_is_passed_over(school: Party) -> None:
    row = patent(school)
    done = appraisal.grade_patents([row.pk, row.pk + 1000], today=TODAY)
    assert (done.made, done.unknown) == (1, 1)


def test_too_few_facts_give_no_figure_but_say_what_to_learn(school: Party) -> None:
    row = Patent.objects.create(record_key="CN:1", office="CN")
    appraisal.grade_patents([row.pk], today=TODAY)
    grade = appraisal.current_grade(row)
    assert grade is not None and grade.score is None and grade.level is None
    with override("zh-hans"):
        told = appraisal.explain(grade)
    assert told["level_label"] == "依据不足"
    assert told["would_change"] and told["missing"]


def test_all_are_graded_in_few_queries(school: Party) -> None:
    for number in range(1, 41):
        patent(school, number)
    seen: list[tuple[int, int]] = []
    with CaptureQueriesContext(
        connection,
    ) as queries:
        made = appraisal.grade_all(lambda done, total: seen.append((done, total)))
    assert made == 40 and seen == [(40, 40)]
    assert len(queries) < 40
    assert appraisal.grade_all() == 0


def test_levels_are_counted_for_what_a_person_may_see(school: Party) -> None:
    holder = Organisation.objects.create(kind="institution", name_zh="望川大学")
    for number in range(1, 4):
        patent(school, number)
    hidden = patent(school, 9, is_public=False, holder=holder)
    dead = patent(school, 10, legal_state=LegalState.LAPSED)
    appraisal.grade_patents([1, *Patent.objects.exclude(pk=hidden.pk).values_list("pk", flat=True)], today=TODAY)
    everyone = appraisal.levels_summary(AnonymousUser())  # type: ignore[arg-type]
    assert sum(everyone.values()) == 4 and everyone["ungraded"] == 0 and everyone["5"] == 1
    owner = appraisal.levels_summary(None)
    assert sum(owner.values()) == 5 and owner["ungraded"] == 1
    graded = appraisal.current_grade(dead)
    assert graded is not None and graded.score == Decimal("0.00")
    assert appraisal.explain(graded)["veto"] == "right_lapsed"


def test_an_explanation_says_everything_in_both_languages(school: Party) -> None:
    row = patent(school)
    appraisal.grade_patents([row.pk], today=TODAY)
    grade = appraisal.current_grade(row)
    assert grade is not None
    with override("zh-hans"):
        chinese = appraisal.explain(grade)
    with override("en"):
        english = appraisal.explain(grade)
    assert [part["label"] for part in chinese["dimensions"]] == ["法律价值", "技术价值", "经济价值"]
    marks = {mark["criterion"]: mark for mark in chinese["marks"]}
    assert marks["remaining_term"]["sentence"] == "还剩 9.4 年保护期（至 2036-04-12），得 7.8/10 分"
    assert {mark["criterion"]: mark for mark in english["marks"]}["remaining_term"]["label"] == "Remaining term"
    known = [mark for mark in chinese["marks"] if mark["points"] is not None]
    again = 100 * sum(mark["points"] * mark["weight"] for mark in known) / sum(mark["weight"] for mark in known)
    assert chinese["score"] == pytest.approx(again, abs=0.005)


def test_what_if_keeps_nothing(school: Party) -> None:
    row = patent(school)
    appraisal.grade_patents([row.pk], today=TODAY)
    grade = appraisal.current_grade(row)
    assert grade is not None and grade.score is not None
    better = appraisal.preview(row, today=TODAY, trl=9)
    assert better.score is not None and better.score > grade.score
    assert Grade.objects.count() == 1


def test_who_asked_stands_in_the_trail(school: Party) -> None:
    officer = User.objects.create_user("officer", password="x")
    appraisal.grade_patents([patent(school).pk], "asked", by=officer, today=TODAY)
    assert AuditEvent.objects.get(verb="patent_graded").by == officer


def test_a_review_by_date_takes_only_those_for_which_a_boundary_passed(school: Party) -> None:
    """Filed 2016-04-12 and paid to year 11: the annuity of year 12 is late from 2027-04-13, out of grace in autumn."""
    row = patent(school)
    other = patent(school, 2, application_date=date(2016, 8, 1), annuity_paid_to_year=15)
    appraisal.grade_patents([row.pk, other.pk], today=date(2027, 4, 10))
    GradeRun.objects.create(cause="all", rubric="first@1", day=date(2027, 4, 10), state="done")
    assert appraisal.grade_aged(today=date(2027, 4, 14)) == 1
    new, old = appraisal.history(row)
    assert (new.cause, new.direction, new.score_before, new.level_before) == ("age", "lower", old.score, old.level)
    run = GradeRun.objects.get(cause="age")
    assert (run.state, run.since, run.day, run.total) == ("done", date(2027, 4, 10), date(2027, 4, 14), 1)
    assert appraisal.grade_aged(today=date(2027, 4, 15)) == 0
    assert appraisal.grade_aged(today=date(2027, 10, 14)) == 1
    assert [grade.cause for grade in appraisal.history(row)] == ["age", "age", "imported"]
    assert len(appraisal.history(other)) == 1


def test_without_a_review_before_all_are_graded_by_date(school: Party) -> None:
    row = patent(school)
    assert appraisal.grade_aged(today=TODAY) == 1
    assert appraisal.grade_aged(today=date(2028, 11, 22)) == 1, "more than a year ago: every patent met a boundary"
    assert appraisal.history(row)[0].cause == "age"


def test_a_run_under_another_rubric_is_given_up(school: Party) -> None:
    patent(school)
    GradeRun.objects.create(cause="all", rubric="first@0", day=TODAY, position=10**9, done=7)
    assert appraisal.grade_all() == 1
    assert list(GradeRun.objects.order_by("pk").values_list("state", "rubric")) == [
        ("given_up", "first@0"),
        ("done", "first@1"),
    ]


def test_jobs_that_waited_are_fulfilled_and_those_that_came_meanwhile_stay(school: Party) -> None:
    row = patent(school)
    jobs.add("grade_patents", ids=[row.pk])
    run = runs.open_run(Cause.ALL, None)
    jobs.add("grade_patents", ids=[row.pk], cause="deal")
    assert runs.gone_through(run, None, None, None) == 1
    told = [job.args_kwargs["args"][:2] for job in DBTaskResult.objects.filter(status="READY")]
    assert [given for name, given in told if name == "grade_patents"] == [{"ids": [row.pk], "cause": "deal"}]


def test_reviews_by_date_are_looked_up_in_indexes() -> None:
    """No span reads the table of patents from end to end."""
    for span in ageing.spans(TODAY, TODAY):
        plan = Patent.objects.filter(**{f"{span.name}__range": (span.first, span.last)}).values("pk").explain()
        assert "SCAN records_patent" not in plan or "INDEX" in plan, (span, plan)
