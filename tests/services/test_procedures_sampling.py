"""Samples: who draws, the same draw again, second opinions by somebody else, what follows, what each may see."""

from __future__ import annotations

import io

import pytest
from filing import FULL, INVENTORY, moved, person, state
from openpyxl import load_workbook

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.problems import Refused
from zhiqiao.domain.procedures.inventory import INVENTORY as PROCEDURE
from zhiqiao.domain.procedures.sampling import Mode, Stratum
from zhiqiao.records.models import AuditEvent, CaseMove, Sample, SampledCase
from zhiqiao.services import people, procedures
from zhiqiao.services.procedures import Plan, Proof

pytestmark = pytest.mark.django_db
SIX = {name: FULL[name] for name in PROCEDURE.sampled}
DONE = Plan(states=("inventoried",), size=4, seed="2026")


def codes(call, *given, **more):
    with pytest.raises(Refused) as refusal:
        call(*given, **more)
    return [one.code for one in refusal.value.problems]


@pytest.fixture
def stock(school, days):
    """Ten inventoried, of which six are held by another college of the school."""
    other = people.create_organisation(OrganisationKind.COLLEGE, "机械学院", parent=school.university, by=None)
    patents = [school.patent(n, holder=school.college if n <= 4 else other) for n in range(1, 11)]
    for n, patent in enumerate(patents):
        values = FULL | {"maturity": "lab" if n % 2 else "pilot", "trl": 5}
        for verb in ("submit", "pass_college", "pass_school"):
            moved(patent, verb, None, **({"values": values} if verb == "submit" else {}))
    return patents


@pytest.fixture
def expert(school):
    return person("expert", "陈外", school.university, Role.INVENTOR)


@pytest.fixture
def drawn(school, stock, expert):
    made = procedures.draw(INVENTORY, school.university.pk, DONE, by=school.office)
    procedures.ask_seconds(made, [expert], by=school.office)
    return made


def right(sample, place):
    """The items as they were filed."""
    filed = sample.cases.get(position=place).sheet
    return {name: filed[name] for name in PROCEDURE.sampled}


def opinion(sample, place, by, **more):
    return procedures.give_opinion(INVENTORY, sample.pk, place, by=by, **({"values": dict(SIX)} | more))


def test_the_same_seed_and_population_give_the_same_draw(school, stock):
    first = procedures.draw(INVENTORY, school.university.pk, DONE, by=school.office)
    again = procedures.draw(INVENTORY, school.university.pk, DONE, by=None)
    keys = [list(one.cases.values_list("case", flat=True)) for one in (first, again)]
    assert keys[0] == keys[1] and len(set(keys[0])) == 4 and first.digest == again.digest
    assert (first.population, procedures.proof(first)) == (10, Proof.SAME)
    other = procedures.draw(INVENTORY, school.university.pk, Plan(states=("inventoried",), size=4), by=school.office)
    assert len(other.seed) == 16 and other.digest == first.digest
    moved(stock[0], "update", school.office, reason="x")
    assert procedures.proof(first) is Proof.CHANGED
    later = procedures.draw(INVENTORY, school.university.pk, DONE, by=school.office)
    assert later.digest != first.digest and later.population == 9
    told = AuditEvent.objects.filter(verb="sample_drawn").order_by("pk").last()
    assert told.data["digest"] == later.digest


def test_parts_are_drawn_from_in_proportion(school, stock):
    plan = Plan(states=("inventoried",), percent=50, strata=tuple(Stratum), seed="7")
    made = procedures.draw(INVENTORY, school.university.pk, plan, by=school.office)
    told = list(made.cases.values_list("stratum", "case__patent__holder__name_zh"))
    assert len(told) == 5 and sum(name == "材料学院" for _, name in told) == 2
    assert {stratum.split("/")[1:][0] for stratum, _ in told} == {"lab", "pilot"}
    assert procedures.proof(made) is Proof.SAME


def test_who_draws_and_from_what(school, stock, province, stranger, staff):
    official = person("official", "省处", province, Role.OFFICIAL)
    for user, refused in (
        (school.secretary, ["school_draws_sample"]),
        (school.inventor, ["role_permits_verb"]),
        (stranger, ["school_draws_sample"]),
    ):
        assert codes(procedures.draw, INVENTORY, school.university.pk, DONE, by=user) == refused
    for user in (official, staff, None):
        assert procedures.draw(INVENTORY, school.college.pk, DONE, by=user).population == 4
    for plan, refused in (
        (Plan(states=("inventoried",)), ["sample_size_is_given_once"]),
        (Plan(states=(), size=1), ["state_can_be_sampled"]),
        (Plan(states=("unfiled",), size=1), ["state_can_be_sampled"]),
        (Plan(states=("draft",), size=1), ["population_is_there"]),
        (Plan(states=("draft",), size=9999), ["sample_size_is_possible"]),
    ):
        assert codes(procedures.draw, INVENTORY, school.university.pk, plan, by=school.office) == refused
    assert Sample.objects.count() == 3


def test_nobody_judges_what_they_filed_or_reviewed(school, stock, expert):
    procedures.assign(INVENTORY, [stock[0].pk, stock[1].pk], school.inventor, by=school.office)
    plan = Plan(states=("inventoried",), size=10)
    made = procedures.draw(INVENTORY, school.university.pk, plan, by=school.office)
    told = procedures.ask_seconds(made, [school.inventor], by=school.office)
    assert told == {"asked": 8, "without": 2}
    told = procedures.ask_seconds(made, [school.inventor, expert], by=school.office)
    assert told == {"asked": 10, "without": 0}
    assert made.cases.filter(second=expert).count() == 5, "shared as evenly as may be"
    assert codes(procedures.ask_seconds, made, [expert], by=school.secretary) == ["sample_is_own"]
    row = made.cases.filter(second=expert).first()
    procedures.assign(INVENTORY, [row.case.patent_id], expert, by=school.office)
    assert codes(opinion, made, row.position, expert) == ["second_is_another"]


def test_strangers_are_not_asked(school, drawn, stranger):
    assert codes(procedures.ask_seconds, drawn, [stranger], by=school.office) == ["second_is_here"]
    assert codes(procedures.ask_seconds, drawn, [], by=school.office) == ["second_is_here"]


def test_a_blind_opinion_is_compared(school, drawn, expert):
    assert procedures.asked_of(expert) == 4
    row = opinion(
        drawn, 1, expert, values=SIX | {"self_grade": 2, "scenario": "别的话"}, comments={"self_grade": "偏高"}
    )
    found = {one["item"]: one for one in row.opinions}
    assert found["self_grade"]["verdict"] == "disagree" and found["self_grade"]["filed"] == 4
    assert found["self_grade"]["comment"] == "偏高" and found["scenario"]["verdict"] == "unsure"
    assert procedures.asked_of(expert) == 3
    assert codes(opinion, drawn, 1, expert) == ["opinion_is_given_once"]
    assert codes(opinion, drawn, 2, school.office) == ["second_is_asked"]
    assert codes(opinion, drawn, 2, expert, values={"self_grade": 3}).count("opinion_is_given") == 5
    assert codes(opinion, drawn, 2, expert, values=SIX | {"self_grade": 9}) == ["item_is_readable"]
    assert codes(opinion, drawn, 99, expert) == ["sampled_case_is_known"]


def test_an_open_opinion_marks_each_item(school, stock, expert):
    plan = Plan(states=("inventoried",), size=2, mode=Mode.OPEN)
    made = procedures.draw(INVENTORY, school.university.pk, plan, by=school.office)
    procedures.ask_seconds(made, [expert], by=school.office)
    agreed = dict.fromkeys(SIX, "agree")
    wrong = agreed | {"implementation": "disagree"}
    assert codes(opinion, made, 1, expert, values={}, verdicts=wrong) == ["disagreement_says_why"]
    assert codes(opinion, made, 1, expert, values={}, verdicts={"maturity": "agree"}) == ["opinion_is_given"] * 5
    assert codes(opinion, made, 1, expert, values={}, verdicts=agreed | {"maturity": "maybe"}) == ["opinion_is_given"]
    opinion(made, 1, expert, values={"implementation": "licensed"}, verdicts=wrong)
    opinion(made, 2, expert, values={}, verdicts=agreed | {"scenario": "unsure"})
    found = procedures.sample_result(INVENTORY, made.pk, user=school.office)
    assert (found.agreement.cases.agreed, found.agreement.cases.decided) == (1, 2)
    assert found.agreement.items["implementation"].share == 0.5
    assert found.agreement.items["scenario"].unsure == 1 and found.agreement.items["maturity"].kappa is None


def test_each_sees_what_is_theirs(school, drawn, expert, stranger, province):
    official = person("official", "省处", province, Role.OFFICIAL)
    row = opinion(drawn, 1, expert, values=SIX | {"self_grade": 2})
    for user, rows, counted in (
        (school.office, 4, True),
        (official, 4, True),
        (expert, 4, False),
        (school.secretary, int(row.holder_id == school.college.pk), True),
    ):
        if not rows:
            assert codes(procedures.sample_result, INVENTORY, drawn.pk, user=user) == ["sample_is_known"]
            continue
        found = procedures.sample_result(INVENTORY, drawn.pk, user=user)
        assert len(found.rows) == rows and (found.agreement is not None) is counted
    assert codes(procedures.sample_result, INVENTORY, drawn.pk, user=stranger) == ["sample_is_known"]
    assert procedures.samples(INVENTORY, user=stranger) == []
    assert [(one.drawn, one.given) for one in procedures.samples(INVENTORY, user=school.office)] == [(4, 1)]


def test_a_case_is_returned_with_the_reason(school, drawn, expert, province):
    official = person("official", "省处", province, Role.OFFICIAL)
    opinion(drawn, 1, expert, values=SIX | {"self_grade": 2})
    opinion(drawn, 2, expert, values=right(drawn, 2))
    back = procedures.send_back
    assert codes(back, INVENTORY, drawn.pk, 2, by=school.office, reason="x") == ["second_opinion_found_fault"]
    assert codes(back, INVENTORY, drawn.pk, 1, by=official, reason="x") == ["part_permits_move"]
    assert codes(back, INVENTORY, drawn.pk, 1, by=school.office, reason=" ") == ["reason_is_given"]
    row = back(INVENTORY, drawn.pk, 1, by=school.office, reason="抽查：自评偏高")
    assert state(row.case.patent) == "draft" and row.returned_at is not None
    assert CaseMove.objects.filter(case=row.case).last().reason == "抽查：自评偏高"
    assert codes(back, INVENTORY, drawn.pk, 1, by=school.office, reason="x") == ["sample_returned_once"]
    kept = SampledCase.objects.get(pk=row.pk)
    assert kept.sheet["self_grade"] == 4 and kept.state == "inventoried", "kept as it was drawn"


def test_the_workbook(school, drawn, expert):
    opinion(drawn, 1, expert, values=SIX | {"self_grade": 2}, comments={"self_grade": "=1+1"})
    book = load_workbook(io.BytesIO(procedures.sample_workbook(INVENTORY, drawn.pk, user=school.office)))
    rates, cases = [[list(map(str, row)) for row in sheet.values] for sheet in book.worksheets]
    assert drawn.digest in " ".join(rates[0]) and "2026" in " ".join(rates[0])
    assert any("自评" in " ".join(row) or "Self-assessment" in row for row in rates)
    assert sum("=1+1" in row for row in cases) == 1 and len(cases) == 7
