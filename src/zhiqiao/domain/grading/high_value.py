"""High-value invention patents (高价值发明专利): the five rules of the national statistics, each with its reason.

Each docstring is shown to users. Marks of certainty as in `indicators`. A rule whose facts are not there says "not
known" (None), never "no"; a patent that meets several rules is one high-value patent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from zhiqiao.domain.clocks import years_after
from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.domain.grading.indicator_options import Options
from zhiqiao.domain.grading.marks import Evidence, Value
from zhiqiao.domain.patents.annuities import term_ends

FEN = 100


@dataclass(frozen=True)
class Industry:
    """A strategic emerging industry a patent is classed into: its code, the row of the concordance that fired, and
    whether it fired for certain (a row with keywords may only possibly apply)."""

    code: str
    row: str = ""
    is_sure: bool = True


@dataclass(frozen=True)
class Pledge:
    """A pledge on record: when, and the amount financed in fen, None where not told."""

    on: date | None = None
    amount_fen: int | None = None


@dataclass(frozen=True)
class Award:
    """An award won: "state" (国家科学技术奖) or "patent" (中国专利奖), its year, and the prize as written."""

    award: str
    year: int
    prize: str = ""


@dataclass(frozen=True)
class HighValueFacts:
    """What the five rules read. None means: not known, because the data were never given. `family_offices` are the
    offices of the other members of its family."""

    office: str = "CN"
    kind: PatentKind = PatentKind.UNKNOWN
    legal_state: LegalState = LegalState.UNKNOWN
    application_date: date | None = None
    grant_date: date | None = None
    family_offices: tuple[str, ...] | None = None
    industries: tuple[Industry, ...] | None = None
    pledges: tuple[Pledge, ...] | None = None
    awards: tuple[Award, ...] | None = None


@dataclass(frozen=True)
class Verdict:
    """What one rule says: it holds, it does not, or (None) it is not known; and why."""

    rule: str
    holds: bool | None
    reason: Evidence


def said(rule: str, holds: bool | None, code: str, **data: Value) -> Verdict:
    """A verdict with its reason."""
    return Verdict(rule, holds, Evidence(code, data))


def valid_invention(facts: HighValueFacts, today: date, options: Options) -> Verdict:
    """Only invention patents that are granted and in force are counted.

    Unit: kind of patent and legal state.
    Source: definition of high-value invention patents in national statistics [V].
    """
    rule = "valid_invention"
    if facts.kind not in (PatentKind.INVENTION, PatentKind.UNKNOWN):
        return said(rule, False, "not_an_invention")
    ends = term_ends(facts.kind, facts.application_date, facts.office)
    if ends is not None and ends <= today:
        return said(rule, False, "term_over", until=ends.isoformat())
    if facts.legal_state not in (LegalState.GRANTED, LegalState.UNKNOWN):
        return said(rule, False, "not_in_force")
    if facts.kind is PatentKind.UNKNOWN:
        return said(rule, None, "kind_unknown")
    if facts.legal_state is LegalState.UNKNOWN:
        return said(rule, None, "state_unknown")
    return said(rule, True, "in_force")


def strategic_industry(facts: HighValueFacts, today: date, options: Options) -> Verdict:
    """It belongs to a strategic emerging industry by the official concordance from IPC to industries.

    Unit: industry, with the row of the concordance that fired.
    Source: definition of high-value invention patents in national statistics [V]; concordance 国知办函规字〔2021〕121号
    [V]; a row with keywords that could not be checked is left open [P].
    """
    rule = "strategic_industry"
    if facts.industries is None:
        return said(rule, None, "industries_not_loaded")
    sure = [one for one in facts.industries if one.is_sure]
    if sure:
        return said(rule, True, "industry_met", industry=sure[0].code, row=sure[0].row)
    if facts.industries:
        return said(rule, None, "industry_possible", industry=facts.industries[0].code, row=facts.industries[0].row)
    return said(rule, False, "industry_none")


def overseas_family(facts: HighValueFacts, today: date, options: Options) -> Verdict:
    """It has a family member at an office overseas; an international application alone gives no right.

    Unit: offices other than the domestic ones.
    Source: definition of high-value invention patents in national statistics [V]; that a published member stands for a
    right, and which offices are domestic [U].
    """
    rule = "overseas_family"
    if facts.family_offices is None:
        return said(rule, None, "family_unknown")
    elsewhere = sorted(
        {*facts.family_offices, facts.office} - set(options.domestic_offices) - set(options.without_right)
    )
    if elsewhere:
        return said(rule, True, "family_overseas", offices=" ".join(elsewhere))
    return said(rule, False, "family_domestic")


def maintained_over_ten_years(facts: HighValueFacts, today: date, options: Options) -> Verdict:
    """It has been kept in force for more than ten years, counted from the grant, or from filing where so chosen.

    Unit: years, full anniversaries.
    Source: definition of high-value invention patents in national statistics [V]; from which day the years are counted
    [U].
    """
    rule = "maintained_over_ten_years"
    start = facts.grant_date if options.maintained_from == "grant" else facts.application_date
    if start is None:
        return said(rule, None, f"{options.maintained_from}_date_unknown")
    until = years_after(start, options.maintained_years)
    data: dict[str, Value] = {
        "since": start.isoformat(),
        "until": until.isoformat(),
        "years": options.maintained_years,
    }
    if today > until:
        return said(rule, True, f"kept_since_{options.maintained_from}", **data)
    return said(rule, False, f"kept_too_short_since_{options.maintained_from}", **data)


def large_pledge(facts: HighValueFacts, today: date, options: Options) -> Verdict:
    """It was pledged for a relatively high amount. The amount is not published: a threshold has to be set, and until
    then a pledge on record leaves the rule open.

    Unit: yuan financed, all patents of the pledge together.
    Source: definition of high-value invention patents in national statistics [V]; the amount [U].
    """
    rule = "large_pledge"
    if facts.pledges is None:
        return said(rule, None, "pledges_unknown")
    if not facts.pledges:
        return said(rule, False, "pledges_none")
    amounts = [one.amount_fen for one in facts.pledges if one.amount_fen is not None]
    if not options.pledge_yuan:
        return said(rule, None, "pledge_threshold_not_set", count=len(facts.pledges))
    if amounts and max(amounts) >= options.pledge_yuan * FEN:
        return said(rule, True, "pledge_large", yuan=max(amounts) / FEN, threshold=options.pledge_yuan)
    if len(amounts) < len(facts.pledges):
        return said(rule, None, "pledge_amount_unknown", count=len(facts.pledges))
    return said(rule, False, "pledge_small", yuan=max(amounts) / FEN, threshold=options.pledge_yuan)


def award_won(facts: HighValueFacts, today: date, options: Options) -> Verdict:
    """It won a State Science and Technology Award or a China Patent Award.

    Unit: award, year and prize.
    Source: definition of high-value invention patents in national statistics [V]; that nothing on record proves nothing
    unless the lists are said to be complete [P].
    """
    rule = "award_won"
    won = sorted(facts.awards or (), key=lambda one: (-one.year, one.award, one.prize))
    if won:
        return said(rule, True, f"won_{won[0].award}", year=won[0].year, prize=won[0].prize)
    if facts.awards is None or not options.awards_complete:
        return said(rule, None, "awards_unknown")
    return said(rule, False, "awards_none")


Rule = Callable[[HighValueFacts, date, Options], Verdict]
RULES: tuple[Rule, ...] = (strategic_industry, overseas_family, maintained_over_ten_years, large_pledge, award_won)
RULE_CODES: tuple[str, ...] = tuple(rule.__name__ for rule in RULES)


@dataclass(frozen=True)
class Assessment:
    """Whether a patent counts, and what each rule says."""

    valid: Verdict
    verdicts: tuple[Verdict, ...]

    @property
    def holds(self) -> bool | None:
        """It counts where it is a valid invention and any rule holds; None where that cannot be told yet."""
        if self.valid.holds is False:
            return False
        met = any(one.holds for one in self.verdicts)
        if self.valid.holds and met:
            return True
        open_ = any(one.holds is None for one in self.verdicts)
        return None if met or open_ else False


def assessed(facts: HighValueFacts, today: date, options: Options) -> Assessment:
    """Ask every rule."""
    return Assessment(valid_invention(facts, today, options), tuple(rule(facts, today, options) for rule in RULES))


@dataclass(frozen=True)
class Count:
    """How many count, each once; how many meet each rule; how many cannot be told."""

    high_value: int
    by_rule: dict[str, int]
    unknown: int


def counted(assessments: Iterable[Assessment]) -> Count:
    """Count patents: one that meets three rules is one patent, and stands under each of the three."""
    high, unknown, by_rule = 0, 0, dict.fromkeys(RULE_CODES, 0)
    for one in assessments:
        if one.holds is None:
            unknown += 1
        if one.holds:
            high += 1
            for verdict in one.verdicts:
                by_rule[verdict.rule] += bool(verdict.holds)
    return Count(high, by_rule, unknown)


def per_ten_thousand(count: int, inhabitants: int | None) -> float | None:
    """High-value patents per 10,000 inhabitants; None where the population is not known."""
    return None if not inhabitants else count / inhabitants * 10_000
