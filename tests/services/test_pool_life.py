"""The pool: entry by rule and review, exit by event with its cause, time of listings, and one current entry at most."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from filing import FRIDAY, state
from listing import LISTING, POOL, case_of, entry, graded, inventoried, listed, pooled, turn

from zhiqiao.domain.codes import OrganisationKind
from zhiqiao.domain.patents.legal_events import LegalEvent, LicenceKind
from zhiqiao.domain.problems import Refused
from zhiqiao.records import jobs
from zhiqiao.records.models import AuditEvent, Case, CaseMove, Patent, PoolEntry
from zhiqiao.services import appraisal, legal, people, pool, procedures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def calendar(monkeypatch, settings, tmp_path):
    settings.EMBEDDER, settings.INDEXES = "none", tmp_path / "index"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    turn(monkeypatch, FRIDAY)


def test_from_proposal_to_the_pool(school):
    patent = inventoried(school, 1)
    assert pool.propose(by=school.office).proposed == 1
    assert case_of(patent).state == "proposed"
    pooled(patent, "submit", school.secretary, values=LISTING)
    jobs.run_waiting()
    assert (entry(patent).state, entry(patent).until) == ("pending", None)
    pooled(patent, "pass_college", school.secretary)
    pooled(patent, "admit", school.office)
    jobs.run_waiting()
    one = entry(patent)
    assert (one.state, one.lane, one.visibility, one.level, one.holder) == (
        "listed",
        "self",
        "public",
        2,
        school.college,
    )
    assert (one.since, one.until, one.promised_by) == (FRIDAY, date(2027, 10, 23), "李望")
    assert AuditEvent.objects.filter(verb="pool_entered", subject=f"poolentry:{one.pk}").count() == 1
    assert pool.settle([patent.pk]) == 0
    assert PoolEntry.objects.count() == 1


def test_what_is_returned_from_review_was_never_in_the_pool(school):
    patent = inventoried(school, 1)
    pooled(patent, "submit", school.secretary, values=LISTING)
    jobs.run_waiting()
    assert entry(patent).state == "pending"
    pooled(patent, "return_by_college", school.secretary, reason="承诺书请由学院署名")
    jobs.run_waiting()
    assert not PoolEntry.objects.exists()


def test_the_rule_tells_who_stays_outside_and_why(school):
    good, low, not_filed = inventoried(school, 1), inventoried(school, 2), school.mine(3)
    graded(low, 5)
    told = pool.trial(by=school.office)
    assert (told.looked_at, told.proposed, told.already) == (3, 1, 0)
    assert told.examples["level_is_high_enough"] == [low.pk, not_filed.pk]
    assert told.against["patent_is_inventoried"] == 1
    assert not Case.objects.filter(procedure=POOL).exists()
    pool.propose(by=school.office)
    again = pool.propose(by=school.office)
    assert (again.proposed, again.already) == (0, 1)
    assert Case.objects.get(procedure=POOL).patent == good


def test_proposing_goes_on_where_it_was_cut_off(school, monkeypatch):
    monkeypatch.setattr("zhiqiao.services.pool.proposing.CHUNK", 1)
    patents = [inventoried(school, running) for running in (1, 2, 3)]
    real, calls = procedures.move_many, []

    def cut_off(*arguments, **more):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*arguments, **more)

    monkeypatch.setattr(procedures, "move_many", cut_off)
    with pytest.raises(KeyboardInterrupt):
        pool.propose(by=None)
    assert Case.objects.filter(procedure=POOL).count() == 1
    assert pool.propose(by=None, after=patents[0].pk).proposed == 2
    assert CaseMove.objects.filter(verb="propose").count() == 3


def test_only_who_runs_the_pool_proposes_and_only_the_own(school):
    other = people.create_organisation(OrganisationKind.INSTITUTION, "别处大学", by=None)
    with pytest.raises(Refused) as refusal:
        pool.propose(by=school.inventor)
    assert refusal.value.problems[0].code == "role_permits_verb"
    with pytest.raises(Refused) as refusal:
        pool.propose(by=school.office, organisation=other)
    assert refusal.value.problems[0].code == "organisation_is_own"


def test_a_lapse_takes_it_out_with_its_cause_and_a_restoration_proposes_it_anew(school):
    patent = listed(school, 1)
    Patent.objects.filter(pk=patent.pk).update(legal_state="lapsed", legal_state_date=date(2026, 9, 1))
    appraisal.grade_patents([patent.pk], cause="legal_event")
    jobs.run_waiting()
    one = entry(patent)
    assert (one.state, one.is_current, one.cause, one.event) == ("left", False, "lapsed", "legal_state")
    assert (one.event_on, one.left_on) == (date(2026, 9, 1), FRIDAY)
    last = CaseMove.objects.filter(case=case_of(patent)).last()
    assert (last.verb, last.part, last.by, last.reason) == ("leave", "system", None, "lapsed")
    told = AuditEvent.objects.get(verb="pool_left")
    assert told.data["cause"] == "lapsed"
    assert pool.follow([patent.pk]).left == {}

    Patent.objects.filter(pk=patent.pk).update(legal_state="granted")
    graded(patent, 2)
    assert pool.follow([patent.pk]).proposed == 1
    assert case_of(patent).state == "proposed" and PoolEntry.objects.count() == 1


@pytest.mark.parametrize("kind", [OrganisationKind.INSTITUTION, OrganisationKind.ENTERPRISE])
def test_it_leaves_when_another_holds_it(school, kind):
    patent = listed(school, 1)
    other = people.create_organisation(kind, "青屿试验单位", by=None)
    Patent.objects.filter(pk=patent.pk).update(holder=other)
    assert pool.follow([patent.pk]).left == {"assigned": 1}
    assert (entry(patent).cause, entry(patent).holder) == ("assigned", school.college)


def test_from_the_college_to_its_school_is_no_transfer(school):
    patent = listed(school, 1)
    Patent.objects.filter(pk=patent.pk).update(holder=school.university)
    assert pool.follow([patent.pk]).left == {}


@pytest.mark.parametrize(("changed", "cause"), [({"is_public": False}, "secrecy"), ({"willing": []}, "unwilling")])
def test_it_leaves_when_it_may_not_be_shown_or_nobody_wants_to(school, changed, cause):
    patent = listed(school, 1)
    Patent.objects.filter(pk=patent.pk).update(**changed)
    assert pool.follow([patent.pk]).left == {cause: 1}


def test_a_grade_that_falls_far_takes_it_out_a_little_does_not(school):
    patent = listed(school, 1)
    graded(patent, 4)
    assert pool.follow([patent.pk]).left == {} and entry(patent).level == 4
    graded(patent, 5)
    assert pool.follow([patent.pk]).left == {"grade_fell": 1}


def test_the_holder_takes_it_out_and_the_rule_leaves_it_alone(school):
    patent = listed(school, 1)
    pooled(patent, "delist", school.secretary, reason="学院拟自行产业化")
    jobs.run_waiting()
    assert (entry(patent).cause, entry(patent).event) == ("withdrawn", "holder_request")
    assert pool.follow([patent.pk]).proposed == 0 and pool.propose(by=None).proposed == 0


def test_a_proposal_is_taken_back_when_the_rule_does_not_hold_any_more(school):
    patent = inventoried(school, 1)
    pool.propose(by=None)
    graded(patent, 5)
    assert pool.follow([patent.pk]).recalled == 1
    assert case_of(patent).state == "outside"
    graded(patent, 1)
    assert pool.follow([patent.pk]).proposed == 1


def test_a_listing_is_reminded_of_renewed_and_runs_out(school, monkeypatch):
    kept, forgotten = listed(school, 1, months=6), listed(school, 2, months=6)
    turn(monkeypatch, date(2027, 3, 23))
    assert vars(pool.expire()) == {"reminded": 0, "left": 0}
    turn(monkeypatch, date(2027, 3, 24))
    assert vars(pool.expire()) == {"reminded": 2, "left": 0}
    assert vars(pool.expire()) == {"reminded": 0, "left": 0}
    pooled(kept, "renew", school.secretary)
    jobs.run_waiting()
    assert (entry(kept).since, entry(kept).until) == (FRIDAY, date(2027, 9, 24))
    turn(monkeypatch, date(2027, 4, 24))
    assert vars(pool.expire()) == {"reminded": 0, "left": 1}
    assert (entry(forgotten).cause, entry(forgotten).event_on) == ("listing_expired", date(2027, 4, 23))
    assert entry(kept).state == "listed"


def test_nobody_renews_what_may_not_come_in(school, monkeypatch):
    patent = listed(school, 1)
    turn(monkeypatch, date(2027, 10, 1))
    pool.expire()
    Patent.objects.filter(pk=patent.pk).update(willing=[])
    with pytest.raises(Refused) as refusal:
        pooled(patent, "renew", school.secretary)
    assert [one.code for one in refusal.value.problems] == ["holder_is_willing"]


def test_many_are_admitted_at_once_and_one_that_cannot_is_told(school):
    patents = [inventoried(school, running) for running in (1, 2, 3)]
    procedures.move_many(POOL, [one.pk for one in patents], "submit", by=school.secretary, values=LISTING)
    procedures.move_many(POOL, [one.pk for one in patents], "pass_college", by=school.secretary)
    Patent.objects.filter(pk=patents[1].pk).update(legal_state="expired")
    told = procedures.move_many(POOL, [one.pk for one in patents], "admit", by=school.office)
    assert set(told.moved) == {patents[0].pk, patents[2].pk}
    assert [one.code for one in told.refused[patents[1].pk]] == ["right_is_in_force"]
    jobs.run_waiting()
    assert sorted(PoolEntry.objects.values_list("state", flat=True)) == ["listed", "listed", "pending"]


def test_one_current_entry_at_most(school):
    patent = listed(school, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        PoolEntry.objects.create(patent=patent, state="listed", lane="self", visibility="public", since=FRIDAY)


def test_grading_asks_nothing_of_a_pool_that_nobody_uses(school):
    patent = inventoried(school, 1)
    jobs.run_waiting()
    appraisal.grade_patents([patent.pk])
    assert not jobs.waiting_for("follow_pool")
    pool.propose(by=None)
    jobs.run_waiting()
    appraisal.grade_patents([patent.pk])
    assert len(jobs.waiting_for("follow_pool")) == 1


def test_an_officer_cannot_make_the_platforms_moves(school):
    patent = inventoried(school, 1)
    told = procedures.move_many(POOL, [patent.pk], "propose", by=school.office)
    assert [one.code for one in told.refused[patent.pk]] == ["part_permits_move"]
    assert state(patent) == "inventoried"


def gazette(patent, code, on, **told):
    """An event of the gazette comes in, and what follows from it is done."""
    legal.record([legal.Told(patent.pk, LegalEvent(code, on, **told))], by=None)
    jobs.run_waiting()


def test_the_gazette_moves_the_pool_each_with_its_event(school):
    lapsed, sold, alone, pledged, sold_before = (listed(school, running) for running in (1, 2, 3, 4, 5))
    # Announced before it was listed, and told here only now: nobody who promised holds it any more.
    gazette(sold_before, "TR01", date(2026, 9, 1), before=("望川大学",), after=("苏州试验储能有限公司",))
    gazette(lapsed, "CF01", date(2026, 10, 20))
    gazette(sold, "TR01", date(2026, 10, 23), before=("望川大学",), after=("苏州试验储能有限公司",))
    gazette(
        alone,
        "EE01",
        date(2026, 10, 21),
        number="X1",
        licence_kind=LicenceKind.EXCLUSIVE,
        takers=("苏州试验储能有限公司",),
    )
    gazette(pledged, "PE01", date(2026, 10, 21), number="Y1", takers=("试验银行",))
    told = {one.patent_id: (one.state, one.cause, one.event, one.event_on) for one in PoolEntry.objects.all()}
    assert told == {
        lapsed.pk: ("left", "lapsed", "CF01", date(2026, 10, 20)),
        sold.pk: ("left", "assigned", "TR01", date(2026, 10, 23)),
        alone.pk: ("left", "exclusive_licence", "EE01", date(2026, 10, 21)),
        pledged.pk: ("listed", "", "", None),
        sold_before.pk: ("left", "assigned", "TR01", date(2026, 9, 1)),
    }


def test_a_cancelled_exclusive_licence_lets_the_rule_propose_again(school):
    patent = listed(school, 1)
    held = {"number": "X1", "licence_kind": LicenceKind.EXCLUSIVE, "takers": ("苏州试验储能有限公司",)}
    gazette(patent, "EE01", date(2026, 10, 10), **held)
    assert pool.trial(by=None).against["nobody_has_it_alone"] == 1
    graded(patent, 2)
    gazette(patent, "EC01", date(2026, 10, 22), number="X1")
    graded(patent, 2)
    pool.follow([patent.pk])
    assert case_of(patent).state == "proposed"
