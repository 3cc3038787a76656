"""`zhiqiao import` and `zhiqiao template` (导入与模板)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, out, remark, table
from zhiqiao.domain.problems import Problem
from zhiqiao.records import jobs
from zhiqiao.records.models import ImportRun
from zhiqiao.services import intake, people
from zhiqiao.words import problems as sentences

SHOWN = 20
"""Rejected lines told in the terminal; all of them stand in the error workbook."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--needs", "what", flag_value="needs", help=_("The sheets hold needs, not patents."))
@click.option("--patents", "what", flag_value="patents", default="patents", hidden=True)
@click.option("--organisation", "-o", help=_("Name of the organisation that holds the patents."))
@click.option(
    "--map",
    "-m",
    "pairs",
    multiple=True,
    metavar="HEADING=FIELD",
    help=_("What a column means; leave FIELD empty to leave it out. It is remembered."),
)
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Where to write the error workbook (default: beside the file)."),
)
@click.option("--no-work", is_flag=True, help=_("Leave indexing and grading to the worker."))
@click.option("--strict", is_flag=True, help=_("End with code 3 when rows were rejected."))
@as_json
def import_command(
    files: tuple[Path, ...],
    what: str,
    organisation: str | None,
    pairs: tuple[str, ...],
    errors: Path | None,
    no_work: bool,
    strict: bool,
    json_: bool,
) -> int:
    """Bring in sheets as they are: XLSX, XLS, CSV, ZIP, ST.96 XML. 原样导入表格。

    Good rows go in; each rejected row is told with its reason and stands in an error workbook that can be fixed and
    imported again. The same file twice changes nothing. A run that was cut off goes on where it stopped.
    """
    holder = people.find_organisation(organisation) if organisation else None
    rejected = 0
    for path in files:
        run = intake.open_run(path, by=None, organisation=holder, what=what)
        if pairs:
            run = map_columns(run, pairs)
        tell_columns(run)
        if run.state == "new":
            unmapped = [entry["name"] for entry in run.tables if not entry.get("ready", True)]
            remark(
                _("Columns of %(tables)s are not understood yet; say what they mean with --map HEADING=FIELD.")
                % {"tables": ", ".join(unmapped) or path.name}
            )
        with bar(path.name) as progress:
            run = intake.run_import(run, by=None, progress=progress)
        if not no_work:
            work_off()
        rejected += run.rejected
        tell_result(run, path, errors, json_)
    return 3 if strict and rejected else 0


def map_columns(run: ImportRun, pairs: tuple[str, ...]) -> ImportRun:
    """Apply HEADING=FIELD to every table that has the heading."""
    wanted = {}
    for pair in pairs:
        heading, equals, field = pair.rpartition("=")
        if not equals:
            raise click.BadParameter(_("write it as HEADING=FIELD"), param_hint="--map")
        wanted[heading.strip()] = field.strip()
    for number, entry in enumerate(run.tables):
        known = {heading: field for heading, field in wanted.items() if heading in entry["headings"]}
        if known:
            run = intake.set_map(run, number, {**entry["map"], **known}, by=None)
    return run


def tell_columns(run: ImportRun) -> None:
    """Source, encoding and columns of each table, on standard error."""
    for entry in run.tables:
        mapped = [f"{heading} → {field}" for heading, field in entry["map"].items() if field]
        left = [heading for heading in entry["headings"] if heading and not entry["map"].get(heading)]
        remark(
            _("%(name)s: %(source)s, %(encoding)s, %(lines)s lines, %(mapped)s columns understood, %(left)s left out")
            % {
                "name": entry["name"],
                "source": entry["source"],
                "encoding": entry["encoding"] or "—",
                "lines": entry.get("lines", run.lines_total),
                "mapped": len(mapped),
                "left": len(left),
            }
        )


def work_off() -> None:
    """Index and grade what was imported, with a bar."""
    waiting = jobs.waiting()
    if waiting:
        with bar(_("Indexing and grading")) as progress:
            jobs.run_waiting(lambda left: progress(max(0, waiting - left), waiting))


def tell_result(run: ImportRun, path: Path, errors: Path | None, json_: bool) -> None:
    """Counts, rejected lines with reasons, the error workbook; last, one line of JSON if asked."""
    told: dict[str, Any] = {
        "accepted": run.accepted,
        "rejected": run.rejected,
        "unchanged": run.unchanged,
        "run": run.pk,
    }
    if run.rejected:
        lines = run.lines.filter(state="rejected")
        for line in lines[:SHOWN]:
            for stored in line.problems:
                problem = Problem.from_json(stored)
                remark(
                    "✗ "
                    + _("row %(number)s: %(sentence)s") % {"number": line.number, "sentence": sentences.say(problem)}
                )
        if run.rejected > SHOWN:
            remark(_("… and %(more)s more rejected rows") % {"more": run.rejected - SHOWN})
        target = errors or Path.cwd() / f"{path.stem}.errors.xlsx"
        target.write_bytes(intake.error_workbook(run))
        told["errors"] = str(target)
        remark(_("Rejected rows with reasons: %(path)s. Fix them there and import that file.") % {"path": target})
    if json_:
        answer(told)
    else:
        table(
            [_("File"), _("Accepted"), _("Unchanged"), _("Rejected"), _("Run")],
            [[path.name, run.accepted, run.unchanged, run.rejected, run.pk]],
        )


@click.command()
@click.argument("what", type=click.Choice(["patents", "needs"]), default="patents")
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path))
def template_command(what: str, target: Path | None) -> None:
    """Write our own template as a workbook. 写出导入模板。"""
    target = target or Path(f"zhiqiao-{what}.xlsx")
    target.write_bytes(intake.template(what))
    out.print(str(target), markup=False)
