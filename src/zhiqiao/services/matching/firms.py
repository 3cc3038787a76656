"""Firms for a patent (为专利找企业): by what they patent themselves, and by what they make and ask for.

How sure a firm is, is reckoned as for needs and patents; it was not measured on firms, and every row says so. Only
firms with a real tie to the patent are shown (`domain.matching.judging.has_tie`).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import Confidentiality, NeedState
from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.explanation import Reason
from zhiqiao.domain.matching.judging import Judged, has_tie, judge_firm
from zhiqiao.domain.matching.ranking import Ranked
from zhiqiao.domain.matching.sureness import Around, around, in_words, sureness
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.records.facts import enterprise_facts, patent_facts, patents_with_parts
from zhiqiao.records.models import Enterprise, Patent, User
from zhiqiao.services import embedding, people
from zhiqiao.services.matching.explaining import Explainer
from zhiqiao.services.matching.finding import Asked, Finder
from zhiqiao.services.matching.patents import finder, kept, patent_texts, version
from zhiqiao.services.matching.results import Match, MatchResult

MOST_PATENTS_OF_FIRMS = 400
"""So many of the firms' own patents are ranked at most, the nearest in meaning."""


@dataclass(frozen=True)
class Evidence:
    """Why a firm was found: by one of its own patents (`patent`), or by its own words."""

    ranked: Ranked
    around: Around
    patent: PatentFacts | None = None


def suggest_enterprises(patent: Patent, *, user: User | None, limit: int = 20, by: User | None = None) -> MatchResult:
    """The firms likeliest to use a patent, best first, kept as a MatchRun with its Suggestions.

    Refused when the person may not match, or may not see the patent (`patent_is_known`). Audit: `patent_matched`.
    """
    people.require(by, Verb.MATCH)
    if not Patent.objects.all().visible_to(user).filter(pk=patent.pk).exists():
        raise Refused([Problem("patent_is_known", "number", patent.record_key)])
    return kept(firms_matched(patent, user=user, limit=limit), patent=patent, by=by)


@embedding.on_behalf
def firms_matched(patent: Patent, *, user: User | None, limit: int) -> MatchResult:
    """Found, judged, explained; nothing is kept."""
    started = time.perf_counter()
    facts = patent_facts(patents_with_parts(Patent.objects.filter(pk=patent.pk)).get())
    engines = finder("enterprises", stays=not patent.is_public)
    asked = engines.ask([(facts.title_zh, facts.abstract_zh), (facts.title_en, facts.abstract_en)])
    evidence, candidates, rarity = gathered(asked, engines, facts, user, stays=not patent.is_public)
    rows = {row.pk: row for row in Enterprise.objects.filter(pk__in=evidence)}
    has_meaning = not engines.note
    explainer = Explainer(patent_texts(facts), rarity, engines.segmenter, choose.glance(), has_meaning=has_meaning)
    matches, nearest = judged_firms(facts, rows, evidence, explainer, limit)
    return MatchResult(
        rows=matches,
        no_good_match=not matches,
        best_below_floor=nearest,
        candidates=candidates,
        milliseconds=round((time.perf_counter() - started) * 1000),
        version=version(),
        embedder_note=engines.note,
        asked=explainer.asked,
    )


def gathered(
    asked: Asked, engines: Finder, facts: PatentFacts, user: User | None, *, stays: bool = False
) -> tuple[dict[int, Evidence], int, Mapping[str, float]]:
    """The best evidence for each firm, of both ways; how many candidates were looked at; and how rare the terms are."""
    vectors = engines.vectors_of([asked])[0]
    own_words = engines.find(asked, vectors=vectors)
    every = own_words.ranked
    beside = around(every)
    result = {one.id: Evidence(one, beside) for one in every}
    patents = finder("patents", stays=stays)
    firms_of = patents_of_firms(facts.id, user)
    among = list(firms_of)
    if vectors is not None and len(among) > MOST_PATENTS_OF_FIRMS:
        allowed = np.zeros(max(among) + 1, dtype=np.bool_)
        allowed[among] = True
        among = [hit.id for hit in patents.vectors.search(vectors.whole, limit=MOST_PATENTS_OF_FIRMS, among=allowed)]
    found = patents.find(asked, among=among[:MOST_PATENTS_OF_FIRMS], vectors=vectors)
    ranked = found.ranked
    beside = around(ranked)
    near = [one for one in ranked[: weights.JUDGED] if one.score > 0]
    known = {
        row.pk: patent_facts(row) for row in patents_with_parts(Patent.objects.filter(pk__in=[one.id for one in near]))
    }
    for one in near:
        for firm in firms_of[one.id]:
            before = result.get(firm)
            if one.id in known and (before is None or one.score > before.ranked.score):
                result[firm] = Evidence(one, beside, known[one.id])
    return result, own_words.candidates + found.candidates, {**found.rarity, **own_words.rarity}


def patents_of_firms(except_id: int, user: User | None) -> dict[int, list[int]]:
    """Visible patents of firms we know, each with those firms; firms that own the patent itself are left out."""
    owners = set(Enterprise.objects.filter(party__parts__patent=except_id).values_list("pk", flat=True))
    rows = Patent.objects.all().visible_to(user).filter(parties__party__enterprises__isnull=False).exclude(pk=except_id)
    result: dict[int, list[int]] = {}
    for patent, firm in rows.order_by("pk").values_list("pk", "parties__party__enterprises").distinct():
        if firm not in owners:
            result.setdefault(patent, []).append(firm)
    return result


def judged_firms(
    facts: PatentFacts,
    rows: dict[int, Enterprise],
    evidence: dict[int, Evidence],
    explainer: Explainer,
    limit: int,
) -> tuple[list[Match], Match | None]:
    """The firms with a real tie in order, each with its explanation; when there are none, what came nearest."""
    classes = classes_of(rows.values())
    owners = set(Enterprise.objects.filter(party__parts__patent=facts.id).values_list("pk", flat=True))
    sure = {number: sureness(one.ranked, one.around) for number, one in evidence.items()}
    top = max(sure.values(), default=0.0)
    judged: dict[int, Judged] = {}
    for number, row in rows.items():
        if number not in owners:
            judged[number] = judge_firm(
                facts, enterprise_facts(row), classes.get(number, ()), evidence[number].ranked, top
            )
    order = sorted(judged, key=lambda number: (-judged[number].score, number))
    tied = [number for number in order if has_tie(judged[number], sure[number])][:limit]
    matches = [
        as_match(place, rows[number], judged[number], evidence[number], sure[number], explainer)
        for place, number in enumerate(tied or order[:1], start=1)
    ]
    return (matches, None) if tied else ([], matches[0] if matches else None)


def as_match(
    place: int, row: Enterprise, judged: Judged, evidence: Evidence, sure: float, explainer: Explainer
) -> Match:
    """One firm of the answer. What met is shown in the text it was found by."""
    facts = enterprise_facts(row)
    if evidence.patent is not None:
        zh, en = evidence.patent.title_zh, evidence.patent.title_en
        titles = {"title": zh or en, "title_zh": zh, "title_en": en}
        route = Reason("own_patent_is_like", {"patent": evidence.patent.id, **titles})
        texts = patent_texts(evidence.patent)
    else:
        route = Reason("products_are_like", {})
        texts = firm_texts(row)
    explanation = explainer.explain(judged, evidence.ranked, texts, sure)
    explanation = replace(
        explanation,
        reasons=(route, *explanation.reasons),
        against=(*explanation.against, Reason("firm_sureness_not_measured")),
    )
    return Match(place, row, facts, judged.score, round(sure, 3), str(in_words(sure)), explanation)


def firm_texts(row: Enterprise) -> dict[str, str]:
    """A firm's own words by field; of its needs only those that are open to all under its name."""
    texts = {name: getattr(row, name) for name in ("products_zh", "profile_zh", "products_en", "profile_en")}
    for need in row.needs.filter(state=NeedState.OPEN, confidentiality=Confidentiality.OPEN).order_by("pk")[:5]:
        texts[f"need_{need.pk}_title_zh"] = need.title_zh
        texts[f"need_{need.pk}_problem_zh"] = need.problem_zh
        texts[f"need_{need.pk}_title_en"] = need.title_en
        texts[f"need_{need.pk}_problem_en"] = need.problem_en
    return texts


def classes_of(rows: Iterable[Enterprise]) -> dict[int, tuple[str, ...]]:
    """IPC codes of the firms' own patents."""
    firms = list(rows)
    result: dict[int, tuple[str, ...]] = {}
    found = Patent.objects.filter(parties__party__enterprises__in=firms, classes__scheme="ipc")
    for firm, code in found.values_list("parties__party__enterprises", "classes__code").distinct():
        result[firm] = (*result.get(firm, ()), code)
    return result
