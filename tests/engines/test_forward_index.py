"""The forward index against counting by hand."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from zhiqiao.domain.matching.wording import FIELDS
from zhiqiao.engines.search import forward
from zhiqiao.engines.search.forward import Forward
from zhiqiao.engines.segments import segment, store

ZH, EN = range(4), range(4, 8)


def stock(count: int, seed: int = 3) -> list[dict[str, np.ndarray]]:
    """Documents with some of the texts, of Zipf-like terms from the whole range of numbers."""
    draw = np.random.default_rng(seed)
    pool = draw.integers(0, 2**32, 300, dtype=np.uint32)
    result = []
    for _ in range(count):
        names = [name for name in FIELDS if draw.random() < 0.4]
        result.append({name: pool[(300 * draw.random(draw.integers(0, 40)) ** 3).astype(int)] for name in names})
    return result


def asked_of(said: list[dict[str, np.ndarray]]) -> np.ndarray:
    """Some terms that are said, one that is not, in no order."""
    draw = np.random.default_rng(8)
    terms = np.unique(np.concatenate([numbers for document in said for numbers in document.values()]))
    return np.append(draw.choice(terms, 60, replace=False), np.uint32(17))


def check(index: Forward, model: dict[int, dict[str, np.ndarray]], asked: np.ndarray) -> None:
    """Counts, lengths and all that is said are what counting gives."""
    ids = [*sorted(model, key=lambda number: number * 7919 % 101), 10**6, -4]
    told, said = index.told(ids, asked), index.said(ids)
    assert told.ids.tolist() == ids == said.ids.tolist() and index.count() == len(model)
    for place, number in enumerate(ids):
        document = model.get(number, {})
        terms = slice(said.offsets[place], said.offsets[place + 1])
        entries = list(zip(said.terms[terms].tolist(), said.fields[terms].tolist(), strict=True))
        assert entries == sorted(entries)
        kept = dict(zip(entries, said.counts[terms].tolist(), strict=True))
        for field, name in enumerate(FIELDS):
            counts = Counter(document.get(name, np.empty(0, np.uint32)).tolist())
            assert told.lengths[place, field] == counts.total() == said.lengths[place, field]
            assert told.counts[place, field].tolist() == [min(counts[term], 255) for term in asked.tolist()]
            assert {term: times for (term, at), times in kept.items() if at == field} == counts
    streamed = {int(number) for part in index.slices(7) for number in part.ids}
    assert streamed == set(model) == set(index.ids().tolist())


def check_statistics(index: Forward, model: dict[int, dict[str, np.ndarray]], asked: np.ndarray) -> None:
    """Frequencies and mean lengths too."""
    known = index.statistics(asked)
    for language, fields in enumerate((ZH, EN)):
        texts = [[document.get(FIELDS[field], np.empty(0)) for field in fields] for document in model.values()]
        spoken = [numbers for numbers in texts if any(map(len, numbers))]
        held = Counter(term for numbers in spoken for term in set(np.concatenate(numbers).tolist()))
        assert known.documents[language] == len(spoken)
        assert known.frequency[language].tolist() == [held[term] for term in asked.tolist()]
        means = [sum(len(numbers[at]) for numbers in spoken) / max(len(spoken), 1) for at in range(4)]
        assert known.mean_lengths[list(fields)] == pytest.approx(means)


@pytest.fixture(params=["digested while opened", "digested while written"])
def index(request, tmp_path, monkeypatch) -> Forward:
    if request.param == "digested while written":
        monkeypatch.setattr(segment, "DIGEST_FROM", 1)
        monkeypatch.setattr(store, "DIGEST_FROM", 1)
        monkeypatch.setattr(forward, "DIGEST_FROM", 1)
    return Forward(tmp_path / "forward")


def test_it_says_what_counting_says(index):
    said = stock(150)
    index.put(range(150), said)
    model = dict(enumerate(said))
    for one in (index, Forward(index.store.folder)):
        check(one, model, asked_of(said))
        check_statistics(one, model, asked_of(said))


def test_later_documents_replace_earlier_ones_and_compaction_mends_the_frequencies(index):
    said = stock(200)
    for start in range(0, 200, 10):
        index.put(range(start, start + 10), said[start : start + 10])
    model = dict(enumerate(said))
    check_statistics(index, model, asked_of(said))  # put together in part, none replaced yet
    newer = stock(60, seed=4)
    index.put(range(60), newer)
    model.update(enumerate(newer))
    index.delete([150, 151, 999])
    del model[150], model[151]
    check(index, model, asked_of(said))
    index.compact()
    for one in (index, Forward(index.store.folder)):
        check(one, model, asked_of(said))
        check_statistics(one, model, asked_of(said))


def test_a_term_said_ever_so_often_is_counted_to_255(index):
    index.put([1], [{"body_zh": np.full(70_000, 5, dtype=np.uint32), "title_en": np.array([5], dtype=np.uint32)}])
    told = index.told([1], np.array([5], dtype=np.uint32))
    assert told.counts[0, 1, 0] == 255 and told.counts[0, 4, 0] == 1 and told.lengths[0, 1] == 65535


def test_a_term_asked_twice_is_told_twice(index):
    index.put([1, 2], [{"body_zh": np.array([5, 5, 9], dtype=np.uint32)}, {}])
    told = index.told([2, 1, 1], np.array([9, 5, 7, 5], dtype=np.uint32))
    assert told.counts[:, 1].tolist() == [[0, 0, 0, 0], [1, 2, 0, 2], [1, 2, 0, 2]]


def test_an_empty_index_answers(index):
    asked = np.array([5], dtype=np.uint32)
    assert index.told([1], asked).counts.sum() == 0 and index.told([], asked).counts.shape == (0, 8, 1)
    known = index.statistics(asked)
    assert known.documents.tolist() == [0, 0] and known.frequency.sum() == 0 and known.mean_lengths.sum() == 0
    assert len(index.said([1, 2]).terms) == 0 and list(index.slices(5)) == [] and index.count() == 0
    index.put([], [])
    index.put([3], [{}])
    assert index.count() == 1 and index.told([3], np.empty(0, np.uint32)).counts.shape == (1, 8, 0)


def test_a_text_of_no_known_field_is_an_error(index):
    with pytest.raises(KeyError):
        index.put([1], [{"title": np.array([1], dtype=np.uint32)}])
