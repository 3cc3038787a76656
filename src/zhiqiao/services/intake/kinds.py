"""What a sheet may hold (表格内容): patents, needs, enterprises or what is filed in a procedure; and what reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zhiqiao.domain import account_lines as account_reading
from zhiqiao.domain.access import Verb
from zhiqiao.domain.matching import reading as demand_reading
from zhiqiao.domain.patents import gazette
from zhiqiao.domain.patents import reading as patent_reading
from zhiqiao.domain.patents.reading.detection import Detection, usable
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.domain.procedures.register import of_patents
from zhiqiao.ports.sheets import Cell
from zhiqiao.services.intake import case_lines


@dataclass(frozen=True)
class Kind:
    """One kind of sheet: how it is detected, which fields it has, when its map will do, who may bring it in."""

    what: str
    verb: Verb
    fields: tuple[str, ...]
    detect: Callable[[Sequence[Sequence[Cell]]], Detection]
    usable: Callable[[Mapping[str, str]], bool]
    headings: Callable[[str], list[tuple[str, str, str]]]


def _any_of(*names: str) -> Callable[[Mapping[str, str]], bool]:
    """A map will do when one of these fields has a column."""
    return lambda mapping: bool(set(names).intersection(mapping.values()))


KINDS: dict[str, Kind] = {
    "patents": Kind(
        "patents",
        Verb.IMPORT_SHEET,
        patent_reading.FIELDS,
        patent_reading.detect,
        usable,
        patent_reading.template_headings,
    ),
    "needs": Kind(
        "needs",
        Verb.WRITE_NEED,
        demand_reading.NEED_FIELDS,
        demand_reading.detect_needs,
        _any_of("title", "title_zh", "title_en"),
        demand_reading.needs_template_headings,
    ),
    "enterprises": Kind(
        "enterprises",
        Verb.WRITE_NEED,
        demand_reading.ENTERPRISE_FIELDS,
        demand_reading.detect_enterprises,
        _any_of("name_zh", "name_en"),
        demand_reading.enterprises_template_headings,
    ),
    "accounts": Kind(
        "accounts",
        Verb.MANAGE_PEOPLE,
        account_reading.FIELDS,
        account_reading.detect,
        account_reading.usable,
        account_reading.template_headings,
    ),
    "events": Kind(
        "events", Verb.IMPORT_SHEET, gazette.FIELDS, gazette.detect, gazette.usable, gazette.template_headings
    ),
    "register": Kind(
        "register",
        Verb.IMPORT_SHEET,
        patent_reading.FIELDS,
        patent_reading.detect,
        usable,
        patent_reading.template_headings,
    ),
}


def case_kind(name: str) -> Kind:
    """Sheets in which the cases of a procedure are filled in."""
    return Kind(
        name,
        Verb.IMPORT_SHEET,
        case_lines.fields(name),
        lambda rows: case_lines.detected(name, rows),
        _any_of(case_lines.NUMBER),
        lambda language: case_lines.headings(name, language),
    )


KINDS |= {name: case_kind(name) for name in of_patents()}


def kind_of(what: str) -> Kind:
    """The kind of sheet, or Refused (`sheet_kind_is_known`)."""
    if what not in KINDS:
        raise Refused([Problem("sheet_kind_is_known", "what", what)])
    return KINDS[what]
