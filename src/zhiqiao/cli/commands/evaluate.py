"""`zhiqiao evaluate` (评测): the ranking on labelled sets, against BM25 in the same run; its weights learned anew."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, remark, table
from zhiqiao.services import evaluation

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def writable(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """Refuses, before hours of work, a file that could not be written after it."""
    if path is not None and (path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK)):
        raise click.BadParameter(_("%(path)s cannot be written. Does its folder exist?") % {"path": path})
    return path


@click.command(
    help=_(
        "Score the ranking on one or more DIRECTORIES (corpus.jsonl[.gz], queries.jsonl, qrels.tsv).\n\n"
        "nDCG@10 (gain 2^grade − 1), recall@100 and MRR of our ranking, of BM25, of each embedding alone and of their"
        " plain rank fusion, with paired significance tests."
    )
)
@click.argument("directories", nargs=-1, required=True, type=FOLDER)
@click.option("--pool", is_flag=True, help=_("Rank inside the judged documents of each query."))
@click.option("--pool-for", multiple=True, metavar="NAME", help=_("The same for the set of this name only."))
@click.option("--no-quality", is_flag=True, help=_("Leave the second embedder out, also where it is installed."))
@click.option(
    "--learn", is_flag=True, help=_("Learn the weights anew by cross-validation, and tell what each number brings.")
)
@click.option(
    "--train",
    type=click.Path(path_type=Path),
    metavar="FILE",
    callback=writable,
    help=_("Learn, and write the table learned from all sets into this file."),
)
@click.option(
    "--card",
    type=click.Path(path_type=Path),
    metavar="FILE",
    callback=writable,
    help=_("Learn, and write the score card into this file."),
)
@as_json
def evaluate_command(
    directories: tuple[Path, ...],
    pool: bool,
    pool_for: tuple[str, ...],
    no_quality: bool,
    learn: bool,
    train: Path | None,
    card: Path | None,
    json_: bool,
) -> None:
    """Score the ranking on one or more DIRECTORIES (corpus.jsonl[.gz], queries.jsonl, qrels.tsv)."""
    names = [one.resolve().name for one in directories]
    with bar(", ".join(names)) as progress:
        told = evaluation.report(
            directories,
            pooled=[*pool_for, *(names if pool else ())],
            quality=not no_quality,
            learning=bool(learn or train or card),
            progress=progress,
        )
    learned = told.pop("table", None)
    if train:
        train.write_text(evaluation.table_text(learned, told), encoding="utf-8")
        remark(_("Written: %(path)s") % {"path": train})
    if card:
        card.write_text(evaluation.page(told, as_typed(names, pool, pool_for, no_quality)), encoding="utf-8")
        remark(_("Written: %(path)s") % {"path": card})
    if json_:
        # Of one set alone its figures, as its name is not needed to find them.
        answer(told["sets"][0] if len(told["sets"]) == 1 else told)
        return
    for one in told["sets"]:
        show(one, told.get("cross_validated", {}).get(one["set"], {}))


def as_typed(names: Sequence[str], pool: bool, pool_for: Sequence[str], no_quality: bool) -> str:
    """The command as it stands on the score card: folders by their names."""
    flags = ["--pool"] * pool + [f"--pool-for {name}" for name in pool_for] + ["--no-quality"] * no_quality
    return " ".join(["zhiqiao evaluate", *names, *flags, "--card scorecard.md"])


def show(told: dict[str, Any], learned: dict[str, Any]) -> None:
    """The figures of one set; `learned` are those of tables that never saw the need."""
    systems = {
        **told["systems"],
        **{_("%(system)s, learned without the need") % {"system": n}: one for n, one in learned.items()},
    }
    measures = list(told["systems"]["bm25"])
    table(
        [_("System"), *measures],
        [[name, *(f"{marks[one]:.4f}" for one in measures)] for name, marks in systems.items()],
        title=told["set"],
    )
    for name, tested in told["significance"].items():
        remark(f"{name}: {tested}")
