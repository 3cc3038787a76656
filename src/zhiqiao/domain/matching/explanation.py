"""What a match says for itself (匹配说明): parts of its score, reasons, what speaks against it, and what met where.

Codes and values only; `words.matching` has the sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Span = tuple[int, int]
"""From this character up to, not including, that one."""


@dataclass(frozen=True)
class Part:
    """One part of the score: `value` 0 to 1 (None: not known), worth `points` of the 100."""

    code: str
    value: float | None
    points: float


@dataclass(frozen=True)
class Reason:
    """Something that speaks for a match, or against it."""

    code: str
    data: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Met:
    """A word or phrase of the need that stands in the other text too; `weight` 0 to 1 by how rare it is.

    `language` is the one (zh, en) of the need's text it stands in; "" when it stands in both, or it is not known.
    """

    phrase_need: str
    phrase_found: str
    weight: float
    language: str = ""


@dataclass(frozen=True)
class Nearest:
    """The two sentences nearest in meaning, by field and place, with their likeness (cosine)."""

    need_field: str
    need_start: int
    need_end: int
    found_field: str
    found_start: int
    found_end: int
    likeness: float


@dataclass(frozen=True)
class Aligned:
    """A piece of the need and the piece of the patent that answers it, by field and place; `strength` 0 to 1, held
    together `by` words or meaning; `likeness` (cosine) where meaning was compared."""

    need_field: str
    need_start: int
    need_end: int
    found_field: str
    found_start: int
    found_end: int
    strength: float
    by: str
    likeness: float | None = None


@dataclass(frozen=True)
class Stated:
    """A figure as a text states it: field, place, and its words with the name of what is measured."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Figured:
    """An asked figure against what is said of it: its kind, `verdict` of `parameters.Verdict`, and both as stated.

    The same figure may be asked, and be said, in two languages; it may be said nowhere.
    """

    kind: str
    verdict: str
    asked: tuple[Stated, ...]
    said: tuple[Stated, ...] = ()

    def for_reader(self, language: str) -> Figured:
        """The same, what stands in this language (zh, en) first."""

        def own_first(those: tuple[Stated, ...]) -> tuple[Stated, ...]:
            return tuple(sorted(those, key=lambda one: not one.field.endswith(f"_{language}")))

        return Figured(self.kind, self.verdict, own_first(self.asked), own_first(self.said))


@dataclass(frozen=True)
class Missing:
    """A piece of the need that nothing in the patent answers, by field and place."""

    field: str
    start: int
    end: int


@dataclass(frozen=True)
class Explanation:
    """Everything a person is shown about one match. Marks are places in the fields' texts as they are stored; `twins`
    are the patents folded under this one, of which `family` are told to be of its family."""

    parts: tuple[Part, ...] = ()
    reasons: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()
    met: tuple[Met, ...] = ()
    marks_need: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    marks_found: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    nearest: Nearest | None = None
    aligned: tuple[Aligned, ...] = ()
    figures: tuple[Figured, ...] = ()
    missing: tuple[Missing, ...] = ()
    twins: tuple[int, ...] = ()
    family: tuple[int, ...] = ()
    sureness: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is stored with a suggestion."""
        return {
            "parts": [{"code": one.code, "value": one.value, "points": one.points} for one in self.parts],
            "reasons": [{"code": one.code, "data": dict(one.data)} for one in self.reasons],
            "against": [{"code": one.code, "data": dict(one.data)} for one in self.against],
            "met": [vars(one).copy() for one in self.met],
            "marks_need": {name: [list(span) for span in spans] for name, spans in self.marks_need.items()},
            "marks_found": {name: [list(span) for span in spans] for name, spans in self.marks_found.items()},
            "nearest": vars(self.nearest).copy() if self.nearest else None,
            "aligned": [vars(one).copy() for one in self.aligned],
            "figures": [
                {
                    "kind": one.kind,
                    "verdict": one.verdict,
                    "asked": [vars(each).copy() for each in one.asked],
                    "said": [vars(each).copy() for each in one.said],
                }
                for one in self.figures
            ],
            "missing": [vars(one).copy() for one in self.missing],
            "twins": list(self.twins),
            "family": list(self.family),
            "sureness": self.sureness,
        }

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> Explanation:
        """What `as_json` wrote."""
        nearest = stored.get("nearest")
        return Explanation(
            parts=tuple(Part(**one) for one in stored.get("parts", ())),
            reasons=tuple(Reason(**one) for one in stored.get("reasons", ())),
            against=tuple(Reason(**one) for one in stored.get("against", ())),
            met=tuple(Met(**one) for one in stored.get("met", ())),
            marks_need=spans_of(stored.get("marks_need", {})),
            marks_found=spans_of(stored.get("marks_found", {})),
            nearest=Nearest(**nearest) if nearest else None,
            aligned=tuple(Aligned(**one) for one in stored.get("aligned", ())),
            figures=tuple(figured(one) for one in stored.get("figures", ())),
            missing=tuple(Missing(**one) for one in stored.get("missing", ())),
            twins=tuple(stored.get("twins", ())),
            family=tuple(stored.get("family", ())),
            sureness=str(stored.get("sureness", "")),
        )


def figured(stored: Mapping[str, Any]) -> Figured:
    """A compared figure as it comes back from JSON."""
    return Figured(
        str(stored["kind"]),
        str(stored["verdict"]),
        tuple(Stated(**one) for one in stored["asked"]),
        tuple(Stated(**one) for one in stored["said"]),
    )


def spans_of(stored: Mapping[str, Any]) -> dict[str, tuple[Span, ...]]:
    """Spans as they come back from JSON."""
    return {name: tuple((int(start), int(end)) for start, end in spans) for name, spans in stored.items()}
