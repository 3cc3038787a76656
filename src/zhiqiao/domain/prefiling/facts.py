"""Facts of a disclosed invention (发明披露事实) beside what its sheet says: who made it, how it was evaluated, what was
filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Proposal(StrEnum):
    """What an evaluation proposes (评估建议): file, improve first, hold, do not file."""

    FILE = "file"
    IMPROVE = "improve"
    HOLD = "hold"
    NO = "no"


@dataclass(frozen=True)
class Contributor:
    """An inventor (发明人): by name, with the share of the contribution in percent, whether they agree to being named
    so, and their account where they have one here."""

    name: str
    share: Decimal | None = None
    has_agreed: bool = False
    account: int | None = None


@dataclass(frozen=True)
class Veto:
    """A ground that stands against filing whatever the points say (一票否决项), with its article."""

    code: str
    name_zh: str
    name_en: str
    source: str


@dataclass(frozen=True)
class Evaluated:
    """An evaluation that was handed in (申请前评估结果); `vetoes` are the grounds found to stand against filing."""

    on: date
    total: int
    proposal: Proposal
    vetoes: tuple[Veto, ...] = ()
    by: int | None = None


@dataclass(frozen=True)
class DisclosureFacts:
    """What is known of a disclosure beside its sheet. `evaluation` is the last one of the disclosure as it was last
    submitted; `evaluator` and `patent` are ids."""

    contributors: tuple[Contributor, ...] = ()
    evaluator: int | None = None
    evaluation: Evaluated | None = None
    application_number: str = ""
    filed_on: date | None = None
    patent: int | None = None
