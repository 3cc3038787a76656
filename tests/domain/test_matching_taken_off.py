"""Taking a mean off the stored vectors yields the same cosines as reckoning them from products."""

from __future__ import annotations

import numpy as np

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching.centring import means_of, unit


def test_both_ways_of_centring_agree():
    draw = np.random.default_rng(4)
    apart = draw.standard_normal((2, 24))
    stored = unit((apart[[n % 2 for n in range(120)]] * 2 + draw.standard_normal((120, 24))).astype(np.float32))
    languages = [Language.ZH if n % 2 == 0 else Language.EN for n in range(120)]
    means = means_of("some", stored, languages)
    asked = means.centred(stored[:10], languages[:10])
    by_products = means.likeness(asked @ stored.T, means.rows @ stored.T, asked @ means.rows.T)
    missing = stored.copy()
    missing[7] = np.nan
    taken = means.taken_off(missing)
    np.testing.assert_allclose(np.delete(asked @ taken.T, 7, axis=1), np.delete(by_products, 7, axis=1), atol=1e-5)
    assert np.isnan(taken[7]).all()
    few = means_of("some", stored[:10], languages[:10])
    assert few.taken_off(stored) is stored
