"""Opening a run (接收文件): the file kept, its tables told, every raw line kept; the column maps people settle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from django.db import transaction

from zhiqiao.domain.patents.reading.detection import fitted, signature, unique_headings
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.ports.sheets import Cell, RawRow, RawTable
from zhiqiao.records import audit
from zhiqiao.records.bulk import insert_rows
from zhiqiao.records.models import ColumnMap, ImportLine, ImportRun, Organisation, User
from zhiqiao.records.models.people import organisations_of
from zhiqiao.services import people
from zhiqiao.services.intake import files
from zhiqiao.services.intake.corrections import OWN_COLUMNS, line_of_key, place_of_key
from zhiqiao.services.intake.kinds import Kind, kind_of
from zhiqiao.services.intake.raw import is_blank, kept
from zhiqiao.services.intake.tables import Table, tables_of

FIRST_ROWS = 60
BATCH = 1000
LONGEST_HEADING = 40
NOTES_SHEET = "填写说明 Notes"
"""The sheet of our own template that explains it; it never holds lines."""


def open_run(
    path: Path,
    *,
    by: User | None,
    organisation: Organisation | None = None,
    what: str = "patents",
    file_name: str | None = None,
    is_sample: bool = False,
) -> ImportRun:
    """Keep the file and every raw line of it; tell source, encoding and columns of each table.

    The run is "mapped" when every table that holds lines has a usable map, else "new". An error workbook of ours is
    recognised by its hidden key and read under the map of the run it corrects. Audit: `run_opened`.
    Refused for a file that is not there, empty, not a sheet, or without a single line (`file_has_lines`).
    """
    kind = kind_of(what)
    organisation = organisation or (people.organisation_of(by) if by is not None and not by.is_staff else None)
    people.require_in(by, kind.verb, organisation)
    file_name = file_name or path.name
    digest, stored_as = files.keep(path, file_name)
    place = files.place_of(stored_as)
    raw_tables = list(choose.sheet_reader(place, name=file_name).read(place))
    with transaction.atomic():
        run = ImportRun(
            what=what,
            organisation=organisation,
            by=by,
            file_name=file_name[:300],
            file_digest=digest,
            stored_as=stored_as,
            is_sample=is_sample,
        )
        read = [_read_table(raw, kind, run, organisation) for raw in raw_tables]
        _leave_out_strangers([table for table, _rows in read])
        _store(run, read)
        audit.record("run_opened", run, by=by, organisation=organisation, file=run.file_name, lines=run.lines_total)
    return run


def cut_off_run(
    path: Path, *, by: User | None, organisation: Organisation | None = None, what: str = "patents"
) -> ImportRun | None:
    """The run of this very file, by the same person for the same organisation, that was cut off; None without one.

    `run_import` on it goes on where it stopped. Two that go on with it at once share the waiting lines.
    """
    if not path.is_file():
        return None
    last = ImportRun.objects.filter(
        what=what, by=by, organisation=organisation, file_digest=files.digest_of(path), is_sample=False
    ).first()
    if last is None or last.state not in {"running", "failed"}:
        return None
    return last if last.lines.filter(state="waiting").exists() else None


def _store(run: ImportRun, read: list[tuple[Table, list[RawRow]]]) -> None:
    """Write the run and its lines."""
    run.tables = [table.as_json() for table, _rows in read]
    run.lines_total = sum(table.lines for table, _rows in read if not table.left_out)
    if run.lines_total == 0:
        raise Refused([Problem("file_has_lines", "file", run.file_name)])
    run.state = _state(table for table, _rows in read)
    run.save()
    for number, (_table, rows) in enumerate(read):
        for start in range(0, len(rows), BATCH):
            batch: list[tuple[object, ...]] = [
                (run.pk, number, row.number, kept(row.cells), "waiting", []) for row in rows[start : start + BATCH]
            ]
            insert_rows(ImportLine, ("run_id", "table", "number", "raw", "state", "problems"), batch)


def _state(tables: Iterable[Table]) -> str:
    """ "mapped" when every table that holds lines can be read."""
    return "mapped" if all(table.ready for table in tables if not table.left_out) else "new"


def _read_table(
    raw: RawTable, kind: Kind, run: ImportRun, organisation: Organisation | None
) -> tuple[Table, list[RawRow]]:
    """What the table is, and its lines."""
    table = Table(name=raw.name, encoding=raw.encoding)
    first = [row.cells for row in raw.rows[:FIRST_ROWS]]
    place = place_of_key(first)
    if place is not None and _as_correction(table, raw, place, run):
        at = place[0]
    else:
        found = kind.detect(first)
        at, headings = found.heading_row_index, found.headings
        if at < 0 and first and _looks_like_headings(first[0]):
            at, headings = 0, unique_headings(first[0], len(first[0]))
        table.source, table.confidence = found.source, found.confidence
        table.headings = list(headings)
        table.signature = signature(table.headings)
        known = _remembered(table.signature, organisation) if at >= 0 else None
        mapping = fitted(known.mapping, table.headings) if known else found.mapping
        table.remembered = known is not None
        table.settle(mapping, usable=kind.usable(mapping))
    table.heading_line = raw.rows[at].number if at >= 0 else 0
    table.above = [kept(row.cells) for row in raw.rows[:at]] if at > 0 else []
    # Of a corrected line only its own columns count: ours beside them are never empty.
    width = None if table.corrects is None else len(table.headings) - OWN_COLUMNS
    rows = [row for row in raw.rows[at + 1 :] if not is_blank(row.cells[:width])]
    table.lines = len(rows)
    table.left_out = not rows or raw.name.rsplit("#", 1)[-1] == NOTES_SHEET
    return table, rows


def _looks_like_headings(cells: Sequence[Cell]) -> bool:
    """Words nobody knows yet, but words: short texts, all different, none of them a number of five digits or more."""
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    return (
        2 <= len(texts) == len(set(texts)) == sum(cell is not None and str(cell).strip() != "" for cell in cells)
        and max(map(len, texts)) <= LONGEST_HEADING
        and not any(sum(char.isdigit() for char in text) >= 5 for text in texts)
    )


def _as_correction(table: Table, raw: RawTable, place: tuple[int, int], run: ImportRun) -> bool:
    """Take over map and source of the run that this error workbook corrects; False when it is not one of ours."""
    at, column = place
    for row in raw.rows[at + 1 :]:
        line = line_of_key(row.cells[column] if column < len(row.cells) else None)
        if line is None or line.run.what != run.what:
            continue
        if run.by is not None and not ImportRun.objects.visible_to(run.by).filter(pk=line.run_id).exists():
            return False
        original = tables_of(line.run)[line.table]
        run.corrects = line.run
        run.organisation = line.run.organisation
        table.corrects = line.table
        table.source, table.signature, table.confidence = original.source, original.signature, 1.0
        table.headings = [str(cell or "") or f"[{place + 1}]" for place, cell in enumerate(raw.rows[at].cells)]
        table.settle(original.map, usable=original.ready)
        return True
    return False


def _leave_out_strangers(tables: list[Table]) -> None:
    """A sheet without any column of ours, beside one that can be read, is somebody's notes: kept, not asked about."""
    if any(table.ready and table.lines for table in tables):
        for table in tables:
            if not table.ready and not any(table.map.values()):
                table.left_out = True


def _remembered(sign: str, organisation: Organisation | None) -> ColumnMap | None:
    """The map settled for these headings, the organisation's own before the installation's."""
    found = ColumnMap.objects.filter(signature=sign)
    own = found.filter(organisation=organisation).first() if organisation else None
    return own or found.filter(organisation=None).order_by("-updated_at").first()


@transaction.atomic
def set_map(
    run: ImportRun, table: int, mapping: Mapping[str, str], *, by: User | None, remember: bool = True
) -> ImportRun:
    """Settle what the columns of one table mean; headings not named are left out.

    Lines that were rejected under the old map wait again. With `remember`, the same headings are read so from now on.
    Audit: `map_set`. Refused for an unknown field, heading or table, or a run that is not one's own.
    """
    kind = kind_of(run.what)
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    require_own(run, by)
    tables = tables_of(run)
    if not 0 <= table < len(tables):
        raise Refused([Problem("table_is_there", "table", str(table))])
    entry = tables[table]
    problems = [Problem("heading_is_there", "map", heading) for heading in mapping if heading not in entry.headings] + [
        Problem("field_is_known", "map", name) for name in mapping.values() if name and name not in kind.fields
    ]
    if problems:
        raise Refused(problems)
    entry.settle(mapping, usable=kind.usable(mapping))
    if entry.left_out and entry.ready and entry.lines:
        entry.left_out = False
        run.lines_total += entry.lines
    run.tables = [each.as_json() for each in tables]
    retried = run.lines.filter(table=table, state="rejected").update(state="waiting", problems=[])
    run.rejected -= retried
    if run.state in {"new", "mapped"} or retried:
        run.state = _state(tables)
    run.save()
    if remember and entry.ready:
        ColumnMap.objects.update_or_create(
            organisation=run.organisation,
            signature=entry.signature,
            defaults={"source": entry.source[:40], "mapping": entry.map, "by": by},
        )
    audit.record("map_set", run, by=by, organisation=run.organisation, table=table, map=entry.map, remember=remember)
    return run


def require_own(run: ImportRun, by: User | None) -> None:
    """Raise `Refused` when the run is not the person's to work on."""
    people.require(by, kind_of(run.what).verb)
    if by is None or by.is_staff or run.by_id == by.pk:
        return
    if run.organisation_id is None or not organisations_of(by).filter(pk=run.organisation_id).exists():
        raise Refused([Problem("run_is_own", "run", str(run.pk))])
