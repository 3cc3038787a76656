"""Fitting sureness (把握校准): how often a match with certain signs solves the need or fits it well, on our sample.

A logistic regression over the first candidates of each need of the sample and of everyday questions that nothing in it
answers; tried on industries left out. Not responsible for what is done with it: that is `domain.matching.sureness`.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.sureness import around, signs
from zhiqiao.services.evaluation.prepared import Prepared
from zhiqiao.services.evaluation.sets import LabelledDocument, LabelledQuery, LabelledSet, sample_set

EVERYDAY = Path(__file__).with_name("everyday.txt")
FIRST = weights.NEAR_AMONG
"""So many of the first candidates of each question are learned from."""
FITS_WELL = 2
RIDGE = 1.0
"""How strongly coefficients are held back, as so many rows of evidence."""
WITHIN = ("sample_zh", "sample_zh_title", "sample_zh_bare", "sample_en", "sample_en_title")
ACROSS = ("sample_zh_en", "sample_en_zh")
NAMES = (*WITHIN, *ACROSS)
"""The sets of our sample that are needed, each with the everyday questions (`with_everyday`)."""
SIGNS = {
    "sure_same": (WITHIN, ("covered", "cosine", "score", "crowd", "near")),
    "sure_across": (ACROSS, ("covered", "cosine", "above", "score", "near")),
    "sure_words": (WITHIN, ("covered", "score", "crowd")),
    "sure_words_across": (ACROSS, ("covered", "score", "crowd")),
}
"""The sets each situation is fitted on, and by which signs it goes."""
FOLDS = 8
STEPS = 50
REFUSED_AT_MOST = 0.05
"""A floor is set where, in industries left out, so many of the needs that a patent fits would be told there is none."""
TITLE, BARE = "_title", "_bare"
"""How the names of sets end that ask by title alone, and whose patents show no effect: those tell nothing of floors."""
Floats = NDArray[np.float64]


def with_everyday(name: str) -> LabelledSet:
    """One of our sample's sets with the everyday questions in the language it is asked in."""
    labelled = sample_set(name)
    asked = {LabelledDocument("", one.title, one.description).language for one in labelled.queries}
    for line in EVERYDAY.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#") and LabelledDocument("", line, "").language in asked:
            labelled.queries.append(LabelledQuery(f"everyday {line}", line, "", group=line))
            labelled.judged[f"everyday {line}"] = {labelled.documents[0].key: 0}
    return labelled


@dataclass(frozen=True)
class Rows:
    """Signs (n, signs), whether each row fits well, the fold of its question (an industry, or some everyday ones), and
    the question: its place among `asked`."""

    signs: Floats
    fits: Floats
    folds: NDArray[np.int64]
    of: NDArray[np.int64]
    asked: tuple[Question, ...] = ()

    def some(self, chosen: NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        return Rows(self.signs[chosen], self.fits[chosen], self.folds[chosen], self.of[chosen], self.asked)


@dataclass(frozen=True)
class Question:
    """What is asked: of which set, whether its needs are told in full, and what answers it: `fits`, `none` or
    `everyday`."""

    name: str
    in_full: bool
    answer: str


def rows_of(sets: Mapping[str, Prepared], situation: str) -> Rows:
    """The first candidates of every question, by the table in use; by words alone where the situation says so."""
    names, wanted = SIGNS[situation]
    told: list[list[float]] = []
    fits, folds, of = [], [], []
    asked: list[Question] = []
    for name in names:
        judged, documents = sets[name].labelled.judged, sets[name].labelled.documents
        for case in sets[name].cases:
            grades = judged[case.query.key]
            ranked = case.standing(False, meaning="words" not in situation).ranked()
            beside = around(ranked)
            for each in ranked[:FIRST]:
                given = signs(each, beside)
                told.append([given[sign] for sign in wanted])
                fits.append(float(grades.get(documents[each.id].key, 0) >= FITS_WELL))
                folds.append(zlib.crc32(case.query.group.encode()) % FOLDS)
                of.append(len(asked))
            in_full = not name.endswith(TITLE)
            asked.append(Question(name, in_full, answer_of(case.query.key, grades)))
    return Rows(np.array(told), np.array(fits), np.array(folds), np.array(of), tuple(asked))


def answer_of(key: str, grades: Mapping[str, int]) -> str:
    """What answers a question."""
    if key.startswith("everyday "):
        return "everyday"
    return "fits" if max(grades.values()) >= FITS_WELL else "none"


def fitted(rows: Rows) -> Floats:
    """Start and coefficients, by Newton's method."""
    given = np.column_stack([np.ones(len(rows.fits)), rows.signs])
    held = RIDGE * np.diag([0.0] + [1.0] * rows.signs.shape[1])
    by: Floats = np.zeros(given.shape[1])
    for _ in range(STEPS):
        sure = 1 / (1 + np.exp(-given @ by))
        slope = given.T @ (sure - rows.fits) + held @ by
        bend = (given * (sure * (1 - sure))[:, None]).T @ given + held
        step = np.linalg.solve(bend, slope)
        by = by - step
        if np.abs(step).max() < 1e-8:
            break
    return by


def expected(rows: Rows, by: Floats) -> Floats:
    """How sure each row is."""
    result: Floats = 1 / (1 + np.exp(-(by[0] + rows.signs @ by[1:])))
    return result


def held_out(rows: Rows) -> Floats:
    """How sure each row is by a fit that never saw its industry."""
    result = np.zeros(len(rows.fits))
    for fold in np.unique(rows.folds):
        out = rows.folds == fold
        result[out] = expected(rows.some(out), fitted(rows.some(~out)))
    return result


def told(rows: Rows) -> dict[str, Any]:
    """How good the fit is on industries left out: log loss, area under the curve, by steps of a fifth how many rows
    there are, how sure they were, and how many fit; and for each way of asking a floor with what it does."""
    sure = np.clip(held_out(rows), 1e-6, 1 - 1e-6)
    steps = []
    for low in np.arange(0.0, 1.0, 0.2):
        chosen = (sure >= low) & (sure < low + 0.2)
        if chosen.any():
            steps.append(
                [int(chosen.sum()), round(float(sure[chosen].mean()), 3), round(float(rows.fits[chosen].mean()), 3)]
            )
    return {
        "rows": len(rows.fits),
        "log_loss": round(float(-np.mean(rows.fits * np.log(sure) + (1 - rows.fits) * np.log(1 - sure))), 4),
        "auc": round(area(sure, rows.fits), 4),
        "steps": steps,
        "floors": {("in_full" if in_full else "title"): floor(rows, sure, in_full) for in_full in (True, False)},
    }


def floor(rows: Rows, sure: Floats, in_full: bool) -> dict[str, Any]:
    """The highest floor at which `REFUSED_AT_MOST` of the needs that a patent fits would be refused, in the middle to
    the next need; and what of all would be: of each kind [refused, asked]."""
    best = np.zeros(len(rows.asked))
    np.maximum.at(best, rows.of, sure)
    kinds = np.array([one.answer for one in rows.asked])
    those = np.array([one.in_full is in_full and not one.name.endswith(BARE) for one in rows.asked])
    fitting = np.sort(best[those & (kinds == "fits")])
    if not len(fitting):
        return {}
    many = int(REFUSED_AT_MOST * len(fitting))
    low = float((fitting[many - 1] + fitting[many]) / 2) if many else float(fitting[0])
    refused = {}
    for kind in ("fits", "none", "everyday"):
        chosen = best[those & (kinds == kind)]
        refused[kind] = [int((chosen < low).sum()), len(chosen)]
    return {"floor": round(low, 3), "refused": refused}


def area(sure: Floats, fits: Floats) -> float:
    """The chance that a row that fits is surer than one that does not."""
    order = np.argsort(np.argsort(sure, kind="stable"), kind="stable") + 1.0
    good = fits > 0
    many, few = int(good.sum()), int((~good).sum())
    return float((order[good].sum() - many * (many + 1) / 2) / (many * few)) if many and few else 0.5


def fit_all(sets: Mapping[str, Prepared]) -> tuple[dict[str, dict[str, float]], dict[str, Any]]:
    """The regressions as the learned table holds them, and how good they are; `sets` by `NAMES`, made of
    `with_everyday`."""
    table, report = {}, {}
    for situation, (_names, wanted) in SIGNS.items():
        rows = rows_of(sets, situation)
        table[situation] = {
            name: round(float(value), 2) for name, value in zip(("start", *wanted), fitted(rows), strict=True)
        }
        report[situation] = told(rows)
    return table, report
