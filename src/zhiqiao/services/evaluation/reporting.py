"""Several sets in one run (评测报告): all systems, the table learned by cross-validation, and what each number brings.

Responsible for what is reckoned and in which order. Not responsible for how it is written down: see `scorecard`.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import zhiqiao
from zhiqiao.domain.matching import learned
from zhiqiao.domain.matching.learned import Table
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.services.evaluation import surety
from zhiqiao.services.evaluation.ablation import ablation
from zhiqiao.services.evaluation.facts import facts_brought
from zhiqiao.services.evaluation.figures import marks_of, means
from zhiqiao.services.evaluation.learning import (
    FOLDS,
    Keep,
    Trial,
    as_numbers,
    everything,
    fewer,
    fold_of,
    learn,
    only,
    outside,
)
from zhiqiao.services.evaluation.prepared import Prepared, prepared
from zhiqiao.services.evaluation.runs import OURS, Scored, against, figures_of, scored
from zhiqiao.services.evaluation.sets import SAMPLES, LabelledSet, read_set, sample_set
from zhiqiao.services.evaluation.systems import product_run

Progress = Callable[[int, int, str], None]


def report(
    directories: Sequence[Path],
    *,
    pooled: Sequence[str] = (),
    quality: bool = True,
    learning: bool = False,
    samples: Sequence[str] = tuple(SAMPLES),
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The figures of several sets. `pooled` names those that are ranked inside the documents judged for each query.

    With `learning` our sample's sets (`samples`) join them, the table is learned anew by cross-validation over needs
    and from all families of sets but one (`table` is learned from everything), and each number is left out in turn, and
    each fact beside the texts, which only our sample has.
    Raises Refused when a directory holds no labelled set, or a name is not that of one set.
    """
    started = time.perf_counter()
    labelled = [read_set(path, pool=path.resolve().name in pooled) for path in directories]
    if learning:
        labelled += [sample_set(name) for name in samples]
    check_names([one.name for one in labelled], pooled)
    result: dict[str, Any] = {"made": made(labelled), "sets": []}
    kept = []
    for one in labelled:
        done = scored(one, quality=quality, progress=part(progress, one.name))
        result["sets"].append(figures_of(done))
        if learning:
            kept.append(done)
    if learning:
        result |= learned_report(kept, progress)
        result["ablation"] = {}
        for number, done in enumerate(kept):
            result["ablation"][done.one.labelled.name] = ablation(done.one)
            if progress:
                progress(number + 1, len(kept), "ablation")
        ours = [done.one for done in kept if done.one.labelled.name in samples]
        result["facts"] = {one.labelled.name: facts_brought(one) for one in ours}
        result["sureness"], result["table"] = sureness(samples, result["table"])
    result["seconds"] = round(time.perf_counter() - started, 1)
    return result


def check_names(names: Sequence[str], pooled: Iterable[str]) -> None:
    """Figures are told by the name of the set: no two may share one, and what is to be pooled must be there."""
    twice = sorted({name for name in names if names.count(name) > 1})
    strange = [name for name in pooled if name not in names]
    problems = [Problem("evaluation_sets_differ_in_name", given=name) for name in twice]
    problems += [
        Problem("evaluation_pool_is_of_a_set", given=name, data={"expected": ", ".join(names)}) for name in strange
    ]
    if problems:
        raise Refused(problems)


def part(progress: Progress | None, name: str) -> Callable[[int, int], None] | None:
    """The progress of one set."""
    return (lambda done, total: progress(done, total, name)) if progress else None


def learned_report(kept: Sequence[Scored], progress: Progress | None = None) -> dict[str, Any]:
    """The marks of every need by a table that never saw it, those of each set by one learned from the other families
    and by one learned from itself alone, the table learned from everything, and what learning took."""
    trial, shipped = Trial([fewer(done.one) for done in kept]), learned.table()
    families = list(dict.fromkeys(one.labelled.family for one in trial.sets))
    steps = 1 + FOLDS + 2 * len(families)
    taken = 0

    def learned_from(said: str, keep: Keep) -> Table:
        nonlocal taken
        if progress:
            progress(taken, steps, said)
        taken += 1
        return learn(trial, keep, shipped)

    table = learned_from("all", everything(trial.sets))
    folds = [learned_from(f"fold {fold + 1}", outside(trial.sets, fold)) for fold in range(FOLDS)]
    others = {name: learned_from(f"without {name}", everything(trial.sets, but=name)) for name in families}
    alone = {name: learned_from(f"only {name}", only(trial.sets, name)) for name in families}
    return {
        "cross_validated": {done.one.labelled.name: cross_validated(done, folds) for done in kept},
        "left_out": {
            done.one.labelled.name: {
                "others": by_table(done.one, others[done.one.labelled.family]),
                "all": by_table(done.one, table),
                "itself": by_table(done.one, alone[done.one.labelled.family]),
            }
            for done in kept
        },
        "folds": [as_numbers(one) for one in folds],
        "learned": as_numbers(table),
        "shipped": as_numbers(shipped),
        "table": table,
        "tried": len(trial.kept),
    }


def sureness(samples: Sequence[str], table: Table) -> tuple[dict[str, Any], Table]:
    """How well sureness by the table in use keeps its word, and this table with sureness fitted to how it ranks."""
    if not samples:
        return {}, table
    asked = {name: prepared(surety.with_everyday(name), quality=False) for name in surety.NAMES}
    told = surety.fit_all(asked)[1]
    with learned.trying(table):
        return told, replace(table, sure=surety.fit_all(asked)[0])


def cross_validated(done: Scored, tables: Sequence[Table]) -> dict[str, Any]:
    """The marks of a set when each need is ranked by the table of its fold, with the difference to other systems and
    to the order by the table in use (`shipped`)."""
    result: dict[str, Any] = {}
    for name in OURS:
        if name not in done.marks:
            continue
        run = product_run(done.one, better=name != OURS[0], by=lambda case: tables[fold_of(case.query.group)])
        found = marks_of(done.one.labelled, run)
        result[name] = {
            **means(found),
            "against": against({**done.marks, "shipped": done.marks[name]}, found, ("ndcg@10",)),
        }
    return result


def by_table(one: Prepared, table: Table) -> dict[str, float]:
    """nDCG@10 of a set by one table, without and with the better embedder."""
    return {
        name: means(marks_of(one.labelled, product_run(one, better=name != OURS[0], by=lambda _case: table)))["ndcg@10"]
        for name in OURS
        if name == OURS[0] or one.has_better
    }


def made(labelled: Sequence[LabelledSet]) -> dict[str, Any]:
    """What made the figures: date, version, models, and the sets by their hash."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "zhiqiao": zhiqiao.__version__,
        "table": learned.table().version,
        "embedder": choose.embedder().id,
        "quality_embedder": choose.quality_embedder().id if choose.quality_embedder().dim else "",
        "segmenter": choose.segmenter().id,
        "sets": {one.name: {"sha256": digest_of(one), "needs": len(one.scored)} for one in labelled},
    }


def digest_of(labelled: LabelledSet) -> str:
    """A hash of all that a set says: documents, questions and judgements."""
    told = hashlib.sha256()
    for document in labelled.documents:
        told.update(
            f"{document.key}\t{document.title}\t{document.text}\t{document.claim}\t{document.effect}\n".encode()
        )
    for query in labelled.queries:
        told.update(f"{query.key}\t{query.title}\t{query.description}\t{sorted(query.excluded)}\n".encode())
        told.update(repr(sorted(labelled.judged[query.key].items())).encode())
    return told.hexdigest()
