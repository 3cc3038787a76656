"""The ranking on labelled sets, against plain BM25 in the same run. Small sets only; `zhiqiao evaluate` does more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zhiqiao.services import evaluation

SHARED = Path(os.environ.get("ZHIQIAO_SHARED_DATA") or Path(__file__).resolve().parents[2].parent / "shared" / "data")


def evaluated(name: str, *, pool: bool = False) -> dict:
    directory = SHARED / "retrieval" / name
    if not directory.is_dir():
        pytest.skip(f"the labelled set {name} is not beside the project (ZHIQIAO_SHARED_DATA)")
    return evaluation.evaluate(directory, pool=pool)


@pytest.mark.shared_data
def test_chinese_needs_find_achievements_better_than_bm25():
    told = evaluated("zh_demand_achievement_dev", pool=True)
    difference = told["significance"]["ndcg@10"]
    assert told["systems"]["zhiqiao"]["ndcg@10"] >= 0.70
    assert difference["difference"] > 0.03 and difference["p"] < 0.01 and difference["low"] > 0


@pytest.mark.shared_data
def test_english_questions_find_chinese_patents():
    told = evaluated("xling_en_zh_abstracts_chanemo")
    assert told["systems"]["zhiqiao"]["ndcg@10"] > 0.93
    assert told["systems"]["zhiqiao"]["recall@100"] > 0.97
