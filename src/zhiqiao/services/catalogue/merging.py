"""Merging (归并): a draft into the record of the same patent, so that nothing known is lost and order does not matter.

Responsible for which of two statements stands. Not responsible for finding the record (`shelf`) or for the database.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from zhiqiao.domain.codes import Industry, LegalState, PartyRole, PatentKind
from zhiqiao.domain.patents.reading import PatentDraft, PublicationDraft
from zhiqiao.domain.problems import Problem, Severity
from zhiqiao.records.models import Patent

TEXTS: tuple[str, ...] = (
    "title_zh", "title_en", "abstract_zh", "abstract_en", "claim_zh", "claim_en", "effect_zh", "effect_en",
    "scenario_zh", "scenario_en",
)  # fmt: skip
SINGLE: tuple[str, ...] = (
    *TEXTS, "application_date", "publication_date", "grant_date", "annuity_paid_to_year", "claims_count",
    "cited_by_count", "trl", "funding",
)  # fmt: skip
singles = attrgetter(*SINGLE)
NOTHING = ("", None)
written = json.JSONEncoder(default=str, ensure_ascii=False).encode
CUT = {"funding": 200, "legal_state_written": 200, "region": 60}
"""Columns whose length the database limits; what is longer is cut, and the line says so."""

HAN = re.compile("[㐀-鿿]")
GRANTED_KINDS = frozenset({"B", "C", "U", "Y", "S"})
ENDED = frozenset({LegalState.LAPSED, LegalState.EXPIRED, LegalState.INVALIDATED, LegalState.ABANDONED})


@dataclass
class Part:
    """A party's part as a record holds it; `party_id` is None while the party is still to be recognised."""

    name: str
    name_en: str = ""
    party_id: int | None = None


@dataclass(eq=False)
class Record:
    """One patent in hand: its row and its parts, and which of them a draft has changed."""

    row: Patent
    documents: dict[str, PublicationDraft] = field(default_factory=dict)
    parts: dict[PartyRole, list[Part]] = field(default_factory=dict)
    classes: dict[str, list[str]] = field(default_factory=dict)
    family: list[str] = field(default_factory=list)
    citations: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    """Among "row", "documents", "family", "citations", "class:ipc", "party:applicant" …"""
    is_blank: bool = False
    """Nothing is known yet: what the first draft says needs no comparing."""

    @property
    def is_granted(self) -> bool:
        """A granted document or a date of grant is known."""
        return self.row.grant_date is not None or any(
            document.kind_code[:1] in GRANTED_KINDS for document in self.documents.values()
        )

    def digest(self) -> str:
        """A fingerprint of all facts."""
        row = self.row
        facts = [
            singles(row), row.record_key, row.kind, row.legal_state, row.legal_state_written, row.legal_state_date,
            row.industry, row.region, row.willing, self.family if row.family_known else None,
            self.citations if row.citations_known else None, sorted(self.classes.items()),
            sorted((one.number, str(one.date or "")) for one in self.documents.values()),
            sorted((role, [(part.name, part.name_en) for part in parts]) for role, parts in self.parts.items()),
        ]  # fmt: skip
        return hashlib.sha256(written(facts).encode()).hexdigest()


def is_publication_stage(draft: PatentDraft) -> bool:
    """The line tells of an application as laid open, before any grant."""
    kinds = {document.kind_code[:1] for document in draft.publications if document.kind_code}
    return bool(kinds) and not kinds & GRANTED_KINDS and draft.grant_date is None


def apply(record: Record, draft: PatentDraft, *, only_fill: bool, folded: Callable[[str], str]) -> list[Problem]:
    """Merge the draft into the record. `record.changed` says what is new; returns warnings.

    Empty never erases. With `only_fill`, and when a laid-open application is told of a patent already known as
    granted, what is known stays and only gaps are filled: so rows of one patent may come in any order.
    """
    fill = only_fill or (is_publication_stage(draft) and record.is_granted)
    warnings: list[Problem] = []
    _apply_identity(record, draft)
    is_blank, record.is_blank = record.is_blank, False
    for name, value in zip(SINGLE, singles(draft), strict=True):
        if value not in NOTHING:
            said = _cut(name, value, warnings) if name in CUT else value
            if is_blank:
                record.row.__dict__[name] = said
            else:
                _set(record, name, said, fill)
    _apply_documents(record, draft)
    _apply_state(record, draft, fill)
    if draft.kind is not PatentKind.UNKNOWN:
        _set(record, "kind", draft.kind, fill or record.row.kind != PatentKind.UNKNOWN, unknown=PatentKind.UNKNOWN)
    if draft.industry is not Industry.OTHER:
        _set(record, "industry", draft.industry, fill, unknown=Industry.OTHER)
    _set(record, "region", _cut("region", draft.region or draft.applicant_region, warnings), fill)
    _set(record, "willing", [str(way) for way in draft.willing], fill, unknown=[])
    _apply_list(record, "family", draft.family, fill)
    _apply_list(record, "citations", draft.citations, fill)
    for scheme, codes in (("ipc", draft.ipc), ("cpc", draft.cpc)):
        _apply_classes(record, scheme, codes, fill)
    apply_parts(record, PartyRole.APPLICANT, draft.applicants, draft.applicants_en, fill, folded)
    apply_parts(record, PartyRole.OWNER, draft.owners, (), fill, folded)
    apply_parts(record, PartyRole.INVENTOR, draft.inventors, (), fill, folded)
    apply_parts(record, PartyRole.AGENCY, draft.agencies, (), fill, folded)
    return warnings


def _cut(name: str, value: Any, warnings: list[Problem]) -> Any:
    """A text cut to what its column holds, with a warning."""
    limit = CUT.get(name)
    if limit is None or not isinstance(value, str) or len(value) <= limit:
        return value
    warnings.append(Problem("text_fits_column", name, value[:40], Severity.WARNING, {"limit": limit}))
    return value[:limit]


def _set(record: Record, name: str, value: Any, fill: bool, *, unknown: Any = "") -> None:
    """One column: a known value replaces an unknown one, and a known one unless only gaps are filled."""
    if value in ("", None, unknown):
        return
    row = record.row.__dict__
    known = row[name]
    if known == value or (fill and known not in ("", None, unknown)):
        return
    row[name] = value
    record.changed.add("row")


def _apply_identity(record: Record, draft: PatentDraft) -> None:
    """The key from an application number takes the place of one from a publication number."""
    row = record.row
    if draft.application_number and not row.application_number:
        row.application_number = draft.application_number
        row.record_key = draft.record_key
        row.office = draft.office
        record.changed.add("row")


def _apply_documents(record: Record, draft: PatentDraft) -> None:
    """Published documents unite; a date fills a gap or, said anew, is corrected."""
    for document in draft.publications:
        known = record.documents.get(document.number)
        if known is None or (document.date is not None and known.date != document.date):
            record.documents[document.number] = document
            record.changed.add("documents")


def _apply_state(record: Record, draft: PatentDraft, fill: bool) -> None:
    """State, its words and its date go together: an older statement does not undo a newer one, nor pending a grant."""
    state, row = draft.legal_state, record.row
    if state is LegalState.UNKNOWN and not draft.legal_state_written:
        return
    known = row.legal_state != LegalState.UNKNOWN or bool(row.legal_state_written)
    older = bool(draft.legal_state_date and row.legal_state_date and draft.legal_state_date < row.legal_state_date)
    undone = state is LegalState.PENDING and record.is_granted
    revived = state is LegalState.GRANTED and row.legal_state in ENDED and draft.legal_state_date is None
    vaguer = state is LegalState.UNKNOWN and row.legal_state != LegalState.UNKNOWN
    if known and (fill or older or undone or vaguer or (revived and is_publication_stage(draft))):
        return
    _set(record, "legal_state", state, False, unknown=LegalState.UNKNOWN)
    _set(record, "legal_state_written", draft.legal_state_written[: CUT["legal_state_written"]], False)
    _set(record, "legal_state_date", draft.legal_state_date, False)


def _apply_list(record: Record, name: str, given: tuple[str, ...] | None, fill: bool) -> None:
    """Family or citations: None says nothing, () says there are none; none said later erases nothing."""
    if given is None:
        return
    known: list[str] = getattr(record, name)
    said = list(dict.fromkeys(number[:40] for number in given))
    if not getattr(record.row, f"{name}_known"):
        setattr(record.row, f"{name}_known", True)
        record.changed.add("row")
    new = [number for number in said if number not in known]
    if new and not (fill and known):
        known.extend(new)
        record.changed.add(name)


def _apply_classes(record: Record, scheme: str, codes: Sequence[str], fill: bool) -> None:
    """Classes of one scheme: a list that says no more than the known one changes nothing."""
    said = list(dict.fromkeys(code[:20] for code in codes if code))
    known = record.classes.get(scheme, [])
    if not said or (fill and known) or set(said) <= set(known):
        return
    record.classes[scheme] = said
    record.changed.add(f"class:{scheme}")


def apply_parts(
    record: Record,
    role: PartyRole,
    names: Sequence[str],
    names_en: Sequence[str],
    fill: bool,
    folded: Callable[[str], str],
) -> None:
    """Parties of one role. Fewer names than known say nothing new; Latin names never replace Chinese ones."""
    if not names and not names_en:
        return
    known = record.parts.get(role, [])
    latin = list(names_en) or [name for name in names if not has_han(name)]
    if names and all(not has_han(name) for name in names):
        names, names_en = [], latin
    if not names:
        if not known or has_han(known[0].name):
            _apply_latin(record, role, known, latin)
            return
        names = latin
    said = _with_english(names, names_en)
    if not known:
        record.parts[role] = said
        record.changed.add(f"party:{role}")
        return
    before = {folded(part.name): part for part in known}
    wanted = {folded(part.name) for part in said}
    keeps = role is not PartyRole.OWNER and wanted <= before.keys()
    if known and (fill or keeps):
        if len(said) == len(known) and [folded(part.name) for part in said] == [folded(part.name) for part in known]:
            _write_english(record, role, known, [part.name_en for part in said])
        return
    for place, part in enumerate(said):
        former = before.get(folded(part.name))
        if former is not None:
            part.party_id, part.name_en = former.party_id, part.name_en or former.name_en
        elif len(said) == len(known) and not has_han(known[place].name) and not part.name_en:
            part.name_en = known[place].name  # the same place in the same patent, told in English before
    if [(part.name, part.name_en) for part in said] != [(part.name, part.name_en) for part in known]:
        record.parts[role] = said
        record.changed.add(f"party:{role}")


def _apply_latin(record: Record, role: PartyRole, known: list[Part], names: list[str]) -> None:
    """Latin names alone: the parties themselves where none are known, else beside the known Chinese ones."""
    if known:
        _write_english(record, role, known, names)
        return
    record.parts[role] = [Part(name[:300], name[:300]) for name in names]
    record.changed.add(f"party:{role}")


def _with_english(names: Sequence[str], names_en: Sequence[str]) -> list[Part]:
    """The names in order, each once, with the English one where both lists are equally long."""
    paired = names_en if len(names_en) == len(names) else [""] * len(names)
    parts: dict[str, Part] = {}
    for name, name_en in zip(names, paired, strict=True):
        parts.setdefault(name[:300], Part(name[:300], name_en[:300]))
    return list(parts.values())


def _write_english(record: Record, role: PartyRole, known: list[Part], names_en: Sequence[str]) -> None:
    """English names beside the known Chinese ones, where the numbers are equal and there are none yet."""
    if len(names_en) != len(known):
        return
    for part, name_en in zip(known, names_en, strict=True):
        if name_en and not part.name_en:
            part.name_en = name_en[:300]
            record.changed.add(f"party:{role}")


def has_han(text: str) -> bool:
    """Whether the text holds Chinese characters."""
    return HAN.search(text) is not None
