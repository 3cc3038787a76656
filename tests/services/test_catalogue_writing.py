"""One patent is one record, whatever tells of it and in whatever order."""

from __future__ import annotations

import itertools

import pytest
from workbench import draft, number

from zhiqiao.domain.codes import LegalState
from zhiqiao.domain.problems import Refused
from zhiqiao.records.facts import patent_facts
from zhiqiao.records.models import AuditEvent, Grade, ImportLine, ImportRun, Patent, PatentDocument
from zhiqiao.services import catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store", "fixed_today")]

APPLICATION = number(1234567, year=2017)
LAID_OPEN = {
    "application_number": APPLICATION,
    "publication_number": "CN106844774A",
    "title_zh": "一种导电银浆的制备",
    "abstract_zh": "公开了一种导电银浆。",
    "application_date": "2017-03-01",
    "publication_date": "2017-06-13",
    "applicants": "望川大学",
    "inventors": "林叙；周闻笛",
    "ipc": "H01B1/22；C09D11/52",
    "legal_state": "实质审查",
}
GRANTED = LAID_OPEN | {
    "publication_number": "",
    "grant_number": "CN106844774B",
    "title_zh": "一种低温固化导电银浆及其制备方法",
    "publication_date": "",
    "grant_date": "2019-08-02",
    "legal_state": "授权",
    "claims_count": "8",
}
PLAIN = {"application_number": f"ZL{APPLICATION}", "title_zh": "一种低温固化导电银浆及其制备方法", "trl": "6"}


def told(**cells):
    return catalogue.upsert(draft(**cells), by=None)


def state_of(patent: Patent) -> dict[str, object]:
    """Everything the catalogue knows of a patent, save ids."""
    facts = patent_facts(Patent.objects.get(pk=patent.pk))
    shown = {name: getattr(facts, name) for name in facts.__dataclass_fields__ if name not in {"id", "parties"}}
    shown["parties"] = [(part.name, part.role) for part in facts.parties]
    return shown


def test_application_publication_and_grant_are_one_record_in_any_order():
    seen = []
    for order in itertools.permutations([LAID_OPEN, GRANTED, PLAIN]):
        Patent.objects.all().delete()
        for cells in order:
            told(**cells)
        patent = Patent.objects.get()
        assert patent.record_key == f"CN:{APPLICATION}"
        seen.append(state_of(patent))
    assert all(state == seen[0] for state in seen)
    assert seen[0]["publication_numbers"] == ("CN106844774A", "CN106844774B")
    assert seen[0]["title_zh"] == GRANTED["title_zh"] and seen[0]["legal_state"] is LegalState.GRANTED
    assert seen[0]["claims_count"] == 8 and seen[0]["trl"] == 6


def test_the_same_line_twice_changes_nothing():
    first = told(**GRANTED)
    events = AuditEvent.objects.count()
    again = told(**GRANTED)
    assert (first.outcome, again.outcome) == ("created", "unchanged")
    assert first.patent.pk == again.patent.pk and AuditEvent.objects.count() == events


def test_empty_cells_never_erase_and_new_facts_come_in():
    told(**GRANTED)
    done = told(application_number=APPLICATION, title_zh=GRANTED["title_zh"], cited_by_count="5", inventors="林叙")
    assert done.outcome == "changed"
    state = state_of(done.patent)
    assert state["abstract_zh"] and state["claims_count"] == 8
    assert [name for name, role in state["parties"] if role == "inventor"] == ["林叙", "周闻笛"]
    assert Patent.objects.get().cited_by_count == 5


def test_a_newer_state_stands_against_an_older_one():
    told(**GRANTED | {"legal_state": "未缴年费终止", "legal_state_date": "2022-03-01"})
    told(**GRANTED | {"legal_state": "授权", "legal_state_date": "2019-08-02"})
    assert Patent.objects.get().legal_state == LegalState.LAPSED
    told(**GRANTED | {"legal_state": "权利恢复", "legal_state_date": "2022-09-01"})
    assert Patent.objects.get().legal_state == LegalState.GRANTED


def test_a_record_known_by_publication_gets_its_application_number():
    by_publication = told(publication_number="CN106844774A", title_zh="一种导电银浆的制备")
    assert by_publication.patent.record_key == "CN:pub:CN106844774"
    upgraded = told(**LAID_OPEN)
    assert upgraded.patent.pk == by_publication.patent.pk
    assert Patent.objects.get().record_key == f"CN:{APPLICATION}"
    assert told(grant_number="CN106844774B", title_zh="一种导电银浆").patent.pk == by_publication.patent.pk


def test_two_rows_that_turn_out_to_be_one_patent_are_joined():
    by_number = told(**PLAIN).patent
    by_publication = told(
        publication_number="CN106844774A", title_zh="一种导电银浆的制备", applicants="望川大学"
    ).patent
    assert Patent.objects.count() == 2
    run = ImportRun.objects.create(file_name="x", file_digest="0", stored_as="x")
    line = ImportLine.objects.create(run=run, number=2, raw=[], patent=by_publication, state="accepted")
    for patent in (by_number, by_publication):
        Grade.objects.create(patent=patent, rubric="first@1", coverage=50, facts_digest="", cause="test")
    done = told(**LAID_OPEN)
    assert Patent.objects.get().pk == done.patent.pk == by_number.pk
    assert ImportLine.objects.get(pk=line.pk).patent_id == by_number.pk
    assert Grade.objects.filter(patent=by_number).count() == 2
    assert Grade.objects.filter(patent=by_number, is_current=True).count() == 1
    assert list(PatentDocument.objects.values_list("number", "patent_id")) == [("CN106844774A", by_number.pk)]
    assert AuditEvent.objects.filter(verb="patents_joined").count() == 1


def test_a_publication_number_of_another_patent_is_refused():
    told(**LAID_OPEN)
    with pytest.raises(Refused) as refusal:
        told(**LAID_OPEN | {"application_number": number(7654321, year=2017)})
    assert [problem.code for problem in refusal.value.problems] == ["publication_belongs_to_other"]
    assert Patent.objects.count() == 1


def test_english_names_stand_beside_chinese_ones_and_never_replace_them():
    told(**GRANTED)
    told(application_number=APPLICATION, title_en="Silver paste", applicants="Wangchuan University")
    part = Patent.objects.get().parties.get(role="applicant")
    assert (part.name_written, part.name_en) == ("望川大学", "Wangchuan University")
    assert told(application_number=APPLICATION, title_en="Silver paste", applicants="Wangchuan University").outcome == (
        "unchanged"
    )


def test_an_unpublished_filing_is_not_shown_to_all(university, officer, stranger):
    filed = {"application_number": number(1, year=2026), "title_zh": "未公开的新发明", "application_date": "2026-09-01"}
    done = catalogue.upsert(draft(**filed, legal_state="受理"), by=officer, organisation=university)
    assert not done.patent.is_public and done.patent.holder_id == university.pk
    assert catalogue.get(filed["application_number"], user=officer).pk == done.patent.pk
    with pytest.raises(Refused):
        catalogue.get(filed["application_number"], user=stranger)
    catalogue.upsert(draft(**filed, publication_number="CN120000001A"), by=officer, organisation=university)
    assert catalogue.get(filed["application_number"], user=stranger).is_public


def test_another_schools_record_is_completed_but_not_changed(university, other_university, officer, stranger):
    catalogue.upsert(draft(**GRANTED), by=officer, organisation=university)
    done = catalogue.upsert(
        draft(**GRANTED | {"title_zh": "低温固化导电银浆及制备（改）", "trl": "4"}),
        by=stranger,
        organisation=other_university,
    )
    patent = Patent.objects.get()
    assert patent.title_zh == GRANTED["title_zh"] and patent.trl == 4 and patent.holder_id == university.pk
    assert "record_held_by_other" in {problem.code for problem in done.problems}


def test_citations_find_their_patents_whichever_comes_first():
    told(application_number=number(2), title_zh="引用者", citations="CN106844774B; CN100000001C")
    told(**GRANTED)
    cited = Patent.objects.get(application_number=APPLICATION)
    assert [citation.patent.title_zh for citation in cited.cited_by.all()] == ["引用者"]
