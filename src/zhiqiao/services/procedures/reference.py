"""What people may read of procedures (流程说明). Not responsible for their rules: see `domain.procedures`."""

from __future__ import annotations

from zhiqiao.domain.procedures.register import every
from zhiqiao.words import procedures as words


def reference(language: str = "") -> str:
    """The page of all procedures as Markdown: "zh", "en", or both in turn, as in docs/reference/procedures.md."""
    codes = {"zh": "zh-hans", "en": "en"}
    languages = [codes.get(language[:2], "en")] if language else list(codes.values())
    described = [one.described() for one in every().values()]
    return "\n".join(words.markdown(described, code) for code in languages)
