"""What each number of the table brings (消融): how much is lost on a set when it stands at its plainest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from zhiqiao.domain.matching import learned
from zhiqiao.domain.matching.learned import Table
from zhiqiao.services.evaluation.figures import marks_of
from zhiqiao.services.evaluation.learning import START, with_mix
from zhiqiao.services.evaluation.prepared import Prepared
from zhiqiao.services.evaluation.systems import product_run

ENDLESS = 1e9
"""Mentions that saturate only there count one by one."""


def plainer(table: Table, *, across: bool) -> dict[str, Table]:
    """The table itself (`all`), and with each of its numbers at its plainest, where it is not there already."""
    changed = across_plainer(table) if across else within_plainer(table)
    return {"all": table, **{name: other for name, other in changed.items() if other != table}}


def across_plainer(table: Table) -> dict[str, Table]:
    """What counts across languages."""
    return {
        "words": with_mix(table, "across", words=0.0),
        "meaning": with_mix(table, "across", words=1.0, meaning=0.0),
    }


def within_plainer(table: Table) -> dict[str, Table]:
    """What counts within one language."""
    words = table.words

    def with_words(**changed: Any) -> Table:
        return replace(table, words=replace(words, **changed))

    def in_both(**changed: float) -> Table:
        return with_mix(with_mix(table, "within", **changed), "within_quality", **changed)

    return {
        "words": in_both(words=0.0, meaning=1.0),
        "meaning": in_both(meaning=0.0),
        "quality": with_mix(table, "within_quality", quality=0.0),
        "chance": with_words(chance=0.0),
        "title": with_words(title=1.0, sentence=1.0),
        "sentence": with_words(sentence=words.title),
        "character": with_words(character=0.0),
        "mentions": with_words(mentions_saturate=ENDLESS),
        "texts": with_words(texts=(1.0,) * len(words.texts)),
        "k1_and_b": with_words(k1=START.k1, b=START.b),
    }


def ablation(one: Prepared) -> dict[str, dict[str, float]]:
    """nDCG@10 of a set by each of the `plainer` tables, without and with the better embedder."""
    result: dict[str, dict[str, float]] = {}
    for name, table in plainer(learned.table(), across=one.across).items():
        with learned.trying(table):
            row = {"zhiqiao": mean_ndcg(one, False)} if name != "quality" else {}
            if one.has_better:
                row["zhiqiao+quality"] = mean_ndcg(one, True)
        if row:
            result[name] = row
    return result


def mean_ndcg(one: Prepared, better: bool) -> float:
    """The mean over the questions that have a relevant document."""
    return round(float(np.mean(marks_of(one.labelled, product_run(one, better=better))["ndcg@10"])), 4)
