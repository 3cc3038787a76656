"""`zhiqiao procedures` (办事流程)."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiqiao.cli.console import out
from zhiqiao.services import procedures


@click.command(help=_("Print the procedures with their state diagrams, checks and time limits."))
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--both", is_flag=True, help="Chinese, then English. 中英文先后打印。")
def procedures_command(target: Path | None, both: bool) -> None:
    """Print the procedures with their state diagrams, checks and time limits."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    printed = procedures.reference("" if both else language)
    if target:
        target.write_text(printed, encoding="utf-8")
    else:
        out.print(printed, markup=False)
