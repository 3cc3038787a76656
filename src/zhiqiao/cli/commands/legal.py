"""`zhiqiao legal-events` (法律事件)."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import print_page
from zhiqiao.services import legal


@click.command(help=_("Print the codes of legal events with what each does to the register."))
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--both", is_flag=True, help="Chinese, then English. 中英文先后打印。")
def legal_events_command(target: Path | None, both: bool) -> None:
    """Print the codes of legal events with what each does to the register."""
    print_page(legal.reference, target, both=both)
