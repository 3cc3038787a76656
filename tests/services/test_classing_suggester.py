"""Subclasses suggested for a text: learned, kept, told with what speaks for them; better than a linear baseline."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from workbench import draft, number

from zhiqiao.domain.problems import Refused
from zhiqiao.services import catalogue, classing
from zhiqiao.services.classing import suggesting
from zhiqiao.services.classing.grams import Grams
from zhiqiao.services.classing.measuring import folds_of, measures
from zhiqiao.services.classing.model import Example, Model, calibrated, trained

pytestmark = pytest.mark.django_db
FOLDS = Path(os.environ.get("ZHIQIAO_SHARED_DATA", "../shared/data")) / "demo/cn_titles_ipc_subclass_folds1-4.csv"
TOPICS = {
    "H01M": ("锂电池正极材料", "电池负极浆料", "燃料电池双极板", "电池隔膜涂层", "锂离子电池电解液"),
    "A01B": ("旋耕机刀片", "深松犁铲", "果园开沟机", "起垄旋耕装置", "拖拉机悬挂犁"),
    "C02F": ("污水脱氮装置", "废水絮凝处理", "生活污水净化罐", "含油废水分离", "污水曝气池"),
}


@pytest.fixture(autouse=True)
def words_alone(settings: Any, tmp_path: Path) -> None:
    settings.EMBEDDER, settings.HOME = "none", tmp_path


def examples() -> list[Example]:
    """Sixty made-up titles of three subclasses."""
    return [
        Example(f"一种{kind}{title}", (code,), f"CN{at}", title)
        for code, titles in TOPICS.items()
        for at, title in enumerate(titles)
        for kind in ("新型", "可调", "高效", "用于试验的")
    ]


def test_without_a_model_nothing_is_suggested_and_it_says_so() -> None:
    with pytest.raises(Refused) as refused:
        classing.suggest("一种电池隔膜")
    assert [one.code for one in refused.value.problems] == ["suggester_is_trained"]


def test_what_was_learned_is_kept_and_tells_what_speaks_for_it() -> None:
    model = classing.train(examples(), source="made up", by=None)
    first = classing.suggest("一种电池的隔膜结构")[0]
    assert first.code == "H01M" and first.is_chosen and 0 < first.confidence <= 1
    assert "电池" in first.terms
    assert any("电池" in title for _number, title in first.neighbours)
    assert first.titles[0], "our own title where no official one is loaded"
    assert classing.suggest("一种污水曝气装置")[0].code == "C02F"
    kept = classing.model_in_use()
    assert kept is not None and kept.facts == model.facts and kept.facts["texts"] == 60
    near = np.abs(kept.scores(["一种旋耕机"], None) - model.scores(["一种旋耕机"], None)).max()
    assert near < 2e-2, "the file keeps votes in half precision"


def test_a_subclass_that_no_text_has_is_found_by_our_own_title() -> None:
    classing.train(examples(), by=None)
    codes = [one.code for one in classing.suggest("一种钟表的擒纵机构，用于机械表", limit=10)]
    assert any(code.startswith("G04") for code in codes)


@pytest.mark.parametrize("text", ["", "  ", "电池", "\x00\x00\x00\x00"])
def test_too_short_a_text_is_refused_or_answered(text: str) -> None:
    classing.train(examples(), by=None)
    try:
        assert classing.suggest(text)
    except Refused as refused:
        assert refused.problems[0].code == "suggester_text_is_long_enough"


def test_a_broken_file_is_as_none_at_all() -> None:
    suggesting.place().parent.mkdir(parents=True)
    suggesting.place().write_bytes(b"not a model")
    assert classing.model_in_use() is None


def test_too_few_texts_are_refused_and_only_staff_learn(officer: Any) -> None:
    with pytest.raises(Refused) as refused:
        classing.train(examples()[:10], by=None)
    assert refused.value.problems[0].code == "suggester_has_texts"
    with pytest.raises(Refused) as refused:
        classing.train(examples(), by=officer)
    assert refused.value.problems[0].code == "role_permits_verb"


def test_unpublished_patents_are_not_learned_from(own_store: None) -> None:
    cells = {"title_zh": "一种可公开的隔膜", "ipc": "H01M4/13"}
    shown = catalogue.upsert(draft(application_number=number(801), **cells), by=None).patent
    hidden = catalogue.upsert(
        draft(application_number=number(802), **cells | {"title_zh": "一种未公开的隔膜"}), by=None
    ).patent
    type(hidden).objects.filter(pk=hidden.pk).update(is_public=False)
    assert [one.name for one in suggesting.examples_of_catalogue()] == [shown.record_key]


def test_a_sample_keeps_rare_subclasses_and_is_the_same_every_time() -> None:
    codes = {at: ("A01B",) if at % 50 else ("Z99Z", "A01B") for at in range(1000)}
    chosen = suggesting.balanced(codes, 100)
    assert len(chosen) == 100 and chosen == suggesting.balanced(codes, 100)
    assert sum("Z99Z" in codes[at] for at in chosen) == suggesting.RARE


def test_vectors_of_pieces_are_of_length_one() -> None:
    grams = Grams.learned(["锂电池", "电池组 AGV"])
    rows = grams.vectors(["锂电池电池", "没有的字", ""])
    lengths = [float((rows.row(at)[1] ** 2).sum()) for at in range(3)]
    assert lengths[0] == pytest.approx(1) and lengths[2] == 0
    assert rows.products(rows)[0, 0] == pytest.approx(1) and rows.products(rows)[2].sum() == 0
    assert "池组" in grams.names and "agv" not in grams.names and "ag" in grams.names


def test_confidence_follows_what_was_right() -> None:
    scores = np.array([0.1] * 50 + [0.9] * 50, np.float32)
    right = np.array([True] * 5 + [False] * 45 + [True] * 45 + [False] * 5)
    slope, offset = calibrated(scores, right)
    model = trained([Example("试验", ("A01B",))], None)
    model.calibration = (slope, offset)
    assert model.confidence(np.array([0.1, 0.9], np.float32)) == pytest.approx([0.1, 0.9], abs=0.02)


def test_a_model_learned_with_an_embedder_that_is_gone_is_refused() -> None:
    model = classing.train(examples(), by=None)
    model.embedder = "use-gone"
    suggesting.place().write_bytes(Model.as_bytes(model))
    with pytest.raises(Refused) as refused:
        classing.suggest("一种电池隔膜")
    assert refused.value.problems[0].code == "suggester_fits_embedder"


def test_measures_are_what_their_names_say() -> None:
    codes, scores = ("A01B", "H01M", "C02F"), np.array([[0.9, 0.5, 0.1], [0.2, 0.1, 0.6]], np.float32)
    told = measures(codes, scores, [Example("a", ("A01B", "H01M")), Example("b", ("G06F", "A01B"))], 0.4)
    assert told == {"f1": pytest.approx(2 * 2 / (3 + 4)), "top1": 0.5, "recall3": 0.75, "recall5": 0.75}


@pytest.mark.shared_data
def test_words_alone_beat_the_linear_baseline_on_a_held_out_fold() -> None:
    """A third of the titles, for speed; the whole is in docs/reference/classing.md."""
    pytest.importorskip("sklearn", reason="the baseline needs the tools of development")
    if not FOLDS.is_file():
        pytest.skip("shared data is absent: cn_titles_ipc_subclass_folds1-4.csv")
    from zhiqiao.services.classing.baseline import linear_scores

    folds = folds_of(FOLDS)
    assert sum(map(len, folds.values())) > 7700
    learn, held = [one for name in ("1", "2") for one in folds[name][::2]], folds["4"][::3]
    model = suggesting._of(learn, None)
    ours = measures(model.codes, model.scores([one.text for one in held], None), held, 9)
    codes, scores = linear_scores(learn, [one.text for one in held], 3)
    theirs = measures(codes, scores, held, 9)
    assert ours["recall3"] > theirs["recall3"] and ours["recall5"] > theirs["recall5"], (ours, theirs)


def test_a_file_without_the_columns_or_folds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["name"], ["一种试验"]])
    for read, code in (
        (classing.examples_of_file, "suggester_file_has_columns"),
        (folds_of, "suggester_file_has_columns"),
    ):
        with pytest.raises(Refused) as refused:
            read(path)
        assert refused.value.problems[0].code == code
    path.write_text("title,ipc_subclasses,fold\n一种试验,A01B|H01M,1\n")
    assert classing.examples_of_file(path)[0].codes == ("A01B", "H01M")
    with pytest.raises(Refused) as refused:
        folds_of(path)
    assert refused.value.problems[0].code == "folds_are_there"
