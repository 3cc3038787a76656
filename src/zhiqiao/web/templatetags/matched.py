"""What templates need to show a match in detail (匹配细看): clauses beside each other, figures compared, what nothing
answers, and what is folded under a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import RequestContext

from zhiqiao.domain.matching.explanation import Stated, figured
from zhiqiao.records.models import Patent
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.templatetags.judged import MarkedText, reader_language
from zhiqiao.web.templatetags.zhiqiao import marked
from zhiqiao.words import matching

register = template.Library()


@dataclass(frozen=True)
class Beside:
    """A clause of the need beside the clause of the patent that answers it, both with what met highlighted."""

    asked: MarkedText
    found: MarkedText
    strength: float
    by: str


@dataclass(frozen=True)
class FigureRow:
    """An asked figure, what is said of it, and how the two stand; `said` is None where nothing is said."""

    asked: MarkedText
    said: MarkedText | None
    verdict: str
    words: str


def piece(
    row: Any, field: str, start: int, end: int, marks: Mapping[str, Sequence[Sequence[int]]]
) -> MarkedText | None:
    """A piece of a stored field with the marks that lie in it; None where the field has changed and is shorter."""
    name, _, language = field.rpartition("_")
    written = str(getattr(row, field, ""))[start:end]
    if not written:
        return None
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in marks.get(field, ()) if a < end and b > start]
    return MarkedText(name, language, marked(written, inside), language == reader_language())


@register.simple_tag
def beside(explanation: Mapping[str, Any], asked: Any, found: Any) -> list[Beside]:
    """The aligned clauses, those of the need in the reader's language where there are any, strongest first."""
    pairs = explanation.get("aligned") or []
    own = [one for one in pairs if one["need_field"].endswith(f"_{reader_language()}")]
    result = []
    for one in own or pairs:
        ours = piece(asked, one["need_field"], one["need_start"], one["need_end"], explanation["marks_need"])
        theirs = piece(found, one["found_field"], one["found_start"], one["found_end"], explanation["marks_found"])
        if ours and theirs:
            result.append(Beside(ours, theirs, one["strength"], matching.by_label(one["by"])))
    return result


@register.simple_tag
def figure_rows(explanation: Mapping[str, Any]) -> list[FigureRow]:
    """The asked figures, each in the reader's language where it is asked in it."""
    result = []
    for one in explanation.get("figures") or []:
        told = figured(one).for_reader(reader_language())
        if told.asked:
            said = stated(told.said[0]) if told.said else None
            result.append(FigureRow(stated(told.asked[0]), said, told.verdict, matching.verdict_label(told.verdict)))
    return result


def stated(one: Stated) -> MarkedText:
    """A figure in the words of its text."""
    name, _, language = one.field.rpartition("_")
    return MarkedText(name, language, marked(one.text, ()), language == reader_language())


@register.simple_tag
def unanswered(explanation: Mapping[str, Any], asked: Any) -> list[MarkedText]:
    """The clauses nothing answers, in the reader's language where there are any."""
    missing = explanation.get("missing") or []
    own = [one for one in missing if one["field"].endswith(f"_{reader_language()}")]
    texts = [piece(asked, one["field"], one["start"], one["end"], {}) for one in own or missing]
    return [one for one in texts if one]


@register.simple_tag(takes_context=True)
def folded(context: RequestContext, explanation: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The patents folded under a row that this reader may see, each with whether it is of the same family."""
    twins = explanation.get("twins") or []
    if not twins:
        return []
    rows = Patent.objects.visible_to(reader(context["request"])).in_bulk(twins)
    family = set(explanation.get("family") or [])
    return [{"patent": rows[one], "is_family": one in family} for one in twins if one in rows]
