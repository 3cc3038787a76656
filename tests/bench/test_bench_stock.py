"""The generated stock is like the real texts it was made from, and the same every time."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from bench.national.firms import needs_of
from bench.national.generate import COLUMNS, generate
from bench.national.likeness import class_distance, compared
from bench.national.sources import from_real, from_sample
from bench.national.stock import Batch, Stock

from zhiqiao.domain.patents import reading
from zhiqiao.domain.patents.numbers import read_application_number
from zhiqiao.domain.uscc import uscc_is_valid


@pytest.fixture(scope="module")
def real_stock(shared_data: Path) -> Stock:
    return Stock(20_000, 250, sources=from_real(shared_data))


@pytest.fixture(scope="module")
def small_stock() -> Stock:
    return Stock(2_000, 40, sources=from_sample())


@pytest.fixture(scope="module")
def batch(small_stock: Stock) -> Batch:
    return small_stock.batch((0, 0), 2_000, 10_000, np.arange(len(small_stock.institutions.names)))


@pytest.mark.shared_data
def test_generated_texts_are_like_real_ones(real_stock: Stock):
    real, made = compared(real_stock)
    for name in ("title_length_25", "title_length_50", "title_length_75", "abstract_length_25", "abstract_length_50",
                 "abstract_length_75", "abstract_length_95"):  # fmt: skip
        assert made[name] == pytest.approx(real[name], rel=0.20), name
    assert made["zipf_slope"] == pytest.approx(real["zipf_slope"], abs=0.12)
    assert made["distinct_in_text"] == pytest.approx(real["distinct_in_text"], abs=0.04)
    assert made["words"] == pytest.approx(real["words"], rel=0.35)
    assert made["pairs"] == pytest.approx(real["pairs"], rel=0.20)
    assert made["word_growth"] == pytest.approx(real["word_growth"], abs=0.12)
    assert made["pair_growth"] == pytest.approx(real["pair_growth"], abs=0.08)


@pytest.mark.shared_data
def test_classes_and_institutions_spread_as_real_ones(real_stock: Stock):
    distance, subclasses = class_distance(real_stock)
    assert distance < 0.10
    assert subclasses >= 512
    institutions = real_stock.institutions
    assert len(institutions.names) == len(set(institutions.names)) == 2700
    assert institutions.names[0] in real_stock.sources.applicants
    share = np.sort(institutions.share)[::-1]
    assert share[:270].sum() > 0.4, "a tenth of the institutions hold much of the stock"
    assert share[-1] > 0


def test_numbers_have_right_check_digits_but_the_faulty_ones(batch: Batch):
    chinese = [number for number in batch.columns["application_number"] if number.startswith("20")]
    wrong = [number for number in chinese if read_application_number(number).number is None]
    assert len(chinese) > 1900
    assert len(wrong) == batch.faulty
    assert len(set(batch.columns["application_number"])) == len(batch.columns["application_number"])


def test_a_part_is_on_offer_with_effect_scenario_and_wishes(batch: Batch):
    assert batch.in_pool.mean() == pytest.approx(0.507, abs=0.03)
    for at, has in enumerate(batch.in_pool.tolist()):
        assert bool(batch.columns["trl"][at]) == bool(batch.columns["ways"][at]) == has
    english = [at for at, title in enumerate(batch.columns["title_en"]) if title]
    assert len(english) / len(batch.in_pool) == pytest.approx(0.15, abs=0.04)


def test_some_patents_are_near_copies_of_others(batch: Batch):
    texts = [text for text in batch.columns["abstract_zh"] if text]
    plain = [text.replace("本实用新型", "本发明") for text in texts]
    repeated = 1 - len(set(plain)) / len(plain)
    assert 0.02 < repeated < 0.09


def test_a_need_is_nearer_to_its_patent_than_to_most(small_stock: Stock, batch: Batch):
    needs = [need for need in needs_of(small_stock, batch, (0, 0), range(40)) if need.need[4]]
    place = {number: at for at, number in enumerate(batch.columns["application_number"])}
    said = [pairs_of(title + text) for title, text in
            zip(batch.columns["title_zh"], batch.columns["abstract_zh"], strict=True)]  # fmt: skip
    better = []
    for need in needs:
        assert uscc_is_valid(need.firm[1])
        asked = pairs_of(need.need[1] + need.need[2])
        met = np.array([len(asked & pairs) / (len(pairs) + 50) for pairs in said])
        better.append((met > met[place[need.targets[0]]]).mean())
    assert np.median(better) < 0.03


def pairs_of(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def test_files_are_the_same_for_the_same_seed_and_are_read_by_the_product(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_SHARED_DATA", str(tmp_path / "absent"))
    first = generate(tmp_path / "a", patents=300, firms=5)
    generate(tmp_path / "b", patents=300, firms=5, processes=2)
    assert first["sources"] == "sample", "where the real data are absent the manifest says so"
    names = ["patents-01.csv", "needs.csv", "enterprises.csv", "targets.tsv"]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    manifest = json.loads((tmp_path / "a/manifest.json").read_text("utf-8"))
    assert sum(file["rows"] for file in manifest["files"]) == 300
    rows = list(csv.reader((tmp_path / "a/patents-01.csv").open(encoding="utf-8-sig", newline="")))
    found = reading.detect(rows[:60])
    understood = {heading: found.mapping.get(heading) for heading, _column in COLUMNS}
    assert all(understood.values()), understood
