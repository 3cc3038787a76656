"""The sample data is whole, consistent, varied, and marked as invented."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from datetime import date

import pytest
from house_source import SOURCE

from zhiqiao.domain.codes import Confidentiality, FirmSize, Industry, Language, LegalState, NeedStage, PatentKind, Way

SAMPLE = SOURCE / "sample"
UNIVERSITIES = {"望川大学", "云汀理工大学", "澜江工业大学", "青屿海洋大学", "禾原农业大学", "杏溪医科大学"}
INDUSTRIES = {str(code) for code in Industry if code is not Industry.OTHER}
LIKE = 0.15
"""Share of common runs of characters (four in Chinese, eight in English) from which two abstracts are alike."""


def lines(what: str) -> list[dict]:
    """All lines of one kind, with the file they stand in."""
    return [
        {**json.loads(line), "file": path.stem}
        for path in sorted((SAMPLE / what).glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


PATENTS, FIRMS, NEEDS = lines("patents"), lines("firms"), lines("needs")
OF_UNIVERSITIES = [patent for patent in PATENTS if "-f" not in patent["key"]]


def test_there_is_enough_of_it():
    assert len(OF_UNIVERSITIES) >= 240
    assert len(FIRMS) >= 40
    assert len(NEEDS) >= 60
    assert {patent["industry"] for patent in OF_UNIVERSITIES} == INDUSTRIES
    holders = Counter(holder for patent in OF_UNIVERSITIES for holder in patent["applicants"])
    assert set(holders) >= UNIVERSITIES
    assert all(holders[university] >= 10 for university in UNIVERSITIES)


@pytest.mark.parametrize("rows", [PATENTS, FIRMS, NEEDS], ids=["patents", "firms", "needs"])
def test_keys_are_unique_and_in_their_file(rows: list[dict]):
    keys = [row["key"] for row in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        assert row["industry"] == row["file"] and row["key"].startswith(row["file"]), row["key"]


def test_references_resolve():
    patents = {patent["key"] for patent in PATENTS}
    firms = {firm["key"] for firm in FIRMS}
    for patent in PATENTS:
        assert set(patent["cites"]) <= patents - {patent["key"]}, patent["key"]
    for firm in FIRMS:
        assert set(firm["patents"]) <= patents, firm["key"]
    for need in NEEDS:
        assert need["firm"] in firms, need["key"]
        assert set(need["fits"]) <= patents, need["key"]
        assert set(need["fits"].values()) <= {1, 2, 3}, need["key"]


def test_codes_are_ours():
    for patent in PATENTS:
        assert patent["kind"] in set(PatentKind) and patent["legal_state"] in set(LegalState), patent["key"]
        assert set(patent["willing"]) <= set(Way), patent["key"]
        assert patent["trl"] is None or 1 <= patent["trl"] <= 9, patent["key"]
    for firm in FIRMS:
        assert firm["size"] in set(FirmSize), firm["key"]
    for need in NEEDS:
        assert set(need["ways"]) <= set(Way) and need["stage"] in set(NeedStage), need["key"]
        assert need["confidentiality"] in set(Confidentiality) and need["language"] in set(Language), need["key"]


def test_dates_are_coherent():
    for patent in PATENTS:
        days = [patent[name] for name in ("application_date", "publication_date", "grant_date")]
        told = [date.fromisoformat(day) for day in days if day]
        assert told == sorted(told), patent["key"]
        if patent["legal_state"] == "pending":
            assert not patent["grant_date"] and patent["annuity_paid_to_year"] is None, patent["key"]


def test_texts_are_there_but_for_the_planned_gaps():
    for patent in PATENTS:
        planned = "missing" in patent["note"] or patent["kind"] == "design"
        for name in ("title_zh", "title_en", "abstract_zh", "abstract_en"):
            assert patent[name] or planned, f"{patent['key']} has no {name}"
        if patent["abstract_zh"] and "-f" not in patent["key"] and not planned:
            assert 140 <= len(patent["abstract_zh"]) <= 340, (patent["key"], len(patent["abstract_zh"]))
    for need in NEEDS:
        assert need["title_zh"] and need["title_en"] and need["problem_en"], need["key"]
        assert 60 <= len(need["problem_zh"]) <= 260, (need["key"], len(need["problem_zh"]))


@pytest.mark.parametrize(("field", "run"), [("abstract_zh", 4), ("abstract_en", 8)])
def test_no_two_abstracts_are_nearly_the_same(field: str, run: int):
    """Only pairs that their notes call near-duplicates may be alike, so that nothing was filled from a pattern."""
    texts = {patent["key"]: patent[field] for patent in PATENTS if patent[field]}
    runs = {key: {text[at : at + run] for at in range(len(text) - run + 1)} for key, text in texts.items()}
    noted = {patent["key"] for patent in PATENTS if "near-duplicate" in patent["note"]}
    for (one, first), (other, second) in itertools.combinations(runs.items(), 2):
        common = len(first & second)
        likeness = common / (len(first) + len(second) - common)
        assert likeness < LIKE or {one, other} <= noted, f"{one} and {other}: {likeness:.2f}"


def test_titles_are_told_apart():
    titles = Counter(row["title_zh"] for row in [*PATENTS, *NEEDS] if row["title_zh"])
    assert not [title for title, count in titles.items() if count > 1]


@pytest.mark.parametrize("industry", sorted(INDUSTRIES))
def test_hard_cases_are_in_every_industry(industry: str):
    patents = [patent for patent in PATENTS if patent["industry"] == industry]
    notes = " ".join(patent["note"] for patent in patents)
    needs = [need for need in NEEDS if need["industry"] == industry]
    assert sum("near-duplicate" in patent["note"] for patent in patents) >= 3
    assert "co-owned" in notes and "missing" in notes and "pending" in notes and "variant" in notes
    assert any(patent["legal_state"] in {"lapsed", "expired"} for patent in patents)
    assert any(not need["fits"] for need in needs), "one need without any fitting patent"
    assert sum(bool(need["fits"]) for need in needs) >= 5


def test_needs_are_not_written_in_the_words_of_their_answers():
    """A need that is solved shares no long run of characters with its patents: word search alone is not enough."""
    by_key = {patent["key"]: patent for patent in PATENTS}
    for need in NEEDS:
        runs = {need["problem_zh"][at : at + 14] for at in range(len(need["problem_zh"]) - 13)}
        for key in need["fits"]:
            assert not any(run in by_key[key]["abstract_zh"] for run in runs), (need["key"], key)


def test_it_is_marked_as_invented():
    said = (SAMPLE / "README.md").read_text(encoding="utf-8")
    assert "虚构" in said and "invented" in said and "Apache-2.0" in said
    assert not any(firm["uscc"] for firm in FIRMS), "an invented firm carries no credit code"
