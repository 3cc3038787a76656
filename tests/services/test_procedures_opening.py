"""Who opens which case and takes what part in it, who is named to file it, and what a joining of records does to it."""

from __future__ import annotations

import itertools

import pytest
from django.contrib.auth.models import AnonymousUser
from filing import FULL, INVENTORY, against, moved, person, reason_against, state, way, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbench import number

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import AuditEvent, Case, CaseMove, Patent
from zhiqiao.services import people, procedures

pytestmark = pytest.mark.django_db
NOT_ONES_PART = [("part_permits_move", "")]
NOT_KNOWN = [("case_is_known", "")]


def parts(patent, user):
    return procedures.open_case(INVENTORY, patent.pk, user=user).parts


def named(patents, filer, by):
    """How many got this filer."""
    return procedures.assign(INVENTORY, [one.pk for one in patents], filer, by=by)


def not_named(patents, filer, by):
    """Why nobody was named."""
    with pytest.raises(Refused) as refusal:
        named(patents, filer, by)
    return [one.code for one in refusal.value.problems]


def test_college_and_school_do_not_stand_in_for_each_other(school, days):
    patent = school.mine(1)
    assert parts(patent, school.inventor) == {"filer"}
    assert parts(patent, school.secretary) == {"college"} and parts(patent, school.office) == {"school"}
    assert against(patent, "submit", school.office, values=FULL) == NOT_ONES_PART
    moved(patent, "submit", school.inventor, values=FULL)
    for user in (school.inventor, school.office):
        assert against(patent, "pass_college", user) == NOT_ONES_PART
        assert against(patent, "return_by_college", user, reason="x") == NOT_ONES_PART
    moved(patent, "pass_college", school.secretary)
    for user in (school.inventor, school.secretary):
        assert against(patent, "pass_school", user) == NOT_ONES_PART
    assert state(patent) == "school_review"
    assert moved(patent, "pass_school", school.office).state == "inventoried"


def test_the_school_does_both_where_no_college_holds_the_patent(school, days):
    patent = school.patent(1, holder=school.university)
    assert parts(patent, school.office) == {"college", "school"}
    assert against(patent, "save", school.secretary, values=FULL) == NOT_KNOWN
    moved(patent, "submit", school.office, values=FULL)
    moved(patent, "pass_college", school.office)
    moved(patent, "pass_school", school.office)
    assert list(CaseMove.objects.order_by("pk").values_list("part", flat=True)) == ["college"] * 3 + ["school"]


def test_an_inventor_knows_those_alone_that_are_theirs_to_file(school, days):
    patent, other = school.mine(1), person("colleague", "周川", school.college, Role.INVENTOR)
    assert against(patent, "save", other, values=FULL) == NOT_KNOWN
    assert [one.patent for one in procedures.opened(INVENTORY, [patent.pk], user=school.inventor)] == [patent]
    assert procedures.opened(INVENTORY, [patent.pk], user=other) == []


def test_a_province_reads_and_moves_nothing(school, days, province):
    official, patent = person("official", "省处", province, Role.OFFICIAL), school.mine(1)
    moved(patent, "submit", school.inventor, values=FULL)
    one = procedures.open_case(INVENTORY, patent.pk, user=official)
    assert (one.row.state, one.parts, procedures.options(one)) == ("college_review", frozenset(), [])
    for verb in ("pass_college", "return_by_college", "withdraw"):
        assert against(patent, verb, official, reason="x") == NOT_ONES_PART
    assert not_named([patent], None, official) == ["desk_assigns"]
    assert state(patent) == "college_review"


def test_another_school_and_a_passer_by_see_nothing(school, days, stranger):
    begun, fresh = school.mine(1), school.patent(2)
    before = written()
    for user, patent in itertools.product((stranger, AnonymousUser()), (begun, fresh)):
        with pytest.raises(Refused) as refusal:
            procedures.open_case(INVENTORY, patent.pk, user=user)
        assert [one.code for one in refusal.value.problems] == ["case_is_known"]
        assert against(patent, "save", user, values=FULL) == NOT_KNOWN
        assert not_named([patent], None, user) == ["case_is_known"]
        assert procedures.opened(INVENTORY, [patent.pk], user=user) == []
    assert written() == before
    assert against(Patent(pk=999_999), "save", None, values=FULL) == NOT_KNOWN


def test_staff_and_the_owner_of_the_machine_may_all(school, days, staff):
    for running, user in enumerate((staff, None), 1):
        patent = school.patent(running)
        for verb, more in (("submit", {"values": FULL}), ("pass_college", {}), ("pass_school", {})):
            moved(patent, verb, user, **more)
        assert state(patent) == "inventoried"
        assert set(CaseMove.objects.filter(case__patent=patent).values_list("by", flat=True)) == {user and user.pk}


def test_what_is_offered_is_what_may_be_made(school, days):
    patent = school.mine(1)
    offered = procedures.options(procedures.open_case(INVENTORY, patent.pk, user=school.secretary))
    assert [(one.verb, one.is_open) for one in offered] == [], "only the sheet can be filled in"
    one = procedures.open_case(INVENTORY, patent.pk, user=school.inventor)
    assert procedures.may_fill(one) == []
    moved(patent, "save", school.inventor, values={})
    offered = procedures.options(procedures.open_case(INVENTORY, patent.pk, user=school.inventor))
    assert [(one.verb, one.is_open, len(one.problems)) for one in offered] == [("submit", False, 6)]
    moved(patent, "submit", school.inventor, values=FULL)
    one = procedures.open_case(INVENTORY, patent.pk, user=school.secretary)
    offered = {one.verb: (one.is_open, one.asks_reason) for one in procedures.options(one)}
    assert offered == {"pass_college": (True, False), "return_by_college": (True, True)}
    assert [one.code for one in procedures.may_fill(one)] == ["case_stands_before_move"]


def test_only_a_desk_names_who_files(school, days, stranger):
    one, two = school.patent(1), school.patent(2)
    assert not_named([one], school.inventor, school.inventor) == ["case_is_known"]
    assert named([one], school.inventor, school.secretary) == 1
    assert named([one, two], school.inventor, school.office) == 1, "one had that filer"
    assert not_named([one], None, school.inventor) == ["desk_assigns"]
    assert (state(one), Case.objects.get(patent=one).revision) == ("unfiled", 1)
    events = AuditEvent.objects.filter(verb="case_assigned").order_by("pk")
    assert [(event.by, event.data["patent"], event.data["filer"]) for event in events] == [
        (school.secretary, one.pk, school.inventor.pk),
        (school.office, two.pk, school.inventor.pk),
    ]


def test_who_files_has_a_role_in_the_school(school, days, stranger, province):
    one, two = school.patent(1), school.patent(2)
    before = written()
    official = person("official", "省处", province, Role.OFFICIAL)
    for filer in (stranger, official):
        assert not_named([one, two], filer, school.secretary) == ["filer_is_here"] * 2
    assert not_named([one, Patent(pk=999_999)], school.inventor, school.secretary) == ["case_is_known"]
    assert written()[:2] == before[:2]


def test_a_filer_of_another_college_files_until_taken_off(school, days):
    college = people.create_organisation(OrganisationKind.COLLEGE, "机械学院", parent=school.university, by=None)
    guest, patent = person("guest", "周川", college, Role.INVENTOR), school.patent(1)
    assert against(patent, "save", guest, values=FULL) == NOT_KNOWN
    named([patent], guest, school.secretary)
    moved(patent, "save", guest, values=FULL)
    assert [line.one.patent for line in procedures.desk(INVENTORY, user=guest).rows] == [patent]
    assert named([patent], None, school.secretary) == 1
    assert against(patent, "submit", guest) == NOT_KNOWN
    assert (state(patent), Case.objects.get().revision) == ("draft", 3)


def test_filers_named_by_the_names_of_inventors(school, days, stranger, province):
    for name, called, place in (
        ("zhou-1", "周川", school.college),
        ("zhou-2", "周 川", school.university),
        ("away", "何远", people.organisation_of(stranger)),
    ):
        person(name, called, place, Role.INVENTOR)
    asleep = person("asleep", "沈眠", school.college, Role.INVENTOR)
    asleep.is_active = False
    asleep.save()
    writings = {
        "first": "李望；周川",
        "second": "何远；沈眠；李望",
        "two": "周川；李望",
        "none": "何远；沈眠",
        "filed": "李望",
    }
    patents = {name: school.patent(running, inventors=said) for running, (name, said) in enumerate(writings.items(), 1)}
    named([patents["filed"]], school.office, school.secretary)
    pks = [one.pk for one in patents.values()]
    official = person("official", "李望", province, Role.OFFICIAL)
    for user, code in ((school.inventor, "case_is_known"), (stranger, "case_is_known"), (official, "desk_assigns")):
        with pytest.raises(Refused) as refusal:
            procedures.assign_by_name(INVENTORY, pks, by=user)
        assert {one.code for one in refusal.value.problems} == {code}
    told = procedures.assign_by_name(INVENTORY, pks, by=school.secretary)
    assert told == {"assigned": 2, "without": 1, "doubtful": 1}
    filers = dict(Case.objects.values_list("patent", "filer__username"))
    assert filers == {patents["first"].pk: "inventor", patents["second"].pk: "inventor", patents["filed"].pk: "office"}
    again = procedures.assign_by_name(INVENTORY, pks, by=school.secretary)
    assert again == {"assigned": 0, "without": 1, "doubtful": 1}


def test_a_sheet_of_an_earlier_form_is_read_as_far_as_it_goes(school, days):
    patent = school.patent(1)
    moved(patent, "save", school.secretary, values=FULL)
    Case.objects.update(sheet=FULL | {"trl": 12, "stars": 5, "ways": ["gift"]})
    sheet = procedures.open_case(INVENTORY, patent.pk, user=school.secretary).facts.sheet
    assert (sheet.trl, sheet.ways, sheet.scenario) == (None, (), FULL["scenario"])
    assert against(patent, "submit", school.secretary) == [("willing_names_a_way", "ways")]
    assert moved(patent, "submit", school.secretary, values={"ways": ["equity"]}).sheet["ways"] == ["equity"]


@pytest.fixture
def twins(school):
    """Two records that turn out to be one patent when its publication is told under its number."""
    known = {"application_number": "", "publication_number": "CN106844774A"}
    return school.patent(1), school.patent(0, **known)


def joined(school):
    """The one patent they are."""
    school.patent(1, publication_number="CN106844774A")
    assert AuditEvent.objects.filter(verb="patents_joined").count() == 1
    return Patent.objects.get()


@pytest.mark.parametrize("last", [0, 1])
def test_of_two_cases_of_one_patent_the_later_stays_and_nothing_is_lost(school, days, twins, last):
    later, earlier = twins[last], twins[1 - last]
    moved(earlier, "submit", school.secretary, values=FULL | {"trl": 3})
    read = moved(earlier, "pass_college", None).revision
    moved(later, "save", school.secretary, values=FULL | {"trl": 5})
    patent = joined(school)
    case = Case.objects.get()
    assert (case.patent_id, case.state, case.sheet["trl"]) == (patent.pk, "draft", 5)
    assert way(patent) == ["draft", "college_review", "school_review", "draft"]
    assert case.revision == 4 > read
    found = reason_against(patent, "save", school.secretary, values={}, revision=read)
    assert [one.code for one in found] == ["case_is_unchanged"]
    assert moved(patent, "submit", school.secretary, revision=4).state == "college_review"


@pytest.mark.parametrize("filled", [0, 1])
def test_a_case_that_was_only_assigned_does_not_push_out_one_filled_in(school, days, twins, filled):
    moved(twins[filled], "submit", school.secretary, values=FULL)
    named([twins[1 - filled]], school.inventor, school.secretary)
    patent = joined(school)
    assert (state(patent), way(patent)) == ("college_review", ["draft", "college_review"])


@pytest.mark.parametrize("filled", [0, 1])
def test_the_only_case_goes_with_the_patent(school, days, twins, filled):
    moved(twins[filled], "save", school.secretary, values=FULL)
    patent = joined(school)
    assert patent.application_number == number(1)
    assert (Case.objects.get().patent_id, way(patent)) == (patent.pk, ["draft"])


VERBS = ("save", "submit", "withdraw", "pass_college", "return_by_college", "pass_school", "return_by_school", "update")
STEP = st.tuples(
    st.sampled_from(["inventor", "secretary", "office"]),
    st.sampled_from([*VERBS, "assign"]),
    st.integers(0, 3),
    st.sampled_from([None, None, {}, FULL, {"scenario": ""}, {"trl": "x"}]),
    st.sampled_from(["", "x"]),
)
RUNNING = itertools.count(1)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=14))
def test_whatever_is_tried_a_case_is_what_its_moves_say(school, days, steps):
    """Half of the steps take what is offered, so that a case comes far; what is offered is never refused."""
    patent, assigned = school.mine(next(RUNNING)), 1
    for who, verb, choice, values, reason in steps:
        user = getattr(school, who)
        seen = procedures.opened(INVENTORY, [patent.pk], user=user)  # whoever was taken off sees nothing
        offered = [one for case in seen for one in procedures.options(case) if one.is_open]
        if choice < len(offered):
            moved(patent, offered[choice].verb, user, reason="y")
        elif verb == "assign":
            if user != school.inventor:
                assigned += named([patent], [None, school.inventor][choice % 2], user)
        else:
            procedures.move_many(INVENTORY, [patent.pk], verb, by=user, values=values, reason=reason)
        case = Case.objects.get(patent=patent)
        moves = procedures.history(case)
        assert [one.before for one in moves] == ["unfiled", *(one.after for one in moves)][: len(moves)]
        assert (case.state, case.sheet) == ((moves[-1].after, moves[-1].sheet) if moves else ("unfiled", {}))
        assert case.revision == len(moves) + assigned
        assert (case.last_day is not None) is case.state.endswith("review")
