"""Inventory filing (盘点建档): the six items an institution records of each patent it holds, and two reviews.

After 国知发运字〔2024〕5号 and the notices of three universities that carry it out [V]. Columns and code words of the
official bulk form (批量建档模板) could not be had: the code lists here are our proposal after a municipal survey
[P]. Not responsible for what enters the pool afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from zhiqiao.domain.codes import ENDED_STATES, OrganisationKind, Role, Way
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.domain.problems import Problem, Severity
from zhiqiao.domain.procedures.machinery import CaseFacts, Limit, Move, Procedure, Sheet, Standing


class ProjectKind(StrEnum):
    """Publicly funded projects (财政资助项目类型): the three of the first scope of the declaration [V], and others."""

    MAJOR = "major"  # 国家科技重大专项
    KEY_RD = "key_rd"  # 国家重点研发计划
    NSFC = "nsfc"  # 国家自然科学基金
    OTHER = "other"


class Implementation(StrEnum):
    """Whether the patent is in use (专利实施状态) [P]."""

    NOT = "not"
    OWN_USE = "own_use"
    LICENSED = "licensed"
    TRANSFERRED = "transferred"
    EQUITY = "equity"
    INDUSTRIALISED = "industrialised"


class Willingness(StrEnum):
    """Whether the holder wants it transformed (转化意愿), as a municipal survey asks [V]."""

    WILLING = "willing"
    NOT_WILLING = "not_willing"
    DONE = "done"


class Maturity(StrEnum):
    """How ripe the technique is (技术成熟度), as a municipal survey asks [V]."""

    RESEARCH = "research"
    LAB = "lab"
    PILOT = "pilot"
    SAMPLE = "sample"
    MASS = "mass"
    OTHER = "other"


LIKELY_TRL = {
    Maturity.RESEARCH: (1, 3),
    Maturity.LAB: (3, 5),
    Maturity.SAMPLE: (4, 7),
    Maturity.PILOT: (5, 8),
    Maturity.MASS: (8, 9),
}
"""Readiness levels (GB/T 22900-2022) that go with a stage [P]."""


class InventorySheet(Sheet):
    """The six items (盘点内容): funding, use, willingness with ways, maturity, self-assessment, scenario. None and ""
    mean: not filled in yet."""

    is_funded: bool | None = None
    project_kind: ProjectKind | None = None
    project_name: Annotated[str, Field(max_length=200)] = ""
    project_number: Annotated[str, Field(max_length=100)] = ""
    implementation: Implementation | None = None
    willingness: Willingness | None = None
    ways: tuple[Way, ...] = ()
    maturity: Maturity | None = None
    trl: Annotated[int, Field(ge=1, le=9)] | None = None
    self_grade: Annotated[int, Field(ge=1, le=5)] | None = None
    scenario: Annotated[str, Field(max_length=2000)] = ""


Case = CaseFacts[InventorySheet]
SIX = ("is_funded", "implementation", "willingness", "maturity", "self_grade", "scenario")


def six_items_are_filled(case: Case, today: date) -> Iterator[Problem]:
    """All six items are filled in: public funding, state of use, willingness, maturity, the graded self-assessment and
    the scenario of application.

    Source: 国知发运字〔2024〕5号 and schools' notices that carry it out [V]
    """
    for name in SIX:
        if getattr(case.sheet, name) in (None, ""):
            yield Problem("item_is_filled", name)


def funding_is_declared(case: Case, today: date) -> Iterator[Problem]:
    """A patent that came of a publicly funded project names the kind, name and number of the project.

    Source: CNIPA, declaration of public funding at filing (财政资助声明) [V]
    """
    if case.sheet.is_funded:
        for name in ("project_kind", "project_name", "project_number"):
            if not getattr(case.sheet, name):
                yield Problem("project_is_named", name)


def willing_names_a_way(case: Case, today: date) -> Iterator[Problem]:
    """Who is willing to have the patent transformed names the ways that are acceptable.

    Source: 国知发运字〔2024〕5号 and schools' notices that carry it out [V]
    """
    if case.sheet.willingness is Willingness.WILLING and not case.sheet.ways:
        yield Problem("willing_names_a_way", "ways")


def readiness_goes_with_stage(case: Case, today: date) -> Iterator[Problem]:
    """The level of readiness goes with the stage that is given. Another level is possible, and worth a second look.

    Source: our proposal after the levels of GB/T 22900-2022 [P]
    """
    low, high = LIKELY_TRL.get(case.sheet.maturity or Maturity.OTHER, (1, 9))
    if case.sheet.trl is not None and not low <= case.sheet.trl <= high:
        yield Problem(
            "readiness_goes_with_stage", "trl", str(case.sheet.trl), Severity.WARNING, {"low": low, "high": high}
        )


def right_has_not_ended(case: Case, today: date) -> Iterator[Problem]:
    """The inventory takes in patents in force: a right that has ended is not filed.

    Source: schools' notices of 2024, which name valid patents granted up to 2023-12-31 and later ones [V]
    """
    if isinstance(case.subject, PatentFacts) and case.subject.legal_state in ENDED_STATES:
        yield Problem("right_has_not_ended", "legal_state", data={"state": str(case.subject.legal_state)})


COMPLETE = (six_items_are_filled, funding_is_declared, willing_names_a_way, readiness_goes_with_stage)
OURS = "our proposal; schools set days of their own [P]"
FILER, COLLEGE, SCHOOL = "filer", "college", "school"


def of(*states: str) -> frozenset[str]:
    """So many codes as one set."""
    return frozenset(states)


DESK = frozenset({Role.ADMIN, Role.OFFICER})
"""Who acts for an organisation."""


def parts_of(standing: Standing) -> frozenset[str]:
    """An inventor files; a college or a school acts through its officers. Where the institution itself holds a patent,
    and no college of it, its officers take the college's part too."""
    desks = {kind for kind, role in standing.roles if role in DESK}
    parts = {FILER} if standing.is_filer else set()
    if OrganisationKind.COLLEGE in desks:
        parts.add(COLLEGE)
    if OrganisationKind.INSTITUTION in desks:
        parts.add(SCHOOL)
        if standing.holder is not OrganisationKind.COLLEGE:
            parts.add(COLLEGE)
    return frozenset(parts)


def recorded(sheet: InventorySheet) -> dict[str, Any]:
    """What of the patent itself is known once it is inventoried (盘点入档): readiness, ways, scenario, funding. What
    the sheet leaves open is left as it was."""
    project = " ".join(part for part in (sheet.project_number, sheet.project_name) if part)
    told: dict[str, Any] = {"trl": sheet.trl, "scenario": sheet.scenario, "funding": project if sheet.is_funded else ""}
    told = {name: value for name, value in told.items() if value}
    if sheet.willingness is not None:
        told["willing"] = sheet.ways if sheet.willingness is Willingness.WILLING else ()
    return told


INVENTORY: Procedure[InventorySheet] = Procedure(
    name="inventory",
    sheet=InventorySheet,
    start="unfiled",
    ends=of("inventoried"),
    moves=(
        Move("save", of("unfiled", "draft", "returned"), "draft", of(FILER, COLLEGE), (right_has_not_ended,)),
        Move("submit", of("draft"), "college_review", of(FILER, COLLEGE), (right_has_not_ended, *COMPLETE)),
        Move("withdraw", of("college_review"), "draft", of(FILER)),
        Move("pass_college", of("college_review"), "school_review", of(COLLEGE), COMPLETE),
        Move("return_by_college", of("college_review"), "returned", of(COLLEGE), asks_reason=True),
        Move("pass_school", of("school_review"), "inventoried", of(SCHOOL), (right_has_not_ended, *COMPLETE)),
        Move("return_by_school", of("school_review"), "returned", of(SCHOOL), asks_reason=True),
        Move("update", of("inventoried"), "draft", of(FILER, COLLEGE, SCHOOL), asks_reason=True),
    ),
    limits=(
        Limit("college_review", 5, OURS),
        Limit("school_review", 10, OURS),
    ),
    holders=frozenset({OrganisationKind.INSTITUTION, OrganisationKind.COLLEGE}),
    parts=parts_of,
    sampled=SIX,
    recorded=recorded,
)
"""From `unfiled` through `draft` and the reviews of college and school to `inventoried`, as schools do it [V]."""
