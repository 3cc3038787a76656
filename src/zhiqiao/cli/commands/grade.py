"""`zhiqiao grade` and `zhiqiao rubric` (分级与规则)."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, print_page, table
from zhiqiao.services import appraisal, catalogue, people


@click.command(help=_("Grade the named patents, or all; unchanged facts under an unchanged rubric make no new grade."))
@click.argument("numbers", nargs=-1)
@as_json
def grade_command(numbers: tuple[str, ...], json_: bool) -> None:
    """Grade the named patents, or all; unchanged facts under an unchanged rubric make no new grade."""
    if numbers:
        ids = [catalogue.get(number, user=people.machine_owner()).pk for number in numbers]
        appraisal.grade_patents(ids, cause="asked")
        made = len(ids)
    else:
        with bar(_("Grading")) as progress:
            made = appraisal.grade_all(progress)
    levels = appraisal.levels_summary(people.machine_owner())
    if json_:
        answer({"graded": made, "levels": levels})
    else:
        table([_("Level"), _("Patents")], [[level, count] for level, count in levels.items()])


@click.command(help=_("Print the rubric as it stands in the code."))
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--both", is_flag=True, help="Chinese, then English. 中英文先后打印。")
def rubric_command(target: Path | None, both: bool) -> None:
    """Print the rubric as it stands in the code."""
    print_page(appraisal.rubric_markdown, target, both=both)
