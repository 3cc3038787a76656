"""`zhiqiao embed` (向量化): compute the vectors that are missing, before an index is built or while it is in use."""

from __future__ import annotations

import time

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, err, remark
from zhiqiao.services import embedding

SECONDS = 30.0
"""Between two lines where no bar can be drawn."""


@click.command(
    help=_(
        "Compute the vectors of all texts that have none. May be stopped at any time; the next run goes on.\n\n"
        "Without --quality for the model that finds (ZHIQIAO_EMBEDDER), for all patents and enterprises;"
        " zhiqiao index then takes them in. With --quality for the second model (ZHIQIAO_QUALITY_EMBEDDER),"
        " for needs and offered patents, and puts them to use."
    )
)
@click.option("--quality", is_flag=True, help=_("The second, better model."))
@click.option("--pool/--all", "pool", default=None, help=_("Only patents that are offered, or all of them."))
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    default=None,
    help=_("Processes that compute; one for each processor unless told."),
)
@as_json
def embed_command(quality: bool, pool: bool | None, processes: int | None, json_: bool) -> None:
    """Compute the vectors of all texts that have none."""
    place = embedding.place_of_model(quality=quality)
    if place:
        remark(_("The texts are sent to a service elsewhere: %(place)s") % {"place": place})
    done = embed_shown(quality=quality, pool=pool, processes=processes)
    if json_:
        answer(done)
        return
    if not done["computed"]:
        remark(_("Nothing was missing: %(texts)s texts have their vectors") % done)
        return
    remark(
        _(
            "%(computed)s vectors in %(seconds)s s with %(embedder)s: %(texts_per_second)s texts/s, %(gflops)s GFLOP/s"
            " (a bare matrix product: %(bare_gflops)s)"
        )
        % done
    )
    if not quality:
        remark(_("Run zhiqiao index to take them into the index"))


def embed_shown(*, quality: bool = False, pool: bool | None = None, processes: int | None = None) -> dict[str, object]:
    """The run with its progress shown: a bar, or a line now and then where none can be drawn."""
    with bar(_("Embedding")) as progress:
        told = [time.monotonic()]

        def tell(run: embedding.Run) -> None:
            said = _("Embedding, %(speed)s texts/s, %(gflops)s GFLOP/s") % {
                "speed": f"{run.per_second:.0f}",
                "gflops": f"{run.gigaflops:.0f}",
            }
            progress(run.looked_at, run.texts, said)
            if not err.is_terminal and time.monotonic() - told[0] > SECONDS:
                told[0] = time.monotonic()
                remark(f"{run.looked_at}/{run.texts} {said}")

        return embedding.embed(quality=quality, pool=pool, processes=processes, progress=tell)
