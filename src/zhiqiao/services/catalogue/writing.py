"""Writing patents (专利入库): a draft becomes, or is merged into, the one record of its patent.

Responsible for outcome and refusals. Not responsible for transactions: the caller (intake) holds one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from zhiqiao.domain.patents.reading import PatentDraft
from zhiqiao.domain.problems import Problem, Refused, Severity
from zhiqiao.records import audit, jobs
from zhiqiao.records.models import ClassPack, Organisation, Patent, User
from zhiqiao.services.catalogue.holding import Holding
from zhiqiao.services.catalogue.merging import Record, apply
from zhiqiao.services.catalogue.shelf import Shelf


@dataclass(frozen=True)
class Upserted:
    """What became of a draft: "created", "changed" or "unchanged"; `problems` are warnings."""

    patent: Patent
    outcome: str
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Put:
    """The same before it is saved: `record` is None when the draft is refused (outcome "rejected")."""

    record: Record | None
    outcome: str
    problems: list[Problem] = field(default_factory=list)


def put(shelf: Shelf, draft: PatentDraft, holding: Holding, *, by: User | None, is_sample: bool, again: bool) -> Put:
    """Merge one draft into its record on the shelf. `again` says that this run has told of the patent before.

    Refused (`publication_belongs_to_other`) when its publication number is that of a patent with another
    application number: one of the two is a slip, and no machine knows which.
    """
    found = shelf.find(draft)
    numbers = {record.row.application_number for record in found} | {draft.application_number}
    numbers.discard("")
    if len(numbers) > 1:
        return Put(None, "rejected", [_belongs_to_other(found, draft)])
    record = _one_of(shelf, found, by) or shelf.new(draft, is_sample=is_sample)
    is_new = not found
    before, record.changed = record.changed, set()
    may_change = is_new or holding.may_change(record.row)
    warnings = apply(record, draft, only_fill=again or not may_change, folded=shelf.book.folded)
    if not may_change:
        warnings.append(Problem("record_held_by_other", "applicants", severity=Severity.WARNING))
    if record.row.holder_id is None:
        record.row.holder_id = holding.holder_of(draft)
        if record.row.holder_id is not None:
            record.changed.add("row")
    outcome = "created" if is_new else "changed" if record.changed or len(found) > 1 else "unchanged"
    record.changed |= before
    shelf.keep(record, draft)
    return Put(record, outcome, warnings)


def _belongs_to_other(found: list[Record], draft: PatentDraft) -> Problem:
    """The refusal, with the record that has the number already."""
    other = next(record for record in found if record.row.application_number not in ("", draft.application_number))
    given = next((one.number for one in draft.publications if one.number in other.documents), "")
    given = given or (draft.publications[0].number if draft.publications else "")
    return Problem(
        "publication_belongs_to_other",
        "publication_number",
        given,
        data={"other": other.row.application_number, "number": draft.application_number},
    )


def _one_of(shelf: Shelf, found: list[Record], by: User | None) -> Record | None:
    """The record, after joining those that turn out to be one; the one with an application number stays."""
    if not found:
        return None
    kept = next((record for record in found if record.row.application_number), found[0])
    for record in found:
        if record is not kept:
            shelf.join(kept, record, by=by)
    return kept


def upsert(
    draft: PatentDraft, *, by: User | None, organisation: Organisation | None = None, is_sample: bool = False
) -> Upserted:
    """Write one draft. Inside the caller's transaction. Raises Refused (`publication_belongs_to_other`).

    Audit: `patent_created` or `patent_changed`. Jobs, unless unchanged: `index_patents`, `grade_patents`,
    `compute_indicators`, and `class_patents` where a classification pack is in use.
    """
    shelf = Shelf()
    shelf.fetch([draft])
    done = put(shelf, draft, Holding(by, organisation), by=by, is_sample=is_sample, again=False)
    if done.record is None:
        raise Refused(done.problems)
    shelf.save()
    row = done.record.row
    if done.outcome != "unchanged":
        audit.record(f"patent_{done.outcome}", row, by=by, organisation=organisation, key=row.record_key)
        ids = [row.pk, *shelf.joined]
        jobs.add("index_patents", ids=ids)
        jobs.add("grade_patents", ids=[row.pk])
        ask_for_classes([row.pk])
        jobs.add("compute_indicators", ids=[row.pk])
    return Upserted(row, done.outcome, done.problems)


def ask_for_classes(ids: list[int]) -> None:
    """Job `class_patents` for patents whose facts are new, where a classification pack is in use at all."""
    if ClassPack.objects.filter(is_active=True).exists():
        jobs.add("class_patents", ids=ids)
