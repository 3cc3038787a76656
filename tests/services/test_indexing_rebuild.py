"""Rebuilding the indexes: beside those in use, through kills, full disks, missing models and changes meanwhile."""

from __future__ import annotations

import errno
import gc
import hashlib
import json
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django_tasks_db.models import DBTaskResult
from workbench import draft, number

from zhiqiao.domain.codes import NeedState
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.engines.segments import disk
from zhiqiao.records import jobs
from zhiqiao.records.models import Enterprise, Grade, Need, Patent, TextVector
from zhiqiao.services import catalogue, indexing
from zhiqiao.services.indexing import building, rebuilding
from zhiqiao.words import problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store", "fixed_today", "small_model")]

TITLES = ["低温固化导电银浆", "石墨烯散热膜及其制备", "磷酸铁锂正极材料", "焊接机器人路径规划", "碳化硅单晶生长炉"]


class SmallModel:
    """A model of eight numbers, for which a text's vector is its digest."""

    dim = 8
    languages: tuple[str, ...] = ("zh", "en")
    cross_lingual = True
    needs_centering = False

    def __init__(self, name: str = "small@1"):
        self.id, self.encoded = name, 0

    def encode(self, texts: Any, kind: str = "passage") -> np.ndarray:
        self.encoded += len(texts)
        rows = np.array([list(hashlib.sha256(text.encode()).digest()[:8]) for text in texts], dtype=np.float32)
        rows = rows.reshape(len(texts), 8) - 128
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def small_model(monkeypatch: pytest.MonkeyPatch, settings: Any) -> SmallModel:
    model, real = SmallModel(), choose.embedder_named
    settings.EMBEDDER, settings.QUALITY_EMBEDDER = "small", "none"
    monkeypatch.setattr(choose, "embedder_named", lambda name: model if name == "small" else real(name))
    choose.failures.clear()
    return model


@pytest.fixture
def patents(officer: Any, university: Any) -> list[int]:
    made = []
    for place, title in enumerate(TITLES * 3):
        line = draft(
            application_number=number(place + 1), title_zh=f"{title}{place}",
            abstract_zh=f"本发明公开了{title}，{place}", applicants="望川大学", ipc="H01B1/22",
            effect_zh="导电性好" if place % 2 else "", application_date="2020-05-01", legal_state="授权",
        )  # fmt: skip
        made.append(catalogue.upsert(line, by=officer, organisation=university).patent.pk)
    return made


@pytest.fixture
def firm(db: None) -> Enterprise:
    row = Enterprise.objects.create(name_zh="望川电子", products_zh="导电浆料", profile_zh="做电子浆料")
    Need.objects.create(enterprise=row, title_zh="散热膜", problem_zh="需要石墨烯散热膜", state=NeedState.OPEN)
    return row


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shares, blocks and commits of a few patents."""
    monkeypatch.setattr("zhiqiao.services.indexing.reading.CHUNK", 3)
    monkeypatch.setattr(rebuilding, "BLOCK", 6)
    monkeypatch.setattr(rebuilding, "COMMIT", 6)


def finds(text: str) -> set[int]:
    return {hit.id for hit in indexing.search_patents(text, limit=100).hits}


def whole(ids: list[int]) -> None:
    """All indexes in use hold exactly these patents, equal to the database."""
    words = choose.word_search("patents")
    assert words.count() == words.inverted.count() == words.forward.count() == len(ids)
    assert sorted(np.flatnonzero(words.mask(())).tolist()) == sorted(ids)
    for row in Patent.objects.filter(pk__in=ids):
        assert row.pk in finds(row.title_zh)
        said = words.told([row.pk], choose.segmenter().numbers(row.title_zh))
        assert said.counts[0, 0].all() and said.lengths[0, 0] == len(choose.segmenter().terms(row.title_zh))
    assert choose.vector_search("patents").count() == len(ids)
    effects = Patent.objects.filter(pk__in=ids).exclude(effect_zh="").count()
    assert choose.vector_search("essences").count() == effects


def folders() -> list[str]:
    return sorted(one.name for one in building.root().iterdir() if one.is_dir())


def test_a_rebuild_makes_new_indexes_and_removes_the_old(patents, firm, small_model):
    indexing.index_patents(patents)
    indexing.index_enterprises([firm.pk])
    before, embedded = folders(), small_model.encoded
    told = indexing.rebuild()
    assert told["patents"] == len(patents) and told["enterprises"] == 1 and told["build"] == 1
    whole(patents)
    assert choose.word_search("enterprises").search({"散热": 1.0}, field_weights={"words": 1.0}).hits[0].id == firm.pk
    assert len(folders()) == len(before) and not set(folders()) & set(before)
    assert small_model.encoded == embedded, "vectors are taken from where they are kept"
    assert indexing.rebuild()["build"] == 2
    whole(patents)
    assert not (building.root() / "building.json").exists()


def test_texts_without_a_vector_are_embedded(patents, small_model):
    assert indexing.rebuild()["patents"] == len(patents)
    assert small_model.encoded == TextVector.objects.count() > len(patents)
    whole(patents)


def test_progress_is_told(patents, firm, small_steps):
    told: list[tuple[int, int, str]] = []
    answer = indexing.rebuild(lambda done, total, stage: told.append((done, total, stage)))
    assert told[-1] == (len(patents) + 1, len(patents) + 1, "switch")
    assert [done for done, *_ in told] == sorted(done for done, *_ in told)
    assert list(dict.fromkeys(stage for *_, stage in told)) == list(rebuilding.STAGES)
    assert answer["patents_per_second"] > 0


def test_the_old_index_answers_until_the_new_one_is_whole(patents, monkeypatch, small_steps):
    indexing.index_patents(patents[:5])
    seen = []
    real = rebuilding.Making.commit

    def looked(self, load):
        real(self, load)
        seen.append((choose.word_search("patents").count(), len(finds("导电银浆"))))

    monkeypatch.setattr(rebuilding.Making, "commit", looked)
    indexing.rebuild()
    assert len(seen) > 1 and set(seen) == {(5, 1)}
    whole(patents)


def test_changes_that_arrive_meanwhile_are_in_the_new_index(patents, firm, officer, university, monkeypatch):
    indexing.index_patents(patents)
    real = rebuilding.Making.settle

    def meanwhile(self):
        Patent.objects.filter(pk=patents[0]).update(title_zh="超导磁悬浮轴承")
        more = draft(application_number=number(99), title_zh="微流控芯片", applicants="望川大学")
        added = catalogue.upsert(more, by=officer, organisation=university).patent.pk
        Patent.objects.get(pk=patents[1]).delete()
        Enterprise.objects.filter(pk=firm.pk).update(products_zh="导热硅胶")
        indexing.index_patents([patents[0], patents[1], added])
        indexing.index_enterprises([firm.pk])
        patents.append(added)
        real(self)

    monkeypatch.setattr(rebuilding.Making, "settle", meanwhile)
    indexing.rebuild()
    assert finds("超导磁悬浮轴承") == {patents[0]} and finds("微流控芯片") == {patents[-1]}
    whole([patents[0], *patents[2:]])
    assert choose.word_search("enterprises").search({"导热硅胶": 1.0}, field_weights={"title": 1.0}).total == 1


def test_changes_meanwhile_are_not_lost_where_the_old_index_is_damaged(patents, monkeypatch):
    def damaged(*_args, **_more):
        raise Refused([Problem("index_is_whole")])

    indexing.index_patents(patents)
    real = rebuilding.Making.settle

    def meanwhile(self):
        Patent.objects.filter(pk=patents[0]).update(title_zh="超导磁悬浮轴承")
        with monkeypatch.context() as patch:
            patch.setattr(choose, "word_search", damaged)
            with pytest.raises(Refused):
                indexing.index_patents([patents[0]])
        real(self)

    monkeypatch.setattr(rebuilding.Making, "settle", meanwhile)
    indexing.rebuild()
    assert finds("超导磁悬浮轴承") == {patents[0]}
    whole(patents)


@pytest.mark.parametrize("at", ["write", "commit", "enterprises", "settle", "switch"])
def test_a_build_broken_off_anywhere_goes_on_and_the_old_one_stands(patents, firm, monkeypatch, small_steps, at):
    indexing.index_patents(patents)
    old, calls, real = folders(), [], getattr(rebuilding.Making, at)

    def broken(self, *more):
        calls.append(1)
        if len(calls) == 2 or at not in {"write", "commit"}:
            raise KeyboardInterrupt
        return real(self, *more)

    with monkeypatch.context() as patch:
        patch.setattr(rebuilding.Making, at, broken)
        with pytest.raises(KeyboardInterrupt):
            indexing.rebuild()
    assert choose.index_builds().current() == {} and set(old) < set(folders())
    whole(patents)
    Patent.objects.filter(pk=patents[2]).update(title_zh="全钒液流电池隔膜")
    indexing.index_patents([patents[2]])
    read: list[int] = []
    real_take = rebuilding.Making.take
    monkeypatch.setattr(
        rebuilding.Making, "take", lambda self, share: (read.append(len(share.documents)), real_take(self, share))
    )
    assert indexing.rebuild()["build"] == 1
    assert sum(read) == (len(patents) - 6 if at in {"write", "commit"} else 0)
    whole(patents)
    assert finds("全钒液流电池隔膜") == {patents[2]} and len(folders()) == len(old) + 2


def test_a_build_killed_when_it_was_just_in_use_is_not_gone_on_with(patents, monkeypatch):
    real = building.Building.end

    def broken():
        if choose.index_builds().current():
            raise KeyboardInterrupt
        real()

    with monkeypatch.context() as patch:
        patch.setattr(building.Building, "end", broken)
        with pytest.raises(KeyboardInterrupt):
            indexing.rebuild()
        assert choose.index_builds().of(choose.words_base("patents")) == 1
    whole(patents)
    assert indexing.to_go_on() is None
    assert indexing.rebuild()["build"] == 2
    whole(patents)


def test_jobs_that_waited_are_done_by_a_rebuild_later_ones_are_not(patents, firm, monkeypatch):
    jobs.add("index_enterprises", ids=[firm.pk])
    before, real = jobs.waiting(), rebuilding.Making.settle
    assert before > len(patents)

    def meanwhile(self):
        jobs.add("index_patents", ids=patents[:1])
        real(self)

    monkeypatch.setattr(rebuilding.Making, "settle", meanwhile)
    indexing.rebuild()
    assert jobs.is_planned("index_patents", ids=patents[:1]) and jobs.is_planned("grade_patents", ids=patents[:1])
    assert jobs.waiting() == 2 * len(patents) + 1, "grading, indicators, and the one that came meanwhile"


def test_few_changed_rows_are_indexed_first_and_many_after_they_are_graded(patents, firm):
    DBTaskResult.objects.all().delete()
    jobs.add("index_patents", ids=list(range(1, 100)))
    jobs.add("grade_patents", ids=patents)
    jobs.add("index_patents", ids=patents[:1])
    order = [one.args_kwargs["args"] for one in DBTaskResult.objects.ready()]
    assert [name for name, _ in order] == ["index_patents", "grade_patents", "index_patents"]
    assert order[0][1] == {"ids": patents[:1]}


def test_a_new_level_is_in_the_index(patents):
    told = {"annuity_paid_to_year": 11, "claims_count": 8, "trl": 5, "willing": ["license"], "grant_date": "2022-09-01"}
    Patent.objects.filter(pk=patents[0]).update(**told)
    jobs.run_waiting()
    level = Grade.objects.get(patent=patents[0], is_current=True).level
    assert level is not None
    assert choose.word_search("patents").facet_counts(patents[:1], ["level"]) == {"level": {str(level): 1}}
    Grade.objects.filter(patent=patents[0]).update(level=9)  # as if it had been judged otherwise before
    indexing.index_patents(patents[:1])
    Patent.objects.filter(pk=patents[0]).update(claims_count=9)
    jobs.add("grade_patents", ids=patents[:1])
    jobs.run_waiting()
    assert choose.word_search("patents").facet_counts(patents[:1], ["level"]) == {"level": {str(level): 1}}


def test_anew_forgets_what_was_broken_off(patents, monkeypatch, small_steps):
    with monkeypatch.context() as patch:
        patch.setattr(rebuilding.Making, "settle", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            indexing.rebuild()
    assert indexing.status()["rebuilding_after"] == max(patents)
    assert indexing.rebuild(anew=True)["build"] == 2
    whole(patents)
    assert indexing.status()["rebuilding_after"] is None and all(".2-" in name for name in folders())


def refusal(*, anew: bool = False) -> Problem:
    with pytest.raises(Refused) as refused:
        indexing.rebuild(anew=anew)
    problem = refused.value.problems[0]
    assert len(problems.say(problem)) > 20 and problem.code not in problems.say(problem)
    return problem


def test_a_full_disk_is_told_and_the_old_index_stands(patents, monkeypatch, small_steps):
    indexing.index_patents(patents)
    written, real = [], disk.write_bytes

    def full(file, content):
        written.append(1)
        if len(written) > 12:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(file, content)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "write_bytes", full)
        assert refusal().code == "disk_has_room"
    whole(patents)
    indexing.rebuild()  # room was made
    whole(patents)


def test_a_missing_model_is_told_before_anything_is_written(patents, monkeypatch, settings):
    indexing.index_patents(patents)
    before = folders()

    def gone(name):
        raise Refused([Problem("embedder_is_known", given=name)])

    with monkeypatch.context() as patch:
        patch.setattr(choose, "embedder_named", gone)
        assert refusal().code == "embedder_is_known"
    assert folders() == before
    whole(patents)


def test_a_worker_is_ready_before_its_first_job(patents, small_model, monkeypatch):
    indexing.index_patents(patents)
    before = small_model.encoded
    indexing.make_ready()
    assert small_model.encoded == before + 1, "the model was loaded by a text of no account"
    whole(patents)

    def gone(name):
        raise Refused([Problem("embedder_is_known", given=name)])

    monkeypatch.setattr(choose, "embedder_named", gone)
    with pytest.raises(Refused):
        indexing.make_ready()


def test_a_model_of_another_dimension_is_told(patents, small_model, monkeypatch):
    indexing.index_patents(patents)
    with monkeypatch.context() as patch:
        patch.setattr(small_model, "encode", lambda texts, kind="passage": np.ones((len(texts), 5), dtype=np.float32))
        TextVector.objects.all().delete()
        assert refusal().code in {"vectors_have_dimension", "endpoint_keeps_dimension"}
    TextVector.objects.all().delete()
    whole(patents)
    indexing.rebuild(anew=True)
    whole(patents)


def test_a_damaged_index_is_told_and_mended_by_a_rebuild(patents, settings):
    indexing.index_patents(patents)
    words = choose.word_search("patents")
    for one in words.folder.glob("forward/*"):
        if one.is_dir():
            for file in one.iterdir():
                file.unlink()
    choose.word_search_in.cache_clear()
    with pytest.raises(Refused) as refused:
        indexing.search_patents("导电银浆")
    assert refused.value.problems[0].code == "index_is_whole"
    page = catalogue.search("导电银浆", user=None)
    assert page.searched_by == "database" and page.total >= 1
    indexing.rebuild()
    whole(patents)


def test_nobody_keeps_an_old_build_open(patents):
    indexing.rebuild()
    held = weakref.ref(choose.word_search("patents"))
    assert held() is choose.word_search("patents")
    indexing.rebuild()
    assert choose.word_search("patents").count() == len(patents)
    gc.collect()
    assert held() is None


def test_only_one_rebuilds_at_a_time(patents):
    with choose.index_builds().alone("rebuild.lock", wait=0):
        assert refusal().code == "index_is_free_to_write"
    indexing.rebuild()
    whole(patents)


def test_another_segmenter_is_another_build(patents, monkeypatch):
    indexing.rebuild()
    before = choose.words_base("patents")
    monkeypatch.setattr(choose.segmenter(), "id", "another")
    choose.words_base.cache_clear()
    choose.word_search_in.cache_clear()
    try:
        with pytest.raises(Refused):
            indexing.search_patents("导电银浆")
        indexing.rebuild()
        whole(patents)
        assert not any(before.partition("-")[2] in name for name in folders()), "the older make is gone"
    finally:
        monkeypatch.undo()
        choose.words_base.cache_clear()
        choose.word_search_in.cache_clear()


def test_vectors_of_another_model_stay(patents, small_model):
    indexing.rebuild()
    small_model.id = "other@1"
    indexing.rebuild()
    whole(patents)
    assert {name.partition("vectors-")[2] for name in folders() if "vectors" in name} == {"small-1", "other-1"}
    small_model.id = "small@1"
    whole(patents)


def test_the_file_of_builds_is_replaced_whole_or_told(patents):
    indexing.rebuild()
    current = json.loads((building.root() / "current.json").read_text())
    assert current == choose.index_builds().current() and set(current.values()) == {1}
    assert {choose.words_base("patents"), choose.vectors_base("essences", choose.embedder())} < set(current)
    (building.root() / "current.json").write_text("{")
    with pytest.raises(Refused) as refused:
        indexing.search_patents("导电银浆")
    assert refused.value.problems[0].code == "index_is_whole"
    indexing.rebuild()
    whole(patents)


def test_what_a_dead_writer_left_is_done_again_with_the_next_job(patents, monkeypatch):
    indexing.index_patents(patents)
    words = choose.word_search("patents")
    Patent.objects.filter(pk=patents[3]).update(title_zh="光伏组件清洗机器人")
    with monkeypatch.context() as patch:
        patch.setattr(words.inverted, "write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            indexing.index_patents([patents[3]])
    assert words.unfinished() == [patents[3]]
    assert indexing.index_patents([patents[0]]) == 1
    assert finds("光伏组件清洗机器人") == {patents[3]} and words.unfinished() == []
    whole(patents)


def test_words_are_written_also_when_the_model_cannot_be_had(patents, monkeypatch):
    indexing.index_patents(patents)
    Patent.objects.filter(pk=patents[3]).update(title_zh="光伏组件清洗机器人")

    def gone(name):
        raise Refused([Problem("embedder_is_known", given=name)])

    with monkeypatch.context() as patch:
        patch.setattr(choose, "embedder_to_index", lambda: gone("small"))
        with pytest.raises(Refused):
            indexing.index_patents([patents[3]])
    assert finds("光伏组件清洗机器人") == {patents[3]}
    indexing.index_patents([patents[3]])
    whole(patents)


def test_status_tells_what_there_is(patents, firm):
    indexing.rebuild()
    told = indexing.status()
    assert told["documents"] == told["patents"] == told["vectors"] == len(patents)
    assert told["essences"] == len(patents) // 2 and told["build"] == 1 and told["index_bytes"] > 10_000
    assert told["rebuilding_after"] is None


@pytest.fixture(autouse=True)
def fresh_choices() -> Iterator[None]:
    """Engines opened by one test are not kept for the next."""
    yield
    choose.word_search_in.cache_clear()
    choose.vector_search_in.cache_clear()
    choose.failures.clear()


def test_folders_are_named_as_the_builds_expect(patents):
    indexing.rebuild()
    for name in ("patents", "enterprises", "essences"):
        if name != "essences":
            expected = choose.words_base(name).replace(f"{name}-", f"{name}.1-")
            assert choose.word_search(name).folder == Path(building.root() / expected)
        vectors = choose.vectors_base(name, choose.embedder()).replace(f"{name}-", f"{name}.1-")
        assert choose.vector_search(name).folder == building.root() / vectors
