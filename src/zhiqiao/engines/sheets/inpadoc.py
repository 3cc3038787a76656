"""Reads the legal events of OPS and INPADOC XML (法律事件 XML 读取) as a table, one line per event.

Headings begin with "inpadoc:"; what they mean is in `domain/patents/gazette`. Elements are told apart by their local
names, as with ST.96; no entity is expanded, nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.sheets.st96 import every, local, parsed, text_of
from zhiqiao.ports.sheets import RawRow, RawTable

if TYPE_CHECKING:
    from zhiqiao.engines.sheets.st96 import Element

HEADINGS = (
    "inpadoc:ApplicationNumber", "inpadoc:PublicationNumber", "inpadoc:Code", "inpadoc:GazetteDate",
    "inpadoc:EffectiveDate", "inpadoc:Owner", "inpadoc:Details", "inpadoc:Description",
)  # fmt: skip
EVENT = "legal"
EFFECTIVE, OWNER, CODE, GAZETTE = "L525EP", "L509EP", "L008EP", "L007EP"
NOT_DETAILS = frozenset({EFFECTIVE, OWNER})


class InpadocReader:
    """One table: a line of headings, then a line per event of every member of every family."""

    def __init__(self, shown: str) -> None:
        self.shown = shown

    def read(self, path: Path) -> Iterator[RawTable]:
        """The events of the file as a table. Raises Refused (`xml_holds_legal_events`) where it has none."""
        root = parsed(path, self.shown)
        rows = [RawRow(1, HEADINGS)]
        for member in every(root, "//family-member") or [root]:
            published = number_of(member, "/publication-reference")
            for event in every(member, f"//{EVENT}"):
                rows.append(RawRow(len(rows) + 1, line(event, published)))
        if len(rows) == 1:
            raise Refused([Problem("xml_holds_legal_events", given=self.shown)])
        yield RawTable(self.shown, "utf-8", rows)


def line(event: Element, published: str | None) -> tuple[str | None, ...]:
    """One event's values, in the order of the headings. `F` says that its number is of the filing, `P` of the
    publication."""
    number = (text_of(event, "/L001EP") or "") + (text_of(event, "/L003EP") or "").replace(" ", "")
    of_filing = (text_of(event, "/L002EP") or "F") == "F"
    kind = text_of(event, "/L004EP") or ""
    code = text_of(event, f"/{CODE}") or event.get("code", "")
    return (
        number or None if of_filing else None,
        published if of_filing else f"{number}{kind}",
        code.strip() or None,
        text_of(event, f"/{GAZETTE}"),
        text_of(event, f"//{EFFECTIVE}"),
        text_of(event, f"//{OWNER}"),
        details(event),
        event.get("desc"),
    )


def number_of(member: Element, steps: str) -> str | None:
    """Office, number and kind of a reference in DOCDB's writing."""
    for reference in every(member, f"{steps}/document-id"):
        if reference.get("document-id-type") == "docdb":
            return "".join(text_of(reference, f"/{part}") or "" for part in ("country", "doc-number", "kind"))
    return None


def details(event: Element) -> str | None:
    """What else the event says, each part after its own label; free text stands as it is."""
    told = []
    for part in event.iterdescendants():
        name = local(part)
        if not re.fullmatch(r"L5\d\dEP", name) or name in NOT_DETAILS or len(part):
            continue
        label, text = part.get("desc", ""), text_of(part, "")
        if text:
            told.append(text if name == "L510EP" else f"[{label}] {text}")
    return " ".join(told) or None
