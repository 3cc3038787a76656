"""The facts of a need and of an enterprise (需求与企业事实), as matching takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhiqiao.domain.codes import FirmSize, Industry, NeedStage, Way


@dataclass(frozen=True)
class EnterpriseFacts:
    """What is known of an enterprise (企业). `patent_ids` are its own patents."""

    id: int = 0
    name_zh: str = ""
    name_en: str = ""
    industry: Industry = Industry.OTHER
    region: str = ""
    size: FirmSize = FirmSize.UNKNOWN
    products_zh: str = ""
    products_en: str = ""
    profile_zh: str = ""
    profile_en: str = ""
    patent_ids: tuple[int, ...] = ()
    party_id: int | None = None


@dataclass(frozen=True)
class NeedFacts:
    """One technical need (技术需求) in the enterprise's own words. `budget_fen` in fen (1/100 yuan), None: unknown.
    `is_restricted`: only its own side and named schools may see it, so its text never leaves the machine."""

    id: int = 0
    title_zh: str = ""
    title_en: str = ""
    problem_zh: str = ""
    problem_en: str = ""
    industry: Industry = Industry.OTHER
    region: str = ""
    budget_fen: int | None = None
    deadline: date | None = None
    ways: tuple[Way, ...] = ()
    stage: NeedStage = NeedStage.ANY
    enterprise: EnterpriseFacts | None = None
    is_restricted: bool = False
