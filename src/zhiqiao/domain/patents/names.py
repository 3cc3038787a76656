"""Names of organisations (机构名称): folding, kind, and whether two names may be one party. Never merges by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zhiqiao.domain.codes import PartyKind


class NameVerdict(StrEnum):
    """How two names stand to each other (名称比较)."""

    SAME_FORM = "same_form"  # one name in two writings; whether one party is for region and code to say
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


@dataclass(frozen=True)
class NameComparison:
    """The verdict; `reason` is a code: same_name_other_region, other_tail, one_contains_other, abbreviation…"""

    verdict: NameVerdict
    reason: str = ""


def fold_name(name: str) -> str:
    """The form in which names are compared (`PartyName.folded`)."""
    raise NotImplementedError


def kind_of(name: str) -> PartyKind:
    """University, institute, hospital, enterprise, government or person, as the name tells."""
    raise NotImplementedError


def compare(name: str, other: str, *, region: str = "", other_region: str = "") -> NameComparison:
    """Compare two names as written; regions are administrative places where known."""
    raise NotImplementedError
