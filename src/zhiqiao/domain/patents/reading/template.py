"""Our own template (导入模板): its headings in both languages, in order, with an example for each."""

from __future__ import annotations


def template_headings(language: str) -> list[tuple[str, str, str]]:
    """(field, heading, example) per column, for "zh" or "en"."""
    raise NotImplementedError
