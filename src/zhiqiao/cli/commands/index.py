"""`zhiqiao index` (索引): build the search index again from the database, beside the one in use."""

from __future__ import annotations

import time

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.commands.embed import embed_shown
from zhiqiao.cli.console import Update, answer, as_json, bar, err, remark, table
from zhiqiao.services import embedding, indexing

BETWEEN = 30.0  # seconds between two remarks where no bar can be shown


class Pace:
    """How far the build is and how fast it goes, for people: a bar at a terminal, else a line now and then."""

    def __init__(self, show: Update):
        self.show = show
        self.began: tuple[float, int] | None = None
        self.told = time.monotonic()

    def __call__(self, done: int, total: int, stage: str) -> None:
        now = time.monotonic()
        first, start = self.began = self.began or (now, done)
        speed = round((done - start) / (now - first)) if now - first > 1 else 0
        said = {
            "patents": _("Indexing, %(speed)s a second") % {"speed": speed},
            "enterprises": _("Indexing enterprises"),
            "settle": _("Putting the new index together"),
            "switch": _("Taking in what changed meanwhile"),
        }[stage]
        self.show(done, total, said)
        if not err.is_terminal and now - self.told > BETWEEN:
            self.told = now
            remark(f"{said}: {done} / {total}")


@click.command(help=_("Build the search index again from the database. The one in use answers until the end."))
@click.option("--anew", is_flag=True, help=_("Begin at the beginning, also when a build was broken off."))
@click.option("--processes", type=click.IntRange(0, 64), help=_("Processes that read beside the one that writes."))
@as_json
def index_command(anew: bool, processes: int | None, json_: bool) -> None:
    """Build the search index again from the database. The one in use answers until the end."""
    plan = indexing.to_go_on()
    if plan is not None and not anew:
        number = plan.through.get("patents", 0)
        remark(_("Going on with the build that was broken off, after patent %(number)s.") % {"number": number})
    else:
        remark(_("Building the index beside the one in use; it can be stopped and goes on when run again."))
    if embedding.many_lack_vectors():
        embed_shown()
    with bar(_("Indexing")) as progress:
        built = indexing.rebuild(Pace(progress), anew=anew, processes=processes)
    if json_:
        answer(built)
        return
    labels = {
        "patents": _("Patents"),
        "enterprises": _("Enterprises"),
        "build": _("Number of the build"),
        "patents_per_second": _("Patents a second"),
        "seconds": _("Seconds"),
    }
    table([_("What"), _("State")], [[labels[key], value] for key, value in built.items()])
