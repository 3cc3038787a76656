"""Reading sheets of needs and of enterprises (需求表、企业表识读): column map, each line as drafts with problems."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from zhiqiao.domain.codes import Confidentiality, FirmSize, Industry, Language, NeedStage, Way
from zhiqiao.domain.patents.reading.detection import Cell, Detection
from zhiqiao.domain.problems import Problem


@dataclass(frozen=True)
class EnterpriseDraft:
    """What a line says of an enterprise (企业). Empty means: not said."""

    name_zh: str = ""
    name_en: str = ""
    uscc: str = ""
    industry: Industry = Industry.OTHER
    region: str = ""
    size: FirmSize = FirmSize.UNKNOWN
    products_zh: str = ""
    products_en: str = ""
    profile_zh: str = ""
    profile_en: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class NeedDraft:
    """What a line says of a need (技术需求).

    `budget_fen` in fen (1/100 yuan); `enterprise` as far as the line names it.
    """

    title_zh: str = ""
    title_en: str = ""
    problem_zh: str = ""
    problem_en: str = ""
    language: Language = Language.ZH
    industry: Industry = Industry.OTHER
    region: str = ""
    budget_fen: int | None = None
    deadline: date | None = None
    ways: tuple[Way, ...] = ()
    stage: NeedStage = NeedStage.ANY
    confidentiality: Confidentiality = Confidentiality.OPEN
    enterprise: EnterpriseDraft | None = None
    source_key: str = ""
    """What makes the line one record: the sheet's own number, or firm and title folded."""

    def digest(self) -> str:
        """A fingerprint of all facts."""
        return hashlib.sha256(
            json.dumps(asdict(self), default=str, sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()


@dataclass(frozen=True)
class NeedReading:
    """What reading one line of a needs sheet gave."""

    draft: NeedDraft | None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """The line held nothing."""
        return self.draft is None and not self.problems


@dataclass(frozen=True)
class EnterpriseReading:
    """What reading one line of an enterprises sheet gave."""

    draft: EnterpriseDraft | None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """The line held nothing."""
        return self.draft is None and not self.problems


NEED_FIELDS: tuple[str, ...] = (
    "title", "title_zh", "title_en", "problem", "problem_zh", "problem_en", "enterprise", "enterprise_en", "uscc",
    "industry", "region", "budget_wan", "deadline", "ways", "stage", "confidentiality", "contact", "source_key",
)  # fmt: skip
ENTERPRISE_FIELDS: tuple[str, ...] = (
    "name_zh", "name_en", "uscc", "industry", "region", "size", "products", "products_zh", "products_en",
    "profile", "profile_zh", "profile_en", "tags",
)  # fmt: skip


def detect_needs(rows: Sequence[Sequence[Cell]]) -> Detection:
    """Heading line and column map of a needs sheet (source "needs_template" or "needs_generic")."""
    raise NotImplementedError


def detect_enterprises(rows: Sequence[Sequence[Cell]]) -> Detection:
    """Heading line and column map of an enterprises sheet."""
    raise NotImplementedError


def read_need_line(
    mapping: Mapping[str, str], headings: Sequence[str], cells: Sequence[Cell], source: str = "", *, today: date
) -> NeedReading:
    """Read one line of a needs sheet."""
    raise NotImplementedError


def read_enterprise_line(
    mapping: Mapping[str, str], headings: Sequence[str], cells: Sequence[Cell], source: str = ""
) -> EnterpriseReading:
    """Read one line of an enterprises sheet."""
    raise NotImplementedError


def needs_template_headings(language: str) -> list[tuple[str, str, str]]:
    """(field, heading, example) per column of our needs template, for "zh" or "en"."""
    raise NotImplementedError
