"""What changed: steps of one patent, and the list of a period, within one's own organisations."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone
from filing import School

from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import Grade, Patent, User
from zhiqiao.services import appraisal
from zhiqiao.services.appraisal.changed import within

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(school: School) -> list[Patent]:
    """Three patents: one lapsed, one riper, one only retitled."""
    rows = [school.patent(one, trl="4", grant_date="2022-03-01", application_date="2020-03-01") for one in (1, 2, 3)]
    appraisal.grade_patents([row.pk for row in rows])
    Patent.objects.filter(pk=rows[0].pk).update(legal_state="lapsed")
    Patent.objects.filter(pk=rows[1].pk).update(trl=5)
    Patent.objects.filter(pk=rows[2].pk).update(title_zh="另一种灌封胶")
    appraisal.grade_patents([rows[0].pk], "legal_event")
    appraisal.grade_patents([row.pk for row in rows[1:]], "inventoried")
    return rows


def test_steps_tell_each_grade_against_the_one_before(moved: list[Patent]) -> None:
    new, first = appraisal.steps(moved[0])
    assert (new.grade.cause, new.grade.direction, first.before, first.differences) == ("legal_event", "down", None, ())
    assert "right_in_force" in {one.criterion for one in new.differences}
    riper = appraisal.steps(moved[1])[0]
    assert [(one.criterion, str(one.became)) for one in riper.differences] == [("technology_readiness", "higher")]
    retitled = appraisal.steps(moved[2])[0]
    assert retitled.grade.direction is None and not retitled.differences and retitled.before is not None


def test_a_period_tells_what_moved_by_cause_and_way(moved: list[Patent], school: School) -> None:
    found = appraisal.changed(user=school.office)
    assert found.counts == {"inventoried": {"higher": 1}, "legal_event": {"down": 1}}
    assert found.total == 2 and {row.patent for row in found.rows} == set(moved[:2])
    assert found.by_direction == {"up": 0, "down": 1, "higher": 1, "lower": 0}
    down = appraisal.changed(user=school.office, directions=["down"])
    assert [row.patent for row in down.rows] == moved[:1] and down.counts == found.counts
    assert down.rows[0].level == 5 and (down.rows[0].level_before or 5) < 5
    assert appraisal.changed(user=school.office, causes=["deal"]).total == 0
    page = appraisal.changed(user=school.office, page=2, size=1)
    assert (page.page, len(page.rows)) == (2, 1) and page.rows[0] != appraisal.changed(user=school.office, size=1).rows[
        0
    ]


def test_only_of_ones_own_organisations_and_only_in_the_period(
    moved: list[Patent], school: School, stranger: User
) -> None:
    assert appraisal.changed(user=stranger).total == 0
    assert appraisal.changed(user=None).total == 2, "whoever holds this machine"
    assert appraisal.changed(user=school.office, at=school.college.pk).total == 2
    with pytest.raises(Refused) as refusal:
        appraisal.changed(user=stranger, at=school.college.pk)
    assert refusal.value.problems[0].code == "organisation_is_known"
    today = timezone.localdate()
    Grade.objects.filter(patent=moved[0], is_current=True).update(made_at=timezone.now() - timedelta(days=40))
    assert appraisal.changed(user=school.office).total == 1
    assert appraisal.changed(user=school.office, since=today - timedelta(days=60)).total == 2
    assert appraisal.changed(user=school.office, until=today - timedelta(days=39)).total == 1
    with pytest.raises(Refused) as refusal:
        appraisal.changed(user=school.office, since=today, until=today - timedelta(days=1))
    assert refusal.value.problems[0].code == "period_begins_before_it_ends"


def test_any_day_of_the_calendar_can_be_asked_for(school: School) -> None:
    assert appraisal.changed(user=school.office, since=date.min, until=date.max).total == 0
    for day in (date.min, date.max):
        with pytest.raises(Refused):
            appraisal.changed(user=school.office, since=date(3500, 1, 1), until=day)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table whole")
def test_a_period_is_counted_from_an_index_alone(db: None) -> None:
    moved = within(date(2026, 1, 1), date(2026, 12, 31))
    plan = moved.values_list("cause", "direction").annotate(Count("pk")).explain()
    assert "COVERING INDEX grades_that_moved" in plan
    listed = (
        moved.order_by("-made_at", "-direction", "-cause", "-patent_id").values_list("pk", flat=True)[:50].explain()
    )
    assert "COVERING INDEX grades_that_moved" in listed and "TEMP B-TREE" not in listed
