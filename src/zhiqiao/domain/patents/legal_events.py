"""Legal events (法律事件): the codes of the Chinese gazette as INPADOC carries them, what each does to the register,
and one event as a fact.

Responsible for what a code does. Not responsible for folding events (`register`), reading lines (`gazette`), names of
codes (`words.legal`).

Sources: codes of INPADOC, authority CN, week 17 of 2024 [V]; fields of the gazette's entries [C]; effects after 专利法
arts 10, 42-48 and 专利法实施细则 rules 106-107 [L]. OL01 and OL02 are INPADOC's; their Chinese form is UNVERIFIED.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from zhiqiao.domain.codes import LegalState

S = LegalState


class Effect(StrEnum):
    """What an event does to the register (登记效果)."""

    GRANT = "grant"
    END = "end"
    VOID = "void"
    REFUSE = "refuse"
    RESTORE = "restore"
    PARTLY_VOID = "partly_void"
    TRANSFER = "transfer"
    RENAME = "rename"
    LICENCE_BEGINS = "licence_begins"
    LICENCE_CHANGES = "licence_changes"
    LICENCE_ENDS = "licence_ends"
    PLEDGE_BEGINS = "pledge_begins"
    PLEDGE_CHANGES = "pledge_changes"
    PLEDGE_ENDS = "pledge_ends"
    PRESERVE = "preserve"
    RELEASE = "release"
    OPEN_LICENCE_BEGINS = "open_licence_begins"
    OPEN_LICENCE_ENDS = "open_licence_ends"
    NOTE = "note"
    """Kept and shown; changes nothing in the register."""
    UNSAID = "unsaid"
    """One code for beginning, change and end alike: the code alone does not say which."""


class LicenceKind(StrEnum):
    """Kind of a licence (许可种类): 独占, 排他, 普通; 交叉 and 分许可 in practice."""

    EXCLUSIVE = "exclusive"
    SOLE = "sole"
    ORDINARY = "ordinary"
    CROSS = "cross"
    SUBLICENCE = "sublicence"
    UNKNOWN = "unknown"


class Matter(StrEnum):
    """What a change of a recorded licence or pledge is about (变更事项)."""

    KIND = "kind"
    GIVER = "giver"
    TAKER = "taker"
    OTHER = "other"


@dataclass(frozen=True)
class Code:
    """A code with its effect, and for an end the state in which it leaves the patent."""

    code: str
    effect: Effect
    state: LegalState = LegalState.UNKNOWN


def _codes(effect: Effect, codes: str, state: LegalState = LegalState.UNKNOWN) -> tuple[Code, ...]:
    """Codes of one effect."""
    return tuple(Code(code, effect, state) for code in codes.split())


CODES: Mapping[str, Code] = {
    one.code: one
    for one in (
        *_codes(Effect.GRANT, "GR01 C14 FG4A FG1K", S.GRANTED),
        *_codes(Effect.END, "CF01 C19 MM4A MM1K C17 CE01", S.LAPSED),
        *_codes(Effect.END, "CX01 MK4A MK1K EXPY", S.EXPIRED),
        *_codes(Effect.END, "AV01 AD01 AR01 C20 C25 RGAV MA1K", S.ABANDONED),
        *_codes(Effect.VOID, "IW01 RW01 C28", S.INVALIDATED),
        *_codes(Effect.REFUSE, "RJ01 WD01 WW01 C01 C02 C03 C04 C05 C12", S.WITHDRAWN),
        *_codes(Effect.RESTORE, "RR01 RA01 REIN C49 C52"),
        *_codes(Effect.PARTLY_VOID, "IP01 RP01 C26"),
        *_codes(Effect.TRANSFER, "TR01 TA01 C41 C44 C45 C47 ASS"),
        *_codes(Effect.RENAME, "CP01 CP03 C56"),
        *_codes(Effect.LICENCE_BEGINS, "EE01 LIC"),
        *_codes(Effect.LICENCE_CHANGES, "EM01"),
        *_codes(Effect.LICENCE_ENDS, "EC01"),
        *_codes(Effect.PLEDGE_BEGINS, "PE01"),
        *_codes(Effect.PLEDGE_CHANGES, "PM01"),
        *_codes(Effect.PLEDGE_ENDS, "PC01"),
        *_codes(Effect.PRESERVE, "PP01"),
        *_codes(Effect.RELEASE, "PD01"),
        *_codes(Effect.OPEN_LICENCE_BEGINS, "OL01"),
        *_codes(Effect.OPEN_LICENCE_ENDS, "OL02"),
        *_codes(Effect.UNSAID, "LICC PLDC RINS C32 C35"),
        *_codes(
            Effect.NOTE,
            "PB01 C06 SE01 C10 DE01 EXSB CB01 CB02 CB03 CB04 COR CP02 CI01 CI02 CI03 CU01 CU02 CU03 DD01 DC01 AV02 "
            "TG01 TP01 OR01 ERR RECT REPR",
        ),
    )
}
"""What each code does. A code that is not here is kept, shown as not known, and changes nothing."""


@dataclass(frozen=True)
class LegalEvent:
    """One event of a patent, as the gazette or the register tells it.

    `on` is the day of the announcement, `effective` the day from which it holds where that is another one; `number` is
    that of the licence recordal (合同备案号) or of the registration (登记号); `givers` license or pledge, `takers` take
    the licence or the pledge; `before` and `after` are the owners of a transfer or a change of name, or what a change
    of a licence or pledge (`matter`) reads before and after. `id` is that of its record, 0 while it has none.
    """

    code: str
    on: date
    effective: date | None = None
    number: str = ""
    licence_kind: LicenceKind = LicenceKind.UNKNOWN
    givers: tuple[str, ...] = ()
    takers: tuple[str, ...] = ()
    matter: Matter = Matter.OTHER
    matter_written: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    note: str = ""
    office: str = "CN"
    id: int = 0

    @property
    def day(self) -> date:
        """The day from which it holds: registration makes a transfer effective (专利法 art 10 [L])."""
        return self.effective or self.on

    @property
    def effect(self) -> Effect | None:
        """What it does; None for a code that is not known, and for those of other offices, whose codes mean others."""
        known = CODES.get(self.code) if self.office == "CN" else None
        return known.effect if known else None

    @property
    def state(self) -> LegalState:
        """The state in which it leaves the patent, where its code says so."""
        return CODES[self.code].state if self.effect is not None else LegalState.UNKNOWN

    def data(self) -> dict[str, Any]:
        """What it says beyond code and days, as JSON; empty values left out."""
        plain = {"code": 0, "on": 0, "effective": 0, "id": 0, "office": 0}
        told = {name: value for name, value in asdict(self).items() if name not in plain}
        unsaid = (LicenceKind.UNKNOWN, Matter.OTHER)
        return {
            name: list(value) if isinstance(value, tuple) else str(value)
            for name, value in told.items()
            if value and value not in unsaid
        }

    def digest(self) -> str:
        """A fingerprint of what it says, wherever it was told: the same event twice has the same."""
        effective = self.day.isoformat()
        facts = [self.office, self.code, self.on.isoformat(), effective, sorted(self.data().items())]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()

    @staticmethod
    def of(
        code: str, on: date, effective: date | None, data: Mapping[str, Any], *, office: str = "CN", id: int = 0
    ) -> LegalEvent:
        """From its record."""
        lists = {name: tuple(data.get(name, ())) for name in ("givers", "takers", "before", "after")}
        return LegalEvent(
            code,
            on,
            effective,
            number=str(data.get("number", "")),
            licence_kind=LicenceKind(data.get("licence_kind", LicenceKind.UNKNOWN)),
            matter=Matter(data.get("matter", Matter.OTHER)),
            matter_written=str(data.get("matter_written", "")),
            note=str(data.get("note", "")),
            office=office,
            id=id,
            **lists,
        )
