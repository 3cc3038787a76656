"""Before filing (发明披露与申请前评估): an inventor discloses, somebody else evaluates, the school decides, then it is
filed; nothing is approved for filing that was not evaluated.

After 教科技〔2020〕1号 [V], which asks for the evaluation and leaves its form to the institutions: states, time limits
and the scored sheet are our proposal [P]. Not responsible for the sheet of points: see `domain.prefiling.scoring`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from zhiqiao.domain.clocks import months_after
from zhiqiao.domain.codes import OrganisationKind
from zhiqiao.domain.patents.numbers import read_application_number
from zhiqiao.domain.prefiling.facts import DisclosureFacts, Evaluated, Proposal
from zhiqiao.domain.problems import Problem, Severity
from zhiqiao.domain.procedures.inventory import DESK, Maturity, ProjectKind, of
from zhiqiao.domain.procedures.machinery import CaseFacts, Limit, Move, Procedure, Sheet, Standing


class Ownership(StrEnum):
    """Whose the invention is (权属依据): 专利法 art 6 and art 8, and the pilots of shared ownership."""

    SERVICE = "service"  # 职务发明
    AGREED = "agreed"  # 利用本单位物质技术条件，合同另有约定
    JOINT = "joint"  # 合作或者委托完成
    SHARED = "shared"  # 赋权试点
    OWN = "own"  # 非职务发明


class Published(StrEnum):
    """Whether it was made public before filing, and the grounds on which novelty is kept for six months (专利法 art
    24)."""

    NO = "no"
    EMERGENCY = "emergency"
    EXHIBITION = "exhibition"
    CONFERENCE = "conference"
    WITHOUT_CONSENT = "without_consent"
    OTHERWISE = "otherwise"


class DisclosureSheet(Sheet):
    """What an inventor discloses (发明披露书). None and "" mean: not filled in yet."""

    invention_title: Annotated[str, Field(max_length=200)] = ""
    problem_solved: Annotated[str, Field(max_length=4000)] = ""
    solution: Annotated[str, Field(max_length=8000)] = ""
    advantages: Annotated[str, Field(max_length=4000)] = ""
    known_before: Annotated[str, Field(max_length=4000)] = ""
    maturity: Maturity | None = None
    interested: Annotated[str, Field(max_length=1000)] = ""
    publication: Published | None = None
    published_on: date | None = None
    planned_on: date | None = None
    may_be_secret: bool | None = None
    wants_abroad: bool | None = None
    is_funded: bool | None = None
    project_kind: ProjectKind | None = None
    project_name: Annotated[str, Field(max_length=200)] = ""
    project_number: Annotated[str, Field(max_length=100)] = ""
    ownership: Ownership | None = None
    other_owners: Annotated[str, Field(max_length=1000)] = ""


Case = CaseFacts[DisclosureSheet]
TOLD = ("invention_title", "problem_solved", "solution", "maturity", "publication", "may_be_secret", "ownership")
WHOLE = Decimal(100)
GRACE_MONTHS = 6
INVENTOR, COLLEGE, OFFICE, EVALUATOR = "inventor", "college", "office", "evaluator"


def known(case: Case) -> DisclosureFacts:
    """What is known beside the sheet."""
    return case.subject if isinstance(case.subject, DisclosureFacts) else DisclosureFacts()


def disclosure_is_complete(case: Case, today: date) -> Iterator[Problem]:
    """The disclosure says its title, the problem, the solution, the stage, whether it was made public, whether it may
    have to be kept secret, and whose it is.

    Source: DB3203/T 1020-2022 names the disclosure as a step; which items it holds is our proposal [P]
    """
    for name in TOLD:
        if getattr(case.sheet, name) in (None, ""):
            yield Problem("item_is_filled", name)
    if case.sheet.publication not in (None, Published.NO) and case.sheet.published_on is None:
        yield Problem("item_is_filled", "published_on")
    if case.sheet.published_on is not None and case.sheet.published_on > today:
        yield Problem("day_is_not_ahead", "published_on", case.sheet.published_on.isoformat())


def funding_declaration_is_complete(case: Case, today: date) -> Iterator[Problem]:
    """It is said whether the invention came of a publicly funded project; where it did, the declaration of public
    funding has the kind, the name and the number of the project.

    Source: CNIPA, declaration of public funding at filing (财政资助声明) [V]
    """
    if case.sheet.is_funded is None:
        yield Problem("item_is_filled", "is_funded")
    elif case.sheet.is_funded:
        for name in ("project_kind", "project_name", "project_number"):
            if not getattr(case.sheet, name):
                yield Problem("declaration_names_project", name)


def inventors_are_named(case: Case, today: date) -> Iterator[Problem]:
    """At least one inventor is named, and nobody twice. An inventor is a natural person who contributed creatively to
    the substance of the invention.

    Source: 专利法实施细则 rule 14 [L]
    """
    names = [one.name for one in known(case).contributors]
    if not names:
        yield Problem("inventors_are_named", "inventors")
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem("inventor_is_named_once", "inventors", name)


def shares_sum_to_whole(case: Case, today: date) -> Iterator[Problem]:
    """Each inventor has a share of the contribution above zero, and all together come to 100 %.

    Source: our proposal, so that awards and income can be divided later [P]
    """
    shares = [one.share for one in known(case).contributors]
    total = sum((share for share in shares if share is not None), Decimal(0))
    if shares and (total != WHOLE or any(share is None or share <= 0 for share in shares)):
        yield Problem("shares_sum_to_whole", "inventors", f"{total.normalize():f}")


def inventors_agree(case: Case, today: date) -> Iterator[Problem]:
    """Every inventor agrees to the order of names and the shares.

    Source: our proposal; an inventor has the right to be named, 专利法 art 16 [P]
    """
    if waiting := [one.name for one in known(case).contributors if not one.has_agreed]:
        yield Problem("inventors_agree", "inventors", "、".join(waiting)[:200])


def evaluator_is_named(case: Case, today: date) -> Iterator[Problem]:
    """Somebody is named who evaluates it, and is none of its inventors.

    Source: our proposal after 教科技〔2020〕1号, which asks for an evaluation by a body of its own or one that is hired
    [P]
    """
    evaluator = known(case).evaluator
    if evaluator is None:
        yield Problem("evaluator_is_named", "evaluator")
    elif evaluator in {one.account for one in known(case).contributors}:
        yield Problem("evaluator_is_no_inventor", "evaluator")


def evaluation_is_submitted(case: Case, today: date) -> Iterator[Problem]:
    """The disclosure as it was last submitted has been evaluated, by somebody who is none of its inventors. Without
    that nothing is approved for filing.

    Source: 教科技〔2020〕1号, which asks for an evaluation before filing [V]
    """
    found = known(case).evaluation
    if found is None:
        yield Problem("evaluation_is_submitted")
    elif found.by is not None and found.by in {one.account for one in known(case).contributors}:
        yield Problem("evaluator_is_no_inventor", "evaluator")


def no_veto_stands(case: Case, today: date) -> Iterator[Problem]:
    """The evaluation found no ground that stands against filing, such as a subject matter that is not patentable, or
    novelty that is lost.

    Source: 专利法 art 4, art 5, art 22, art 24, art 25 [L]
    """
    found = known(case).evaluation
    for one in found.vetoes if found else ():
        named = {"zh": one.name_zh, "en": one.name_en, "source": one.source}
        yield Problem("no_veto_stands", "", one.code, data=named)


def publication_left_novelty(case: Case, today: date) -> Iterator[Problem]:
    """What was made public before filing keeps its novelty only on the grounds of the law, and for six months: a
    national emergency, a recognised exhibition, a prescribed conference, a disclosure by others without consent.

    Source: 专利法 art 24 [L]
    """
    ground, day = case.sheet.publication, case.sheet.published_on
    if ground in (None, Published.NO):
        return
    if ground is Published.OTHERWISE:
        yield Problem("publication_left_novelty", "publication")
    elif day is not None:
        last = months_after(day, GRACE_MONTHS)
        late = today > last
        severity = Severity.ERROR if late else Severity.WARNING
        code = "grace_has_not_passed" if late else "grace_runs"
        yield Problem(code, "published_on", day.isoformat(), severity, {"last": last.isoformat()})


def filing_precedes_publication(case: Case, today: date) -> Iterator[Problem]:
    """Where a publication is planned, the application should be filed before that day.

    Source: 专利法 art 22: what the public knew before the filing date is prior art [L]
    """
    day = case.sheet.planned_on
    if day is not None:
        yield Problem("filing_precedes_publication", "planned_on", day.isoformat(), Severity.WARNING)


def secrecy_is_cleared(case: Case, today: date) -> Iterator[Problem]:
    """An invention that touches national security or a major interest, and must be kept secret, is not filed by this
    procedure.

    Source: 专利法 art 4 [L]
    """
    if case.sheet.may_be_secret:
        yield Problem("secrecy_is_cleared", "may_be_secret")


def filing_abroad_is_examined(case: Case, today: date) -> Iterator[Problem]:
    """What was made in China is examined for secrecy by CNIPA before an application is filed abroad.

    Source: 专利法 art 19 [L]
    """
    if case.sheet.wants_abroad:
        yield Problem("filing_abroad_is_examined", "wants_abroad", severity=Severity.WARNING)


def invention_is_the_institutions(case: Case, today: date) -> Iterator[Problem]:
    """The right to file is the institution's, alone or with others: an invention that was not made in its service is
    its inventors' to file.

    Source: 专利法 art 6, art 8 [L]
    """
    if case.sheet.ownership is Ownership.OWN:
        yield Problem("invention_is_the_institutions", "ownership")
    elif case.sheet.ownership in (Ownership.AGREED, Ownership.JOINT, Ownership.SHARED) and not case.sheet.other_owners:
        yield Problem("other_owners_are_named", "other_owners")


def score_proposes_filing(case: Case, today: date) -> Iterator[Problem]:
    """The points of the evaluation propose to file. A decision that departs from them says why.

    Source: our proposal; thresholds stand in the scored sheet [P]
    """
    yield from departs(known(case).evaluation, Proposal.FILE)


def score_proposes_holding(case: Case, today: date) -> Iterator[Problem]:
    """The points of the evaluation propose to hold it. A decision that departs from them says why.

    Source: our proposal; thresholds stand in the scored sheet [P]
    """
    yield from departs(known(case).evaluation, Proposal.HOLD)


def departs(found: Evaluated | None, decided: Proposal) -> Iterator[Problem]:
    """Where the points propose something else than is decided."""
    if found is not None and found.proposal is not decided:
        yield Problem("decision_follows_points", data={"total": found.total, "proposal": str(found.proposal)})


def application_is_told(case: Case, today: date) -> Iterator[Problem]:
    """The application number is a Chinese one with its right check digit, and the filing date is not ahead.

    Source: ZC 0006-2003 for the number [L]
    """
    told = known(case)
    reading = read_application_number(told.application_number)
    if reading.number is None or reading.problems or reading.number.office != "CN":
        yield Problem("application_number_is_right", "application_number", told.application_number)
    if told.filed_on is None:
        yield Problem("item_is_filled", "filed_on")
    elif told.filed_on > today:
        yield Problem("day_is_not_ahead", "filed_on", told.filed_on.isoformat())


def patent_has_arrived(case: Case, today: date) -> Iterator[Problem]:
    """The patent of that application number stands in the catalogue, held by the same institution or public.

    Source: our proposal [P]
    """
    if known(case).patent is None:
        yield Problem("patent_has_arrived", given=known(case).application_number)


def parts_of(standing: Standing) -> frozenset[str]:
    """An inventor discloses; a college or the school's office acts through its officers; the evaluator is named for the
    case. Nobody acts for an office in a case of their own. Where the institution itself is the holder, its office takes
    the college's part too."""
    if standing.is_filer:
        return of(INVENTOR)
    if INVENTOR in standing.named:
        return frozenset()
    desks = {kind for kind, role in standing.roles if role in DESK}
    parts = set(standing.named & {EVALUATOR})
    if OrganisationKind.COLLEGE in desks:
        parts.add(COLLEGE)
    if OrganisationKind.INSTITUTION in desks:
        parts |= {OFFICE, COLLEGE} if standing.holder is not OrganisationKind.COLLEGE else {OFFICE}
    return frozenset(parts)


NAMED = (inventors_are_named, shares_sum_to_whole)
COMPLETE = (disclosure_is_complete, funding_declaration_is_complete, *NAMED)
OURS = "our proposal; schools set days of their own [P]"
FILING: tuple[Callable[[Case, date], Iterator[Problem]], ...] = (
    evaluation_is_submitted,
    no_veto_stands,
    publication_left_novelty,
    secrecy_is_cleared,
    invention_is_the_institutions,
    inventors_agree,
    *COMPLETE,
    filing_precedes_publication,
    filing_abroad_is_examined,
)

DISCLOSURE: Procedure[DisclosureSheet] = Procedure(
    name="disclosure",
    sheet=DisclosureSheet,
    start="draft",
    ends=of("linked", "not_filed", "given_up"),
    moves=(
        Move("save", of("draft", "returned"), "draft", of(INVENTOR)),
        Move("submit", of("draft"), "disclosed", of(INVENTOR), (*COMPLETE, filing_precedes_publication)),
        Move("withdraw", of("disclosed"), "draft", of(INVENTOR)),
        Move("accept", of("disclosed"), "evaluation", of(COLLEGE, OFFICE), (evaluator_is_named,)),
        Move("send_back", of("disclosed", "evaluation"), "returned", of(COLLEGE, OFFICE), asks_reason=True),
        Move("evaluate", of("evaluation"), "decision", of(EVALUATOR), (evaluation_is_submitted,)),
        Move(
            "approve_filing", of("decision", "held"), "approved", of(OFFICE), FILING, explained=(score_proposes_filing,)
        ),
        Move("ask_to_improve", of("decision", "held"), "returned", of(OFFICE), (evaluation_is_submitted,), True),
        Move(
            "hold", of("decision"), "held", of(OFFICE), (evaluation_is_submitted,), explained=(score_proposes_holding,)
        ),
        Move("decline", of("decision", "held"), "not_filed", of(OFFICE), (evaluation_is_submitted,), True),
        Move("evaluate_again", of("decision", "held"), "evaluation", of(OFFICE), asks_reason=True),
        Move(
            "record_filing", of("approved"), "filed", of(OFFICE), (application_is_told, funding_declaration_is_complete)
        ),
        Move("link_patent", of("filed"), "linked", of(OFFICE), (patent_has_arrived,)),
        Move("give_up", of("draft", "returned", "held"), "given_up", of(INVENTOR), asks_reason=True),
    ),
    limits=(
        Limit("disclosed", 5, OURS),
        Limit("evaluation", 15, OURS),
        Limit("decision", 10, OURS),
    ),
    holders=frozenset(),
    parts=parts_of,
)
"""From `draft` through evaluation and decision to `filed` and the patent that came of it. It is about no patent yet, so
its `holders` are none: cases stand in `services.disclosures`."""
