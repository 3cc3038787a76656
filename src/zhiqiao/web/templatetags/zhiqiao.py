"""What templates need to show codes, problems, texts and scores (模板标签). No rule lives here: it only picks words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from zhiqiao.domain.codes import (
    Confidentiality,
    FirmSize,
    Industry,
    LegalState,
    NeedStage,
    NeedState,
    OrganisationKind,
    PartyKind,
    PatentKind,
    Role,
    Way,
)
from zhiqiao.domain.problems import Problem
from zhiqiao.services import embedding, sample
from zhiqiao.words import codes, grading, parties, problems

register = template.Library()


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the main menu; `key` follows "g" on the keyboard."""

    url: str
    label: str
    key: str
    current: bool


@register.simple_tag(takes_context=True)
def main_menu(context: template.Context) -> list[MenuEntry]:
    """The main menu, with the page one is on marked."""
    path = context["request"].path
    entries = [
        ("home", _("Home"), "h"),
        ("patents", _("Patents"), "p"),
        ("pool", pgettext("menu", "Pool"), "o"),
        ("needs", _("Needs"), "n"),
        ("desk", _("Match desk"), "m"),
        ("imports", pgettext("menu", "Import"), "i"),
        ("rubric", _("Grading rubric"), "r"),
    ]
    if context["request"].user.is_authenticated:
        entries.insert(1, ("work", pgettext("menu", "Work"), "w"))
    found = []
    for name, label, key in entries:
        name, *arguments = name.split()
        url = reverse(name, args=arguments)
        current = path == url if name == "home" else path.startswith(url)
        found.append(MenuEntry(url, label, key, current))
    return found


@register.simple_tag
def texts_leave_for() -> str:
    """Where texts that are searched and matched are sent; "" when they stay on this machine."""
    return ", ".join(embedding.places())


@register.simple_tag
def has_sample() -> bool:
    """Whether invented sample rows are in the database."""
    return sample.is_loaded()


LISTS: dict[str, type[StrEnum]] = {
    one.__name__: one
    for one in (
        PatentKind,
        LegalState,
        Industry,
        Way,
        NeedState,
        NeedStage,
        FirmSize,
        Role,
        Confidentiality,
        PartyKind,
        OrganisationKind,
    )
}
"""Lists in which a bare string from the database is looked up, the first that has it wins."""


@register.filter
def label(code: Any, of: str = "") -> str:
    """A code in the reader's language: `{{ need.stage|label }}`; `of` names the list where two share a string."""
    if not code or isinstance(code, StrEnum):
        return codes.label(code) if code else ""
    members = [one(code) for name, one in LISTS.items() if of in ("", name) and code in set(one)]
    return codes.label(members[0]) if members else str(code)


@register.filter
def doubt_reason(reason: str) -> str:
    """Why two parties may be one."""
    return parties.doubt(reason)


@register.filter
def say(problem: Problem | Mapping[str, Any]) -> str:
    """A problem as a sentence: what, where, how to mend."""
    return problems.say(problem if isinstance(problem, Problem) else Problem.from_json(problem))


def in_language(row: Any, field: str) -> tuple[str, str]:
    """The field's text in the reader's language, else in the other; with the language it is in ("zh" or "en")."""
    order = ("en", "zh") if (get_language() or "").startswith("en") else ("zh", "en")
    for language in order:
        written = getattr(row, f"{field}_{language}", "")
        if written:
            return str(written), language
    return "", order[0]


@register.simple_tag
def text(row: Any, field: str) -> str | SafeString:
    """`{% text patent "title" %}`: in the reader's language where there is one, marked with its own language if not."""
    written, language = in_language(row, field)
    wanted = "en" if (get_language() or "").startswith("en") else "zh"
    if not written or language == wanted:
        return written
    return format_html('<span lang="{}">{}</span>', "en" if language == "en" else "zh-CN", written)


@register.simple_tag
def other_text(row: Any, field: str) -> str | SafeString:
    """The field's text in the language that is not the reader's, where there are both; marked with its language."""
    shown, language = in_language(row, field)
    other = "zh" if language == "en" else "en"
    written = getattr(row, f"{field}_{other}", "")
    if not shown or not written or written == shown:
        return ""
    return format_html('<span lang="{}">{}</span>', "en" if other == "en" else "zh-CN", written)


@register.filter
def number_of(patent: Any) -> str:
    """The number a patent goes by: its application number, else the one in its key."""
    return str(patent.application_number or patent.record_key.rsplit(":", 1)[-1])


@register.simple_tag
def marked(written: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """The text with `spans` (start, end in characters) highlighted; overlapping spans are joined."""
    pieces: list[tuple[str, str, str]] = []
    at = 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(written))
        if end <= start:
            continue
        pieces.append((written[at:start], written[start:end], ""))
        at = end
    joined = format_html_join("", "{}<mark>{}</mark>{}", pieces)
    return format_html("{}{}", joined, written[at:])


@register.filter
def percent(share: float | None) -> str:
    """0.734 as "73 %"; nothing for None."""
    return "" if share is None else f"{round(float(share) * 100)} %"


@register.filter
def yuan(fen: int | None) -> str:
    """An amount in fen as yuan; in Chinese in units of ten thousand where it is whole (万元)."""
    if fen is None:
        return ""
    if fen % 1_000_000 == 0 and not (get_language() or "").startswith("en"):
        return _("%(amount)s × 10,000 yuan") % {"amount": f"{fen // 1_000_000:,}"}
    return _("%(amount)s yuan") % {"amount": f"{fen // 100:,}" if fen % 100 == 0 else f"{fen / 100:,.2f}"}


STATE_LOOKS = {
    "granted": "good",
    "pending": "wait",
    "lapsed": "bad",
    "expired": "bad",
    "invalidated": "bad",
    "withdrawn": "bad",
    "abandoned": "bad",
    "open": "good",
    "closed": "",
    "draft": "wait",
}


@register.inclusion_tag("components/badge.html")
def state_badge(state: str, day: Any = None) -> dict[str, Any]:
    """The state of a patent or a need in words, with the day it was learnt where known."""
    known = [one(state) for one in (LegalState, NeedState) if state in set(one)]
    words = codes.label(known[0]) if known else str(state)
    return {"look": STATE_LOOKS.get(str(state), ""), "words": words, "day": day}


@register.simple_tag
def heading_at(headings: list[str], place: int) -> str:
    """The heading of a column, for rows that stand one below the other on a narrow screen."""
    return headings[place]


@register.inclusion_tag("components/grade.html")
def grade_badge(grade: Any) -> dict[str, Any]:
    """Level, score and coverage of a grade; says "not graded" for None."""
    return {"grade": grade, "level": grading.level(grade.level) if grade else ""}


@register.inclusion_tag("components/meter.html")
def meter(share: float | None, words: str = "") -> dict[str, Any]:
    """A share of a whole (0 to 1) as a bar with its figure."""
    return {
        "share": share,
        "width": 0 if share is None else round(max(0.0, min(1.0, float(share))) * 100),
        "words": words,
    }


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The present query string with some values changed; None takes one out. Paging restarts unless given."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, list | tuple):
            query.setlist(key, [str(one) for one in value])
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def toggled(context: template.Context, key: str, value: str) -> str:
    """The present query string with one facet value switched on or off."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    values = query.getlist(key)
    query.setlist(key, [one for one in values if one != value] if value in values else [*values, value])
    return f"?{query.urlencode()}"
