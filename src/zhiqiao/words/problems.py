"""Sentences for problems (问题说明): what is wrong, where, and how to mend it."""

from __future__ import annotations

from zhiqiao.domain.problems import Problem


def say(problem: Problem) -> str:
    """The sentence, in the language that is active."""
    raise NotImplementedError
