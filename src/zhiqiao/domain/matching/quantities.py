"""Quantities in a text (量与单位): every figure whose kind can be told, with its bounds in base units and its place.

Reads Chinese and English. Responsible for reading only: `parameters` compares. Careful rather than complete: a figure
that may mean something else is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from zhiqiao.domain.matching.bounds import Bound, after, around_name, before, is_relative
from zhiqiao.domain.matching.explanation import Span
from zhiqiao.domain.matching.figures import WIDTHS, Figure, figures
from zhiqiao.domain.matching.kinds import KINDS, LONGEST_EN, LONGEST_ZH, NAMES, Kind, meant
from zhiqiao.domain.matching.units import SIMPLE, Unit, named, product


class Role(StrEnum):
    """What a figure is in its sentence (数值角色): a level, a change, what was before one, or how things are now."""

    LEVEL = "level"
    CHANGE = "change"
    BEFORE = "before"
    NOW = "now"


@dataclass(frozen=True)
class Quantity:
    """One figure: of what `kind`, between `low` and `high` in base units (None: open), and where it stands.

    `start` and `end` are the figure with its unit and its "at least"; `name` is the place of the name of what is
    measured, and `phrase` begins with it where it is near. `whose` is what stands before that name; `unit` is the size
    of the unit it was written in. `is_wanted`: the sentence asks for it.
    """

    kind: Kind
    unit: Unit
    low: Fraction | None
    high: Fraction | None
    bound: Bound
    role: Role
    start: int
    end: int
    phrase: Span
    name: Span
    whose: str = ""
    is_wanted: bool = False

    @property
    def is_point(self) -> bool:
        """One value only."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True)
class Nameless:
    """A figure of which no known name tells what it measures (未指明的数值).

    `begin` is where its sentence begins, `start` to `end` the figure with its unit and its "at least".
    """

    figure: Figure
    bound: Bound
    is_change: bool
    begin: int
    start: int
    end: int


SENTENCE_END = re.compile(r"[。;；！？!?\n]|\.(?=\s|$)")
NOT_OURS = re.compile(r"年产值|注册资|占地|投资|产值|销售|营业|利润|预算|资金|专利|论文|员工|工程师|教授|年营")
"""What tells of the asking firm, not of the technology."""
CUES = re.compile(
    r"(?P<now>现在|目前|如今|只有|仅有|只能|原来|以前|过去|常规|市售|试过|经常|达不到|不到(?=[\d一二三四五六七八九])"
    r"|\bnow\b|\bcurrent(?:ly)?\b|\bpresent(?:ly)?\b|\bonly\b|\btoday\b|\btypical(?:ly)?\b|\boften\b|\btried\b)"
    r"|(?P<wanted>要求|希望|需要|目标|期望|指标|做到|不能|不得|控制在|保证|必须|想要|想找|须|实现|拟|要(?=\d|能|把|在)"
    r"|\bneeds?\b|\bwants?\b|\bmust\b|\bshould\b|\bshall\b|\btargets?\b|\bgoal|\brequire|\bobjective|\bdesire|\bhope\b"
    r"|looking for|\basks? for\b)",
    re.IGNORECASE,
)
"""Words that tell how things are, and words that tell how they should be: the last before a figure decides."""
SPAN_ZH, SPAN_EN = 30, 70
"""How far before a figure the name of what it measures may stand, in characters."""
NEAR = 40
"""How far before the figure a phrase may begin to be shown with it."""
GAP_ZH, GAP_EN = 6, 24
"""Characters that may stand between a name and its figure, besides words that say nothing of their own."""
CLOSE = 8
"""A figure with a doubtful unit must be so near to where its name begins; kelvins need only stand behind the name."""
DIFFERENCES = frozenset(("difference", "differ", "差异", "差值", "相差"))
"""Names of a temperature difference that may be of angles too, when it is told in mere degrees."""
WARMTH = re.compile(r"温|热|冷|temperature|heat|cool|warm|cold|hot")
KELVIN = named("K").dimension
NOTHING_ZH = re.compile(
    r"客户|要求|希望|需要|目标|期望|应该|应当|能够|可以|达到|做到|至少|不超过|不低于|控制|以上|以下|以内|左右|大约|保持|稳定|"
    r"别超过|不要|[的了在是和与或及为能可要应须别到至达有只仅约且但而则将使其又还都再经时后下随\d\s,.，、:%~()<>≤≥=+-]"
)
NOTHING_EN = re.compile(
    r"\b(?:the|an?|is|are|was|were|of|at|to|and|or|but|with|should|must|be|been|can|could|customers?|wants?|asks?|for|while|"
    r"stays?|keeps?|about|over|under|least|most|no|more|less|than|not|reach(?:es|ed)?|between|from|measured|remains?|"
    r"greater|higher|lower|as|high|low|up|down|that|which|has|have|having|by|in|only|on)\b|[\d\s,.:%~()<>≤≥=+-]"
)
CYCLES = re.compile(r"(?:cycles?|shocks|folds|bends|wipes|flights)$")
"""Names what it counts itself."""
MONEY = (named("元").dimension, named("USD").dimension)
COUNTED_PER = "吨|公斤|千克|亩|平方米|平米|平方|立方米|立方|方|升|公里|千瓦时|千瓦|克|斤|米"
PER_COST = re.compile(rf"(?:每|单位)({COUNTED_PER})[\u3400-\u9fff]{{0,4}}$|(?:^|[^\u3400-\u9fff])({COUNTED_PER})水?$")
"""What a cost is counted per, before its name: 每公斤虾增加成本, 亩成本."""
PER_AT_FIGURE = re.compile(r"每一?([\u3400-\u9fff]{1,3})(?:约|不超过|不少于|不低于|只|能)?$")
AND = re.compile(r"\s?(?:、|和|与|及|或|以及|,?\s?and|,?\s?or)\s?")
BEHIND_GAP = re.compile(r"\s?的?(?:of\s)?")
BEHIND_WORDS = re.compile(rf"[a-z][a-z-]*(?:\s[a-z][a-z-]*){{0,{LONGEST_EN - 1}}}")
LAST_WORD = re.compile(r"[a-z0-9]+$")
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
WHOSE_ZH = re.compile(r"[\u3400-\u9fffA-Za-z]{1,8}$")
WHOSE_EN = re.compile(r"(?:[a-z-]+\s){1,3}$")
WHOSE_BEHIND = re.compile(r"\s(?:of|for|in)\s(?:the\s|a\s|an\s)?([a-z -]+)")
Named = tuple[Kind, Unit, Span, str]
"""A kind, the unit that was meant, the place of its name, and whose it is."""


def endings() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Chinese names by their last character, English ones by their last word without plural; the longest first."""
    chinese: dict[str, list[str]] = {}
    english: dict[str, list[str]] = {}
    for name in sorted(NAMES, key=lambda one: (-len(one), one)):
        if is_han(name[-1]) or is_han(name[0]):
            chinese.setdefault(name[-1], []).append(name)
        else:
            english.setdefault(re.split(r"[ -]", name)[-1].removesuffix("s"), []).append(name)
    return chinese, english


def small(text: str) -> str:
    """In small letters, where that keeps the length."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def is_han(character: str) -> bool:
    """Whether this is a Chinese character."""
    return "\u3400" <= character <= "\u9fff"


ENDINGS, ENGLISH_ENDINGS = endings()


@lru_cache(maxsize=32768)
def reading(text: str) -> tuple[tuple[Quantity, ...], tuple[Nameless, ...]]:
    """All figures of a text in order: those whose kind is known, and those that no name tells of."""
    reader = Reader(text)
    return tuple(reader.read()), tuple(reader.nameless)


def quantities(text: str) -> tuple[Quantity, ...]:
    """All figures of a text whose kind is known, in order."""
    return reading(text)[0]


def nameless(text: str) -> tuple[Nameless, ...]:
    """The figures of a text that no known name tells of, in order; not those that speak of the firm, nor those that
    were before a change."""
    return reading(text)[1]


def is_asked(text: str, start: int, end: int) -> bool:
    """Whether this piece of a need asks for something: the last cue of its sentence up to its end says so."""
    begin = max([0, *(found.end() for found in SENTENCE_END.finditer(text, 0, start))])
    cue = None
    for cue in CUES.finditer(text, begin, end):  # noqa: B007 - the last one is what counts
        pass
    return cue is not None and bool(cue["wanted"]) and not NOT_OURS.search(text, start, end)


class Reader:
    """Reads one text. The folded text has the same characters at the same places, so spans hold for both."""

    def __init__(self, text: str):
        self.text = text.translate(WIDTHS)
        self.low = small(self.text)
        self.ends = [found.end() for found in SENTENCE_END.finditer(self.text)]
        self.last: Quantity | None = None
        self.figure_end = 0
        self.nameless: list[Nameless] = []

    def read(self) -> Iterator[Quantity]:
        """The figures one after the other."""
        for figure in figures(self.text):
            told = self.told(figure)
            self.figure_end = figure.end
            if told is not None:
                self.last = told
                yield told

    def sentence(self, at: int) -> int:
        """Where the sentence begins that holds this place."""
        passed = bisect_right(self.ends, at)
        return self.ends[passed - 1] if passed else 0

    def told(self, figure: Figure) -> Quantity | None:
        """The figure with what it is of, its bounds and its role; None where its kind cannot be told."""
        begin = self.sentence(figure.start)
        standing = before(self.low, begin, figure.start)
        figure = self.per_figure(figure, begin, standing.start)
        behind, ends = after(self.low, figure.end)
        name = self.name(figure, begin, standing.start, ends)
        if NOT_OURS.search(self.text, max(begin, figure.start - 14), min(len(self.text), ends + 4)):
            return None
        starts = standing.start
        bound = standing.bound if behind is Bound.EXACT else behind
        if name is None:
            if figure.units and not standing.is_former:
                change = standing.is_change or is_relative(self.low, ends)
                self.nameless.append(Nameless(figure, bound, change, begin, starts, ends))
            return None
        kind, unit, where, whose = name
        if bound is Bound.EXACT and where[1] >= starts - 1:
            bound, first = around_name(self.low, begin, where[0])
            where = (first, where[1])
        if bound is Bound.EXACT and figure.is_range:
            bound = Bound.BETWEEN
        if standing.is_former and figure.is_range:
            figure = replace(figure, low=figure.high, is_range=False)
            bound, standing = Bound.REACHES, replace(standing, is_former=False, is_change=False)
        role = Role.BEFORE if standing.is_former else Role.LEVEL
        is_change = standing.is_change and not where[0] < standing.change_end <= where[1]
        if is_change or is_relative(self.low, ends):
            role = Role.CHANGE
        unit = self.divided(unit, where, begin)
        low, high = bounded(figure, bound, unit, is_level=kind.is_temperature and role is not Role.CHANGE)
        is_wanted = self.is_wanted(begin, ends, bound, kind, role)
        if is_wanted is None:
            role, is_wanted = Role.NOW if role is Role.LEVEL else role, False
        return Quantity(
            kind, unit, low, high, bound, role, starts, ends, shown(where, starts, ends), where, whose, is_wanted
        )

    def is_wanted(self, begin: int, ends: int, bound: Bound, kind: Kind, role: Role) -> bool | None:
        """Whether the sentence asks for the figure; None where it tells how things are now.

        A limit on the good side is a wish; one on the wrong side (a haze of 3 % or more) is a complaint, unless a word
        says that it is wanted.
        """
        cue = None
        for cue in CUES.finditer(self.text, begin, ends):  # noqa: B007 - the last one is what counts
            pass
        good = {Bound.AT_LEAST: 1, Bound.AT_MOST: -1}.get(bound, 0) * kind.better
        if cue is not None and good <= 0:
            return True if cue["wanted"] else None
        return None if good < 0 and role is Role.LEVEL else bound.is_limit

    def name(self, figure: Figure, begin: int, starts: int, ends: int) -> Named | None:
        """The nearest name of what this figure can measure: before it, or right behind it."""
        ahead = self.name_before(figure, begin, starts)
        behind = self.name_behind(figure, ends)
        if behind is not None and (ahead is None or starts - ahead[2][1] > 6):
            return behind
        if ahead is not None:
            return ahead
        if CYCLES.search(self.low[figure.start : figure.end]) and figure.units:
            return KINDS["cycles"], figure.units[0], (figure.start, figure.end), ""
        last = self.last
        if last is None or last.start < begin or not self.goes_on(last.end, starts):
            return None
        for unit in figure.units:
            if unit.dimension in last.kind.dimensions:
                return last.kind, unit, (last.phrase[0], figure.end), last.whose
        return None

    def goes_on(self, end: int, start: int) -> bool:
        """Whether only "and" or "or" stands between two figures, or the second is what the first became."""
        if self.last is not None and self.last.role is Role.BEFORE:
            return 0 <= start - end <= NEAR
        return 0 <= start - end <= 6 and AND.fullmatch(self.low, end, start) is not None

    def name_before(self, figure: Figure, begin: int, starts: int) -> Named | None:
        """The nearest name before the figure in its sentence, when little else stands between the two."""
        if not figure.units and not figure.is_arabic:
            return None
        chinese = any(map(is_han, self.text[max(0, starts - 8) : starts]))
        wide = SPAN_ZH if chinese else SPAN_EN
        reach = CLOSE if figure.is_doubtful and not of_warmth(figure) else wide
        for place, end, key in names_in(self.low, max(begin, starts - reach), starts):
            if end - place == 1 and starts - end > 1:
                continue
            if figure.is_doubtful and starts - place > CLOSE and not self.is_at(end, starts):
                return None
            found = fitting(key, figure)
            if key in DIFFERENCES and len(figure.units) > 1 and not WARMTH.search(self.low, begin, starts):
                found = None
            if found is None and starts - end <= 1 and end - place > 1:
                return None
            if found is not None:
                if not self.is_joined(end, starts):
                    return None
                return *found, (place, end), self.whose(place, end, begin, starts)
        return None

    def is_at(self, end: int, starts: int) -> bool:
        """Whether a name ends so near to its figure that nothing but "of", "is", "for" stands between."""
        between = self.low[end:starts]
        if len(between) > GAP_EN or any(map(str.isdigit, between)):
            return False
        return not NOTHING_ZH.sub("", NOTHING_EN.sub("", between))

    def is_joined(self, end: int, starts: int) -> bool:
        """Whether what stands between a name and a figure says little of its own."""
        between = self.low[end:starts]
        if any(map(is_han, between)):
            rest = len(NOTHING_ZH.sub("", between))
            return rest <= (2 if self.figure_end > end else GAP_ZH)
        rest = len(NOTHING_EN.sub("", between))
        return rest <= (2 if self.figure_end > end else GAP_EN)

    def name_behind(self, figure: Figure, ends: int) -> Named | None:
        """A name right behind the figure: 5 毫米厚, 90 % conversion."""
        gap = BEHIND_GAP.match(self.low, ends)
        place = gap.end() if gap else ends
        for length in range(min(LONGEST_ZH, len(self.low) - place), 0, -1):
            key = self.low[place : place + length]
            found = fitting(key, figure) if is_han(key[0]) and key in NAMES else None
            if found is not None:
                return *found, (place, place + length), ""
        words = BEHIND_WORDS.match(self.low, place)
        for key, end in shorter(words[0], place) if words else ():
            found = fitting(key, figure)
            if found is not None:
                return *found, (place, end), ""
        return None

    def whose(self, start: int, end: int, begin: int, figure: int) -> str:
        """The words before a name, and in English behind it: what the quantity is of."""
        if is_han(self.text[start]):
            found = WHOSE_ZH.search(self.text[max(begin, start - 8) : start])
            return found[0] if found else ""
        ahead = WHOSE_EN.search(self.low[max(begin, start - 40) : start])
        behind = WHOSE_BEHIND.match(self.low[end:figure])
        return ((ahead[0] if ahead else "") + (behind[1] if behind else "")).strip()

    def per_figure(self, figure: Figure, begin: int, starts: int) -> Figure:
        """速度每小时 1.5 公里: what stands right before the figure divides it; what each piece costs is a cost."""
        found = PER_AT_FIGURE.search(self.text, max(begin, starts - 8), starts)
        units = figure.units
        if found and found[1] in SIMPLE:
            units = tuple(product(unit, SIMPLE[found[1]][0], -1) for unit in units)
        return replace(figure, units=tuple(each(unit) for unit in units))

    def divided(self, unit: Unit, where: Span, begin: int) -> Unit:
        """每吨成本不超过 900 元: what stands before the name of a cost divides it."""
        found = PER_COST.search(self.text, max(begin, where[0] - 9), where[0])
        if found and unit.dimension in MONEY:
            return product(unit, SIMPLE[found[1] or found[2]][0], -1)
        return unit


def each(unit: Unit) -> Unit:
    """Money per piece is money."""
    if ("piece", -1) in unit.dimension and any(base in ("yuan", "usd", "eur") for base, _ in unit.dimension):
        return Unit(tuple(one for one in unit.dimension if one[0] != "piece"), unit.factor, unit.offset)
    return unit


def of_warmth(figure: Figure) -> bool:
    """Whether the unit is one of temperature, however it is meant."""
    return bool(figure.units) and figure.units[0].dimension == KELVIN


def shown(where: Span, starts: int, ends: int) -> Span:
    """From the name to the figure where they are near, else the figure alone with what stands behind it."""
    if where[0] >= starts:
        return starts, max(ends, where[1])
    return (where[0], ends) if starts - where[0] <= NEAR else (starts, ends)


def bounded(figure: Figure, bound: Bound, unit: Unit, *, is_level: bool) -> tuple[Fraction | None, Fraction | None]:
    """The figure's bounds in base units; the zero point of a temperature counts for levels only."""
    offset = unit.offset if is_level else Fraction(0)
    low, high = figure.low * unit.factor + offset, figure.high * unit.factor + offset
    if bound.is_at_least:
        return low, None
    if bound.is_at_most:
        return None, high
    return low, high


def fitting(key: str, figure: Figure) -> tuple[Kind, Unit] | None:
    """The kind a name means for one of the figure's units; without a unit, for the one that is usual."""
    for unit in figure.units:
        kind = meant(key, unit.dimension)
        if kind is not None:
            return kind, unit
    if not figure.units and figure.is_arabic:
        for kind in NAMES.get(key, ()):
            if kind.bare:
                return kind, named(kind.bare)
    return None


def names_in(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Names of kinds in this piece, those that end nearest to its end first, of these the longest."""
    for stop in range(end, start, -1):
        character = text[stop - 1]
        if character in ENDINGS:
            for name in ENDINGS[character]:
                if text.endswith(name, start, stop):
                    yield stop - len(name), stop, name
                    break
        elif character in LETTERS and text[stop : stop + 1] not in LETTERS:
            words = LAST_WORD.search(text, max(start, stop - 20), stop)
            for name in ENGLISH_ENDINGS.get(words[0].removesuffix("s"), ()) if words else ():
                written = name if text.endswith(name, start, stop) else name + "s"
                at = stop - len(written)
                if text.endswith(written, start, stop) and text[at - 1 : at] not in LETTERS:
                    yield at, stop, name
                    break


def shorter(words: str, place: int) -> Iterator[tuple[str, int]]:
    """The words, then without the last, and so on, with where each ends; each also without its plural."""
    while words:
        yield words, place + len(words)
        yield words.removesuffix("s"), place + len(words)
        words = words.rpartition(" ")[0]
