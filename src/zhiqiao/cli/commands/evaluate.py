"""`zhiqiao evaluate` (评测): the ranking on labelled sets, against BM25 in the same run; and its weights learned anew."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, remark, table
from zhiqiao.services import evaluation

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command(
    help=_(
        "Score the ranking on one or more DIRECTORIES (corpus.jsonl[.gz], queries.jsonl, qrels.tsv).\n\n"
        "nDCG@10 (gain 2^grade − 1), recall@100 and MRR of our ranking, of BM25, of each embedding alone and of their"
        " plain rank fusion, with a paired significance test."
    )
)
@click.argument("directories", nargs=-1, required=True, type=FOLDER)
@click.option("--pool", is_flag=True, help=_("Rank inside the judged documents of each query."))
@click.option("--pool-for", multiple=True, metavar="NAME", help=_("The same for the set of this name only."))
@click.option("--no-quality", is_flag=True, help=_("Leave the second embedder out, also where it is installed."))
@click.option("--learn", is_flag=True, help=_("Learn the weights anew by cross-validation, beside the shipped ones."))
@click.option("--ablate", is_flag=True, help=_("Tell what each number of the table brings."))
@click.option("--train", type=FILE, help=_("Learn, and write the table learned from all sets into this file."))
@click.option("--card", type=FILE, help=_("Learn and ablate, and write the score card into this file."))
@as_json
def evaluate_command(
    directories: tuple[Path, ...],
    pool: bool,
    pool_for: tuple[str, ...],
    no_quality: bool,
    learn: bool,
    ablate: bool,
    train: Path | None,
    card: Path | None,
    json_: bool,
) -> None:
    """Score the ranking on one or more DIRECTORIES (corpus.jsonl[.gz], queries.jsonl, qrels.tsv)."""
    learn, ablate = bool(learn or train or card), bool(ablate or card)
    if len(directories) == 1 and not (learn or ablate):
        with bar(directories[0].name) as progress:
            result = evaluation.evaluate(
                directories[0],
                pool=pool or directories[0].resolve().name in pool_for,
                quality=not no_quality,
                progress=progress,
            )
        answer(result) if json_ else show(result)
        return
    pooled = [one.resolve().name for one in directories] if pool else list(pool_for)
    with bar(_("Evaluation")) as progress:
        told = evaluation.report(
            directories, pooled=pooled, quality=not no_quality, learn=learn, ablate=ablate, progress=progress
        )
    learned = told.pop("table", None)
    if train and learned is not None:
        train.write_text(evaluation.table_text(learned, told), encoding="utf-8")
        remark(_("Written: %(path)s") % {"path": train})
    if card:
        card.write_text(evaluation.page(told, command(directories, pool, pool_for)), encoding="utf-8")
        remark(_("Written: %(path)s") % {"path": card})
    if json_:
        answer(told)
        return
    for one in told["sets"]:
        show(one)


def command(directories: tuple[Path, ...], pool: bool, pool_for: tuple[str, ...]) -> str:
    """The command as it stands on the score card: folders by their names."""
    flags = ["--pool"] if pool else [f"--pool-for {name}" for name in pool_for]
    return " ".join(
        ["zhiqiao evaluate", *(one.resolve().name for one in directories), *flags, "--card", "scorecard.md"]
    )


def show(result: dict[str, Any]) -> None:
    """The figures of one set."""
    systems = result["systems"]
    measures = list(systems["bm25"])
    table(
        [_("System"), *measures],
        [[name, *(f"{scores[one]:.4f}" for one in measures)] for name, scores in systems.items()],
        title=result["set"],
    )
    for name, tested in result["significance"].items():
        remark(f"{name}: {tested}")
    sys.stdout.flush()
