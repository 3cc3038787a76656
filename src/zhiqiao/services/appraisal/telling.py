"""What grades say (分级结果说明): the current grade and those before it, explained; levels counted; the rubric printed.

Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from zhiqiao.domain.grading.grade import GradeResult, by_dimension, weighed_from_json
from zhiqiao.domain.grading.grade import grade as grade_facts
from zhiqiao.domain.grading.rubric import FIRST, describe
from zhiqiao.records.facts import patent_facts, patents_with_parts
from zhiqiao.records.models import Grade, Patent, User
from zhiqiao.services import catalogue
from zhiqiao.words import grading as words
from zhiqiao.words import rubric as rubric_words


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
