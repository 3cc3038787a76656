"""Disclosures from draft to grant: the whole way, who sees them, what is refused, and what an import links."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from disclosing import BEST, FAIR, TOLD, Disclosing, codes, state
from workbench import draft, number

from zhiqiao.domain.problems import Refused
from zhiqiao.records import jobs
from zhiqiao.records.models import (
    AuditEvent,
    CaseMove,
    Disclosure,
    DisclosureEvaluation,
    DisclosureInventor,
    Patent,
    User,
)
from zhiqiao.services import catalogue, disclosures, intake, people, procedures
from zhiqiao.services.disclosures import Named

pytestmark = pytest.mark.django_db
FILED = date(2026, 9, 1)


@pytest.fixture
def here(school: Any, other_university: Any) -> Disclosing:
    return Disclosing.founded(school, other_university)


def test_the_whole_way_from_draft_to_grant(here: Disclosing) -> None:
    row = here.at("approved")
    told = number(7, year=2026)
    disclosures.record_filing(row.pk, f"CN{told}", FILED, by=here.school.office)
    row.refresh_from_db()
    assert (row.application_number, row.filed_on, row.case.state, row.patent) == (told, FILED, "filed", None)

    patent = here.school.patent(7, application_number=told, title_zh="低温快充负极浆料", legal_state="审中")
    jobs.run_waiting()
    row.refresh_from_db()
    assert (row.patent, row.case.state) == (patent, "linked")
    one = disclosures.open_disclosure(row.pk, user=here.school.inventor)
    assert disclosures.award(one.disclosure.patent) is None

    catalogue.upsert(
        draft(application_number=told, title_zh="低温快充负极浆料", grant_date="2026-11-02", legal_state="授权"),
        by=None,
    )
    jobs.run_waiting()
    granted = disclosures.award(Patent.objects.get(pk=patent.pk))
    assert granted is not None and (granted.yuan, granted.last_day) == (4000, date(2027, 2, 2))
    verbs = [one.verb for one in procedures.history(row.case)]
    assert verbs[-5:] == ["accept", "evaluate", "approve_filing", "record_filing", "link_patent"]


def test_without_an_evaluation_nothing_is_approved_whoever_asks(here: Disclosing, staff: User) -> None:
    for where in ("disclosed", "evaluation"):
        row = here.at(where)
        for somebody in (here.school.office, staff, None):
            assert codes(disclosures.move, row.pk, "approve_filing", by=somebody, reason="领导同意") == [
                "case_stands_before_move"
            ]
            assert "case_stands_before_move" in codes(disclosures.record_filing, row.pk, number(1), FILED, by=somebody)
    assert codes(disclosures.move, row.pk, "evaluate", by=here.evaluator) == ["move_asks_more"]
    assert not DisclosureEvaluation.objects.exists()


def test_an_old_evaluation_does_not_count_for_what_was_rewritten(here: Disclosing) -> None:
    row = here.at("decision", FAIR)
    disclosures.move(row.pk, "ask_to_improve", by=here.school.office, reason="补充对比例")
    assert state(row) == "returned"
    disclosures.move(row.pk, "submit", by=here.school.inventor, values={"solution": "另一方案"})
    disclosures.move(row.pk, "accept", by=here.school.office)
    assert disclosures.open_disclosure(row.pk, user=here.school.office).evaluation is None
    here.evaluated(row, BEST, ())
    disclosures.move(row.pk, "evaluate_again", by=here.school.office, reason="换人复评")
    assert state(row) == "evaluation"
    assert disclosures.open_disclosure(row.pk, user=here.school.office).evaluation is None
    assert DisclosureEvaluation.objects.filter(disclosure=row).count() == 2


def test_a_decision_that_departs_from_the_points_needs_a_reason_and_keeps_it(here: Disclosing) -> None:
    row = here.at("decision", FAIR)
    option = next(one for one in line_of(row, here.school.office).options if one.verb == "approve_filing")
    assert option.asks_reason and option.is_open
    assert codes(disclosures.move, row.pk, "approve_filing", by=here.school.office) == ["reason_is_given"]
    warnings = disclosures.move(row.pk, "approve_filing", by=here.school.office, reason="防御布局")
    assert [one.code for one in warnings] == ["decision_follows_points"]
    last = CaseMove.objects.filter(case=row.case).last()
    assert last is not None and last.reason == "防御布局"


def line_of(row: Disclosure, user: User) -> disclosures.Line:
    return next(one for one in disclosures.desk(user=user).rows if one.one.disclosure.pk == row.pk)


def test_a_veto_keeps_it_from_being_filed_and_says_its_article(here: Disclosing) -> None:
    row = here.at("evaluation")
    assert codes(disclosures.evaluate, row.pk, by=here.evaluator, points=BEST, vetoes=["subject_matter"]) == [
        "veto_says_why"
    ]
    here.evaluated(row, BEST, ("subject_matter",))
    with pytest.raises(Refused) as refusal:
        disclosures.move(row.pk, "approve_filing", by=here.school.office, reason="仍要申请")
    assert [(one.code, one.data["source"]) for one in refusal.value.problems] == [
        ("no_veto_stands", "专利法 art 5, art 25 [L]")
    ]


def test_inventors_never_evaluate_or_decide_on_their_own(here: Disclosing) -> None:
    row = here.at("disclosed")
    for inventor in (here.school.inventor, here.colleague):
        assert codes(disclosures.name_evaluator, row.pk, inventor, by=here.school.secretary) == [
            "evaluator_is_no_inventor"
        ]
    # The head of the office is an inventor of this one: then the office is somebody else.
    office = here.school.office
    own = disclosures.begin(by=office, values=TOLD)
    disclosures.move(own.pk, "submit", by=office)
    assert codes(disclosures.move, own.pk, "send_back", by=office, reason="x") == ["part_permits_move"]
    assert codes(disclosures.name_evaluator, own.pk, here.evaluator, by=office) == ["part_permits_move"]
    assert codes(disclosures.evaluate, row.pk, by=here.school.secretary, points=BEST) == ["case_stands_before_move"]


def test_a_disclosure_is_seen_by_its_own_people_alone(here: Disclosing, staff: User) -> None:
    row = here.at("draft")
    other_college = people.person_named("other-college")
    assert other_college is not None
    strangers = [here.elsewhere, here.official, other_college]
    for somebody in [*strangers, here.school.office, here.school.secretary, here.evaluator]:
        assert codes(disclosures.open_disclosure, row.pk, user=somebody) == ["disclosure_is_known"], (
            "a draft is its own"
        )
    for somebody in (here.school.inventor, here.colleague, staff, None):
        disclosures.open_disclosure(row.pk, user=somebody)
    disclosures.move(row.pk, "submit", by=here.school.inventor)
    for somebody in strangers:
        assert codes(disclosures.open_disclosure, row.pk, user=somebody) == ["disclosure_is_known"]
        assert codes(disclosures.move, row.pk, "accept", by=somebody) == ["disclosure_is_known"]
        assert disclosures.desk(user=somebody).total == 0 and disclosures.listed(user=somebody) == []
        assert sum(disclosures.desk(user=somebody).states.values()) == 0
    for somebody in (here.school.office, here.school.secretary, here.school.inventor, here.colleague):
        assert disclosures.desk(user=somebody).total == 1
    third = people.create_user("third", "a-long-enough-Pass-1", by=None)
    people.add_member(third, here.school.college, "inventor", by=None)
    assert disclosures.desk(user=third).total == 0, "another inventor of the same college"


def test_it_stands_in_no_catalogue_search_or_desk_of_patents(here: Disclosing) -> None:
    here.at("decision")
    jobs.run_waiting()
    assert catalogue.search("低温快充负极浆料", user=here.school.office).total == 0
    assert procedures.desk("inventory", user=here.school.office).total == 0
    assert procedures.coverage("inventory", user=here.school.office).below == []
    assert codes(procedures.desk, "disclosure", user=here.school.office) == ["procedure_is_known"]
    assert codes(procedures.move, "disclosure", 1, "save", by=None) == ["procedure_is_known"]
    assert "disclosure" not in intake.KINDS


def test_two_at_once_never_overwrite_each_other(here: Disclosing) -> None:
    row = here.draft()
    read = disclosures.open_disclosure(row.pk, user=here.school.inventor).row.revision
    disclosures.move(row.pk, "save", by=here.school.inventor, values={"solution": "新方案"}, revision=read)
    late = {"by": here.school.inventor, "values": {"solution": "旧方案"}, "revision": read}
    assert codes(disclosures.move, row.pk, "save", **late) == ["case_is_unchanged"]
    renamed = [Named("李望", "100")]
    assert codes(disclosures.move, row.pk, "save", inventors=renamed, **late) == ["case_is_unchanged"]
    assert DisclosureInventor.objects.filter(disclosure=row).count() == 2
    assert disclosures.open_disclosure(row.pk, user=None).facts.sheet.solution == "新方案"


def test_shares_names_and_agreement(here: Disclosing) -> None:
    row = here.draft()
    for shares, told in ((("60", "30"), ["shares_sum_to_whole"]), (("100", "0"), ["shares_sum_to_whole"])):
        named = [Named("李望", shares[0], "inventor"), Named("周川", shares[1])]
        assert codes(disclosures.move, row.pk, "submit", by=here.school.inventor, inventors=named) == told
    for bad in (Named("李望", "多"), Named("李望", "101"), Named("李" * 101, "1"), Named("李望", "NaN")):
        assert codes(disclosures.move, row.pk, "save", by=here.school.inventor, inventors=[bad]) == [
            "inventor_is_readable"
        ]
    foreign = [Named("外", "100", "elsewhere")]
    assert codes(disclosures.move, row.pk, "save", by=here.school.inventor, inventors=foreign) == [
        "inventor_has_account_here"
    ]
    outside = [Named(username="inventor", share="60%"), Named("王海（校外）", "40")]
    disclosures.move(row.pk, "submit", by=here.school.inventor, inventors=outside)
    disclosures.name_evaluator(row.pk, here.evaluator, by=here.school.secretary)
    disclosures.move(row.pk, "accept", by=here.school.secretary)
    here.evaluated(row, BEST, ())
    assert codes(disclosures.move, row.pk, "approve_filing", by=here.school.office) == ["inventors_agree"]
    waiting = DisclosureInventor.objects.get(disclosure=row, user=None)
    assert codes(disclosures.agree, row.pk, by=here.school.inventor, inventor=waiting.pk) == ["inventor_agrees_alone"]
    disclosures.agree(row.pk, by=here.school.office, inventor=waiting.pk)
    disclosures.move(row.pk, "approve_filing", by=here.school.office)


def test_a_patent_that_is_there_already_is_linked_at_once_but_not_another_schools(here: Disclosing) -> None:
    known = here.school.patent(11)
    row = here.at("approved")
    disclosures.record_filing(row.pk, known.application_number, FILED, by=here.school.office)
    row.refresh_from_db()
    assert (row.patent, row.case.state) == (known, "linked")

    again = here.at("approved")
    assert codes(disclosures.record_filing, again.pk, known.application_number, FILED, by=here.school.office) == [
        "application_is_disclosed_once"
    ]
    assert state(again) == "approved"
    hidden = catalogue.upsert(
        draft(application_number=number(12, year=2026), title_zh="外校未公布", legal_state="审中"),
        by=None,
        organisation=here.elsewhere.memberships.get().organisation,
    ).patent
    Patent.objects.filter(pk=hidden.pk).update(is_public=False)
    disclosures.record_filing(again.pk, hidden.application_number, FILED, by=here.school.office)
    again.refresh_from_db()
    assert (again.patent, again.case.state) == (None, "filed")
    disclosures.link_disclosures([hidden.pk])
    assert state(again) == "filed"


@pytest.mark.parametrize("written", ["", "专利", "202010117081.0", "US20150376176", "2020101170819999999"])
def test_a_wrong_number_is_refused_and_nothing_is_written(here: Disclosing, written: str) -> None:
    row = here.at("approved")
    assert codes(disclosures.record_filing, row.pk, written, FILED, by=here.school.office) == [
        "application_number_is_right"
    ]
    row.refresh_from_db()
    assert (row.application_number, row.filed_on, row.case.state) == ("", None, "approved")


def test_a_sheet_of_ones_own_takes_the_place_of_the_example_or_says_what_is_wrong(
    here: Disclosing, settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    assert disclosures.scale().is_example
    own = disclosures_sheet(points=100)
    (tmp_path / "prefiling.toml").write_text(own, encoding="utf-8")
    row = here.at("evaluation")
    found = disclosures.evaluate(row.pk, by=here.evaluator, points={"all": 55})
    assert (found.scale_version, found.total, found.proposal) == ("校 2026", 55, "hold")
    (tmp_path / "prefiling.toml").write_text(own.replace("100", "90"), encoding="utf-8")
    assert codes(disclosures.scale) == ["scale_gives_hundred"]
    kept = disclosures.open_disclosure(row.pk, user=here.school.office).evaluation
    assert kept is not None and kept.scale["criteria"][0]["name_zh"] == "综合"


def disclosures_sheet(points: int) -> str:
    return (
        'version = "校 2026"\n[thresholds]\nfile = 80\nimprove = 60\nhold = 40\n'
        f'[[criteria]]\ncode = "all"\npoints = {points}\nname_zh = "综合"\nname_en = "All"\n'
    )


def test_files_are_kept_whole_and_given_to_their_own_alone(here: Disclosing, tmp_path: Path) -> None:
    row = here.at("disclosed")
    inventor = here.school.inventor
    kept = disclosures.attach(row.pk, "..\\..\\图纸 1.PDF", [b"%PDF-1.7 ", b"body"], by=inventor)
    assert (kept.file_name, kept.size) == ("图纸 1.PDF", 13)
    again = disclosures.attach(row.pk, "copy.pdf", [b"%PDF-1.7 body"], by=inventor)
    assert again.pk == kept.pk
    _row, place = disclosures.opened_file(row.pk, kept.pk, user=here.school.office)
    assert place.read_bytes() == b"%PDF-1.7 body"
    for somebody in (here.elsewhere, here.official):
        assert codes(disclosures.opened_file, row.pk, kept.pk, user=somebody) == ["disclosure_file_is_known"]
    other = here.at("draft")
    assert codes(disclosures.opened_file, other.pk, kept.pk, user=inventor) == ["disclosure_file_is_known"]
    for name, body, code in (
        ("a.exe", b"MZ", "file_kind_is_taken"),
        ("a.pdf", b"", "file_has_content"),
        ("a.pdf", b"<html>", "file_is_what_it_says"),
        ("noending", b"x", "file_kind_is_taken"),
    ):
        assert codes(disclosures.attach, row.pk, name, [body], by=inventor) == [code]
    large = [b"%PDF-", *[b"0" * disclosures.MEGABYTE] * 20]
    assert codes(disclosures.attach, row.pk, "a.pdf", large, by=inventor) == ["attachment_is_small_enough"]
    assert codes(disclosures.attach, row.pk, "a.txt", [b"x"], by=here.school.office) == ["disclosure_takes_files"]
    place.write_bytes(b"%PDF-1.7 evil")
    assert codes(disclosures.opened_file, row.pk, kept.pk, user=inventor) == ["kept_file_is_whole"]
    assert not [one for one in place.parent.parent.iterdir() if one.name.startswith("incoming-")]
    disclosures.detach(row.pk, kept.pk, by=inventor)
    assert not row.files.exists()


def test_likely_neighbours_show_the_words_that_met_within_ones_scope(here: Disclosing) -> None:
    near = here.school.patent(21, title_zh="低温快充负极浆料的制备", abstract_zh="一种负极浆料，加入碳纳米管导电剂。")
    here.school.patent(22, title_zh="灌封胶", abstract_zh="一种耐高温灌封胶。")
    jobs.run_waiting()
    row = here.at("decision")
    one = disclosures.open_disclosure(row.pk, user=here.school.office)
    found = disclosures.nearby(one.facts.sheet, user=here.school.office)
    assert [each.patent for each in found.found] == [near] and "负极" in "".join(found.found[0].words)


def test_who_has_no_place_discloses_nothing(here: Disclosing) -> None:
    assert codes(disclosures.begin, by=here.official) == ["discloser_has_place"]
    elsewhere = here.elsewhere.memberships.get().organisation_id
    assert codes(disclosures.begin, by=here.school.inventor, organisation=elsewhere) == ["discloser_has_place"]
    assert codes(disclosures.begin, by=here.school.inventor, values={"maturity": "no such"}) == ["item_is_readable"]
    assert not Disclosure.objects.exists()


def test_everything_leaves_a_trail(here: Disclosing) -> None:
    here.at("approved")
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"disclosure_begun", "inventor_agreed", "evaluator_named", "disclosure_evaluated", "case_moved"} <= verbs
