"""Changes (改进): for each criterion the single step that someone can take, or fact that someone can learn, to lift
its mark.

Not responsible for how much a change is worth: `grade` weighs it. What nobody can change any more (the number of
claims of a granted patent, how often others cite it, the calendar) is not offered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from zhiqiao.domain.clocks import months_after
from zhiqiao.domain.codes import LegalState, PartyRole, PatentKind, Way
from zhiqiao.domain.grading.criteria import owners_of
from zhiqiao.domain.grading.marks import Mark, Value
from zhiqiao.domain.money import yuan
from zhiqiao.domain.patents.annuities import Standing, annuity_year, standing, term_ends
from zhiqiao.domain.patents.facts import PatentFacts

PRIORITY_MONTHS = 12
PRIORITY_MONTHS_DESIGN = 6
WAYS_ENOUGH = 3
TRL_HIGHEST = 9


class ChangeKind(StrEnum):
    """Whether a change is an act, or only a fact to be found out and entered."""

    MAKE = "make"
    LEARN = "learn"


@dataclass(frozen=True)
class Change:
    """One change (一项改进).

    `after` are the facts once it is made; None for a fact to be learnt, whose mark is not known beforehand and is
    taken at its best ("up to").
    """

    code: str
    kind: ChangeKind
    after: PatentFacts | None = None
    data: Mapping[str, Value] = field(default_factory=dict)


def change_for(criterion: str, mark: Mark, facts: PatentFacts, today: date) -> Change | None:
    """The change that would lift this criterion's mark, or None where there is none."""
    if mark.missing:
        return Change(f"learn_{criterion}", ChangeKind.LEARN)
    if not mark.applies or mark.points is None or mark.points >= 1:
        return None
    offered = OFFERED.get(criterion)
    return offered(facts, today) if offered else None


def obtain_or_restore_right(facts: PatentFacts, today: date) -> Change | None:
    """Pursue a pending application to grant; ask for restoration of a right lapsed for an unpaid annuity.

    Restoration: within two months of the office's notice, for good reason (专利法实施细则 rule 6 [L]).
    """
    paid = annuity_year(facts.application_date, today) if facts.application_date else None
    if facts.legal_state is LegalState.PENDING:
        granted = facts.but(legal_state=LegalState.GRANTED, grant_date=today, annuity_paid_to_year=paid)
        return Change("obtain_grant", ChangeKind.MAKE, granted)
    ends = term_ends(facts.kind, facts.application_date, facts.office)
    if facts.legal_state is LegalState.LAPSED and (ends is None or today < ends):
        restored = facts.but(legal_state=LegalState.GRANTED, annuity_paid_to_year=paid)
        return Change("restore_right", ChangeKind.MAKE, restored)
    return None


def pay_annuity(facts: PatentFacts, today: date) -> Change | None:
    """Pay what is late, with its surcharge; past the grace period, check the register."""
    state, owed = standing(facts.kind, facts.legal_state, facts.application_date, facts.annuity_paid_to_year, today)
    if owed is None or facts.application_date is None:
        return None
    after = facts.but(annuity_paid_to_year=annuity_year(facts.application_date, today))
    data: dict[str, Value] = {"year": owed.year, "last_day": owed.last_day.isoformat()}
    if state is Standing.OVERDUE:
        return Change("check_annuity_in_register", ChangeKind.LEARN, after, data)
    if owed.fee_fen is None or owed.surcharge_fen is None:
        return Change("pay_late_annuity", ChangeKind.MAKE, after, data)
    data |= {"fee_yuan": float(yuan(owed.fee_fen)), "surcharge_yuan": float(yuan(owed.surcharge_fen))}
    return Change("pay_late_annuity_of", ChangeKind.MAKE, after, data)


def gather_in_one_hand(facts: PatentFacts, today: date) -> Change | None:
    """Let one owner take over the others' shares, by written contract and registration (专利法 art 10)."""
    owners = owners_of(facts)
    first = next((party for party in facts.parties if party.name == owners[0]), None)
    if first is None:
        return None
    others = tuple(p for p in facts.parties if p.role not in (PartyRole.OWNER, PartyRole.APPLICANT))
    alone = (replace(first, role=PartyRole.OWNER), *others)
    return Change("gather_in_one_hand", ChangeKind.MAKE, facts.but(parties=alone), {"owner": owners[0]})


def raise_readiness(facts: PatentFacts, today: date) -> Change | None:
    """Bring the technology one readiness level further."""
    if facts.trl is None or facts.trl >= TRL_HIGHEST:
        return None
    after = facts.but(trl=facts.trl + 1)
    return Change("raise_readiness", ChangeKind.MAKE, after, {"now": facts.trl, "next": facts.trl + 1})


def file_abroad(facts: PatentFacts, today: date) -> Change | None:
    """File in one more office while priority lasts: 12 months, designs 6 (专利法 art 29, Paris Convention art 4)."""
    if facts.application_date is None or facts.family_countries is None:
        return None
    months = PRIORITY_MONTHS_DESIGN if facts.kind is PatentKind.DESIGN else PRIORITY_MONTHS
    last_day = months_after(facts.application_date, months)
    if today > last_day:
        return None
    after = facts.but(family_countries=(*facts.family_countries, "??"))
    return Change("file_abroad", ChangeKind.MAKE, after, {"last_day": last_day.isoformat()})


def write_use(facts: PatentFacts, today: date) -> Change | None:
    """Write down the use scenario, or the technical effect where only that is lacking."""
    if not (facts.scenario_zh or facts.scenario_en).strip():
        return Change("write_scenario", ChangeKind.LEARN, facts.but(scenario_zh="·"))
    return Change("write_effect", ChangeKind.LEARN, facts.but(effect_zh="·"))


def accept_more_ways(facts: PatentFacts, today: date) -> Change | None:
    """Accept further ways of transfer, up to three."""
    ways = tuple(dict.fromkeys([*facts.willing, *Way]))[:WAYS_ENOUGH]
    return Change("accept_more_ways", ChangeKind.MAKE, facts.but(willing=ways), {"now": len(set(facts.willing))})


OFFERED: dict[str, Callable[[PatentFacts, date], Change | None]] = {
    "right_in_force": obtain_or_restore_right,
    "annuity_paid_up": pay_annuity,
    "clear_ownership": gather_in_one_hand,
    "technology_readiness": raise_readiness,
    "foreign_family": file_abroad,
    "use_named": write_use,
    "ways_named": accept_more_ways,
}
