"""What differs (差异比对): our record of a patent against what an extract of the register says, field by field.

Responsible for what counts as a difference. Not responsible for reading the extract (it has the columns of a patent
sheet) nor for who may decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.domain.patents.names import fold_name
from zhiqiao.domain.patents.reading import PatentDraft

__all__ = ["FIELDS", "Differs", "differences", "differs_from"]


@dataclass(frozen=True)
class Field:
    """A field that is compared: how it stands in a draft, and when two values of it are the same."""

    name: str
    same: Callable[[Any, Any], bool]


def same_value(ours: Any, theirs: Any) -> bool:
    """Equal as they stand."""
    return bool(ours == theirs)


def same_names(ours: Any, theirs: Any) -> bool:
    """The same names, however written and in whatever order."""
    return {fold_name(one) for one in ours} == {fold_name(one) for one in theirs}


def same_text(ours: Any, theirs: Any) -> bool:
    """The same signs, blanks and marks aside."""
    return signs(ours) == signs(theirs)


def signs(text: str) -> str:
    """Letters and digits alone, small."""
    return "".join(char for char in text.lower() if char.isalnum())


FIELDS: Mapping[str, Field] = {
    one.name: one
    for one in (
        Field("legal_state", same_value),
        Field("owners", same_names),
        Field("applicants", same_names),
        Field("inventors", same_names),
        Field("title_zh", same_text),
        Field("title_en", same_text),
        Field("kind", same_value),
        Field("application_date", same_value),
        Field("publication_date", same_value),
        Field("grant_date", same_value),
        Field("annuity_paid_to_year", same_value),
        Field("claims_count", same_value),
    )
}
"""What is compared, in the order of weight. Texts that a register does not hold (abstract, claims) are not."""
SILENT: tuple[Any, ...] = ("", (), None, LegalState.UNKNOWN, PatentKind.UNKNOWN)
"""What says nothing: an extract that leaves a field empty does not contradict it."""


@dataclass(frozen=True)
class Differs:
    """One field in which the two differ, both as JSON: texts, numbers, or lists of names; "" where ours is empty."""

    field: str
    ours: Any
    theirs: Any


def differences(ours: Mapping[str, Any], theirs: PatentDraft) -> list[Differs]:
    """The fields in which an extract says something else than our record. `ours` holds every field of `FIELDS`."""
    found = []
    for name, field in FIELDS.items():
        said, known = getattr(theirs, name), ours[name]
        if said in SILENT:
            continue
        if known in SILENT or not field.same(known, said):
            found.append(Differs(name, as_json(known), as_json(said)))
    return found


def differs_from(known: Any, said: Any, name: str) -> bool:
    """Whether an extract says something new: another value than the one that was decided upon."""
    return bool(as_json(known) != as_json(said)) if name not in FIELDS else not FIELDS[name].same(known, said)


def as_json(value: Any) -> Any:
    """A value for the database: dates as ISO texts, codes as texts, names as a list; nothing as ""."""
    if value in SILENT:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [str(one) for one in value]
    return value if isinstance(value, int) else str(value)
