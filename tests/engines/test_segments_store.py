"""The segment store against a plain dict, under kills, a full disk and damage."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiqiao.domain.problems import Refused
from zhiqiao.engines.segments import disk, manifest, store
from zhiqiao.engines.segments.layout import Layout, Rows, cuts
from zhiqiao.engines.segments.store import SegmentStore

LAYOUT = Layout("test-1", fixed={"narrow": ("<u2", 2), "wide": ("<f4", 80)}, ragged={"terms": "<u4", "marks": "u1"})


def rows(contents: list[tuple[int, int]]) -> Rows:
    """Documents with everything in them derived from one value each."""
    values = np.array([value for _, value in contents], dtype=np.int64)
    sizes = values % 5
    return Rows(
        np.array([number for number, _ in contents], dtype=np.int64),
        {"narrow": np.stack((values, values + 1), axis=1), "wide": np.repeat(values[:, None], 80, axis=1)},
        {"terms": np.repeat(values * 7, sizes), "marks": np.repeat(values % 250, sizes)},
        cuts(sizes),
    )


def check(view, model: dict[int, int]) -> None:
    """The view says what the model says: which documents, in any order asked, and all of each."""
    assert view.count == len(model) and sorted(view.ids.tolist()) == sorted(model)
    assert set(np.flatnonzero(view.present).tolist()) == set(model)
    asked = sorted(model, key=lambda number: (number * 7919) % 101)
    assert (view.rows_of([10_000, -1]) == -1).all()
    for ids in (asked, sorted(model)):
        taken = view.take(view.rows_of(ids))
        assert taken.ids.tolist() == ids
        expected = rows([(number, model[number]) for number in ids])
        assert (taken.fixed["narrow"] == expected.fixed["narrow"]).all()
        assert (taken.fixed["wide"] == expected.fixed["wide"]).all()
        assert taken.ragged["terms"].tolist() == expected.ragged["terms"].tolist()
        assert taken.ragged["marks"].tolist() == expected.ragged["marks"].tolist()
        assert taken.offsets.tolist() == expected.offsets.tolist()
    streamed = [number for part in view.slices(3) for number in part.ids.tolist()]
    assert streamed == view.ids.tolist()


writes = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 60000)), max_size=6)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("append"), writes, st.lists(st.integers(0, 30), max_size=4)),
        st.tuples(st.sampled_from(["compact", "reopen", "clear"]), st.just([]), st.just([])),
    ),
    max_size=30,
)


@patch("os.fsync", lambda place: None)  # nobody pulls the plug here, and it takes most of the time
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_it_says_what_a_dict_says_through_appends_compactions_and_reopenings(tmp_path_factory, done):
    folder = tmp_path_factory.mktemp("store")
    writer, reader, model = SegmentStore(folder, LAYOUT), SegmentStore(folder, LAYOUT), {}
    for step, contents, gone in done:
        if step == "append":
            writer.append(rows(contents), gone)
            for number in gone:
                model.pop(number, None)
            model.update(contents)
        elif step == "compact":
            writer.compact()
        elif step == "clear":
            writer.clear()
            model.clear()
        else:
            writer = SegmentStore(folder, LAYOUT)
        check(reader.view(), model)
    check(SegmentStore(folder, LAYOUT).view(), model)
    assert len(reader.view().segments) <= store.FANOUT


@pytest.mark.parametrize("mapped", [0, 64 << 20])
def test_large_columns_are_read_from_their_files(tmp_path, monkeypatch, mapped):
    monkeypatch.setattr("zhiqiao.engines.segments.segment.SMALL", 0)
    monkeypatch.setattr("zhiqiao.engines.segments.segment.MAPPED", mapped)
    monkeypatch.setattr(store, "LARGEST", 9000)
    one, model = SegmentStore(tmp_path / "s", LAYOUT), {}
    one.append(rows([(number, number * 3 % 71) for number in range(100)]), [])
    assert len(one.view().segments) > 1  # too much for one segment
    model.update({number: number * 3 % 71 for number in range(100)})
    one.append(rows([(4, 1000), (50, 1001), (200, 5)]), [7])
    model.update({4: 1000, 50: 1001, 200: 5})
    del model[7]
    check(one.view(), model)
    check(SegmentStore(tmp_path / "s", LAYOUT).view(), model)


def test_columns_that_come_slowly_from_the_disk_say_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("zhiqiao.engines.segments.segment.MAPPED", 0)
    one, model = SegmentStore(tmp_path / "s", LAYOUT), {number: number * 3 % 71 for number in range(100)}
    one.append(rows(sorted(model.items())), [])
    view = one.view()
    for slow in (0.0, 1.0):  # every read counts as slow, or none does
        monkeypatch.setattr("zhiqiao.engines.segments.segment.SLOW", slow)
        for _ in range(2):
            scattered = view.take(np.arange(0, 100, 3))
            assert scattered.ids.tolist() == list(range(0, 100, 3))
            check(view, model)
        columns = [piece for segment in view.segments for piece in segment.pieces.values()]
        assert columns and {piece.is_cold for piece in columns} == {slow == 0.0}


def test_a_view_stays_as_it_was(tmp_path):
    one = SegmentStore(tmp_path / "s", LAYOUT)
    one.append(rows([(1, 11), (2, 22)]))
    before = one.view()
    for number in range(40):
        one.append(rows([(2, number)]), [1])
    one.compact()
    check(before, {1: 11, 2: 22})
    check(one.view(), {2: 39})


def test_dead_rows_are_dropped_and_drafts_swept(tmp_path):
    one = SegmentStore(tmp_path / "s", LAYOUT)
    one.append(rows([(number, 3) for number in range(200)]))
    one.append(None, list(range(0, 200, 2)))
    left = tmp_path / "s" / "000000000009-deadbeef"
    left.mkdir()
    (left / "rows.npy").write_bytes(b"half a fi")
    (tmp_path / "s" / ".manifest.json.17.draft").write_bytes(b"{")
    one.compact()
    assert one.sweeping is not None
    one.sweeping.join()
    view = one.view()
    assert len(view.good) == view.count == 100
    assert sorted(path.name for path in (tmp_path / "s").iterdir()) == sorted(
        ["manifest.json", "writer.lock", view.segments[0].entry.name]
    )


def test_a_full_disk_is_refused_and_the_old_store_stays(tmp_path, monkeypatch):
    one, model = SegmentStore(tmp_path / "s", LAYOUT), {number: number for number in range(7)}
    for number in model:
        one.append(rows([(number, number)]))
    honest, left = disk.write_bytes, 0

    def write(file, content):
        nonlocal left
        left -= len(content)
        if left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        honest(file, content)

    monkeypatch.setattr(disk, "write_bytes", write)
    refusals, room = 0, 0
    while refusals < 1000:  # the disk is full after ever more bytes: in the first file, in a later one, in the manifest
        left = room
        try:
            one.append(rows([(100, 33)]), [0])
            break
        except Refused as refused:
            assert [problem.code for problem in refused.problems] == ["disk_has_room"]
            assert refused.problems[0].given == str(tmp_path / "s")
        refusals, room = refusals + 1, room + 97
        check(SegmentStore(tmp_path / "s", LAYOUT).view(), model)
        check(one.view(), model)
    assert refusals > 10
    check(one.view(), {**{number: number for number in range(1, 7)}, 100: 33})


def test_a_disk_that_may_not_be_written_is_refused(tmp_path, monkeypatch):
    one = SegmentStore(tmp_path / "s", LAYOUT)
    one.append(rows([(1, 1)]))

    def write(file, content):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(disk, "write_bytes", write)
    with pytest.raises(Refused, match="index_can_be_written"):
        one.append(rows([(2, 2)]))
    check(SegmentStore(tmp_path / "s", LAYOUT).view(), {1: 1})


def two_segments(folder: Path) -> Path:
    """A store of two segments; the folder of the first."""
    one = SegmentStore(folder, LAYOUT)
    one.append(rows([(1, 14), (2, 23)]))
    one.append(rows([(3, 31)]))
    return folder / one.view().segments[0].entry.name


@pytest.mark.parametrize("file", ["rows.npy", "offsets.npy", "terms.npy", "narrow.npy", "wide.npy", None])
def test_a_half_deleted_store_is_refused_and_can_be_cleared(tmp_path, file):
    first = two_segments(tmp_path / "s")
    for one in [first / file] if file else list(first.iterdir()):
        one.unlink()
    opened = SegmentStore(tmp_path / "s", LAYOUT)
    with pytest.raises(Refused) as refused:
        opened.view()
    problem = refused.value.problems[0]
    assert problem.code == "index_is_whole" and problem.given == str(tmp_path / "s") and problem.data["file"]
    opened.clear()
    opened.append(rows([(5, 5)]))
    check(SegmentStore(tmp_path / "s", LAYOUT).view(), {5: 5})


@pytest.mark.parametrize("file", ["rows.npy", "terms.npy", "wide.npy"])
def test_a_cut_off_file_is_refused(tmp_path, file):
    first = two_segments(tmp_path / "s")
    (first / file).write_bytes((first / file).read_bytes()[:-3])
    with pytest.raises(Refused, match="index_is_whole"):
        SegmentStore(tmp_path / "s", LAYOUT).view()


def test_a_lost_or_broken_manifest_is_refused(tmp_path):
    two_segments(tmp_path / "s")
    (tmp_path / "s" / "manifest.json").write_text("{")
    with pytest.raises(Refused, match="index_is_whole"):
        SegmentStore(tmp_path / "s", LAYOUT).view()
    (tmp_path / "s" / "manifest.json").unlink()
    with pytest.raises(Refused, match="index_is_whole"):
        SegmentStore(tmp_path / "s", LAYOUT).append(rows([(1, 1)]))


def test_another_type_width_or_layout_is_refused(tmp_path):
    first = two_segments(tmp_path / "s")
    other = Layout("test-1", fixed={"narrow": ("<u2", 2), "wide": ("<f4", 81)}, ragged=LAYOUT.ragged)
    for call in (
        SegmentStore(tmp_path / "s", other).view,
        lambda: SegmentStore(tmp_path / "s", other).append(None, [1]),
    ):
        with pytest.raises(Refused, match="index_has_our_shape"):
            call()
    np.save(first / "narrow.npy", np.zeros((2, 2), dtype="<i8"))
    with pytest.raises(Refused, match="index_has_our_shape"):
        SegmentStore(tmp_path / "s", LAYOUT).view()


def test_rows_that_do_not_fit_are_not_written(tmp_path):
    one = SegmentStore(tmp_path / "s", LAYOUT)
    wrong = rows([(1, 13)])
    with pytest.raises(ValueError):
        one.append(Rows(wrong.ids, wrong.fixed, wrong.ragged, np.array([0, 2])))
    with pytest.raises(ValueError):
        one.append(rows([(-1, 2)]))
    assert one.view().count == 0


WRITER = """
    import sys
    from pathlib import Path
    sys.path.insert(0, {tests!r})
    from test_segments_store import LAYOUT, rows
    from zhiqiao.engines.segments.store import SegmentStore
    one = SegmentStore(Path({folder!r}), LAYOUT)
    number = one.view().count
    while True:
        one.append(rows([(number, number % 1000), (number + 1, 7)]))
        number += 2
        print(number, flush=True)
        if number % 10 == 0:
            one.compact()
"""


def test_a_killed_writer_loses_nothing_that_was_acknowledged(tmp_path):
    folder = tmp_path / "s"
    script = textwrap.dedent(WRITER).format(tests=str(Path(__file__).parent), folder=str(folder))
    environment = {**os.environ, "PYTHONPATH": str(Path(disk.__file__).parents[3])}
    reader = SegmentStore(folder, LAYOUT)
    for attempt in range(4):
        writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment)
        assert writer.stdout is not None
        told = int(writer.stdout.readline())
        until = time.monotonic() + 0.15 + 0.07 * attempt
        while time.monotonic() < until:  # a reader beside it never fails, and sees whole writes only
            assert reader.view().count % 2 == 0
        writer.send_signal(signal.SIGKILL)
        lines = writer.stdout.read().split()
        writer.wait()
        told = int(lines[-1]) if lines else told
        view = SegmentStore(folder, LAYOUT).view()
        assert view.count >= told
        check(view, {number: 7 if number % 2 else number % 1000 for number in range(view.count)})
    last = SegmentStore(folder, LAYOUT)
    last.append(None, [0])  # sweeps what the killed ones left
    if last.sweeping is not None:
        last.sweeping.join()
    kept = {one.name for one in folder.iterdir() if one.is_dir()}
    assert kept == {entry.name for entry in manifest.read(folder, LAYOUT).segments}
