"""Labels for codes, fields and sources (代码、字段与来源的名称): the one place where a code gets its name.

A code that means different things in different lists ("open") is told apart by its enum; a bare string is looked up in
the lists in the order in which they stand here.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import (
    Confidentiality,
    FirmSize,
    Industry,
    Language,
    LegalState,
    NeedStage,
    NeedState,
    OrganisationKind,
    PartyKind,
    PartyRole,
    PatentKind,
    Role,
    Way,
)
from zhiqiao.domain.problems import Severity

LABELS: dict[type[StrEnum], dict[StrEnum, str | Promise]] = {
    PatentKind: {
        PatentKind.INVENTION: _("Invention"),
        PatentKind.UTILITY: _("Utility model"),
        PatentKind.DESIGN: _("Design"),
        PatentKind.UNKNOWN: _("Kind not known"),
    },
    LegalState: {
        LegalState.PENDING: _("Pending"),
        LegalState.GRANTED: _("In force"),
        LegalState.LAPSED: _("Lapsed, annuity unpaid"),
        LegalState.EXPIRED: _("Expired"),
        LegalState.INVALIDATED: _("Invalidated"),
        LegalState.WITHDRAWN: _("Withdrawn or refused"),
        LegalState.ABANDONED: _("Abandoned"),
        LegalState.UNKNOWN: _("State not known"),
    },
    Industry: {
        Industry.MATERIALS: _("New materials"),
        Industry.ENERGY: _("New energy and storage"),
        Industry.BIOMED: _("Biomedicine and devices"),
        Industry.EQUIPMENT: _("Advanced equipment and robots"),
        Industry.ELECTRONICS: _("Electronics and semiconductors"),
        Industry.SOFTWARE: _("AI and software"),
        Industry.ENVIRONMENT: _("Energy saving and environment"),
        Industry.AGRIFOOD: _("Agriculture and food"),
        Industry.OTHER: _("Other industry"),
    },
    Way: {
        Way.TRANSFER: _("Transfer"),
        Way.LICENSE: _("Licence"),
        Way.OPEN_LICENSE: _("Open licence"),
        Way.USE_FIRST_PAY_LATER: _("Use first, pay later"),
        Way.EQUITY: _("Contribution as equity"),
        Way.JOINT_DEVELOPMENT: _("Joint development"),
        Way.COMMISSIONED: _("Commissioned development"),
    },
    NeedStage: {
        NeedStage.ANY: _("Any stage"),
        NeedStage.LAB: _("Laboratory"),
        NeedStage.SAMPLE: _("Working sample"),
        NeedStage.PILOT: _("Pilot scale"),
        NeedStage.MASS: _("Ready for mass production"),
    },
    NeedState: {
        NeedState.DRAFT: _("Draft"),
        NeedState.OPEN: pgettext_lazy("state of a need", "Open"),
        NeedState.CLOSED: pgettext_lazy("state of a need", "Closed"),
    },
    Confidentiality: {
        Confidentiality.OPEN: pgettext_lazy("who may see", "Open to all"),
        Confidentiality.ANONYMOUS: pgettext_lazy("who may see", "Firm not named"),
        Confidentiality.RESTRICTED: pgettext_lazy("who may see", "Chosen schools only"),
    },
    FirmSize: {
        FirmSize.MICRO: _("Micro firm"),
        FirmSize.SMALL: _("Small firm"),
        FirmSize.MEDIUM: _("Medium-sized firm"),
        FirmSize.LARGE: _("Large firm"),
        FirmSize.UNKNOWN: _("Size not known"),
    },
    Role: {
        Role.ADMIN: pgettext_lazy("role", "Administrator"),
        Role.OFFICER: pgettext_lazy("role", "Technology-transfer officer"),
        Role.INVENTOR: pgettext_lazy("role", "Inventor"),
        Role.ENTERPRISE: pgettext_lazy("role", "Enterprise"),
        Role.BANK: pgettext_lazy("role", "Credit officer"),
        Role.OFFICIAL: pgettext_lazy("role", "Official"),
        Role.AGENCY: pgettext_lazy("role", "Agency"),
        Role.DEVELOPER: pgettext_lazy("role", "Developer"),
    },
    PartyRole: {
        PartyRole.APPLICANT: pgettext_lazy("part in a patent", "Applicant"),
        PartyRole.OWNER: pgettext_lazy("part in a patent", "Patentee"),
        PartyRole.INVENTOR: pgettext_lazy("part in a patent", "Inventor"),
        PartyRole.AGENCY: pgettext_lazy("part in a patent", "Patent agency"),
    },
    PartyKind: {
        PartyKind.UNIVERSITY: _("University"),
        PartyKind.INSTITUTE: _("Research institute"),
        PartyKind.HOSPITAL: _("Hospital"),
        PartyKind.ENTERPRISE: pgettext_lazy("kind of party", "Enterprise"),
        PartyKind.GOVERNMENT: _("Government body"),
        PartyKind.PERSON: _("Person"),
        PartyKind.OTHER: pgettext_lazy("kind of party", "Other"),
    },
    OrganisationKind: {
        OrganisationKind.NATION: _("Nation"),
        OrganisationKind.PROVINCE: _("Province"),
        OrganisationKind.CITY: _("City"),
        OrganisationKind.INSTITUTION: _("Institution"),
        OrganisationKind.COLLEGE: _("College"),
        OrganisationKind.ENTERPRISE: pgettext_lazy("kind of organisation", "Enterprise"),
        OrganisationKind.AGENCY: pgettext_lazy("kind of organisation", "Agency"),
        OrganisationKind.BANK: _("Bank"),
    },
    Language: {
        Language.ZH: _("Chinese"),
        Language.EN: _("English"),
        Language.OTHER: _("Other language"),
    },
    Verb: {
        Verb.IMPORT_SHEET: _("import sheets"),
        Verb.DECIDE_PARTY: _("decide which names are one party"),
        Verb.WRITE_NEED: _("write needs"),
        Verb.GRADE_PATENT: _("grade patents"),
        Verb.MATCH: _("match"),
        Verb.MANAGE_PEOPLE: _("manage accounts and organisations"),
    },
    Severity: {
        Severity.ERROR: _("error"),
        Severity.WARNING: _("warning"),
    },
}
"""Every closed list with the name of each member."""

STATES: dict[str, str | Promise] = {
    "new": pgettext_lazy("state of an import", "Columns to be settled"),
    "mapped": pgettext_lazy("state of an import", "Ready to start"),
    "running": pgettext_lazy("state of an import", "Running"),
    "done": pgettext_lazy("state of an import", "Done"),
    "failed": pgettext_lazy("state of an import", "Failed"),
    "waiting": pgettext_lazy("state of a line", "Waiting"),
    "accepted": pgettext_lazy("state of a line", "Accepted"),
    "unchanged": pgettext_lazy("state of a line", "Unchanged"),
    "rejected": pgettext_lazy("state of a line", "Rejected"),
    "mended": pgettext_lazy("state of a line", "Mended"),
    "patents": pgettext_lazy("what a sheet holds", "Patents"),
    "needs": pgettext_lazy("what a sheet holds", "Needs"),
    "same": pgettext_lazy("verdict", "One and the same"),
    "different": pgettext_lazy("verdict", "Different"),
}
"""States of imports, lines and doubts, which stand in the database as plain strings."""

FIELDS: dict[str, str | Promise] = {
    "application_number": _("Application number"),
    "publication_number": _("Publication number"),
    "grant_number": _("Grant publication number"),
    "kind_code": _("Document kind code"),
    "kind": _("Kind of patent"),
    "title": _("Title"),
    "title_zh": _("Title (Chinese)"),
    "title_en": _("Title (English)"),
    "abstract": _("Abstract"),
    "abstract_zh": _("Abstract (Chinese)"),
    "abstract_en": _("Abstract (English)"),
    "claim": _("First claim"),
    "claim_zh": _("First claim (Chinese)"),
    "claim_en": _("First claim (English)"),
    "effect": _("Technical effect"),
    "effect_zh": _("Technical effect (Chinese)"),
    "effect_en": _("Technical effect (English)"),
    "scenario": _("Application scenario"),
    "scenario_zh": _("Application scenario (Chinese)"),
    "scenario_en": _("Application scenario (English)"),
    "application_date": _("Application date"),
    "publication_date": _("Publication date"),
    "publication_year": _("Publication year"),
    "earlier_publication_number": _("Earlier publication number"),
    "earlier_publication_date": _("Earlier publication date"),
    "grant_date": _("Grant date"),
    "expiry_date": _("Expiry date"),
    "applicants": _("Applicants"),
    "applicants_en": _("Applicants (English)"),
    "applicants_standard": _("Applicants (standardised by the source)"),
    "owners": _("Patentees"),
    "owners_standard": _("Patentees (standardised by the source)"),
    "inventors": _("Inventors"),
    "agency": _("Patent agency"),
    "address": _("Address"),
    "applicant_region": _("Applicant's region"),
    "region": _("Region"),
    "ipc_main": _("Main IPC class"),
    "ipc": _("IPC classes"),
    "cpc": _("CPC classes"),
    "legal_state": _("Legal state"),
    "legal_validity": _("Validity"),
    "legal_state_date": _("Date of the legal state"),
    "annuity_paid_to_year": _("Annuity paid to year no."),
    "claims_count": _("Number of claims"),
    "cited_by_count": _("Times cited"),
    "family": _("Family members"),
    "family_size": _("Family size"),
    "citations": _("Cited documents"),
    "priority": _("Priority"),
    "industry": _("Industry"),
    "trl": _("Technology readiness (TRL 1–9)"),
    "funding": _("Public funding"),
    "willing": _("Ways the holder accepts"),
    "jurisdiction": _("Office"),
    "serial": _("Running number"),
    "problem": _("Problem in plain words"),
    "problem_zh": _("Problem (Chinese)"),
    "problem_en": _("Problem (English)"),
    "enterprise": _("Enterprise name"),
    "enterprise_en": _("Enterprise name (English)"),
    "uscc": _("Unified social credit code"),
    "budget_wan": _("Budget (10,000 yuan)"),
    "budget_fen": _("Budget"),
    "deadline": _("Deadline"),
    "ways": _("Ways of cooperation"),
    "stage": _("Stage asked for"),
    "confidentiality": _("Who may see it"),
    "contact": _("Contact"),
    "source_key": _("Number of the need"),
    "name_zh": _("Name (Chinese)"),
    "name_en": _("Name (English)"),
    "size": _("Size of the firm"),
    "products": _("Products"),
    "products_zh": _("Products (Chinese)"),
    "products_en": _("Products (English)"),
    "profile": _("Profile"),
    "profile_zh": _("Profile (Chinese)"),
    "profile_en": _("Profile (English)"),
    "tags": _("Qualifications"),
    "username": _("User name"),
    "password": _("Password"),
    "role": _("Role"),
    "organisation": _("Organisation"),
    "parent": _("Organisation above"),
    "language": _("Language"),
    "label": _("What it is for"),
    "file": _("File"),
    "state": _("State"),
    "party": _("Party"),
    "verdict": _("Verdict"),
    "shown_to": _("Schools it is shown to"),
    "row": _("Row"),
    "number": _("Number"),
}
"""Our field names, as they stand in problems, drafts and column maps."""

SOURCES: dict[str, str | Promise] = {
    "template": _("Zhiqiao's own template"),
    "incopat": _("incoPat export"),
    "patsnap": _("PatSnap export"),
    "cnipa_export": _("CNIPA export (25 columns)"),
    "st96": _("CNIPA ST.96 XML"),
    "lens": _("Lens CSV"),
    "patentscope": _("PATENTSCOPE result list"),
    "wipo_landscape": _("WIPO landscape table"),
    "generic": _("a sheet of its own making"),
}


def label(code: StrEnum | str) -> str:
    """The name of a code, in the language that is active; an unknown string comes back as it is."""
    if isinstance(code, StrEnum) and type(code) in LABELS:
        return str(LABELS[type(code)][code])
    for members in LABELS.values():
        if code in members:
            return str(members[code])  # type: ignore[index]
    return str(STATES.get(str(code), code))


def field_label(name: str) -> str:
    """The name of one of our fields, in the language that is active."""
    return str(FIELDS.get(name, name))


def source_label(source: str) -> str:
    """The name of a source of sheets, in the language that is active."""
    return str(SOURCES.get(source, source))
