"""Documents (索引文档): what of a patent or an enterprise goes into the indexes, from facts.

Every text is cut once: into words to find it by, and into numbers of terms to rank it by. Not responsible for reading
rows, nor for writing indexes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from zhiqiao.domain.matching.wording import FIELDS
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.engines import choose
from zhiqiao.ports.search import SearchDocument
from zhiqiao.records.models import Enterprise, Need

TEXTS_ZH = ("title_zh", "abstract_zh", "claim_zh", "effect_zh", "scenario_zh")
TEXTS_EN = ("title_en", "abstract_en", "claim_en", "effect_en", "scenario_en")

Draft = tuple[int, Mapping[str, str], Sequence[str], Mapping[str, Sequence[str]]]
"""Number, texts by the names of `wording.FIELDS`, names, facets."""


def patent_document(facts: PatentFacts, scope: str, level: int | None, holding: Sequence[str]) -> SearchDocument:
    """A patent as it goes into the word index."""
    return cut([patent_draft(facts, scope, level, holding)])[0]


def patent_draft(facts: PatentFacts, scope: str, level: int | None, holding: Sequence[str]) -> Draft:
    """A patent, not yet cut."""
    texts = {
        "title_zh": facts.title_zh,
        "body_zh": facts.abstract_zh,
        "claim_zh": facts.claim_zh,
        "effect_zh": together(facts.effect_zh, facts.scenario_zh),
        "title_en": facts.title_en,
        "body_en": facts.abstract_en,
        "claim_en": facts.claim_en,
        "effect_en": together(facts.effect_en, facts.scenario_en),
    }
    return facts.id, texts, [party.name for party in facts.parties], facets(facts, scope, level, holding)


def enterprise_draft(row: Enterprise, needs: Sequence[Need]) -> Draft:
    """An enterprise with its open needs: what it makes, what it says of itself, and what it looks for."""
    texts = {
        "title_zh": row.products_zh,
        "body_zh": together(row.profile_zh, *(together(need.title_zh, need.problem_zh) for need in needs)),
        "title_en": row.products_en,
        "body_en": together(row.profile_en, *(together(need.title_en, need.problem_en) for need in needs)),
    }
    given = {"industry": row.industry, "region": row.region, "size": row.size}
    return row.pk, texts, [row.name_zh, row.name_en], {name: [value] for name, value in given.items() if value}


def cut(drafts: Sequence[Draft]) -> list[SearchDocument]:
    """Drafts as documents. The numbers of all their texts are reckoned at once."""
    segmenter = choose.segmenter()
    named = [[(name, text) for name, text in texts.items() if text and not text.isspace()] for _, texts, _, _ in drafts]
    numbers = iter(segmenter.numbers_of_each([text for one in named for _, text in one]))
    documents = []
    for (number, _, names, values), one in zip(drafts, named, strict=True):
        words = {name: " ".join(segmenter.words_to_find(text)) for name, text in one}
        fields = {
            "title": together(words.get("title_zh", ""), words.get("title_en", ""), between=" "),
            "names": together(*(words_of_name(name) for name in names), between=" "),
            "words": together(*(words.get(name, "") for name in FIELDS), between=" "),
        }
        documents.append(SearchDocument(number, fields, values, {name: next(numbers) for name, _ in one}))
    return documents


@lru_cache(maxsize=100_000)
def words_of_name(name: str) -> str:
    """The words of a party's name; the same names stand on many patents."""
    return " ".join(choose.segmenter().words_to_find(name))


def together(*parts: str, between: str = "\n") -> str:
    """The parts that are not empty."""
    return between.join(part for part in parts if part)


def facets(facts: PatentFacts, scope: str, level: int | None, holding: Sequence[str]) -> dict[str, list[str]]:
    """What a patent can be filtered by; facets without a value are left out."""
    subclasses = sorted({code[:4] for code in facts.ipc if len(code) >= 4})
    values = {
        "kind": [str(facts.kind)],
        "legal_state": [str(facts.legal_state)],
        "industry": [str(facts.industry)],
        "region": [facts.region],
        "holder": list(dict.fromkeys(holding)),
        "ipc": subclasses,
        "section": sorted({code[0] for code in subclasses}),
        "year": [str(facts.application_date.year)] if facts.application_date else [],
        "trl": [str(facts.trl)] if facts.trl else [],
        "way": [str(way) for way in facts.willing],
        "language": [name for name, title in (("zh", facts.title_zh), ("en", facts.title_en)) if title],
        "level": [str(level)] if level else [],
        "scope": [scope],
    }
    return {name: given for name, given in values.items() if given and given[0]}


def scope_of(is_public: bool, holder_id: int | None) -> str:
    """Who may see a patent, as a facet."""
    return "public" if is_public else f"closed:{holder_id or 0}"
