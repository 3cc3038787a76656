"""docs/reference/legal-events.md is printed from the code, and every code has its line there."""

from pathlib import Path

from zhiqiao.domain.patents.legal_events import CODES, Effect, LicenceKind
from zhiqiao.services import legal
from zhiqiao.words import legal as words

PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "legal-events.md"


def test_the_reference_page_is_what_the_code_prints() -> None:
    assert PAGE.read_text(encoding="utf-8") == legal.reference(), (
        "run: zhiqiao legal-events --both --out docs/reference/legal-events.md"
    )


def test_every_code_and_kind_has_its_words() -> None:
    page = legal.reference("en")
    assert all(f"| `{code}` |" in page for code in CODES)
    assert set(words.EFFECTS) == set(Effect) and set(words.KINDS) == set(LicenceKind) and set(words.NAMES) <= set(CODES)
