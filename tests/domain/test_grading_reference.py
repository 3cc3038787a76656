"""docs/reference/rubric.md is printed from the code."""

from pathlib import Path

from zhiqiao.services import appraisal

PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "rubric.md"


def test_the_reference_page_is_what_the_code_prints() -> None:
    assert PAGE.read_text(encoding="utf-8") == appraisal.rubric_markdown(), (
        "run: zhiqiao rubric --both --out docs/reference/rubric.md"
    )


def test_each_language_can_be_printed_alone() -> None:
    chinese, english = appraisal.rubric_markdown("zh"), appraisal.rubric_markdown("en")
    assert chinese.startswith("# 分级标准") and english.startswith("# Grading rubric")
    assert appraisal.rubric_markdown() == chinese + "\n" + english
    assert "| 二级 | 高于 60，至 80 |" in chinese and "| Level 5 | 20 or less |" in english
    assert chinese.count("\n### ") == english.count("\n### ") == 16
