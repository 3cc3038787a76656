"""Figures in a text (数值): numbers, ranges and tolerances with their units, as they are written, with their places.

Not responsible for what a figure measures; references ("(10)", "图2"), ratios and years are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from zhiqiao.domain.matching.numerals import (
    CHINESE,
    ENGLISH,
    Number,
    arabic_at,
    chinese_at,
    english_at,
    magnitude_at,
)
from zhiqiao.domain.matching.units import Unit, named, unit_at

WIDTHS = str.maketrans(
    "０１２３４５６７８９％～‑–—−－／（），．：＜＞＝≦≧⩽⩾﹤﹥∼˜＋＾\u00a0\u2009\u202f\u3000μ",
    "0123456789%~-----/(),.:<>=≤≥≤≥<>~~+^    µ",
)
"""One character for one, so that places stay."""
ARABIC_OR_CHINESE = rf"(?<![A-Za-z\d_.])(?:[0-9]|\.(?=\d))|{CHINESE.pattern}"
BEGINS = re.compile(ARABIC_OR_CHINESE)
BEGINS_ENGLISH = re.compile(rf"{ARABIC_OR_CHINESE}|{ENGLISH.pattern}", re.IGNORECASE)
HAN = re.compile(r"[\u3400-\u9fff]{4}")
"""A text with four Chinese characters in a row is Chinese: numbers in English words are not looked for."""
RANGE = re.compile(r"\s?(?:~{1,2}|-{1,3}|至|到|\bto\b|\bthrough\b|\.\.\.)\s?")
BETWEEN = re.compile(r"\s?(?:\band\b|和|与)\s?")
IS_BETWEEN = re.compile(r"\bbetween\s$|在\s?$")
TOLERANCE = re.compile(r"\s?(?:±|\+/-|\+-)\s?")
MINUS = re.compile(r"(?:(?<![A-Za-z\d%℃°)~])-|零下|负|\bminus\s)\s?$", re.IGNORECASE)
SIGN = re.compile(r"-|零下|负|minus\s", re.IGNORECASE)
REFERENCE = re.compile(r"[(\[]\d+[a-zA-Z]?(?:[)\]]|[,、，-]\s?\d+[a-zA-Z]?)|[图第步]")
RATIO = re.compile(r"[:×∶]|\s?[x×]\s?\d")
IDIOMS = re.compile(
    r"[一半]次|一度|百分|十分|万分|一方|一半|千方|一成|一天|一块|三维|二维|一时|半天|一元|三元|多元|百年|一周|一套|一台|一件"
)
SHARE = re.compile(r"(百|千|万)分之")
SHARE_SIZES = {"百": Fraction(1, 100), "千": Fraction(1, 1000), "万": Fraction(1, 10000)}
TENTHS = re.compile(r"成(?![分本品型为功果立员熟膜])")
GAP = re.compile(r"(?:\s|-(?=[a-z]))?[多余几来]?")
COUNTED = re.compile(r"个(?!百分点|月|小时|周期|循环|细胞)")
MONEY = re.compile(r"(?:RMB|CNY|¥|￥|(?P<usd>US\$|USD|\$))\s?$")
YEAR = re.compile(r"(?:19|20)\d\d$")
RATIO_UNIT = Unit((), Fraction(1))


@dataclass(frozen=True)
class Figure:
    """A number (`low` = `high`) or a range in the unit it was written in, which may have more than one meaning.

    `start` to `end` is what stands in the text, sign and unit included. `is_doubtful`: the unit is often no unit.
    """

    start: int
    end: int
    low: Fraction
    high: Fraction
    units: tuple[Unit, ...]
    is_range: bool = False
    is_doubtful: bool = False
    is_arabic: bool = True


@dataclass(frozen=True)
class Amount:
    """One number with its magnitude and, where one is written, its unit."""

    value: Fraction
    scale: int
    end: int
    units: tuple[Unit, ...]
    is_doubtful: bool = False


def figures(text: str) -> Iterator[Figure]:
    """All figures of a text that went through `WIDTHS`, in order."""
    at, begins = 0, BEGINS if HAN.search(text) else BEGINS_ENGLISH
    while found := begins.search(text, at):
        figure = figure_at(text, found.start())
        at = max(figure.end if figure else past(text, found), found.start() + 1)
        if figure:
            yield figure


def past(text: str, found: re.Match[str]) -> int:
    """Behind a number that is no figure, so that its tail is not read as another."""
    at = found.end()
    while text[found.start()].isdigit() and at < len(text) and (text[at].isdigit() or text[at] in ".,"):
        at += 1
    return at


def number_at(text: str, at: int) -> Number | None:
    """The number that begins here, however it is written."""
    character = text[at : at + 1]
    if character.isdigit() or character == ".":
        return arabic_at(text, at)
    if "\u3400" <= character <= "\u9fff" or character == "〇":
        return None if IDIOMS.match(text, at) else chinese_at(text, at)
    return english_at(text, at)


def figure_at(text: str, at: int) -> Figure | None:
    """The figure that begins here; None for references, ratios, sizes in pixels, and bare words."""
    share = SHARE.match(text, at)
    if share:
        number = number_at(text, share.end())
        value = number.value * SHARE_SIZES[share[1]] if number else None
        return Figure(at, number.end, value, value, (RATIO_UNIT,)) if number and value is not None else None
    number = number_at(text, at)
    if number is None or RATIO.match(text, number.end) or (at and REFERENCE.match(text, at - 1)):
        return None
    first = amount(text, number)
    minus = MINUS.search(text, max(0, at - 6), at)
    value = first.value * first.scale * (-1 if minus else 1)
    start = minus.start() if minus else at
    figure = Figure(start, first.end, value, value, first.units, False, first.is_doubtful, text[at].isdigit())
    figure = tolerated(text, figure, number) or ranged(text, figure, number, first.scale) or figure
    money = MONEY.search(text, max(0, start - 5), start)
    if money and not figure.units:
        return priced(text, figure, money)
    if not figure.units and (number.is_power or not figure.is_arabic):
        return None
    return figure


def priced(text: str, figure: Figure, money: re.Match[str]) -> Figure:
    """A sum whose sign stands first, with what it is for: RMB 600 per set."""
    name = "USD" if money["usd"] else "yuan"
    units: tuple[Unit, ...] = (named(name),)
    end = figure.end
    behind = unit_at(f"{name}{text[end : end + 24]}", 0)
    if behind is not None and behind.end > len(name):
        units, end = behind.meanings, end + behind.end - len(name)
    return replace(figure, start=money.start(), end=end, units=units, is_doubtful=False)


def amount(text: str, number: Number) -> Amount:
    """The number with what follows it: 3.5 万, 5 千比特, 67 %."""
    written = unit_behind(text, number.end)
    if written:
        return Amount(number.value, 1, *written)
    scale, end = magnitude_at(text, number.end)
    written = unit_behind(text, end)
    if written:
        return Amount(number.value, scale, *written)
    return Amount(number.value, scale, end, ())


def unit_behind(text: str, at: int) -> tuple[int, tuple[Unit, ...], bool] | None:
    """Where the unit behind a number ends, its meanings, and whether it is doubtful."""
    gap = GAP.match(text, at)
    place = gap.end() if gap else at
    tenths = TENTHS.match(text, place)
    if tenths:
        return tenths.end(), (Unit((), Fraction(1, 10)),), False
    if COUNTED.match(text, place):
        return None
    found = unit_at(text, place)
    if found is None or (text.startswith("年", place) and YEAR.search(text, max(0, at - 4), at)):
        return None
    return found.end, found.meanings, found.is_doubtful


def tolerated(text: str, first: Figure, number: Number) -> Figure | None:
    """10±2 ℃ is 8 to 12 ℃."""
    joined = TOLERANCE.match(text, first.end)
    other = number_at(text, joined.end()) if joined else None
    if other is None:
        return None
    second = amount(text, other)
    units = second.units or first.units
    low, high = first.low - second.value, first.low + second.value
    return replace(first, end=second.end, low=low, high=high, units=units, is_doubtful=second.is_doubtful)


def ranged(text: str, first: Figure, number: Number, scale: int) -> Figure | None:
    """120–150 ℃, 2%到3%, between 3 and 5 µm: the two ends have one unit; 10-6 S/cm is a power that lost its sign."""
    joined = RANGE.match(text, first.end)
    if joined is None and IS_BETWEEN.search(text[max(0, first.start - 9) : first.start]):
        joined = BETWEEN.match(text, first.end)
    if joined is None:
        return None
    sign = SIGN.match(text, joined.end())
    other = number_at(text, sign.end() if sign else joined.end())
    if other is None:
        return None
    second = amount(text, other)
    units = second.units or first.units
    low, high = first.low, second.value * second.scale * (-1 if sign else 1)
    if not first.units and scale == 1:
        low *= second.scale
    elif first.units and second.units and first.units[0].dimension == second.units[0].dimension:
        low *= first.units[0].factor / second.units[0].factor
    elif first.units and second.units:
        return None
    if low > high:
        is_power = low == 10 and not first.units and second.units and joined[0] == "-" and 1 <= high <= 15
        if not is_power or high.denominator != 1:
            return None
        low = high = Fraction(1, 10 ** int(high))
        return replace(first, end=second.end, low=low, high=high, units=units)
    doubtful = second.is_doubtful if second.units else first.is_doubtful
    return replace(first, end=second.end, low=low, high=high, units=units, is_range=True, is_doubtful=doubtful)
