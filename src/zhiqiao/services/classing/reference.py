"""The suggester's reference page (推荐质量参考页): the figures as they were measured, as Markdown in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhiqiao.services.classing.measuring import Measured
from zhiqiao.words import classing as words
from zhiqiao.words.rubric import row

MEASURES = ("f1", "top1", "recall3", "recall5")


def suggester_markdown(systems: Sequence[Measured], facts: dict[str, Any], language: str = "") -> str:
    """The page: "zh", "en", or both one after the other as in docs/reference/classing.md."""
    codes = {"zh": "zh-hans", "en": "en"}
    languages = [codes.get(language[:2], "en")] if language else list(codes.values())
    return "\n".join(_page(systems, facts, code) for code in languages)


def _page(systems: Sequence[Measured], facts: dict[str, Any], language: str) -> str:
    """One language."""
    told = words.measured(language)
    lines = [
        f"# {told['title']}",
        "",
        told["what"] % facts,
        "",
        row(told["system"], *(told[one] for one in MEASURES)),
    ]
    lines.append(row(*["---"] * (len(MEASURES) + 1)))
    for system in systems:
        means = [f"{system.mean(one):.3f}" for one in MEASURES]
        lines.append(row(told[system.name], *means))
    lines += ["", told["by_fold"], "", row(told["system"], *(str(at + 1) for at in range(facts["folds"])))]
    lines.append(row(*["---"] * (facts["folds"] + 1)))
    for system in systems:
        lines.append(row(told[system.name], *(f"{fold['f1']:.3f}" for fold in system.folds)))
    lines += ["", *(f"- {told[one]}" for one in ("how", "tuned", "missed", "faults")), ""]
    return "\n".join(lines)
