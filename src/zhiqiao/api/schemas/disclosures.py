"""Shapes of disclosures: inventions before filing, with inventors, evaluation, filing and files."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Field
from pydantic import StringConstraints

from zhiqiao.api.schemas.answers import Answer, OrganisationOut, Page, ProblemOut, Taken
from zhiqiao.api.schemas.cases import REASON_SAYS, VALUES_SAY, MoveOut, Revision, StateCountOut, TakenOut, Word
from zhiqiao.services.disclosures import INVENTORS_MOST

Name = Annotated[str, StringConstraints(max_length=150)]
REVISION_SAYS = "The one that was read; refused where it has changed since."


class InventorOut(Answer):
    """An inventor (发明人)."""

    id: int
    name: str
    username: str | None = Field(description="Their account here; null without one.")
    share: Decimal | None = Field(description="Share of the contribution in percent.")
    agreed_at: datetime | None = Field(description="When they agreed to names and shares; null: not yet.")


class EvaluationOut(Answer):
    """An evaluation before filing (申请前评估), by the scored sheet that was in force."""

    at: datetime
    by: str | None
    scale_version: str
    is_example: bool = Field(description="By the example sheet, which is no official one.")
    points: dict[str, int] = Field(description="By the codes of the criteria.")
    vetoes: list[str] = Field(description="Codes of the grounds found to stand against filing.")
    total: int
    proposal: str = Field(description="file, improve, hold or no.")
    remarks: str


class FileOut(Answer):
    """An attached file."""

    id: int
    file_name: str
    size: int = Field(description="In bytes.")
    sha256: str
    created_at: datetime


class DisclosureBriefOut(Answer):
    """A disclosure in a list (发明披露)."""

    id: int
    title: str
    state: str
    state_label: str
    since: date
    last_day: date | None = Field(description="Of the time limit that runs; null where none does.")
    working_days_left: int | None = Field(description="Negative when it is late; null where no time limit runs.")
    holder: OrganisationOut | None = Field(description="The college or institution it is disclosed to.")
    evaluator: str | None
    application_number: str
    filed_on: date | None
    patent_key: str | None = Field(description="Record key of the patent that came of it; null until it is there.")
    revision: int = Field(description="Give it with a write, so that two never overwrite each other unseen.")
    moves: list[MoveOut] = Field(description="What this caller may think of doing, save filling in the sheet.")


class DisclosureListOut(Page):
    """One page of the desk."""

    items: list[DisclosureBriefOut]
    states: list[StateCountOut]
    late: int = Field(description="Disclosures past their time limit.")


class AwardOut(Answer):
    """The least that is due to the inventors where nothing was agreed; for information."""

    yuan: int
    last_day: date


class DisclosureOut(DisclosureBriefOut):
    """One disclosure with all that this caller may know of it."""

    sheet: dict[str, Any]
    parts: list[str] = Field(description="Parts this caller takes in it.")
    inventors: list[InventorOut]
    evaluation: EvaluationOut | None = Field(
        description="The last one of the disclosure as it stands; its inventors read it once it was decided."
    )
    files: list[FileOut]
    award: AwardOut | None
    may_fill: list[ProblemOut] = Field(description="What stands against filling in the sheet; empty: it may be.")
    history: list[TakenOut] = Field(description="Oldest first.")
    warnings: list[ProblemOut] = Field([], description="Of the write that was just made.")


class InventorIn(Taken):
    """An inventor to be named: by name, by account, or both."""

    name: Annotated[str, StringConstraints(max_length=100)] = ""
    username: Name = ""
    share: Decimal | None = Field(None, ge=0, le=100, description="In percent, to two places.")


Inventors = Annotated[list[InventorIn], Field(max_length=INVENTORS_MOST)]


class DisclosureIn(Taken):
    """A disclosure to be begun."""

    organisation: int | None = Field(None, ge=1, le=2**63 - 1, description="Where; the caller's first place if null.")
    values: dict[str, Any] = Field(default_factory=dict, description="Items of the sheet, as GET /procedures gives it.")


class DisclosureMoveIn(Taken):
    """A move to be made."""

    verb: Word = Field(description="Verb of a move of the procedure `disclosure`.")
    values: dict[str, Any] | None = Field(None, description=VALUES_SAY)
    inventors: Inventors | None = Field(None, description="All inventors, in their order; null: they stay.")
    reason: str = Field("", max_length=2000, description=REASON_SAYS)
    revision: Revision | None = Field(None, description=REVISION_SAYS)


class EvaluatorIn(Taken):
    """Who is to evaluate."""

    username: Name
    revision: Revision | None = Field(None, description=REVISION_SAYS)


class AgreementIn(Taken):
    """An inventor's agreement."""

    inventor: int | None = Field(
        None, ge=1, le=2**63 - 1, description="Id of a line without an account, noted by an officer; null: one's own."
    )


class EvaluationIn(Taken):
    """A scored sheet to be handed in."""

    points: dict[str, int] = Field(description="By the codes of GET /disclosures/scale.")
    vetoes: list[Word] = Field([], max_length=40)
    remarks: str = Field("", max_length=4000)
    revision: Revision | None = Field(None, description=REVISION_SAYS)


class FilingIn(Taken):
    """What was filed."""

    application_number: Annotated[str, StringConstraints(max_length=60)]
    filed_on: date
    revision: Revision | None = Field(None, description=REVISION_SAYS)


class CriterionOut(Answer):
    """A criterion of the scored sheet."""

    code: str
    points: int = Field(description="At most.")
    name_zh: str
    name_en: str
    told_zh: str
    told_en: str


class VetoOut(Answer):
    """A ground that stands against filing whatever the points say."""

    code: str
    name_zh: str
    name_en: str
    source: str


class ScaleOut(Answer):
    """The scored sheet in force (现行评分表)."""

    version: str
    is_example: bool
    source: str
    criteria: list[CriterionOut]
    vetoes: list[VetoOut]
    thresholds: dict[str, int] = Field(description="From so many points on: file, improve, hold; below, do not file.")


class NearbyOut(Answer):
    """A patent of this catalogue that shares words."""

    record_key: str
    application_number: str
    title_zh: str
    title_en: str
    words: list[str]


class NearbyListOut(Answer):
    """Patents that share words with a disclosure: a help, no search for novelty."""

    items: list[NearbyOut]
    is_novelty_search: bool = Field(False, description="Always false.")
    is_ready: bool = Field(description="False while there is no index to look into.")
