"""Repeats (重复行): the same patent twice in one file, and whether the two contradict each other.

Slices of an export put together repeat lines, and publication and grant of one patent come as two lines: both are
welcome. Two different filing dates or kinds under one number are not: one of the lines is wrong.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from zhiqiao.domain.codes import PatentKind
from zhiqiao.domain.patents.reading.drafts import PatentDraft
from zhiqiao.domain.problems import Problem, Severity


def contradictions(earlier: PatentDraft, later: PatentDraft, earlier_line: int = 0) -> list[Problem]:
    """Errors when two drafts of one record cannot both be true; [] when the later only adds."""
    return conflicts(core_of(earlier, earlier_line), core_of(later, 0), later)


@dataclass(frozen=True)
class Core:
    """The facts of a draft that cannot change during its life."""

    line: int
    application_date: str
    kind: str
    title_zh: str
    title_en: str


def core_of(draft: PatentDraft, line: int) -> Core:
    """The unchanging facts of a draft."""
    return Core(
        line,
        draft.application_date.isoformat() if draft.application_date else "",
        "" if draft.kind is PatentKind.UNKNOWN else str(draft.kind),
        signs(draft.title_zh),
        signs(draft.title_en),
    )


def signs(title: str) -> str:
    """A title's letters and ideographs, folded."""
    folded = unicodedata.normalize("NFKC", title).lower()
    return "".join(sign for sign in folded if sign.isalnum())


def conflicts(earlier: Core, later: Core, draft: PatentDraft) -> list[Problem]:
    """What the two say differently. Titles may be reworded on grant, so only wholly different ones count."""
    found: list[Problem] = []
    data: dict[str, str | int | float] = {"line": earlier.line, "record": draft.record_key}
    for about in ("application_date", "kind"):
        one, two = getattr(earlier, about), getattr(later, about)
        if one and two and one != two:
            found.append(Problem("patent_is_told_once", about, two, Severity.ERROR, {**data, "other": one}))
    for about in ("title_zh", "title_en"):
        one, two = getattr(earlier, about), getattr(later, about)
        if one and two and likeness(one, two) < 0.15:
            given = getattr(draft, about)[:60]
            found.append(Problem("patent_is_told_once", about, given, Severity.ERROR, {**data, "other": one[:60]}))
    return found


def likeness(one: str, two: str) -> float:
    """Share of common pairs of signs (Dice), 0-1."""
    pairs_one = {one[at : at + 2] for at in range(max(1, len(one) - 1))}
    pairs_two = {two[at : at + 2] for at in range(max(1, len(two) - 1))}
    return 2 * len(pairs_one & pairs_two) / (len(pairs_one) + len(pairs_two))


class Seen:
    """The patents met so far in one file: `problems(draft, line)` compares with what the file said before."""

    def __init__(self) -> None:
        self._cores: dict[str, Core] = {}

    def problems(self, draft: PatentDraft, line: int) -> list[Problem]:
        """What contradicts an earlier line; the draft is remembered when it is the first of its patent."""
        earlier = self._cores.get(draft.record_key)
        if earlier is None:
            self._cores[draft.record_key] = core_of(draft, line)
            return []
        return conflicts(earlier, core_of(draft, line), draft)
