"""The numbers of matching (匹配权重), as readable data. Change one and raise `VERSION`: results keep the version they had.

Where a number comes from stands beside it; docs/adr/0010 holds the measurements.
"""

from __future__ import annotations

VERSION = "first-match@1"

TITLE_WEIGHT = 3.0
"""One word of a need's title weighs as much as three single mentions in its description."""
MENTIONS_SATURATE = 8.0
"""The n-th mention in a description adds less: n mentions weigh 9n/(8+n) (k3 of Okapi BM25)."""
CHARACTER_WEIGHT = 0.5
"""A single Chinese character beside the pairs: 废水 and 污水 meet in 水."""

BM25_K1 = 1.2
BM25_B = 0.75
"""The usual values (Robertson and Zaragoza 2009)."""

MEANING_BESIDE_WORDS = 0.3
"""Within one language: words / their best + 0.3 × likeness of meaning."""
WORDS_BESIDE_MEANING = 0.2
"""Across languages: likeness of meaning + 0.2 × names and numbers written alike."""

CANDIDATES = 200
"""How many candidates each of the two searches brings."""
ENGINE_TERMS = 60
"""How many of a need's weightiest terms the word search is asked for; all count in ranking."""
JUDGED = 80
"""How many of the best by text are judged with all facts."""

POINTS_TEXT = 80.0
POINTS_INDUSTRY = 6.0
POINTS_CLASS = 4.0
POINTS_WAY = 4.0
POINTS_STAGE = 4.0
POINTS_REGION = 2.0
"""The 100 points of a match. A fact that is not known earns half of its points and is named as not known."""
LOSS_NOT_IN_FORCE = 12.0
LOSS_TOO_EARLY = 4.0
LOSS_WAY_REFUSED = 4.0
"""What speaks against a match takes points away, besides being said."""

LEAST_TRL = {"lab": 3, "sample": 5, "pilot": 6, "mass": 8}
"""Readiness (技术成熟度, GB/T 22900-2022 levels) that a wished stage asks for at least."""

TWIN_LIKENESS = 0.60
"""Share of the rarer pairs two titles and abstracts have in common from which on they are shown as one."""

SURE_HIGH = 0.60
SURE_MEDIUM = 0.30
FLOOR = 0.12
"""Below this sureness nothing is shown."""
