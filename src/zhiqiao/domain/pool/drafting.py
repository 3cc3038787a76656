"""Drafting help (起草助手): what a patent's own texts say that could stand on its card, by plain rules.

Every draft is a piece of the patent's text, told with the field it was taken from; nothing is written anew, and where
no sentence says it there is no draft. A draft is one until a person confirms it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhiqiao.domain.patents.facts import PatentFacts

MOST = 400
"""Signs of a draft; whole sentences up to so many."""
SENTENCE = re.compile(r"[^。；！？;!?\n]+(?:[。；！？;!?\n]+|$)")
ENGLISH_SENTENCE = re.compile(r"(?:[^.;!?\n]|\.(?!\s|$))+(?:[.;!?\n]+|$)")


@dataclass(frozen=True)
class Draft:
    """A draft: the text, and the field of the patent it was taken from."""

    text: str
    taken_from: str


SAYS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "problem": (
        re.compile(r"解决|克服|针对|现有技术|缺陷|不足|难以|弊端"),
        re.compile(r"\b(problem|drawback|disadvantage|overcome|solves?|prior art|difficult)\b", re.I),
    ),
    "effect": (
        re.compile(r"提高|提升|降低|减少|避免|改善|增强|延长|有益效果|优点|节约|缩短|从而"),
        re.compile(r"\b(improv\w+|reduc\w+|increas\w+|prevent\w*|avoid\w*|lower\w*|enhanc\w+|advantages?)\b", re.I),
    ),
    "use": (
        re.compile(r"适用于|可用于|应用于|用于|领域"),
        re.compile(r"\b(suitable for|applicable to|used (?:in|for|as)|use (?:in|for)|field of)\b", re.I),
    ),
}
"""Item → words by which a sentence is known to say it, in Chinese and in English."""
OWN_FIELDS = {"effect": "effect", "use": "scenario"}
"""Items for which the record has a field of its own."""
LANGUAGES = ("zh", "en")
METHOD = re.compile(r"(?:的)?(?:制备|制造|生产|加工|合成|检测|控制|使用|应用|测试|处理|设计)?(?:方法|工艺|用途|应用)$")
PREAMBLE = re.compile(r"^\s*(?:1\s*[.．、]\s*)?(?P<name>[^，,：:。；;]{2,60})[，,：:]")


def drafts(patent: PatentFacts) -> dict[str, Draft]:
    """What can be drafted: by item `problem`, `effect`, `use`, `product`; only those the texts say."""
    found: dict[str, Draft] = {}
    for language in LANGUAGES:
        for item in SAYS:
            if item not in found and (draft := said(patent, item, language)) is not None:
                found[item] = draft
        if "product" not in found and (draft := product(patent, language)) is not None:
            found["product"] = draft
    return found


def said(patent: PatentFacts, item: str, language: str) -> Draft | None:
    """The field of its own where the record has one, else the sentences of the abstract that say it."""
    own = f"{OWN_FIELDS[item]}_{language}" if item in OWN_FIELDS else ""
    if own and (text := str(getattr(patent, own)).strip()):
        return Draft(shortened(text), own)
    field = f"abstract_{language}"
    pattern = SAYS[item][LANGUAGES.index(language)]
    split = SENTENCE if language == "zh" else ENGLISH_SENTENCE
    kept = [one.group().strip() for one in split.finditer(getattr(patent, field)) if pattern.search(one.group())]
    joined = ("" if language == "zh" else " ").join(kept[:2])
    return Draft(shortened(joined), field) if joined else None


def product(patent: PatentFacts, language: str) -> Draft | None:
    """What is claimed, as the first claim names it, else as the title does; of a method, what it makes is not guessed:
    only a title that names a thing and its method ("X及其制备方法") is cut to the thing. An English title is read only
    where there is no Chinese text, which says more surely whether it is a method."""
    claim = PREAMBLE.match(getattr(patent, f"claim_{language}")) if language == "zh" else None
    named, field = (claim["name"], f"claim_{language}") if claim else (getattr(patent, f"title_{language}"), "")
    field = field or f"title_{language}"
    if language == "zh":
        named = re.split(r"及其|以及|及|和(?=其|制备|应用)", re.sub(r"^一种", "", named.strip()))[0]
        if METHOD.search(named):
            return None
    elif patent.title_zh or patent.claim_zh or re.match(r"(an? )?(method|process|use)\b", named.strip(), re.I):
        return None
    return Draft(shortened(named.strip()), field) if named.strip() else None


def shortened(text: str) -> str:
    """At most so many signs; an ellipsis where something was left off."""
    return text if len(text) <= MOST else text[: MOST - 1].rstrip() + "…"
