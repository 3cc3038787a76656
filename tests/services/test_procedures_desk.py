"""The desk of a procedure: which cases stand on it, narrowed, counted, page by page."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count
from filing import FULL, INVENTORY, moved, person
from workbench import number

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.problems import Refused
from zhiqiao.domain.procedures.inventory import INVENTORY as PROCEDURE
from zhiqiao.records.models import Case, Patent
from zhiqiao.services import people, procedures
from zhiqiao.services.procedures.desk import to_be_filed

pytestmark = pytest.mark.django_db


def desk(user, **narrowed):
    return procedures.desk(INVENTORY, user=user, **narrowed)


def numbers(user, **narrowed):
    """What stands on it, in its order."""
    return [line.one.patent.application_number for line in desk(user, **narrowed).rows]


def counted(**states):
    """So many in these states, none in the others."""
    return {state: states.get(state, 0) for state in PROCEDURE.states}


@pytest.fixture
def filed(school, days):
    """1 inventoried, 2 and 3 under review of the college, 4 a draft, 5 with a filer, 6 and 7 that nobody has begun."""
    patents = {running: school.patent(running) for running in range(1, 8)}
    for running in (1, 2, 3):
        moved(patents[running], "submit", school.secretary, values=FULL)
    moved(patents[1], "pass_college", school.secretary)
    moved(patents[1], "pass_school", school.office)
    moved(patents[4], "save", school.secretary, values={})
    procedures.assign(INVENTORY, [patents[5].pk, patents[4].pk], school.inventor, by=school.secretary)
    return patents


def test_what_nobody_has_begun_stands_there_too(school, filed):
    found = desk(school.secretary)
    assert found.total == 7 == sum(found.states.values())
    assert found.states == counted(unfiled=3, draft=1, college_review=2, inventoried=1)
    assert list(found.states) == list(PROCEDURE.states)
    assert numbers(school.secretary, states=["unfiled"]) == [number(5), number(6), number(7)]
    fresh = desk(school.secretary, states=["unfiled"]).rows[-1]
    assert (fresh.one.row.pk, fresh.one.row.state, fresh.one.row.revision) == (None, "unfiled", 0)


def test_states_narrow_the_rows_and_not_the_counts(school, filed):
    for states, total in (
        (["college_review"], 2),
        (["draft", "inventoried"], 2),
        (["unfiled", "draft"], 4),
        (["returned"], 0),
    ):
        found = desk(school.office, states=states)
        assert (found.total, len(found.rows)) == (total, total)
        assert {line.one.row.state for line in found.rows} == (set(states) if total else set())
        assert sum(found.states.values()) == 7


def test_ended_rights_stand_there_only_where_begun(school, days):
    school.patent(1, legal_state="未缴年费终止")
    assert (desk(school.secretary).total, desk(school.secretary).states) == (0, counted())
    begun = school.patent(2)
    moved(begun, "submit", school.secretary, values=FULL)
    school.patent(2, legal_state="未缴年费终止", legal_state_date="2026-10-01")
    assert numbers(school.secretary) == [number(2)]
    assert desk(school.secretary).states == counted(college_review=1)


def test_everybody_sees_their_own_and_what_stands_below(school, filed, province, staff, stranger, other_university):
    school.patent(8, holder=school.university)
    school.patent(9, holder=other_university)
    official = person("official", "省处", province, Role.OFFICIAL)
    for user, total in (
        (school.secretary, 7),
        (school.inventor, 2),
        (school.office, 8),
        (stranger, 1),
        (official, 9),
        (staff, 9),
        (None, 9),
        (AnonymousUser(), 0),
    ):
        found = desk(user)
        assert (found.total, sum(found.states.values())) == (total, total)
    assert all(line.options == [] and not line.one.parts for line in desk(official).rows)
    assert desk(stranger, holder=school.college.pk).total == 0
    with pytest.raises(Refused) as refusal:
        procedures.desk("barter", user=None)
    assert [one.code for one in refusal.value.problems] == ["procedure_is_known"]


def test_a_holder_and_all_below_it(school, filed, other_university):
    other = people.create_organisation(OrganisationKind.COLLEGE, "机械学院", parent=school.university, by=None)
    school.patent(8, holder=other)
    school.patent(9, holder=school.university)
    school.patent(10, holder=other_university)
    assert desk(None, holder=school.college.pk).total == 7
    assert numbers(None, holder=other.pk) == [number(8)]
    assert desk(None, holder=school.university.pk).total == 9
    assert desk(None, holder=999_999).total == 0


def test_ones_own_to_file(school, filed):
    found = desk(school.inventor, mine=True)
    assert (found.total, found.mine, found.states) == (2, 2, counted(unfiled=1, draft=1))
    assert numbers(school.inventor, mine=True) == [number(4), number(5)]
    assert desk(school.inventor).mine == 2 and desk(school.inventor, text=number(5)).mine == 1
    assert desk(school.secretary).mine == 0


def test_who_has_no_account_has_nothing_to_file(school, filed):
    """Cases without a filer are not theirs."""
    for user in (None, people.machine_owner(), AnonymousUser()):
        assert desk(user).mine == 0
        assert (desk(user, mine=True).total, numbers(user, mine=True)) == (0, [])


def test_words_of_the_title_in_both_languages(school, days):
    school.patent(1, title_zh="一种耐高温灌封胶", title_en="Potting compound")
    school.patent(2, title_zh="导电银浆100%固化", title_en="Silver paste")
    for text, found in (
        ("灌封", [1]),
        ("POTTING  Compound", [1]),
        ("  银浆 ", [2]),
        ("100%", [2]),
        ("%", [2]),
        ("石墨", []),
        ("灌封\0", [1]),
    ):
        assert numbers(school.office, text=text) == [number(one) for one in found], text
    assert desk(school.office, text="灌封").states == counted(unfiled=1)


def test_a_number_in_any_writing(school, days):
    wanted, other = number(1), number(2)
    school.patent(1)
    school.patent(2)
    school.patent(3, publication_number="CN106844774A", application_number="85100001")
    plain = wanted.replace(".", "")
    for text in (
        wanted,
        plain,
        plain[:-1],
        f"CN{wanted}",
        f"CN{plain}",
        f"ZL{wanted}",
        f"zl{plain}",
        f"CN {plain}",
        f"{plain[:-1]}.",
    ):
        assert numbers(None, text=text) == [wanted], text
    assert numbers(None, text=plain[:8]) == [wanted, other]
    assert numbers(None, text="CN") == [] == numbers(None, text=plain[1:])


def test_the_earliest_last_day_stands_first_and_what_has_none_last(school, filed, days):
    moved(filed[3], "pass_college", school.secretary)  # ten working days instead of five
    days.are(date(2026, 10, 22))
    moved(filed[7], "submit", school.secretary, values=FULL)
    wanted = [7, 2, 3, 1, 4, 5, 6]
    assert numbers(school.office) == [number(one) for one in wanted]


def test_what_is_late(school, filed, days):
    days.are(date(2026, 10, 30))
    assert desk(school.secretary).late == 0, "the last day itself is in time"
    assert {line.left for line in desk(school.secretary, states=["college_review"]).rows} == {0}
    days.are(date(2026, 11, 3))
    moved(filed[2], "pass_college", school.secretary)
    found = desk(school.secretary, late=True)
    assert (found.late, found.total, sum(found.states.values())) == (1, 1, 7)
    assert [(line.one.patent.pk, line.left) for line in found.rows] == [(filed[3].pk, -2)]
    assert desk(school.secretary).late == 1 and desk(school.inventor, mine=True).late == 0
    assert desk(school.secretary, late=True, states=["draft"]).total == 0
    assert {line.left for line in desk(school.secretary, states=["draft", "unfiled"]).rows} == {None}
    moved(filed[3], "return_by_college", school.secretary, reason="x")
    assert desk(school.secretary, late=True).total == 0 == desk(school.secretary).late


def test_pages_neither_repeat_nor_leave_out(school, days):
    patents = [school.patent(running) for running in range(1, 12)]
    for patent in reversed(patents[:7]):
        moved(patent, "submit", school.secretary, values=FULL)  # all with the same last day
    pages = [desk(school.secretary, page=page, size=3) for page in (1, 2, 3, 4)]
    assert [(len(one.rows), one.total, one.page, one.size) for one in pages] == [
        (3, 11, 1, 3),
        (3, 11, 2, 3),
        (3, 11, 3, 3),
        (2, 11, 4, 3),
    ]
    shown = [line.one.patent.pk for one in pages for line in one.rows]
    assert shown == [patent.pk for patent in patents]
    assert desk(school.secretary, page=9, size=3).page == 4 and desk(school.secretary, page=-1, size=3).page == 1
    assert desk(school.secretary, size=10**6).size == procedures.SIZES_MOST and desk(school.secretary, size=0).size == 1


def test_a_row_tells_what_may_be_done(school, filed):
    lines = {line.one.patent.pk: line for line in desk(school.secretary).rows}
    verbs = {running: [one.verb for one in lines[patent.pk].options] for running, patent in filed.items()}
    assert verbs == {
        1: ["update"],
        2: ["pass_college", "return_by_college"],
        3: ["pass_college", "return_by_college"],
        4: ["submit"],
        5: [],
        6: [],
        7: [],
    }
    assert not lines[filed[4].pk].options[0].is_open, "nothing is filled in yet"
    assert lines[filed[2].pk].left == 5


def test_coverage_is_counted_along_an_index(db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole, whatever its indexes")
    held = to_be_filed(Case.objects.filter(procedure="inventory"), Patent.objects.filter(holder__isnull=False))
    plan = held.order_by().values_list("holder").annotate(Count("pk")).explain()
    assert "patents_by_holder" in plan, plan
