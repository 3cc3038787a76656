"""Labels for codes and fields (代码与字段名称)."""

from __future__ import annotations

from enum import StrEnum


def label(code: StrEnum) -> str:
    """The label of an enum member (domain.codes, access.Verb), in the language that is active."""
    raise NotImplementedError


def field_label(name: str) -> str:
    """The label of one of our field names."""
    raise NotImplementedError


def source_label(source: str) -> str:
    """The label of a source of sheets."""
    raise NotImplementedError
