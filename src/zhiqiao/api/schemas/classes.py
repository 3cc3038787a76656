"""Shapes of classes (归类): packs, what a patent meets and why, suggestions for a text."""

from __future__ import annotations

from datetime import datetime

from ninja import Field

from zhiqiao.api.schemas.answers import Answer, Taken


class PackOut(Answer):
    """One edition of an official table (分类数据包)."""

    id: int
    edition: str
    source: str
    licence: str
    rows: int
    rules: int
    faults: int
    in_use: bool
    loaded_at: datetime


class SchemeOut(Answer):
    """A classification: loaded, or missing with what it lacks and where the official file is had (分类体系)."""

    scheme: str
    name: str
    in_use: str | None = Field(description="Edition in use; null: not loaded, so its classes are not known.")
    official_file: str
    where: str
    lacks: str = Field(description="What is missing while it is not loaded; empty when it is.")
    patents: int | None = Field(description="How many patents meet any of its codes; null: not known.")
    editions: list[PackOut]


class SchemesOut(Answer):
    """All classifications."""

    items: list[SchemeOut]


class ClassOut(Answer):
    """A code a patent meets, and why (归类结果)."""

    code: str
    title: str
    is_sure: bool = Field(description="False: only possible (疑似), for none of the row's keywords stands in the text.")
    is_primary: bool = Field(description="Found by the patent's first IPC symbol.")
    symbol: str = Field(description="The patent's symbol that met.")
    pattern: str = Field(description="The pattern of the row it met.")
    line: int | None = Field(description="The row's line in the official file as it was loaded.")
    words: list[str] = Field(description="The row's keywords that stand in the text.")


class PatentSchemeOut(Answer):
    """What a patent meets in one classification; `classes` is null where it is not loaded."""

    scheme: str
    name: str
    edition: str | None
    classes: list[ClassOut] | None


class PatentClassesOut(Answer):
    """All classifications of one patent."""

    patent: str
    items: list[PatentSchemeOut]


class SuggestIn(Taken):
    """A text, not stored."""

    text: str = Field(min_length=1, max_length=4000, description="Title, abstract or description.")
    limit: int = Field(5, ge=1, le=20)


class NeighbourOut(Answer):
    """A known text that speaks for a suggestion."""

    number: str
    title: str


class SuggestionOut(Answer):
    """A subclass that is suggested (推荐)."""

    code: str
    title: str
    confidence: float = Field(description="0–1: share of suggestions of this strength that were right when held out.")
    is_chosen: bool = Field(description="Above the model's threshold, or the best one.")
    terms: list[str]
    neighbours: list[NeighbourOut]


class SuggestionsOut(Answer):
    """Suggestions for a text, with the version of what was learned."""

    version: str
    items: list[SuggestionOut]
