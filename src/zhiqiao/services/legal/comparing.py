"""Comparing (登记簿比对): what extracts of the register say against our records, kept as differences to decide upon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import LegalState, PartyRole, PatentKind
from zhiqiao.domain.patents.differences import Differs, as_json, differences
from zhiqiao.domain.patents.reading import PatentDraft
from zhiqiao.domain.problems import Problem
from zhiqiao.records import audit
from zhiqiao.records.models import Difference, Patent, PatentParty, User
from zhiqiao.services import people
from zhiqiao.services.legal.recording import own_patents

ROLES = {PartyRole.OWNER: "owners", PartyRole.APPLICANT: "applicants", PartyRole.INVENTOR: "inventors"}
PLAIN = (
    "title_zh", "title_en", "application_date", "publication_date", "grant_date", "annuity_paid_to_year",
    "claims_count",
)  # fmt: skip


@dataclass(frozen=True)
class Extract:
    """What a line of a register extract says of one patent; `on` is the day of the extract."""

    patent: int
    draft: PatentDraft
    source: str
    on: date
    line: int | None = None


@dataclass(frozen=True)
class Compared:
    """What became of it: "accepted" when differences were kept, "unchanged" when none are new, "rejected"."""

    outcome: str
    problems: list[Problem]


@transaction.atomic
def compare(told: Sequence[Extract], *, by: User | None) -> list[Compared]:
    """Keep each field in which an extract says otherwise than our record; nothing of the record changes.

    One that was ignored stays so until an extract says something else; one that our record agrees with by now is gone.
    Rejected (`event_is_of_own_patent`) for patents the person does not hold. Audit: `differences_found`.
    """
    people.require(by, Verb.IMPORT_SHEET)
    rows = own_patents({one.patent for one in told}, by)
    ours = values_of(rows)
    known = {(one.patent_id, one.field): one for one in Difference.objects.filter(patent__in=rows)}
    done = []
    found: dict[int, list[str]] = {}
    for one in told:
        if one.patent not in rows:
            done.append(Compared("rejected", [Problem("event_is_of_own_patent", "application_number")]))
            continue
        differing = {each.field: each for each in differences(ours[one.patent], one.draft)}
        settle(one, differing, known)
        new = [name for name, each in differing.items() if keep(one, each, known)]
        found.setdefault(one.patent, []).extend(new)
        done.append(Compared("accepted" if new else "unchanged", []))
    trail = [(pk, {"fields": fields}) for pk, fields in found.items() if fields]
    audit.record_many("differences_found", Patent, trail, by=by)
    return done


def settle(one: Extract, differing: dict[str, Differs], known: dict[tuple[int, str], Difference]) -> None:
    """Open differences that this extract does not bear out any more are gone."""
    for (patent, name), row in known.items():
        said = as_json(getattr(one.draft, name, ""))
        if patent == one.patent and row.state == "open" and said != "" and name not in differing:
            row.state = "gone"
            row.save(update_fields=["state", "updated_at"])


def keep(one: Extract, found: Differs, known: dict[tuple[int, str], Difference]) -> bool:
    """Keep a difference; False where it stands already, or was ignored and says nothing new."""
    row = known.get((one.patent, found.field))
    if row is not None and row.theirs == found.theirs and row.state in ("open", "ignored"):
        return False
    row = row or Difference(patent_id=one.patent, field=found.field)
    row.ours, row.theirs, row.state = found.ours, found.theirs, "open"
    row.source, row.source_date, row.line_id = one.source[:300], one.on, one.line
    row.decided_by, row.decided_at = None, None
    if found.field == "legal_state":
        since, written = one.draft.legal_state_date, one.draft.legal_state_written
        row.data = {"since": since.isoformat() if since else "", "written": written[:200]}
    row.save()
    known[one.patent, found.field] = row
    return True


def values_of(rows: dict[int, Patent]) -> dict[int, dict[str, object]]:
    """What our records say, by the fields that are compared."""
    named: dict[int, dict[str, list[str]]] = {pk: {name: [] for name in ROLES.values()} for pk in rows}
    parts = PatentParty.objects.filter(patent__in=rows, role__in=ROLES).order_by("position")
    for pk, role, name in parts.values_list("patent_id", "role", "name_written"):
        named[pk][ROLES[PartyRole(role)]].append(name)
    found: dict[int, dict[str, object]] = {}
    for pk, row in rows.items():
        plain = {name: getattr(row, name) for name in PLAIN}
        names = {name: tuple(written) for name, written in named[pk].items()}
        names["owners"] = names["owners"] or names["applicants"]
        codes = {"legal_state": LegalState(row.legal_state), "kind": PatentKind(row.kind)}
        found[pk] = {**plain, **names, **codes}
    return found
