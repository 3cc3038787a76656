"""Rebuilds are killed at random moments, with their readers in other processes: the index in use stands, the next run
goes on, and what comes out is the same."""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path

import pytest
from own_home import HERE, Home, kill, listen, wait_for

MANY = 160
SCRIPT = "rebuild_process.py"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Patents in a database, and an index of them."""
    made = Home(tmp_path_factory.mktemp("rebuilt"))
    made.code("from django.core.management import call_command; call_command('migrate', verbosity=0)")
    made.python(str(HERE / SCRIPT), "make", str(MANY))
    made.python(str(HERE / SCRIPT), "rebuild", "0", "0")
    return made


def told(home: Home) -> dict[str, object]:
    return json.loads(home.python(str(HERE / SCRIPT), "tell"))


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def test_a_killed_rebuild_goes_on_and_its_readers_end(home: Home):
    before = told(home)
    assert before["stores"] == [MANY] and before["found"] == MANY
    chance, readers, reached = random.Random(20261122), set(), []
    for _round in range(2):
        process = home.start("rebuild", "2", "0", script=SCRIPT)
        said = listen(process)
        wait_for(said, 1, process)
        time.sleep(chance.uniform(0.0, 0.05))
        kill(process)
        assert "{" not in said[-1], "killed too late to prove anything"
        reached.append(int(said[-1].split()[0]))
        readers.update(int(pid) for line in said for pid in line.split()[1:])
        assert told(home) == before, "the index in use stands"
    assert reached == sorted(set(reached)), "each run went on where the last had stopped"
    assert readers, "it read in other processes"
    last = json.loads(home.python(str(HERE / SCRIPT), "rebuild", "2", "0").splitlines()[-1])
    assert last["patents"] == MANY
    assert told(home) == before
    end = time.monotonic() + 20
    while any(is_alive(pid) for pid in readers):
        assert time.monotonic() < end, "readers outlived their writer"
        time.sleep(0.1)
    builds = {one.name.split("-")[0] for one in (home.folder / "index").iterdir() if one.is_dir()}
    assert builds == {f"patents.{last['build']}", f"enterprises.{last['build']}"}, "nothing half-built lies about"


def test_a_reader_that_dies_is_told_and_the_next_run_goes_on(home: Home):
    before = told(home)
    lines = home.python(str(HERE / SCRIPT), "rebuild", "1", "20").splitlines()
    assert lines[-1] == "index_build_went_through" and told(home) == before
    again = home.python(str(HERE / SCRIPT), "rebuild", "1", "0").splitlines()
    assert int(again[0].split()[0]) > 20 and json.loads(again[-1])["patents"] == MANY
    assert told(home) == before


@pytest.mark.parametrize("readers", [0, 3])
def test_any_number_of_readers_make_the_same_index(home: Home, readers: int):
    before = told(home)
    home.python(str(HERE / SCRIPT), "rebuild", str(readers), "0")
    assert told(home) == before
