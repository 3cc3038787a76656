"""`zhiqiao match-all` (全量匹配): every need against every patent, into one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, remark, table
from zhiqiao.ports.batch import Standing
from zhiqiao.services import matching, people


@click.command(
    help=_(
        "Match every need with every patent into one table: ids, ranks, scores and their parts.\n\n"
        "Where it runs is one setting, ZHIQIAO_BATCH: processes of this machine, Apache Spark, or Ray. A run that was"
        " cut off goes on where it stopped. The reasons of a pair are made by zhiqiao suggest."
    )
)
@click.option(
    "--needs",
    type=click.Choice(matching.ASKERS),
    default="open",
    show_default=True,
    help=_("Every open need by itself, or every firm with all its open needs together."),
)
@click.option(
    "--pool",
    "pool",
    multiple=True,
    metavar="NAME=VALUE,…",
    help=_("Only patents with one of these values, as in legal_state=granted; may be given again."),
)
@click.option(
    "--top", type=click.IntRange(1, 1000), default=100, show_default=True, help=_("How many patents each need gets.")
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("matches.csv.gz"),
    show_default=True,
    help=_("The table: .csv, .csv.gz, .jsonl, .jsonl.gz or .npz."),
)
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Where the work lies; it stays there. All workers must find it under this path."),
)
@as_json
def match_all_command(needs: str, pool: tuple[str, ...], top: int, out: Path, work: Path | None, json_: bool) -> None:
    """Match every need with every patent into one table."""
    filters = matching.pool_named(pool)
    with stages() as watch:
        done = matching.match_all(
            out, needs=needs, pool=filters, top=top, user=people.machine_owner(), work=work, watch=watch
        )
    if json_:
        answer(vars(done))
        return
    named = {
        _("Needs"): done.needs,
        _("Patents"): done.patents,
        _("Candidates"): done.candidates,
        _("Pairs"): done.pairs,
        _("Ran on"): done.runner,
    }
    table([_("What"), _("Count")], list(named.items()))
    remark(_("Written: %(path)s") % {"path": out})


@contextmanager
def stages() -> Iterator[Callable[[str, Standing], None]]:
    """A bar for each stage, one after the other; repeated tiles are told when it ends."""
    labels = {
        "needs": _("Reading needs"),
        "shards": _("Laying out patents"),
        "find": _("Finding"),
        "rank": _("Ranking"),
    }
    shown: dict[str, Callable[[int, int], None]] = {}
    retried: dict[str, int] = {}
    with ExitStack() as open_bars:

        def watch(stage: str, standing: Standing) -> None:
            if stage not in shown:
                open_bars.close()
                shown[stage] = open_bars.enter_context(bar(labels[stage]))
                if standing.kept:
                    remark(_("%(stage)s: %(kept)s of %(all)s are there from before.") % told(stage, standing))
            shown[stage](standing.done, standing.all)
            if standing.retried > retried.get(stage, 0):
                retried[stage] = standing.retried
                remark(_("%(stage)s: a worker failed; %(retried)s tiles were tried again.") % told(stage, standing))

        def told(stage: str, standing: Standing) -> dict[str, object]:
            return {**vars(standing), "stage": labels[stage]}

        yield watch
