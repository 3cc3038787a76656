"""All tables of Zhiqiao, by room. Models hold columns and row scope; rules live in `domain`, writes in `services`."""

from zhiqiao.records.models.cases import Case, CaseMove
from zhiqiao.records.models.catalogue import (
    CodeTitle,
    FamilyMember,
    Party,
    PartyDoubt,
    PartyName,
    Patent,
    PatentCitation,
    PatentClass,
    PatentDocument,
    PatentParty,
)
from zhiqiao.records.models.classes import ClassHit, ClassPack, ClassRow, ClassRule
from zhiqiao.records.models.demands import Enterprise, Need
from zhiqiao.records.models.disclosures import (
    Disclosure,
    DisclosureEvaluation,
    DisclosureFile,
    DisclosureInventor,
)
from zhiqiao.records.models.grading import GradeRun
from zhiqiao.records.models.imports import ColumnMap, ImportLine, ImportRun
from zhiqiao.records.models.indicators import (
    IndicatorCohort,
    IndicatorRun,
    PatentAward,
    PatentIndicators,
    Population,
)
from zhiqiao.records.models.invitations import Invitation, OutsideIdentity, StandIn
from zhiqiao.records.models.legal import Difference, LegalEvent, RegisterStart
from zhiqiao.records.models.mailing import Letter
from zhiqiao.records.models.people import ApiKey, Membership, Organisation, User
from zhiqiao.records.models.pool import PoolCard, PoolEntry, PoolGuest
from zhiqiao.records.models.results import Grade, MatchRun, Suggestion, TextVector
from zhiqiao.records.models.sampling import Sample, SampledCase
from zhiqiao.records.models.trail import AuditEvent
from zhiqiao.records.models.upkeep import AnnuityDue, AnnuityPayment, FeeReduction, UpkeepDecision

__all__ = [
    "AnnuityDue",
    "AnnuityPayment",
    "ApiKey",
    "AuditEvent",
    "Case",
    "CaseMove",
    "ClassHit",
    "ClassPack",
    "ClassRow",
    "ClassRule",
    "CodeTitle",
    "ColumnMap",
    "Difference",
    "Disclosure",
    "DisclosureEvaluation",
    "DisclosureFile",
    "DisclosureInventor",
    "Enterprise",
    "FamilyMember",
    "FeeReduction",
    "Grade",
    "GradeRun",
    "ImportLine",
    "ImportRun",
    "IndicatorCohort",
    "IndicatorRun",
    "Invitation",
    "LegalEvent",
    "Letter",
    "MatchRun",
    "Membership",
    "Need",
    "Organisation",
    "OutsideIdentity",
    "Party",
    "PartyDoubt",
    "PartyName",
    "Patent",
    "PatentAward",
    "PatentCitation",
    "PatentClass",
    "PatentDocument",
    "PatentIndicators",
    "PatentParty",
    "PoolCard",
    "PoolEntry",
    "PoolGuest",
    "Population",
    "RegisterStart",
    "Sample",
    "SampledCase",
    "StandIn",
    "Suggestion",
    "TextVector",
    "UpkeepDecision",
    "User",
]
