"""High-value figures by organisation and rule, awards with their trail, populations only where given."""

from __future__ import annotations

from typing import Any

import pytest
from workbench import draft, member, number

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.problems import Refused
from zhiqiao.records import jobs
from zhiqiao.records.models import AuditEvent, Organisation, Patent, Population, User
from zhiqiao.services import catalogue, indicators, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> dict[str, Organisation]:
    """A province with two schools."""
    province = people.create_organisation(OrganisationKind.PROVINCE, "浙江省", by=None)
    schools = [
        people.create_organisation(OrganisationKind.INSTITUTION, name, parent=province, by=None)
        for name in ("望川大学", "青屿海洋大学")
    ]
    return {"province": province, "one": schools[0], "two": schools[1]}


@pytest.fixture
def staff() -> User:
    return people.create_user("keeper", "a-long-enough-Pass-1", is_staff=True, by=None)


def patent(running: int, holder: Organisation, **cells: Any) -> Patent:
    return catalogue.upsert(
        draft(
            **{
                "application_number": number(running, year=2012),
                "kind": "发明",
                "title_zh": f"一种灌封胶 {running}",
                "application_date": "2012-04-12",
                "grant_date": "2014-09-01",
                "legal_state": "授权",
                "ipc": "C08L63/00",
                **cells,
            }
        ),
        by=None,
        organisation=holder,
    ).patent


def test_counts_by_organisation_and_rule_each_patent_once(tree: dict[str, Organisation], staff: User):
    three = patent(1, tree["one"], family="US10000000B2")
    patent(2, tree["one"], family="无", grant_date="2020-09-01")
    patent(3, tree["two"], family="无")
    patent(4, tree["two"], kind="实用新型", application_number=number(4, year=2018, kind=2), grant_date="2019-01-01")
    Patent.objects.filter(pk=three.pk).update(holder=tree["one"])
    indicators.record_award(three, "patent", 2022, prize="金奖", source="第二十三届名单", by=staff)
    indicators.compute_all()
    found = indicators.figures(user=None, at=tree["province"].pk)
    assert found.here is not None
    whole = found.here.tally
    assert (whole.held, whole.computed, whole.valid, whole.high_value, whole.unknown) == (4, 4, 3, 2, 1)
    assert whole.by_rule["maintained_over_ten_years"] == 2
    assert whole.by_rule["overseas_family"] == whole.by_rule["award_won"] == 1
    assert sum(whole.by_rule.values()) == 4, "one patent meets three rules and is counted once above"
    assert [(one.organisation.pk, one.tally.high_value) for one in found.below] == [
        (tree["one"].pk, 1),
        (tree["two"].pk, 1),
    ]
    assert found.here.per_ten_thousand is None, "no population is on record"
    Population.objects.create(organisation=tree["province"], year=2024, inhabitants=5_000, source="统计公报 2024")
    Population.objects.create(organisation=tree["province"], year=2025, inhabitants=10_000, source="统计公报 2025")
    again = indicators.figures(user=None, at=tree["province"].pk).here
    assert again is not None and again.per_ten_thousand == 2


def test_a_person_counts_what_is_their_own(tree: dict[str, Organisation]):
    patent(1, tree["one"], family="US10000000B2")
    indicators.compute_all()
    own = member("own", tree["one"], Role.OFFICER)
    other = member("other", tree["two"], Role.OFFICER)
    assert indicators.figures(user=own).together.high_value == 1
    assert indicators.figures(user=other).together.held == 0
    with pytest.raises(Refused):
        indicators.figures(user=other, at=tree["one"].pk)


def test_an_award_is_kept_with_source_and_trail_and_computed(tree: dict[str, Organisation], staff: User):
    one = patent(1, tree["one"], family="无", grant_date="2020-09-01")
    jobs.run_waiting()
    assert one.indicators.award_won is None
    indicators.record_award(one, "state", 2020, prize="二等奖", source="国科发奖〔2020〕1号", by=staff)
    indicators.record_award(one, "state", 2020, prize="一等奖", source="国科发奖〔2020〕1号", by=staff)
    assert [kept.prize for kept in one.awards.all()] == ["一等奖"]
    assert AuditEvent.objects.filter(verb="award_recorded").count() == 2
    jobs.run_waiting()
    one.indicators.refresh_from_db()
    assert (one.indicators.award_won, one.indicators.is_high_value) == (True, True)


@pytest.mark.parametrize(
    ("award", "year", "source", "code"),
    [
        ("nobel", 2020, "x", "award_is_known"),
        ("state", 1900, "x", "award_year_possible"),
        ("state", 2999, "x", "award_year_possible"),
        ("state", 2020, " ", "award_source_given"),
    ],
)
def test_a_spoilt_award_is_refused(
    tree: dict[str, Organisation], staff: User, award: str, year: int, source: str, code: str
):
    one = patent(1, tree["one"])
    with pytest.raises(Refused) as refused:
        indicators.record_award(one, award, year, source=source, by=staff)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_awards_are_recorded_by_staff_only(tree: dict[str, Organisation]):
    one = patent(1, tree["one"])
    with pytest.raises(Refused) as refused:
        indicators.record_award(one, "state", 2020, source="x", by=member("own", tree["one"], Role.ADMIN))
    assert refused.value.problems[0].code == "role_permits_verb"
