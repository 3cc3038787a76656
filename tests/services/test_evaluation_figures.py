"""The evaluation: figures that can be checked by hand, layouts, exclusions, pools."""

from __future__ import annotations

import gzip
import json
from math import log2
from pathlib import Path

import pytest

from zhiqiao.domain.problems import Refused
from zhiqiao.services import evaluation
from zhiqiao.services.evaluation.prepared import prepared
from zhiqiao.services.evaluation.systems import baseline_run, embedding_run, fusion_run, product_run


def write(folder: Path, corpus: list[dict], queries: list[dict], judged: list[tuple], packed: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in corpus)
    if packed:
        (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    else:
        (folder / "corpus.jsonl").write_text(text)
    (folder / "queries.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in queries))
    lines = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, one)) for one in judged)]
    (folder / "qrels.tsv").write_text("\n".join(lines))
    return folder


CORPUS = [
    {"_id": "a", "title": "锂电池陶瓷隔膜", "text": "一种陶瓷涂覆隔膜"},
    {"_id": "b", "title": "", "text": "苹果采摘机器人的末端执行器"},
    {"_id": "c", "title": "污水处理", "text": ""},
    {"_id": "d", "title": "Lithium separator", "text": "A ceramic coated separator for lithium batteries"},
]


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.QUALITY_EMBEDDER = "none"


def test_both_systems_are_scored_and_the_second_time_needs_no_vectors(tmp_path, monkeypatch):
    queries = [{"_id": "q", "text": "陶瓷隔膜", "description": "电池用"}]
    folder = write(tmp_path / "tiny", CORPUS, queries, [("q", "a", 1)], packed=True)
    seen: list[tuple[int, int]] = []
    told = evaluation.evaluate(folder, progress=lambda done, total: seen.append((done, total)))
    assert told["set"] == "tiny" and told["queries"] == 1 and told["documents"] == 4
    assert told["systems"]["bm25"]["ndcg@10"] == told["systems"]["zhiqiao"]["ndcg@10"] == 1.0
    assert seen == [(1, 2), (2, 2)]
    assert len(list((tmp_path / "home/cache/evaluation").glob("*.npy"))) == 1
    again = evaluation.evaluate(folder)
    assert again["systems"] == told["systems"]


def test_gains_are_two_to_the_grade_less_one(tmp_path):
    judged = [("q", "a", 1), ("q", "b", 3), ("q", "c", 0)]
    labelled = evaluation.read_set(write(tmp_path / "g", CORPUS, [{"_id": "q", "text": "x"}], judged))
    marks = evaluation.marks_of(labelled, {"q": {"a": 3.0, "b": 2.0, "c": 1.0}})
    assert marks["ndcg@10"][0] == pytest.approx((1 + 7 / log2(3)) / (7 + 1 / log2(3)))
    assert marks["mrr"] == [1.0] and marks["recall@100"] == [1.0]


def test_excluded_documents_are_not_found_and_pools_hold_only_what_was_judged(tmp_path):
    queries = [{"_id": "q", "text": "陶瓷隔膜", "exclude_ids": ["a"]}]
    folder = write(tmp_path / "x", CORPUS, queries, [("q", "c", 1), ("q", "a", 1)])
    labelled = evaluation.read_set(folder, pool=True)
    one = prepared(labelled, quality=False)
    runs = [baseline_run(labelled), product_run(one), embedding_run(one, "embedding")]
    assert [set(run["q"]) for run in [*runs, fusion_run(labelled, *runs)]] == [{"c"}] * 4


def test_queries_without_a_relevant_document_are_left_out(tmp_path):
    queries = [{"_id": "q", "text": "陶瓷隔膜"}, {"_id": "r", "text": "苹果"}]
    told = evaluation.evaluate(write(tmp_path / "n", CORPUS, queries, [("q", "a", 2), ("r", "b", 0)]))
    assert told["queries"] == 1


def test_an_english_question_finds_the_chinese_text_and_the_reverse(tmp_path):
    queries = [
        {"_id": "q", "text": "robot for picking apples"},
        {"_id": "r", "text": "锂电池用陶瓷涂覆隔膜"},
    ]
    corpus = [row for row in CORPUS if row["_id"] != "a"]
    told = evaluation.evaluate(write(tmp_path / "l", corpus, queries, [("q", "b", 1), ("r", "d", 1)]))
    assert told["systems"]["zhiqiao"]["ndcg@10"] == 1.0 > told["systems"]["bm25"]["ndcg@10"]


def test_a_directory_that_is_no_set_is_refused(tmp_path):
    with pytest.raises(Refused) as refused:
        evaluation.evaluate(tmp_path)
    assert refused.value.problems[0].code == "evaluation_set_is_complete"


def test_a_clear_difference_is_significant_and_none_is_not():
    better = evaluation.compared([0.1] * 40, [0.3 + 0.01 * (n % 7) for n in range(40)])
    assert better["p"] < 0.01 and 0.1 < better["low"] < better["difference"] < better["high"]
    assert evaluation.compared([0.5] * 9, [0.5] * 9)["p"] == 1.0
