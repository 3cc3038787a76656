"""Problems (问题): what is wrong, where, and the code under which `words` finds the sentence that says how to mend it.

Not responsible for sentences: a problem carries codes and values only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs (严重程度): an error keeps the row out, a warning lets it in and is shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    `code` names the rule that does not hold (the key in `words.problems`), `field` the fact it is about
    (one of our field names, or ""), `given` what was found, `data` further values for the sentence.
    """

    code: str
    field: str = ""
    given: str = ""
    severity: Severity = Severity.ERROR
    data: Mapping[str, str | int | float] = with_default(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The same as a plain dict, to be stored or sent."""
        return {
            "code": self.code,
            "field": self.field,
            "given": self.given,
            "severity": str(self.severity),
            "data": dict(self.data),
        }

    @staticmethod
    def from_json(stored: Mapping[str, object]) -> Problem:
        """The problem that `as_json` wrote."""
        data = stored.get("data")
        return Problem(
            code=str(stored["code"]),
            field=str(stored.get("field", "")),
            given=str(stored.get("given", "")),
            severity=Severity(str(stored.get("severity", "error"))),
            data=dict(data) if isinstance(data, Mapping) else {},
        )


class Refused(Exception):
    """A write was refused (不予受理); `problems` say why. Entrances turn it into a message, a 409 or an exit code."""

    def __init__(self, problems: list[Problem]):
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


def errors(problems: list[Problem]) -> list[Problem]:
    """Only those that keep a row out."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]
