"""The scored sheet of the pre-filing evaluation (申请前评估评分表): read from data, checked, and counted up with
reasons.

Which sheet is in force is the caller's to say. Not responsible for what a decision needs: see `procedures.disclosure`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from zhiqiao.domain.prefiling.facts import Proposal, Veto
from zhiqiao.domain.problems import Problem, Refused

FILE = files(__package__) / "scale.toml"
WHOLE = 100
MOST_CRITERIA = 40
LADDER = (Proposal.FILE, Proposal.IMPROVE, Proposal.HOLD)
CODE_MOST = 40


@dataclass(frozen=True)
class Criterion:
    """A criterion (评分项) with the points it can give at most; names in both languages, since a school writes its
    own."""

    code: str
    points: int
    name_zh: str
    name_en: str
    told_zh: str = ""
    told_en: str = ""


@dataclass(frozen=True)
class Scale:
    """A scored sheet (评分表): its criteria give 100 points together; `thresholds` are the least points of a
    proposal."""

    version: str
    criteria: tuple[Criterion, ...]
    vetoes: tuple[Veto, ...]
    thresholds: Mapping[Proposal, int]
    source: str
    is_example: bool = False


@dataclass(frozen=True)
class Scored:
    """What a sheet that was filled in comes to: points of all, the proposal that goes with them, what was given in each
    criterion as (code, points, most), and the vetoes that stand."""

    total: int
    proposal: Proposal
    parts: tuple[tuple[str, int, int], ...]
    vetoes: tuple[str, ...]


@cache
def example() -> Scale:
    """The example that comes with us."""
    return read_scale(FILE.read_text(encoding="utf-8"))


def read_scale(written: str) -> Scale:
    """The sheet that is written there as TOML. Refused with everything that is wrong with it (`scale_…`)."""
    try:
        told = tomllib.loads(written)
    except tomllib.TOMLDecodeError as fault:
        raise Refused([Problem("scale_is_toml", "scale", str(fault)[:200])]) from fault
    if found := list(wrong(told)):
        raise Refused(found)
    return Scale(
        version=told["version"].strip(),
        criteria=tuple(
            Criterion(**{name: one.get(name, "") for name in TEXTS}, points=one["points"]) for one in told["criteria"]
        ),
        vetoes=tuple(Veto(**{name: one[name] for name in VETO}) for one in told.get("vetoes", [])),
        thresholds={step: told["thresholds"][step] for step in LADDER},
        source=str(told.get("source", "")),
        is_example=told.get("is_example") is True,
    )


TEXTS = ("code", "name_zh", "name_en", "told_zh", "told_en")
VETO = ("code", "name_zh", "name_en", "source")


def wrong(told: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with a sheet as it was written."""
    if not is_text(told.get("version")):
        yield Problem("scale_names_version", "version")
    criteria, vetoes = tables(told.get("criteria")), tables(told.get("vetoes", []))
    if criteria is None or vetoes is None or not 0 < len(criteria) <= MOST_CRITERIA:
        yield Problem("scale_has_criteria", "criteria", data={"most": MOST_CRITERIA})
        return
    yield from unnamed(criteria, ("code", "name_zh", "name_en"))
    yield from unnamed(vetoes, VETO)
    codes = [str(one.get("code")) for one in (*criteria, *vetoes)]
    for twice in sorted({code for code in codes if codes.count(code) > 1}):
        yield Problem("scale_names_once", "criteria", twice)
    points: list[Any] = [one.get("points") for one in criteria]
    if not all(is_whole(one) and one > 0 for one in points):
        yield Problem("scale_points_are_whole", "points")
    elif sum(points) != WHOLE:
        yield Problem("scale_gives_hundred", "points", str(sum(points)))
    yield from unordered(told.get("thresholds"))


def unordered(thresholds: Any) -> Iterator[Problem]:
    """Thresholds that are missing, or do not fall from file to improve to hold."""
    steps: list[Any] = [thresholds.get(str(step)) for step in LADDER] if isinstance(thresholds, Mapping) else [None]
    if not all(map(is_whole, steps)) or not WHOLE >= steps[0] > steps[1] > steps[2] > 0:
        yield Problem("scale_thresholds_fall", "thresholds")


def unnamed(rows: Collection[Mapping[str, Any]], names: Collection[str]) -> Iterator[Problem]:
    """Rows in which one of these is not written."""
    for place, row in enumerate(rows, 1):
        if missing := [name for name in names if not is_text(row.get(name))]:
            yield Problem("scale_row_is_named", missing[0], str(row.get("code") or place)[:CODE_MOST])


def tables(given: Any) -> list[Mapping[str, Any]] | None:
    """A list of tables, or None where it is none."""
    return given if isinstance(given, list) and all(isinstance(one, Mapping) for one in given) else None


def is_text(given: Any) -> bool:
    """Whether something is written there."""
    return isinstance(given, str) and bool(given.strip())


def is_whole(given: Any) -> bool:
    """Whether it is a whole number."""
    return isinstance(given, int) and not isinstance(given, bool)


def scored(scale: Scale, points: Mapping[str, int | None], vetoes: Collection[str]) -> Scored:
    """Count up what was given. Refused where a criterion has no points or too many (`points_are_given`,
    `points_are_within`), or a code is none of this sheet's (`scale_knows_code`)."""
    known = {one.code for one in scale.criteria}
    against = [Problem("scale_knows_code", given=str(code)[:CODE_MOST]) for code in points if code not in known]
    against += [
        Problem("scale_knows_code", given=str(code)[:CODE_MOST])
        for code in vetoes
        if code not in {one.code for one in scale.vetoes}
    ]
    given: list[tuple[str, int, int]] = []
    for one in scale.criteria:
        value = points.get(one.code)
        data: dict[str, str | int | float] = {"zh": one.name_zh, "en": one.name_en, "most": one.points}
        if value is None:
            against.append(Problem("points_are_given", one.code, data=data))
        elif not is_whole(value) or not 0 <= value <= one.points:
            against.append(Problem("points_are_within", one.code, str(value)[:CODE_MOST], data=data))
        else:
            given.append((one.code, value, one.points))
    if against:
        raise Refused(against)
    total = sum(value for _code, value, _most in given)
    standing = tuple(one.code for one in scale.vetoes if one.code in set(vetoes))
    return Scored(total, proposal_of(scale, total) if not standing else Proposal.NO, tuple(given), standing)


def proposal_of(scale: Scale, total: int) -> Proposal:
    """What goes with so many points."""
    return next((step for step in LADDER if total >= scale.thresholds[step]), Proposal.NO)
