"""`zhiqiao index`: what it says at the beginning, at the end, and when it cannot be done; in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli_commands import GOOD, last_json, run, sheet

from zhiqiao.engines.segments import lock


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three patents in a data folder, imported and indexed."""
    made = tmp_path_factory.mktemp("indexed")
    run(made, "import", str(sheet(made / "three.xlsx", GOOD)))
    return made


def test_it_builds_beside_and_tells_what_came_of_it(home: Path):
    done = run(home, "index", "--json", "--processes", "0")
    told = last_json(done)
    assert told["patents"] == len(GOOD) and told["build"] == 1 and told["seconds"] >= 0
    assert "旁边重建" in done.stderr
    again = run(home, "index", language="en")
    assert "beside the one in use" in again.stderr and "Number of the build" in again.stdout
    state = last_json(run(home, "status", "--json"))
    assert state["build"] == 2 and state["documents"] == len(GOOD) and state["index_bytes"] > 0


def test_a_build_that_was_broken_off_is_gone_on_with(home: Path):
    current = json.loads((home / "index" / "current.json").read_text())
    number = max(current.values()) + 1
    plan = {"build": number, "started": "2026-01-01T00:00:00+00:00", "through": {"patents": 0}}
    for bases, said in ((dict.fromkeys(current, number), "接续中断的重建"), ({"another": number}, "旁边重建")):
        (home / "index" / "building.json").write_text(json.dumps(plan | {"bases": bases}))
        assert last_json(run(home, "status", "--json"))["rebuilding_after"] == 0
        done = run(home, "index", "--json")
        assert said in done.stderr and last_json(done)["patents"] == len(GOOD)
        assert last_json(run(home, "status", "--json"))["rebuilding_after"] is None


def test_somebody_elses_build_is_told(home: Path):
    with lock.held(home / "index" / "rebuild.lock"):
        chinese, english = (run(home, "index", language=one, code=4) for one in ("zh", "en"))
    assert "另一程序" in chinese.stderr or "另一个程序" in chinese.stderr
    assert "Another program is writing the index" in english.stderr
