"""Sentences for problems (问题说明): what is wrong, where, and how to mend it; one file for each room of the house.

A sentence may use %(field)s (the field's label), %(given)s (what was found) and the values of `Problem.data`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import PatentKind
from zhiqiao.domain.prefiling.facts import Proposal
from zhiqiao.domain.problems import Problem
from zhiqiao.words.codes import field_label, label
from zhiqiao.words.items import allowed
from zhiqiao.words.problems import (
    cases,
    classing,
    demands,
    disclosures,
    engines,
    files,
    grading,
    indicators,
    legal,
    lines,
    people,
    pool,
    printing,
    sampling,
    upkeep,
)

ROOMS = (
    disclosures,
    lines,
    demands,
    files,
    people,
    engines,
    cases,
    legal,
    grading,
    classing,
    indicators,
    upkeep,
    pool,
    sampling,
    printing,
)
SENTENCES: dict[str, str | Promise] = {code: sentence for room in ROOMS for code, sentence in room.SENTENCES.items()}
"""The rule that does not hold → the sentence. A new problem code needs its line in one of the rooms and its Chinese."""

LISTS = {"kind": PatentKind, "verb": Verb, "proposal": Proposal}
"""Values of `Problem.data` that are codes and are shown with their labels."""


def say(problem: Problem) -> str:
    """The sentence, in the language that is active; an unknown code is shown as it is, with what was found."""
    sentence = SENTENCES.get(problem.code)
    if sentence is None:
        return f"{problem.code}: {problem.given}" if problem.given else problem.code
    told = str(sentence) % Values(problem)
    return told[:1].upper() + told[1:]


class Values(Mapping[str, str]):
    """What a sentence may use; a value that is not there shows as an ellipsis, so that no sentence ever fails."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def __getitem__(self, name: str) -> str:
        """A value by name."""
        if name == "field":
            return in_sentence(field_label(self.problem.field))
        if name == "allowed":
            return allowed(self.problem.field)
        if name == "named":
            # A name that a file of the institution's own gives in both languages.
            return str(self.problem.data["zh" if (get_language() or "").startswith("zh") else "en"])
        if name == "given":
            return self.problem.given
        value = str(self.problem.data[name]) if name in self.problem.data else "…"
        if name in LISTS and value in set(LISTS[name]):
            return label(LISTS[name](value))
        return value

    def __iter__(self) -> Iterator[str]:
        """All names."""
        return iter(("field", "given", *self.problem.data))

    def __len__(self) -> int:
        """How many there are."""
        return 2 + len(self.problem.data)


def in_sentence(text: str) -> str:
    """A label as it stands inside a sentence: small at the beginning, unless it is an abbreviation or a language."""
    if text[1:2].isupper() or text.startswith(("Chinese", "English")):
        return text
    return text[:1].lower() + text[1:]
