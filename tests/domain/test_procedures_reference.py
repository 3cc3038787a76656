"""docs/reference/procedures.md is printed from the code, and its diagrams are the procedures."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

from django.utils.translation import override

from zhiqiao.domain.procedures.register import every
from zhiqiao.services import procedures
from zhiqiao.words import codes
from zhiqiao.words import procedures as words

PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "procedures.md"
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_the_reference_page_is_what_the_code_prints() -> None:
    assert PAGE.read_text(encoding="utf-8") == procedures.reference(), (
        "run: zhiqiao procedures --both --out docs/reference/procedures.md"
    )


def test_each_language_can_be_printed_alone() -> None:
    chinese, english = procedures.reference("zh"), procedures.reference("en")
    assert chinese.startswith("# 办事流程") and english.startswith("# Procedures")
    assert procedures.reference() == chinese + "\n" + english
    assert "按法定工作日" not in english and chinese.count("stateDiagram-v2") == len(every())


def test_the_diagram_has_every_move_of_the_procedure() -> None:
    for procedure in every().values():
        lines = words.diagram(procedure.described())
        arrows = {line.strip().split(": ")[0] for line in lines if " --> " in line}
        moves = {f"{state} --> {move.after}" for move in procedure.moves for state in move.before}
        assert arrows == moves | {f"[*] --> {procedure.start}"} | {f"{end} --> [*]" for end in procedure.ends}


def test_every_code_has_its_label_in_both_languages() -> None:
    for procedure in every().values():
        described = procedure.described()
        needed = [
            (words.NAMES, {procedure.name}),
            (words.STATES, set(procedure.states)),
            (words.MOVES, {move.verb for move in procedure.moves}),
            (words.PARTS, {part for move in procedure.moves for part in move.by}),
            (words.RULES, {one["code"] for one in described["rules"]}),
        ]
        for labels, said in needed:
            assert said <= set(labels), f"{procedure.name}: no label for {sorted(said - set(labels))}"
    assert not [line for line in procedures.reference("zh").splitlines() if re.search(r"\b(the|and|of)\b", line)]
    assert HAN.search(procedures.reference("zh"))


def enums_in(annotation: Any) -> Iterator[type[StrEnum]]:
    """The code lists an item of a sheet is chosen from."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield annotation
    for one in get_args(annotation):
        yield from enums_in(one)


def test_every_item_and_every_choice_of_a_sheet_has_its_label_in_both_languages() -> None:
    for procedure in every().values():
        for name, item in procedure.sheet.model_fields.items():
            for language, is_chinese in (("zh-hans", True), ("en", False)):
                with override(language):
                    told = [codes.field_label(name)]
                    told += [str(codes.label(code)) for enum in enums_in(item.annotation) for code in enum]
                assert all(bool(HAN.search(text)) is is_chinese for text in told), (procedure.name, name, told)
