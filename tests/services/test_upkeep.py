"""Upkeep: what falls due follows the facts, is paid, reduced, decided; whose patents; the alarm."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from filing import FULL, moved
from workbench import number

from zhiqiao.domain.patents.fees import ReductionKind
from zhiqiao.domain.problems import Refused
from zhiqiao.records import jobs
from zhiqiao.records.models import AnnuityDue, AuditEvent, Grade, Patent, UpkeepDecision
from zhiqiao.services import appraisal, upkeep
from zhiqiao.services.upkeep import Asked, Choice, Payment, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_today")]
TODAY = date(2026, 11, 22)
YUAN = 100


def owned(school, running, filed, paid, **cells):
    """A patent in force that is paid up to a year, with what it owes reckoned."""
    told = {"application_date": filed, "annuity_paid_to_year": str(paid), "grant_date": "2019-05-07"} | cells
    patent = school.patent(running, **{name: value for name, value in told.items() if value})
    upkeep.follow([patent.pk])
    return patent


@pytest.fixture
def stock(school):
    """1 due in December, 2 due next June, 3 in grace since August, 4 past its grace, 5 of which nothing is known."""
    return {
        1: owned(school, 1, "2016-12-10", 10),
        2: owned(school, 2, "2017-06-01", 10),
        3: owned(school, 3, "2017-08-15", 9),
        4: owned(school, 4, "2016-03-01", 10),
        5: owned(school, 5, "", ""),
    }


def listed(user, **asked):
    return [line.patent.application_number for line in upkeep.due_list(Asked(**asked), user=user).lines]


def test_lists_by_stage_days_month_level_and_words(school, stock):
    user = school.office
    assert listed(user, stages=(Stage.DUE,)) == [number(1), number(2)]
    assert listed(user, stages=(Stage.GRACE,)) == [number(3)]
    assert listed(user, stages=(Stage.OVERDUE,)) == [number(4)]
    assert listed(user, stages=(Stage.UNKNOWN,)) == [number(5)]
    assert listed(user, stages=(Stage.DUE,), days=30) == [number(1)]
    assert listed(user, month="2027-06") == [number(2)]
    assert listed(user, month="2027-13; DROP") == listed(user)
    assert listed(user, text=f"ZL{number(3)[:8]}") == [number(one) for one in (4, 3, 1, 2, 5)]
    assert listed(user, text=number(3)) == [number(3)]
    assert listed(user, level=1) == []
    found = upkeep.due_list(Asked(), user=user)
    assert found.stages == {Stage.DUE: 2, Stage.GRACE: 1, Stage.OVERDUE: 1, Stage.UNKNOWN: 1}
    assert [(month, many) for month, many, _fen in found.months if many] == [("2026-12", 1), ("2027-06", 1)]
    assert found.holders == [(school.college, 5)]


def test_costs_are_the_sums_of_what_is_owed(school, stock):
    # 1: year 11 on 2026-12-10 at 4000. 2: year 11 on 2027-06-01 at 4000. 3: year 10 since 2026-08-15 at 4000, more than
    # three months late, so 15 %; its year 11 falls due 2027-08-15 at 4000. 4 is past its grace, 5 is not known.
    found = upkeep.due_list(Asked(), user=school.office).cost
    assert found.year_fen == (4000 + 4000 + 4000 + 600 + 4000) * YUAN
    assert found.surcharge_fen == 600 * YUAN
    rest = 3 * 6000 + 5 * 8000  # years 13 to 20
    assert found.life_fen == (8000 + 8000 + 12000 + 3 * rest + 600) * YUAN
    assert found.patents == 3
    line = next(one for one in upkeep.due_list(Asked(), user=school.office).lines if one.stage is Stage.GRACE)
    assert (line.surcharge_percent, line.total_fen) == (15, 4600 * YUAN)


def test_only_ones_own_organisations_are_told(school, stock, stranger, staff, province):
    assert listed(stranger) == []
    assert len(listed(staff)) == len(listed(None)) == 5
    assert listed(school.inventor) == []  # files, but does not keep the books
    assert upkeep.outlook(stock[1].pk, user=stranger) is None
    with pytest.raises(Refused):
        upkeep.pay([Payment(stock[1].pk, TODAY)], by=school.inventor)
    assert upkeep.pay([Payment(stock[1].pk, TODAY)], by=stranger).refused[stock[1].pk][0].code == "patent_is_upkept"


def test_a_payment_moves_the_year_on_and_grades_anew(school, stock):
    jobs.run_waiting()
    told = upkeep.pay([Payment(stock[3].pk, TODAY, None, 4600 * YUAN, "A-17")], by=school.office)
    assert (told.done, told.refused, told.warned) == ([stock[3].pk], {}, {})
    assert Patent.objects.get(pk=stock[3].pk).annuity_paid_to_year == 10
    assert (AnnuityDue.objects.get(pk=stock[3].pk).year, listed(school.office, stages=(Stage.GRACE,))) == (11, [])
    jobs.run_waiting()
    assert Grade.objects.filter(patent=stock[3], is_current=True).get().cause == "annuity"
    assert AuditEvent.objects.filter(verb="annuity_paid", subject=f"patent:{stock[3].pk}").count() == 1


def test_payments_are_judged_one_by_one(school, stock):
    many = [
        Payment(stock[1].pk, TODAY + timedelta(days=1)),
        Payment(stock[2].pk, TODAY, 9),
        Payment(stock[3].pk, TODAY, None, 4000 * YUAN),
        Payment(stock[5].pk, TODAY, 10),
    ]
    told = upkeep.pay(many, by=school.office)
    codes = {pk: [one.code for one in found] for pk, found in told.refused.items()}
    assert codes == {
        stock[1].pk: ["payment_is_not_ahead"], stock[2].pk: ["annuity_is_unpaid"], stock[5].pk: ["annuity_falls_due"],
    }  # fmt: skip
    assert told.done == [stock[3].pk]
    assert [one.code for one in told.warned[stock[3].pk]] == ["payment_covers_annuity"]


def test_a_payment_is_taken_back_only_while_it_is_the_last(school, stock):
    for year in (10, 11):
        upkeep.pay([Payment(stock[3].pk, TODAY, year)], by=school.office)
    last, first = upkeep.outlook(stock[3].pk, user=school.office).payments
    with pytest.raises(Refused, match="payment_is_last"):
        upkeep.take_back(first.pk, by=school.office)
    upkeep.take_back(last.pk, by=school.office)
    upkeep.take_back(first.pk, by=school.office)
    assert Patent.objects.get(pk=stock[3].pk).annuity_paid_to_year == 9
    with pytest.raises(Refused, match="payment_is_known"):
        upkeep.take_back(first.pk, by=school.office)
    assert upkeep.pay([Payment(stock[3].pk, TODAY, 10)], by=school.office).done  # entered anew


def test_the_best_reduction_is_counted_until_it_ends(school, stock):
    one = stock[1].pk
    upkeep.reduce([one], ReductionKind.JOINT, date(2020, 1, 1), by=school.office)
    upkeep.reduce([one], ReductionKind.OPEN_LICENCE, date(2025, 1, 1), by=school.office)
    row = AnnuityDue.objects.get(pk=one)
    assert (row.fee_fen, row.reduction, row.full_fen) == (1200 * YUAN, "joint", 4000 * YUAN)
    again = upkeep.reduce([one], "joint", date(2021, 1, 1), by=school.office)
    assert [found.code for found in again.refused[one]] == ["reduction_runs_once"]
    entered = upkeep.outlook(one, user=school.office).reductions[0]
    assert (entered.kind, entered.by) == ("joint", school.office)
    upkeep.end_reduction(entered.pk, date(2026, 6, 30), by=school.office)
    assert AnnuityDue.objects.get(pk=one).fee_fen == 3400 * YUAN
    with pytest.raises(Refused, match="reduction_is_known"):
        upkeep.reduce([one], "half", TODAY, by=school.office)


def test_two_people_never_overwrite_each_other_unseen(school, stock):
    one = stock[1].pk
    assert upkeep.decide({one: 0}, Choice.KEEP, by=school.office).done == [one]
    told = upkeep.decide({one: 0}, Choice.DROP, note="too dear", by=school.secretary)
    assert [found.code for found in told.refused[one]] == ["decision_is_unchanged"]
    assert upkeep.decide({one: 1}, Choice.TRANSFER, by=school.secretary).done == [one]
    kept = list(UpkeepDecision.objects.filter(patent=one).order_by("revision"))
    assert [(row.choice, row.is_current, row.by) for row in kept] == [
        ("keep", False, school.office), ("transfer", True, school.secretary),
    ]  # fmt: skip
    assert kept[0].proposed == "keep" and kept[0].reasons == [{"code": "too_little_known", "data": {}}]
    assert listed(school.office, decided="transfer") == [number(1)]
    assert number(1) not in listed(school.office, decided="open")


def test_a_decision_holds_for_its_annuity_alone(school, stock):
    upkeep.decide({stock[1].pk: 0}, Choice.KEEP, by=school.office)
    upkeep.pay([Payment(stock[1].pk, TODAY)], by=school.office)
    assert number(1) in listed(school.office, decided="open")
    refused = upkeep.decide({stock[5].pk: 0}, Choice.KEEP, by=school.office).refused
    assert [one.code for one in refused[stock[5].pk]] == ["annuity_is_owed"]


def test_dropping_what_is_co_owned_wants_a_reason_and_warns(school, stock):
    patent = owned(school, 9, "2016-12-10", 10, applicants="望川大学；某某材料有限公司")
    told = upkeep.decide({patent.pk: 0}, Choice.DROP, by=school.office)
    assert [one.code for one in told.refused[patent.pk]] == ["drop_gives_reason"]
    told = upkeep.decide({patent.pk: 0}, Choice.DROP, note="the firm agrees", by=school.office)
    assert [one.code for one in told.warned[patent.pk]] == ["right_is_co_owned", "register_is_not_known"]


def test_lines_follow_the_facts_through_grading(school, stock):
    school.patent(1, legal_state="未缴年费终止", legal_state_date="2026-10-01")
    jobs.run_waiting()
    assert not AnnuityDue.objects.filter(pk=stock[1].pk).exists()
    AnnuityDue.objects.all().delete()
    appraisal.grade_patents([stock[2].pk], today=TODAY)
    jobs.run_waiting()
    row = AnnuityDue.objects.get()
    assert (row.patent_id, row.level) == (stock[2].pk, Grade.objects.get(patent=stock[2], is_current=True).level)
    assert upkeep.follow_all() == 4


def test_ones_own_fee_table_is_used_and_a_broken_one_is_told(school, stock, settings, tmp_path):
    settings.HOME = tmp_path
    own = tmp_path / "annuities.toml"
    own.write_text(
        'version = "own@1"\n[[fees]]\nkind = "invention"\nyears = [[11, 12, 5000]]\nsource = "x"\nmark = "P"\n'
        "[[reductions]]\n".replace("[[reductions]]\n", "reductions = []\n")
    )
    assert upkeep.fees().problems  # a key after a table belongs to it
    assert upkeep.fees().table.version == "cn-2024-07"
    own.write_text(
        'version = "own@1"\nreductions = []\n[[fees]]\nkind = "invention"\nyears = [[11, 12, 5000]]\n'
        'source = "notice"\nmark = "P"\n'
    )
    found = upkeep.outlook(stock[1].pk, user=school.office)
    assert (found.fees.table.version, found.fees.is_own, found.fees.problems) == ("own@1", True, ())
    assert [one.cost.fee_fen for one in found.years[:3]] == [5000 * YUAN, 5000 * YUAN, None]
    assert found.whole.without_line == 8


def test_good_patents_about_to_lapse_raise_the_alarm(school, stock, days):
    Grade.objects.filter(patent__in=[stock[1], stock[4]]).delete()
    for one in (1, 4):
        AnnuityDue.objects.filter(pk=stock[one].pk).update(level=1)
    assert [one.line.patent for one in upkeep.alarms(user=school.office).rows] == [stock[1]]  # 4 cannot be saved
    moved(stock[3], "submit", school.secretary, values=FULL | {"self_grade": 2})
    moved(stock[3], "pass_college", school.secretary)
    moved(stock[3], "pass_school", school.office)
    found = upkeep.alarms(user=school.office)
    assert [one.line.patent for one in found.rows] == [stock[3], stock[1]]
    assert (found.rows[0].days_left, found.rows[0].firms) == (85, None)  # to Monday 2027-02-15
    assert upkeep.alarms(user=school.inventor).total == 0


def test_nothing_is_looked_for_without_the_right(school, stock, stranger):
    assert upkeep.ask_for_firms([stock[1].pk], by=stranger) == 0
    assert upkeep.ask_for_firms([stock[1].pk], by=school.office) == 1
    assert jobs.is_planned("match_lapsing", ids=[stock[1].pk])
