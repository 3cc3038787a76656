"""Procedures and their cases (办事流程、办件)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field, StringConstraints

from zhiqiao.api import case_rows, paging
from zhiqiao.api.callers import ANYONE, PERSON, caller_of
from zhiqiao.api.schemas.cases import (
    CaseListOut,
    CaseOut,
    FilersIn,
    FilersOut,
    ManyMovedOut,
    MovedOut,
    MoveIn,
    MovesIn,
    ProcedureListOut,
    ProcedureOut,
)
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures.register import every
from zhiqiao.records.models import User
from zhiqiao.services import people, procedures

router = Router(tags=["procedures"], auth=PERSON)
State = Annotated[str, StringConstraints(max_length=30)]
Name = Annotated[str, Path(max_length=40, description="Name of the procedure, as GET /procedures lists them.")]
Id = Annotated[int, Path(ge=1, le=2**63 - 1, description="`patent_id` of the case.")]

Form = Annotated[Literal["docx", "pdf"], Path()]
BYTES = {"schema": {"type": "string", "format": "binary"}}
DOCUMENT = {
    "responses": {
        200: {
            "description": "The document.",
            "content": {
                "application/pdf": BYTES,
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document": BYTES,
            },
        }
    }
}


class CaseQuery(Schema):
    """Filters of a desk."""

    state: Annotated[list[State], Field(max_length=30)] = Field([], description="States; several mean any of them.")
    q: str = Field("", max_length=200, description="Words in the title, or the beginning of an application number.")
    holder: int | None = Field(
        None, ge=1, le=2**63 - 1, description="Id of an organisation; those below it are found too."
    )
    mine: bool = Field(False, description="Only those the caller is to file.")
    late: bool = Field(False, description="Only those past their time limit.")
    page: int = Field(1, ge=1, le=paging.DEEPEST, description=paging.PAGE_SAYS)
    size: int = Field(20, ge=1, le=paging.SIZE_MOST, description=paging.SIZE_SAYS)
    cursor: str = Field("", max_length=200, description=paging.CURSOR_SAYS)

    def filters(self) -> dict[str, Any]:
        """The filters, under the service's names."""
        return {"states": self.state, "text": self.q, "holder": self.holder, "mine": self.mine, "late": self.late}


@router.get("", response=ProcedureListOut, auth=ANYONE, summary="List procedures")
def list_procedures(request: HttpRequest) -> Any:
    """The procedures there are, each with states, moves, checks and their sources, time limits, and its sheet."""
    return ProcedureListOut(items=[case_rows.procedure(one) for one in every().values()])


@router.get("/{name}", response=ProcedureOut, auth=ANYONE, summary="One procedure")
def get_procedure(request: HttpRequest, name: Name) -> Any:
    """States, moves, checks and their sources, time limits, and the JSON Schema of the sheet."""
    return case_rows.procedure(procedures.procedure_named(name))


@router.get("/{name}/cases", response=CaseListOut, summary="List cases")
def list_cases(request: HttpRequest, name: Name, query: Query[CaseQuery]) -> Any:
    """Cases of the caller's organisations and those the caller is to file; the earliest last day first. Patents nobody
    has begun stand in it too, in the procedure's first state."""
    filters = query.filters()
    window = paging.window(query.page, query.size, query.cursor, {"procedure": name, **filters})
    found = procedures.desk(name, user=caller_of(request), page=window.page, size=window.size, **filters)
    shown = [] if window.page > found.page else found.rows
    return CaseListOut(
        items=case_rows.case_briefs(shown),
        states=case_rows.state_counts(found.states),
        late=found.late,
        **window.after(found.total),
    )


@router.post("/{name}/cases/moves", response=ManyMovedOut, summary="Move many cases")
def move_cases(request: HttpRequest, name: Name, given: MovesIn) -> Any:
    """The same move of many cases, each judged by itself: those that can be moved are, the others are told with why."""
    told = procedures.move_many(
        name,
        given.patents,
        given.verb,
        by=caller_of(request),
        values=given.values,
        reason=given.reason,
        revisions=given.revisions,
    )
    return case_rows.many_moved(told)


@router.post("/{name}/cases/filers", response=FilersOut, summary="Name who files")
def name_filers(request: HttpRequest, name: Name, given: FilersIn) -> Any:
    """Name a person as filer of these patents, take the filer off (`filer` null), or find the filers by the inventors'
    names (`by_name`). For officers of the college or school that holds them."""
    user = caller_of(request)
    if given.by_name:
        return FilersOut(**procedures.assign_by_name(name, given.patents, by=user))
    filer = None if given.filer is None else _filer(name, given, user)
    return FilersOut(assigned=procedures.assign(name, given.patents, filer, by=user), without=0, doubtful=0)


@router.get("/{name}/cases/{patent_id}", response=CaseOut, summary="One case")
def get_case(request: HttpRequest, name: Name, patent_id: Id) -> Any:
    """A case with its sheet, what may be done, the time limits that run, and every move that was made."""
    return case_rows.case(procedures.open_case(name, patent_id, user=caller_of(request)))


@router.get(
    "/{name}/cases/{patent_id}/print.{form}",
    summary="A case as a document",
    response={200: None},
    openapi_extra=DOCUMENT,
)
def print_case(request: HttpRequest, name: Name, patent_id: Id, form: Form) -> HttpResponse:
    """What was filed, every move, and the checks with their sources, in the caller's language. A PDF needs a Chinese
    font on the server (409, `chinese_font_is_there`)."""
    content, media = procedures.print_case(name, patent_id, form, user=caller_of(request))
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}-{patent_id}.{form}"'
    return response


@router.post("/{name}/cases/{patent_id}/moves", response=MovedOut, summary="Move a case")
def move_case(request: HttpRequest, name: Name, patent_id: Id, given: MoveIn) -> Any:
    """Make a move; with `values` the sheet is filled in first. Refused (409) with all that stands against it, and where
    somebody wrote since `revision` was read."""
    user = caller_of(request)
    _row, warnings = procedures.move(
        name,
        patent_id,
        given.verb,
        by=user,
        values=given.values,
        reason=given.reason,
        revision=given.revision,
    )
    return case_rows.moved(procedures.open_case(name, patent_id, user=user), warnings)


def _filer(name: str, given: FilersIn, user: User) -> User:
    """The person named; Refused where the caller may not open the case, and for an account that is none."""
    first = procedures.open_case(name, given.patents[0], user=user)
    found = people.person_named(given.filer or "")
    if found is None:
        number = first.patent.application_number
        raise Refused([Problem("filer_is_here", "filer", given.filer or "", data={"number": number})])
    return found
