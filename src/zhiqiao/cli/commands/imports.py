"""`zhiqiao import` and `zhiqiao template` (导入与模板)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, out, remark, table, tell_problems
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import jobs
from zhiqiao.records.models import ImportRun, Organisation
from zhiqiao.services import intake, people
from zhiqiao.words import problems as sentences
from zhiqiao.words.codes import source_label

SHOWN = 20
"""Rejected lines told in the terminal; all of them stand in the error workbook."""


@click.command(
    help=_(
        "Bring in sheets as they are: XLSX, XLS, CSV, ZIP, ST.96 XML.\n\n"
        "Good rows go in; each rejected row is told with its reason and stands in an error workbook that can be fixed"
        " and imported again. The same file twice changes nothing. A run that was cut off goes on where it stopped."
    )
)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--needs", "what", flag_value="needs", help=_("The sheets hold needs, not patents."))
@click.option("--enterprises", "what", flag_value="enterprises", help=_("The sheets hold enterprises, not patents."))
@click.option("--inventory", "what", flag_value="inventory", help=_("The sheets fill in the inventory."))
@click.option("--accounts", "what", flag_value="accounts", help=_("The sheets hold people to be invited."))
@click.option("--pool", "what", flag_value="pool", help=_("The sheets list patents in the pool."))
@click.option("--events", "what", flag_value="events", help=_("The sheets or INPADOC XML hold legal events."))
@click.option(
    "--register",
    "what",
    flag_value="register",
    help=_("The sheets are extracts of the register, to be compared with our records."),
)
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
    help=_("Where to write the error workbook (default: the current folder)."),
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
    """Import each file; one that is refused does not keep the others out, and makes the exit code 4."""
    holder = people.find_organisation(organisation) if organisation else None
    rejected = 0
    refused = False
    for path in files:
        try:
            run = bring_in(path, what, holder, pairs)
        except Refused as refusal:
            if len(files) == 1:
                raise
            tell_problems(refusal.problems)
            refused = True
            continue
        if not no_work:
            work_off()
        rejected += run.rejected
        tell_result(run, path, errors, json_)
    if refused:
        return 4
    return 3 if strict and rejected else 0


def bring_in(path: Path, what: str, holder: Organisation | None, pairs: tuple[str, ...]) -> ImportRun:
    """One file from opening to its last line; a run of the same file that was cut off goes on."""
    run = intake.cut_off_run(path, by=None, organisation=holder, what=what)
    if run is None:
        run = intake.open_run(path, by=None, organisation=holder, what=what)
    else:
        done = run.lines_total - run.lines.filter(state="waiting").count()
        remark(
            _("%(name)s was cut off before; going on after line %(done)s of %(lines)s.")
            % {"name": path.name, "done": max(done, 0), "lines": run.lines_total}
        )
    if pairs:
        run = map_columns(run, pairs)
    tell_columns(run)
    if run.state == "new":
        unmapped = [entry["name"] for entry in run.tables if not entry["ready"] and not entry["left_out"]]
        remark(
            _("Columns of %(tables)s are not understood yet; say what they mean with --map HEADING=FIELD.")
            % {"tables": ", ".join(unmapped) or path.name}
        )
    with bar(path.name) as progress:
        return intake.run_import(run, by=None, progress=progress)


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
        if entry["left_out"]:
            remark(_("%(name)s: left out, it has no columns of ours") % {"name": entry["name"]})
            continue
        mapped = sum(bool(field) for field in entry["map"].values())
        left = [heading for heading in entry["headings"] if heading and not entry["map"].get(heading)]
        encoding = f" ({entry['encoding']})" if entry["encoding"] else ""
        told = _("%(name)s: %(source)s, %(lines)s lines, %(mapped)s columns understood, %(left)s left out") % {
            "name": entry["name"],
            "source": source_label(entry["source"]) + encoding,
            "lines": entry["lines"],
            "mapped": mapped,
            "left": len(left),
        }
        remark(f"{told}: {', '.join(left)}" if left else told)


def work_off() -> None:
    """Index and grade what was imported, with a bar."""
    waiting = jobs.waiting()
    if waiting:
        with bar(_("Indexing and grading")) as progress:
            jobs.run_waiting(lambda left: progress(max(0, waiting - left), waiting))


def tell_result(run: ImportRun, path: Path, errors: Path | None, json_: bool) -> None:
    """Counts, rejected lines with reasons, the error workbook; last, one line of JSON if asked."""
    if run.rejected:
        tell_rejected(run)
        target = errors or Path.cwd() / f"{path.stem}.errors.xlsx"
        target.write_bytes(intake.error_workbook(run))
        remark(_("Rejected rows with reasons: %(path)s. Fix them there and import that file.") % {"path": target})
    tell_warnings(run)
    if json_:
        answer({"accepted": run.accepted, "rejected": run.rejected, "unchanged": run.unchanged, "run": run.pk})
    else:
        table(
            [_("File"), _("Accepted"), _("Unchanged"), _("Rejected"), _("Run")],
            [[path.name, run.accepted, run.unchanged, run.rejected, run.pk]],
        )


def tell_rejected(run: ImportRun) -> None:
    """The first rejected lines, each with its reasons."""
    for line in run.lines.filter(state="rejected").order_by("table", "number")[:SHOWN]:
        for stored in line.problems:
            told = {"row": place_of(run, line.table, line.number), "sentence": sentences.say(Problem.from_json(stored))}
            remark("✗ " + _("%(row)s: %(sentence)s") % told)
    if run.rejected > SHOWN:
        remark(_("… and %(more)s more rejected rows") % {"more": run.rejected - SHOWN})


def tell_warnings(run: ImportRun) -> None:
    """What was noticed on lines that are in: each kind once, with its first line and how many lines have it."""
    first: dict[str, tuple[int, int, Problem]] = {}
    many: Counter[str] = Counter()
    lines = run.lines.filter(state__in=["accepted", "unchanged"]).exclude(problems=[]).order_by("table", "number")
    for table_number, number, stored in lines.values_list("table", "number", "problems").iterator():
        for problem in map(Problem.from_json, stored):
            many[problem.code] += 1
            first.setdefault(problem.code, (table_number, number, problem))
    for code, (table_number, number, problem) in first.items():
        row = place_of(run, table_number, number)
        if many[code] > 1:
            row = _("%(row)s and %(more)s more") % {"row": row, "more": many[code] - 1}
        remark("△ " + _("%(row)s: %(sentence)s") % {"row": row, "sentence": sentences.say(problem)})


def place_of(run: ImportRun, table_number: int, number: int) -> str:
    """Where a line stands, as a person finds it: its row, and its sheet where there are several."""
    if sum(not entry["left_out"] for entry in run.tables) < 2:
        return _("row %(number)s") % {"number": number}
    sheet = run.tables[table_number]["name"].removeprefix(run.file_name).lstrip("#/")
    return _("%(sheet)s, row %(number)s") % {"sheet": sheet, "number": number}


@click.command(help=_("Write our own template as a workbook."))
@click.argument("what", type=click.Choice(list(intake.KINDS)), default="patents")
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path))
def template_command(what: str, target: Path | None) -> None:
    """Write the template to a file."""
    target = target or Path(f"zhiqiao-{what}.xlsx")
    target.write_bytes(intake.template(what))
    out.print(str(target), markup=False)
