"""docs/reference/indicators.md is printed from the code; every code has its words in both languages."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

from django.utils.translation import override

from zhiqiao.domain.grading import high_value, indicators
from zhiqiao.services import indicators as service
from zhiqiao.words import indicator_page as page
from zhiqiao.words import indicators as words

PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "indicators.md"
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_the_reference_page_is_what_the_code_prints() -> None:
    assert PAGE.read_text(encoding="utf-8") == service.reference(), (
        "run: zhiqiao indicators --rules --both --out docs/reference/indicators.md"
    )


def test_each_language_is_whole() -> None:
    chinese, english = service.reference("zh"), service.reference("en")
    assert service.reference() == chinese + "\n" + english
    assert chinese.count("\n### ") == english.count("\n### ") == 21
    assert not [line for line in chinese.splitlines() if re.search(r"\b(the|and|of)\b", line)]
    assert not [line for line in english.splitlines() if HAN.search(line) and "国知办" not in line]


def strings(module: object, call: str, position: int) -> set[str]:
    """Texts written at one place of every call of a function in a module."""
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):  # type: ignore[arg-type]
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == call and len(node.args) > position:
            found |= {one.value for one in ast.walk(node.args[position]) if isinstance(one, ast.Constant)}
    return {one for one in found if isinstance(one, str) and not one.endswith("_")}


def test_every_reason_flag_and_gap_has_its_sentence() -> None:
    reasons = {one for one in strings(high_value, "said", 2) if one != "_date_unknown"}
    assert reasons - set(words.REASONS) <= {"kept_since_", "won_"}
    for start in ("kept_since_", "kept_too_short_since_"):
        assert {f"{start}grant", f"{start}filing"} <= set(words.REASONS)
    assert {"grant_date_unknown", "filing_date_unknown", "won_state", "won_patent"} <= set(words.REASONS)
    gaps = {
        keyword.value
        for node in ast.walk(ast.parse(inspect.getsource(indicators)))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "lacking"
        for argument in node.args[1:]
        for keyword in ast.walk(argument)
        if isinstance(keyword, ast.Constant) and isinstance(keyword.value, str)
    }
    assert gaps <= set(words.MISSING)
    assert {str(flag) for flag in indicators.Flag} == set(words.FLAGS) == set(words.FLAGS_TOLD)
    assert {*indicators.CODES, *high_value.RULE_CODES} <= set(words.NAMES)
    with override("zh-hans"):
        texts = [*words.NAMES.values(), *words.REASONS.values(), *words.MISSING.values(), *page.OPTIONS.values()]
        assert all(HAN.search(str(text)) for text in texts)
