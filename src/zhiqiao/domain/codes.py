"""Codes (代码): the closed lists whose strings stand in the database. Sentences for them are in `words`."""

from __future__ import annotations

from enum import StrEnum


class PatentKind(StrEnum):
    """Kind of patent right (专利类型), 专利法 art 2."""

    INVENTION = "invention"
    UTILITY = "utility"
    DESIGN = "design"
    UNKNOWN = "unknown"


class LegalState(StrEnum):
    """Legal state (法律状态) as far as our sources tell; the office's own words are kept beside it."""

    PENDING = "pending"
    GRANTED = "granted"
    LAPSED = "lapsed"  # annuity not paid (未缴年费终止)
    EXPIRED = "expired"  # term over (期满)
    INVALIDATED = "invalidated"  # 全部无效
    WITHDRAWN = "withdrawn"  # 撤回 or 驳回
    ABANDONED = "abandoned"  # 主动放弃
    UNKNOWN = "unknown"


ENDED_STATES = frozenset(
    {LegalState.LAPSED, LegalState.EXPIRED, LegalState.INVALIDATED, LegalState.WITHDRAWN, LegalState.ABANDONED}
)
"""States in which there is no right any more, nor will there be (权利已终止)."""


class PartyRole(StrEnum):
    """What a party is to a patent (当事人角色)."""

    APPLICANT = "applicant"
    OWNER = "owner"
    INVENTOR = "inventor"
    AGENCY = "agency"


class PartyKind(StrEnum):
    """What a party is (主体类型)."""

    UNIVERSITY = "university"
    INSTITUTE = "institute"
    HOSPITAL = "hospital"
    ENTERPRISE = "enterprise"
    GOVERNMENT = "government"
    PERSON = "person"
    OTHER = "other"


class OrganisationKind(StrEnum):
    """Place in the tree of organisations (组织类型)."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    INSTITUTION = "institution"
    COLLEGE = "college"
    ENTERPRISE = "enterprise"
    AGENCY = "agency"
    BANK = "bank"


class Role(StrEnum):
    """What a person may be in an organisation (角色)."""

    ADMIN = "admin"
    OFFICER = "officer"  # 技术转移专员
    INVENTOR = "inventor"
    ENTERPRISE = "enterprise"  # 企业
    BANK = "bank"
    OFFICIAL = "official"  # 省市主管
    AGENCY = "agency"
    DEVELOPER = "developer"


class Industry(StrEnum):
    """Industries of the catalogue (产业领域): our own eight, until the official tables are imported."""

    MATERIALS = "materials"
    ENERGY = "energy"
    BIOMED = "biomed"
    EQUIPMENT = "equipment"
    ELECTRONICS = "electronics"
    SOFTWARE = "software"
    ENVIRONMENT = "environment"
    AGRIFOOD = "agrifood"
    OTHER = "other"


class Way(StrEnum):
    """Ways of cooperation (合作方式); 促进科技成果转化法 art 16 and practice."""

    TRANSFER = "transfer"
    LICENSE = "license"
    OPEN_LICENSE = "open_license"
    USE_FIRST_PAY_LATER = "use_first_pay_later"
    EQUITY = "equity"
    JOINT_DEVELOPMENT = "joint_development"
    COMMISSIONED = "commissioned"


class NeedStage(StrEnum):
    """How ripe the asked technology must be (期望成熟度)."""

    ANY = "any"
    LAB = "lab"
    SAMPLE = "sample"
    PILOT = "pilot"
    MASS = "mass"


class Confidentiality(StrEnum):
    """Who may see a need (公开范围): all; all but without the firm's name; only its own side and named schools."""

    OPEN = "open"
    ANONYMOUS = "anonymous"
    RESTRICTED = "restricted"


class NeedState(StrEnum):
    """Life of a need (需求状态)."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class FirmSize(StrEnum):
    """Size of a firm (企业规模), 中小企业划型标准."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    UNKNOWN = "unknown"


class Language(StrEnum):
    """Language of a text (语言)."""

    ZH = "zh"
    EN = "en"
    OTHER = "other"
