"""`zhiqiao index` (索引): throw the index away and build it again from the database."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, table
from zhiqiao.services import indexing


@click.command(help=_("Build the search index again from the database."))
@as_json
def index_command(json_: bool) -> None:
    """Build the search index again from the database."""
    with bar(_("Indexing")) as progress:
        built = indexing.rebuild(progress)
    if json_:
        answer(built)
    else:
        table([_("What"), _("State")], [[key, value] for key, value in built.items()])
