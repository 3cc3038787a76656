"""The party book (当事人识别): which known party a written name is, for a whole chunk of names in a few queries.

Responsible for recognising and for queuing doubts; deciding a doubt is `doubts`. An organisation is recognised by
its folded name where region and code do not speak against it, or by its code (统一社会信用代码). A person is
recognised only under the same first applicant: one name under two applicants is two persons.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils import timezone

from zhiqiao.domain.codes import PartyKind
from zhiqiao.domain.patents.names import NameVerdict, compare, fold_name, kind_of
from zhiqiao.records.bulk import among, among_pairs, insert_rows, made
from zhiqiao.records.models import Party, PartyDoubt, PartyName

LONGEST_NAME = 300
BLOCK = 4
DOUBTS_AT_MOST = 3
"""A new party is doubted against no more than this many others: a queue that nobody can work off helps nobody."""


@dataclass(frozen=True)
class Written:
    """A name as a line writes it, with what else the line says of its bearer."""

    name: str
    region: str = ""
    uscc: str = ""


@dataclass(frozen=True)
class Known:
    """A party that answers to a name: `row` as it was written down, `party` as which it stands after joinings."""

    row: Party
    party: Party


class PartyBook:
    """Known parties for the names of one chunk, and the new ones it makes; `save` writes these."""

    def __init__(self) -> None:
        self._folded: dict[str, str] = {}
        self._organisations: dict[str, list[Known]] = {}
        self._by_uscc: dict[str, Party] = {}
        self._people: dict[tuple[str, int], Party | int] = {}
        self._blocks: dict[str, list[tuple[str, Party]]] = {}
        self._written: set[tuple[int, str]] = set()
        self._new_organisations: list[Party] = []
        self._new_people: list[Party] = []
        self._new_names: list[PartyName] = []
        self._changed: dict[int, Party] = {}
        self._doubts: list[tuple[Party, Party, str]] = []
        self._keep: dict[int, Party] = {}

    def folded(self, name: str) -> str:
        """The folded form, computed once a name."""
        known = self._folded.get(name)
        if known is None:
            known = self._folded[name] = (fold_name(name) or name)[:LONGEST_NAME]
        return known

    def fetch(
        self, organisations: Iterable[str], people: Iterable[tuple[str | int, str]], usccs: Iterable[str] = ()
    ) -> None:
        """Read what is known of these names: four queries whatever their number.

        `people` are pairs of an applicant (its name, or the party's id) and a person who may stand under it.
        """
        wanted = {self.folded(name) for name in organisations} - self._organisations.keys()
        self._fetch_organisations(wanted)
        codes = {uscc for uscc in usccs if uscc}
        if codes:
            for party in Party.objects.filter(uscc__in=codes, merged_into=None):
                self._by_uscc.setdefault(party.uscc, self._same(party))
        self._fetch_people(
            {(one if isinstance(one, int) else self.folded(one), self.folded(name)) for one, name in people}
        )

    def _fetch_organisations(self, wanted: set[str]) -> None:
        """Names of the wanted forms, and of their blocks, with the parties behind them."""
        for folded in wanted:
            self._organisations[folded] = []
        blocks = {folded[:BLOCK] for folded in wanted if folded}
        if not blocks:
            return
        found = sorted(among(PartyName, "block", blocks, "id", "name", "folded", "block", "party_id"))
        names = [told[1:] for told in found]
        pks = {pk for _name, _folded, _block, pk in names} - self._keep.keys()
        for party in Party.objects.filter(pk__in=pks).select_related("merged_into"):
            self._same(party)
        for name, folded, block, pk in names:
            row = self._keep[pk]
            party = self._standing(row)
            self._written |= {(pk, name), (party.id, name)}
            known = Known(row, party)
            if folded in wanted and known not in self._organisations[folded]:
                self._organisations[folded].append(known)
            self._blocks.setdefault(block, []).append((name, party))

    def _fetch_people(self, wanted: set[tuple[str | int, str]]) -> None:
        """People of these names under the applicants named beside them."""
        pairs: set[tuple[int, str]] = set()
        for one, name in wanted:
            if isinstance(one, int):
                pairs.add((one, name))
            else:
                pairs.update((known.party.id, name) for known in self._organisations.get(one, ()) if known.party.id)
        for pair, pk in people_under(pairs).items():
            self._people.setdefault((pair[1], pair[0]), pk)

    def _same(self, party: Party) -> Party:
        """One object a row, so that a change made through one name is seen through all."""
        return self._keep.setdefault(party.id, party)

    def _standing(self, party: Party) -> Party:
        """The party into which it was merged, at the end of the chain."""
        while party.merged_into is not None:
            party = party.merged_into
        return self._same(party)

    def recognise(self, written: Written, kind: PartyKind | None = None) -> Party:
        """The organisation behind a written name; a new one where none fits, with its doubts."""
        folded = self.folded(written.name)
        if folded not in self._organisations:
            self.fetch([written.name], [], [written.uscc])
        kind = kind or kind_of(written.name)
        by_code = self._by_uscc.get(written.uscc) if written.uscc else None
        if by_code is not None:
            return self._known_as(by_code, written, folded)
        doubtful: list[tuple[Party, str]] = []
        for known in self._organisations[folded]:
            reason = self._against(known.row, written)
            if not reason:
                return self._known_as(known.party, written, folded)
            if known.party not in [party for party, _reason in doubtful]:
                doubtful.append((known.party, reason))
        return self._new_organisation(written, folded, kind, doubtful)

    def _against(self, party: Party, written: Written) -> str:
        """Why this party, whose name has the same form, is not surely the one that is written; "" when it is."""
        if written.uscc and party.uscc:
            return "" if written.uscc == party.uscc else "same_name_other_code"
        seen = compare(written.name, party.name, region=written.region, other_region=party.region)
        if seen.verdict is NameVerdict.SAME_FORM:
            return ""
        if seen.verdict is NameVerdict.DIFFERENT and party.name != written.name:
            # The party answers to this form by another of its names; then only the places can speak against it.
            same_form = compare(written.name, written.name, region=written.region, other_region=party.region)
            return "" if same_form.verdict is NameVerdict.SAME_FORM else same_form.reason
        return seen.reason or "same_name_other_region"

    def _known_as(self, party: Party, written: Written, folded: str) -> Party:
        """Take down a new way of writing, and a region or code that was not known."""
        self._write_name(party, written.name, folded)
        if (written.region and not party.region) or (written.uscc and not party.uscc):
            party.region = party.region or written.region[:60]
            party.uscc = party.uscc or written.uscc
            if party.id:
                self._changed[party.id] = party
        return party

    def _new_organisation(
        self, written: Written, folded: str, kind: PartyKind, doubtful: list[tuple[Party, str]]
    ) -> Party:
        """A new party, with doubts against those that look like it."""
        for name, other in self._blocks.get(folded[:BLOCK], []):
            if len(doubtful) >= DOUBTS_AT_MOST:
                break
            if other in [party for party, _reason in doubtful]:
                continue
            seen = compare(written.name, name, region=written.region, other_region=other.region)
            if seen.verdict is NameVerdict.DOUBTFUL:
                doubtful.append((other, seen.reason))
        party = Party(
            kind=kind,
            name=written.name[:LONGEST_NAME],
            folded=folded,
            region=written.region[:60],
            uscc=written.uscc[:18],
        )
        self._new_organisations.append(party)
        self._organisations[folded].append(Known(party, party))
        if written.uscc:
            self._by_uscc[written.uscc] = party
        self._write_name(party, written.name, folded)
        self._doubts += [(party, other, reason) for other, reason in doubtful[:DOUBTS_AT_MOST]]
        return party

    def recognise_person(self, name: str, affiliation: Party | int | None) -> Party | int:
        """The person of this name under this first applicant (or his id); without one, always a new person."""
        folded = self.folded(name)
        under = affiliation if isinstance(affiliation, int) else _handle(affiliation) if affiliation else 0
        known = self._people.get((folded, under)) if affiliation else None
        if known is None:
            known = made(Party, kind=PartyKind.PERSON, name=name[:LONGEST_NAME], folded=folded)
            if isinstance(affiliation, int) or affiliation is None:
                known.affiliation_id = affiliation
            elif affiliation.id:
                known.affiliation_id = affiliation.id
            else:
                known.affiliation = affiliation
            self._new_people.append(known)
            if affiliation:
                self._people[(folded, under)] = known
        return known

    def also_called(self, party: Party, name_en: str) -> None:
        """Take down the English name that a line gives beside the Chinese one."""
        if not name_en:
            return
        if not party.name_en:
            party.name_en = name_en[:LONGEST_NAME]
            if party.id:
                self._changed[party.id] = party
        folded = self.folded(name_en)
        self._write_name(party, name_en, folded)
        known = self._organisations.setdefault(folded, [])
        if all(one.party is not party for one in known):
            known.append(Known(party, party))

    def doubt(self, party: Party, other: Party, reason: str) -> None:
        """Queue two parties for a person to decide."""
        if party is not other:
            self._doubts.append((party, other, reason))

    def _write_name(self, party: Party, name: str, folded: str) -> None:
        """Note one way of writing, once."""
        name = name[:LONGEST_NAME]
        key = (_handle(party), name)
        if key in self._written:
            return
        self._written.add(key)
        block = folded[:BLOCK]
        self._new_names.append(PartyName(party=party, name=name, folded=folded, block=block))
        self._blocks.setdefault(block, []).append((name, party))

    def save(self) -> None:
        """Write what is new: parties, names, doubts; and what became known of old ones."""
        Party.objects.bulk_create(self._new_organisations)
        self._save_people()
        for name in self._new_names:
            name.party = name.party
        # A name outside the fetched block may stand under this party already.
        PartyName.objects.bulk_create(self._new_names, ignore_conflicts=True)
        if self._changed:
            Party.objects.bulk_update(self._changed.values(), ["name_en", "region", "uscc"], batch_size=100)
        self._save_doubts()
        self._new_organisations, self._new_people, self._new_names = [], [], []
        self._changed, self._doubts = {}, []

    def _save_people(self) -> None:
        """New persons: those without an applicant one by one, the others in bulk, found again by name and applicant."""
        under: dict[tuple[str, int], Party] = {}
        now = timezone.now()
        for person in self._new_people:
            if person.affiliation_id is None and person.affiliation is not None:
                person.affiliation = person.affiliation  # its id is known only now
            if person.affiliation_id is None:
                person.save()
            else:
                under[(person.folded, person.affiliation_id)] = person
        columns = ("kind", "name", "name_en", "folded", "region", "uscc", "affiliation_id", "created_at")
        person_kind = PartyKind.PERSON.value
        rows = [(person_kind, one.name, "", one.folded, "", "", one.affiliation_id, now) for one in under.values()]
        insert_rows(Party, columns, rows)
        for (affiliation, folded), pk in people_under({(one[1], one[0]) for one in under}).items():
            under[(folded, affiliation)].pk = pk

    def _save_doubts(self) -> None:
        """Each pair once, whichever way round, also against the decided ones."""
        if not self._doubts:
            return
        pks = {party.id for party, _other, _reason in self._doubts} | {other.id for _p, other, _r in self._doubts}
        known = {
            frozenset(pair)
            for pair in PartyDoubt.objects.filter(party__in=pks, other__in=pks).values_list("party_id", "other_id")
        }
        for party, other, reason in self._doubts:
            pair = frozenset({party.id, other.id})
            if pair not in known and len(pair) == 2:
                known.add(pair)
                PartyDoubt.objects.create(party=party, other=other, reason=reason[:60])


def people_under(pairs: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """(applicant, folded name) → the person; of several the one there first."""
    found: dict[tuple[int, str], int] = {}
    for pk, kind, affiliation, folded in among_pairs(
        Party, ("affiliation_id", "folded"), pairs, "id", "kind", "affiliation_id", "folded"
    ):
        if kind == PartyKind.PERSON and pk < found.get((affiliation, folded), pk + 1):
            found[affiliation, folded] = pk
    return found


def _handle(party: Party) -> int:
    """What tells parties apart before and after they are saved: the id, or minus the object's address."""
    return party.id or -id(party)


def recognise(name: str, *, kind: PartyKind | None = None, region: str = "", uscc: str = "") -> Party:
    """The party behind one written organisation name; made where there is none. Inside the caller's transaction."""
    book = PartyBook()
    book.fetch([name], [], [uscc])
    party = book.recognise(Written(name, region, uscc), kind)
    book.save()
    return party
