"""The numbers of matching (匹配权重), as readable data: those learned from labelled needs (`learned.toml`) and those
set by hand, with their reasons. Results keep the version they were made by.

Where a number comes from stands beside it; docs/adr/0009 holds the measurements.
"""

from __future__ import annotations

from zhiqiao.domain.matching import learned

LEARNED = learned.shipped()
VERSION = LEARNED.version

TEXT_WEIGHTS = LEARNED.words.texts
"""What a mention in a patent's title, abstract, claim, and effect or scenario counts (BM25F), as shipped."""

BEST, LEAST_SPREAD = 100, 0.02
"""A feature's spread is that of its so many best values, and at least so much."""
ESSENCE = 0.75
"""A patent's meaning is looked at twice: its title and abstract, and its essence (title, effect, scenario). Where there
is an essence it counts three parts in four: a short need is near it, and far from a long abstract."""
WHOLE_ALONE = 0.5
"""Spreads by which the whole must stand above both together to count alone. Without it one abstract in twelve no longer
finds its own translation first; with it all do, and needs lose nothing that could be measured."""
BEGINNING = 400
"""Characters of a need's description that are its beginning."""

CANDIDATES = 200
"""How many candidates the search by words brings."""
NEAREST = 120
"""How many each search by meaning brings in a batch: by whole need, and by title and beginning, in both views."""
NEAREST_BETWEEN = 200
"""How many one search between the two directions brings in each view, where somebody waits. With the words' candidates
it holds as many of the relevant as 120 in each direction (0.969 of the English labelled needs, all across languages);
what comes among the first hundred fell from 0.937 to 0.931 there."""
ENGINE_TERMS = 40
"""How many of a need's weightiest terms the word search is asked for; all count in ranking."""
KIN = 0.3
"""What another word for the same thing in the same language counts, of one that was said."""
JUDGED = 50
"""How many of the best by text are judged with all facts."""

POINTS_FIRM_TEXT = 86.0
POINTS_CLASS = 6.0
"""Of a patent and a firm, with industry and region: ways and readiness are asked by needs, not by firms."""
FIGURES_READ = 5
"""Of so many of the first the figures are compared, where the need asks for any: reading one patent's takes half a
millisecond."""
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
NEAR_SAME = 0.15
NEAR_ACROSS = 0.18
"""When what stands first is no nearer in meaning than this (mean of the nearest's likeness and that of the first five),
nothing is shown. Of 80 everyday questions 9 in 10 stay below, of bare titles with a fitting patent 1 in 30."""
NEAR_FIRST = 5
NEAR_AMONG = 10
FLOORS = {"sure_same": 0.08, "sure_across": 0.13, "sure_words": 0.20, "sure_words_across": 0.06}
FLOOR_IN_FULL = 0.48
"""How sure the surest must be for anything to be shown, in each situation; and for a need told in full in the patents'
own language, which gives words enough to tell. `surety.floor` found them, by industries left out; by words alone, where
there is less to tell by, they are a little lower. On the sample 51 of 52 needs that a patent fits keep their answer
(English: 50), and of the 8 that none fits 6 are told so (English: 5). Of 123 published Chinese needs 96 in 100 are
answered from their own collection, of 175 American ones 99."""
ROW_FLOOR = 0.06
"""A row less sure than this is left out, however short the list becomes: on the sample one fitting row in twenty, and
five in six of the others."""
FIRM_IN_FIELD = 0.10
FIRM_ELSEWHERE = 0.40
"""How sure a firm must be to be shown for a patent: in the patent's own industry or classes, and outside of them. On
the sample every firm whose open need the patent solves stays, and 2 others a patent instead of 9."""
COVERED_AT_LEAST = 0.06
"""With words alone: when no text has this share of the words, nothing is shown."""
NAMED = 0.5
"""A text whose meaning is not known counts as found where it has this share of what is asked (our own figure)."""
CROWD_FROM, CROWD_TO = 5, 30
"""The crowd: candidates 6 to 30. Where they stand nearly as high as the first, the need's words are common ones."""
