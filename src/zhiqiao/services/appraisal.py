"""Appraisal (分级评定): grades patents by the rubric of `domain.grading`, keeps every grade, tells what it rests on.

Not responsible for the rules (domain) nor for sentences (words). Grading the same facts again makes no new row, unless
time itself has changed the grade (see `moved`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from zhiqiao.domain.grading.grade import GradeResult, by_dimension, marks_as_text, weighed_from_json
from zhiqiao.domain.grading.grade import grade as grade_facts
from zhiqiao.domain.grading.rubric import FIRST, describe
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.records import audit, jobs
from zhiqiao.records.bulk import collecting_seldom, insert_rows
from zhiqiao.records.facts import facts_of_patents, patent_facts, patents_with_parts
from zhiqiao.records.models import Grade, Patent, User
from zhiqiao.services import catalogue
from zhiqiao.words import grading as words
from zhiqiao.words import rubric as rubric_words

__all__ = [
    "current_grade",
    "explain",
    "grade_all",
    "grade_patents",
    "history",
    "levels_summary",
    "preview",
    "rubric",
    "rubric_markdown",
]

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
    `index_patents` for those whose level is another, for it can be searched by. Ids of patents that are gone are passed
    over, so that a late job does no harm.
    """
    day = today or timezone.localdate()
    done = Graded()
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        grade_chunk(wanted[start : start + CHUNK], cause, by, day, done)
    return done


def grade_all(progress: Callable[[int, int], None] | None = None, *, by: User | None = None) -> int:
    """Grade every patent; returns how many new grades were kept. `progress` gets how many are done, of how many.

    Jobs that waited to grade some of them before it began are fulfilled with it.
    """
    waiting = jobs.waiting_for("grade_patents")
    ids = list(Patent.objects.order_by("pk").values_list("pk", flat=True))
    made = 0
    with collecting_seldom():
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            made += grade_patents(chunk, "all", by=by).made
            if progress:
                progress(start + len(chunk), len(ids))
    jobs.fulfil(waiting)
    return made


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
        fresh.append((facts.id, *grade_row(result, digest, why), True, now))
        events.append((facts.id, audit_data(old, result, why)))
        if result.level != (old.level if old else None) and (old or cause != "imported" or len(ids) <= jobs.FEW):
            levels.append(facts.id)
    replaced = [pk for pk, _data in events if pk in standing]
    Grade.objects.filter(patent__in=replaced, is_current=True).update(is_current=False)
    insert_rows(Grade, ("patent_id", *GRADE_COLUMNS, "is_current", "made_at"), fresh)
    audit.record_many("patent_graded", Patent, events, by=by)
    if levels:  # many that are graded for the first time are indexed after this anyway (`jobs.priority_of`)
        jobs.add("index_patents", ids=levels)
    done.made += len(fresh)
    done.unknown += len(ids) - found


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
        return "rubric"
    return "time" if moved(old, result) else None


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


def current_grade(patent: Patent) -> Grade | None:
    """The grade that counts now, or None where the patent has not been graded."""
    return Grade.objects.filter(patent=patent, is_current=True).first()


def history(patent: Patent) -> list[Grade]:
    """Every grade the patent ever had, newest first."""
    return list(Grade.objects.filter(patent=patent).order_by("-pk"))


def preview(patent: Patent, *, today: date | None = None, **changed: Any) -> GradeResult:
    """What the grade would be with some facts changed ("what if"); nothing is kept.

    `changed` are fields of `domain.patents.facts.PatentFacts`.
    """
    row = patents_with_parts(Patent.objects.filter(pk=patent.pk)).get()
    return grade_facts(replace(patent_facts(row), **changed), today or timezone.localdate())


def levels_summary(user: User | None) -> dict[str, int]:
    """How many patents stand at each level: "1" to "5", "none" (too little known), "ungraded".

    Counts what the person may see; None stands for whoever holds the command line and counts all.
    """
    current = Grade.objects.filter(is_current=True)
    seen = Patent.objects.all()
    if user is not None and catalogue.scope(user):  # some of them are closed to this person
        seen = Patent.objects.visible_to(user)
        current = current.filter(patent__in=seen)
    counted = {str(level): 0 for level in range(1, 6)} | {"none": 0}
    for row in current.order_by().values("level").annotate(patents=Count("pk")):
        counted["none" if row["level"] is None else str(row["level"])] = row["patents"]
    return {**counted, "ungraded": seen.count() - sum(counted.values())}


def explain(grade: Grade) -> dict[str, Any]:
    """A grade with every reason as a sentence in the active language, beside its codes and values; plain JSON."""
    score = None if grade.score is None else float(grade.score)
    return {
        "rubric": grade.rubric,
        "score": score,
        "level": grade.level,
        "level_label": words.level(grade.level),
        "advice": words.advice(grade.level),
        "coverage": float(grade.coverage),
        "summary": words.summary(score, grade.level, float(grade.coverage)),
        "veto": next((mark["evidence"][0]["code"] for mark in grade.marks if mark["veto"]), ""),
        "is_current": grade.is_current,
        "cause": grade.cause,
        "made_at": grade.made_at.isoformat(),
        "dimensions": dimensions_of(grade.marks),
        "marks": [
            {**mark, "label": words.criterion(mark["criterion"]), "sentence": words.mark(mark)} for mark in grade.marks
        ],
        "missing": [{**one, "sentence": words.missing(one)} for one in grade.missing],
        "would_change": [{**one, "sentence": words.change(one)} for one in grade.would_change],
    }


def dimensions_of(marks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Score and coverage of each dimension, from the marks kept with a grade."""
    outcomes = by_dimension(weighed_from_json(mark) for mark in marks)
    return [
        {
            "code": str(dimension),
            "label": words.dimension(dimension),
            "score": None if outcome.score is None else float(outcome.score),
            "coverage": float(outcome.coverage),
        }
        for dimension, outcome in outcomes.items()
    ]


def rubric() -> dict[str, object]:
    """The rubric in use as plain data with codes; `words.rubric.in_words` adds the labels."""
    return describe(FIRST)


def rubric_markdown(language: str = "") -> str:
    """The rubric page as Markdown: "zh", "en", or both one after the other as in docs/reference/rubric.md."""
    codes = {"zh": "zh-hans", "en": "en"}
    languages = [codes.get(language[:2], "en")] if language else list(codes.values())
    return "\n".join(rubric_words.markdown(rubric(), code) for code in languages)
