"""`zhiqiao grade` and `zhiqiao rubric` (分级与规则)."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, print_page, remark, table
from zhiqiao.domain.grading.causes import Cause
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.services import appraisal, catalogue, people


@click.command(help=_("Grade the named patents, or all; unchanged facts under an unchanged rubric make no new grade."))
@click.argument("numbers", nargs=-1)
@click.option("--all", "all_", is_flag=True, help=_("Grade every patent; the same as naming none."))
@click.option("--aged", is_flag=True, help=_("Only those for which a boundary of time has passed."))
@click.option("--afresh", is_flag=True, help=_("Begin at the beginning, also when a grading of all was broken off."))
@click.option("--scenario", help=_("Tell the named patents in this scenario; nothing is kept."))
@as_json
def grade_command(
    numbers: tuple[str, ...], all_: bool, aged: bool, afresh: bool, scenario: str | None, json_: bool
) -> None:
    """Grade the named patents, or all; unchanged facts under an unchanged rubric make no new grade."""
    if (numbers and (all_ or aged)) or (all_ and aged):
        raise click.UsageError(_("Name patents, or say --all, or --aged: one of the three."))
    if scenario:
        tell_in_scenario(numbers, scenario, json_)
        return
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


def tell_in_scenario(numbers: tuple[str, ...], name: str, json_: bool) -> None:
    """The grade of each named patent in a scenario."""
    scenario, told = appraisal.scenario_named(name), []
    for number in numbers:
        row = catalogue.get(number, user=people.machine_owner())
        grade = appraisal.current_grade(row)
        if grade is None:
            raise Refused([Problem("patent_is_graded", "grade", row.record_key)])
        found = appraisal.explain_scored(appraisal.in_scenario(grade, scenario), scenario)
        told.append({"patent": row.record_key, **found})
    if json_:
        answer({"scenario": scenario.id, "patents": told})
        return
    rows = [[one["patent"], one["level"], one["score"], f"{one['coverage']:.0f} %"] for one in told]
    table([_("Patent"), _("Level"), _("Score"), _("Facts known")], rows, title=scenario.id)


@click.command(help=_("Print the rubric as it stands in the code."))
@click.option(
    "--check",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Name every fault of a file of scenarios, before it is put into the data folder."),
)
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--both", is_flag=True, help="Chinese, then English. 中英文先后打印。")
def rubric_command(check: Path | None, target: Path | None, both: bool) -> None:
    """Print the rubric as it stands in the code."""
    if check is not None:
        problems = appraisal.check_scenarios(check)
        if problems:
            raise Refused(problems)
        remark(_("The file has no fault. Put it into the data folder as scenarios.toml."))
        return
    print_page(appraisal.rubric_markdown, target, both=both)
