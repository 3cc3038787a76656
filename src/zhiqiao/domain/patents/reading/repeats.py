"""Repeats (重复行): the same patent twice in one file, and whether the two contradict each other."""

from __future__ import annotations

from zhiqiao.domain.patents.reading.drafts import PatentDraft
from zhiqiao.domain.problems import Problem


def contradictions(earlier: PatentDraft, later: PatentDraft, earlier_line: int = 0) -> list[Problem]:
    """Errors when two drafts of one record cannot both be true; [] when the later only adds."""
    raise NotImplementedError


class Seen:
    """The patents met so far in one file: `problems(draft, line)` compares with what the file said before."""

    def problems(self, draft: PatentDraft, line: int) -> list[Problem]:
        """What contradicts an earlier line; the draft is remembered when nothing does."""
        raise NotImplementedError
