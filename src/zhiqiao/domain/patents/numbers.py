"""Patent numbers (专利号码): any writing in, one canonical form out, with the check digit verified (ZC 0006-2003)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from zhiqiao.domain.codes import PatentKind
from zhiqiao.domain.problems import Problem


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


def check_digit(digits: str) -> str:
    """Check digit of 8 (before 2003-10-01) or 12 digits: weights 2-9, then 2-5; sum mod 11, 10 is X (ZC 0006-2003)."""
    raise NotImplementedError


def read_application_number(given: object, *, office: str = "", field: str = "application_number") -> NumberReading:
    """An application or patent number (申请号, 专利号) in any writing; an empty cell gives no number and no problem."""
    raise NotImplementedError


def read_publication_number(
    given: object, *, kind_code: str = "", office: str = "", field: str = "publication_number"
) -> NumberReading:
    """A publication or grant number (公开号, 公告号) in any writing."""
    raise NotImplementedError


def read_number(given: object) -> NumberReading:
    """A number of which nobody says what it is (search box): application or publication, as its form tells."""
    raise NotImplementedError


def kind_of(number: Number) -> PatentKind:
    """Kind of right as the number tells: China's kind digit (1/8, 2/9, 3), else the kind code where it is plain."""
    raise NotImplementedError


def publication_key(number: Number) -> str:
    """"CN:pub:CN106844774": what all documents of one patent under one serial share."""
    raise NotImplementedError


def record_key(application: Number | None, publication: Number | None) -> str:
    """"CN:201710117081.7" from the application number, else the publication key, else ""."""
    raise NotImplementedError
