"""What templates need to show judgements (评判展示): grades in words, matches with their reasons and marked texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.safestring import SafeString

from zhiqiao.records.models import Patent
from zhiqiao.web.pages import rows
from zhiqiao.web.templatetags.zhiqiao import in_language, marked
from zhiqiao.words import grading, matching

register = template.Library()

AROUND = 36
"""Characters kept before the first mark of an excerpt."""
Spans = Sequence[Sequence[int]]


@register.filter
def note(code: str) -> str:
    """What must be said of an answer as a whole."""
    return matching.say(code)


@register.filter
def why(reason: Mapping[str, Any]) -> str:
    """A reason for or against a match, as a sentence."""
    return matching.say(reason["code"], reason.get("data") or {})


@register.filter
def part_label(code: str) -> str:
    """The name of one part of a match's score."""
    return matching.part_label(code)


@register.filter
def sureness(code: str) -> str:
    """How sure a match is, in words."""
    return matching.sureness_label(code)


@register.filter
def graded(mark: Mapping[str, Any]) -> str:
    """The evidence of one mark as a sentence, without its points."""
    if mark["missing"]:
        return grading.facts(mark["missing"])
    return " ".join(grading.say(reason) for reason in mark["evidence"])


@register.filter
def criterion(code: str) -> str:
    """The name of a criterion of the rubric."""
    return grading.criterion(code)


@register.filter
def dimension(code: str) -> str:
    """The name of a dimension of the rubric."""
    return grading.dimension(code)


@register.filter
def lacking(missing: Mapping[str, Any]) -> str:
    """What is not known, with its weight."""
    return grading.missing(missing)


@register.filter
def change(stored: Mapping[str, Any]) -> str:
    """What would change the grade."""
    return grading.say(stored)


@register.filter
def effect(stored: Mapping[str, Any]) -> str:
    """What that change would bring."""
    return grading.effect(stored)


@register.filter
def advice(level: int | None) -> str:
    """What to do with a patent of this level."""
    return grading.advice(level)


@dataclass(frozen=True)
class MarkedText:
    """A text of a match with its marks; `field` is its name without language, `lang` what a browser reads aloud in."""

    field: str
    language: str
    html: SafeString
    is_reader: bool

    @property
    def lang(self) -> str:
        """The value of the `lang` attribute."""
        return "en" if self.language == "en" else "zh-CN"


def reader_language() -> str:
    """ "zh" or "en"."""
    return matching.reader_language()


def spans_of(marks: Mapping[str, Spans], field: str, language: str) -> list[tuple[int, int]]:
    """The marks of one stored field as pairs."""
    return [(int(span[0]), int(span[1])) for span in marks.get(f"{field}_{language}", ())]


def chosen_language(row: Any, field: str, marks: Mapping[str, Spans]) -> str:
    """The reader's language where the text exists in it; where only the other one carries marks, that one."""
    reader = reader_language()
    other = "en" if reader == "zh" else "zh"
    written = {language: bool(getattr(row, f"{field}_{language}", "")) for language in (reader, other)}
    carries = {language: bool(spans_of(marks, field, language)) for language in (reader, other)}
    if not written[reader] or (written[other] and carries[other] and not carries[reader]):
        return other
    return reader


@register.simple_tag
def marked_texts(row: Any, marks: Mapping[str, Spans] | None, fields: str) -> list[MarkedText]:
    """The texts of `fields` ("title problem") with what met highlighted, each in the language to be shown."""
    shown = []
    for field in fields.split():
        language = chosen_language(row, field, marks or {})
        written = getattr(row, f"{field}_{language}", "")
        if written:
            html = marked(written, spans_of(marks or {}, field, language))
            shown.append(MarkedText(field, language, html, language == reader_language()))
    return shown


@register.simple_tag
def marked_title(row: Any, marks: Mapping[str, Spans] | None) -> MarkedText | None:
    """The title in the reader's language where there is one, with what met in that language."""
    written, language = in_language(row, "title")
    html = marked(written, spans_of(marks or {}, "title", language))
    return MarkedText("title", language, html, language == reader_language()) if written else None


@register.simple_tag
def excerpt(row: Any, marks: Mapping[str, Spans] | None, fields: str, length: int = 150) -> MarkedText | None:
    """A piece of the field in which most met, around its densest marks; the start of the first field where none did."""
    best: tuple[int, str, str] | None = None
    for field in fields.split():
        language = chosen_language(row, field, marks or {})
        written = getattr(row, f"{field}_{language}", "")
        count = len(spans_of(marks or {}, field, language))
        if written and (best is None or count > best[0]):
            best = (count, field, language)
    if best is None:
        return None
    _count, field, language = best
    written = str(getattr(row, f"{field}_{language}"))
    spans = spans_of(marks or {}, field, language)
    size = length if language == "zh" else length * 2
    start = densest(spans, size)
    start = max(0, min(start - AROUND, len(written) - size))
    if language == "en" and start:
        start = written.find(" ", start) + 1
    end = min(len(written), start + size)
    piece = ("…" if start else "") + written[start:end] + ("…" if end < len(written) else "")
    lead = 1 if start else 0
    moved = [(max(a, start) - start + lead, min(b, end) - start + lead) for a, b in spans if b > start and a < end]
    return MarkedText(field, language, marked(piece, moved), language == reader_language())


def densest(spans: Iterable[tuple[int, int]], size: int) -> int:
    """Where a window of `size` characters that holds most marked characters begins: at one of the marks."""
    kept = sorted(spans)
    best, at = 0, 0
    for start, _end in kept:
        inside = sum(b - a for a, b in kept if a >= start and b <= start + size)
        if inside > best:
            best, at = inside, start
    return at


@register.inclusion_tag("components/points.html")
def points(earned: float, weight: float) -> dict[str, Any]:
    """Points earned of those to be had, as a bar with both figures."""
    share = float(earned) / float(weight) if weight else 0.0
    return {"earned": earned, "weight": weight, "width": round(max(0.0, min(1.0, share)) * 100)}


@register.filter
def holders(match: Any) -> list[str]:
    """Names of the applicants of a matched patent, in the reader's language where known."""
    return rows.holders_of(match.row)


@register.filter
def grade_of(match: Any) -> Any:
    """The current grade of a matched patent."""
    return rows.grade_of(match.row)


@register.simple_tag
def found_by(match: Any) -> Any:
    """What an enterprise was found by, whose texts carry the marks: one of its own patents, or itself."""
    for reason in match.explanation.as_json()["reasons"]:
        if reason["code"] == "own_patent_is_like":
            return Patent.objects.visible_to(None).filter(pk=reason["data"]["patent"]).first() or match.row
    return match.row


@register.filter
def readable(met: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The phrases that met, those in the reader's script first; their order else stays."""
    wanted = reader_language() == "zh"
    return sorted(met, key=lambda pair: any("\u4e00" <= sign <= "\u9fff" for sign in pair["phrase_need"]) is not wanted)
