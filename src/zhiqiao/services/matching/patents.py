"""Patents for a need (为需求找专利)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import Language, NeedState
from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.explanation import Explanation
from zhiqiao.domain.matching.facts import NeedFacts
from zhiqiao.domain.matching.judging import Answer, Judged, judge
from zhiqiao.domain.matching.language import language_of
from zhiqiao.domain.matching.ranking import Ranked
from zhiqiao.domain.matching.sureness import Around, around, in_words, is_below_floor, sureness
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.ports.search import Filter
from zhiqiao.records import audit
from zhiqiao.records.clock import today
from zhiqiao.records.facts import facts_of_patents, need_facts
from zhiqiao.records.models import MatchRun, Need, Patent, Suggestion, User
from zhiqiao.records.models.catalogue import PatentQuerySet
from zhiqiao.services import embedding, people
from zhiqiao.services.catalogue.scoping import scope
from zhiqiao.services.indexing import ESSENCES, TEXTS_EN, TEXTS_ZH
from zhiqiao.services.matching.explaining import Explainer, Row
from zhiqiao.services.matching.finding import Finder, Found
from zhiqiao.services.matching.results import Match, MatchResult
from zhiqiao.services.matching.showing import Shown, shown_of

Filters = Mapping[str, Sequence[str]]
NEED_TEXTS = ("title_zh", "problem_zh", "title_en", "problem_en")
VERSION_LENGTH = 120
TITLE_AT_MOST = 80
"""A text from the home box up to this long is taken as a title, a longer one as a description."""


def finder(index: str = "patents", *, stays: bool = False) -> Finder:
    """The engines of one of our indexes; of patents with the second view of their meaning, and the second model.

    `stays`: what is asked must not leave this machine, so that a model elsewhere is done without.
    """
    if stays and embedding.is_elsewhere():
        by_words = choose.embedder_named("none")
        return Finder(
            choose.word_search(index),
            choose.vector_search(index, model=by_words),
            by_words,
            choose.segmenter(),
            note="kept_here",
        )
    words, raw, own = choose.word_search(index), choose.vector_search(index), choose.embedder_to_ask()
    model, vectors = embedding.centred(own, raw)
    essences = embedding.centred(own, choose.vector_search(ESSENCES))[1] if index == "patents" else None
    better = embedding.second() if index == "patents" and not (stays and embedding.is_elsewhere(quality=True)) else None
    note = embedding.note(lacking=bool(words.count()) and not raw.count())
    return Finder(words, vectors, model, choose.segmenter(), essences, better, note)


def version() -> str:
    """What made an answer: the rules, the segmenter and the embedders, as far as there is room."""
    return f"{weights.VERSION} {choose.segmenter().id} {embedding.provenance()}"[:VERSION_LENGTH]


def suggest_patents(
    need: Need,
    *,
    user: User | None,
    limit: int = 20,
    by: User | None = None,
    filters: Filters | None = None,
    spread: bool = True,
) -> MatchResult:
    """The patents this person may see that fit a need, best first, kept as a MatchRun with its Suggestions.

    With `spread` no applicant has more than three of the first ten.

    Refused when the person may not match, or may not see the need (`need_is_known`). Audit: `need_matched`.
    """
    people.require(by, Verb.MATCH)
    if not Need.objects.all().visible_to(user).filter(pk=need.pk).exists() and user is not None:
        raise Refused([Problem("need_is_known", "need", str(need.pk))])
    result = matched(need_facts(need), user=user, limit=limit, filters=filters, spread=spread)
    return kept(result, need=need, by=by)


def suggest_for_text(
    text: str,
    *,
    user: User | None,
    limit: int = 20,
    filters: Filters | None = None,
    count_facets: Sequence[str] = (),
    spread: bool = True,
    reasons: bool = True,
) -> MatchResult:
    """The same for a few words or a paragraph typed by anyone; nothing is kept. Facets are counted over candidates.

    Without `reasons` the texts are not compared word by word: quicker, for lists that only show what was found.
    """
    text = " ".join(text.split())
    title, problem = (text, "") if len(text) <= TITLE_AT_MOST else ("", text)
    need = NeedFacts(title_zh=title, problem_zh=problem)
    if language_of(text) is Language.EN:
        need = NeedFacts(title_en=title, problem_en=problem)
    return matched(
        need, user=user, limit=limit, filters=filters, count_facets=count_facets, spread=spread, reasons=reasons
    )


def suggest_for_all(
    *, progress: Callable[[int, int], None] | None = None, by: User | None = None, limit: int = 10
) -> dict[str, int]:
    """Every open need this person may see, matched and kept; tells how many found something and how many nothing."""
    people.require(by, Verb.MATCH)
    scoped = Need.objects.all() if by is None else Need.objects.all().visible_to(by)
    needs = list(scoped.filter(state=NeedState.OPEN).select_related("enterprise").order_by("pk"))
    with_match = 0
    for done, need in enumerate(needs, start=1):
        result = kept(matched(need_facts(need), user=by, limit=limit), need=need, by=by)
        with_match += bool(result.rows)
        if progress:
            progress(done, len(needs))
    return {"needs": len(needs), "with_match": with_match, "no_good_match": len(needs) - with_match}


@embedding.on_behalf
def matched(
    need: NeedFacts,
    *,
    user: User | None,
    limit: int,
    filters: Filters | None = None,
    count_facets: Sequence[str] = (),
    spread: bool = True,
    reasons: bool = True,
) -> MatchResult:
    """Found, ranked, judged with all facts, near-duplicates folded, applicants spread, explained."""
    started = time.perf_counter()
    engines = finder(stays=need.is_restricted)
    asked = engines.ask([(need.title_zh, need.problem_zh), (need.title_en, need.problem_en)], facets=True)
    found = engines.find(asked, filters=[*scope(user), *as_filters(filters)], count_facets=count_facets)
    best = found.standing.ranked(weights.JUDGED)
    visible = Patent.objects.all().visible_to(user)
    facts = seen(best, visible)
    ranked, reread_note = embedding.read_again(best, asked.whole, facts, stays=need.is_restricted)
    beside = around(best, found.standing.words.tolist())
    in_full = bool(need.problem_zh or need.problem_en)
    below = is_below_floor(ranked, beside, has_meaning=not engines.note, in_full=in_full)
    judged = judged_all(need, ranked, facts, beside, is_good=not below)
    ranked.sort(key=lambda one: (-judged[one.id].score, -one.score, one.id))
    sure = {one.id: sureness(one, beside) for one in ranked}
    shown = [one for one in ranked if sure[one.id] >= weights.ROW_FLOOR]
    laid = shown_of(
        [one.id for one in (ranked[:1] if below else shown)],
        [one.id for one in ranked],
        facts,
        {number: one.score for number, one in judged.items()},
        engines.segmenter,
        spread_out=spread,
    )
    explainer = explainer_of(need, found, engines)
    explain = explainer.explain_all if reasons else explainer.brief
    matches = as_matches(laid, limit, visible, facts, judged, {one.id: one for one in ranked}, sure, explain)
    return MatchResult(
        rows=[] if below else matches,
        no_good_match=below,
        best_below_floor=matches[0] if below and matches else None,
        candidates=found.candidates,
        milliseconds=round((time.perf_counter() - started) * 1000),
        version=version(),
        embedder_note=engines.note or reread_note,
        facets=found.facets,
        asked=explainer.asked,
        is_spread=spread,
        moved=len(laid.moved),
    )


def judged_all(
    need: NeedFacts,
    ranked: Sequence[Ranked],
    facts: Mapping[int, PatentFacts],
    beside: Around,
    *,
    is_good: bool = True,
) -> dict[int, Judged]:
    """Every candidate with its points, scaled by how sure the best by text is. Where the answer is not `is_good`, it is
    not said that more stands near the need."""
    top = sureness(ranked[0], beside) if ranked else 0.0
    answer = Answer.of(need, ranked, facts, top, today=today(), is_good=is_good)
    return {one.id: judge(facts[one.id], one, answer) for one in ranked}


def as_matches(
    laid: Shown,
    limit: int,
    visible: PatentQuerySet,
    facts: Mapping[int, PatentFacts],
    judged: Mapping[int, Judged],
    ranked: Mapping[int, Ranked],
    sure: Mapping[int, float],
    explain: Callable[[Sequence[Row]], list[Explanation]],
) -> list[Match]:
    """The rows of the answer, explained together."""
    chosen = list(laid.order[:limit])
    folded = laid.groups
    told = explain(
        [
            Row(judged[one], ranked[one], patent_texts(facts[one]), sure[one], folded[one].all, folded[one].family)
            for one in chosen
        ]
    )
    rows = visible.in_bulk(chosen)
    return [
        Match(
            place,
            rows[number],
            facts[number],
            judged[number].score,
            round(sure[number], 3),
            str(in_words(sure[number])),
            explanation,
            laid.further.get(number),
        )
        for place, (number, explanation) in enumerate(zip(chosen, told, strict=True), start=1)
    ]


def explainer_of(need: NeedFacts, found: Found, engines: Finder) -> Explainer:
    """What explains the matches of this need."""
    texts = {name: getattr(need, name) for name in NEED_TEXTS}
    has_meaning = not engines.note
    return Explainer(texts, found.rarity, engines.segmenter, choose.glance(), has_meaning=has_meaning)


def patent_texts(facts: PatentFacts) -> dict[str, str]:
    """The texts of a patent by field."""
    return {name: getattr(facts, name) for name in (*TEXTS_ZH, *TEXTS_EN)}


def as_filters(filters: Filters | None) -> list[Filter]:
    """The filters that name any value."""
    return [Filter(name, list(values)) for name, values in (filters or {}).items() if values]


def seen(ranked: Sequence[Ranked], visible: PatentQuerySet) -> dict[int, PatentFacts]:
    """Facts of those candidates that may be seen, without what they cite, which no rule of matching asks."""
    return {one.id: one for one in facts_of_patents([one.id for one in ranked], visible, cited=False)}


@transaction.atomic
def kept(
    result: MatchResult, *, by: User | None, need: Need | None = None, patent: Patent | None = None
) -> MatchResult:
    """The answer stored with its rows, and told in the trail."""
    run = MatchRun.objects.create(
        need=need,
        patent=patent,
        by=by if by is not None and by.is_authenticated else None,
        version=result.version[:120],
        candidates=result.candidates,
        shown=len(result.rows),
        milliseconds=result.milliseconds,
    )
    Suggestion.objects.bulk_create([as_suggestion(run, one, need, patent) for one in result.rows])
    verb = "need_matched" if need else "patent_matched"
    audit.record(verb, need or patent, by=by, run=run.pk, shown=len(result.rows))
    return MatchResult(**{**vars(result), "run_id": run.pk})


def as_suggestion(run: MatchRun, one: Match, need: Need | None, patent: Patent | None) -> Suggestion:
    """One row as it is stored."""
    sides: dict[str, Any] = {"need": need, "patent": one.row} if need else {"patent": patent, "enterprise": one.row}
    return Suggestion(
        run=run,
        rank=one.rank,
        score=one.score,
        confidence=one.confidence,
        explanation=one.explanation.as_json(),
        **sides,
    )
