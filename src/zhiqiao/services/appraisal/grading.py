"""Grading (分级): grades patents by the rubric in use and keeps every grade with its cause.

Not responsible for the rules (domain), for runs over many patents (`runs`), nor for what grades say (`telling`).
Grading the same facts again makes no new row, unless time itself has changed the grade (see `moved`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from zhiqiao.domain.grading.causes import cause_kept
from zhiqiao.domain.grading.differences import direction_of
from zhiqiao.domain.grading.grade import GradeResult, marks_as_text
from zhiqiao.domain.grading.grade import grade as grade_facts
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.records import audit, jobs
from zhiqiao.records.bulk import insert_rows
from zhiqiao.records.facts import facts_of_patents
from zhiqiao.records.models import Case, Grade, Patent, User

CHUNK = 500
"""Patents graded in one transaction."""
MOVED_BY = Decimal(1)
"""Points by which the passing of time must move a score before a new grade is kept."""


@dataclass
class Graded:
    """What a run of grading did: new grades kept, patents whose grade stands as it was, ids that were not found."""

    made: int = 0
    unchanged: int = 0
    unknown: int = 0


def grade_patents(
    ids: list[int], cause: str = "imported", *, by: User | None = None, today: date | None = None
) -> Graded:
    """Grade these patents as they stand today. `cause` says why, as kept with each new grade.

    A new grade becomes the current one, the one before stays. Audit: `patent_graded` for each new grade. Job:
    `index_patents` for those whose level is another, for it can be searched by; `follow_pool` for all, once the pool is
    in use. Ids of patents that are gone are passed over, so that a late job does no harm.
    """
    day = today or timezone.localdate()
    done = Graded()
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        chunk, unchanged = wanted[start : start + CHUNK], done.unchanged
        grade_chunk(chunk, cause, by, day, done)
        if done.unchanged > unchanged:  # who holds it may have changed, which no grade tells of
            jobs.add("follow_upkeep", ids=chunk)
    return done


@transaction.atomic
def grade_chunk(ids: list[int], cause: str, by: User | None, day: date, done: Graded) -> None:
    """Grade one chunk in its own transaction; the patents are locked so that two workers cannot both add a grade."""
    if connection.features.has_select_for_update:  # elsewhere the transaction itself keeps others out
        list(Patent.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    standing = {
        grade.patent_id: grade
        for grade in Grade.objects.filter(patent__in=ids, is_current=True).defer("would_change", "missing")
    }
    fresh: list[tuple[object, ...]] = []
    events: list[tuple[int, dict[str, Any]]] = []
    levels: list[int] = []
    now, found = timezone.now(), 0
    for facts in facts_of_patents(ids):
        digest, result, old = digest_of(facts), grade_facts(facts, day), standing.get(facts.id)
        why = reason_for_new(old, digest, result, cause)
        found += 1
        if why is None:
            done.unchanged += 1
            continue
        fresh.append((facts.id, *grade_row(result, digest, why), *before_row(old, result), True, now))
        events.append((facts.id, audit_data(old, result, why)))
        if result.level != (old.level if old else None) and (old or cause != "imported" or len(ids) <= jobs.FEW):
            levels.append(facts.id)
    replaced = [pk for pk, _data in events if pk in standing]
    Grade.objects.filter(patent__in=replaced, is_current=True).update(is_current=False)
    insert_rows(Grade, ("patent_id", *GRADE_COLUMNS, *BEFORE_COLUMNS, "is_current", "made_at"), fresh)
    audit.record_many("patent_graded", Patent, events, by=by)
    hand_on([pk for pk, _data in events], levels)
    let_pool_follow(ids, cause)
    done.made += len(fresh)
    done.unknown += len(ids) - found


def hand_on(graded: list[int], levels: list[int]) -> None:
    """The jobs that follow from new grades: of `graded` a grade was kept, of those in `levels` the level is another.

    Whatever else follows grades adds its job here.
    """
    if levels:  # many that are graded for the first time are indexed after this anyway (`jobs.priority_of`)
        jobs.add("index_patents", ids=levels)
    if graded:
        jobs.add("follow_upkeep", ids=graded)


def let_pool_follow(ids: list[int], cause: str) -> None:
    """The pool looks at all that were asked for: what makes an entry leave need not change its grade. Nothing follows
    while nobody uses the pool."""
    if Case.objects.filter(procedure="pool").exists():
        jobs.add("follow_pool", ids=ids, cause=cause)


def digest_of(facts: PatentFacts) -> str:
    """Of all facts, independent of the order in which the database gives citations and documents."""
    citations = None if facts.citations is None else tuple(sorted(facts.citations))
    documents = tuple(sorted(facts.publication_numbers))
    if citations != facts.citations or documents != facts.publication_numbers:
        facts = facts.but(citations=citations, publication_numbers=documents)
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def reason_for_new(old: Grade | None, digest: str, result: GradeResult, cause: str) -> str | None:
    """Why a new grade is to be kept, or None where the standing one still says what is true."""
    if old is None or old.facts_digest != digest:
        return cause
    if old.rubric != result.rubric:
        return cause_kept(cause, facts_changed=False, rubric_changed=True, moved=False)
    return cause_kept(cause, facts_changed=False, rubric_changed=False, moved=moved(old, result))


def moved(old: Grade, result: GradeResult) -> bool:
    """Whether time alone has changed the grade: another level, a reason that is new, or a score a point away."""
    if (old.score is None) != (result.score is None) or old.level != result.level:
        return True
    if old.score is not None and result.score is not None and abs(old.score - result.score) >= MOVED_BY:
        return True
    reasons = [[reason["code"] for reason in mark["evidence"]] for mark in old.marks]
    return reasons != [[reason.code for reason in weighed.mark.evidence] for weighed in result.marks]


GRADE_COLUMNS = (
    "rubric", "score", "level", "coverage", "marks", "would_change", "missing", "facts_digest", "cause",
)  # fmt: skip


def grade_row(result: GradeResult, digest: str, cause: str) -> tuple[object, ...]:
    """A result as values of `GRADE_COLUMNS`."""
    return (
        result.rubric,
        result.score,
        result.level,
        result.coverage,
        marks_as_text(result.marks),
        [change.as_json() for change in result.would_change],
        list(result.missing),
        digest,
        cause,
    )


BEFORE_COLUMNS = ("direction", "level_before", "score_before")


def before_row(old: Grade | None, result: GradeResult) -> tuple[object, ...]:
    """Against the grade before, as values of `BEFORE_COLUMNS`."""
    if old is None:
        return (None, None, None)
    return (direction_of(old.score, old.level, result.score, result.level), old.level, old.score)


def audit_data(old: Grade | None, result: GradeResult, cause: str) -> dict[str, Any]:
    """What the trail says of a new grade: from what to what, and why."""
    return {
        "rubric": result.rubric,
        "cause": cause,
        "score": None if result.score is None else str(result.score),
        "level": result.level,
        "score_before": str(old.score) if old is not None and old.score is not None else None,
        "level_before": old.level if old is not None else None,
    }
