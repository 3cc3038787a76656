"""Numbers as people write them (数字写法), Arabic and Chinese, to exact fractions. Units are not its business."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
STEPS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
HAN = "零〇一二两三四五六七八九十百千万亿半"

PLAIN = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?![\d.])|\d{1,15})(?:\.\d{1,12})?|(?<!\d)\.\d{1,12}"
POWER = r"(?:\s?[×xX*·]\s?10(?:\s?\^\s?\(?\s?(-?\d{1,2})\)?|([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(-?\d{1,2})(?!\d|\.\d)))?"
ARABIC = re.compile(rf"({PLAIN})(?:[eE]([-+]?\d{{1,3}})(?![A-Za-z\d])|{POWER})")
POWER_OF_TEN = re.compile(r"10(?:\s?\^\s?\(?\s?(-?\d{1,2})\)?|([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))(?!\d)")
CHINESE = re.compile(rf"[{HAN}]{{1,12}}(?:点[零〇一二三四五六七八九]{{1,6}})?")
MAGNITUDE = {"万": 10**4, "亿": 10**8, "百万": 10**6, "千万": 10**7, "千": 10**3, "百": 10**2, "十": 10,
             "million": 10**6, "billion": 10**9, "thousand": 10**3, "hundred": 10**2}  # fmt: skip
MAGNITUDES = re.compile(r"\s?(?:百万|千万|万|亿|千|百)|\s(?:million|billion|thousand|hundred)\b")
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS = {word: value for value, word in enumerate(SMALL.split())}
WORDS |= {word: 10 * value for value, word in enumerate(TENS.split(), 2)}
ENGLISH = re.compile(
    rf"\b(?:(?:{'|'.join(sorted(WORDS, key=len, reverse=True))}|half|a)[\s-](?:hundred|thousand)|"
    rf"(?:{'|'.join(sorted(WORDS, key=len, reverse=True))}))\b",
    re.IGNORECASE,
)
EXTREME = 30
"""Powers of ten beyond this are no measurements."""


@dataclass(frozen=True)
class Number:
    """A number with its place; `is_power` when it was written as a bare power of ten."""

    value: Fraction
    start: int
    end: int
    is_power: bool = False


def power(written: str) -> Fraction | None:
    """Ten to a written power, None beyond what can be measured."""
    exponent = int(written.translate(SUPERSCRIPTS))
    return Fraction(10) ** exponent if abs(exponent) <= EXTREME else None


def arabic_at(text: str, at: int) -> Number | None:
    """The Arabic number that begins here, its power of ten included."""
    bare = POWER_OF_TEN.match(text, at)
    if bare:
        scale = power(bare[1] or bare[2])
        return Number(scale, at, bare.end(), is_power=True) if scale is not None else None
    found = ARABIC.match(text, at)
    if not found:
        return None
    value = Fraction(found[1].replace(",", "").replace(" ", "") if found[1][0] != "." else "0" + found[1])
    written = next((part for part in found.groups()[1:] if part), "")
    scale = power(written.lstrip("+")) if written else Fraction(1)
    return Number(value * scale, at, found.end()) if scale is not None else None


def chinese(written: str) -> Fraction | None:
    """三百五十 is 350, 一千零二 is 1002, 两万 is 20,000, 一点五 is 3/2, 半 is 1/2; None for what is no number."""
    if written == "半":
        return Fraction(1, 2)
    whole, _, rest = written.partition("点")
    if not whole or "半" in whole or (rest and not set(rest) <= DIGITS.keys()):
        return None
    total = section = digit = 0
    seen = False
    for character in whole:
        if character in DIGITS:
            digit, seen = DIGITS[character], True
        elif character in STEPS:
            section += (digit if seen or section else 1) * STEPS[character] if digit or not seen else 0
            digit, seen = 0, False
        else:
            total = (total + section + digit or 1) * MYRIADS[character]
            section = digit = 0
            seen = False
    result = Fraction(total + section + digit)
    return result + Fraction(int("".join(str(DIGITS[one]) for one in rest)), 10 ** len(rest)) if rest else result


def chinese_at(text: str, at: int) -> Number | None:
    """The Chinese number that begins here."""
    found = CHINESE.match(text, at)
    value = chinese(found[0]) if found else None
    return Number(value, at, found.end()) if found and value is not None else None


def english_at(text: str, at: int) -> Number | None:
    """The English number in words that begins here: up to nineteen, tens, hundreds and thousands."""
    found = ENGLISH.match(text, at)
    if not found:
        return None
    parts = re.split(r"[\s-]", found[0].lower())
    first = Fraction(1, 2) if parts[0] == "half" else Fraction(WORDS.get(parts[0], 1))
    return Number(first * MAGNITUDE.get(parts[-1], 1) if len(parts) > 1 else first, at, found.end())


def magnitude_at(text: str, at: int) -> tuple[int, int]:
    """What a number is multiplied by (3.5 万, 2 million) and where that ends; 1 where nothing is said."""
    found = MAGNITUDES.match(text, at)
    return (MAGNITUDE[found[0].strip()], found.end()) if found else (1, at)
