"""Samples of what was filed (抽查)."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router

from zhiqiao.api import sample_rows
from zhiqiao.api.callers import PERSON, caller_of
from zhiqiao.api.schemas.samples import (
    OpinionIn,
    ReturnIn,
    SampledCaseOut,
    SampleIn,
    SampleListOut,
    SampleOut,
    SampleResultOut,
    SecondsIn,
    SecondsOut,
)
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.services import people, procedures

router = Router(tags=["samples"], auth=PERSON)
Name = Annotated[str, Path(max_length=40, description="Name of the procedure, as GET /procedures lists them.")]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Position = Annotated[int, Path(ge=1, le=2**31 - 1, description="Place of the case in the draw.")]


@router.get("/{name}/samples", response=SampleListOut, summary="List samples")
def list_samples(request: HttpRequest, name: Name) -> Any:
    """Samples drawn from what the caller oversees, those that hold cases of the caller's organisations with an opinion,
    and those in which the caller is asked for one."""
    found = procedures.samples(name, user=caller_of(request))
    return SampleListOut(items=[sample_rows.sample(one) for one in found])


@router.post("/{name}/samples", response={201: SampleOut}, summary="Draw a sample")
def draw_sample(request: HttpRequest, name: Name, given: SampleIn) -> Any:
    """Draw cases by lot and keep them as they stand. For officers of a school and officials, of what they oversee."""
    told = {**given.dict(exclude={"organisation"}), "states": tuple(given.states), "strata": tuple(given.strata)}
    made = procedures.draw(name, given.organisation, procedures.Plan(**told), by=caller_of(request))
    return 201, sample_rows.sample(made)


@router.get("/{name}/samples/{sample_id}", response=SampleResultOut, summary="One sample")
def get_sample(request: HttpRequest, name: Name, sample_id: Id) -> Any:
    """How it was drawn, how far second opinions agree by item and by organisation, and its cases."""
    return sample_rows.result(procedures.sample_result(name, sample_id, user=caller_of(request)))


@router.post("/{name}/samples/{sample_id}/seconds", response=SecondsOut, summary="Ask for second opinions")
def ask_seconds(request: HttpRequest, name: Name, sample_id: Id, given: SecondsIn) -> Any:
    """Share the cases without an opinion among these persons. Nobody gets a case they filed or reviewed."""
    user = caller_of(request)
    found = procedures.sample_result(name, sample_id, user=user)
    named = {one: people.person_named(one) for one in given.seconds}
    if unknown := [one for one, person in named.items() if person is None]:
        raise Refused([Problem("second_is_here", "username", ", ".join(unknown)[:200])])
    told = procedures.ask_seconds(found.sample, [one for one in named.values() if one is not None], by=user)
    return SecondsOut(**told)


@router.post(
    "/{name}/samples/{sample_id}/cases/{position}/opinion", response=SampledCaseOut, summary="Give a second opinion"
)
def give_opinion(request: HttpRequest, name: Name, sample_id: Id, position: Position, given: OpinionIn) -> Any:
    """Once, by whoever is asked."""
    verdicts = {item: str(verdict) for item, verdict in given.verdicts.items()}
    row = procedures.give_opinion(
        name,
        sample_id,
        position,
        by=caller_of(request),
        values=given.values,
        verdicts=verdicts,
        comments=given.comments,
        comment=given.comment,
    )
    return sample_rows.sampled_case(row)


@router.post("/{name}/samples/{sample_id}/cases/{position}/return", response=SampledCaseOut, summary="Return a case")
def return_case(request: HttpRequest, name: Name, sample_id: Id, position: Position, given: ReturnIn) -> Any:
    """Return a case for what the second opinion found, by the procedure's own move."""
    row = procedures.send_back(name, sample_id, position, by=caller_of(request), reason=given.reason)
    return sample_rows.sampled_case(row)
