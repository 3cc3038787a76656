"""All needs against all patents on a part of our own sample: the same as need by need, in every kind of table."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import zhiqiao
from zhiqiao.domain.problems import Refused
from zhiqiao.ports.batch import Standing
from zhiqiao.records.models import Enterprise, Need, Patent, User
from zhiqiao.services import indexing, matching, people
from zhiqiao.services.matching.patents import finder

pytestmark = pytest.mark.django_db
SAMPLE = Path(zhiqiao.__file__).parent / "sample"
TEXTS = ("title_zh", "title_en", "abstract_zh", "abstract_en", "effect_zh", "scenario_zh", "scenario_en")


def lines(folder: str) -> list[dict[str, Any]]:
    text = (SAMPLE / folder / "materials.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


@pytest.fixture
def stock(settings, tmp_path: Path) -> Path:
    """Patents (every fourth in Chinese only, every fifth in English only), two firms and their needs, indexed."""
    settings.INDEXES = tmp_path / "index"
    settings.BATCH = "pool:2"
    for place, line in enumerate(lines("patents")):
        texts = {name: line.get(name) or "" for name in TEXTS}
        for name in texts:
            if (place % 4 == 0 and name.endswith("_en")) or (place % 5 == 4 and name.endswith("_zh")):
                texts[name] = ""
        texts["title_en"] = texts["title_en"] or ("" if texts["title_zh"] else "Untitled")
        Patent.objects.create(
            record_key=line["key"], office="CN", kind=line["kind"], legal_state=line["legal_state"],
            industry=line["industry"], **texts,
        )  # fmt: skip
    firms = [Enterprise.objects.create(name_zh=name) for name in ("甲厂", "乙厂")]
    for place, line in enumerate(lines("needs")):
        names = ("title_zh", "problem_zh") if place % 3 else ("title_zh", "problem_zh", "title_en", "problem_en")
        names = ("title_en", "problem_en") if place % 3 == 2 else names
        Need.objects.create(enterprise=firms[place % 2], **{name: line[name] for name in names})
    Need.objects.create(title_zh="草稿", state="draft")
    indexing.index_patents(list(Patent.objects.values_list("pk", flat=True)))
    return tmp_path


def read(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV table."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(content.decode().splitlines()))


@pytest.mark.parametrize("second", ["none", "use"])
def test_every_need_gets_what_it_would_get_by_itself(stock: Path, settings, second: str):
    """Also with a second model, for which the first one stands in here."""
    settings.QUALITY_EMBEDDER = second
    done = matching.match_all(stock / "all.csv.gz", top=20, user=people.machine_owner())
    rows = read(stock / "all.csv.gz")
    assert done.pairs == len(rows) and done.needs == Need.objects.filter(state="open").count()
    assert not (stock / "all.csv.gz.work").exists(), "the work folder goes when the table is written"
    engines = finder()
    assert (engines.better is not None) == (second == "use")
    for need in Need.objects.filter(state="open"):
        asked = engines.ask([(need.title_zh, need.problem_zh), (need.title_en, need.problem_en)])
        expected = engines.find(asked).ranked[:20]
        got = [row for row in rows if row["need"] == str(need.pk)]
        assert [int(row["rank"]) for row in got] == list(range(1, 21))
        assert [int(row["patent"]) for row in got] == [one.id for one in expected]
        for row, one in zip(got, expected, strict=True):
            assert row["number"] == Patent.objects.get(pk=one.id).record_key
            for figure in ("score", "words", "meaning", "covered", "cosine", "above"):
                assert float(row[figure]) == pytest.approx(getattr(one, figure), abs=2e-4)
            assert 0 <= float(row["sureness"]) <= 1


def test_a_pool_holds_only_what_passes(stock: Path):
    granted = set(Patent.objects.filter(legal_state="granted").values_list("pk", flat=True))
    pool = matching.pool_named(["legal_state=granted"])
    done = matching.match_all(stock / "granted.csv", pool=pool, top=1000, user=people.machine_owner())
    rows = read(stock / "granted.csv")
    assert done.patents == len(granted) < Patent.objects.count()
    assert {int(row["patent"]) for row in rows} == granted


def test_restricted_needs_stay_out_where_meaning_is_compared_elsewhere(stock: Path, settings):
    restricted = Need.objects.filter(state="open").first()
    Need.objects.filter(pk=restricted.pk).update(confidentiality="restricted")
    everybody = {one.key for one in matching.batch.open_needs(people.machine_owner())}
    settings.QUALITY_EMBEDDER = "openai"
    assert {one.key for one in matching.batch.open_needs(people.machine_owner())} == everybody - {restricted.pk}


def test_firms_ask_for_all_their_needs_together(stock: Path):
    done = matching.match_all(stock / "firms.jsonl", needs="firms", top=5, user=people.machine_owner())
    rows = [json.loads(line) for line in (stock / "firms.jsonl").read_text(encoding="utf-8").splitlines()]
    assert done.needs == 2
    assert {row["enterprise"] for row in rows} == set(Enterprise.objects.values_list("pk", flat=True))
    assert len(rows) == 10 and list(rows[0])[:4] == ["enterprise", "rank", "patent", "number"]


def test_arrays_hold_the_same_as_lines(stock: Path):
    matching.match_all(stock / "a.npz", top=7, user=people.machine_owner())
    matching.match_all(stock / "a.jsonl.gz", top=7, user=people.machine_owner())
    with np.load(stock / "a.npz") as stored, gzip.open(stock / "a.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
        keys = np.repeat(stored["keys"], 7)
        assert [row["need"] for row in rows] == keys.tolist()
        assert [row["patent"] for row in rows] == stored["ids"].ravel().tolist()
        np.testing.assert_allclose([row["score"] for row in rows], stored["score"].ravel(), atol=1e-4)


def test_a_run_that_was_cut_off_goes_on(stock: Path):
    work, out = stock / "work", stock / "b.csv"

    def cut(stage: str, standing: Standing) -> None:
        if stage == "rank" and standing.done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        matching.match_all(out, work=work, user=people.machine_owner(), watch=cut)
    assert not out.exists() and not list(stock.glob(".b.csv*")), "no half table"
    told: dict[str, list[Standing]] = {}
    matching.match_all(
        out, work=work, user=people.machine_owner(), watch=lambda stage, at: told.setdefault(stage, []).append(at)
    )
    assert told["needs"][-1].kept == told["needs"][-1].all
    assert told["shards"] == [Standing(1, 1, kept=1)]
    assert "find" not in told or told["find"][0].kept == told["find"][0].all
    assert told["rank"][0].kept >= 1
    first = out.read_bytes()
    matching.match_all(stock / "c.csv", user=people.machine_owner())
    assert (stock / "c.csv").read_bytes() == first


def test_a_changed_stock_or_need_is_matched_anew(stock: Path):
    work, out = stock / "work", stock / "d.csv"
    matching.match_all(out, work=work, user=people.machine_owner())
    first = read(out)
    best = Patent.objects.get(pk=int(first[0]["patent"]))
    best.delete()
    indexing.drop_patents([int(first[0]["patent"])])
    Need.objects.filter(pk=int(first[-1]["need"])).update(
        title_zh="无铜防污涂料", problem_zh="", title_en="", problem_en=""
    )
    matching.match_all(out, work=work, user=people.machine_owner())
    again = read(out)
    assert first[0]["patent"] not in {row["patent"] for row in again}
    changed = first[-1]["need"]
    assert [row for row in first if row["need"] == changed] != [row for row in again if row["need"] == changed]


def test_what_cannot_be_is_refused_with_a_reason(stock: Path, settings):
    def code(**given: Any) -> str:
        with pytest.raises(Refused) as refused:
            matching.match_all(given.pop("out", stock / "x.csv"), user=people.machine_owner(), **given)
        return refused.value.problems[0].code

    assert code(out=stock / "x.xlsx") == "table_is_known"
    assert code(pool={"legal_state": ["nowhere"]}) == "pool_is_not_empty"
    assert code(by=User.objects.create(username="guest")) != ""
    settings.BATCH = "abacus"
    assert code() == "batch_runner_is_known"
    settings.BATCH = "pool"
    Need.objects.all().delete()
    assert code() == "needs_are_there"
    with pytest.raises(Refused) as refused:
        matching.pool_named(["colour=red"])
    assert refused.value.problems[0].code == "pool_filter_is_known"
    assert not list(stock.glob("x.*"))
