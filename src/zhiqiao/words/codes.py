"""Labels for codes and fields (代码与字段名称), in both languages."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.domain import codes
from zhiqiao.domain.access import Verb
from zhiqiao.domain.procedures import inventory
from zhiqiao.words import disclosures

Text = str | Promise

LABELS: dict[type[StrEnum], dict[str, Text]] = {
    codes.PatentKind: {
        codes.PatentKind.INVENTION: _("Invention"),
        codes.PatentKind.UTILITY: _("Utility model"),
        codes.PatentKind.DESIGN: _("Design"),
        codes.PatentKind.UNKNOWN: _("Kind not known"),
    },
    codes.LegalState: {
        codes.LegalState.PENDING: _("Pending"),
        codes.LegalState.GRANTED: _("In force"),
        codes.LegalState.LAPSED: _("Lapsed, annuity unpaid"),
        codes.LegalState.EXPIRED: _("Term expired"),
        codes.LegalState.INVALIDATED: _("Invalidated"),
        codes.LegalState.WITHDRAWN: _("Withdrawn or refused"),
        codes.LegalState.ABANDONED: _("Abandoned"),
        codes.LegalState.UNKNOWN: _("State not known"),
    },
    codes.PartyRole: {
        codes.PartyRole.APPLICANT: _("Applicant"),
        codes.PartyRole.OWNER: _("Owner"),
        codes.PartyRole.INVENTOR: _("Inventor"),
        codes.PartyRole.AGENCY: _("Agency"),
    },
    codes.PartyKind: {
        codes.PartyKind.UNIVERSITY: _("University"),
        codes.PartyKind.INSTITUTE: _("Research institute"),
        codes.PartyKind.HOSPITAL: _("Hospital"),
        codes.PartyKind.ENTERPRISE: _("Firm"),
        codes.PartyKind.GOVERNMENT: _("Government body"),
        codes.PartyKind.PERSON: _("Person"),
        codes.PartyKind.OTHER: _("Other party"),
    },
    codes.OrganisationKind: {
        codes.OrganisationKind.NATION: _("Nation"),
        codes.OrganisationKind.PROVINCE: _("Province"),
        codes.OrganisationKind.CITY: _("City"),
        codes.OrganisationKind.INSTITUTION: _("University or institute"),
        codes.OrganisationKind.COLLEGE: _("College or department"),
        codes.OrganisationKind.ENTERPRISE: _("Firm"),
        codes.OrganisationKind.AGENCY: _("Agency"),
        codes.OrganisationKind.BANK: _("Bank"),
    },
    codes.Role: {
        codes.Role.ADMIN: _("Administrator"),
        codes.Role.OFFICER: _("Technology-transfer officer"),
        codes.Role.INVENTOR: _("Inventor"),
        codes.Role.ENTERPRISE: _("Firm's representative"),
        codes.Role.BANK: _("Bank officer"),
        codes.Role.OFFICIAL: _("Official"),
        codes.Role.AGENCY: _("Agent"),
        codes.Role.DEVELOPER: _("Developer"),
    },
    codes.Industry: {
        codes.Industry.MATERIALS: _("New materials"),
        codes.Industry.ENERGY: _("New energy and storage"),
        codes.Industry.BIOMED: _("Biomedicine and devices"),
        codes.Industry.EQUIPMENT: _("Advanced equipment and robots"),
        codes.Industry.ELECTRONICS: _("Electronics and semiconductors"),
        codes.Industry.SOFTWARE: _("AI and software"),
        codes.Industry.ENVIRONMENT: _("Energy saving and environment"),
        codes.Industry.AGRIFOOD: _("Agriculture and food"),
        codes.Industry.OTHER: _("Other industry"),
    },
    codes.Way: {
        codes.Way.TRANSFER: _("Transfer"),
        codes.Way.LICENSE: _("Licence"),
        codes.Way.OPEN_LICENSE: _("Open licence"),
        codes.Way.USE_FIRST_PAY_LATER: _("Use first, pay later"),
        codes.Way.EQUITY: _("Shares for the patent"),
        codes.Way.JOINT_DEVELOPMENT: _("Joint development"),
        codes.Way.COMMISSIONED: _("Commissioned development"),
    },
    codes.NeedStage: {
        codes.NeedStage.ANY: _("Any stage"),
        codes.NeedStage.LAB: _("Laboratory"),
        codes.NeedStage.SAMPLE: _("Sample or prototype"),
        codes.NeedStage.PILOT: _("Pilot"),
        codes.NeedStage.MASS: _("Mass production"),
    },
    codes.Confidentiality: {
        codes.Confidentiality.OPEN: _("Open to all"),
        codes.Confidentiality.ANONYMOUS: _("Open without the firm's name"),
        codes.Confidentiality.RESTRICTED: _("Only to named schools"),
    },
    codes.NeedState: {
        codes.NeedState.DRAFT: _("Draft"),
        codes.NeedState.OPEN: _("Open"),
        codes.NeedState.CLOSED: _("Closed"),
    },
    codes.FirmSize: {
        codes.FirmSize.MICRO: _("Micro firm"),
        codes.FirmSize.SMALL: _("Small firm"),
        codes.FirmSize.MEDIUM: _("Medium firm"),
        codes.FirmSize.LARGE: _("Large firm"),
        codes.FirmSize.UNKNOWN: _("Size not known"),
    },
    codes.Language: {
        codes.Language.ZH: _("Chinese"),
        codes.Language.EN: _("English"),
        codes.Language.OTHER: _("Another language"),
    },
    Verb: {
        Verb.IMPORT_SHEET: _("Import a sheet"),
        Verb.DECIDE_PARTY: _("Decide doubtful parties"),
        Verb.WRITE_NEED: _("Write a need"),
        Verb.GRADE_PATENT: _("Grade a patent"),
        Verb.MATCH: _("Match"),
        Verb.MANAGE_PEOPLE: _("Manage people"),
        Verb.KEEP_PACKS: _("Keep classification packs"),
        Verb.KEEP_UP: _("Decide on annuities"),
    },
    inventory.ProjectKind: {
        inventory.ProjectKind.MAJOR: _("National major S&T project"),
        inventory.ProjectKind.KEY_RD: _("National key R&D programme"),
        inventory.ProjectKind.NSFC: _("National Natural Science Foundation"),
        inventory.ProjectKind.OTHER: _("Other public funding"),
    },
    inventory.Implementation: {
        inventory.Implementation.NOT: _("Not in use"),
        inventory.Implementation.OWN_USE: _("Used by the holder"),
        inventory.Implementation.LICENSED: _("Licensed"),
        inventory.Implementation.TRANSFERRED: _("Transferred"),
        inventory.Implementation.EQUITY: _("Contributed as shares"),
        inventory.Implementation.INDUSTRIALISED: _("Industrialised"),
    },
    inventory.Willingness: {
        inventory.Willingness.WILLING: _("Willing"),
        inventory.Willingness.NOT_WILLING: _("Not willing"),
        inventory.Willingness.DONE: _("Transformed already"),
    },
    inventory.Maturity: {
        inventory.Maturity.RESEARCH: _("Research"),
        inventory.Maturity.LAB: _("Laboratory trial"),
        inventory.Maturity.PILOT: _("Pilot"),
        inventory.Maturity.SAMPLE: _("Sample made"),
        inventory.Maturity.MASS: _("Ready for mass production"),
        inventory.Maturity.OTHER: _("Other maturity"),
    },
}
LABELS |= disclosures.LABELS
"""Every list of `domain.codes`, and the verbs. By list, since two lists may share a string."""

FIELD_LABELS: dict[str, Text] = {
    "application_number": _("Application number"),
    "publication_number": _("Publication number"),
    "grant_number": _("Grant number"),
    "earlier_publication_number": _("Number of the first publication"),
    "kind_code": _("Kind code"),
    "kind": _("Kind of right"),
    "title": _("Title"),
    "title_zh": _("Chinese title"),
    "title_en": _("English title"),
    "abstract": _("Abstract"),
    "abstract_zh": _("Chinese abstract"),
    "abstract_en": _("English abstract"),
    "claim": _("First claim"),
    "claim_zh": _("Chinese first claim"),
    "claim_en": _("English first claim"),
    "effect": _("Technical effect"),
    "effect_zh": _("Chinese technical effect"),
    "effect_en": _("English technical effect"),
    "scenario": _("Use scenario"),
    "scenario_zh": _("Chinese use scenario"),
    "scenario_en": _("English use scenario"),
    "application_date": _("Application date"),
    "publication_date": _("Publication date"),
    "publication_year": _("Publication year"),
    "earlier_publication_date": _("Date of the first publication"),
    "grant_date": _("Grant date"),
    "expiry_date": _("Expiry date"),
    "applicants": _("Applicants"),
    "applicants_en": _("Applicants in English"),
    "applicants_standard": _("Standardised applicants"),
    "owners": _("Owners"),
    "owners_standard": _("Standardised owners"),
    "inventors": _("Inventors"),
    "agency": _("Agency"),
    "agencies": _("Agencies"),
    "address": _("Address"),
    "applicant_region": _("Applicant's region"),
    "region": _("Region"),
    "ipc_main": _("Main IPC class"),
    "ipc": _("IPC classes"),
    "cpc": _("CPC classes"),
    "legal_state": _("Legal state"),
    "legal_validity": _("Validity"),
    "legal_state_date": _("Date of the legal state"),
    "annuity_paid_to_year": _("Last annuity year paid"),
    "claims_count": _("Number of claims"),
    "cited_by_count": _("Times cited"),
    "family": _("Family members"),
    "family_size": _("Family size"),
    "citations": _("Cited documents"),
    "priority": _("Priority"),
    "industry": _("Industry"),
    "trl": _("Technology readiness"),
    "is_funded": _("Public funding"),
    "project_kind": _("Kind of project"),
    "project_name": _("Name of the project"),
    "project_number": _("Number of the project"),
    "implementation": _("State of use"),
    "willingness": _("Willingness"),
    "maturity": _("Maturity"),
    "self_grade": _("Self-assessment"),
    "reason": _("Reason"),
    "funding": _("Funding"),
    "willing": _("Ways accepted"),
    "jurisdiction": _("Office"),
    "serial": _("Line number"),
    "problem": _("Problem"),
    "problem_zh": _("Chinese problem"),
    "problem_en": _("English problem"),
    "enterprise": _("Firm's name"),
    "enterprise_en": _("Firm's English name"),
    "uscc": _("Unified social credit code"),
    "budget_wan": _("Budget (10,000 yuan)"),
    "deadline": _("Deadline"),
    "ways": _("Ways of cooperation"),
    "stage": _("Stage wanted"),
    "confidentiality": _("Visibility"),
    "contact": _("Contact"),
    "source_key": _("Need number"),
    "name_zh": _("Chinese name"),
    "name_en": _("English name"),
    "size": _("Firm size"),
    "products": _("Products"),
    "products_zh": _("Chinese products"),
    "products_en": _("English products"),
    "profile": _("Profile"),
    "profile_zh": _("Chinese profile"),
    "profile_en": _("English profile"),
    "tags": _("Tags"),
    "organisation": _("Organisation"),
    "username": _("User name"),
    "password": _("Password"),
    "language": _("Language"),
    "parent": _("Organisation above"),
    "role": _("Role"),
    "display_name": _("Full name"),
    "email": _("E-mail"),
    "label": _("Label"),
    "verdict": _("Verdict"),
    "party": _("Party"),
    "rows": _("Rows"),
    "source": _("Source"),
    "file": _("File"),
    "run": _("Import"),
    "table": _("Sheet"),
    "map": _("Column map"),
    "what": _("What is imported"),
    "need": _("Need"),
    "number": _("Number"),
    "event_code": _("Legal event"),
    "event_date": _("Announced on"),
    "effective_date": _("In effect from"),
    "event_number": _("Recordal number"),
    "givers": _("Licensor or pledgor"),
    "takers": _("Licensee or pledgee"),
    "licence_kind": _("Kind of licence"),
    "owners_before": _("Owner before"),
    "owners_after": _("Owner after"),
    "matter": _("What is changed"),
    "before": _("Before"),
    "after": _("After"),
    "note": _("Decision or note"),
    "details": _("Full text"),
    "parties": _("Parties"),
}
FIELD_LABELS |= disclosures.FIELDS
"""Names of facts, as they stand in sentences and over columns."""

YES_NO: dict[str, Text] = {"yes": _("yes"), "no": _("no")}
"""The two answers to a question."""

SOURCE_LABELS: dict[str, Text] = {
    "template": _("Zhiqiao template"),
    "incopat": _("incoPat export"),
    "patsnap": _("PatSnap export"),
    "cnipa_export": _("CNIPA export of 25 columns"),
    "st96": _("CNIPA XML (ST.96)"),
    "lens": _("Lens export"),
    "patentscope": _("PATENTSCOPE result list"),
    "wipo_landscape": _("WIPO landscape sheet"),
    "google_patents": _("Google Patents result list"),
    "espacenet": _("Espacenet result list"),
    "generic": _("Sheet of one's own making"),
    "needs": _("Sheet of needs"),
    "inventory": _("Sheet of the inventory"),
    "events": _("Sheet of legal events"),
    "accounts": _("Sheet of accounts"),
    "inpadoc": _("INPADOC XML"),
    "enterprises": _("Sheet of firms"),
}
"""Where a sheet comes from."""


def label(code: StrEnum) -> str:
    """The label of an enum member (domain.codes, access.Verb), in the language that is active."""
    return str(LABELS.get(type(code), {}).get(code, code))


def field_label(name: str) -> str:
    """The label of one of our field names, in the language that is active."""
    return str(FIELD_LABELS.get(name, name))


def source_label(source: str) -> str:
    """The label of a source of sheets, in the language that is active."""
    return str(SOURCE_LABELS.get(source, source))
