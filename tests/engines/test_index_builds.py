"""Builds of an index: which one is in use, who else lies about, and what may be removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhiqiao.domain.problems import Refused
from zhiqiao.engines.builds import Builds


def made(root: Path, *names: str) -> None:
    for name in names:
        (root / name).mkdir(parents=True)


def names(root: Path) -> list[str]:
    return sorted(one.name for one in root.iterdir() if one.is_dir())


def test_nothing_chosen_is_the_first_build_which_has_no_number(tmp_path):
    builds = Builds(tmp_path / "not there yet")
    assert builds.current() == {} and builds.of("patents-abc") == 0 and builds.free() == 1
    assert builds.place("patents", 0).name == "patents" and builds.place("patents", 3).name == "patents.3"


def test_all_that_is_chosen_changes_together_and_others_see_it(tmp_path):
    here, told = Builds(tmp_path), []
    there = Builds(tmp_path, lambda: told.append(1))
    here.switch({"patents-abc": 2, "patents-vectors-use": 2})
    assert there.current() == {"patents-abc": 2, "patents-vectors-use": 2} == here.current()
    assert there.of("patents-abc") == 2 and len(told) == 1, "told once for each change"
    here.switch({"patents-abc": 3})
    assert there.current() == {"patents-abc": 3, "patents-vectors-use": 2} and len(told) == 2


def test_a_word_index_of_another_make_is_not_in_use_any_more_vectors_of_another_model_are(tmp_path):
    builds = Builds(tmp_path)
    builds.switch({"patents-old": 1, "enterprises-old": 1, "patents-vectors-use": 1})
    builds.switch({"patents-new": 2, "patents-vectors-e5": 2})
    assert builds.current() == {
        "enterprises-old": 1, "patents-vectors-use": 1, "patents-new": 2, "patents-vectors-e5": 2,
    }  # fmt: skip


def test_a_free_number_is_no_folders_and_no_ones(tmp_path):
    builds = Builds(tmp_path)
    made(tmp_path, "patents.4-abc", "essences.7-vectors-use", "other")
    assert builds.free() == 8
    builds.switch({"patents-abc": 11})
    assert builds.free() == 12


def test_only_what_is_not_in_use_is_removed(tmp_path):
    builds = Builds(tmp_path)
    made(tmp_path, "patents-abc", "patents-vectors-use", "patents.1-abc", "patents.2-abc", "patents.2-vectors-use",
         "patents.3-abc", "patents-vectors-e5", "texts-abc", "unrelated", "patents.5-old")  # fmt: skip
    builds.remove_others(["patents"], keep=3)
    assert names(tmp_path) == sorted(["patents-abc", "patents-vectors-use", "patents-vectors-e5", "patents.3-abc",
                                      "texts-abc", "unrelated"])  # fmt: skip
    made(tmp_path, "patents-old")
    builds.switch({"patents-abc": 3, "patents-vectors-use": 4})
    made(tmp_path, "patents.4-vectors-use")
    builds.remove_others(["patents"])
    assert names(tmp_path) == ["patents-vectors-e5", "patents.3-abc", "patents.4-vectors-use", "texts-abc", "unrelated"]


@pytest.mark.parametrize("content", ["{", "[1]", '{"patents-abc": "x"}', "null"])
def test_a_damaged_file_is_told(tmp_path, content):
    (tmp_path / "current.json").write_text(content)
    with pytest.raises(Refused) as refused:
        Builds(tmp_path).current()
    assert refused.value.problems[0].code == "index_is_whole"
    assert refused.value.problems[0].data["file"] == "current.json"
