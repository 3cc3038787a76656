"""Patent quality indicators (专利质量指标) of OECD: from the facts of one patent and its neighbours to values with
reasons.

Each docstring is shown to users: its first paragraph is the rule, then come `Unit` and `Source`. Marks of certainty:
[V] a publication seen, [C] practice seen in public source code, [P] our own proposal, [U] not verified, so one of
several variants, chosen in `indicator_options.toml`. What cannot be computed is None with the facts that are missing,
never 0. Comparing with other patents is done in `cohorts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from math import fsum

from zhiqiao.domain.clocks import years_after
from zhiqiao.domain.codes import PatentKind
from zhiqiao.domain.grading.indicator_options import Options
from zhiqiao.domain.grading.marks import Value

SHORT_YEARS, LONG_YEARS = 5, 7
"""The windows of forward citations; the short one goes into the composites."""


class Flag(StrEnum):
    """What a reader must know of a value (提示)."""

    TRUNCATED = "truncated"  # 观察期未满
    PARTIAL = "partial"  # 依据不全
    SMALL_COHORT = "small_cohort"  # 同类样本过少


@dataclass(frozen=True)
class Neighbour:
    """A document that is cited or that cites. `key` is equal for documents of one patent or family; `subclasses` are
    its distinct IPC subclasses, empty where not known; `published` is its first publication."""

    key: str
    subclasses: tuple[str, ...] = ()
    published: date | None = None


@dataclass(frozen=True)
class IndicatorFacts:
    """What the indicators read of one patent (指标所据事实). None means: not known; an empty tuple or 0: none.

    `citing` are the citing documents on record here, which may be fewer than `cited_by_count`, the number a source
    tells. `family_offices` are the offices of the other members of its family.
    """

    id: int = 0
    office: str = "CN"
    kind: PatentKind = PatentKind.UNKNOWN
    subclasses: tuple[str, ...] = ()
    application_date: date | None = None
    publication_date: date | None = None
    grant_date: date | None = None
    claims_count: int | None = None
    family_offices: tuple[str, ...] | None = None
    cited: tuple[Neighbour, ...] | None = None
    nonpatent_count: int | None = None
    citing: tuple[Neighbour, ...] = ()
    cited_by_count: int | None = None

    @property
    def published(self) -> date | None:
        """The day from which others could cite it: the earlier of publication and grant."""
        known = [day for day in (self.publication_date, self.grant_date) if day is not None]
        return min(known) if known else None

    @cached_property
    def citing_once(self) -> tuple[Neighbour, ...]:
        """The citing documents, each patent once."""
        return each_once(self.citing)

    @cached_property
    def cited_once(self) -> tuple[Neighbour, ...]:
        """The cited documents, each patent once; empty also where they are not known."""
        return each_once(self.cited or ())


@dataclass(frozen=True)
class Indicator:
    """One value (指标值), None where it cannot be computed; then `missing` names what would have to be known.

    `basis` holds the numbers it rests on; the formula is `formula_of`.
    """

    code: str
    value: float | None
    missing: tuple[str, ...] = ()
    flags: frozenset[Flag] = frozenset()
    basis: Mapping[str, Value] = field(default_factory=dict)


Measure = Callable[[IndicatorFacts, date, Options], Indicator]


def lacking(code: str, *facts: str, **basis: Value) -> Indicator:
    """No value, because these facts are not known."""
    return Indicator(code, None, missing=facts, basis=basis)


def flagged(**said: bool) -> frozenset[Flag]:
    """The flags that are said to hold."""
    return frozenset(Flag(name) for name, holds in said.items() if holds)


def each_once(documents: Iterable[Neighbour]) -> tuple[Neighbour, ...]:
    """Each patent or family once: all its classes, its first publication."""
    found: dict[str, Neighbour] = {}
    for one in documents:
        known = found.get(one.key)
        if known is None:
            found[one.key] = one
            continue
        days = [day for day in (known.published, one.published) if day is not None]
        classes = tuple(sorted({*known.subclasses, *one.subclasses}))
        found[one.key] = Neighbour(one.key, classes, min(days) if days else None)
    return tuple(found.values())


def forward_citations_5(facts: IndicatorFacts, today: date, options: Options) -> Indicator:
    """Citing documents published within five years of its own first publication, each patent once. While the five
    years have not passed the count is flagged as truncated. Only citing documents on record here have dates: where
    a source tells of more, the count is a lower bound and flagged as partial.

    Unit: citing documents.
    Source: forward citations, OECD STI Working Paper 2013/03 [C]; five years, counted by publication [C]; a count
    that would be an unproven 0 is left empty [P].
    """
    return _forward("forward_citations_5", facts, today, SHORT_YEARS)


def forward_citations_7(facts: IndicatorFacts, today: date, options: Options) -> Indicator:
    """The same within seven years.

    Unit: citing documents.
    Source: forward citations, OECD STI Working Paper 2013/03 [C]; seven years, counted by publication [C].
    """
    return _forward("forward_citations_7", facts, today, LONG_YEARS)


def _forward(code: str, facts: IndicatorFacts, today: date, years: int) -> Indicator:
    """Citing documents within so many years."""
    if facts.published is None:
        return lacking(code, "publication_date")
    until = years_after(facts.published, years)
    known = facts.citing_once
    dated = [one.published for one in known if one.published is not None]
    within = sum(day <= until for day in dated)
    told = facts.cited_by_count
    partial = told is None or told > len(known) or len(dated) < len(known)
    basis: dict[str, Value] = {"known": len(known), "until": until.isoformat()}
    if told is not None:
        basis["told"] = told
    if partial and not within:
        return lacking(code, "citing_documents", **basis)
    return Indicator(code, float(within), flags=flagged(truncated=today < until, partial=partial), basis=basis)


def backward_citations(facts: IndicatorFacts, today: date, options: Options) -> Indicator:
    """Patent documents it cites, each patent once.

    Unit: cited documents.
    Source: backward citations, OECD STI Working Paper 2013/03 [C].
    """
    if facts.cited is None:
        return lacking("backward_citations", "citations")
    return Indicator("backward_citations", float(len(facts.cited_once)))


def nonpatent_citations(facts: IndicatorFacts, today: date, options: Options) -> Indicator:
    """Publications other than patents that it cites: how close it is to science.

    Unit: cited publications.
    Source: citations to non-patent literature, OECD STI Working Paper 2013/03 [C].
    """
    if facts.nonpatent_count is None:
        return lacking("nonpatent_citations", "nonpatent_citations")
    return Indicator("nonpatent_citations", float(facts.nonpatent_count))


def family_size(facts: IndicatorFacts, today: date, options: Options) -> Indicator:
    """Offices at which the family is filed, its own included; an international application alone is no office.

    Unit: offices.
    Source: family size, OECD STI Working Paper 2013/03 [C]; counted by offices [C]; what counts as no office is
    ours [P].
    """
    if facts.family_offices is None:
        return lacking("family_size", "family")
    offices = sorted({facts.office, *facts.family_offices} - set(options.without_right))
    return Indicator("family_size", float(len(offices)), basis={"offices": " ".join(offices)})


def claims(facts: IndicatorFacts, today: date, options: Options) -> Indicator:
    """Number of claims or, in the other variant, claims for each document cited.

    Unit: claims (claims per cited document).
    Source: claims, OECD STI Working Paper 2013/03 [C]; whether and how it is adjusted [U].
    """
    if facts.claims_count is None:
        return lacking("claims", "claims_count")
    if options.claims == "count":
        return Indicator("claims", float(facts.claims_count))
    if facts.cited is None:
        return lacking("claims", "citations")
    cited = len(facts.cited_once)
    if not cited:
        return lacking("claims", "citations_made")
    return Indicator("claims", facts.claims_count / cited, basis={"claims": facts.claims_count, "cited": cited})


def scope(facts: IndicatorFacts, today: date, options: Options) -> Indicator:
    """In how many subclasses of the International Patent Classification it is classed.

    Unit: distinct IPC subclasses, such as C08L.
    Source: patent scope, OECD STI Working Paper 2013/03 [C]; four digits of the IPC [U].
    """
    if not facts.subclasses:
        return lacking("scope", "ipc")
    own = sorted(set(facts.subclasses))
    return Indicator("scope", float(len(own)), basis={"codes": " ".join(own[:12])})


def grant_lag(facts: IndicatorFacts, today: date, options: Options) -> Indicator:
    """Days from filing to grant; a shorter lag counts as higher quality, so the comparison is turned round.

    Unit: days.
    Source: grant lag, OECD STI Working Paper 2013/03 [C]; shorter is higher [C]; the formula of comparison [U].
    """
    days = {"application_date": facts.application_date, "grant_date": facts.grant_date}
    unknown = [name for name, day in days.items() if day is None]
    if facts.application_date is None or facts.grant_date is None:
        return lacking("grant_lag", *unknown)
    lag = (facts.grant_date - facts.application_date).days
    if lag < 0:
        return lacking("grant_lag", "dates_in_order")
    return Indicator("grant_lag", float(lag))


def generality(facts: IndicatorFacts, today: date, options: Options) -> Indicator:
    """How widely it is used: 1 less the sum of the squared shares of the IPC subclasses among its citing documents.
    0 means that all citations come from one subclass. Not computed without citing documents whose classes are known.

    Unit: 0 to 1.
    Source: generality as a Herfindahl measure [V]; how shares are averaged [U]; citing documents of one patent once,
    and the share of known classes below which it is not computed [P].
    """
    documents = facts.citing_once
    if not documents:
        return lacking("generality", "citations_received" if facts.cited_by_count == 0 else "citing_documents")
    told = facts.cited_by_count
    partial = told is None or told > len(documents)
    until = None if facts.published is None else years_after(facts.published, SHORT_YEARS)
    return _spread("generality", documents, options, partial=partial, truncated=until is None or today < until)


def originality(facts: IndicatorFacts, today: date, options: Options) -> Indicator:
    """How wide the knowledge is it builds on: 1 less the sum of the squared shares of the IPC subclasses among the
    documents it cites. 0 means that all lie in one subclass. Not computed where it cites nothing or the classes of
    what it cites are not known.

    Unit: 0 to 1.
    Source: originality as a Herfindahl measure [V]; how shares are averaged [U]; cited documents of one patent once,
    and the share of known classes below which it is not computed [P].
    """
    if facts.cited is None:
        return lacking("originality", "citations")
    documents = facts.cited_once
    if not documents:
        return lacking("originality", "citations_made")
    return _spread("originality", documents, options)


def _spread(code: str, documents: tuple[Neighbour, ...], options: Options, **flags: bool) -> Indicator:
    """1 less the Herfindahl concentration of classes over documents."""
    classed = [one for one in documents if one.subclasses]
    basis: dict[str, Value] = {"documents": len(documents), "classed": len(classed)}
    if not classed or len(classed) < options.known_share_floor * len(documents):
        return lacking(code, "classes_of_documents", **basis)
    weights: dict[str, list[float]] = {}
    for one in classed:
        own = set(one.subclasses)
        for name in own:
            weights.setdefault(name, []).append(1 / len(own) if options.shares == "per_document" else 1.0)
    sums = [fsum(given) for given in weights.values()]
    whole = fsum(sums)
    value = min(1.0, max(0.0, 1 - fsum((one / whole) ** 2 for one in sums)))
    partial = flags.get("partial", False) or len(classed) < len(documents)
    return Indicator(
        code,
        value,
        flags=flagged(**{**flags, "partial": partial}),
        basis={**basis, "classes": len(weights)},
    )


def radicalness(facts: IndicatorFacts, today: date, options: Options) -> Indicator:
    """How far what it cites lies from its own field: the share of the IPC subclasses of cited documents that are none
    of its own. Not computed where it cites nothing or the classes of what it cites are not known.

    Unit: 0 to 1.
    Source: radicalness, OECD STI Working Paper 2013/03 [C]; over what the share is taken [U]; the share of known
    classes below which it is not computed [P].
    """
    if not facts.subclasses:
        return lacking("radicalness", "ipc")
    if facts.cited is None:
        return lacking("radicalness", "citations")
    documents = facts.cited_once
    if not documents:
        return lacking("radicalness", "citations_made")
    classed = [set(one.subclasses) for one in documents if one.subclasses]
    basis: dict[str, Value] = {"documents": len(documents), "classed": len(classed)}
    if not classed or len(classed) < options.known_share_floor * len(documents):
        return lacking("radicalness", "classes_of_documents", **basis)
    own = set(facts.subclasses)
    if options.radicalness == "codes":
        outside, whole = sum(len(codes - own) for codes in classed), sum(len(codes) for codes in classed)
    else:
        outside, whole = sum(not codes & own for codes in classed), len(classed)
    partial = len(classed) < len(documents)
    basis |= {"outside": outside, "whole": whole}
    return Indicator("radicalness", outside / whole, flags=flagged(partial=partial), basis=basis)


MEASURES: tuple[Measure, ...] = (
    forward_citations_5, forward_citations_7, backward_citations, nonpatent_citations, family_size, claims, scope,
    grant_lag, generality, originality, radicalness,
)  # fmt: skip
"""Every indicator of one patent alone, in the order in which they are shown."""
CODES: tuple[str, ...] = tuple(measure.__name__ for measure in MEASURES)

FORMULAS: dict[str, str | dict[str, str]] = {
    "forward_citations_5": "|F_T(p)|",
    "forward_citations_7": "|F_T(p)|",
    "backward_citations": "|B(p)|",
    "nonpatent_citations": "|N(p)|",
    "family_size": "|O(p)|",
    "claims": {"count": "C(p)", "per_backward_citation": "C(p) / |B(p)|"},
    "scope": "|I(p)|",
    "grant_lag": "Δt = t_grant − t_filing",
    "generality": {
        "per_document": "1 − Σ_j s_j²,  s_j = (1/|F|) Σ_{q∈F} [j∈I(q)] / |I(q)|",
        "pooled": "1 − Σ_j s_j²,  s_j = Σ_{q∈F} [j∈I(q)] / Σ_{q∈F} |I(q)|",
    },
    "originality": {
        "per_document": "1 − Σ_j s_j²,  s_j = (1/|B|) Σ_{q∈B} [j∈I(q)] / |I(q)|",
        "pooled": "1 − Σ_j s_j²,  s_j = Σ_{q∈B} [j∈I(q)] / Σ_{q∈B} |I(q)|",
    },
    "radicalness": {
        "codes": "Σ_{q∈B} |I(q) ∖ I(p)| / Σ_{q∈B} |I(q)|",
        "documents": "|{q∈B : I(q) ∩ I(p) = ∅}| / |B|",
    },
    "composite_4": "(x̂_F + x̂_O + x̂_C + x̂_G) / 4",
    "composite_6": "(x̂_F + x̂_O + x̂_C + x̂_G + x̂_B + x̂_L) / 6",
    "normalised": {"maximum": "x̂ = min(x, Q) / Q,  Q = Q_w(c)", "percentile": "x̂ = |{y∈c : y ≤ x}| / |c|"},
    "normalised_lag": {"maximum": "x̂ = 1 − min(Δt, Q) / Q,  Q = Q_w(c)", "percentile": "x̂ = |{y∈c : y ≥ Δt}| / |c|"},
}
"""How each is computed, by variant where there are several; signs are explained in `words.indicators`."""
VARIANT_OF = {
    "claims": "claims", "generality": "shares", "originality": "shares", "radicalness": "radicalness",
    "normalised": "normalisation", "normalised_lag": "normalisation",
}  # fmt: skip
"""Which option chooses the variant."""


def formula_of(code: str, options: Options) -> str:
    """The formula by which the value was computed under these options."""
    written = FORMULAS[code]
    return written if isinstance(written, str) else written[getattr(options, VARIANT_OF[code])]


def measured(facts: IndicatorFacts, today: date, options: Options) -> dict[str, Indicator]:
    """Every indicator of one patent, by code."""
    return {measure.__name__: measure(facts, today, options) for measure in MEASURES}
