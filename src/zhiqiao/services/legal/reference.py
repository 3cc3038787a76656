"""What people may read of legal events (法律事件说明). Not responsible for what they do: see `domain.patents`."""

from __future__ import annotations

from zhiqiao.words import legal as words


def reference(language: str = "") -> str:
    """The page of all codes as Markdown: "zh", "en", or both in turn, as in docs/reference/legal-events.md."""
    codes = {"zh": "zh-hans", "en": "en"}
    languages = [codes.get(language[:2], "en")] if language else list(codes.values())
    return "\n".join(words.markdown(code) for code in languages)
