"""Matching both ways (匹配): need → patents, words → patents, patent → enterprises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, cast

from django.http import HttpRequest
from ninja import Path, Router

from zhiqiao.api import rows
from zhiqiao.api.callers import ANYONE, PERSON, caller_of
from zhiqiao.api.schemas.matches import (
    AlignedOut,
    FigureOut,
    FoldedOut,
    FurtherOut,
    MatchIn,
    MatchListOut,
    MatchOut,
    MetOut,
    MissingOut,
    NearestOut,
    PartOut,
    ReasonOut,
    StatedOut,
    Stop,
    Sureness,
    TextMatchIn,
    Verdict,
)
from zhiqiao.domain.access import Verb
from zhiqiao.domain.matching.explanation import Figured
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.records.models import Enterprise, Patent, User
from zhiqiao.services import catalogue, demands, matching, people
from zhiqiao.words import matching as words

router = Router(tags=["match"])
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.post("/needs/{need_id}", response=MatchListOut, auth=PERSON, summary="Patents for a need")
def for_need(request: HttpRequest, need_id: Id, given: MatchIn) -> Any:
    """The best patents for a need, with reasons, counter-reasons and how sure each match is. The run is stored."""
    user = caller_of(request)
    people.require(user, Verb.MATCH)
    need = demands.get_need(need_id, user=user)
    found = matching.suggest_patents(need, user=user, limit=given.limit, by=user, spread=given.spread)
    return _told(found, given.limit, user)


@router.post("/text", response=MatchListOut, auth=ANYONE, summary="Patents for a problem in plain words")
def for_text(request: HttpRequest, given: TextMatchIn) -> Any:
    """As for a need, from words in Chinese or English. Nothing is stored."""
    user = caller_of(request)
    found = matching.suggest_for_text(
        given.text,
        user=user,
        limit=given.limit,
        filters={str(name): values for name, values in given.filters.items()},
        count_facets=list(dict.fromkeys(given.count_facets)),
        spread=given.spread,
        reasons=given.reasons,
    )
    return _told(found, given.limit, user)


@router.post("/patents/{number}", response=MatchListOut, auth=PERSON, summary="Enterprises for a patent")
def for_patent(request: HttpRequest, number: str, given: MatchIn) -> Any:
    """The enterprises a patent may suit, by their needs, products and own patents, with reasons. The run is stored."""
    user = caller_of(request)
    people.require(user, Verb.MATCH)
    patent = catalogue.get(number, user=user)
    return _told(matching.suggest_enterprises(patent, user=user, limit=given.limit, by=user), given.limit, user)


def _told(found: matching.MatchResult, limit: int, user: User | None) -> MatchListOut:
    told = [*found.rows, *([found.best_below_floor] if found.best_below_floor else [])]
    rows.with_grades(match.row for match in told if isinstance(match.row, Patent))
    twins = {twin for match in found.rows for twin in match.explanation.twins}
    keys = dict(Patent.objects.visible_to(user).filter(pk__in=twins).values_list("pk", "record_key")) if twins else {}
    items = [_match(match, keys) for match in found.rows]
    stop: Stop = "no_good_match" if found.no_good_match else "limit" if len(items) >= limit else ""
    return MatchListOut(
        no_good_match=found.no_good_match,
        items=items,
        best_below_floor=_match(found.best_below_floor, {}) if found.best_below_floor else None,
        candidates=found.candidates,
        milliseconds=found.milliseconds,
        version=found.version,
        note=found.embedder_note,
        run_id=found.run_id,
        is_spread=found.is_spread,
        moved=found.moved,
        facets={name: dict(counts) for name, counts in found.facets.items()},
        complete=stop != "limit",
        stop_reason=stop,
    )


def _match(match: matching.Match, keys: Mapping[int, str]) -> MatchOut:
    why = match.explanation.as_json()
    row, facts = match.row, match.facts
    return MatchOut(
        rank=match.rank,
        score=round(match.score, 2),
        confidence=round(match.confidence, 3),
        sureness=cast(Sureness, match.sureness),
        patent=rows.found_brief(row, facts) if isinstance(row, Patent) and isinstance(facts, PatentFacts) else None,
        enterprise=rows.enterprise_brief(row) if isinstance(row, Enterprise) else None,
        parts=[
            PartOut(code=one["code"], label=words.part_label(one["code"]), value=one["value"], points=one["points"])
            for one in why["parts"]
        ],
        reasons=[_reason(one) for one in why["reasons"]],
        against=[_reason(one) for one in why["against"]],
        met=[MetOut(**one) for one in why["met"]],
        marks_need=why["marks_need"],
        marks_found=why["marks_found"],
        nearest=NearestOut(**why["nearest"]) if why["nearest"] else None,
        aligned=[AlignedOut(**one) for one in why["aligned"]],
        figures=[_figure(one) for one in match.explanation.figures],
        missing=[MissingOut(**one) for one in why["missing"]],
        folded=[
            FoldedOut(record_key=keys[twin], is_family=twin in why["family"]) for twin in why["twins"] if twin in keys
        ],
        further=FurtherOut(name=match.further.name, count=match.further.count) if match.further else None,
    )


def _figure(one: Figured) -> FigureOut:
    told = one.for_reader(words.reader_language())
    return FigureOut(
        kind=told.kind,
        verdict=cast(Verdict, told.verdict),
        asked=[StatedOut(**vars(each)) for each in told.asked],
        said=[StatedOut(**vars(each)) for each in told.said],
    )


def _reason(one: dict[str, Any]) -> ReasonOut:
    data = one.get("data") or {}
    return ReasonOut(code=one["code"], data=data, message=words.say(one["code"], data))
