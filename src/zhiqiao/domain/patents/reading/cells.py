"""Cells (单元格): dates, lists, counts and texts as people and programs write them.

A reader returns what it read and a problem or None; it never guesses silently. Vocabularies are in `vocabulary`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhiqiao.domain.patents.writing import plain, remembered, says_nothing
from zhiqiao.domain.problems import Problem, Severity

EXCEL_DAY_ZERO = date(1899, 12, 30)
YEAR_FIRST = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?$")
EIGHT_DIGITS = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\.0)?$")
DAY_FIRST = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:\s.*)?$")
MONTH_NAME = re.compile(r"^(\d{1,2})[ \-]([A-Za-z]{3,9})[ \-,]+(\d{4})$")
MONTH_NAME_FIRST = re.compile(r"^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})$")
INCOMPLETE = re.compile(r"^(\d{4})(?:\s*[-/.年]\s*(\d{1,2})?\s*月?)?$")
MONTHS = {
    name: 1 + at
    for at, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))
}
CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]")
OTHER_SCRIPTS = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u0590-\u05ff]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
LOOKED_AT = 400
"""Signs of a text by which its language is told."""
ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,5});")
BETWEEN_NAMES = re.compile(r"[|;\n\r]+")
BETWEEN_CHINESE_NAMES = re.compile(r"[,，、]")
BETWEEN_CODES = re.compile(r"[|;,，、\n\r]+")
BLANKS = re.compile(r"\s+")
CHINESE_NAME = re.compile(r"[\u4e00-\u9fff·]{2,6}")
ITEM_MARK = re.compile(r"^\(?\d{1,2}[.、)]\s*(?=\D)")


@dataclass(frozen=True)
class DateReading:
    """A date or None, and what is wrong."""

    date: date | None = None
    problem: Problem | None = None


@remembered
def read_date(
    cell: object,
    about: str,
    *,
    day_first: bool = False,
    year: int | None = None,
    not_after: date | None = None,
    severity: Severity = Severity.ERROR,
) -> DateReading:
    """A date in any usual writing: 2017-03-01, 20170301, 2017/3/1, 2013.01.02, 2017年3月1日, 31.12.2015, Excel serials.

    `day_first` settles 03/04/2013 for sources that write so. Two-digit years take `year` where the source gives it
    (else the latest century that is not after `not_after`). Incomplete and ambiguous dates are warnings and not used.
    """
    if isinstance(cell, datetime):
        return DateReading(cell.date())
    if isinstance(cell, date):
        return DateReading(cell)
    text = plain(cell)
    if says_nothing(text) or re.fullmatch(r"[0\-/.: ]+", text):
        return DateReading()
    for pattern, order in ((YEAR_FIRST, "ymd"), (EIGHT_DIGITS, "ymd")):
        found = pattern.match(text)
        if found:
            parts = dict(zip(order, (int(part) for part in found.groups()), strict=True))
            return real_date(parts["y"], parts["m"], parts["d"], text, about, severity)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return DateReading(EXCEL_DAY_ZERO + timedelta(days=int(float(text))))
    found = DAY_FIRST.match(text)
    if found:
        return read_day_first(found, text, about, day_first, year, not_after, severity)
    named = MONTH_NAME.match(text)
    if named and named[2][:3].lower() in MONTHS:
        return real_date(int(named[3]), MONTHS[named[2][:3].lower()], int(named[1]), text, about, severity)
    named = MONTH_NAME_FIRST.match(text)
    if named and named[1][:3].lower() in MONTHS:
        return real_date(int(named[3]), MONTHS[named[1][:3].lower()], int(named[2]), text, about, severity)
    if INCOMPLETE.match(text):
        return DateReading(None, Problem("date_is_complete", about, text, Severity.WARNING))
    return DateReading(None, Problem("date_is_readable", about, text[:60], severity))


def real_date(year: int, month: int, day: int, text: str, about: str, severity: Severity) -> DateReading:
    """The date, or the problem that no calendar has it."""
    try:
        found = date(year, month, day)
    except ValueError:
        return DateReading(None, Problem("date_is_real", about, text[:60], severity))
    if not 1800 <= year <= 2200:
        return DateReading(None, Problem("date_is_real", about, text[:60], severity))
    return DateReading(found)


def read_day_first(
    found: re.Match[str],
    text: str,
    about: str,
    day_first: bool,
    year: int | None,
    not_after: date | None,
    severity: Severity,
) -> DateReading:
    """31.12.2015 and 25/04/13: dots mean the day comes first; with strokes the source or the numbers must tell."""
    first, mark, second, written_year = int(found[1]), found[2], int(found[3]), found[4]
    if mark != "." and not day_first and first <= 12 and second <= 12 and first != second:
        return DateReading(None, Problem("date_is_unambiguous", about, text, Severity.WARNING))
    day, month = (second, first) if second > 12 and not day_first else (first, second)
    if len(written_year) == 4:
        return real_date(int(written_year), month, day, text, about, severity)
    two = int(written_year)
    if year is None:
        latest = not_after or date(2099, 12, 31)
        century = latest.year // 100 * 100
        candidate = real_date(century + two, month, day, text, about, severity)
        if candidate.date is not None and candidate.date > latest:
            return real_date(century - 100 + two, month, day, text, about, severity)
        return candidate
    reading = real_date(year, month, day, text, about, severity)
    if year % 100 != two:
        # Some exports write the year of the ISO week, so 30 December 1986 comes as 30/12/87: the year column is right.
        problem = Problem("date_agrees_with_year", about, text, Severity.WARNING, {"year": year})
        return DateReading(reading.date, reading.problem or problem)
    return reading


@remembered
def read_count(cell: object) -> int | None:
    """A count ("12", 12.0, "12项"); None when the cell says nothing of the kind."""
    found = re.fullmatch(r"(\d{1,6})(?:\.0+)?\s*[项条个次件年]?", plain(cell).replace(",", ""))
    return int(found[1]) if found else None


def language_of(text: str) -> str:
    """ "zh", "en" (Latin script) or "other", as the signs tell; "" for a text without letters."""
    if text.isascii():
        return "en" if LATIN.search(text) else ""
    head = text[:LOOKED_AT]
    ideographs = len(CJK.findall(head))
    if ideographs * 4 > len(head) * 3:  # what is left is too little to be another language
        return "zh"
    others, latin = (len(script.findall(head)) for script in (OTHER_SCRIPTS, LATIN))
    if others and others * 3 >= ideographs and others * 2 >= latin:
        return "other"
    if ideographs and ideographs * 4 >= latin:
        return "zh"
    if latin:
        return "en"
    return "zh" if ideographs else ""


@remembered
def split_list(cell: object, *, people: bool = False, strip_country: bool = False) -> tuple[str, ...]:
    """The names in one cell, each once, in order.

    Always split: "|", ";", "；", ";;", line ends. Commas and "、" only between Chinese names: a comma may be part of a
    foreign name ("TANNER, CHRISTOPHER"). `people` also splits blanks between Chinese personal names;
    `strip_country` takes a country code after two or more blanks away ("LI MING    CN").
    """
    text = plain(cell)
    if says_nothing(text):
        return ()
    if ENTITY.search(text):
        text = html.unescape(text)
    names: list[str] = []
    for part in BETWEEN_NAMES.split(text):
        if strip_country:
            part = re.sub(r"\s{2,}[A-Z]{2}\s*$", "", part)
        for piece in chinese_pieces(part, people):
            name = ITEM_MARK.sub("", BLANKS.sub(" ", piece)).strip(" ,，、")
            if name and not says_nothing(name) and name not in names:
                names.append(name)
    return tuple(names)


def chinese_pieces(part: str, people: bool) -> list[str]:
    """Split on commas and "、" (and blanks between people) where every piece is a Chinese name; else leave whole."""
    pieces = [piece.strip() for piece in BETWEEN_CHINESE_NAMES.split(part) if piece.strip()]
    if len(pieces) > 1 and not all(CJK.search(piece) for piece in pieces):
        return [part]
    if people:
        spread: list[str] = []
        for piece in pieces or [part]:
            words = piece.split()
            if len(words) > 1 and all(CHINESE_NAME.fullmatch(word) for word in words):
                spread.extend(words)
            elif len(words) > 1 and all(CJK.fullmatch(word) for word in words):
                spread.append("".join(words))
            else:
                spread.append(piece)
        return spread
    return pieces or [part]


def split_codes(cell: object) -> list[str]:
    """The codes or numbers in one cell: split on every separator, commas too."""
    text = plain(cell)
    return [] if says_nothing(text) else [part.strip() for part in BETWEEN_CODES.split(text) if part.strip()]


@remembered
def place_of(address: str) -> str:
    """Province and city at the head of a Chinese address ("226634 江苏省南通市海安县…" → "江苏省南通市"), or ""."""
    text = re.sub(r"^\D{0,2}\d{6}\s*", "", plain(address)).replace(" ", "").removeprefix("中国")
    city = re.match(r"^(北京|上海|天津|重庆)市?", text)
    if city:
        return city[1] + "市"
    found = re.match(r"^([^\d省市县区]{2,7}?(?:省|自治区|特别行政区))([^\d省县]{1,10}?(?:市|自治州|地区|盟))?", text)
    if found:
        return found[1] + (found[2] or "")
    found = re.match(r"^([^\d省市县区]{2,7}?(?:市|自治州))", text)
    return found[1] if found else ""
