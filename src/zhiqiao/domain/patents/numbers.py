"""Patent numbers (专利号码): any writing in, one canonical form out, with the check digit verified (ZC 0006-2003).

Chinese numbers are read strictly, so that a slip is caught; other offices' numbers are only brought to one writing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from zhiqiao.domain.codes import PatentKind
from zhiqiao.domain.patents.offices import OFFICES
from zhiqiao.domain.patents.writing import plain, says_nothing
from zhiqiao.domain.problems import Problem, Severity


@dataclass(frozen=True)
class Number:
    """One number. `office` is a WIPO ST.3 code ("CN", "US", "WO"); `form` says what it numbers.

    `serial` has neither office, kind nor check digit; `kind_code` is WIPO ST.16 ("A", "B2"); `check` is the Chinese
    check digit. `canonical`: "201710117081.7" (application, China), "US201213657122" (application elsewhere),
    "PCT/US2007/016552", "CN106844774B" (publication).
    """

    office: str
    form: Literal["application", "publication"]
    serial: str
    kind_code: str
    check: str
    canonical: str


@dataclass(frozen=True)
class NumberReading:
    """A number or None, and what is wrong with the writing (errors: not usable; warnings: usable)."""

    number: Number | None
    problems: list[Problem] = field(default_factory=list)


WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
BLANKS = re.compile(r"\s+")
SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?E\+?\d+$")
LOOKALIKES = str.maketrans("×✕Хх。·•﹒―–", "XXXX....--")
WORDS = re.compile(
    r"^(?:申请号|专利号|专利申请号|公开号|公告号|公开\(公告\)号|授权公告号|APPLICATION\s*NO\.?|PATENT\s*NO\.?|NO\.)[::]?\s*"
)
SEVERAL = re.compile(r"[;|,、\n]")
CN_PREFIX = re.compile(r"^(?:CN|中国)?\s*(?:ZL)?[. ]*(?:CN)?\s*")
KIND_BESIDE = re.compile(r" ([A-WYZ])\d?$")
CN_APPLICATION = re.compile(r"^(\d{12})[.\-]?([\dX])?$")
CN_OLD_APPLICATION = re.compile(r"^(\d{8})(?:[.\-]([\dX])|(X))?$")
CN_STANDARD = re.compile(r"^([12389])0(\d{4})00(\d{7})$")
CN_PUBLICATION = re.compile(r"^(\d{7}|\d{8}|\d{9})([ABCDSUY]\d?)?$")
PCT = re.compile(r"^PCT/?([A-Z]{2})[/\-]?(\d{4}|\d{2})[/\-]?(\d{5,7})$")
PCT_DOCDB = re.compile(r"^([A-Z]{2}) ?(\d{4}|\d{2})[/ ]?(\d{5,7}) ?W$")
FOREIGN = re.compile(r"^([A-Z]{2})[ .:]*([A-Z0-9/ ,.\-]*\d[A-Z0-9/ ,.\-]*)$")
TRAILING_KIND = re.compile(r"(?:(?<=\d)|(?<=[0-9A-Z]) )[ .]*([A-Z]\d?)$")


def check_digit(digits: str) -> str:
    """Check digit of 8 (before 2003-10-01) or 12 digits (ZC 0006-2003).

    Weights 2-9, then 2-5; the sum mod 11, where 10 is X.
    """
    if len(digits) not in (8, 12) or not digits.isdecimal():
        raise ValueError("a Chinese application number has 8 or 12 digits before its check digit")
    rest = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False)) % 11
    return "X" if rest == 10 else str(rest)


def tidy(given: object) -> str:
    """The number's signs in capital letters, one kind of dot, without quotes and words around it."""
    text = plain(given).upper()
    if not text.isascii():
        text = text.translate(LOOKALIKES)
    text = WORDS.sub("", text.strip("'\"`’‘“”= ")).strip(" ;,，；、")
    return "" if says_nothing(text) else BLANKS.sub(" ", text)


def read_application_number(given: object, *, office: str = "", about: str = "application_number") -> NumberReading:
    """An application or patent number (申请号, 专利号) in any writing; an empty cell gives no number and no problem.

    `office` is the ST.3 code of the sheet's own office column, for numbers written without one.
    """
    text = tidy(given)
    if not text:
        return NumberReading(None)
    if SCIENTIFIC.match(text.replace(" ", "")):
        return _refused("number_kept_its_digits", about, given)
    pct = read_pct(text)
    if pct:
        return NumberReading(pct)
    bare = CN_PREFIX.sub("", text)
    prefix = text[:2] if text[:2] in OFFICES else ""
    if text.startswith(("ZL", "CN", "中国")) or (not prefix and office in {"", "CN"}):
        return read_chinese_application(bare, given, about)
    return read_foreign(text if prefix else f"{office} {text}", given, about, "application")


def read_chinese_application(bare: str, given: object, about: str) -> NumberReading:
    """A Chinese application number without its prefix: 12 or 8 digits, a check digit or none, or ST.96 standard."""
    text = KIND_BESIDE.sub("", bare).replace(" ", "")
    if holds_several(text):
        return _refused("number_is_one", about, given)
    standard = CN_STANDARD.match(text)
    if standard:
        kind, year, serial = standard.groups()
        return with_check(year + kind + serial, "", given, about, warn=False)
    found = CN_APPLICATION.match(text)
    if found:
        return with_check(found[1], found[2] or "", given, about)
    found = CN_OLD_APPLICATION.match(text)
    if found:
        return with_check(found[1], found[2] or found[3] or "", given, about)
    if re.fullmatch(r"\d{9}", text) and check_digit(text[:8]) == text[8] and not 4 <= int(text[:2]) <= 84:
        return with_check(text[:8], text[8], given, about)
    if re.fullmatch(r"(\d{7}|\d{9})[ABCDSUY]\d?", text):
        return _refused("number_is_application_number", about, given)
    if re.fullmatch(r"[A-Z]*\d+[.\-]?[\dX]?", text):
        digits = re.sub(r"\D", "", text.partition(".")[0])
        return _refused("number_has_twelve_digits", about, given, digits=len(digits))
    return _refused("number_is_readable", about, given)


def holds_several(text: str) -> bool:
    """More than one number in one cell."""
    parts = SEVERAL.split(text)
    return len(parts) > 1 and sum(len(re.sub(r"\D", "", part)) >= 7 for part in parts) > 1


def with_check(digits: str, check: str, given: object, about: str, *, warn: bool = True) -> NumberReading:
    """Verify year, kind and check digit of a Chinese application number; a missing check digit is computed."""
    kind = digits[4] if len(digits) == 12 else digits[2]
    year = int(digits[:4]) if len(digits) == 12 else 1900 + int(digits[:2]) + 100 * (int(digits[:2]) < 80)
    if not 1985 <= year <= 2099 or (len(digits) == 8 and year > 2003):
        return _refused("number_has_possible_year", about, given, year=year)
    if kind not in "12389":
        return _refused("number_has_kind_digit", about, given, digit=kind)
    expected = check_digit(digits)
    if check and check != expected:
        return _refused("number_has_valid_check_digit", about, given, expected=expected, found=check)
    number = Number("CN", "application", digits, "", expected, f"{digits}.{expected}")
    lost_zero = isinstance(given, float) and expected == "0"
    if check or lost_zero or not warn:
        return NumberReading(number)
    return NumberReading(number, [_warning("number_has_check_digit", about, given, expected=number.canonical)])


def read_pct(text: str) -> Number | None:
    """A PCT application, "PCT/CN2018/091234", or as docdb writes it, "CN 2018091234 W"."""
    found = PCT.match(text.replace(" ", "")) or PCT_DOCDB.match(text)
    if not found:
        return None
    state, year, serial = found.groups()
    if state not in OFFICES:
        return None
    if len(year) == 2:
        year = ("19" if int(year) >= 78 else "20") + year
    canonical = f"PCT/{state}{year}/{int(serial):06d}"
    return Number("WO", "application", canonical, "W", "", canonical)


def read_foreign(
    text: str, given: object, about: str, form: Literal["application", "publication"], kind_code: str = ""
) -> NumberReading:
    """A number of another office, with its ST.3 code in front: brought to one writing, not verified."""
    found = FOREIGN.match(text)
    if not found or found[1] not in OFFICES or holds_several(text):
        return _refused("number_is_readable", about, given)
    office, body = found[1], found[2].replace("-", " ").strip()
    kind = TRAILING_KIND.search(body)
    code = kind[1] if kind else ""
    body = body[: kind.start()] if kind else body
    if form == "application" and office in {"EP", "DE"}:
        body = re.sub(r"\.\d$", "", body)
    serial = re.sub(r"[ /,.]", "", body)
    if not serial or len(serial) > 30:
        return _refused("number_is_readable", about, given)
    if form == "application":
        code = code[:1]
        mark = "" if code in {"", "A"} else code
        return NumberReading(Number(office, form, serial, code, "", office + serial + mark))
    code = code or kind_code
    serial = one_writing(office, serial)
    return NumberReading(Number(office, form, serial, code, "", office + serial + code))


def one_writing(office: str, serial: str) -> str:
    """The digits an office's numbers have: WO2008018983 for WO 08/18983, EP0415981 for EP 415981, US20130101709."""
    if office == "WO":
        found = re.match(r"^((?:19|20)\d\d)(\d{5,6})$", serial) or re.match(r"^(\d\d)(\d{5,6})$", serial)
        if found:
            year = found[1] if len(found[1]) == 4 else ("19" if int(found[1]) >= 78 else "20") + found[1]
            return f"{year}{int(found[2]):06d}"
    if office == "EP" and serial.isdecimal():
        return serial.zfill(7)
    if office == "US" and re.match(r"^20\d{8}$", serial):
        return serial[:4] + serial[4:].zfill(7)
    return serial


def read_publication_number(
    given: object, *, kind_code: str = "", office: str = "", about: str = "publication_number"
) -> NumberReading:
    """A publication or grant number (公开号, 公告号); `kind_code` and `office` from their own columns."""
    text = tidy(given)
    if not text:
        return NumberReading(None)
    if SCIENTIFIC.match(text.replace(" ", "")):
        return _refused("number_kept_its_digits", about, given)
    code = re.sub(r"[^A-Z0-9]", "", kind_code.upper())
    prefix = text[:2] if text[:2] in OFFICES else ""
    if (prefix or office or "CN") == "CN":
        bare = re.sub(r"^CN", "", text).replace(" ", "").replace("-", "").replace(".", "")
        found = CN_PUBLICATION.match(bare)
        if not found:
            return _refused("publication_number_is_readable", about, given)
        if not prefix and not found[2] and not office and len(found[1]) != 9:
            return _refused("publication_number_is_readable", about, given)
        code = found[2] or code
        return NumberReading(Number("CN", "publication", found[1], code, "", f"CN{found[1]}{code}"))
    return read_foreign(text if prefix else f"{office} {text}", given, about, "publication", code)


def read_number(given: object) -> NumberReading:
    """A number of which nobody says what it is (search box): application or publication, as its form tells."""
    text = tidy(given).replace(" ", "")
    looks_published = re.match(r"^(?:CN)?\d{7,9}[ABCDSUY]\d?$", text) or re.match(r"^CN(?:\d{7}|\d{9})$", text)
    foreign = text[:2] in OFFICES and not text.startswith("CN")
    if looks_published or (foreign and not read_pct(text)):
        return read_publication_number(given)
    return read_application_number(given)


def kind_of(number: Number) -> PatentKind:
    """Kind of right as the number tells: China's kind digit (1/8, 2/9, 3), else the kind code where it is plain."""
    if number.office == "CN":
        if number.form == "application":
            digit = number.serial[4] if len(number.serial) == 12 else number.serial[2]
        else:
            digit = number.serial[2] if len(number.serial) == 8 else number.serial[0]
        return {
            "1": PatentKind.INVENTION,
            "8": PatentKind.INVENTION,
            "2": PatentKind.UTILITY,
            "9": PatentKind.UTILITY,
            "3": PatentKind.DESIGN,
        }.get(digit, PatentKind.UNKNOWN)
    letter = number.kind_code[:1]
    if letter in {"S", "F"} or (number.office == "US" and number.serial.startswith("D")):
        return PatentKind.DESIGN
    if letter in {"U", "Y"}:
        return PatentKind.UTILITY
    if letter in {"A", "B", "C", "E", "W"} or number.office in {"EP", "WO"}:
        return PatentKind.INVENTION
    return PatentKind.UNKNOWN


def is_grant(number: Number) -> bool:
    """The document is a granted patent (授权公告): B, C, Y anywhere; U, S, D in China; US patents without a year."""
    letter = number.kind_code[:1]
    if number.office == "CN":
        return letter in set("BCUYSD")
    if number.office == "US":
        return letter in set("BSEP") or (letter == "A" and len(number.serial) < 10)
    return letter in set("BCY")


def publication_key(number: Number) -> str:
    """ "CN:pub:CN106844774": what the published documents of one patent share.

    Utility models and designs of other offices number their own series, so their letter stays in the key.
    """
    series = number.kind_code[:1] if number.office != "CN" and number.kind_code[:1] in set("UYST") else ""
    return f"{number.office}:pub:{number.office}{number.serial}{series}"


def record_key(application: Number | None, publication: Number | None) -> str:
    """ "CN:201710117081.7" from the application number, else the publication key, else "".

    A key stands in addresses as one piece, so the strokes of an international application become hyphens.
    """
    if application is not None:
        return f"{application.office}:{application.canonical.replace('/', '-')}"
    return publication_key(publication) if publication is not None else ""


def _refused(code: str, about: str, given: object, **data: str | int | float) -> NumberReading:
    """No number, and the error that says why."""
    return NumberReading(None, [Problem(code, about, plain(given)[:200], Severity.ERROR, data)])


def _warning(code: str, about: str, given: object, **data: str | int | float) -> Problem:
    """A warning about a number that is usable."""
    return Problem(code, about, plain(given)[:200], Severity.WARNING, data)
