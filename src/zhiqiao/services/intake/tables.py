"""Tables of a run (表): what each sheet of a file is, as it stands in `ImportRun.tables`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from zhiqiao.domain.problems import Problem
from zhiqiao.records.models import ImportRun


@dataclass
class Table:
    """One sheet. `ready`: its lines can be read. `left_out`: it holds no lines of ours (notes, an empty sheet).

    `heading_line` is the line's number in the sheet, 0 when none was found; `above` are the lines over it;
    `remembered` says that the map is one a person settled before; `corrects` is the table of the run corrected.
    """

    name: str
    encoding: str = ""
    source: str = "generic"
    heading_line: int = 0
    headings: list[str] = field(default_factory=list)
    map: dict[str, str] = field(default_factory=dict)
    signature: str = ""
    lines: int = 0
    ready: bool = False
    left_out: bool = False
    remembered: bool = False
    confidence: float = 0.0
    corrects: int | None = None
    above: list[list[Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self)

    @staticmethod
    def of(stored: Mapping[str, Any]) -> Table:
        """From the database."""
        return Table(**stored)

    def settle(self, mapping: Mapping[str, str], *, usable: bool) -> None:
        """Take a map; say what is wrong when it will not do."""
        self.map = {heading: mapping.get(heading, "") for heading in self.headings}
        self.ready = usable
        self.problems = [] if usable else [Problem("columns_are_understood", "map", self.name).as_json()]


def tables_of(run: ImportRun) -> list[Table]:
    """The tables of a run."""
    return [Table.of(stored) for stored in run.tables]


def ready_tables(run: ImportRun) -> list[int]:
    """Numbers of the tables whose lines can be read."""
    return [number for number, table in enumerate(tables_of(run)) if table.ready and not table.left_out]
