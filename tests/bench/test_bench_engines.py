"""The comparison with other engines judges rightly, and ours stands up to it: a small run without downloads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench.engines.adapter import ADAPTERS, KINDS, Asked
from bench.engines.ahead import behind, standings
from bench.engines.corpus import Corpus, corpus_in
from bench.engines.engines import engines_of
from bench.engines.exact import Exact, best, same_counts
from bench.engines.installing import PACKAGES, installed
from bench.engines.measure import measured, questions_of
from bench.engines.report import about, document

ASKED = ("ours", "bare", "fts5", "scan")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engines")


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Iterator[Corpus]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHIQIAO_SHARED_DATA", str(folder / "absent"))
        patch.setenv("ZHIQIAO_HOME", str(folder / "home"))
        yield corpus_in(folder, documents=2_000, queries=12, embedded=120, seed=7)


@pytest.fixture(scope="module")
def exact(corpus: Corpus) -> Exact:
    return Exact(corpus)


@pytest.fixture(scope="module")
def result(corpus: Corpus, folder: Path) -> dict[str, Any]:
    before = about(corpus)
    engines = engines_of(ASKED, corpus, folder, print)
    kinds = measured(engines, corpus, print)
    told = {engine.name: engine.told | {"failed": engine.failed} for engine in engines}
    return {"about": before | {"load_after": 0, "command": "a test"}, "engines": told, "kinds": kinds}


def test_the_corpus_is_what_it_says(corpus: Corpus):
    assert corpus.documents == len(corpus.words) == len(corpus.vectors()) == 2_000
    assert np.allclose(np.linalg.norm(corpus.vectors(), axis=1), 1, atol=1e-4)
    assert len(corpus.questions["short"]) == len(corpus.questions["need"]) == len(corpus.needs) == 12
    assert all(2 <= len(words) <= 7 for words in corpus.questions["short"])
    assert np.mean([len(words) for words in corpus.questions["need"]]) > 30
    for name, wanted in (("f1", 0.07), ("f2", 0.02)):
        assert corpus.passing(corpus.conditions[name]).mean() == pytest.approx(wanted, rel=0.4)


def test_exact_scores_are_bm25_and_inner_products(corpus: Corpus, exact: Exact):
    asked = Asked(0, tuple(corpus.questions["short"][0]))
    scores = exact.words(asked)
    lines = [line.split(" ") for line in corpus.words]
    mean = np.mean([len(line) for line in lines])
    place = int(best(scores)[0])
    expected = 0.0
    for word in asked.words:
        holding = sum(word in set(line) for line in lines)
        many, length = lines[place].count(word), len(lines[place])
        idf = np.log(1 + (len(lines) - holding + 0.5) / (holding + 0.5))
        expected += idf * many / (many + 1.2 * (0.25 + 0.75 * length / mean))
    assert scores[place] == pytest.approx(expected, rel=1e-4)
    vector = corpus.asked_vectors[0][0]
    assert exact.vector(Asked(0, vector=vector))[5] == pytest.approx(float(corpus.vectors()[5] @ vector), abs=1e-5)


def test_a_wrong_answer_is_called_wrong(corpus: Corpus, exact: Exact):
    narrow = questions_of("vector f1", corpus)[0]
    right = best(exact.vector(narrow))
    assert len(right) == 100
    assert exact.judged("vector", narrow, right).overlap == 1
    assert exact.judged("vector", narrow, right).wrong == 0
    outside = np.flatnonzero(~exact.mask(narrow.condition))[:4]
    spoilt = exact.judged("vector", narrow, np.concatenate((right[: len(right) // 2], outside, right[:1])))
    assert spoilt.overlap == 0.5
    assert spoilt.wrong == 5, "four that do not pass, and one that was named twice"
    counts = exact.counts(questions_of("facets", corpus)[0])
    value = next(iter(counts["section"]))
    assert same_counts(counts, counts)
    assert not same_counts(counts, counts | {"section": {**counts["section"], value: counts["section"][value] + 1}})


def test_every_engine_asked_takes_part_and_answers_what_it_can(result: dict[str, Any]):
    assert set(result["engines"]) == set(ASKED)
    for name in ASKED:
        told = result["engines"][name]
        assert not told["failed"] and not told["faults"], (name, told["failed"], told["faults"])
        for kind in told["can"]:
            figures = result["kinds"][kind][name]
            assert figures["questions"] == 12 and 0 < figures["p50_ms"] <= figures["p95_ms"]
    assert set(result["engines"]["ours"]["can"]) == set(KINDS), "ours answers every kind"


def test_ours_finds_what_is_exact_and_filters_exactly(result: dict[str, Any]):
    for kind, rows in result["kinds"].items():
        assert all(one["wrong"] == 0 for one in rows.values()), kind
        if rows["ours"]["overlap"] is not None:
            chinese = rows["ours"]["overlap_in"].get("zh", rows["ours"]["overlap"])
            assert chinese >= 0.95, (kind, chinese)
            # English words have a field of their own, in which a mostly Chinese stock is short on average.
            assert rows["ours"]["overlap"] >= 0.85, (kind, rows["ours"]["overlap"])
    assert result["kinds"]["facets"]["ours"]["counts_equal"] == 1
    assert result["kinds"]["facets"]["fts5"]["counts_equal"] == 1
    assert result["kinds"]["vector"]["scan"]["overlap"] == 1
    assert result["engines"]["ours"]["change_ms"] < 2000, "a changed document is found within two seconds"


def test_the_page_has_every_engine_and_says_where_ours_is_not_ahead(result: dict[str, Any]):
    page = document(result)
    for name in ASKED:
        assert ADAPTERS[name].load().title.strip() in page
    for kind in result["kinds"]:
        assert KINDS[kind][0] in page and KINDS[kind][1] in page
    for name, kinds in standings(result).items():
        if any(one.is_ahead for one in kinds.values()):
            assert any(result["engines"][name]["title"] in line for line in behind(result)), name
    assert "nan" not in page


def test_a_slower_figure_of_ours_is_told(result: dict[str, Any]):
    rows = {name: dict(one) for name, one in result["kinds"]["short"].items()}
    rows["ours"] |= {"p50_ms": 1e9, "p95_ms": 1e9}
    told = behind(result | {"kinds": {"short": rows}})
    assert len(told) == 1 and "SQLite FTS5" in told[0] and "2–7 words" in told[0]
    rows["fts5"]["overlap"] = 0.5
    assert behind(result | {"kinds": {"short": rows}}) == [], "what finds something else is not ahead"


def test_an_engine_that_cannot_be_had_is_told_and_the_others_go_on(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(PACKAGES, "bm25s", ("no such package at all",))
    place, why = installed("bm25s", folder / "packages", print)
    assert place is None and why.startswith("not installed")
    assert installed("scan", folder / "packages", print) == (None, "")
