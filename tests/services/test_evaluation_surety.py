"""How sureness is fitted: signs that tell are found, industries are left out, and floors are where they say."""

from __future__ import annotations

import numpy as np
import pytest

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching import learned, weights
from zhiqiao.domain.matching.ranking import Ranked
from zhiqiao.domain.matching.sureness import Around, signs
from zhiqiao.services.evaluation import surety
from zhiqiao.services.evaluation.sets import LabelledDocument
from zhiqiao.services.evaluation.surety import FIRST, FOLDS, REFUSED_AT_MOST, SIGNS, Question, Rows

QUESTIONS = 200


@pytest.fixture(scope="module")
def rows() -> Rows:
    """Questions with ten candidates each, of which the first sign tells whether they fit and the second nothing."""
    draw = np.random.default_rng(7)
    given = draw.random((QUESTIONS * FIRST, 2))
    fits = (draw.random(len(given)) < 1 / (1 + np.exp(-(8 * given[:, 0] - 6)))).astype(np.float64)
    of = np.repeat(np.arange(QUESTIONS), FIRST)
    answers = np.where(np.arange(QUESTIONS) % 5 == 0, "none", "fits")
    fits[answers[of] == "none"] = 0.0
    asked = tuple(Question("sample_zh", True, str(answer)) for answer in answers)
    return Rows(given, fits, of % FOLDS, of, asked)


def test_a_sign_that_tells_is_found_and_one_that_does_not_is_not(rows):
    start, telling, idle = surety.fitted(rows)
    assert start < -3 and telling > 4 and abs(idle) < 1
    assert surety.expected(rows, surety.fitted(rows)).mean() == pytest.approx(rows.fits.mean(), abs=0.005)


def test_what_is_told_of_a_fit_is_of_industries_left_out(rows):
    told, inside = surety.told(rows), surety.expected(rows, surety.fitted(rows))
    assert told["rows"] == len(rows.fits) and 0.75 < told["auc"] <= surety.area(inside, rows.fits) + 0.01
    for many, said, happened in told["steps"]:
        assert many < 100 or said == pytest.approx(happened, abs=0.12)


def test_a_floor_refuses_as_many_fitting_needs_as_it_says(rows):
    sure = surety.held_out(rows)
    told = surety.floor(rows, sure, True)
    refused, asked = told["refused"]["fits"]
    assert refused == int(REFUSED_AT_MOST * asked) and told["refused"]["none"][1] == QUESTIONS // 5
    assert surety.floor(rows, sure, False) == {}, "nobody asked by title alone"


@pytest.mark.parametrize(
    ("sure", "auc"), [([0.1, 0.2, 0.8, 0.9], 1.0), ([0.9, 0.8, 0.2, 0.1], 0.0), ([0.1, 0.8, 0.2, 0.9], 0.75)]
)
def test_the_area_is_the_chance_to_be_in_order(sure, auc):
    assert surety.area(np.array(sure), np.array([0.0, 0.0, 1.0, 1.0])) == auc


@pytest.mark.parametrize("name", ["sample_zh_title", "sample_en_zh"])
def test_everyday_questions_join_a_set_in_the_language_it_is_asked_in(name):
    joined = surety.with_everyday(name)
    added = [one for one in joined.queries if one.key.startswith("everyday ")]
    asked = Language.ZH if name.startswith("sample_zh") else Language.EN
    assert len(added) == 40 and len(joined.queries) == 100
    assert {LabelledDocument("", one.title, "").language for one in added} == {asked}
    assert {surety.answer_of(one.key, joined.judged[one.key]) for one in added} == {"everyday"}


def test_the_shipped_table_has_every_sign_of_every_situation():
    given = signs(Ranked(1, 1, 1, 1, 1, 1, 1, True), Around(0.5, 0.5))
    for situation, (names, wanted) in SIGNS.items():
        assert set(learned.shipped().sure[situation]) == {"start", *wanted} <= set(given)
        assert set(names) <= set(surety.NAMES)
    assert set(SIGNS) == set(learned.SURE) == set(weights.FLOORS)
