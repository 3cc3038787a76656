"""The contract of a word search, over ours and over an exact reference of a few lines; and what only ours promises."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from math import log

import numpy as np
import pytest

from zhiqiao.domain.matching.wording import FIELDS as TEXTS
from zhiqiao.domain.matching.wording import FIELDS_OF, Known, Told
from zhiqiao.domain.problems import Refused
from zhiqiao.engines.search.tantivy_words import TantivyWords
from zhiqiao.engines.segment.bigrams import number_of
from zhiqiao.engines.segments import lock, manifest
from zhiqiao.ports.search import Filter, Hit, Hits, SearchDocument

FIELDS = ("title", "words")
FACETS = ("kind", "ipc")


def numbers(*terms: str) -> np.ndarray:
    return np.array([number_of(term) for term in terms], dtype=np.uint32)


class ExactWords:
    """BM25 as the textbook says, and counts counted one by one, in plain Python: the yardstick."""

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

    def holding(self, terms, field_name) -> dict[str, int]:
        return {term: sum(term in self.words(one, field_name) for one in self.documents) for term in terms}

    def frequencies(self, words) -> dict[str, int]:
        return self.holding(words, "words")

    def said(self, number: int, name: str) -> list[int]:
        one = self.documents.get(number)
        return [] if one is None or name not in one.said else one.said[name].tolist()

    def statistics(self, terms) -> Known:
        documents, frequency, means = [], [], {}
        for names in FIELDS_OF.values():
            speaking = [one for one in self.documents if any(self.said(one, name) for name in names)]
            whole = {one: {term for name in names for term in self.said(one, name)} for one in speaking}
            documents.append(len(speaking))
            frequency.append([sum(term in terms_of for terms_of in whole.values()) for term in terms.tolist()])
            for name in names:
                means[name] = sum(len(self.said(one, name)) for one in speaking) / max(len(speaking), 1)
        return Known(np.array(documents), np.array(frequency), np.array([means[name] for name in TEXTS]))

    def told(self, ids, terms) -> Told:
        counts = [[[self.said(one, name).count(term) for term in terms.tolist()] for name in TEXTS] for one in ids]
        lengths = [[len(self.said(one, name)) for name in TEXTS] for one in ids]
        return Told(np.array(ids), np.array(counts), np.array(lengths))

    def passes(self, number, filters) -> bool:
        facets = self.documents[number].facets
        return all(set(one.values) & set(facets.get(one.facet, ())) for one in filters)

    def mask(self, filters):
        return np.array(
            [one in self.documents and self.passes(one, filters) for one in range(max(self.documents, default=-1) + 1)],
            dtype=bool,
        )

    def facet_counts(self, ids, names):
        rows = [self.documents[one].facets for one in ids if one in self.documents]
        return {name: dict(Counter(value for facets in rows for value in facets.get(name, ()))) for name in names}

    def search(
        self, terms, *, field_weights, filters=(), limit=100, offset=0, count_facets=(), every=False, count=True,
        within=(),
    ) -> Hits:  # fmt: skip
        scores: dict[int, float] = {}
        for name, weight in field_weights.items():
            known = self.holding(terms, name)
            mean = sum(len(self.words(one, name)) for one in self.documents) / max(len(self.documents), 1)
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
        found = {
            n for n in found
            if all(any(piece in word for f in field_weights for word in self.words(n, f)) for piece in within)
        }  # fmt: skip
        passed = [one for one in found if self.passes(one, filters)]
        passed.sort(key=lambda one: (-scores.get(one, 0.0), one))
        hits = [Hit(one, scores.get(one, 0.0)) for one in passed[offset : offset + limit]]
        return Hits(hits, len(passed) if count else 0, self.facet_counts(passed, count_facets))


def corpus(count: int = 400) -> list[SearchDocument]:
    """Documents with Zipf-like words, two fields, two facets, three texts."""
    draw = random.Random(7)
    words = [f"w{number}" for number in range(500)]
    weights = [1 / (number + 1) for number in range(500)]
    result = []
    for number in range(1, count + 1):
        text = draw.choices(words, weights, k=draw.randint(5, 60))
        classes = draw.sample(["C08L", "H01M", "A61K", "B25J"], draw.randint(1, 2))
        facets = {"kind": [draw.choice("uid")], "ipc": classes}
        fields = {"words": " ".join(text), "title": " ".join(text[:3])}
        said = {"title_zh": numbers(*text[:3]), "body_zh": numbers(*text)}
        if number % 3 == 0:
            said["claim_en"] = numbers(*text[:10])
        result.append(SearchDocument(number, fields, facets, said))
    return result


def our_words(folder) -> TantivyWords:
    return TantivyWords(folder / "words", segmenter_id="test", fields=FIELDS, facets=FACETS)


@pytest.fixture(params=["exact", "ours"])
def index(request, tmp_path):
    return ExactWords() if request.param == "exact" else our_words(tmp_path)


def agree(index: TantivyWords, documents: list[SearchDocument]) -> None:
    """All three stores hold exactly these documents, whole."""
    exact = ExactWords()
    exact.put(documents)
    ids = [one.id for one in documents]
    some = numbers("w0", "w1", "w7", "w40", "all", "none")
    assert index.count() == index.inverted.count() == index.forward.count() == len(documents)
    assert np.flatnonzero(index.mask(())).tolist() == sorted(ids)
    assert index.told(ids, some).counts.tolist() == exact.told(ids, some).counts.tolist()
    assert index.facet_counts(ids, FACETS) == exact.facet_counts(ids, FACETS)
    for word in ("w0", "w7", "w40", "all"):
        hits = index.search({word: 1.0}, field_weights={"words": 1.0}, limit=len(ids) + 1).hits
        assert {hit.id for hit in hits} == {one for one in ids if word in exact.words(one, "words")}


def test_put_replaces_by_id_and_delete_takes_out(index):
    assert index.put(corpus(50)) == 50
    index.put([SearchDocument(3, {"words": "only this"}, {"kind": ["x"]})])
    assert index.count() == 50
    assert [hit.id for hit in index.search({"only": 1.0}, field_weights={"words": 1.0}).hits] == [3]
    index.delete([3, 999])
    assert index.count() == 49
    assert index.search({"only": 1.0}, field_weights={"words": 1.0}).total == 0


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
    mask = index.mask([Filter("ipc", ["C08L"]), Filter("kind", ["u", "i"])])
    assert np.flatnonzero(mask).tolist() == sorted(one.id for one in by_hand)
    assert np.flatnonzero(index.mask(())).tolist() == [one.id for one in documents]
    some = [one.id for one in documents[:60]] + [100_000]
    assert index.facet_counts(some, ["kind"])["kind"] == dict(Counter(one.facets["kind"][0] for one in documents[:60]))


def test_every_asks_for_all_terms_in_any_field(index):
    index.put(
        [
            SearchDocument(1, {"title": "a", "words": "b c"}),
            SearchDocument(2, {"words": "a b"}),
            SearchDocument(3, {"words": "a"}),
        ]
    )
    found = index.search({"a": 1.0, "b": 1.0}, field_weights={"title": 1.0, "words": 1.0}, every=True)
    assert {hit.id for hit in found.hits} == {1, 2}


def test_a_piece_must_stand_within_some_word(index):
    index.put(
        [
            SearchDocument(1, {"title": "碳化硅", "words": "涂层 碳化硅"}),
            SearchDocument(2, {"words": "涂层 氮化硅"}),
            SearchDocument(3, {"words": "涂层"}),
        ]
    )
    names = {"title": 1.0, "words": 1.0}
    found = index.search({"涂层": 1.0}, field_weights=names, every=True, within=["硅"])
    assert {hit.id for hit in found.hits} == {1, 2} and found.total == 2
    assert {hit.id for hit in index.search({}, field_weights=names, within=["硅", "碳"]).hits} == {1}
    assert index.search({}, field_weights=names, within=["铝"]).total == 0


def test_without_counting_the_best_are_the_same(index):
    index.put(corpus())
    asked = {"w1": 1.0, "w9": 2.0, "w33": 1.0}
    counted = index.search(asked, field_weights={"words": 1.0}, limit=20)
    plain = index.search(asked, field_weights={"words": 1.0}, limit=20, count=False)
    assert plain.total == 0 < counted.total
    assert [round(hit.score, 4) for hit in plain.hits] == [round(hit.score, 4) for hit in counted.hits]


def test_what_is_known_of_terms_and_texts(index):
    documents = corpus(60)
    documents.append(SearchDocument(1000, {"words": "高温 高温", "title": "高温"}))
    documents.append(SearchDocument(1001, {"words": "高温"}, {}, {"body_en": numbers("coat", "coat")}))
    index.put(documents)
    exact = ExactWords()
    exact.put(documents)
    assert index.frequencies(["w1", "高温", "none"]) == exact.frequencies(["w1", "高温", "none"])
    asked = numbers("w0", "w1", "w99", "coat", "none")
    known, expected = index.statistics(asked), exact.statistics(asked)
    assert known.documents.tolist() == expected.documents.tolist()
    assert known.frequency.tolist() == expected.frequency.tolist()
    assert known.mean_lengths == pytest.approx(expected.mean_lengths)
    ids = [3, 77, 1001, 6]  # 77 is not there
    told, expected_told = index.told(ids, asked), exact.told(ids, asked)
    assert told.ids.tolist() == ids
    assert told.counts.tolist() == expected_told.counts.tolist()
    assert told.lengths.tolist() == expected_told.lengths.tolist()


def test_pages_follow_each_other(index):
    index.put(corpus(60))
    whole = [hit.id for hit in index.search({"w1": 1.0}, field_weights={"words": 1.0}, limit=20).hits]
    parts = [
        hit.id
        for start in (0, 10)
        for hit in index.search({"w1": 1.0}, field_weights={"words": 1.0}, limit=10, offset=start).hits
    ]
    assert parts == whole


def test_tantivy_finds_what_exact_bm25_finds(tmp_path):
    exact, engine = ExactWords(), our_words(tmp_path)
    for one in (exact, engine):
        one.put(corpus())
    draw, shared, wanted = random.Random(3), 0, 0
    for _ in range(40):
        terms = {f"w{draw.randint(0, 120)}": draw.choice([1.0, 3.0]) for _ in range(8)}
        found = [one.search(terms, field_weights={"words": 1.0}, limit=30).hits for one in (exact, engine)]
        best = [{hit.id for hit in hits} for hits in found]
        shared += len(best[0] & best[1])
        wanted += len(best[0])
    assert shared / wanted >= 0.95


def test_another_segmenter_or_mapping_is_another_folder(tmp_path):
    first = our_words(tmp_path)
    other = TantivyWords(tmp_path / "words", segmenter_id="other", fields=FIELDS, facets=FACETS)
    assert first.fingerprint != other.fingerprint and first.folder != other.folder
    first.put(corpus(5))
    assert other.count() == 0


def test_an_index_opened_again_has_all_that_was_acknowledged(tmp_path):
    our_words(tmp_path).put(corpus(30))
    again = our_words(tmp_path)
    assert again.count() == 30
    again.put(corpus(40))
    assert our_words(tmp_path).count() == 40


def test_stores_stay_equal_through_replacing_and_deleting(tmp_path):
    index, documents = our_words(tmp_path), corpus(120)
    index.put(documents)
    changed = [SearchDocument(one.id, {"words": "w7 all"}, {"kind": ["x"]}, {"body_zh": numbers("w7", "all")})
               for one in documents[:40]]  # fmt: skip
    index.put(changed)
    index.delete([one.id for one in documents[100:]])
    agree(index, [*changed, *documents[40:100]])
    index.settle()
    agree(our_words(tmp_path), [*changed, *documents[40:100]])


def test_a_load_holds_all_it_was_given(tmp_path):
    index, documents = our_words(tmp_path), corpus(300)
    with index.loading() as load:
        load.put(documents[:200])
        load.commit()
        load.put(documents[200:])
    index.settle()
    agree(our_words(tmp_path), documents)
    assert index.unfinished() == []


def test_a_load_broken_off_goes_on_after_its_last_commit(tmp_path):
    index, documents = our_words(tmp_path), corpus(300)
    with pytest.raises(KeyboardInterrupt), index.loading() as load:
        load.put(documents[:200])
        load.commit()
        load.put(documents[200:])
        raise KeyboardInterrupt
    again = our_words(tmp_path)
    assert again.inverted.count() == 200 < again.forward.count()
    again.delete(again.beyond(200))
    agree(again, documents[:200])
    with again.loading() as load:
        load.put(documents[200:])
    agree(our_words(tmp_path), documents)


def test_a_very_first_write_broken_off_leaves_an_empty_index(tmp_path, monkeypatch):
    index = our_words(tmp_path)
    real, written = manifest.write, []

    def broken(*given):
        written.append(given)
        if len(written) % 2 == 0:  # the segments are there, what names them is not
            raise KeyboardInterrupt
        return real(*given)

    with monkeypatch.context() as patch:
        patch.setattr(manifest, "write", broken)
        with pytest.raises(KeyboardInterrupt):
            index.put(corpus(10))
    again = our_words(tmp_path)
    assert again.count() == 0 and len(again.unfinished()) == 10
    again.put(corpus(10))
    agree(again, corpus(10))


@pytest.mark.parametrize("store", ["columns", "inverted"])
def test_a_write_broken_between_the_stores_is_told_and_mended_by_doing_it_again(tmp_path, monkeypatch, store):
    index, documents = our_words(tmp_path), corpus(60)
    index.put(documents[:50])

    def broken(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(getattr(index, store), "put" if store == "columns" else "write", broken)
        with pytest.raises(KeyboardInterrupt):
            index.put(documents[40:])
    again = our_words(tmp_path)  # opens, for the note explains why the stores are unequal
    assert again.unfinished() == [one.id for one in documents[40:]]
    again.put(documents[40:])
    again.forget(again.unfinished())
    assert our_words(tmp_path).unfinished() == []
    agree(again, documents)


def test_stores_of_unequal_size_without_a_reason_are_damage(tmp_path):
    index = our_words(tmp_path)
    index.put(corpus(20))
    index.inverted.write((), [3])
    with pytest.raises(Refused) as refused:
        our_words(tmp_path)
    assert refused.value.problems[0].code == "index_is_whole"
    assert refused.value.problems[0].data["file"] == "inverted"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("IO error: No space left on device (os error 28)", "disk_has_room"),
        ("An IO error occurred: 'File too large (os error 27)'", "disk_has_room"),
        ("An IO error occurred: 'Permission denied (os error 13)'", "index_can_be_written"),
        ("Failed to acquire Lockfile: LockBusy", "index_is_free_to_write"),
        ("Schema error: 'An index exists but the schema does not match.'", "index_has_our_shape"),
        ("Data corrupted: Data corruption", "index_is_whole"),
    ],
)
def test_a_fault_of_the_engine_is_told_with_its_mending(tmp_path, monkeypatch, said, code):
    index, documents = our_words(tmp_path), corpus(30)
    index.put(documents[:20])

    def broken(_document):
        raise ValueError(said)

    with monkeypatch.context() as patch:
        patch.setattr(index.inverted, "as_stored", broken)
        with pytest.raises(Refused) as refused:
            index.put(documents)
    assert refused.value.problems[0].code == code
    assert index.inverted.count() == 20, "the commit before it stands"
    index.put(documents)
    agree(index, documents)


def test_an_index_that_was_replaced_still_answers_those_who_hold_it(tmp_path):
    import shutil

    index = our_words(tmp_path)
    index.put(corpus(30))
    before = index.search({"w1": 1.0}, field_weights={"words": 1.0}).total
    shutil.rmtree(index.folder)
    assert index.search({"w1": 1.0}, field_weights={"words": 1.0}).total == before > 0


def test_many_small_writes_leave_few_segments(tmp_path):
    index = our_words(tmp_path)
    for one in corpus(60):
        index.put([one])
    assert index.inverted.searcher().num_segments <= 16
    agree(index, corpus(60))


WRITER = """
import sys
from pathlib import Path
from zhiqiao.engines.search.tantivy_words import TantivyWords
from zhiqiao.engines.segment.bigrams import number_of
from zhiqiao.ports.search import SearchDocument
import numpy as np
def said(number):
    return {"body_zh": np.array([number_of(f"w{number}"), number_of("all")], dtype=np.uint32)}
place = Path(sys.argv[1]) / "words"
index = TantivyWords(place, segmenter_id="test", fields=("title", "words"), facets=("kind", "ipc"))
for number in range(1, 100000):
    index.put([SearchDocument(number, {"words": f"w{number} all"}, {"kind": ["u"]}, said(number))])
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
    index = our_words(tmp_path)
    left = index.unfinished()
    assert set(left) <= {acknowledged + 1, acknowledged + 2}
    for number in range(1, acknowledged + 1):
        assert index.frequencies([f"w{number}"]) == {f"w{number}": 1}
    assert index.told(range(1, acknowledged + 1), numbers("all")).counts.sum() == acknowledged
    assert index.mask([Filter("kind", ["u"])])[1 : acknowledged + 1].all()
    last = [SearchDocument(one, {"words": "afterwards"}) for one in (*left, 10_000_000)]
    index.put(last)  # the lock of the dead is no hindrance, and what it left unfinished is made equal
    index.forget(left)
    assert index.frequencies(["afterwards"]) == {"afterwards": len(last)}
    assert index.inverted.count() == index.forward.count() == index.columns.count()
    assert our_words(tmp_path).unfinished() == []


def test_a_second_writer_waits_for_the_first(tmp_path):
    index = our_words(tmp_path)
    done: list[float] = []
    other = threading.Thread(target=lambda: (our_words(tmp_path).put(corpus(3)), done.append(time.monotonic())))
    with lock.held(index.folder / "put.lock"):
        other.start()
        time.sleep(0.3)
        assert not done
        released = time.monotonic()
    other.join(20)
    assert done and done[0] >= released and index.count() == 3


@pytest.mark.parametrize("given", [{"fields": {"titel": "b"}}, {"fields": {}, "facets": {"region": ["x"]}}])
def test_what_the_index_does_not_hold_is_refused_before_anything_is_written(tmp_path, given):
    index = our_words(tmp_path)
    documents = [SearchDocument(1, {"title": "a"}), SearchDocument(2, **given)]
    with pytest.raises(ValueError, match=r"document 2 .*(titel|region)"):
        index.put(documents)
    assert index.count() == 0 and not index.unfinished()
