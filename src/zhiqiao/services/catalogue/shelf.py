"""The shelf (批量查写): the records that one chunk of drafts is about, fetched in a few queries and written in a few.

Responsible for finding the record of a draft and for writing records back. What a merged record says is `merging`,
who a written name is is `party_book`, two rows that are one patent are joined by `joining`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import models
from django.utils import timezone

from zhiqiao.domain.codes import LegalState, PartyKind, PartyRole
from zhiqiao.domain.patents.names import kind_of
from zhiqiao.domain.patents.publication import is_published
from zhiqiao.domain.patents.reading import PatentDraft, PublicationDraft
from zhiqiao.records import clock
from zhiqiao.records.bulk import among, insert_rows, made
from zhiqiao.records.models import (
    FamilyMember,
    Party,
    Patent,
    PatentCitation,
    PatentClass,
    PatentDocument,
    PatentParty,
)
from zhiqiao.services.catalogue import joining
from zhiqiao.services.catalogue.filed import follow_filed
from zhiqiao.services.catalogue.merging import Part, Record
from zhiqiao.services.catalogue.party_book import PartyBook, Written

ROW_COLUMNS = [
    column.name
    for column in Patent._meta.concrete_fields
    if column.name not in {"id", "created_at"} and not isinstance(column, models.AutoField)
]

INSERT_COLUMNS = [column.attname for column in Patent._meta.concrete_fields if column.name != "id"]
inserted = attrgetter(*INSERT_COLUMNS)


class Shelf:
    """Records in hand for one chunk. `fetch`, then `find` or `new` per draft, then `save` once."""

    def __init__(self) -> None:
        self.book = PartyBook()
        self.records: list[Record] = []
        self.joined: list[int] = []
        """Ids of rows that went up in others."""
        self._in_hand: set[Record] = set()
        self._by_key: dict[str, Record] = {}
        self._by_pk: dict[int, Record] = {}
        self._regions: dict[int, str] = {}

    def fetch(self, drafts: Sequence[PatentDraft]) -> None:
        """Read every record the drafts may be about, their parts, and the parties they name."""
        keys = {draft.record_key for draft in drafts} | {
            document.key for draft in drafts for document in draft.publications if document.key
        }
        pks = {pk for (pk,) in among(Patent, "record_key", keys, "id")}
        pks |= {pk for (pk,) in among(PatentDocument, "key", keys, "patent_id")}
        numbers = {document.number for draft in drafts for document in draft.publications}
        pks |= {pk for (pk,) in among(PatentDocument, "number", numbers, "patent_id")}
        self._fetch_records(pks - self._by_pk.keys())
        self._fetch_names(drafts)

    def _fetch_names(self, drafts: Sequence[PatentDraft]) -> None:
        """What is known of the parties the drafts name."""
        organisations: set[str] = set()
        people: set[tuple[str | int, str]] = set()
        for draft in drafts:
            organisations.update(draft.applicants, draft.applicants_en, draft.owners, draft.agencies)
            under: list[str | int] = [*draft.applicants[:1], *draft.applicants_en[:1]]
            for record in self.find(draft):
                under += [part.party_id for part in record.parts.get(PartyRole.APPLICANT, [])[:1] if part.party_id]
            people.update((one, name) for name in (*draft.inventors, *draft.applicants, *draft.owners) for one in under)
        self.book.fetch(organisations, people)

    def _fetch_records(self, pks: set[int]) -> None:
        """Rows with their parts, in six queries."""
        if not pks:
            return
        found = {row.id: Record(row) for row in Patent.objects.filter(pk__in=pks)}
        for pk, number, office, kind_code, key, day in PatentDocument.objects.filter(patent__in=pks).values_list(
            "patent_id", "number", "office", "kind_code", "key", "date"
        ):
            found[pk].documents[number] = PublicationDraft(office, number, kind_code, day, key)
            self._by_key[number] = found[pk]
            if key:
                self._by_key[key] = found[pk]
        for pk, role, name, name_en, party_id in (
            PatentParty.objects.filter(patent__in=pks)
            .order_by("position")
            .values_list("patent_id", "role", "name_written", "name_en", "party_id")
        ):
            found[pk].parts.setdefault(PartyRole(role), []).append(Part(name, name_en, party_id))
        for pk, scheme, code in (
            PatentClass.objects.filter(patent__in=pks).order_by("position").values_list("patent_id", "scheme", "code")
        ):
            found[pk].classes.setdefault(scheme, []).append(code)
        for pk, number in FamilyMember.objects.filter(patent__in=pks).order_by("pk").values_list("patent_id", "number"):
            found[pk].family.append(number)
        for pk, number in (
            PatentCitation.objects.filter(patent__in=pks).order_by("pk").values_list("patent_id", "number")
        ):
            found[pk].citations.append(number)
        for record in found.values():
            self._by_key[record.row.record_key] = record
        self._by_pk.update(found)

    def find(self, draft: PatentDraft) -> list[Record]:
        """The records this draft is about, the one under its own key first; more than one when rows must be joined."""
        found: list[Record] = []
        keys = [draft.record_key]
        for document in draft.publications:
            keys += [document.number, document.key]
        for key in keys:
            record = self._by_key.get(key) if key else None
            if record is not None and record not in found:
                found.append(record)
        return found

    def new(self, draft: PatentDraft, *, is_sample: bool) -> Record:
        """A record for a patent not met before."""
        record = Record(
            made(
                Patent,
                record_key=draft.record_key,
                office=draft.office,
                application_number=draft.application_number,
                is_sample=is_sample,
            ),
            is_blank=True,
        )
        record.changed.add("row")
        return record

    def join(self, kept: Record, gone: Record, *, by: Any) -> None:
        """Two rows are one patent: what `gone` has goes to `kept`, at once in the database too."""
        if gone.row.id is not None and kept.row.id is not None:
            joining.join(kept.row, gone.row, by=by)
            self.joined.append(gone.row.id)
            self._by_pk.pop(gone.row.id)
        if gone in self.records:
            self.records.remove(gone)
            self._in_hand.discard(gone)
        joining.fold_in(kept, gone)
        for key, record in list(self._by_key.items()):
            if record is gone:
                self._by_key[key] = kept

    def holds(self, record: Record) -> bool:
        """Whether a draft of this chunk was merged into the record already."""
        return record in self._in_hand

    def keep(self, record: Record, draft: PatentDraft) -> None:
        """The record has the draft merged in: find it by its keys from now on, and write it on `save`."""
        self._by_key[record.row.record_key] = record
        for document in draft.publications:
            self._by_key[document.number] = record
            if document.key:
                self._by_key[document.key] = record
        if record not in self._in_hand:
            self._in_hand.add(record)
            self.records.append(record)
        region = draft.applicant_region or draft.region
        if region:
            self._regions[id(record)] = region

    def save(self) -> None:
        """Write every changed record."""
        changed = [record for record in self.records if record.changed]
        parts = self._recognise(changed)
        self.book.save()
        self._save_rows(changed)
        self._save_documents(changed)
        self._save_parties(parts)
        self._save_classes(changed)
        self._save_numbers(changed)
        self._by_pk.update({record.row.id: record for record in changed})
        follow_filed(record.row for record in changed)

    def _recognise(self, changed: Iterable[Record]) -> list[tuple[Record, PartyRole, list[Party | int]]]:
        """For each changed role of each record, the parties behind its names; known parts keep their party."""
        recognised: list[tuple[Record, PartyRole, list[Party | int]]] = []
        for record in changed:
            region = self._regions.get(id(record), "")
            first: Party | int | None = None
            for role in (PartyRole.APPLICANT, PartyRole.OWNER, PartyRole.INVENTOR, PartyRole.AGENCY):
                names = record.parts.get(role, [])
                if f"party:{role}" in record.changed:
                    # The address of a line is its first applicant's.
                    places = [region if role is PartyRole.APPLICANT else "", *[""] * len(names)]
                    parties = [
                        part.party_id or self._party_of(part, role, first, place)
                        for part, place in zip(names, places, strict=False)
                    ]
                    recognised.append((record, role, parties))
                else:
                    parties = [part.party_id or 0 for part in names]
                if role is PartyRole.APPLICANT and parties:
                    first = parties[0]
        return recognised

    def _party_of(self, part: Part, role: PartyRole, first: Party | int | None, region: str) -> Party | int:
        """The party behind one name: inventors and other persons stand under the first applicant."""
        if role is PartyRole.INVENTOR:
            return self.book.recognise_person(part.name, first)
        kind = kind_of(part.name)
        if kind is PartyKind.PERSON and role is not PartyRole.AGENCY:
            return self.book.recognise_person(part.name, first)
        party = self.book.recognise(Written(part.name, region), kind)
        if part.name_en and part.name_en != part.name:
            self.book.also_called(party, part.name_en)
        return party

    def _save_rows(self, changed: Sequence[Record]) -> None:
        """Patents: new ones in bulk, changed ones by an upsert on their id (an UPDATE of forty columns is slow)."""
        today = clock.today()
        for record in changed:
            row = record.row
            row.content_digest = record.digest()
            row.is_public = is_published(
                has_documents=bool(record.documents),
                publication_date=row.publication_date,
                grant_date=row.grant_date,
                legal_state=LegalState(row.legal_state),
                application_date=row.application_date,
                today=today,
            )
        self._insert_rows([record.row for record in changed if record.row.id is None])
        Patent.objects.bulk_create(
            [record.row for record in changed if record.row.id in self._by_pk],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=ROW_COLUMNS,
        )

    def _insert_rows(self, rows: Sequence[Patent]) -> None:
        """New patents; their ids are found by their keys."""
        now = timezone.now()
        for row in rows:
            row.created_at = row.updated_at = now
        insert_rows(Patent, INSERT_COLUMNS, [inserted(row) for row in rows])
        keys = {row.record_key: row for row in rows}
        for pk, key in among(Patent, "record_key", keys, "id", "record_key"):
            keys[key].pk = pk
            keys[key]._state.adding = False

    def _save_documents(self, changed: Sequence[Record]) -> None:
        """Published documents: new ones, and dates that became known."""
        told = [record for record in changed if "documents" in record.changed]
        numbers = {number for record in told for number in record.documents}
        known = {number for (number,) in among(PatentDocument, "number", numbers, "number")}
        columns = ("office", "number", "kind_code", "key", "date")
        rows = []
        for record in told:
            for document in record.documents.values():
                values = (document.office, document.number, document.kind_code[:4], document.key[:60], document.date)
                if document.number in known:
                    said = dict(zip(columns, values, strict=True), patent_id=record.row.id)
                    PatentDocument.objects.filter(number=document.number).update(**said)
                else:
                    rows.append((record.row.id, *values))
        insert_rows(PatentDocument, ("patent_id", *columns), rows)

    def _save_parties(self, recognised: list[tuple[Record, PartyRole, list[Party | int]]]) -> None:
        """The parts of a changed role are written anew."""
        stale: dict[PartyRole, list[int]] = defaultdict(list)
        rows = []
        for record, role, parties in recognised:
            if record.row.id in self._by_pk:
                stale[role].append(record.row.id)
            for position, (part, party) in enumerate(zip(record.parts[role], parties, strict=True)):
                part.party_id = party.id if isinstance(party, Party) else party
                rows.append((record.row.id, part.party_id, role.value, position, part.name, part.name_en))
        for role, pks in stale.items():
            PatentParty.objects.filter(role=role, patent__in=pks).delete()
        insert_rows(PatentParty, ("patent_id", "party_id", "role", "position", "name_written", "name_en"), rows)

    def _save_classes(self, changed: Sequence[Record]) -> None:
        """The classes of a changed scheme are written anew."""
        rows = []
        for scheme in ("ipc", "cpc"):
            touched = [record for record in changed if f"class:{scheme}" in record.changed]
            stale = [record.row.id for record in touched if record.row.id in self._by_pk]
            if stale:
                PatentClass.objects.filter(scheme=scheme, patent__in=stale).delete()
            rows += [
                (record.row.id, scheme, code, code[:4], position)
                for record in touched
                for position, code in enumerate(record.classes[scheme])
            ]
        insert_rows(PatentClass, ("patent_id", "scheme", "code", "subclass", "position"), rows)

    def _save_numbers(self, changed: Sequence[Record]) -> None:
        """Family members and citations; a citation of a patent we have is linked to it."""
        family = [
            (record.row.id, number[:2], number)
            for record in changed
            if "family" in record.changed
            for number in record.family
        ]
        insert_rows(FamilyMember, ("patent_id", "office", "number"), family, known="ignore")
        cited = [
            (record.row.id, number)
            for record in changed
            if "citations" in record.changed
            for number in record.citations
        ]
        found = PatentDocument.objects.filter(number__in={number for _pk, number in cited})
        linked = dict(found.values_list("number", "patent_id"))
        insert_rows(
            PatentCitation,
            ("patent_id", "number", "cited_id"),
            [(pk, number, linked.get(number)) for pk, number in cited],
            known="ignore",
        )
        documented = [record for record in changed if "documents" in record.changed]
        new = {number: record.row.id for record in documented for number in record.documents}
        for number, citing in PatentCitation.objects.filter(number__in=new, cited=None).values_list("number", "pk"):
            PatentCitation.objects.filter(pk=citing).update(cited_id=new[number])
