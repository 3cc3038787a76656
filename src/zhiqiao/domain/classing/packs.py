"""Packs (数据包): the rows and rules of one official table, as they are read, kept and matched."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhiqiao.domain.classing.keywords import Asked
from zhiqiao.domain.problems import Problem


@dataclass(frozen=True)
class PackRow:
    """A code of the table with its titles and the code above it; `line` is where it stands in the file."""

    code: str
    zh: str = ""
    en: str = ""
    parent: str = ""
    line: int = 0


@dataclass(frozen=True)
class PackRule:
    """A row of the table that puts symbols under a code. `ref` names it within the pack and never changes.

    `asked` are its words; `has_words` is set where the table gives words, even such as cannot be used.
    """

    ref: int
    code: str
    patterns: tuple[str, ...]
    exclusions: tuple[str, ...] = ()
    asked: Asked = field(default_factory=Asked)
    has_words: bool = False
    written: str = ""
    words_written: str = ""
    line: int = 0


@dataclass(frozen=True)
class PackDraft:
    """What was read of a file: good rows and rules, and the faults of the others, each with its line."""

    rows: tuple[PackRow, ...]
    rules: tuple[PackRule, ...]
    faults: tuple[Problem, ...]
