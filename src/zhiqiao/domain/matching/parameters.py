"""Technical parameters compared (技术参数比较): what a need asks in figures against what a patent says in figures.

Only like is compared with like: the same kind in the same dimension, and where a kind says little by itself (a
thickness, a content) the same thing it is of. So a clash is never between different things. What a patent says best
counts: it may name several figures of a kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from zhiqiao.domain.matching.bounds import Bound
from zhiqiao.domain.matching.explanation import Span
from zhiqiao.domain.matching.kinds import Kind
from zhiqiao.domain.matching.quantities import Quantity, Role, quantities

Texts = Mapping[str, str]
"""Field name → text."""


class Verdict(StrEnum):
    """How an asked figure and a stated one stand to each other (比较结论), best last.

    Possible: a figure is said without a name and may be the one that is asked for (`unnamed`).
    """

    NOT_STATED = "not_stated"
    POSSIBLE = "possible"
    CLASHES = "clashes"
    NEAR = "near"
    AGREES = "agrees"


ORDER = tuple(Verdict)
TOLD_FIRST = (Verdict.CLASHES, Verdict.NEAR, Verdict.AGREES, Verdict.POSSIBLE, Verdict.NOT_STATED)
NEAR_SHARE = Fraction(1, 10)
"""A stated figure that misses an asked one by no more than this share of it is near."""
SAME_SHARE = Fraction(1, 10)
"""Where neither more nor less is better, a figure within this share of the asked one agrees."""
LONG_BETWEEN = 24
ZERO_CELSIUS = Fraction(5463, 20)
LEAST_ROOM = Fraction(5)
"""Kelvins within which temperatures are near, however small the figure."""


@dataclass(frozen=True)
class Placed:
    """A quantity with the field it stands in, that field's language ("zh", "en" or ""), and its own words."""

    field: str
    language: str
    quantity: Quantity
    text: str

    @property
    def span(self) -> Span:
        """Where the figure stands in the field."""
        return self.quantity.start, self.quantity.end


@dataclass(frozen=True)
class Compared:
    """An asked figure and what the other side says of it; `asked_in` is the same figure in the need's languages, and
    `said_in` what is said of it in each language, as far as the verdict is the same. What is merely possible
    `would_be` that, were the figure the one that is asked for."""

    asked: Placed
    said: Placed | None
    verdict: Verdict
    asked_in: tuple[Placed, ...] = ()
    said_in: tuple[Placed, ...] = ()
    would_be: Verdict | None = None


def language_of_field(name: str) -> str:
    """The language a field is for, by the end of its name."""
    ending = name.rpartition("_")[2]
    return ending if ending in ("zh", "en") else ""


def placed(texts: Texts) -> list[Placed]:
    """All quantities of these texts."""
    return [
        Placed(name, language_of_field(name), one, in_words(text, one))
        for name, text in texts.items()
        for one in (quantities(text) if text else ())
    ]


def in_words(text: str, one: Quantity) -> str:
    """The figure with the name of what it measures, as the text has them; what stands between is left out where it is
    long or holds another figure."""
    first, last = one.name
    between = text[last : one.start]
    if first >= one.start or not (len(between) > LONG_BETWEEN or any(map(str.isdigit, between))):
        return text[one.phrase[0] : one.phrase[1]]
    return f"{text[first:last]} … {text[one.start : one.end]}"


def asked_of(texts: Texts) -> list[Placed]:
    """What a need asks for in figures: those it wants, not how things are now."""
    return [one for one in placed(texts) if one.quantity.is_wanted and one.quantity.role in (Role.LEVEL, Role.CHANGE)]


def said_of(texts: Texts) -> list[Placed]:
    """What a patent says in figures of itself: not what was before it."""
    return [one for one in placed(texts) if one.quantity.role is not Role.BEFORE]


def compared(asked: Sequence[Placed], said: Sequence[Placed]) -> list[Compared]:
    """Each asked figure, once however often and in however many languages it is asked, with the best that is said of
    it: those that clash first, then near ones, those that agree, and those of which nothing is said."""
    result: dict[tuple[object, ...], Compared] = {}
    by_kind: dict[str, list[Placed]] = {}
    for one in said:
        by_kind.setdefault(one.quantity.kind.code, []).append(one)
    for one in asked:
        key = (one.quantity.kind.code, one.quantity.low, one.quantity.high, one.quantity.role)
        best = best_of(one, by_kind.get(one.quantity.kind.code, ()))
        before = result.get(key)
        both = (*(before.asked_in if before else ()), one)
        if before is None or ORDER.index(best.verdict) > ORDER.index(before.verdict):
            result[key] = replace(best, asked_in=both)
        else:
            said_in = before.said_in
            if best.said is not None and best.verdict is before.verdict:
                said_in = (*said_in, *(each for each in best.said_in if each not in said_in))
            result[key] = replace(before, asked_in=both, said_in=said_in)
    return in_order(result.values())


def in_order(told: Iterable[Compared]) -> list[Compared]:
    """As they are told: those that clash first."""
    return sorted(told, key=lambda one: TOLD_FIRST.index(one.verdict))


def best_of(asked: Placed, said: Iterable[Placed]) -> Compared:
    """The stated figure that suits an asked one best; of equal ones the first in the asking language."""
    best = Compared(asked, None, Verdict.NOT_STATED)
    for one in sorted(said, key=lambda one: one.language != asked.language):
        verdict = verdict_on(asked.quantity, one.quantity, same_language=one.language == asked.language)
        if verdict is None:
            continue
        if ORDER.index(verdict) > ORDER.index(best.verdict):
            best = Compared(asked, one, verdict, said_in=(one,))
        elif verdict is best.verdict and one.language not in [each.language for each in best.said_in]:
            best = replace(best, said_in=(*best.said_in, one))
    return best


def verdict_on(asked: Quantity, said: Quantity, *, same_language: bool = True) -> Verdict | None:
    """How a stated figure stands to an asked one; None where the two may not be compared."""
    if asked.kind is not said.kind or asked.unit.dimension != said.unit.dimension:
        return None
    if (asked.role is Role.CHANGE) is not (said.role is Role.CHANGE):
        return None
    if asked.kind.is_of_something and not (same_language and same_thing(asked.whose, said.whose)):
        return None
    return verdict_of(asked, said)


def verdict_of(asked: Quantity, said: Quantity) -> Verdict:
    """How a stated figure of the same kind stands to an asked one."""
    low, high = wished(asked)
    if asked.kind.must_be_covered and low is not None and high is not None and low < high:
        return covering(low, high, said)
    return standing(asked.kind, low, high, *stated(said))


def wished(asked: Quantity) -> tuple[Fraction | None, Fraction | None]:
    """The bounds an asked figure sets: "conversion 85 %" asks for at least that, "cost 30 yuan" for at most that."""
    low, high, better = asked.low, asked.high, asked.kind.better
    if asked.bound.is_limit:
        return low, high
    if asked.bound is Bound.UP_TO:
        return (low, None) if better > 0 else (None, high)
    if asked.kind.must_be_covered and low != high:
        return low, high
    if better > 0:
        return low, None
    if better < 0:
        return None, high
    if low == high and low is not None:
        room = room_of(asked.kind, low, SAME_SHARE)
        return low - room, low + room
    return low, high


def stated(said: Quantity) -> tuple[Fraction | None, Fraction | None]:
    """The bounds of what is said; "up to 350 ℃" says that 350 is reached."""
    if said.bound is Bound.UP_TO and said.kind.better < 0:
        return None, said.high
    return said.low, said.high


def room_of(kind: Kind, value: Fraction, share: Fraction) -> Fraction:
    """How far a figure may lie from another and still be near it."""
    if kind.is_temperature:
        return max(abs(value - ZERO_CELSIUS) * share, LEAST_ROOM)
    return abs(value) * share


def standing(
    kind: Kind, low: Fraction | None, high: Fraction | None, least: Fraction | None, most: Fraction | None
) -> Verdict:
    """How what is said (`least` to `most`) stands to what is wished (`low` to `high`)."""
    too_low = low is not None and (least is None or least < low)
    too_high = high is not None and (most is None or most > high)
    if not too_low and not too_high:
        return Verdict.AGREES
    if low is not None and most is not None and most < low:
        return Verdict.NEAR if low - most <= room_of(kind, low, NEAR_SHARE) else Verdict.CLASHES
    if high is not None and least is not None and least > high:
        return Verdict.NEAR if least - high <= room_of(kind, high, NEAR_SHARE) else Verdict.CLASHES
    return Verdict.NEAR


def covering(low: Fraction, high: Fraction, said: Quantity) -> Verdict:
    """Whether what is withstood covers the wished range; of a single figure only the upper end can be told."""
    if said.low is None or said.high is None or said.low == said.high:
        reached = said.low if said.low is not None else said.high
        return Verdict.AGREES if reached is not None and reached >= high else Verdict.NEAR
    if said.low <= low and said.high >= high:
        return Verdict.AGREES
    shared = min(high, said.high) - max(low, said.low)
    return Verdict.NEAR if shared >= (high - low) * (1 - NEAR_SHARE) else Verdict.CLASHES


SAYS_LITTLE = re.compile(
    r"希望|要求|需要|目标|整体|整机|平均|最大|最小|最高|最低|总|所述|本|该|其|得到|达到|可|能|的|为|在|使|将|且|和|与|及|"
    r"\b(?:the|a|an|of|its|with|and|that|mean|average|maximum|minimum|overall|total|has|have|keeps?|keeping|is|be|in|for|we|want|our)\b"
)


def same_thing(ours: str, theirs: str) -> bool:
    """Whether the words before two names speak of the same: a pair of characters, or a word's first five letters."""
    left, right = telling(ours), telling(theirs)
    return bool(left & right)


def telling(words: str) -> set[str]:
    """Pairs of Chinese characters and beginnings of English words that say what a quantity is of."""
    rest = SAYS_LITTLE.sub(" ", words.lower())
    result = {word[:5] for word in re.findall(r"[a-z]{3,}", rest)}
    for run in re.findall(r"[\u3400-\u9fff]+", rest):
        result.update(run[place : place + 2] for place in range(len(run) - 1))
        if len(run) == 1:
            result.add(run)
    return result


@dataclass(frozen=True)
class Tally:
    """How many asked figures agree, are near, clash, and are not stated: features of a match."""

    asked: int = 0
    agree: int = 0
    near: int = 0
    clash: int = 0
    silent: int = 0

    @property
    def balance(self) -> float:
        """From -1, all that can be compared clashes, to 1, all of it agrees; 0 when nothing can be compared."""
        told = self.agree + self.near + self.clash
        return (self.agree + 0.5 * self.near - self.clash) / told if told else 0.0


def tally(told: Iterable[Compared]) -> Tally:
    """Counted."""
    verdicts = [one.verdict for one in told]
    return Tally(
        len(verdicts),
        verdicts.count(Verdict.AGREES),
        verdicts.count(Verdict.NEAR),
        verdicts.count(Verdict.CLASHES),
        verdicts.count(Verdict.NOT_STATED) + verdicts.count(Verdict.POSSIBLE),
    )


def figures_agree(need: Texts, patent: Texts) -> Tally:
    """The tally of a need's texts against a patent's; texts that were read before are not read again."""
    return tally(compared(asked_of(need), said_of(patent)))
