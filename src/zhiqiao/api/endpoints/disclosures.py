"""Disclosures (发明披露): inventions before filing. Everything here is confidential to their own people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field, StringConstraints

from zhiqiao.api import case_rows, disclosure_rows, paging
from zhiqiao.api.callers import PERSON, caller_of
from zhiqiao.api.schemas.disclosures import (
    AgreementIn,
    DisclosureIn,
    DisclosureListOut,
    DisclosureMoveIn,
    DisclosureOut,
    EvaluationIn,
    EvaluatorIn,
    FileOut,
    FilingIn,
    NearbyListOut,
    ScaleOut,
)
from zhiqiao.domain.problems import Problem
from zhiqiao.services import disclosures, people
from zhiqiao.services.disclosures import Named

router = Router(tags=["disclosures"], auth=PERSON)
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
State = Annotated[str, StringConstraints(max_length=30)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARY = {"schema": {"type": "string", "format": "binary"}}
WORKBOOK = {"responses": {200: {"description": "A workbook.", "content": {XLSX: BINARY}}}}
BYTES = {"responses": {200: {"description": "The file.", "content": {"application/octet-stream": BINARY}}}}


class DisclosureQuery(Schema):
    """Filters of the desk."""

    state: Annotated[list[State], Field(max_length=30)] = Field([], description="States; several mean any of them.")
    q: str = Field("", max_length=200, description="Words in the title, or an inventor's name.")
    late: bool = Field(False, description="Only those past their time limit.")
    page: int = Field(1, ge=1, le=paging.DEEPEST, description=paging.PAGE_SAYS)
    size: int = Field(20, ge=1, le=paging.SIZE_MOST, description=paging.SIZE_SAYS)
    cursor: str = Field("", max_length=200, description=paging.CURSOR_SAYS)


@router.get("", response=DisclosureListOut, summary="List disclosures")
def list_disclosures(request: HttpRequest, query: Query[DisclosureQuery]) -> Any:
    """Those the caller may see: as inventor, evaluator, or officer of their college or school; the earliest last day
    first."""
    filters = {"states": query.state, "text": query.q, "late": query.late}
    window = paging.window(query.page, query.size, query.cursor, {"disclosures": True, **filters})
    found = disclosures.desk(
        user=caller_of(request),
        states=query.state,
        text=query.q,
        late=query.late,
        page=window.page,
        size=window.size,
    )
    shown = [] if window.page > found.page else found.rows
    return DisclosureListOut(
        items=[disclosure_rows.brief(line) for line in shown],
        states=case_rows.state_counts(found.states),
        late=found.late,
        **window.after(found.total),
    )


@router.post("", response={201: DisclosureOut}, summary="Begin a disclosure")
def begin(request: HttpRequest, given: DisclosureIn) -> Any:
    """A draft that its writer alone sees, as first inventor; more is written by the move `save`."""
    user = caller_of(request)
    row = disclosures.begin(by=user, organisation=given.organisation, values=given.values)
    return Status(201, _shown(request, row.pk))


@router.get("/scale", response=ScaleOut, summary="The scored sheet in force")
def get_scale(request: HttpRequest) -> Any:
    """Criteria, points, thresholds and grounds against filing: the institution's own, or the example (`is_example`)."""
    return disclosure_rows.scale(disclosures.scale())


@router.get("/desk.xlsx", response={200: None}, openapi_extra=WORKBOOK, summary="The desk as a workbook")
def get_desk(request: HttpRequest) -> HttpResponse:
    """All disclosures the caller may see, one line each."""
    response = HttpResponse(disclosures.workbook(user=caller_of(request)), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="zhiqiao-disclosures.xlsx"'
    return response


@router.get("/{disclosure_id}", response=DisclosureOut, summary="One disclosure")
def get_disclosure(request: HttpRequest, disclosure_id: Id) -> Any:
    """Its sheet, inventors, evaluation, filing, files, what may be done, and every move that was made."""
    return _shown(request, disclosure_id)


@router.post("/{disclosure_id}/moves", response=DisclosureOut, summary="Move a disclosure")
def move(request: HttpRequest, disclosure_id: Id, given: DisclosureMoveIn) -> Any:
    """Make a move; `values` and `inventors` are written first. Refused (409) with all that stands against it."""
    named = None
    if given.inventors is not None:
        named = [
            Named(one.name, "" if one.share is None else f"{one.share:f}", one.username) for one in given.inventors
        ]
    warnings = disclosures.move(
        disclosure_id,
        given.verb,
        by=caller_of(request),
        values=given.values,
        inventors=named,
        reason=given.reason,
        revision=given.revision,
    )
    return _shown(request, disclosure_id, warnings)


@router.post("/{disclosure_id}/evaluator", response=DisclosureOut, summary="Name the evaluator")
def name_evaluator(request: HttpRequest, disclosure_id: Id, given: EvaluatorIn) -> Any:
    """For officers of the college and the office; never one of its inventors."""
    evaluator = people.person_named(given.username)
    disclosures.name_evaluator(disclosure_id, evaluator, by=caller_of(request), revision=given.revision)
    return _shown(request, disclosure_id)


@router.post("/{disclosure_id}/agreement", response=DisclosureOut, summary="Agree to names and shares")
def agree(request: HttpRequest, disclosure_id: Id, given: AgreementIn) -> Any:
    """An inventor agrees; an officer notes it for one without an account."""
    disclosures.agree(disclosure_id, by=caller_of(request), inventor=given.inventor)
    return _shown(request, disclosure_id)


@router.post("/{disclosure_id}/evaluations", response=DisclosureOut, summary="Hand in an evaluation")
def evaluate(request: HttpRequest, disclosure_id: Id, given: EvaluationIn) -> Any:
    """The scored sheet, by the evaluator who is named; it is counted up here and cannot be changed afterwards."""
    disclosures.evaluate(
        disclosure_id,
        by=caller_of(request),
        points=given.points,
        vetoes=given.vetoes,
        remarks=given.remarks,
        revision=given.revision,
    )
    return _shown(request, disclosure_id)


@router.post("/{disclosure_id}/filing", response=DisclosureOut, summary="Record the filing")
def record_filing(request: HttpRequest, disclosure_id: Id, given: FilingIn) -> Any:
    """Number and day of the application, once filing was approved. The patent is linked when it is there."""
    disclosures.record_filing(
        disclosure_id, given.application_number, given.filed_on, by=caller_of(request), revision=given.revision
    )
    return _shown(request, disclosure_id)


@router.get("/{disclosure_id}/nearby", response=NearbyListOut, summary="Patents that share words")
def get_nearby(request: HttpRequest, disclosure_id: Id) -> Any:
    """Patents of this catalogue that share words with it: a help for who evaluates, no search for novelty."""
    user = caller_of(request)
    one = disclosures.open_disclosure(disclosure_id, user=user)
    return disclosure_rows.neighbours(disclosures.nearby(one.facts.sheet, user=user))


@router.post("/{disclosure_id}/files", response={201: FileOut}, summary="Attach a file")
def attach(request: HttpRequest, disclosure_id: Id, file: File[UploadedFile]) -> Any:
    """PDF, pictures, office documents or plain text, at most 20 MB, by the inventor who discloses."""
    row = disclosures.attach(disclosure_id, file.name or "", file.chunks(), by=caller_of(request))
    return Status(201, disclosure_rows.file(row))


@router.get("/{disclosure_id}/files/{file_id}", response={200: None}, openapi_extra=BYTES, summary="An attached file")
def get_file(request: HttpRequest, disclosure_id: Id, file_id: Id) -> Any:
    """The bytes as they were sent, compared with their digest."""
    row, place = disclosures.opened_file(disclosure_id, file_id, user=caller_of(request))
    response = FileResponse(place.open("rb"), as_attachment=True, filename=row.file_name)
    response["Content-Type"] = "application/octet-stream"
    return response


def _shown(request: HttpRequest, pk: int, warnings: Iterable[Problem] = ()) -> DisclosureOut:
    """The disclosure as this caller may know it."""
    one = disclosures.open_disclosure(pk, user=caller_of(request))
    return disclosure_rows.disclosure(one, warnings)
