"""The transformation pool (专利转化资源库): how a patent comes into it, stays in it and leaves it.

After “全面盘点、筛选入库、市场评价、分层推广” of 国知发运字〔2024〕5号 [V]. No document we know of fixes thresholds,
forms or days: those are our proposal [P], the numbers in `domain/pool/terms.toml`. What makes an entry leave by itself
is told by `domain.pool.leaving`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from zhiqiao.domain.clocks import full_years_between
from zhiqiao.domain.codes import LegalState, OrganisationKind
from zhiqiao.domain.patents.annuities import term_ends
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.domain.pool.codes import Lane, Scope
from zhiqiao.domain.pool.leaving import licence_alone
from zhiqiao.domain.pool.terms import terms
from zhiqiao.domain.problems import Problem, Severity
from zhiqiao.domain.procedures.inventory import COLLEGE, FILER, SCHOOL, of, parts_of
from zhiqiao.domain.procedures.machinery import SYSTEM, CaseFacts, Limit, Move, Procedure, Sheet


class PoolSheet(Sheet):
    """How a patent is listed, and what its holder promises (持有方承诺书)."""

    lane: Lane | None = None
    entrusted_to: Annotated[str, Field(max_length=200)] = ""
    scope: Scope | None = None
    months: Annotated[int, Field(ge=1, le=terms().longest_months)] | None = None
    may_dispose: bool | None = None
    holds_no_secret: bool | None = None
    is_unencumbered: bool | None = None
    is_told_truly: bool | None = None
    changes_are_told: bool | None = None
    promised_by: Annotated[str, Field(max_length=100)] = ""


Case = CaseFacts[PoolSheet]
PROMISES = ("may_dispose", "holds_no_secret", "is_unencumbered", "is_told_truly", "changes_are_told")
"""What the holder promises, in the order in which the letter says it."""
INVENTORIED = "inventoried"


def patent_of(case: Case) -> PatentFacts:
    """The patent a case is about; nothing known of it where it has none."""
    return case.subject if isinstance(case.subject, PatentFacts) else PatentFacts()


def right_is_in_force(case: Case, today: date) -> Iterator[Problem]:
    """Only a granted right that is in force comes into the pool.

    Source: 国知发运字〔2024〕5号: patents in force of universities and institutes [V]
    """
    state = patent_of(case).legal_state
    if state is not LegalState.GRANTED:
        yield Problem("right_is_in_force", "legal_state", data={"state": str(state)})


def patent_is_inventoried(case: Case, today: date) -> Iterator[Problem]:
    """A patent is inventoried before it comes into the pool.

    Source: 国知发运字〔2024〕5号: 全面盘点、筛选入库 [V]
    """
    if case.beside.states.get("inventory") != INVENTORIED:
        yield Problem("patent_is_inventoried")


def holder_is_willing(case: Case, today: date) -> Iterator[Problem]:
    """The holder accepts at least one way of cooperation.

    Source: schools' notices of 2024: willingness is one of the six items [V]
    """
    if not patent_of(case).willing:
        yield Problem("holder_is_willing", "willing")


def patent_is_no_secret(case: Case, today: date) -> Iterator[Problem]:
    """The patent is published: what is secret or not yet published is not shown.

    Source: 专利法 art 4 and 21 [L]
    """
    if not case.beside.is_public:
        yield Problem("patent_is_no_secret")


def nobody_has_it_alone(case: Case, today: date) -> Iterator[Problem]:
    """No exclusive or sole licence is in force, as far as the register is known here; the holder promises the rest.

    Source: 专利法实施细则 rule 86, by analogy with the open licence [P]
    """
    held = licence_alone(case.beside.register)
    if held is not None:
        yield Problem("nobody_has_it_alone", given=f"{held.cause.code} {held.since.isoformat()}")


def term_is_long_enough(case: Case, today: date) -> Iterator[Problem]:
    """The right lasts long enough for somebody to begin with it.

    Source: our proposal; the number of years is a term of the pool [P]
    """
    patent = patent_of(case)
    ends, least = term_ends(patent.kind, patent.application_date, patent.office), terms().least_years_left
    if ends is None:
        yield Problem("term_is_known", "application_date")
    elif full_years_between(today, ends) < least:
        yield Problem("term_is_long_enough", given=ends.isoformat(), data={"least": least})


def level_is_high_enough(case: Case, today: date) -> Iterator[Problem]:
    """The patent's level is good enough for the rule to propose it. A holder may list another, and is told.

    Source: our proposal after the five levels of 专利分类分级评定管理规范; the level is a term of the pool [P]
    """
    level, lowest = case.beside.level, terms().lowest_level
    if level is None or level > lowest:
        data: dict[str, str | int | float] = {"lowest": lowest, "level": "—" if level is None else level}
        yield Problem("level_is_high_enough", "level", severity=Severity.WARNING, data=data)


def listing_is_described(case: Case, today: date) -> Iterator[Problem]:
    """The holder says who handles the listing and who may see it; who entrusts it to an agency names the agency.

    Source: the three lanes (自助、托管、高端) of a municipal exchange [V]; who sees it: our proposal [P]
    """
    for name in ("lane", "scope"):
        if getattr(case.sheet, name) is None:
            yield Problem("item_is_filled", name)
    if case.sheet.lane is Lane.ENTRUSTED and not case.sheet.entrusted_to:
        yield Problem("agency_is_named", "entrusted_to")


def promise_is_given(case: Case, today: date) -> Iterator[Problem]:
    """The holder gives every promise of the letter, with a name; the day is that on which it is submitted.

    Source: 持有方承诺书 of a municipal exchange [V by name only: its wording could not be had, ours is a proposal, P]
    """
    for name in PROMISES:
        if not getattr(case.sheet, name):
            yield Problem("promise_is_given", name)
    if not case.sheet.promised_by:
        yield Problem("promise_is_signed", "promised_by")


HARD = (
    right_is_in_force,
    patent_is_inventoried,
    holder_is_willing,
    patent_is_no_secret,
    nobody_has_it_alone,
    term_is_long_enough,
)
"""What must hold of whatever comes into the pool."""
ENTRY = (*HARD, level_is_high_enough)
"""The entry rule (入库规则): the rule proposes where nothing of it stands against a patent, a warning neither."""
COMPLETE = (*ENTRY, listing_is_described, promise_is_given)
OURS = "our proposal; places set days of their own [P]"
OFFICES = of(COLLEGE, SCHOOL)
HOLDER = of(FILER, COLLEGE, SCHOOL)


def against_entry(case: Case, today: date) -> list[Problem]:
    """Why the rule does not propose a patent; empty where it does."""
    return [problem for rule in ENTRY for problem in rule(case, today)]


POOL: Procedure[PoolSheet] = Procedure(
    name="pool",
    sheet=PoolSheet,
    start="outside",
    ends=of("listed", "expiring"),
    moves=(
        Move("propose", of("outside", "left"), "proposed", of(SYSTEM), ENTRY),
        Move("recall", of("proposed"), "outside", of(SYSTEM), asks_reason=True),
        Move("save", of("outside", "proposed", "draft", "returned", "declined", "left"), "draft", HOLDER),
        Move("decline", of("proposed", "draft", "returned"), "declined", HOLDER, asks_reason=True),
        Move("submit", of("draft"), "college_review", HOLDER, COMPLETE),
        Move("withdraw", of("college_review"), "draft", HOLDER),
        Move("pass_college", of("college_review"), "school_review", of(COLLEGE), COMPLETE),
        Move("return_by_college", of("college_review"), "returned", of(COLLEGE), asks_reason=True),
        Move("admit", of("school_review"), "listed", of(SCHOOL), COMPLETE),
        Move("return_by_school", of("school_review"), "returned", of(SCHOOL), asks_reason=True),
        Move("remind", of("listed"), "expiring", of(SYSTEM)),
        Move("renew", of("expiring"), "listed", OFFICES, HARD),
        Move("delist", of("listed", "expiring"), "left", OFFICES, asks_reason=True),
        Move("leave", of("listed", "expiring"), "left", of(SYSTEM), asks_reason=True),
    ),
    limits=(
        Limit("college_review", 5, OURS),
        Limit("school_review", 10, OURS),
    ),
    holders=frozenset({OrganisationKind.INSTITUTION, OrganisationKind.COLLEGE}),
    parts=parts_of,
    filed_as="inventory",
    follow_up="settle_pool",
)
"""From `outside` by proposal, promise and two reviews to `listed`; back out by the holder's wish or by an event."""
