"""Indicators of hand-made patents equal what was reckoned by hand; and what must hold of any patent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.domain.codes import PatentKind
from zhiqiao.domain.grading import cohorts
from zhiqiao.domain.grading.indicator_options import read_options, shipped, standard
from zhiqiao.domain.grading.indicators import (
    CODES,
    FORMULAS,
    Flag,
    Indicator,
    IndicatorFacts,
    Neighbour,
    formula_of,
    measured,
)

TODAY = date(2026, 11, 22)
OPTIONS = standard()

EPOXY = IndicatorFacts(
    id=1,
    office="CN",
    kind=PatentKind.INVENTION,
    subclasses=("C08L", "C09J"),
    application_date=date(2016, 4, 12),
    publication_date=date(2016, 9, 1),
    grant_date=date(2018, 9, 1),
    claims_count=8,
    family_offices=("US", "WO"),
    cited=(
        Neighbour("a", ("C08L",)),
        Neighbour("b", ("C08L", "C08K")),
        Neighbour("b", ("C08L", "C08K")),  # its application and its grant: one document
        Neighbour("c", ("H01L",)),
        Neighbour("d"),  # not in the stock: classes not known
    ),
    nonpatent_count=2,
    citing=(
        Neighbour("x", ("C08L",), date(2018, 1, 1)),
        Neighbour("y", ("C09J", "H05K"), date(2021, 9, 1)),  # the last day of five years
        Neighbour("z", ("H05K",), date(2022, 1, 1)),
    ),
    cited_by_count=3,
)


def test_hand_reckoned_values():
    """Shares made: C08L (1 + 1/2)/3 = 1/2, C08K 1/6, H01L 1/3; received: C08L 1/3, C09J 1/6, H05K 1/2."""
    values = {code: one.value for code, one in measured(EPOXY, TODAY, OPTIONS).items()}
    assert values == {
        "forward_citations_5": 2,
        "forward_citations_7": 3,
        "backward_citations": 4,
        "nonpatent_citations": 2,
        "family_size": 2,
        "claims": 8,
        "scope": 2,
        "grant_lag": 872,
        "generality": pytest.approx(1 - (1 / 9 + 1 / 36 + 1 / 4)),
        "originality": pytest.approx(1 - (1 / 4 + 1 / 36 + 1 / 9)),
        "radicalness": pytest.approx(2 / 4),
    }


def test_the_other_variants_hand_reckoned():
    """Pooled shares made: C08L 2/4, C08K 1/4, H01L 1/4; documents with no class in common: one of three."""
    options = replace(OPTIONS, shares="pooled", radicalness="documents", claims="per_backward_citation")
    values = {code: one.value for code, one in measured(EPOXY, TODAY, options).items()}
    assert values["originality"] == pytest.approx(1 - (1 / 4 + 1 / 16 + 1 / 16))
    assert values["generality"] == pytest.approx(1 - (1 / 16 + 1 / 16 + 1 / 4))
    assert values["radicalness"] == pytest.approx(1 / 3)
    assert values["claims"] == 2
    assert formula_of("originality", options) != formula_of("originality", OPTIONS)


def test_a_window_that_has_not_passed_is_flagged():
    for day, five, seven in (
        (date(2021, 8, 31), True, True),
        (date(2021, 9, 1), False, True),
        (date(2023, 8, 31), False, True),
        (date(2023, 9, 1), False, False),
    ):
        found = measured(EPOXY, day, OPTIONS)
        assert (Flag.TRUNCATED in found["forward_citations_5"].flags) is five, day
        assert (Flag.TRUNCATED in found["forward_citations_7"].flags) is seven, day
        assert (Flag.TRUNCATED in found["generality"].flags) is five, day


@pytest.mark.parametrize(
    ("changed", "code", "missing"),
    [
        ({"cited": None}, "originality", "citations"),
        ({"cited": None}, "backward_citations", "citations"),
        ({"cited": ()}, "originality", "citations_made"),
        ({"cited": ()}, "radicalness", "citations_made"),
        ({"cited": (Neighbour("q"),)}, "originality", "classes_of_documents"),
        ({"citing": (), "cited_by_count": 0}, "generality", "citations_received"),
        ({"citing": (), "cited_by_count": None}, "generality", "citing_documents"),
        ({"citing": (), "cited_by_count": None}, "forward_citations_5", "citing_documents"),
        ({"citing": (), "cited_by_count": 4}, "forward_citations_5", "citing_documents"),
        ({"publication_date": None, "grant_date": None}, "forward_citations_5", "publication_date"),
        ({"family_offices": None}, "family_size", "family"),
        ({"claims_count": None}, "claims", "claims_count"),
        ({"nonpatent_count": None}, "nonpatent_citations", "nonpatent_citations"),
        ({"subclasses": ()}, "scope", "ipc"),
        ({"subclasses": ()}, "radicalness", "ipc"),
        ({"grant_date": None}, "grant_lag", "grant_date"),
        ({"grant_date": date(2015, 1, 1)}, "grant_lag", "dates_in_order"),
    ],
)
def test_what_cannot_be_computed_is_empty_and_says_what_is_missing(changed: dict, code: str, missing: str):
    found = measured(replace(EPOXY, **changed), TODAY, OPTIONS)[code]
    assert (found.value, found.missing) == (None, (missing,))


def test_a_source_that_says_none_is_believed():
    found = measured(replace(EPOXY, citing=(), cited_by_count=0, cited=()), TODAY, OPTIONS)
    assert found["forward_citations_5"].value == 0 and found["backward_citations"].value == 0


def test_a_source_that_tells_of_more_makes_a_lower_bound():
    found = measured(replace(EPOXY, cited_by_count=9), TODAY, OPTIONS)["forward_citations_5"]
    assert (found.value, found.flags) == (2, {Flag.PARTIAL}) and found.basis["told"] == 9
    early = replace(EPOXY, citing=(Neighbour("z", ("H05K",), date(2022, 1, 1)),), cited_by_count=9)
    assert measured(early, TODAY, OPTIONS)["forward_citations_5"].value is None, "0 of 9 is not proven"


def test_composites_are_the_mean_of_their_normalised_parts():
    found = measured(EPOXY, TODAY, OPTIONS)
    spreads = {
        "forward_citations_5": cohorts.spread_of([0, 1, 2, 4], OPTIONS),
        "family_size": cohorts.spread_of([1, 2, 2, 4], OPTIONS),
        "claims": cohorts.spread_of([4, 8, 10, 10], OPTIONS),
        "generality": cohorts.spread_of([0.1, 0.2, 0.3, 1.0], OPTIONS),
        "backward_citations": cohorts.spread_of([4, 8], OPTIONS),
        "grant_lag": cohorts.spread_of([872, 1744], OPTIONS),
    }
    told = cohorts.compared(found, {code: one for code, one in spreads.items() if one}, OPTIONS)
    four = (0.5 + 0.5 + 0.8 + (1 - 14 / 36)) / 4
    assert told["composite_4"].indicator.value == pytest.approx(four)
    assert told["composite_6"].indicator.value == pytest.approx((four * 4 + 0.5 + 0.5) / 6)
    assert told["grant_lag"].percentile == 100 and told["claims"].percentile == 50
    assert Flag.SMALL_COHORT in told["composite_4"].indicator.flags
    assert told["scope"].normalised is None, "no spread, no comparison"


def test_a_composite_without_a_part_is_empty_and_names_it():
    found = measured(replace(EPOXY, family_offices=None), TODAY, OPTIONS)
    told = cohorts.compared(found, {}, OPTIONS)["composite_4"].indicator
    assert told.value is None and "family_size" in told.missing


def test_winsorising_takes_the_edge_off_one_outlier():
    spread = cohorts.spread_of([*range(1, 100), 10_000], OPTIONS)
    assert spread is not None and spread.cut == 98
    assert cohorts.normalised("claims", 10_000, spread, OPTIONS) == 1
    assert cohorts.normalised("claims", 49, spread, OPTIONS) == pytest.approx(0.5)
    bare = cohorts.spread_of([*range(1, 100), 10_000], replace(OPTIONS, winsorise=1))
    assert bare is not None and bare.cut == 10_000
    by_rank = replace(OPTIONS, normalisation="percentile")
    assert cohorts.normalised("claims", 49, spread, by_rank) == pytest.approx(0.49)


def test_the_cohort_is_the_field_where_the_concordance_is_there_else_the_section():
    assert cohorts.cohort_of(EPOXY, None) == cohorts.Cohort("ipc_section", "C", 2016)
    assert cohorts.cohort_of(EPOXY, "17") == cohorts.Cohort("wipo35", "17", 2016)
    assert cohorts.cohort_of(EPOXY, "") is None
    assert cohorts.cohort_of(replace(EPOXY, application_date=None), None) is None


def test_every_indicator_has_a_formula():
    assert {*CODES, "composite_4", "composite_6", "normalised", "normalised_lag"} == set(FORMULAS)
    assert all(formula_of(code, OPTIONS) for code in FORMULAS)


@pytest.mark.parametrize(
    "spoilt",
    [
        shipped().replace('claims = "count"', 'claims = "weighed"'),
        shipped().replace("winsorise = 0.98", "winsorise = 98"),
        shipped().replace("pledge_yuan = 0", ""),
        shipped().replace("pledge_yuan = 0", "pledge_yuan = true"),
        shipped() + "\nfurther = 1\n",
        shipped().replace("version =", "versions ="),
        "not toml at all",
    ],
)
def test_spoilt_options_are_refused(spoilt: str):
    with pytest.raises(ValueError):
        read_options(spoilt)


CLASSES = st.lists(st.sampled_from(["A61K", "B01J", "C08L", "H01L", "H05K"]), max_size=4, unique=True).map(tuple)
NEIGHBOURS = st.lists(
    st.builds(
        Neighbour,
        st.sampled_from("abcdefgh"),
        CLASSES,
        st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2026, 1, 1))),
    ),
    max_size=12,
).map(tuple)
ANY = st.builds(
    IndicatorFacts,
    subclasses=CLASSES,
    application_date=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2020, 1, 1))),
    publication_date=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2026, 1, 1))),
    grant_date=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2026, 1, 1))),
    claims_count=st.one_of(st.none(), st.integers(0, 200)),
    family_offices=st.one_of(st.none(), st.lists(st.sampled_from(["US", "JP", "EP", "WO", "CN"])).map(tuple)),
    cited=st.one_of(st.none(), NEIGHBOURS),
    citing=NEIGHBOURS,
    cited_by_count=st.one_of(st.none(), st.integers(0, 20)),
)
VARIANTS = st.sampled_from(
    [
        OPTIONS,
        replace(OPTIONS, shares="pooled", radicalness="documents", claims="per_backward_citation"),
        replace(OPTIONS, normalisation="percentile", known_share_floor=0.01),
    ]
)


@settings(deadline=None, max_examples=150)
@given(ANY, VARIANTS)
def test_values_are_within_their_bounds_and_empty_ones_say_why(facts: IndicatorFacts, options):
    for code, one in measured(facts, TODAY, options).items():
        assert one.code == code and (one.value is None) == bool(one.missing)
        if one.value is not None:
            assert one.value >= 0
            if code in {"generality", "originality", "radicalness"}:
                assert one.value <= 1


@settings(deadline=None, max_examples=150)
@given(ANY, VARIANTS, st.randoms(use_true_random=False))
def test_the_order_of_documents_and_classes_changes_nothing(facts: IndicatorFacts, options, draw):
    def mixed(documents):
        if documents is None:
            return None
        turned = [replace(one, subclasses=tuple(draw.sample(one.subclasses, len(one.subclasses)))) for one in documents]
        return tuple(draw.sample(turned, len(turned)))

    other = replace(facts, cited=mixed(facts.cited), citing=mixed(facts.citing))
    before, after = measured(facts, TODAY, options), measured(other, TODAY, options)
    assert {code: (one.value, one.flags) for code, one in before.items()} == {
        code: (one.value, one.flags) for code, one in after.items()
    }


@settings(deadline=None, max_examples=100)
@given(ANY)
def test_a_document_named_twice_counts_once_and_one_citing_more_never_counts_less(facts: IndicatorFacts):
    twice = replace(facts, citing=facts.citing * 2, cited=None if facts.cited is None else facts.cited * 2)
    assert [one.value for one in measured(twice, TODAY, OPTIONS).values()] == [
        one.value for one in measured(facts, TODAY, OPTIONS).values()
    ]
    if facts.published and facts.published < TODAY:
        more = replace(facts, citing=(*facts.citing, Neighbour("new", (), facts.published)))
        before = measured(facts, TODAY, OPTIONS)["forward_citations_5"].value
        after = measured(more, TODAY, OPTIONS)["forward_citations_5"].value
        assert after is not None and after >= (before or 0) + 1


@settings(deadline=None, max_examples=100)
@given(st.lists(st.floats(0, 1000), min_size=1, max_size=80), VARIANTS, st.sampled_from(["claims", "grant_lag"]))
def test_places_in_a_cohort_agree_with_counting(values: list[float], options, code: str):
    spread = cohorts.spread_of(values, options)
    assert spread is not None and spread.size == len(values)
    for value in values:
        told = cohorts.placed(Indicator(code, value), spread, options)
        assert told.normalised is not None and told.percentile is not None
        assert 0 <= told.normalised <= 1
        below = sum(one >= value if code == "grant_lag" else one <= value for one in values) / len(values)
        assert abs(told.percentile - 100 * below) <= 1
    ordered = sorted(values)
    places = [cohorts.normalised(code, value, spread, options) for value in ordered]
    assert places == sorted(places, reverse=code == "grant_lag")
