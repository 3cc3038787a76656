"""The national run measures what a stage costs, goes on where it was cut off, and tells what was reached."""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
from pathlib import Path

import pytest
from bench.national import run
from bench.national.found import made_from, ranks
from bench.national.measure import Measured
from bench.national.measure import run as measured_run
from bench.national.report import written
from bench.national.stages import NAMES, Plan, Stage, bring_in, match_all

BURN = """
import multiprocessing, time
def work(_):
    held = bytearray(90_000_000)
    held[::4096] = b"x" * len(held[::4096])
    until = time.process_time() + 0.6
    while time.process_time() < until: pass
    time.sleep(0.8)
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.map(work, range(2))
        pool.close(); pool.join()
"""


def test_a_stage_is_measured_with_its_children(tmp_path: Path):
    script = tmp_path / "burn.py"
    script.write_text(BURN + f"\n    open({str(tmp_path / 'made')!r}, 'wb').write(b'x' * 3_000_000)\n", "utf-8")
    told = measured_run([sys.executable, str(script)], home=tmp_path, log=tmp_path / "log", environment=os.environ)
    assert told.code == 0
    assert told.cpu >= 1.1, "both children's time counts"
    assert told.wall < told.cpu + 30
    assert told.peak_is_pss and 170 < told.peak_mb < 400, "both hold their memory at once"
    assert 2.5 < told.disk_mb < 5
    failed = measured_run([sys.executable, "-c", "raise SystemExit(7)"], home=tmp_path, log=tmp_path / "log",
                          environment=os.environ)  # fmt: skip
    assert failed.code == 7


def stage_of(tmp_path: Path) -> Stage:
    """Two commands: each notes that it ran; the second fails until a file is there."""
    note = f"open({str(tmp_path / 'ran')!r}, 'a').write(__import__('sys').argv[1])"
    second = f"{note}; import pathlib, sys; sys.exit(0 if pathlib.Path({str(tmp_path / 'mended')!r}).exists() else 9)"
    return Stage("grade", lambda _plan: [(sys.executable, "-c", note, "a"), (sys.executable, "-c", second, "b")])


def test_a_stage_that_failed_goes_on_after_its_last_good_command(tmp_path: Path):
    plan, stage = Plan(tmp_path, patents=100, firms=10), stage_of(tmp_path)
    with pytest.raises(SystemExit, match="ended with code 9"):
        run.do(stage, plan)
    (tmp_path / "mended").touch()
    result = run.do(stage, plan)
    assert (tmp_path / "ran").read_text() == "abb", "the first command ran once"
    assert result["cut_off"] == 1 and result["wall"] > 0
    run.do(stage, plan)
    assert (tmp_path / "ran").read_text() == "abbab", "a stage asked for again is done again"


def test_results_of_another_plan_are_not_overwritten(tmp_path: Path):
    plan = Plan(tmp_path, patents=100, firms=10)
    run.keep(plan, run.known(plan))
    assert run.known(plan)["stages"] == {}
    with pytest.raises(SystemExit, match="another plan"):
        run.known(Plan(tmp_path, patents=200, firms=10))


def test_each_import_file_is_a_command_of_its_own_and_the_pool_is_on_offer(tmp_path: Path):
    plan = Plan(tmp_path, patents=100, firms=10)
    plan.sheets.mkdir()
    for name in ("patents-02.csv", "patents-01.csv", "needs.csv"):
        (plan.sheets / name).touch()
    commands = bring_in(plan)
    assert [Path(one[-1]).name for one in commands] == [
        "patents-01.csv", "patents-02.csv", "enterprises.csv", "needs.csv"
    ]  # fmt: skip
    assert any(part.startswith("way=transfer,license,") for part in match_all(plan)[0])


def test_own_patents_are_looked_for_in_the_table(tmp_path: Path):
    plan = Plan(tmp_path)
    plan.sheets.mkdir()
    (plan.sheets / "targets.tsv").write_text("N1\t2020A 2020B\nN2\t2021A\n", "utf-8")
    with (plan.sheets / "needs.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["需求编号", "企业名称"], ["N1", "甲公司"], ["N2", "乙公司"]])
    assert made_from(plan) == {"甲公司": {"2020A", "2020B"}, "乙公司": {"2021A"}}
    with gzip.open(plan.matches, "wt", encoding="utf-8", newline="") as file:
        rows = [[1, 1, 50], [1, 2, 12], [1, 7, 11], [2, 1, 12]]
        csv.writer(file).writerows([["enterprise", "rank", "patent"], *rows])
    assert ranks(plan, {1: {11, 12}, 2: {99}}) == ({1: 2}, 2)


def test_the_page_tells_targets_met_and_missed_and_what_was_not_run(tmp_path: Path):
    cost = {**vars(Measured(100.0, 150.0, 900.0, True, 50.0, 0.1, 0)), "date": "2026-11-22 10:00"}
    stages = {
        "generate": {**cost, "told": {"sources": "real"}},
        "index": {**cost, "wall": 700.0, "floor": {"per_second": 10_000.0, "what": "bare"}},
        "update": {**cost, "told": {"worst_seconds": 0.4, "count": 10}},
    }
    plan = {"patents": 1000, "firms": 10, "embed": "real", "seed": 1}
    page = written({"stages": stages, "machine": {"cores": 2}}, plan)
    index = next(line for line in page.splitlines() if "index build" in line)
    update = next(line for line in page.splitlines() if "worst of 10" in line)
    assert index.endswith("✗ |") and update.endswith("✓ |")
    assert "未运行 not run" in page and str(tmp_path) not in page
    assert set(NAMES) > set(stages)
    json.dumps(stages)
