"""Centring: languages that lie apart come together, from stored vectors alone."""

from __future__ import annotations

import numpy as np
import pytest

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching.centring import ENOUGH, Means, means_of, unit

ZH, EN = Language.ZH, Language.EN


@pytest.fixture
def texts():
    """Two hundred subjects, each in both languages; the languages lie far apart."""
    random = np.random.default_rng(5)
    subjects = random.normal(size=(200, 48)).astype(np.float32)
    apart = 20 * unit(random.normal(size=(2, 48)).astype(np.float32))
    return unit(subjects + apart[0]), unit(subjects + 0.3 * random.normal(size=(200, 48)) + apart[1])


@pytest.fixture
def means(texts) -> Means:
    return means_of("toy", np.concatenate(texts), [ZH] * 200 + [EN] * 200)


def test_a_translation_becomes_the_nearest(texts, means):
    chinese, english = texts
    every = np.concatenate((chinese[1:], english))
    assert (every @ chinese[0]).argmax() < 199  # some Chinese text on something else
    centred = means.centred(every, [ZH] * 199 + [EN] * 200)
    assert (centred @ means.centred(chinese[:1], [ZH])[0]).argmax() == 199


def test_likeness_from_products_is_likeness_of_centred_vectors(texts, means):
    stored = np.concatenate(texts)
    asked = means.centred(stored[:3], [ZH] * 3)
    exact = asked @ means.centred(stored, [ZH] * 200 + [EN] * 200).T
    told = means.likeness(asked @ stored.T, means.rows @ stored.T, asked @ means.rows.T)
    assert np.allclose(told, exact, atol=1e-4)


def test_a_text_that_is_not_there_stays_unknown(means):
    dots, own = np.array([[0.5, np.nan]], dtype=np.float32), np.array([[0.9, np.nan], [0.1, np.nan]], dtype=np.float32)
    told = means.likeness(dots, own, np.zeros((1, 2), dtype=np.float32))
    assert np.isfinite(told[0, 0]) and np.isnan(told[0, 1])


def test_of_a_few_texts_no_mean_is_taken(texts):
    chinese, english = texts
    few = means_of("toy", np.concatenate((chinese, english[:5])), [ZH] * 200 + [EN] * 5)
    assert few.counts == (200, 5) and not few.rows[1].any() and few.rows[0].any()
    assert not few.direction.any()
    none = means_of("toy", chinese[: ENOUGH - 1], [ZH] * (ENOUGH - 1))
    asked = none.centred(chinese[:1], [ZH])
    assert np.allclose(asked, chinese[:1], atol=1e-6)
    told = none.likeness(asked @ chinese.T, none.rows @ chinese.T, asked @ none.rows.T)
    assert np.allclose(told, chinese[:1] @ chinese.T, atol=1e-6)


def test_the_direction_between_languages_has_length_one(means):
    assert np.isclose(np.linalg.norm(means.direction), 1, atol=1e-5)


def test_no_texts_are_centred_to_no_texts(means):
    assert means.centred(np.empty((0, 48), dtype=np.float32), []).shape == (0, 48)
