"""Which text of a patent a vector is made of (向量文本)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet

from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.records.models import Enterprise, Need, Patent

FIELDS = (
    "title_zh", "abstract_zh", "claim_zh", "effect_zh", "scenario_zh",
    "title_en", "abstract_en", "effect_en", "scenario_en",
)  # fmt: skip
BEGINNING = 400
"""Characters of a need's description that go with its title into the second model."""


@dataclass(frozen=True)
class Texts:
    """The texts of one patent, as far as vectors are made of them."""

    id: int
    title_zh: str
    abstract_zh: str
    claim_zh: str
    effect_zh: str
    scenario_zh: str
    title_en: str
    abstract_en: str
    effect_en: str
    scenario_en: str


def meant_text(facts: PatentFacts | Texts) -> str:
    """The text a patent's vector is made of: title and abstract, in Chinese where there is any, else in English."""
    for parts in ((facts.title_zh, facts.abstract_zh or facts.claim_zh), (facts.title_en, facts.abstract_en)):
        text = lines(*parts)
        if text:
            return text
    return ""


def essence_text(facts: PatentFacts | Texts) -> str:
    """What a patent is for (要旨), the second text it is found by: title, technical effect and scenario, in Chinese
    where there is any effect or scenario, else in English. Without either it has none: parts of an abstract, tried in
    their place, find no better than the abstract does."""
    for title, effect, scenario in (
        (facts.title_zh, facts.effect_zh, facts.scenario_zh),
        (facts.title_en, facts.effect_en, facts.scenario_en),
    ):
        if effect.strip() or scenario.strip():
            return lines(title, effect, scenario)
    return ""


def enterprise_text(row: Enterprise) -> str:
    """The text an enterprise's vector is made of: products and profile, in Chinese where there is any."""
    return lines(row.products_zh, row.profile_zh) or lines(row.products_en, row.profile_en)


def need_text(title: str, problem: str) -> str:
    """The text by which the second model knows a need."""
    return lines(title, problem[:BEGINNING])


def need_texts(row: Need) -> str:
    """The same of a row: in Chinese where there is any."""
    zh = need_text(row.title_zh, row.problem_zh)
    return zh or need_text(row.title_en, row.problem_en)


def lines(*parts: str) -> str:
    """The parts that say something, one a line."""
    return "\n".join(part.strip() for part in parts if part.strip())


def offered() -> QuerySet[Patent]:
    """The pool (供给池): patents whose holders say in which way they may be used."""
    return Patent.objects.exclude(willing=[])


def texts_of(patents: QuerySet[Patent], at_once: int) -> Iterator[list[Texts]]:
    """The texts of these patents, so many at a time, by id; each share is a query of its own, so that the rows may be
    written to meanwhile."""
    last = 0
    while True:
        rows = patents.filter(pk__gt=last).order_by("pk").values_list("pk", *FIELDS)
        share = [Texts(*row) for row in islice(rows[:at_once], at_once)]
        if not share:
            return
        last = share[-1].id
        yield share
