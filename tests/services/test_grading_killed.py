"""A grading of everything is killed, or its disk fills up: nothing is lost, and the same command goes on."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest
from own_home import HERE, Home, kill, listen, wait_for

MANY = 400
SCRIPT = str(HERE / "grade_process.py")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Patents in a database of their own, not yet graded."""
    made = Home(tmp_path / "graded")
    made.folder.mkdir()
    made.code("from django.core.management import call_command; call_command('migrate', verbosity=0)")
    made.python(SCRIPT, "make", str(MANY))
    return made


def told(home: Home) -> dict[str, Any]:
    return json.loads(home.python(SCRIPT, "tell"))


def test_a_killed_grading_loses_nothing_and_goes_on(home: Home):
    chance, reached = random.Random(20261122), []
    for _round in range(2):
        process = home.start("grade", script="grade_process.py")
        said = listen(process)
        wait_for(said, 3, process)
        time.sleep(chance.uniform(0.0, 0.02))
        kill(process)
        assert not said[-1].startswith("done"), "killed too late to prove anything"
        reached.append((int(said[0]), int(said[-1])))
        kept = told(home)
        assert kept["grades"] >= int(said[-1]), "what was told is kept"
        assert kept["grades"] == kept["trail"] == kept["runs"][-1][1], "grades, trail and position are of one piece"
    assert reached[1][0] > reached[0][1], "the second run went on where the first had stopped"
    last = home.python(SCRIPT, "grade").splitlines()
    assert int(last[0]) > reached[1][1]
    end = told(home)
    assert (end["grades"], end["trail"], end["twice"]) == (MANY, MANY, 0)
    assert end["runs"] == [["done", MANY, MANY]], "one run from beginning to end"
    assert home.python(SCRIPT, "grade").splitlines()[-1] == "done 0", "a new run finds nothing to do"


def test_a_full_disk_loses_nothing_and_the_same_command_goes_on(home: Home):
    said = home.python(SCRIPT, "room", "120").splitlines()
    (problem,) = json.loads(said[-1])
    assert problem["code"] == "database_has_room" and problem["data"]["total"] == MANY
    kept = told(home)
    assert 0 < kept["grades"] < MANY
    assert kept["grades"] == kept["trail"] == int(problem["given"]) == int(said[-2])
    assert kept["runs"] == [["open", kept["grades"], kept["grades"]]]
    again = home.python(SCRIPT, "grade").splitlines()
    assert int(again[0]) == kept["grades"] + 10
    end = told(home)
    assert (end["grades"], end["twice"]) == (MANY, 0) and end["runs"] == [["done", MANY, MANY]]
    assert end["scores"][: kept["grades"]] == kept["scores"], "the grades kept before stand as they were"
