"""The grade (分级结果): a rubric's marks for one patent, weighed into a score, a level, and what would change them.

How it is reckoned: score = 100 × sum of (weight × points) / sum of weights, over the criteria whose facts are known
and that apply; so a missing fact lowers the coverage, not the score. Below a coverage of 40 % there is no score. A
vetoed right has score 0. Everything is decimal and rounded half up to two places, so the same facts on the same day
give the same grade.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any

from zhiqiao.domain.grading.changes import Change, ChangeKind, change_for
from zhiqiao.domain.grading.marks import ONE, ZERO, Dimension, Evidence, Mark
from zhiqiao.domain.grading.reads import differing
from zhiqiao.domain.grading.rubric import COVERAGE_FLOOR, FIRST, LOWEST_LEVEL, Rubric, level_of
from zhiqiao.domain.patents.facts import PatentFacts

TWO_PLACES = Decimal("0.01")
HUNDRED = Decimal(100)
NOTHING = ZERO.quantize(TWO_PLACES)


@dataclass(frozen=True)
class Weighed:
    """A criterion's mark with its weight in the rubric."""

    criterion: str
    dimension: Dimension
    weight: int
    mark: Mark

    def as_json(self) -> dict[str, object]:
        """As kept with the grade; `earned` of `weight` is what a person reads ("7.8 of 10")."""
        points = self.mark.points
        return {
            "criterion": self.criterion,
            "dimension": str(self.dimension),
            "weight": self.weight,
            "points": None if points is None else float(points),
            "earned": None if points is None else float((points * self.weight).quantize(TWO_PLACES, ROUND_HALF_UP)),
            "applies": self.mark.applies,
            "veto": self.mark.veto,
            "missing": list(self.mark.missing),
            "evidence": [reason.as_json() for reason in self.mark.evidence],
        }


def marks_as_text(marks: Iterable[Weighed]) -> str:
    """The marks' `as_json` as JSON text. Marks repeat from patent to patent, and so do their pieces of text."""
    return f"[{', '.join([_text_of(*_told(weighed)) for weighed in marks])}]"


def _told(weighed: Weighed) -> tuple[Any, ...]:
    """Everything a weighed mark says, in a form that can be looked up."""
    mark = weighed.mark
    evidence = tuple([(reason.code, *reason.data.items()) for reason in mark.evidence])
    return (weighed.criterion, weighed.dimension, weighed.weight, mark.points, mark.applies, mark.veto, mark.missing,
            evidence)  # fmt: skip


@lru_cache(maxsize=50_000)
def _text_of(
    criterion: str,
    dimension: Dimension,
    weight: int,
    points: Decimal | None,
    applies: bool,
    veto: bool,
    missing: tuple[str, ...],
    evidence: tuple[tuple[Any, ...], ...],
) -> str:
    """The text of one weighed mark."""
    reasons = tuple(Evidence(code, dict(data)) for code, *data in evidence)
    weighed = Weighed(criterion, dimension, weight, Mark(points, reasons, missing, applies, veto))
    return json.dumps(weighed.as_json(), ensure_ascii=False)


def weighed_from_json(stored: Mapping[str, Any]) -> Weighed:
    """The weighed mark that `as_json` wrote."""
    points = stored["points"]
    mark = Mark(
        None if points is None else Decimal(str(points)),
        tuple(Evidence(reason["code"], reason["data"]) for reason in stored["evidence"]),
        tuple(stored["missing"]),
        stored["applies"],
        stored["veto"],
    )
    return Weighed(stored["criterion"], Dimension(stored["dimension"]), stored["weight"], mark)


@dataclass(frozen=True)
class Outcome:
    """Score (0–100, two decimals, None below the coverage floor), level 1–5 and coverage in percent."""

    score: Decimal | None
    level: int | None
    coverage: Decimal


BEST = Mark(ONE, ())
"""The mark of a fact still to be learnt, at its best."""


@dataclass(frozen=True)
class WouldChange:
    """One change and its effect. `lift` is None where there is no score before or after; `up_to` where the best is
    assumed.
    """

    criterion: str
    change: Change
    before: Outcome
    after: Outcome

    @property
    def lift(self) -> Decimal | None:
        """By how many points the score would rise."""
        if self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score

    @property
    def up_to(self) -> bool:
        """Whether the effect is the best possible one: a fact still to be learnt."""
        return self.change.kind is ChangeKind.LEARN

    def as_json(self) -> dict[str, object]:
        """As kept with the grade."""
        score = self.after.score
        return {
            "criterion": self.criterion,
            "code": self.change.code,
            "kind": str(self.change.kind),
            "data": dict(self.change.data),
            "lift": None if self.lift is None else float(self.lift),
            "score_after": None if score is None else float(score),
            "level_after": self.after.level,
            "changes_level": self.after.level != self.before.level,
            "coverage_after": float(self.after.coverage),
            "up_to": self.up_to,
        }


@dataclass(frozen=True)
class GradeResult:
    """The grade of one patent on one day by one rubric (分级结果)."""

    rubric: str
    outcome: Outcome
    marks: tuple[Weighed, ...]
    would_change: tuple[WouldChange, ...]

    @property
    def score(self) -> Decimal | None:
        """0–100 with two decimals; None where too little is known."""
        return self.outcome.score

    @property
    def level(self) -> int | None:
        """1 (best) to 5; None where too little is known."""
        return self.outcome.level

    @property
    def coverage(self) -> Decimal:
        """Percent of the applicable weight for which facts are known."""
        return self.outcome.coverage

    @property
    def veto(self) -> str:
        """The code of the reason that sets the grade to 0, or ""."""
        return next((w.mark.evidence[0].code for w in self.marks if w.mark.veto), "")

    @property
    def missing(self) -> tuple[dict[str, object], ...]:
        """What is not known: criterion, its weight, and the names of the facts."""
        return tuple(
            {"criterion": w.criterion, "weight": w.weight, "facts": list(w.mark.missing)}
            for w in self.marks
            if w.mark.missing
        )


def grade(facts: PatentFacts, today: date, rubric: Rubric = FIRST) -> GradeResult:
    """Grade a patent as it stands on a day."""
    marks = weigh(facts, today, rubric)
    outcome = outcome_of(marks)
    return GradeResult(rubric.id, outcome, marks, what_would_change(facts, today, rubric, marks, outcome))


def weigh(facts: PatentFacts, today: date, rubric: Rubric) -> tuple[Weighed, ...]:
    """The mark of every line of the rubric."""
    return tuple(Weighed(line.code, line.dimension, line.weight, line.criterion(facts, today)) for line in rubric.lines)


@dataclass(frozen=True)
class Totals:
    """What marks add up to: points earned, weight of what is known, of what applies, and how many veto."""

    earned: Decimal = ZERO
    known: int = 0
    applicable: int = 0
    vetoes: int = 0

    def but(self, weight: int, mark: Mark, now: Mark) -> Totals:
        """The same with another mark for a line of this weight."""
        earned, known, applicable, vetoes = self.earned, self.known, self.applicable, self.vetoes
        for each, sign in ((mark, -1), (now, 1)):
            if each.applies:
                applicable += sign * weight
                vetoes += sign * each.veto
                if each.points is not None:
                    known += sign * weight
                    earned += sign * weight * each.points
        return Totals(earned, known, applicable, vetoes)

    def outcome(self) -> Outcome:
        """Score, level and coverage."""
        coverage = share(self.known, self.applicable)
        if self.vetoes:
            return Outcome(NOTHING, LOWEST_LEVEL, coverage)
        if coverage < COVERAGE_FLOOR or self.known == 0:
            return Outcome(None, None, coverage)
        score = share(self.earned, self.known)
        return Outcome(score, level_of(score), coverage)


def totals_of(marks: Iterable[Weighed]) -> Totals:
    """Add up marks."""
    earned, known, applicable, vetoes = ZERO, 0, 0, 0
    for weighed in marks:
        mark = weighed.mark
        if not mark.applies:
            continue
        applicable += weighed.weight
        vetoes += mark.veto
        if mark.points is not None:
            known += weighed.weight
            earned += weighed.weight * mark.points
    return Totals(earned, known, applicable, vetoes)


def totals_after(
    totals: Totals,
    marks: tuple[Weighed, ...],
    facts: PatentFacts,
    after: PatentFacts,
    today: date,
    rubric: Rubric,
) -> Totals:
    """What the marks add up to after a change: only criteria that read what has changed are asked again."""
    readers = rubric.readers
    places = {place for name in ("", *differing(facts, after)) for place in readers.get(name, ())}
    for place in sorted(places):
        weighed = marks[place]
        totals = totals.but(weighed.weight, weighed.mark, rubric.lines[place].criterion(after, today))
    return totals


def outcome_of(marks: Iterable[Weighed]) -> Outcome:
    """Weigh marks into score, level and coverage."""
    return totals_of(marks).outcome()


@lru_cache(maxsize=100_000)
def share(part: Decimal | int, whole: int) -> Decimal:
    """A share in percent with two decimals; 0 of nothing."""
    if whole == 0:
        return NOTHING
    return (HUNDRED * part / whole).quantize(TWO_PLACES, ROUND_HALF_UP)


def by_dimension(marks: Iterable[Weighed]) -> dict[Dimension, Outcome]:
    """Score and coverage of each dimension by the same reckoning; a veto shows only in the whole."""
    kept = list(marks)
    parts: dict[Dimension, Outcome] = {}
    for dimension in Dimension:
        ours = [w for w in kept if w.dimension is dimension and w.mark.applies]
        known = [w for w in ours if w.mark.points is not None]
        weight = sum(w.weight for w in known)
        earned = sum((w.weight * (w.mark.points or ZERO) for w in known), ZERO)
        score = share(earned, weight) if weight else None
        parts[dimension] = Outcome(score, None, share(weight, sum(w.weight for w in ours)))
    return parts


def what_would_change(
    facts: PatentFacts, today: date, rubric: Rubric, marks: tuple[Weighed, ...], before: Outcome
) -> tuple[WouldChange, ...]:
    """Every single change that would lift the score, or, where there is none yet, the coverage; the largest effect
    first.
    """
    found = []
    totals = totals_of(marks)
    for weighed in marks:
        change = change_for(weighed.criterion, weighed.mark, facts, today)
        if change is None:
            continue
        if change.after is not None:
            after = totals_after(totals, marks, facts, change.after, today, rubric).outcome()
        else:
            after = totals.but(weighed.weight, weighed.mark, BEST).outcome()
        item = WouldChange(weighed.criterion, change, before, after)
        told = effect(item)
        if max(told) > 0:
            found.append((told, item))
    return tuple(item for _told, item in sorted(found, key=itemgetter(0), reverse=True))


def effect(item: WouldChange) -> tuple[Decimal, Decimal]:
    """What changes are chosen and ordered by: the lift of the score or, where there is none, of the coverage."""
    if item.lift is not None:
        return item.lift, ZERO
    return ZERO, item.after.coverage - item.before.coverage
