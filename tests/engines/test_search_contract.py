"""The contract of a word search, over tantivy and over an exact reference of a few lines; and what tantivy adds."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from math import log

import pytest

from zhiqiao.engines.search.tantivy_words import TantivyWords
from zhiqiao.ports.search import Filter, Hit, Hits, SearchDocument

FIELDS = ("title", "zh", "en")
FACETS = ("kind", "ipc")


class ExactWords:
    """BM25 as the textbook says, in plain Python: the yardstick."""

    fingerprint = "exact"

    def __init__(self) -> None:
        self.documents: dict[int, SearchDocument] = {}

    def put(self, documents) -> int:
        given = list(documents)
        self.documents.update({one.id: one for one in given})
        return len(given)

    def delete(self, ids) -> None:
        for number in ids:
            self.documents.pop(number, None)

    def count(self) -> int:
        return len(self.documents)

    def words(self, number: int, name: str) -> list[str]:
        return self.documents[number].fields.get(name, "").split()

    def frequencies(self, terms, field_name) -> dict[str, int]:
        return {term: sum(term in self.words(one, field_name) for one in self.documents) for term in terms}

    def average_length(self, field_name) -> float:
        return sum(len(self.words(one, field_name)) for one in self.documents) / max(len(self.documents), 1)

    def tokens(self, ids, field_names):
        return {
            one: {name: self.documents[one].fields.get(name, "") for name in field_names}
            for one in ids
            if one in self.documents
        }

    def passes(self, number, filters) -> bool:
        facets = self.documents[number].facets
        return all(set(one.values) & set(facets.get(one.facet, ())) for one in filters)

    def passing(self, ids, filters) -> set[int]:
        return {one for one in ids if one in self.documents and self.passes(one, filters)}

    def search(self, terms, *, field_weights, filters=(), limit=100, offset=0, count_facets=(), every=False) -> Hits:
        scores: dict[int, float] = {}
        for name, weight in field_weights.items():
            known, mean = self.frequencies(terms, name), self.average_length(name)
            for number in self.documents:
                words = self.words(number, name)
                counts = Counter(words)
                for term, times in terms.items():
                    if counts[term]:
                        rare = log(1 + (self.count() - known[term] + 0.5) / (known[term] + 0.5))
                        thick = counts[term] + 1.2 * (0.25 + 0.75 * len(words) / mean)
                        scores[number] = scores.get(number, 0) + weight * times * rare * counts[term] * 2.2 / thick
        found = set(scores) if terms else set(self.documents)
        if every:
            found = {n for n in found if all(any(t in self.words(n, f) for f in field_weights) for t in terms)}
        passed = [one for one in found if self.passes(one, filters)]
        passed.sort(key=lambda one: (-scores.get(one, 0.0), one))
        facets = {
            name: dict(Counter(value for one in passed for value in self.documents[one].facets.get(name, ())))
            for name in count_facets
        }
        hits = [Hit(one, scores.get(one, 0.0)) for one in passed[offset : offset + limit]]
        return Hits(hits, len(passed), facets)


def corpus(count: int = 400) -> list[SearchDocument]:
    """Documents with Zipf-like words, two fields, two facets."""
    draw = random.Random(7)
    words = [f"w{number}" for number in range(500)]
    weights = [1 / (number + 1) for number in range(500)]
    result = []
    for number in range(1, count + 1):
        text = draw.choices(words, weights, k=draw.randint(5, 60))
        classes = draw.sample(["C08L", "H01M", "A61K", "B25J"], draw.randint(1, 2))
        facets = {"kind": [draw.choice("uid")], "ipc": classes}
        fields = {"zh": " ".join(text), "title": " ".join(text[:3])}
        result.append(SearchDocument(number, fields, facets))
    return result


def tantivy_words(folder) -> TantivyWords:
    return TantivyWords(folder / "words", segmenter_id="test", fields=FIELDS, facets=FACETS)


@pytest.fixture(params=["exact", "tantivy"])
def index(request, tmp_path):
    return ExactWords() if request.param == "exact" else tantivy_words(tmp_path)


def test_put_replaces_by_id_and_delete_takes_out(index):
    assert index.put(corpus(50)) == 50
    index.put([SearchDocument(3, {"zh": "only this"}, {"kind": ["x"]})])
    assert index.count() == 50
    assert [hit.id for hit in index.search({"only": 1.0}, field_weights={"zh": 1.0}).hits] == [3]
    index.delete([3, 999])
    assert index.count() == 49
    assert index.search({"only": 1.0}, field_weights={"zh": 1.0}).total == 0


def test_filters_and_facet_counts_are_exact(index):
    documents = corpus()
    index.put(documents)
    by_hand = [one for one in documents if "C08L" in one.facets["ipc"] and one.facets["kind"][0] in "ui"]
    found = index.search(
        {}, field_weights={}, filters=[Filter("ipc", ["C08L"]), Filter("kind", ["u", "i"])], limit=1000,
        count_facets=["kind", "ipc"],
    )  # fmt: skip
    assert {hit.id for hit in found.hits} == {one.id for one in by_hand}
    assert found.total == len(by_hand)
    assert found.facets["kind"] == dict(Counter(one.facets["kind"][0] for one in by_hand))
    assert found.facets["ipc"] == dict(Counter(value for one in by_hand for value in one.facets["ipc"]))
    some = [one.id for one in documents[:60]] + [100_000]
    assert index.passing(some, [Filter("kind", ["d"])]) == {
        one.id for one in documents[:60] if one.facets["kind"] == ["d"]
    }


def test_every_asks_for_all_terms_in_any_field(index):
    index.put(
        [
            SearchDocument(1, {"title": "a", "zh": "b c"}),
            SearchDocument(2, {"zh": "a b"}),
            SearchDocument(3, {"zh": "a"}),
        ]
    )
    found = index.search({"a": 1.0, "b": 1.0}, field_weights={"title": 1.0, "zh": 1.0}, every=True)
    assert {hit.id for hit in found.hits} == {1, 2}


def test_what_is_known_of_terms_and_texts(index):
    index.put([SearchDocument(1, {"zh": "高温 合金 合金"}), SearchDocument(2, {"zh": "合金"}), SearchDocument(3, {})])
    assert index.frequencies(["合金", "高温", "none"], "zh") == {"合金": 2, "高温": 1, "none": 0}
    assert index.average_length("zh") == pytest.approx(4 / 3)
    assert index.tokens([1, 3, 8], ["zh", "en"]) == {
        1: {"zh": "高温 合金 合金", "en": ""},
        3: {"zh": "", "en": ""},
    }


def test_pages_follow_each_other(index):
    index.put(corpus(60))
    whole = [hit.id for hit in index.search({"w1": 1.0}, field_weights={"zh": 1.0}, limit=20).hits]
    parts = [
        hit.id
        for start in (0, 10)
        for hit in index.search({"w1": 1.0}, field_weights={"zh": 1.0}, limit=10, offset=start).hits
    ]
    assert parts == whole


def test_tantivy_finds_what_exact_bm25_finds(tmp_path):
    exact, engine = ExactWords(), tantivy_words(tmp_path)
    for one in (exact, engine):
        one.put(corpus())
    draw, shared, wanted = random.Random(3), 0, 0
    for _ in range(40):
        terms = {f"w{draw.randint(0, 120)}": draw.choice([1.0, 3.0]) for _ in range(8)}
        found = [one.search(terms, field_weights={"zh": 1.0}, limit=30).hits for one in (exact, engine)]
        best = [{hit.id for hit in hits} for hits in found]
        shared += len(best[0] & best[1])
        wanted += len(best[0])
    assert shared / wanted >= 0.95


def test_another_segmenter_or_mapping_is_another_folder(tmp_path):
    first = tantivy_words(tmp_path)
    other = TantivyWords(tmp_path / "words", segmenter_id="other", fields=FIELDS, facets=FACETS)
    assert first.fingerprint != other.fingerprint and first.folder != other.folder
    first.put(corpus(5))
    assert other.count() == 0


def test_an_index_opened_again_has_all_that_was_acknowledged(tmp_path):
    tantivy_words(tmp_path).put(corpus(30))
    again = tantivy_words(tmp_path)
    assert again.count() == 30
    again.put(corpus(40))
    assert tantivy_words(tmp_path).count() == 40


WRITER = """
import sys
from pathlib import Path
from zhiqiao.engines.search.tantivy_words import TantivyWords
from zhiqiao.ports.search import SearchDocument
place = Path(sys.argv[1]) / "words"
index = TantivyWords(place, segmenter_id="test", fields=("title", "zh", "en"), facets=("kind", "ipc"))
for number in range(1, 100000):
    index.put([SearchDocument(number, {"zh": f"w{number} all"})])
    print(number, flush=True)
"""


@pytest.mark.parametrize("after", [3, 9])
def test_a_writer_killed_at_any_moment_loses_nothing_it_acknowledged(tmp_path, after):
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    acknowledged = 0
    while acknowledged < after:
        acknowledged = int(writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    index = tantivy_words(tmp_path)
    assert index.count() >= acknowledged
    assert index.frequencies([f"w{number}" for number in range(1, acknowledged + 1)], "zh") == {
        f"w{number}": 1 for number in range(1, acknowledged + 1)
    }
    index.put([SearchDocument(10_000_000, {"zh": "afterwards"})])  # and the lock of the dead is no hindrance
    assert index.frequencies(["afterwards"], "zh") == {"afterwards": 1}


def test_a_second_writer_waits_for_the_first(tmp_path):
    index = tantivy_words(tmp_path)
    held = index.writer()
    import threading

    done: list[float] = []
    other = threading.Thread(target=lambda: (tantivy_words(tmp_path).put(corpus(3)), done.append(time.monotonic())))
    other.start()
    time.sleep(0.3)
    assert not done
    released = time.monotonic()
    del held
    other.join(20)
    assert done and done[0] >= released and index.count() == 3
