"""Figures said without a name (未指明的数值): "at only 18 kPa", where a pressure drop is asked for.

Such a figure may be the one that is asked for, or another: it is told as possible, with what it would mean, and earns
or costs nothing. Careful rather than complete: the figure is stressed as a claim ("only", "below", "up to"), nothing
beside it says what it is of, and no name that could be of it stands in its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from zhiqiao.domain.matching.bounds import Bound
from zhiqiao.domain.matching.figures import WIDTHS
from zhiqiao.domain.matching.kinds import Kind, meant
from zhiqiao.domain.matching.parameters import (
    Compared,
    Placed,
    Texts,
    Verdict,
    in_order,
    language_of_field,
    verdict_of,
)
from zhiqiao.domain.matching.quantities import (
    SENTENCE_END,
    Nameless,
    Quantity,
    Role,
    bounded,
    nameless,
    names_in,
    small,
)
from zhiqiao.domain.matching.units import Dimension, named

STRESS = re.compile(
    r"(?:低至|少至|高达|多达|[仅只][有需为要]?|\b(?:only|just|merely|barely|as (?:little|low|high|few|much) as))\s?$"
)
"""Words that make a bare figure a claim."""
STRESSING = (Bound.AT_LEAST, Bound.AT_MOST, Bound.UP_TO)
"""Bounds that do so."""
FREE_BEFORE = re.compile(
    r"(?:^|[,，、。;；:：!?！？\n]|[以用需约而即]|\b(?:at|with|under|within|in|using|uses?|needs?|takes?|requires?|while|yet))\s*$"
)
"""What may stand before it: no subject, and no word that says what the figure is of."""
FREE_BEHIND = re.compile(
    r"\s*(?:$|[,，、。;；:：)）.!?！？\n]|[即就时下便也且并而后内]|(?:at|in|with|and|or|but|when|while|for|on|under|over|across|even|so|"
    r"after|before|during|from|until|without|yet|it|they|we|the|this)\b)"
)
"""What may stand behind it: no noun."""
OPENED = re.compile(r"[(（][^)）]*$")
"""In brackets a figure is of what stands before them."""
MEANWHILE = re.compile(r"over\s")
SECONDS = named("s").dimension
ANOTHER_SIZE = 10
"""A figure so many times larger or smaller that would not agree is more likely of something else."""


def with_possible(told: Sequence[Compared], texts: Texts) -> list[Compared]:
    """The same, where of an asked figure nothing is said: with the one figure said without a name that may be it.

    There has to be one, or several that would all agree or all clash; and of the figures asked for it can be one only.
    """
    silent = [one for one in told if one.verdict is Verdict.NOT_STATED and one.asked.quantity.role is Role.LEVEL]
    dimensions = [one.asked.quantity.unit.dimension for one in silent]
    if not any(dimensions):
        return list(told)
    loose = [(name, text, one) for name, text in texts.items() if text for one in nameless(text) if is_loose(text, one)]
    result = []
    for one in told:
        alone = one in silent and dimensions.count(one.asked.quantity.unit.dimension) == 1
        result.append(possible(one, loose) if alone else one)
    return in_order(result)


def possible(asked: Compared, loose: Iterable[tuple[str, str, Nameless]]) -> Compared:
    """An asked figure of which nothing is said beside what may be meant; as it is where that is not clear."""
    kind, dimension = asked.asked.quantity.kind, asked.asked.quantity.unit.dimension
    said: list[Placed] = []
    if not dimension:
        return asked
    for field, text, one in loose:
        quantity = as_of(one, kind, dimension)
        if quantity is None or not named_kinds(text, one) <= {kind}:
            continue
        if verdict_of(asked.asked.quantity, quantity) is Verdict.AGREES or are_of_a_size(
            asked.asked.quantity, quantity
        ):
            said.append(Placed(field, language_of_field(field), quantity, text[one.start : one.end]))
    verdicts = {verdict_of(asked.asked.quantity, one.quantity) for one in said}
    if len(verdicts) != 1:
        return asked
    each = tuple({one.language: one for one in reversed(said)}.values())
    return replace(asked, said=said[0], verdict=Verdict.POSSIBLE, said_in=each[::-1], would_be=verdicts.pop())


def as_of(one: Nameless, kind: Kind, dimension: Dimension) -> Quantity | None:
    """The figure, were it of this kind; None where it is measured otherwise."""
    unit = next((each for each in one.figure.units if each.dimension == dimension), None)
    if unit is None:
        return None
    bound = Bound.BETWEEN if one.bound is Bound.EXACT and one.figure.is_range else one.bound
    low, high = bounded(one.figure, bound, unit, is_level=kind.is_temperature and not one.is_change)
    role = Role.CHANGE if one.is_change else Role.LEVEL
    place = (one.start, one.end)
    return Quantity(kind, unit, low, high, bound, role, *place, place, place)


def are_of_a_size(one: Quantity, other: Quantity) -> bool:
    """Whether neither figure is many times the other."""
    sizes = [abs((each.high if each.low is None else each.low) or Fraction(0)) for each in (one, other)]
    least, most = min(sizes), max(sizes)
    return most <= ANOTHER_SIZE * least


def is_loose(text: str, one: Nameless) -> bool:
    """Whether the figure is claimed, as a level, and nothing beside it says what it is of."""
    if one.is_change or one.figure.is_doubtful:
        return False
    folded = small(text.translate(WIDTHS))
    ahead = folded[one.begin : one.start]
    stress = STRESS.search(ahead)
    if stress is None and one.bound not in STRESSING:
        return False
    if stress is None and (one.figure.is_range or is_span(folded, one)):
        return False
    rest = ahead[: stress.start()] if stress else ahead
    if OPENED.search(rest):
        return False
    return FREE_BEFORE.search(rest) is not None and FREE_BEHIND.match(folded, one.end) is not None


def is_span(text: str, one: Nameless) -> bool:
    """Whether it tells how long something went on: "over 14 months"."""
    return one.figure.units[0].dimension == SECONDS and MEANWHILE.match(text, one.start) is not None


def named_kinds(text: str, one: Nameless) -> set[Kind]:
    """What the names in the figure's sentence could make it."""
    folded = small(text.translate(WIDTHS))
    stop = SENTENCE_END.search(folded, one.end)
    names = [key for _, _, key in names_in(folded, one.begin, stop.start() if stop else len(folded))]
    found = (meant(key, unit.dimension) for key in names for unit in one.figure.units)
    return {kind for kind in found if kind is not None}
