"""What each criterion reads (指标所用事实), so that after a change only those are asked again that it can have touched.

A test derives the same table from the source of the criteria. A criterion that is not listed is always asked again.
"""

from __future__ import annotations

from dataclasses import fields

from zhiqiao.domain.patents.facts import PatentFacts

TERM = frozenset({"kind", "application_date", "office", "legal_state"})
"""What tells whether a right is over."""
READS: dict[str, frozenset[str]] = {
    "right_in_force": TERM | {"grant_date"},
    "remaining_term": TERM,
    "annuity_paid_up": TERM | {"annuity_paid_to_year"},
    "number_of_claims": frozenset({"kind", "claims_count"}),
    "substantive_examination": frozenset({"kind", "legal_state", "grant_date"}),
    "clear_ownership": frozenset({"parties"}),
    "breadth_of_classes": frozenset({"kind", "ipc"}),
    "cited_by_later": frozenset({"publication_date", "grant_date", "application_date", "cited_by_count"}),
    "builds_on_known_art": frozenset({"kind", "citations"}),
    "technology_readiness": frozenset({"trl"}),
    "inventors_at_hand": frozenset({"parties"}),
    "foreign_family": frozenset({"family_countries", "office"}),
    "years_maintained": TERM | {"grant_date"},
    "use_named": frozenset({"scenario_zh", "scenario_en", "effect_zh", "effect_en"}),
    "ways_named": frozenset({"willing"}),
    "funding_behind": frozenset({"funding"}),
}
NAMES = tuple(each.name for each in fields(PatentFacts))


def differing(facts: PatentFacts, after: PatentFacts) -> set[str]:
    """Names of the facts that are not the very same."""
    before, now = vars(facts), vars(after)
    return {name for name in NAMES if before[name] is not now[name]}
