"""Drawing by lot and agreement: reproducible, in proportion, and figures that say when they are not defined."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.procedures import sampling
from zhiqiao.domain.procedures.sampling import Member, Mode, Opinion, Verdict

populations = st.dictionaries(st.text(min_size=1, max_size=8), st.sampled_from(["a", "b", "c"]), max_size=60).map(
    lambda told: [Member(key, stratum) for key, stratum in told.items()]
)


@given(populations, st.text(max_size=8), st.integers(0, 70), st.randoms())
def test_the_same_seed_draws_the_same_whatever_the_order(population, seed, size, chance: random.Random):
    first = sampling.draw(population, seed, size)
    again = list(population)
    chance.shuffle(again)
    assert sampling.draw(again, seed, size) == first
    assert sampling.digest_of(again) == sampling.digest_of(population)
    assert len(first) == len({one.key for one in first}) == min(size, len(population))


@given(populations, st.text(max_size=8), st.integers(0, 70))
def test_each_part_is_drawn_from_in_proportion(population, seed, size):
    drawn = sampling.draw(population, seed, size)
    size = len(drawn)
    for name in {one.stratum for one in population}:
        share = sum(one.stratum == name for one in population) * size / len(population)
        assert abs(sum(one.stratum == name for one in drawn) - share) < 1


def test_a_draw_is_the_same_on_every_machine():
    """SHA-256 of seed, line feed and key: whoever repeats it elsewhere gets these."""
    population = [Member(f"CN:{n}") for n in range(20)]
    assert [one.key for one in sampling.draw(population, "2026", 3)] == sorted(
        (one.key for one in population), key=lambda key: __import__("hashlib").sha256(f"2026\n{key}".encode()).digest()
    )[:3]
    assert sampling.draw(population, "2027", 3) != sampling.draw(population, "2026", 3)
    assert sampling.digest_of(population[:-1]) != sampling.digest_of(population)
    assert sampling.digest_of([Member("x", "a")]) != sampling.digest_of([Member("x", "b")])


def test_how_many():
    assert sampling.size_for(101, size=None, percent=5) == 6
    assert sampling.size_for(1000, size=None, percent=0.1) == 1
    assert sampling.size_for(3, size=10, percent=None) == 3
    assert [one.code for one in sampling.size_is_given_once(None, None, 9)] == ["sample_size_is_given_once"]
    assert [one.code for one in sampling.size_is_given_once(1, 1.0, 9)] == ["sample_size_is_given_once"]
    assert [one.code for one in sampling.size_is_given_once(10, None, 9)] == ["sample_size_is_possible"]
    assert [one.code for one in sampling.size_is_given_once(None, 0, 9)] == ["sample_percent_is_possible"]
    assert sampling.size_is_given_once(None, 100, 9) == []


def test_wilson_as_in_the_literature():
    """Newcombe (1998), Stat. Med. 17, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    for agreed, decided, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert sampling.wilson(agreed, decided) == pytest.approx((low, high), abs=5e-5)
    assert sampling.wilson(0, 0) is None


@given(st.integers(1, 400).flatmap(lambda many: st.tuples(st.integers(0, many), st.just(many))))
def test_an_interval_holds_its_share(counts):
    low, high = sampling.wilson(*counts) or (2, -1)
    assert 0 <= low <= counts[0] / counts[1] <= high <= 1


def test_kappa_as_it_is_known_and_where_it_is_not_defined():
    """20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no gives 0.4."""
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    assert sampling.kappa(pairs) == pytest.approx(0.4)
    assert sampling.kappa([("a", "a"), ("b", "b")]) == 1
    assert sampling.kappa([("a", "a")] * 9) is None, "chance alone would always agree"
    assert sampling.kappa([("a", "b")]) is None and sampling.kappa([]) is None


def test_what_cannot_be_said_is_left_out():
    answers = [
        [Opinion("trl", Verdict.AGREE, 4, 4), Opinion("use", Verdict.DISAGREE, "x", "y")],
        [Opinion("trl", Verdict.AGREE, 3, 3), Opinion("use", Verdict.UNSURE, "x", None)],
        [Opinion("trl", Verdict.UNSURE, 3, None), Opinion("use", Verdict.UNSURE, "x", None)],
    ]
    found = sampling.agreement(answers, ("trl", "use", "scenario"), Mode.BLIND)
    assert (found.cases.agreed, found.cases.decided, found.cases.unsure) == (1, 2, 1)
    assert [(one.agreed, one.decided, one.unsure) for one in found.items.values()] == [(2, 2, 1), (0, 1, 2), (0, 0, 0)]
    assert found.items["trl"].kappa == 1 and found.items["use"].kappa is None
    assert found.items["scenario"].share is None and found.items["scenario"].interval is None
    assert sampling.agreement(answers, ("trl",), Mode.OPEN).items["trl"].kappa is None


def test_texts_and_gaps_are_not_decided_by_comparing():
    assert sampling.compared("use", "not", "not", is_text=False).verdict is Verdict.AGREE
    assert sampling.compared("is_funded", False, True, is_text=False).verdict is Verdict.DISAGREE
    assert sampling.compared("is_funded", False, False, is_text=False).verdict is Verdict.AGREE
    assert sampling.compared("use", None, "not", is_text=False).verdict is Verdict.UNSURE
    assert sampling.compared("scenario", "泵", "水泵", is_text=True).verdict is Verdict.UNSURE
