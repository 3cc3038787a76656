"""Matching both ways on a part of our own sample: reasons, marks, scope, floor, near-duplicates, languages."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

import zhiqiao
from zhiqiao.domain.codes import PartyKind, PartyRole
from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.explanation import Explanation
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import (
    AuditEvent,
    Enterprise,
    FamilyMember,
    MatchRun,
    Need,
    Organisation,
    Party,
    Patent,
    PatentClass,
    PatentDocument,
    PatentParty,
    Suggestion,
    User,
)
from zhiqiao.services import indexing, matching
from zhiqiao.words import matching as words

pytestmark = pytest.mark.django_db
SAMPLE = Path(zhiqiao.__file__).parent / "sample"
INDUSTRIES = ("materials", "energy")


def lines(folder: str, industry: str) -> list[dict]:
    text = (SAMPLE / folder / f"{industry}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.INDEXES = tmp_path / "index"


def add_patent(line: dict, parties: dict[str, Party], **changed) -> Patent:
    columns = {
        "record_key": line["key"],
        "office": "CN",
        "kind": line["kind"],
        "claim_zh": line["claim1_zh"],
        "legal_state": line["legal_state"],
        "application_date": date.fromisoformat(line["application_date"]) if line["application_date"] else None,
        "industry": line["industry"],
        "trl": line["trl"],
        "willing": line["willing"],
    }
    for name in ("title_zh", "title_en", "abstract_zh", "abstract_en", "effect_zh", "scenario_zh", "scenario_en"):
        columns[name] = line.get(name) or ""
    row = Patent.objects.create(**(columns | changed))
    for place, name in enumerate(line["applicants"]):
        party = parties.setdefault(name, Party.objects.create(name=name, kind=PartyKind.OTHER))
        PatentParty.objects.create(patent=row, party=party, role=PartyRole.APPLICANT, position=place, name_written=name)
    for place, code in enumerate(line["ipc"]):
        PatentClass.objects.create(patent=row, code=code, subclass=code[:4], position=place)
    return row


@pytest.fixture
def sample() -> dict[str, dict]:
    """Patents, firms and needs of two industries, indexed."""
    parties: dict[str, Party] = {}
    patents, firms, needs = {}, {}, {}
    for industry in INDUSTRIES:
        for line in lines("patents", industry):
            patents[line["key"]] = add_patent(line, parties)
        for line in lines("firms", industry):
            names = ("name_zh", "name_en", "industry", "region", "size", "products_zh", "products_en", "profile_zh")
            firms[line["key"]] = Enterprise.objects.create(
                **{name: line[name] for name in names}, party=parties.get(line["name_zh"])
            )
        for line in lines("needs", industry):
            names = ("title_zh", "title_en", "problem_zh", "problem_en", "industry", "region", "stage", "ways")
            needs[line["key"]] = (
                Need.objects.create(enterprise=firms[line["firm"]], **{name: line[name] for name in names}),
                line["fits"],
            )
    indexing.index_patents([row.pk for row in patents.values()])
    indexing.index_enterprises([row.pk for row in firms.values()])
    return {"patents": patents, "firms": firms, "needs": needs}


def test_needs_find_the_patents_their_writers_meant(sample):
    first = 0
    wanted = [(need, fits) for need, fits in sample["needs"].values() if max(fits.values(), default=0) == 3]
    for need, fits in wanted:
        result = matching.suggest_patents(need, user=None, limit=10)
        best = {sample["patents"][key].pk for key, grade in fits.items() if grade >= 2}
        shown = {one.row.pk for one in result.rows[:3]}
        shown |= {twin for one in result.rows[:3] for twin in one.explanation.twins}
        first += bool(best & shown)
    assert first >= 0.85 * len(wanted)


def test_a_match_says_why_and_marks_what_met_in_both_texts(sample):
    need, _ = sample["needs"]["materials-need-1"]
    result = matching.suggest_patents(need, user=None, limit=5)
    best = result.rows[0]
    told = best.explanation
    assert best.rank == 1 and 0 < best.score <= 100 and best.sureness in {"high", "medium", "low"}
    assert told.met and told.marks_need and told.marks_found
    for side, row, marks in (("need", need, told.marks_need), ("found", best.row, told.marks_found)):
        for name, spans in marks.items():
            text = getattr(row, name)
            for start, end in spans:
                assert 0 <= start < end <= len(text), side
    name, ((start, end), *_) = next(iter(told.marks_need.items()))
    assert getattr(need, name)[start:end].strip()
    assert abs(sum(part.points for part in told.parts) - best.score) < 0.2
    for reason in (*told.reasons, *told.against):
        assert "%(" not in words.say(reason.code, reason.data)
    assert Explanation.from_json(json.loads(json.dumps(told.as_json()))) == told


def test_an_answer_is_kept_with_its_rows_and_told_in_the_trail(sample):
    need, _ = sample["needs"]["materials-need-2"]
    result = matching.suggest_patents(need, user=None, limit=5)
    run = MatchRun.objects.get(pk=result.run_id)
    assert run.need == need and run.shown == len(result.rows) and "learned-match@" in run.version
    kept = list(Suggestion.objects.filter(run=run))
    assert [one.patent_id for one in kept] == [one.row.pk for one in result.rows]
    assert AuditEvent.objects.filter(verb="need_matched", subject=f"need:{need.pk}").exists()


@pytest.mark.parametrize("text", ["红烧肉怎么做才好吃", "二手房交易税费怎么算", "courier recruiting and training"])
def test_what_nobody_patents_gets_no_good_match_instead_of_a_filled_list(sample, text):
    result = matching.suggest_for_text(text, user=AnonymousUser())
    assert result.no_good_match and result.rows == []
    assert result.best_below_floor is not None


def test_where_nothing_near_was_found_no_further_patents_near_the_need_are_named(sample):
    need, _ = sample["needs"]["materials-need-1"]
    PatentParty.objects.all().delete()
    party = Party.objects.create(name="甲大学", kind=PartyKind.OTHER)
    for row in sample["patents"].values():
        PatentParty.objects.create(
            patent=row, party=party, role=PartyRole.APPLICANT, position=0, name_written=party.name
        )
    found = matching.suggest_patents(need, user=None)
    assert "team_at_work" in [one.code for one in found.rows[0].explanation.reasons]
    nothing = matching.suggest_for_text("courier recruiting and training", user=AnonymousUser())
    assert nothing.no_good_match and nothing.best_below_floor is not None
    assert "team_at_work" not in [one.code for one in nothing.best_below_floor.explanation.reasons]


def test_an_english_question_finds_a_patent_that_is_in_chinese_only(sample):
    row = sample["patents"]["materials-001"]
    english = f"{row.title_en}. {row.abstract_en}"
    Patent.objects.update(title_en="", abstract_en="", scenario_en="", effect_en="")
    indexing.index_patents(list(Patent.objects.values_list("pk", flat=True)))
    result = matching.suggest_for_text(english, user=None, limit=5)
    assert row.pk in [one.row.pk for one in result.rows[:2]]
    told = next(one for one in result.rows if one.row.pk == row.pk).explanation
    assert told.nearest is not None and told.nearest.found_field.endswith("_zh")
    assert told.nearest.likeness > 0.3
    assert "other_language" in [reason.code for reason in told.against]


def test_what_a_person_may_not_see_is_not_suggested(sample):
    need, fits = sample["needs"]["materials-need-1"]
    key = max(fits, key=fits.get)
    school = Organisation.objects.create(kind="institution", name_zh="望川大学", path="/1/")
    Patent.objects.filter(pk=sample["patents"][key].pk).update(is_public=False, holder=school)
    indexing.index_patents([sample["patents"][key].pk])
    stranger = matching.suggest_patents(need, user=AnonymousUser(), limit=40)
    staff = matching.suggest_patents(need, user=User.objects.create(username="s", is_staff=True), limit=40)
    assert sample["patents"][key].pk not in [one.row.pk for one in stranger.rows]
    assert sample["patents"][key].pk in [one.row.pk for one in staff.rows]


def test_a_need_one_may_not_see_is_refused(sample):
    need = Need.objects.create(title_zh="保密需求", problem_zh="保密", confidentiality="restricted")
    with pytest.raises(Refused) as refused:
        matching.suggest_patents(need, user=AnonymousUser())
    assert refused.value.problems[0].code == "need_is_known"


def test_a_right_that_has_ended_speaks_against_and_costs_points(sample):
    need, fits = sample["needs"]["materials-need-1"]
    key = max(fits, key=fits.get)
    row = sample["patents"][key]
    before = {one.row.pk: one.score for one in matching.suggest_patents(need, user=None).rows}[row.pk]
    Patent.objects.filter(pk=row.pk).update(legal_state="lapsed")
    after = next(one for one in matching.suggest_patents(need, user=None).rows if one.row.pk == row.pk)
    assert "right_has_ended" in [reason.code for reason in after.explanation.against]
    assert after.score < before


def test_near_duplicates_are_folded_under_one(sample):
    copied = sample["patents"]["materials-001"]
    copy = Patent.objects.get(pk=copied.pk)
    copy.pk, copy.record_key = None, "copy"
    copy.save()
    indexing.index_patents([copy.pk])
    result = matching.suggest_for_text(copied.title_zh, user=None)
    ids = [one.row.pk for one in result.rows]
    assert (copied.pk in ids) != (copy.pk in ids)
    folded = next(one for one in result.rows if one.row.pk in {copied.pk, copy.pk})
    assert {copied.pk, copy.pk} - {folded.row.pk} <= set(folded.explanation.twins)


def test_family_members_are_folded_and_told_as_such(sample):
    first, second = sample["patents"]["materials-005"], sample["patents"]["materials-006"]
    need, _ = sample["needs"]["materials-need-2"]
    before = [one.row.pk for one in matching.suggest_patents(need, user=None, limit=40).rows]
    assert first.pk in before and second.pk in before
    PatentDocument.objects.create(patent=first, number="CN109999001A", office="CN")
    FamilyMember.objects.create(patent=second, number="CN 109999001 A", office="CN")
    rows = matching.suggest_patents(need, user=None, limit=40).rows
    kept = next(one for one in rows if one.row.pk in {first.pk, second.pk})
    assert set(kept.explanation.family) == {first.pk, second.pk} - {kept.row.pk} <= set(kept.explanation.twins)
    assert len(rows) == len(before) - 1


def test_one_applicant_does_not_fill_the_first_ten_unless_asked(sample, monkeypatch):
    monkeypatch.setattr(weights, "ROW_FLOOR", 0.0)
    need, _ = sample["needs"]["materials-need-1"]
    plain = matching.suggest_for_text(need.title_zh, user=None, limit=20, spread=False)
    greedy = Party.objects.create(name="包揽大学", kind=PartyKind.OTHER)
    first = [one.row.pk for one in plain.rows[:5]]
    PatentParty.objects.filter(patent__in=first).delete()
    for pk in first:
        PatentParty.objects.create(
            patent_id=pk, party=greedy, role=PartyRole.APPLICANT, position=0, name_written="包揽大学"
        )
    asked = matching.suggest_for_text(need.title_zh, user=None, limit=20, spread=False)
    assert [one.row.pk for one in asked.rows] == [one.row.pk for one in plain.rows]
    assert (asked.is_spread, asked.moved, len(plain.rows) > 5) == (False, 0, True)
    told = matching.suggest_for_text(need.title_zh, user=None, limit=20)
    order = [one.row.pk for one in told.rows]
    assert sorted(order) == sorted(one.row.pk for one in plain.rows) and told.is_spread
    passing = [one for one in plain.rows[5:10] if one.score >= 0.5 * plain.rows[3].score]
    assert told.moved == (2 if passing else 0)
    if passing:
        assert order[:3] == first[:3] and order[3] == passing[0].row.pk
        assert told.rows[2].further == matching.Further("包揽大学", 2)


def test_matches_are_explained_clause_by_clause_and_figure_by_figure(sample):
    need, _ = sample["needs"]["materials-need-1"]
    row = sample["patents"]["materials-001"]
    best = next(one for one in matching.suggest_patents(need, user=None).rows if one.row.pk == row.pk)
    told = best.explanation
    assert len(told.aligned) >= 3
    for one in told.aligned:
        ours = getattr(need, one.need_field)[one.need_start : one.need_end]
        theirs = getattr(row, one.found_field)[one.found_start : one.found_end]
        assert len(ours) > 3 and len(theirs) > 3 and 0 < one.strength <= 1
        assert one.need_field[-3:] == one.found_field[-3:], "both speak Chinese and English"
    verdicts = {one.kind: one.verdict for one in told.figures}
    assert verdicts["thermal_conductivity"] == verdicts["cycles"] == "agrees" and verdicts["cost"] == "not_stated"
    agrees = next(one for one in told.reasons if one.code == "figure_agrees")
    for language, start in (("zh-hans", "需求要求："), ("en", "Asked: ")):
        with translation.override(language):
            assert words.say(agrees).startswith(start) and "%(" not in words.say(agrees)
    assert [one.code for one in told.against if one.code == "figures_not_stated"]


def test_across_languages_clauses_are_aligned_by_meaning(sample):
    row = sample["patents"]["materials-014"]
    Patent.objects.update(title_en="", abstract_en="", scenario_en="", effect_en="")
    indexing.index_patents(list(Patent.objects.values_list("pk", flat=True)))
    need, _ = sample["needs"]["materials-need-4"]
    Need.objects.filter(pk=need.pk).update(title_zh="", problem_zh="")
    result = matching.suggest_patents(Need.objects.get(pk=need.pk), user=None)
    told = next(one for one in result.rows if one.row.pk == row.pk).explanation
    assert {one.by for one in told.aligned} >= {"meaning"}
    assert all(one.need_field.endswith("_en") and one.found_field.endswith("_zh") for one in told.aligned)
    assert "elongation" in {one.kind for one in told.figures if one.verdict == "agrees"}


def test_a_patent_finds_firms_by_their_own_patents_and_products(sample):
    found = 0
    for line in lines("firms", "materials"):
        own = [sample["patents"][key] for key in line["patents"] if key in sample["patents"]]
        firm = sample["firms"][line["key"]]
        if not own or firm.party is None:
            continue
        result = matching.suggest_enterprises(own[0], user=None)
        assert firm.pk not in [one.row.pk for one in result.rows]  # the owner itself is no customer
        found += len(result.rows)
        for one in result.rows:
            assert one.explanation.reasons[0].code in {"own_patent_is_like", "products_are_like"}
    assert found


def test_words_alone_are_a_tested_way_and_say_so(sample, settings):
    settings.EMBEDDER = "none"
    need, fits = sample["needs"]["materials-need-1"]
    result = matching.suggest_patents(need, user=None)
    assert result.embedder_note == "words_only" and " none " in f" {result.version} "
    assert {sample["patents"][key].pk for key in fits} & {one.row.pk for one in result.rows[:5]}
