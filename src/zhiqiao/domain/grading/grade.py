"""The grade (分级结果): a rubric's marks for one patent, weighed into a score, a level, and what would change them.

How it is reckoned: score = 100 × sum of (weight × points) / sum of weights, over the criteria whose facts are known
and that apply; so a missing fact lowers the coverage, not the score. Below a coverage of 40 % there is no score. A
vetoed right has score 0. Everything is decimal and rounded half up to two places, so the same facts on the same day
give the same grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from zhiqiao.domain.grading.changes import Change, ChangeKind, change_for
from zhiqiao.domain.grading.marks import ONE, ZERO, Dimension, Evidence, Mark
from zhiqiao.domain.grading.rubric import COVERAGE_FLOOR, FIRST, LOWEST_LEVEL, Rubric, level_of
from zhiqiao.domain.patents.facts import PatentFacts

TWO_PLACES = Decimal("0.01")
HUNDRED = Decimal(100)


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


def outcome_of(marks: Iterable[Weighed]) -> Outcome:
    """Weigh marks into score, level and coverage."""
    earned, known, applicable, vetoed = ZERO, 0, 0, False
    for weighed in marks:
        mark = weighed.mark
        if not mark.applies:
            continue
        applicable += weighed.weight
        vetoed = vetoed or mark.veto
        if mark.points is not None:
            known += weighed.weight
            earned += weighed.weight * mark.points
    coverage = share(known, applicable)
    if vetoed:
        return Outcome(ZERO.quantize(TWO_PLACES), LOWEST_LEVEL, coverage)
    if coverage < COVERAGE_FLOOR or known == 0:
        return Outcome(None, None, coverage)
    score = share(earned, known)
    return Outcome(score, level_of(score), coverage)


def share(part: Decimal | int, whole: int) -> Decimal:
    """A share in percent with two decimals; 0 of nothing."""
    if whole == 0:
        return ZERO.quantize(TWO_PLACES)
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
    for place, weighed in enumerate(marks):
        change = change_for(weighed.criterion, weighed.mark, facts, today)
        if change is None:
            continue
        if change.after is not None:
            after = outcome_of(weigh(change.after, today, rubric))
        else:
            best = replace(weighed, mark=Mark(ONE, ()))
            after = outcome_of((*marks[:place], best, *marks[place + 1 :]))
        found.append(WouldChange(weighed.criterion, change, before, after))
    return tuple(sorted((item for item in found if max(effect(item)) > 0), key=effect, reverse=True))


def effect(item: WouldChange) -> tuple[Decimal, Decimal]:
    """What changes are chosen and ordered by: the lift of the score or, where there is none, of the coverage."""
    if item.lift is not None:
        return item.lift, ZERO
    return ZERO, item.after.coverage - item.before.coverage
