"""IPC symbols, our own titles, and the industry a symbol points to."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from zhiqiao.domain.codes import Industry
from zhiqiao.domain.patents.classifications import industry_of, ipc_titles, read_ipc


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("E01B3/32(2006.01)I", "E01B3/32"),
        ("C07D 417/12", "C07D417/12"),
        ("A21D 8 02 20060101 A F I", "A21D8/02"),
        ("G01N 33/53 20060101AFI20051220RMJP", "G01N33/53"),
        ("G06F   13/12    (2006.01)", "G06F13/12"),
        ("A61K03578", "A61K35/78"),
        ("A61K0317048", "A61K31/7048"),
        ("C07D41700", "C07D417/00"),
        ("A61K0035780000", "A61K35/78"),
        ("7C 07D 235:00 J", "C07D235/00"),
        ("a23l1/0067", "A23L1/0067"),
        ("A61K000", "A61K"),
        ("H01M", "H01M"),
        ("Y02E60/10", "Y02E60/10"),
    ],
)
def test_symbols_in_every_writing(written, code):
    assert read_ipc(written).code == code


@pytest.mark.parametrize("written", ["", "xx", "0101", "A61", "Z01B1/00", "轨枕", "A61Kabc"])
def test_what_is_no_symbol(written):
    assert read_ipc(written) is None


def test_titles_are_whole_in_both_languages():
    titles = ipc_titles()
    assert [len([code for code in titles if len(code) == size]) for size in (1, 3, 4)] == [8, 132, 656]
    for code, (zh, en) in titles.items():
        assert zh and en, code
        assert len(zh) <= 24 and len(en) <= 64, code
        assert code[:1] in titles and code[:3] in titles


@pytest.mark.shared_data
def test_every_subclass_in_force_has_a_title(shared_data: Path):
    with gzip.open(shared_data / "classification" / "ipc_zh_en.csv.gz", "rt", encoding="utf-8") as file:
        codes = {row["code"] for row in csv.DictReader(file) if row["level"] in {"section", "class", "subclass"}}
    assert codes - set(ipc_titles()) == set()


@pytest.mark.parametrize(
    ("code", "industry"),
    [
        ("C08L63/00", Industry.MATERIALS),
        ("H01M10/0525", Industry.ENERGY),
        ("A61K31/00", Industry.BIOMED),
        ("B25J9/16", Industry.EQUIPMENT),
        ("H10D30/01", Industry.ELECTRONICS),
        ("H01L21/02", Industry.ELECTRONICS),
        ("G06N3/04", Industry.SOFTWARE),
        ("C02F1/00", Industry.ENVIRONMENT),
        ("A01B1/00", Industry.AGRIFOOD),
        ("A63B1/00", Industry.OTHER),
        ("", Industry.OTHER),
    ],
)
def test_industries(code, industry):
    assert industry_of(code) is industry


def test_every_industry_is_pointed_to():
    assert {industry_of(code) for code in ipc_titles()} == set(Industry)
