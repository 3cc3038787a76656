"""What facts beside the texts bring (要素评测), measured on our sample: no other set has such needs.

The sample shows that facts put together do no harm; not what they are worth. Its needs and patents were written
industry by industry, so that industry and class tell more there than elsewhere, and readiness, ways, places and dates
were given without regard to what fits. So their points are priors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from zhiqiao.domain.codes import Industry, LegalState, NeedStage, PartyRole, PatentKind, Way
from zhiqiao.domain.matching import learned, weights
from zhiqiao.domain.matching.facts import NeedFacts
from zhiqiao.domain.matching.judging import Answer, judge
from zhiqiao.domain.matching.ranking import Ranked
from zhiqiao.domain.patents.facts import PartyFacts, PatentFacts
from zhiqiao.services.evaluation.figures import ndcg
from zhiqiao.services.evaluation.prepared import Prepared
from zhiqiao.services.evaluation.sets import sample_rows

DAY = date(2026, 11, 22)
"""The day the sample was written for."""
TEXTS = ("title", "abstract", "claim", "effect", "scenario")


def sample_patents() -> dict[str, PatentFacts]:
    """The facts of our sample's patents, by key."""
    return {row["key"]: patent_of(number, row) for number, row in enumerate(sample_rows("patents"))}


def patent_of(number: int, row: Mapping[str, Any]) -> PatentFacts:
    """One row's facts."""
    parties = [PartyFacts(name, PartyRole.APPLICANT) for name in row.get("applicants", ())]
    parties += [PartyFacts(name, PartyRole.INVENTOR) for name in row.get("inventors", ())]
    texts: dict[str, Any] = {
        f"{name}_{language}": row.get(f"{'claim1' if name == 'claim' else name}_{language}") or ""
        for name in TEXTS
        for language in ("zh", "en")
    }
    applied = row.get("application_date")
    return PatentFacts(
        id=number,
        kind=PatentKind(row.get("kind", "unknown")),
        **texts,
        application_date=date.fromisoformat(applied) if applied else None,
        legal_state=LegalState(row.get("legal_state", "unknown")),
        parties=tuple(parties),
        ipc=tuple(row.get("ipc", ())),
        industry=Industry(row["industry"]),
        region=row.get("region", ""),
        trl=row.get("trl"),
        willing=tuple(Way(one) for one in row.get("willing", ())),
    )


def sample_needs() -> dict[str, NeedFacts]:
    """The facts of our sample's needs, by key."""
    return {
        row["key"]: NeedFacts(
            title_zh=row["title_zh"],
            title_en=row["title_en"],
            problem_zh=row["problem_zh"],
            problem_en=row["problem_en"],
            industry=Industry(row["industry"]),
            region=row.get("region", ""),
            ways=tuple(Way(one) for one in row.get("ways", ())),
            stage=NeedStage(row.get("stage", "any")),
        )
        for row in sample_rows("needs")
    }


def facts_brought(one: Prepared) -> dict[str, float]:
    """nDCG@10 of one of our sample's sets by text alone (`text`), with all facts (`all`), and without each of them."""
    names = [name for name in learned.table().points if name != "text"]
    answers = answers_of(one)
    result = {"text": float(np.mean([each.by_text() for each in answers])), "all": judged_ndcg(answers, {})}
    for name in names:
        result[f"without {name}"] = judged_ndcg(answers, {name: 0.0})
    return result


@dataclass(frozen=True)
class Ordered:
    """One question's best by text, with the patents' facts and keys, and what was judged."""

    ranked: list[Ranked]
    answer: Answer
    patents: Mapping[int, PatentFacts]
    keys: Sequence[str]
    judged: Mapping[str, int]

    def by_text(self) -> float:
        """nDCG@10 as they stand by text."""
        return ndcg([self.keys[each.id] for each in self.ranked], dict(self.judged))

    def ndcg(self) -> float:
        """nDCG@10 when these are put in order with all facts, by the table in use."""
        points = {each.id: judge(self.patents[each.id], each, self.answer).score for each in self.ranked}
        order = sorted(points, key=lambda number: -points[number])
        return ndcg([self.keys[number] for number in order], dict(self.judged))


def answers_of(one: Prepared) -> list[Ordered]:
    """Of every question that a patent of the sample answers."""
    patents, needs = sample_patents(), sample_needs()
    keys = [document.key for document in one.labelled.documents]
    by_number = {number: patents[key] for number, key in enumerate(keys)}
    scored = {query.key for query in one.labelled.scored}
    result = []
    for case in one.cases:
        if case.query.key in scored:
            ranked = case.standing(False, facets=True).ranked()[: weights.JUDGED]
            answer = Answer.of(needs[case.query.key], ranked, by_number, 1.0, today=DAY)
            result.append(Ordered(ranked, answer, by_number, keys, one.labelled.judged[case.query.key]))
    return result


def judged_ndcg(answers: Sequence[Ordered], changed: Mapping[str, float]) -> float:
    """Mean nDCG@10 with some other points."""
    table = learned.table()
    with learned.trying(replace(table, points={**table.points, **changed})):
        return float(np.mean([one.ndcg() for one in answers]))
