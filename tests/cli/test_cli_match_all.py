"""`zhiqiao match-all` as a person and a script meet it: a table, one line of JSON, and refusals in both languages."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATENTS = [
    ["申请号", "标题", "摘要", "申请日", "申请人", "IPC"],
    ["CN201310699744.2", "一种无铜防污涂料", "用于渔船船底，抑制藤壶附着。", "2013-12-18", "青屿海洋大学", "C09D5/16"],
    ["CN200710308494.X", "一种污水脱氮装置", "低碳氮比污水的脱氮装置。", "2007-12-29", "澜江工业大学", "C02F3/30"],
]
NEEDS = [
    ["企业名称", "需求名称", "需求描述"],
    ["甲船厂", "渔船船底防污涂料", "无铜，抑制藤壶附着"],
    ["乙水务", "低碳氮比污水脱氮", "出水总氮低"],
]


def run(
    home: Path, *words: str, language: str = "zh", code: int = 0, batch: str = "pool:1"
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, words only."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIQIAO_", "DJANGO_"))}
    environment |= {"ZHIQIAO_HOME": str(home), "ZHIQIAO_EMBEDDER": "none", "PYTHONPATH": str(ROOT / "src")}
    environment |= {"ZHIQIAO_BATCH": batch, "ZHIQIAO_LANGUAGE": language}
    called = [sys.executable, "-m", "zhiqiao.cli.main", *words]
    done = subprocess.run(called, env=environment, capture_output=True, text=True, cwd=home, check=False, timeout=120)
    assert done.returncode == code, done.stderr
    return done


def sheet(path: Path, rows: list[list[str]]) -> str:
    """A workbook a person might bring."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return str(path)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two patents and two needs."""
    folder = tmp_path_factory.mktemp("home")
    run(folder, "import", sheet(folder / "patents.xlsx", PATENTS))
    run(folder, "import", sheet(folder / "needs.xlsx", NEEDS), "--needs")
    return folder


def test_a_table_and_a_line_of_json(home: Path):
    done = run(home, "match-all", "--out", "all.csv", "--json")
    told = json.loads(done.stdout.strip().splitlines()[-1])
    rows = list(csv.DictReader((home / "all.csv").read_text(encoding="utf-8").splitlines()))
    assert told["needs"] == 2 and told["patents"] == 2 and told["pairs"] == len(rows) and told["runner"] == "pool(1)"
    best = {row["need"]: row["number"] for row in rows if row["rank"] == "1"}
    assert set(best.values()) == {"CN:201310699744.2", "CN:200710308494.X"}


@pytest.mark.parametrize(("language", "written"), [("zh", "需求"), ("en", "Needs")])
def test_what_was_done_is_told_in_both_languages(home: Path, language: str, written: str):
    done = run(home, "match-all", "--needs", "firms", "--out", f"{language}.jsonl.gz", language=language)
    assert written in done.stdout and f"{language}.jsonl.gz" in done.stderr


def test_refusals_say_what_to_do_in_both_languages(home: Path):
    for words, batch in (
        (["--out", "x.doc"], "pool"),
        (["--pool", "colour=red"], "pool"),
        ([], "spark://127.0.0.1:9"),
    ):
        chinese = run(home, "match-all", *words, code=4, batch=batch).stderr
        english = run(home, "match-all", *words, code=4, batch=batch, language="en").stderr
        assert "✗" in chinese and "✗" in english and chinese != english
        assert "Traceback" not in english
    assert not list(home.glob("x.*"))
