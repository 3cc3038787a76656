"""Shapes of legal events and of the register as of a day."""

from __future__ import annotations

from datetime import date

from ninja import Field

from zhiqiao.api.schemas.answers import Answer, ProblemOut


class LegalEventOut(Answer):
    """A legal event (法律事件) as it was told."""

    id: int
    code: str = Field(description="Code of the gazette, as INPADOC carries it.")
    name: str = Field(description="In the caller's language; empty for a code that is not known.")
    effect: str | None = Field(description="What it does to the register; null for a code that is not known.")
    announced: date
    effective: date = Field(description="The day from which it holds.")
    number: str = Field(description="Of the licence recordal or of the registration.")
    licence_kind: str
    givers: list[str] = Field(description="Who licenses or pledges.")
    takers: list[str] = Field(description="Who takes the licence or the pledge.")
    matter: str
    before: list[str]
    after: list[str]
    note: str


class LegalEventsOut(Answer):
    """All events of a patent."""

    patent: str
    items: list[LegalEventOut]


class HeldOut(Answer):
    """A licence or pledge that stands."""

    number: str
    kind: str
    givers: list[str]
    takers: list[str]
    since: date
    cause: LegalEventOut
    changes: list[LegalEventOut]


class RegisterOut(Answer):
    """The register of a patent as of a day (登记簿). A cause of null means: our record says so, no event does."""

    patent: str
    as_of: date
    state: str
    state_label: str
    state_since: date | None
    state_cause: LegalEventOut | None
    owners: list[str]
    owners_cause: LegalEventOut | None
    licences: list[HeldOut]
    pledges: list[HeldOut]
    preserved_by: list[LegalEventOut]
    open_licence_by: LegalEventOut | None
    partly_void_by: list[LegalEventOut]
    is_in_force: bool
    is_pledged: bool
    is_preserved: bool
    is_open_licensed: bool
    is_exclusively_licensed: bool
    problems: list[ProblemOut] = Field(description="Events that contradict the others or cannot be applied.")
