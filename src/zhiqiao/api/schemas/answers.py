"""Shapes used everywhere: problems, pages, facets, codes, state of the house."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema
from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """What is given: built by us and checked then. A `Schema` would be taken apart and checked once more on its way
    out, which costs every answer time."""


class Taken(Schema):
    """What is taken in: a field that is not ours is refused, so that a slip of the pen is not lost silently."""

    model_config = ConfigDict(extra="forbid")


class ProblemOut(Answer):
    """One thing that is wrong (问题), with a stable code and a sentence in the caller's language."""

    code: str = Field(description="Names the rule that does not hold; stable.")
    field: str = Field(description="Field it is about, or empty.")
    given: str = Field(description="What was given.")
    severity: Literal["error", "warning"] = Field(description="An error keeps the row out, a warning lets it in.")
    data: dict[str, Any] = Field(description="Further values of the sentence.")
    message: str = Field(description="What, where, how to mend; language by Accept-Language (zh-hans, en).")


class ErrorOut(Answer):
    """An error as problem+json (RFC 9457)."""

    type: str = Field(description="urn:zhiqiao:problem: and the code.")
    title: str = Field(description="The HTTP status in words.")
    status: int
    detail: str = Field(description="All problems as sentences.")
    code: str = Field(description="Code of the first problem; stable.")
    codes: list[str] = Field(description="Codes of all problems.")
    problems: list[ProblemOut]


class Page(Answer):
    """What every list says of itself."""

    total: int = Field(description="Rows that meet the query.")
    page: int
    size: int
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null on the last one.")
    complete: bool = Field(description="True only when this one answer holds every row that meets the query.")
    stop_reason: Literal["", "page_end", "depth_limit", "search_limit", "end"] = Field(
        description=(
            "Why the answer is not complete: page_end (more pages follow), depth_limit (rows beyond 10,000 are not "
            "served), search_limit (the word search stopped counting), end (the last page). Empty when complete."
        )
    )


class FacetValueOut(Answer):
    """One value of a facet (分面)."""

    value: str
    label: str = Field(description="Its name in the caller's language.")
    count: int
    chosen: bool


class OrganisationOut(Answer):
    """An organisation (组织)."""

    id: int
    name_zh: str
    name_en: str


class CodeOut(Answer):
    """One code of a closed list (代码)."""

    code: str
    zh: str
    en: str


class CodeListOut(Answer):
    """A closed list of codes (代码表)."""

    name: str
    codes: list[CodeOut]


class CodeListsOut(Answer):
    """All code lists."""

    items: list[CodeListOut]


class HealthOut(Answer):
    """Whether the house stands."""

    status: Literal["ok"]
    version: str


class JobsOut(Answer):
    """Background jobs (后台任务)."""

    waiting: int = Field(description="Jobs ready to run.")
    failed: int = Field(description="Jobs that failed.")
    worker_seen_at: datetime | None = Field(description="When a worker last did something; null when never.")
    nobody_works: bool = Field(description="Jobs have been ready for a while and no worker takes them.")


class IndexOut(Answer):
    """The indexes (索引): copies of the database that can be rebuilt."""

    documents: int
    vectors: int
    embedder: str
    fingerprint: str
    waiting: int = Field(description="Rows not yet in the index.")


class ModelOut(Answer):
    """A model that compares meaning (语义模型)."""

    use: str = Field(description="meaning: finds; quality: the second, better one; reranking: reads the top again.")
    id: str = Field(description="Model, version and hash, or the service and its model; none.")
    leaves: bool = Field(description="Whether texts are sent to a service elsewhere.")
    problem: str = Field(description="Code of what keeps the model from being used; empty when nothing does.")


class StatusOut(Answer):
    """What the house holds and what waits."""

    version: str
    patents: int = Field(description="Patents this caller may see.")
    needs: int = Field(description="Needs this caller may see.")
    enterprises: int
    index: IndexOut
    models: list[ModelOut]
    jobs: JobsOut
    today: date
