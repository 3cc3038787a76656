"""Several sets in one run, the table learned anew, and the score card of both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from django.utils import translation
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from zhiqiao.cli.commands.evaluate import evaluate_command
from zhiqiao.domain.matching import learned
from zhiqiao.domain.matching.learned import Mix
from zhiqiao.domain.problems import Refused
from zhiqiao.services import evaluation
from zhiqiao.services.evaluation import learning
from zhiqiao.services.evaluation.learning import FOLDS, START, Trial, everything, fold_of, learn, only, outside
from zhiqiao.services.evaluation.reporting import learned_report, report, sureness
from zhiqiao.services.evaluation.runs import scored
from zhiqiao.services.evaluation.sets import LabelledQuery, LabelledSet
from zhiqiao.services.evaluation.surety import NAMES
from zhiqiao.words import problems as sentences

THINGS = ["锂电池陶瓷隔膜", "苹果采摘机器人", "污水脱氮装置", "环氧树脂涂料", "水稻播种机", "光纤振动传感器"]
KINDS = ["的制备方法", "的检测方法", "及其控制系统"]


def write(folder: Path, *, grade: int = 1) -> Path:
    """A small set: things in several kinds, asked for by thing and kind."""
    folder.mkdir(parents=True)
    corpus = [
        {"_id": f"d{n}{k}", "title": thing + kind, "text": f"本发明公开了{thing}{kind}，{THINGS[n - 1]}除外。"}
        for n, thing in enumerate(THINGS)
        for k, kind in enumerate(KINDS)
    ]
    queries = [
        {"_id": f"q{n}{k}", "text": thing, "description": f"需要{thing}{kind}，不是{THINGS[n - 2]}"}
        for n, thing in enumerate(THINGS)
        for k, kind in enumerate(KINDS)
    ]
    rows = [f"q{n}{k}\td{n}{k}\t{grade}" for n in range(len(THINGS)) for k in range(len(KINDS))]
    for name, lines in (("corpus", corpus), ("queries", queries)):
        text = "\n".join(json.dumps(one, ensure_ascii=False) for one in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels.tsv").write_text("\n".join(rows), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.QUALITY_EMBEDDER = "none"


def command(*arguments: object):
    return CliRunner().invoke(evaluate_command, [str(one) for one in arguments], catch_exceptions=True)


def test_several_sets_in_one_run_are_each_scored_as_alone(tmp_path):
    one, two = write(tmp_path / "one"), write(tmp_path / "two")
    told = json.loads(command(one, two, "--pool-for", "two", "--json").stdout)
    assert [it["set"] for it in told["sets"]] == ["one", "two"]
    assert [it["pool"] for it in told["sets"]] == [False, True]
    alone = evaluation.evaluate(one)
    assert told["sets"][0]["systems"] == alone["systems"]
    assert told["sets"][1]["systems"]["bm25"]["ndcg@10"] == 1.0, "one judged document each: a pool of one"
    assert told["made"]["sets"]["one"]["sha256"] == told["made"]["sets"]["two"]["sha256"]
    assert json.loads(command(one, "--json").stdout)["systems"] == alone["systems"], "one set: its figures as such"


REFUSALS: Mapping[str, tuple[str, str]] = {
    "evaluation_pool_is_of_a_set": ("No evaluation set is called “three”. There are: one.", "没有名为“three”的标注集"),
    "evaluation_sets_differ_in_name": ("Two evaluation sets are called “one”", "有两个标注集都叫“one”"),
    "evaluation_set_has_answers": ("No query of the evaluation set “none”", "标注集“none”没有一个查询"),
    "evaluation_row_is_an_object": ("Line corpus.jsonl:19 of", "corpus.jsonl:19 行"),
    "evaluation_set_can_be_read": ("“queries.jsonl” of the evaluation set is damaged", "“queries.jsonl”已损坏"),
    "evaluation_set_is_complete": ("lacks “qrels.tsv”", "缺少“qrels.tsv”"),
}


def wrong_input(code: str, folder: Path) -> list[object]:
    """What is typed to be refused with that code."""
    one = write(folder / "one")
    if code == "evaluation_pool_is_of_a_set":
        return [one, "--pool-for", "three"]
    if code == "evaluation_sets_differ_in_name":
        return [one, write(folder / "other" / "one")]
    if code == "evaluation_set_has_answers":
        return [one, write(folder / "none", grade=0)]
    if code == "evaluation_row_is_an_object":
        with (one / "corpus.jsonl").open("a") as file:
            file.write('\n["no", "object"]\n')
    elif code == "evaluation_set_can_be_read":
        (one / "queries.jsonl").write_bytes("需求".encode("gb18030"))
    else:
        (one / "qrels.tsv").unlink()
    return [one]


@pytest.mark.parametrize("code", REFUSALS)
def test_bad_input_is_told_in_both_languages(tmp_path, code):
    refused = command(*wrong_input(code, tmp_path)).exception
    assert isinstance(refused, Refused)
    (problem,) = refused.problems
    english, chinese = REFUSALS[code]
    for language, sentence in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert sentence in sentences.say(problem)


@pytest.mark.parametrize(("language", "sentence"), [("en", "Does its folder exist?"), ("zh-hans", "所在文件夹存在吗")])
@pytest.mark.parametrize("option", ["--card", "--train"])
def test_a_file_that_cannot_be_written_is_refused_before_the_work(tmp_path, monkeypatch, option, language, sentence):
    monkeypatch.setattr(evaluation, "report", lambda *_, **__: pytest.fail("work was begun"))
    with translation.override(language):
        for path in (tmp_path / "nowhere" / "card.md", tmp_path):
            done = command(write(tmp_path / f"set{path.name}"), option, path)
            assert done.exit_code == 2 and sentence in done.output


def test_each_need_is_ranked_by_a_table_that_never_saw_it(tmp_path, monkeypatch):
    """The tables of the folds are told apart by how they rank: a fold's own needs are ranked by its table alone."""
    done = scored(evaluation.read_set(write(tmp_path / "one")), quality=False)
    folds = {query.key: fold_of(query.group) for query in done.one.labelled.scored}
    by_words, by_meaning = (
        evaluation.marks_of(done.one.labelled, done_by(done, words, 1.0 - words))["ndcg@10"] for words in (1.0, 0.0)
    )
    differ = [one != two for one, two in zip(by_words, by_meaning, strict=True)]
    special = next(fold for fold, is_other in zip(folds.values(), differ, strict=True) if is_other)
    seen: list[set[str]] = []

    def learned_from(trial, keep, shipped):
        kept = {query.key for query, of in zip(trial.sets[0].labelled.scored, keep["one"], strict=True) if of}
        seen.append(kept)
        # Words alone count for tables that have not seen the special fold, meaning alone for the others.
        unseen = not any(folds[key] == special for key in kept)
        mix = Mix(words=1.0, meaning=0.0, quality=0.0) if unseen else Mix(words=0.0, meaning=1.0, quality=0.0)
        return replace(shipped, mixes={**shipped.mixes, "within": mix})

    monkeypatch.setattr("zhiqiao.services.evaluation.reporting.learn", learned_from)
    told = learned_report([done])
    for fold in range(FOLDS):
        assert seen[1 + fold] == {key for key, of in folds.items() if of != fold}
    expected = [
        words if folds[query.key] == special else meaning
        for query, words, meaning in zip(done.one.labelled.scored, by_words, by_meaning, strict=True)
    ]
    held_out = told["cross_validated"]["one"]["zhiqiao"]["ndcg@10"]
    assert held_out == pytest.approx(float(np.mean(expected)), abs=1e-4)
    fitted = told["left_out"]["one"]["all"]["zhiqiao"]
    assert held_out != fitted == pytest.approx(float(np.mean(by_meaning)), abs=1e-4)


def done_by(done, words: float, meaning: float):
    from zhiqiao.services.evaluation.systems import product_run

    table = learned.shipped()
    mix = Mix(words=words, meaning=meaning, quality=0.0)
    return product_run(done.one, by=lambda _case: replace(table, mixes={**table.mixes, "within": mix}))


class Marked(Trial):
    """A trial whose marks are given: how well a table does on a need is known from its title's weight alone."""

    def __init__(self, labelled: LabelledSet, wished: dict[str, float]):
        one = type("One", (), {"labelled": labelled, "across": False, "has_better": False})
        super().__init__([one])  # type: ignore[list-item]
        self.wished = wished

    def marks(self, one, table, better):
        return np.array([1 / (1 + abs(table.words.title - self.wished[q.key])) for q in one.labelled.scored])


def trial_of(wished: dict[str, float]) -> Marked:
    queries = [LabelledQuery(key, "", "", group=key) for key in wished]
    return Marked(LabelledSet("x", [], queries, {key: {"d": 1} for key in wished}), wished)


TITLES = st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])


@trials(deadline=None, max_examples=40)
@given(st.lists(TITLES, min_size=8, max_size=20), st.lists(TITLES, min_size=20, max_size=20), st.integers(0, FOLDS - 1))
def test_what_the_needs_of_a_fold_want_changes_nothing_in_the_table_that_ranks_them(wished, others, fold):
    keys = [f"need {number}" for number in range(len(wished))]
    first = dict(zip(keys, wished, strict=True))
    second = {key: others[n] if fold_of(key) == fold else first[key] for n, key in enumerate(keys)}
    shipped = learned.shipped()
    one, two = trial_of(first), trial_of(second)
    assert learn(one, outside(one.sets, fold), shipped) == learn(two, outside(two.sets, fold), shipped)


@trials(deadline=None, max_examples=40)
@given(TITLES)
def test_what_all_needs_want_is_learned_and_the_rest_is_left_as_it_was(wish):
    trial, shipped = trial_of({"a": wish, "b": wish}), learned.shipped()
    table = learn(trial, everything(trial.sets), shipped)
    assert table.words == replace(START, title=wish)
    assert table.mixes["across"] == shipped.mixes["across"] and table.sure == shipped.sure
    untold = learn(trial, everything(trial.sets, but="x"), shipped)
    assert untold == shipped, "nothing to learn from"
    assert all(of.all() for of in only(trial.sets, "x").values())


def test_of_many_needs_some_are_learned_from(tmp_path, monkeypatch):
    one = scored(evaluation.read_set(write(tmp_path / "one")), quality=False).one
    monkeypatch.setattr(learning, "MOST_LEARNED", 7)
    few = learning.fewer(one)
    assert len(few.cases) == len(few.labelled.scored) == 7
    assert [case.query for case in few.cases] == few.labelled.queries


NUMBERS = st.floats(0, 1e6, allow_nan=False).filter(lambda number: number == 0 or number > 1e-6)


@trials(deadline=None, max_examples=40)
@given(
    st.tuples(*(NUMBERS for _ in range(7))),
    st.tuples(*(NUMBERS for _ in range(4))),
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS).filter(any), min_size=3, max_size=3),
    st.text(st.characters(codec="utf-8", exclude_categories=("C",))),
)
def test_a_table_is_read_as_it_was_written(tmp_path_factory, words, texts, mixes, version):
    shipped = learned.shipped()
    names = [name for name in vars(START) if name != "texts"]
    table = replace(
        shipped,
        version=version,
        points={name: value + words[0] for name, value in shipped.points.items()},
        sure={name: {sign: value - 0.25 for sign, value in one.items()} for name, one in shipped.sure.items()},
        words=replace(START, texts=texts, **dict(zip(names, words, strict=True))),
        mixes={name: Mix(*mix) for name, mix in zip(shipped.mixes, mixes, strict=True)},
    )
    file = tmp_path_factory.mktemp("table") / "table.toml"
    file.write_text(evaluation.table_text(table, TOLD), encoding="utf-8")
    read = learned.read(file)
    assert replace(read, training={}) == replace(table, training={})
    assert read.training["ndcg_at_10"] == {"one": 0.75, "one+quality": 0.8}
    assert read.training["sets"] == {"one": "18 needs, sha256 0123456789abcdef"}
    assert "# " in file.read_text(encoding="utf-8"), "notes are kept"


TOLD = {
    "made": {
        **dict.fromkeys(("date", "zhiqiao", "embedder", "quality_embedder", "segmenter"), 'that\'s "it" \\ 是'),
        "sets": {"one": {"needs": 18, "sha256": "0123456789abcdef" * 4}},
    },
    "tried": 3,
    "cross_validated": {
        "one": {
            "zhiqiao": {"ndcg@10": 0.75, "recall@100": 1.0},
            "zhiqiao+quality": {"ndcg@10": 0.8, "recall@100": 0.9},
        }
    },
}


def test_the_card_holds_the_figures_of_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr("zhiqiao.cli.commands.evaluate.evaluation.report", lambda *args, **named: told(*args, **named))
    kept: dict = {}

    def told(*args, **named):
        kept.update(report(*args, **named, samples=()))
        kept["sureness"] = {"sure_same": {"rows": 40, "log_loss": 0.2, "auc": 0.9, "steps": [[30, 0.05, 0.07]]}}
        kept["sureness"]["sure_same"]["floors"] = {
            "in_full": {"floor": 0.31, "refused": {"fits": [2, 52]}},
            "title": {},
        }
        kept["facts"] = {"sample_zh": {"text": 0.9, "all": 0.91, "without industry": 0.895}}
        return dict(kept)

    card, train = tmp_path / "card.md", tmp_path / "table.toml"
    folder = write(tmp_path / "zh_demand_achievement_dev")
    done = command(folder, "--pool", "--card", card, "--train", train, "--json")
    assert done.exit_code == 0, done.output
    text = card.read_text(encoding="utf-8")
    assert "zhiqiao evaluate zh_demand_achievement_dev --pool --card scorecard.md" in text and str(tmp_path) not in text
    for name, marks in kept["sets"][0]["systems"].items():
        shown = f"**{name}**" if name == "zhiqiao" else name
        assert f"| {shown} | " + " | ".join(f"{marks[one]:.4f}" for one in ("ndcg@10", "recall@100", "mrr")) in text
    crossed = kept["cross_validated"]["zh_demand_achievement_dev"]["zhiqiao"]
    assert f"zhiqiao, nDCG@10 | 0.72 | {crossed['ndcg@10']:.4f} | " in text
    assert kept["made"]["sets"]["zh_demand_achievement_dev"]["sha256"][:16] in text
    assert f"without `title` | {loss(kept, 'title'):+.4f} |" in text
    assert "| texts alone | 0.9000 |" in text and "| without industry | -0.0150 |" in text
    assert "**`sure_same`**: 40 rows" in text and "| 30 | 0.05 | 0.07 |" in text
    assert "| told in full | 0.31 | 2 of 52 |" in text
    assert "$" not in text, "every place is filled"
    table = learned.read(train)
    assert table.words == kept["table"].words and table.mixes == kept["table"].mixes
    assert table.training["ndcg_at_10"]["zh_demand_achievement_dev"] == crossed["ndcg@10"]


def test_sureness_is_fitted_to_the_order_of_the_learned_table(monkeypatch):
    """Told of the table in use, fitted for the learned one."""
    monkeypatch.setattr("zhiqiao.services.evaluation.reporting.prepared", lambda labelled, quality: labelled.name)
    monkeypatch.setattr(
        "zhiqiao.services.evaluation.surety.fit_all",
        lambda asked: ({name: {"start": learned.table().words.title} for name in learned.SURE}, {"of": set(asked)}),
    )
    other = replace(learned.shipped(), words=replace(START, title=3.25))
    told, table = sureness(("sample_zh",), other)
    assert told == {"of": set(NAMES)}
    assert table.sure == {name: {"start": 3.25} for name in learned.SURE} and table.words == other.words
    assert sureness((), other) == ({}, other)


def loss(told: dict, number: str) -> float:
    rows = told["ablation"]["zh_demand_achievement_dev"]
    return rows[number]["zhiqiao"] - rows["all"]["zhiqiao"]
