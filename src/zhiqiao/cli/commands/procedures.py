"""`zhiqiao procedures` (办事流程)."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import print_page
from zhiqiao.services import procedures


@click.command(help=_("Print the procedures with their state diagrams, checks and time limits."))
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--both", is_flag=True, help="Chinese, then English. 中英文先后打印。")
def procedures_command(target: Path | None, both: bool) -> None:
    """Print the procedures with their state diagrams, checks and time limits."""
    print_page(procedures.reference, target, both=both)
