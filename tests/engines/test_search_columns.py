"""The columns against sets in plain Python."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from zhiqiao.domain.problems import Refused
from zhiqiao.engines.search import columns, vocabulary
from zhiqiao.engines.search.columns import Columns
from zhiqiao.engines.segments import segment, store
from zhiqiao.ports.search import Filter

NAMES = ("kind", "ipc", "holder")
Model = dict[int, dict[str, list[str]]]


def stock(count: int, seed: int = 3) -> list[dict[str, list[str]]]:
    """Documents with one kind, up to three classes (some twice), perhaps a holder of very many."""
    draw = random.Random(seed)
    return [
        {
            "kind": [draw.choice("uid")],
            "ipc": [draw.choice(["A61K", "H01M", "C08L", "G06F"]) for _ in range(draw.randint(0, 3))],
            "holder": [str(draw.randint(1, 400))] if draw.random() < 0.8 else [],
            "not a facet of ours": ["x"],
        }
        for _ in range(count)
    ]


def passing(model: Model, filters: list[Filter]) -> set[int]:
    """Which documents pass."""
    return {
        number
        for number, facets in model.items()
        if all(set(one.values) & set(facets.get(one.facet, ())) for one in filters)
    }


def counted(model: Model, ids, name: str) -> dict[str, int]:
    """How many of them carry each value."""
    return dict(Counter(value for number in ids if number in model for value in set(model[number].get(name, ()))))


FILTERS = [
    [],
    [Filter("kind", ["u"])],
    [Filter("ipc", ["H01M"])],
    [Filter("ipc", ["H01M", "C08L", "never seen"]), Filter("kind", ["u", "d"])],
    [Filter("holder", [str(number) for number in range(0, 300, 3)])],
    [Filter("kind", ["never seen"])],
    [Filter("kind", [])],
]


def check(index: Columns, model: Model) -> None:
    """Masks and counts are what sets say."""
    assert index.count() == len(model)
    for filters in FILTERS * 2:  # the second time they are remembered
        mask = index.mask(filters)
        expected = passing(model, filters)
        assert set(np.flatnonzero(mask).tolist()) == expected
        counts = index.facet_counts(mask, NAMES)
        assert counts == {name: counted(model, expected, name) for name in NAMES}
    assert index.facet_counts(None, NAMES) == {name: counted(model, model, name) for name in NAMES}
    few = [*list(model)[::3], 10**6, -2]
    assert index.facet_counts(few, ["ipc", "holder"]) == {name: counted(model, few, name) for name in ("ipc", "holder")}


@pytest.fixture(params=["in memory", "mapped", "in files"])
def index(request, tmp_path, monkeypatch) -> Columns:
    if request.param != "in memory":
        monkeypatch.setattr(segment, "SMALL", 0)
        monkeypatch.setattr(segment, "MAPPED", 0 if request.param == "in files" else segment.MAPPED)
        monkeypatch.setattr(segment, "DIGEST_FROM", 1)
        monkeypatch.setattr(store, "DIGEST_FROM", 1)
        monkeypatch.setattr(columns, "NARROW", 2)
        monkeypatch.setattr(columns, "AT_ONCE", 7)
    return Columns(tmp_path / "columns", NAMES)


def test_masks_and_counts_are_what_sets_say(index):
    said = stock(300)
    index.put(range(1, 301), said)
    model = dict(enumerate(said, start=1))
    for one in (index, Columns(index.folder, NAMES)):
        check(one, model)


def test_writes_of_another_process_are_seen_and_compaction_changes_nothing(index):
    reader, model = Columns(index.folder, NAMES), {}
    for start in range(0, 200, 8):
        said = stock(8, seed=start)
        index.put(range(start % 120, start % 120 + 8), said)  # the later ones replace the earlier
        model.update(enumerate(said, start=start % 120))
        if start % 5 == 0:
            index.delete([start // 2, 999])
            model.pop(start // 2, None)
    check(reader, model)
    index.compact()
    for one in (reader, index, Columns(index.folder, NAMES)):
        check(one, model)
    index.clear()
    index.put([3], [{"kind": ["quite new"]}])
    for one in (reader, index):
        check(one, {3: {"kind": ["quite new"]}})
        assert one.facet_counts(None, ["kind"]) == {"kind": {"quite new": 1}}


def test_a_document_without_a_value_loses_the_one_it_had(index):
    index.put([1, 2], [{"kind": ["u"], "ipc": ["A61K", "H01M"]}, {"kind": ["u"]}])
    index.put([1], [{"ipc": ["G06F"]}])
    check(index, {1: {"ipc": ["G06F"]}, 2: {"kind": ["u"]}})


def test_the_commonest_values_come_first_and_the_rest_may_be_left_out(index):
    index.put(range(30), [{"holder": [str(number) for number in range(30 - place)]} for place in range(30)])
    counts = index.facet_counts(None, ["holder"])["holder"]
    assert list(counts.items()) == sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    few = index.facet_counts(index.mask(), ["holder"], most=3)["holder"]
    assert few == {"0": 30, "1": 29, "2": 28}


def test_a_mask_is_nobodys_to_write_into(index):
    index.put([1, 2], [{"kind": ["u"]}, {"kind": ["d"]}])
    for mask in (index.mask(), index.mask([Filter("kind", ["u"])])):
        with pytest.raises(ValueError):
            mask[1] = False


def test_an_empty_index_answers(index):
    assert not index.mask([Filter("kind", ["u"])]).any() and index.count() == 0
    assert index.facet_counts(None, ["kind"]) == {"kind": {}} == index.facet_counts([1, 2], ["kind"])


def test_lost_values_are_refused(index):
    index.put([1], [{"kind": ["u"]}])
    vocabulary.Vocabulary(index.folder / "values", NAMES).store.clear()
    with pytest.raises(Refused, match="index_is_whole"):
        Columns(index.folder, NAMES).mask()
