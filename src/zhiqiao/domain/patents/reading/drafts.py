"""Drafts (草稿): one line of a sheet as facts of a patent, before it is a record.

Responsible for the shape of a draft, its digest and the merging of two drafts of the same patent. Not responsible
for reading cells (`lines`, `cells`) or for storing (`services.catalogue`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from zhiqiao.domain.codes import Industry, LegalState, PatentKind, Way
from zhiqiao.domain.problems import Problem


@dataclass(frozen=True)
class PublicationDraft:
    """One published document (公布文本): `number` is office, serial and kind ("CN106844774B"), without blanks.

    `key` is what makes documents of one patent one while no application number is known ("CN:pub:CN106844774").
    """

    office: str
    number: str
    kind_code: str = ""
    date: date | None = None
    key: str = ""


@dataclass(frozen=True)
class PatentDraft:
    """What one line says of a patent. Empty text, empty tuple or None means: the line does not say.

    `application_number` in ZC 0006 form for China ("201710117081.7"), else office and serial ("US201213657122");
    `record_key` is what makes records one: "CN:201710117081.7", or "US:pub:US20150376176" while only a publication
    number is known. `family` and `citations` are None when the source has no such column, () when it says there are
    none. `applicants_en` stand in the order of `applicants` where their numbers are equal.
    """

    record_key: str
    office: str
    application_number: str = ""
    publications: tuple[PublicationDraft, ...] = ()
    kind: PatentKind = PatentKind.UNKNOWN
    title_zh: str = ""
    title_en: str = ""
    abstract_zh: str = ""
    abstract_en: str = ""
    claim_zh: str = ""
    claim_en: str = ""
    effect_zh: str = ""
    effect_en: str = ""
    scenario_zh: str = ""
    scenario_en: str = ""
    application_date: date | None = None
    publication_date: date | None = None
    grant_date: date | None = None
    expiry_date: date | None = None
    applicants: tuple[str, ...] = ()
    applicants_en: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    inventors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    address: str = ""
    applicant_region: str = ""
    ipc: tuple[str, ...] = ()
    cpc: tuple[str, ...] = ()
    legal_state: LegalState = LegalState.UNKNOWN
    legal_state_written: str = ""
    legal_state_date: date | None = None
    annuity_paid_to_year: int | None = None
    claims_count: int | None = None
    cited_by_count: int | None = None
    family: tuple[str, ...] | None = None
    citations: tuple[str, ...] | None = None
    priority: tuple[str, ...] = ()
    industry: Industry = Industry.OTHER
    region: str = ""
    trl: int | None = None
    funding: str = ""
    willing: tuple[Way, ...] = ()
    standard_names: tuple[tuple[str, str], ...] = ()
    """(name as written, the vendor's standardised name), where a source gives both."""
    source: str = field(default="", compare=False)

    def digest(self) -> str:
        """A fingerprint of all facts, not of the source they came from: equal facts, equal digest."""
        facts = asdict(self)
        facts.pop("source")
        return hashlib.sha256(json.dumps(facts, default=str, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class LineReading:
    """What reading one line gave. Rejected: no draft and at least one error. Blank: no draft and no problem."""

    draft: PatentDraft | None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """The line held nothing."""
        return self.draft is None and not self.problems


UNKNOWN_VALUES: tuple[Any, ...] = ("", (), None, PatentKind.UNKNOWN, LegalState.UNKNOWN, Industry.OTHER)


def merge(earlier: PatentDraft, later: PatentDraft) -> PatentDraft:
    """One patent told twice: what the later line says wins where it says anything; publications unite.

    Both must be the same patent; the record key from an application number wins over one from a publication.
    """
    changes: dict[str, Any] = {}
    for each in fields(PatentDraft):
        said = getattr(later, each.name)
        if each.name in {"family", "citations"}:
            if said is not None:
                changes[each.name] = said
        elif said not in UNKNOWN_VALUES:
            changes[each.name] = said
    changes["publications"] = unite(earlier.publications, later.publications)
    if ":pub:" in later.record_key and ":pub:" not in earlier.record_key:
        changes["record_key"] = earlier.record_key
    return replace(earlier, **changes)


def unite(earlier: tuple[PublicationDraft, ...], later: tuple[PublicationDraft, ...]) -> tuple[PublicationDraft, ...]:
    """The published documents of both, each once, by date and number; a known date wins over an unknown one."""
    by_number = {document.number: document for document in earlier}
    for document in later:
        known = by_number.get(document.number)
        if known is None or document.date is not None:
            by_number[document.number] = document
    return tuple(sorted(by_number.values(), key=lambda document: (document.date or date.max, document.number)))
