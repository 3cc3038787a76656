"""`zhiqiao evaluate` (评测): the ranking on a labelled set, against BM25 in the same run."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, remark, table
from zhiqiao.services import evaluation


@click.command(
    help=_(
        "Score the ranking on DIRECTORY (corpus.jsonl[.gz], queries.jsonl, qrels.tsv).\n\n"
        "nDCG@10 (gain 2^grade − 1), recall@100 and MRR of our ranking and of BM25, with a paired"
        " significance test."
    )
)
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pool", is_flag=True, help=_("Rank inside the judged documents of each query."))
@as_json
def evaluate_command(directory: Path, pool: bool, json_: bool) -> None:
    """Score the ranking on DIRECTORY (corpus.jsonl[.gz], queries.jsonl, qrels.tsv)."""
    with bar(directory.name) as progress:
        result = evaluation.evaluate(directory, pool=pool, progress=progress)
    if json_:
        answer(result)
        return
    systems = result["systems"]
    measures = list(systems["bm25"])
    table(
        [_("System"), *measures],
        [[name, *(f"{scores[one]:.4f}" for one in measures)] for name, scores in systems.items()],
        title=result["set"],
    )
    for name, tested in result["significance"].items():
        remark(f"{name}: {tested}")
