"""A line while it is being read (待读行): its filled cells by field, and the problems met so far."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date

from zhiqiao.domain.patents.writing import plain
from zhiqiao.domain.problems import Problem, Severity


@dataclass
class Line:
    """`cells` holds, per field, the filled cells in column order."""

    source: str
    today: date
    cells: dict[str, list[object]] = with_default(default_factory=dict)
    problems: list[Problem] = with_default(default_factory=list)

    def first(self, name: str) -> object:
        """The first filled cell of a field, or None."""
        found = self.cells.get(name)
        return found[0] if found else None

    def every(self, name: str) -> list[object]:
        """All filled cells of a field."""
        return self.cells.get(name, [])

    def text(self, name: str) -> str:
        """The first filled cell of a field as plain text."""
        return plain(self.first(name))

    def has(self, name: str) -> bool:
        """The line has a filled cell for the field."""
        return name in self.cells


def complain(
    line: Line,
    code: str,
    about: str = "",
    given: str = "",
    *,
    severity: Severity = Severity.ERROR,
    **data: str | int | float,
) -> None:
    """Note a problem: an error keeps the line out, a warning is shown beside what was taken."""
    line.problems.append(Problem(code, about, given, severity, data))


def warn(line: Line, code: str, about: str, given: str, **data: str | int | float) -> None:
    """Note something that is shown and does not keep the line out."""
    line.problems.append(Problem(code, about, given, Severity.WARNING, data))


def weight(is_error: bool) -> Severity:
    """Error or warning."""
    return Severity.ERROR if is_error else Severity.WARNING
