"""`zhiqiao grade` and `zhiqiao rubric` (分级与规则)."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, print_page, remark, table
from zhiqiao.domain.grading.causes import Cause
from zhiqiao.services import appraisal, catalogue, people


@click.command(help=_("Grade the named patents, or all; unchanged facts under an unchanged rubric make no new grade."))
@click.argument("numbers", nargs=-1)
@click.option("--all", "all_", is_flag=True, help=_("Grade every patent; the same as naming none."))
@click.option("--aged", is_flag=True, help=_("Only those for which a boundary of time has passed."))
@click.option("--afresh", is_flag=True, help=_("Begin at the beginning, also when a grading of all was broken off."))
@as_json
def grade_command(numbers: tuple[str, ...], all_: bool, aged: bool, afresh: bool, json_: bool) -> None:
    """Grade the named patents, or all; unchanged facts under an unchanged rubric make no new grade."""
    if (numbers and (all_ or aged)) or (all_ and aged):
        raise click.UsageError(_("Name patents, or say --all, or --aged: one of the three."))
    if numbers:
        ids = [catalogue.get(number, user=people.machine_owner()).pk for number in numbers]
        appraisal.grade_patents(ids, cause="asked")
        made = len(ids)
    else:
        for run in [] if aged or afresh else appraisal.broken_off():
            if run.cause == Cause.ALL and run.done:
                told = {"done": run.done, "total": run.total}
                remark(_("Going on with the grading that was broken off: %(done)s of %(total)s are done.") % told)
        with bar(_("Grading")) as progress:
            made = appraisal.grade_aged(progress) if aged else appraisal.grade_all(progress, afresh=afresh)
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
