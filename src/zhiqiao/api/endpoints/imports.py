"""Imports (导入): upload, columns, preview, start, what came of the lines. The work is done by `services.intake`."""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from zhiqiao.api import paging, rows
from zhiqiao.api.callers import ANYONE, PERSON, caller_of
from zhiqiao.api.schemas.imports import (
    LineListOut,
    LineState,
    MapIn,
    Outcome,
    PreviewLineOut,
    PreviewOut,
    ProblemCountOut,
    RunListOut,
    RunOut,
    What,
)
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import ImportRun, Patent
from zhiqiao.services import intake
from zhiqiao.words import problems as words

router = Router(tags=["imports"], auth=PERSON)
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK = {
    "responses": {
        200: {"description": "A workbook.", "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}
    }
}


class RunQuery(Schema):
    """Paging of runs."""

    page: int = Field(1, ge=1, le=paging.DEEPEST, description=paging.PAGE_SAYS)
    size: int = Field(20, ge=1, le=paging.SIZE_MOST, description=paging.SIZE_SAYS)
    cursor: str = Field("", max_length=200, description=paging.CURSOR_SAYS)


class LineQuery(RunQuery):
    """Which lines."""

    state: LineState = Field("rejected", description="Lines in this state.")


def _run(request: HttpRequest, run_id: int) -> ImportRun:
    run = ImportRun.objects.visible_to(caller_of(request)).filter(pk=run_id).first()
    if run is None:
        raise Refused([Problem("run_is_known", "run", str(run_id))])
    return run


@router.get("", response=RunListOut, summary="List imports")
def list_runs(request: HttpRequest, query: Query[RunQuery]) -> Any:
    """The caller's own imports and those of the caller's organisations, newest first."""
    window = paging.window(query.page, query.size, query.cursor, {"runs": True})
    runs = ImportRun.objects.visible_to(caller_of(request))
    start = (window.page - 1) * window.size
    items = [rows.run(row) for row in runs[start : start + window.size]]
    return RunListOut(items=items, **window.after(runs.count()))


@router.post("", response={201: RunOut}, summary="Send a file")
def open_run(request: HttpRequest, file: File[UploadedFile], what: Form[What] = "patents") -> Any:
    """Send XLSX, XLS, CSV, ZIP of these, or CNIPA ST.96 XML. Source, encoding, headings and columns are detected;
    nothing goes into the catalogue before `start`. Refused with reasons when the file cannot be read."""
    run = intake.receive(file.chunks(), file.name or "file", by=caller_of(request), what=what)
    return Status(201, rows.run(run))


@router.get(
    "/templates/{what}.xlsx", auth=ANYONE, summary="Our own template", openapi_extra=WORKBOOK, response={200: None}
)
def get_template(request: HttpRequest, what: What) -> HttpResponse:
    """The headings that are read best, in Chinese and English, with an example of each."""
    return _workbook(intake.template(what), f"zhiqiao-{what}.xlsx")


@router.get("/{run_id}", response=RunOut, summary="One import")
def get_run(request: HttpRequest, run_id: Id) -> Any:
    """State, tables with their column maps, and counts: ask again while it is `running`."""
    return rows.run(_run(request, run_id))


@router.put("/{run_id}/tables/{table}/map", response=RunOut, summary="Settle the columns of one table")
def set_map(request: HttpRequest, run_id: Id, table: Annotated[int, Path(ge=0, le=10_000)], given: MapIn) -> Any:
    """Say what each heading means; headings not named are left out. Remembered for the same headings."""
    run = intake.set_map(
        _run(request, run_id),
        table,
        given.mapping,
        by=caller_of(request),
        remember=given.remember,
    )
    return rows.run(run)


@router.get("/{run_id}/preview", response=PreviewOut, summary="How the lines will be read")
def get_preview(
    request: HttpRequest,
    run_id: Id,
    limit: Annotated[int, Query(ge=1, le=200, description="How many lines to show.")] = 20,
) -> Any:
    """The first lines as they will go in, and problems by kind. Nothing is saved."""
    run = _run(request, run_id)
    seen = intake.preview(run, limit)
    return PreviewOut(
        lines=[
            PreviewLineOut(
                table=line.table,
                number=line.number,
                outcome=cast(Outcome, line.outcome),
                summary=line.summary,
                problems=rows.problems(line.problems),
            )
            for line in seen.lines
        ],
        looked_at=seen.looked_at,
        ready=seen.ready,
        rejected=seen.rejected,
        problem_counts=[
            ProblemCountOut(code=code, field=field, count=count, message=words.say(Problem(code, field, given="…")))
            for code, field, count in seen.problem_counts
        ],
        complete=seen.looked_at >= run.lines_total,
    )


@router.post("/{run_id}/start", response={202: RunOut}, summary="Start, or go on")
def start(request: HttpRequest, run_id: Id) -> Any:
    """Hand the import to the worker. Starting it again while it is on its way changes nothing."""
    run = intake.start_run(_run(request, run_id), by=caller_of(request))
    return Status(202, rows.run(run))


@router.get("/{run_id}/lines", response=LineListOut, summary="Lines and what became of them")
def list_lines(request: HttpRequest, run_id: Id, query: Query[LineQuery]) -> Any:
    """Raw lines in one state, as they came, with the reasons and how to mend them."""
    run = _run(request, run_id)
    window = paging.window(query.page, query.size, query.cursor, {"run": run.pk, "state": query.state})
    lines = run.lines.filter(state=query.state).order_by("table", "number")
    start = (window.page - 1) * window.size
    found = list(lines[start : start + window.size])
    keys = dict(
        Patent.objects.visible_to(caller_of(request))
        .filter(pk__in=[line.patent_id for line in found if line.patent_id])
        .values_list("pk", "record_key")
    )
    items = [rows.line(line, keys.get(line.patent_id or 0)) for line in found]
    return LineListOut(items=items, **window.after(lines.count()))


@router.get("/{run_id}/errors.xlsx", summary="Rejected lines to mend", openapi_extra=WORKBOOK, response={200: None})
def get_errors(request: HttpRequest, run_id: Id) -> HttpResponse:
    """A workbook of the rejected lines with reasons; mend it and send it as a file, it is recognised by itself."""
    run = _run(request, run_id)
    return _workbook(intake.error_workbook(run), f"zhiqiao-{run.pk}-errors.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
