"""The criteria of grading (分级指标): one small function each, from the facts of a patent and the day to a mark.

Each docstring is shown to users: its first paragraph is the rule, then come `Unit` and `Source`. Marks of certainty:
[L] the text of a law, [V] an official figure or publication seen, [C] practice seen in public source code, not
authority, [P] our own proposal, free to change. Weights stand in `rubric`; sentences for the evidence codes in
`words.grading`.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from zhiqiao.domain.clocks import years_between
from zhiqiao.domain.codes import LegalState, PartyRole, PatentKind
from zhiqiao.domain.grading.marks import Mark, Value, given, missing, not_applicable, vetoed
from zhiqiao.domain.money import yuan
from zhiqiao.domain.patents.annuities import Standing, annuity_year, standing, term_ends
from zhiqiao.domain.patents.facts import PatentFacts

ENDED = {
    LegalState.LAPSED: "right_lapsed",
    LegalState.EXPIRED: "right_expired",
    LegalState.INVALIDATED: "right_invalidated",
    LegalState.WITHDRAWN: "application_withdrawn",
    LegalState.ABANDONED: "right_abandoned",
}
"""Legal states in which there is nothing left to transfer or license."""

TERM_FULL_YEARS = Decimal(12)
CLAIMS_FULL = Decimal(10)
SUBCLASS_POINTS = {1: "0.3", 2: "0.6", 3: "0.8"}
CITED_FULL_PER_YEAR = Decimal(1)
CITED_WINDOW_DAYS = 730
CITATIONS_FULL = Decimal(5)
TRL_POINTS = {1: "0.1", 2: "0.2", 3: "0.3", 4: "0.4", 5: "0.5", 6: "0.65", 7: "0.8", 8: "0.9", 9: "1"}
TEAM_POINTS = {1: "0.3", 2: "0.5", 3: "0.7", 4: "0.85"}
FAMILY_POINTS = {1: "0.6", 2: "0.8"}
MAINTAINED_FULL_YEARS = Decimal(10)
WAY_POINTS = {1: "0.5", 2: "0.75"}
OWNER_POINTS = {1: "1", 2: "0.6"}
FUNDING_WORDS = (
    ("funded_by_enterprise", "1", ("企业", "横向", "公司", "enterprise", "company", "commissioned by")),
    ("funded_by_state", "0.8", ("国家", "科技部", "重大专项", "863", "973", "national", "nsfc", "state")),
    ("funded_by_region", "0.6", ("省", "市", "自治区", "地方", "province", "provincial", "municipal", "regional")),
)
UNFUNDED = {"无", "否", "没有", "none", "no"}


def is_over(facts: PatentFacts, today: date) -> bool:
    """Whether there is no right and no application any more, by its legal state or because its term has run out."""
    ends = term_ends(facts.kind, facts.application_date, facts.office)
    return facts.legal_state in ENDED or (ends is not None and ends <= today)


def right_in_force(facts: PatentFacts, today: date) -> Mark:
    """A granted patent in force gets full points, a pending application 40 %. A right that has lapsed,
    expired, been invalidated, withdrawn or abandoned sets the whole grade to 0: there is nothing left to
    transfer or license.

    Unit: legal state.
    Source: Patent Law (专利法) art 39, 40, 42, 44, 47 [L]; the share for pending applications and the veto are
    ours [P].
    """
    if facts.legal_state in ENDED:
        return vetoed(ENDED[facts.legal_state])
    ends = term_ends(facts.kind, facts.application_date, facts.office)
    if ends is not None and ends <= today:
        return vetoed("term_over_by_date", until=ends.isoformat())
    if facts.legal_state is LegalState.PENDING:
        return given("0.4", "right_pending")
    if facts.legal_state is LegalState.UNKNOWN:
        return missing("legal_state")
    if facts.grant_date:
        return given(1, "right_granted_on", on=facts.grant_date.isoformat())
    return given(1, "right_granted")


def remaining_term(facts: PatentFacts, today: date) -> Mark:
    """Years of protection left: full points for 12 years or more, in proportion below.

    Unit: years to one decimal, from the day of grading to the end of the term.
    Source: Patent Law (专利法) art 42: from the filing date 20 years for inventions, 10 for utility models, 15
    for designs [L]; designs filed before 2021-06-01 10 years, CNIPA interim measures 2021 art 10 [V]; full
    points at 12 years [P].
    """
    if is_over(facts, today):
        return not_applicable("no_right_left")
    if facts.application_date is None:
        return missing("application_date")
    if facts.kind is PatentKind.UNKNOWN:
        return missing("kind")
    ends = term_ends(facts.kind, facts.application_date, facts.office)
    if ends is None:
        return not_applicable("term_rule_not_known", office=facts.office)
    left = years_between(today, ends)
    return given(left / TERM_FULL_YEARS, "years_left", years=float(left), until=ends.isoformat())


def annuity_paid_up(facts: PatentFacts, today: date) -> Mark:
    """Annuities paid up to the current annuity year get full points, an annuity in its six months of grace
    40 %, one missed for longer nothing.

    Unit: annuity year, counted from the filing date.
    Source: Patent Law (专利法) art 43, 44, Implementing Rules (专利法实施细则) rules 114, 115 [L]; the share
    during grace is ours [P].
    """
    if is_over(facts, today):
        return not_applicable("no_right_left")
    if facts.office != "CN":
        return not_applicable("annuity_rule_not_known", office=facts.office)
    if facts.legal_state is LegalState.PENDING:
        return not_applicable("annuity_not_yet_due")
    state, owed = standing(facts.kind, facts.legal_state, facts.application_date, facts.annuity_paid_to_year, today)
    if state is Standing.UNKNOWN or facts.annuity_paid_to_year is None or facts.application_date is None:
        known = {"application_date": facts.application_date, "annuity_paid_to_year": facts.annuity_paid_to_year}
        return missing(*(name for name, value in known.items() if value is None))
    if state is Standing.PAID:
        paid = facts.annuity_paid_to_year
        return given(1, "annuity_paid", year=paid, now=annuity_year(facts.application_date, today))
    assert owed is not None  # late or overdue always names the annuity that is missing
    data: dict[str, Value] = {"year": owed.year, "due": owed.due.isoformat(), "last_day": owed.last_day.isoformat()}
    if state is Standing.LATE:
        total = (owed.fee_fen or 0) + (owed.surcharge_fen or 0)
        return given("0.4", "annuity_late", **data, total_yuan=float(yuan(total)))
    return given(0, "annuity_overdue", **data)


def number_of_claims(facts: PatentFacts, today: date) -> Mark:
    """Number of claims: full points for ten or more, in proportion below. More claims are more lines of
    defence.

    Unit: claims.
    Source: Patent Law (专利法) art 64: the claims define the scope [L]; number of claims as an indicator, OECD
    STI Working Paper 2013/03 [C]; full points at ten, the number up to which filing costs no claim
    surcharge [P].
    """
    if facts.kind is PatentKind.DESIGN:
        return not_applicable("design_has_no_claims")
    if facts.claims_count is None:
        return missing("claims_count")
    return given(Decimal(facts.claims_count) / CLAIMS_FULL, "claims_counted", count=facts.claims_count)


def substantive_examination(facts: PatentFacts, today: date) -> Mark:
    """A granted invention has passed substantive examination: full points. Utility models and designs are
    granted after preliminary examination only: 50 %. An application not yet granted: 30 %.

    Unit: kind of patent and whether it is granted.
    Source: Patent Law (专利法) art 35, 39, 40 [L]; the shares are ours [P].
    """
    if facts.kind is PatentKind.UNKNOWN:
        return missing("kind")
    if facts.legal_state is LegalState.PENDING:
        return given("0.3", "not_yet_examined")
    if facts.legal_state is LegalState.UNKNOWN and facts.grant_date is None:
        return missing("legal_state")
    if facts.legal_state is LegalState.WITHDRAWN:
        return given(0, "never_granted")
    if facts.kind is PatentKind.INVENTION:
        return given(1, "examined_in_substance")
    return given("0.5", "examined_preliminarily_only")


def clear_ownership(facts: PatentFacts, today: date) -> Mark:
    """One owner gets full points, two owners 60 %, three or more 30 %: without an agreement co-owners can
    each use the patent or grant ordinary licences, and everything else needs the consent of all.

    Unit: owners (where none is named: applicants).
    Source: Patent Law (专利法) art 14 [L]; the shares are ours [P].
    """
    owners = owners_of(facts)
    if not owners:
        return missing("owners")
    if len(owners) == 1:
        return given(1, "owned_alone", owner=owners[0])
    return given(OWNER_POINTS.get(len(owners), "0.3"), "owned_together", count=len(owners))


def owners_of(facts: PatentFacts) -> tuple[str, ...]:
    """Who holds the right: the owners named, else the applicants; each recognised party once."""
    for role in (PartyRole.OWNER, PartyRole.APPLICANT):
        named: dict[object, str] = {}
        for party in facts.parties:
            if party.role is role:
                named.setdefault(party.party_id or party.name, party.name)
        if named:
            return tuple(named.values())
    return ()


def breadth_of_classes(facts: PatentFacts, today: date) -> Mark:
    """In how many subclasses of the International Patent Classification the patent is classed: one 30 %,
    two 60 %, three 80 %, four or more full points.

    Unit: distinct IPC subclasses, such as C08L.
    Source: patent scope, OECD STI Working Paper 2013/03 [C]; the shares are ours [P].
    """
    if facts.kind is PatentKind.DESIGN:
        return not_applicable("design_has_no_ipc")
    subclasses = sorted({code[:4] for code in facts.ipc if len(code) >= 4})
    if not subclasses:
        return missing("ipc")
    points = SUBCLASS_POINTS.get(len(subclasses), "1")
    return given(points, "subclasses_counted", count=len(subclasses), codes=" ".join(subclasses[:6]))


def cited_by_later(facts: PatentFacts, today: date) -> Mark:
    """How often later documents cite it, against its age: full points for one citation a year or more, in
    proportion below. Not counted in the first two years after publication, when hardly anyone can have
    cited it yet.

    Unit: citing documents per year since first publication.
    Source: forward citations, OECD STI Working Paper 2013/03 [C]; full points at one a year and the two
    years are ours [P].
    """
    known = [day for day in (facts.publication_date, facts.grant_date) if day is not None]
    since = min(known) if known else facts.application_date
    if since is not None and today - since < timedelta(days=CITED_WINDOW_DAYS):
        return not_applicable("too_young_to_be_cited")
    unknown = [
        name for name, value in (("cited_by_count", facts.cited_by_count), ("publication_date", since)) if value is None
    ]
    if unknown or since is None or facts.cited_by_count is None:
        return missing(*unknown)
    years = years_between(since, today)
    rate = Decimal(facts.cited_by_count) / years
    return given(rate / CITED_FULL_PER_YEAR, "cited_by_counted", count=facts.cited_by_count, years=float(years))


def builds_on_known_art(facts: PatentFacts, today: date) -> Mark:
    """How many earlier documents are cited against or in it: full points for five or more, in proportion
    below. Known art on record makes the right easier to judge.

    Unit: cited documents.
    Source: backward citations, OECD STI Working Paper 2013/03 [C]; full points at five [P].
    """
    if facts.kind is PatentKind.DESIGN:
        return not_applicable("design_has_no_citations")
    if facts.citations is None:
        return missing("citations")
    count = len(set(facts.citations))
    return given(Decimal(count) / CITATIONS_FULL, "citations_counted", count=count)


def technology_readiness(facts: PatentFacts, today: date) -> Mark:
    """Technology readiness level from 1 to 9: TRL 1 10 %, 2 20 %, 3 30 %, 4 40 %, 5 50 %, 6 65 %, 7 80 %, 8
    90 %, 9 full points.

    Unit: TRL.
    Source: technology readiness levels, GB/T 22900 [V]; maturity is one of the six fields of the national
    inventory of university patents [V]; the shares are ours [P].
    """
    if facts.trl is None:
        return missing("trl")
    return given(TRL_POINTS[min(9, max(1, facts.trl))], "trl_stated", trl=facts.trl)


def inventors_at_hand(facts: PatentFacts, today: date) -> Mark:
    """How many inventors can pass on the know-how: one 30 %, two 50 %, three 70 %, four 85 %, five or
    more full points.

    Unit: inventors named.
    Source: ours [P]: most licences need the inventors' help beside the document.
    """
    names = {party.name for party in facts.parties if party.role is PartyRole.INVENTOR}
    if not names:
        return missing("inventors")
    return given(TEAM_POINTS.get(len(names), "1"), "inventors_counted", count=len(names))


def foreign_family(facts: PatentFacts, today: date) -> Mark:
    """Offices elsewhere that have a member of the same family: one 60 %, two 80 %, three or more full
    points; an international (PCT) publication alone 30 %; none 0.

    Unit: offices other than the patent's own.
    Source: a family right overseas is one of the five signs of a high-value invention patent in national
    statistics [V]; family size, OECD STI Working Paper 2013/03 [C]; the shares are ours [P].
    """
    if facts.family_countries is None:
        return missing("family")
    elsewhere = sorted(set(facts.family_countries) - {facts.office, "WO"})
    if elsewhere:
        points = FAMILY_POINTS.get(len(elsewhere), "1")
        return given(points, "family_elsewhere", count=len(elsewhere), offices=" ".join(elsewhere))
    if "WO" in facts.family_countries and facts.office != "WO":
        return given("0.3", "family_pct_only")
    return given(0, "family_none")


def years_maintained(facts: PatentFacts, today: date) -> Mark:
    """Years for which the owner has kept the right in force since grant: full points for ten or more, in
    proportion below. Whoever pays rising fees for years shows what the right is worth to them.

    Unit: years since grant, to one decimal.
    Source: more than ten years in force is one of the five signs of a high-value invention patent in
    national statistics [V]; counting from the grant and in proportion is ours [P].
    """
    if is_over(facts, today):
        return not_applicable("no_right_left")
    if facts.legal_state is LegalState.PENDING:
        return not_applicable("not_granted_yet")
    known = {"legal_state": facts.legal_state is not LegalState.UNKNOWN, "grant_date": facts.grant_date is not None}
    if facts.grant_date is None or not all(known.values()):
        return missing(*(name for name, is_known in known.items() if not is_known))
    years = years_between(facts.grant_date, today)
    return given(years / MAINTAINED_FULL_YEARS, "years_kept", years=float(years), since=facts.grant_date.isoformat())


def use_named(facts: PatentFacts, today: date) -> Mark:
    """Whether the holder has written down where it can be used and what it achieves: both full points, the
    use alone 80 %, the effect alone 40 %.

    Unit: texts given (use scenario, technical effect).
    Source: use scenario is one of the six fields of the national inventory of university patents [V]; the
    shares are ours [P].
    """
    use = bool((facts.scenario_zh or facts.scenario_en).strip())
    effect = bool((facts.effect_zh or facts.effect_en).strip())
    if use and effect:
        return given(1, "use_and_effect_named")
    if use:
        return given("0.8", "use_named_only")
    if effect:
        return given("0.4", "effect_named_only")
    return missing("scenario", "effect")


def ways_named(facts: PatentFacts, today: date) -> Mark:
    """Ways of transfer the holder accepts: one 50 %, two 75 %, three or more full points.

    Unit: ways, such as assignment, licence, open licence, equity.
    Source: Law on Transforming Scientific Achievements (促进科技成果转化法) art 16 [L]; willingness is one of the
    six fields of the national inventory of university patents [V]; the shares are ours [P].
    """
    ways = len(set(facts.willing))
    if not ways:
        return missing("willing")
    return given(WAY_POINTS.get(ways, "1"), "ways_counted", count=ways)


def funding_behind(facts: PatentFacts, today: date) -> Mark:
    """Who paid for the research: an enterprise full points (somebody already wanted it), a national
    programme 80 %, a provincial or municipal one 60 %, other or no outside funds 40 %.

    Unit: funding as written.
    Source: public funding is one of the six fields of the national inventory of university patents [V]; it
    brings a duty to work the right within a reasonable time, Law on Progress of Science and Technology
    (科学技术进步法) art 32 [L]; the shares are ours [P].
    """
    written = facts.funding.strip()
    if not written:
        return missing("funding")
    lowered = written.lower()
    if lowered in UNFUNDED:
        return given("0.4", "not_funded")
    for code, points, words in FUNDING_WORDS:
        if any(word in lowered for word in words):
            return given(points, code, funding=written)
    return given("0.4", "funded_otherwise", funding=written)
