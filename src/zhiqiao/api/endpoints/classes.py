"""Classes of patents (归类): which official tables are loaded, what a patent meets, subclasses suggested for a text."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from zhiqiao.api.callers import ANYONE, caller_of
from zhiqiao.api.schemas.classes import (
    ClassOut,
    NeighbourOut,
    PackOut,
    PatentClassesOut,
    PatentSchemeOut,
    SchemeOut,
    SchemesOut,
    SuggestIn,
    SuggestionOut,
    SuggestionsOut,
)
from zhiqiao.records.models import ClassPack
from zhiqiao.services import catalogue, classing
from zhiqiao.words import classing as words

router = Router(tags=["classes"], auth=ANYONE)
patents_router = Router(tags=["classes"], auth=ANYONE)


@router.get("/packs", response=SchemesOut, summary="Classifications: loaded or missing")
def list_packs(request: HttpRequest) -> Any:
    """Every classification with its editions; of one that is missing, which official file it needs."""
    return SchemesOut(
        items=[
            SchemeOut(
                scheme=str(one.scheme),
                name=words.name(one.scheme),
                in_use=one.active.edition if one.active else None,
                official_file=words.official_file(one.scheme),
                where=words.where(one.scheme),
                lacks="" if one.active else words.lacks(one.scheme),
                patents=one.patents,
                editions=[_pack(pack) for pack in one.packs],
            )
            for one in classing.standing()
        ]
    )


def _pack(pack: ClassPack) -> PackOut:
    return PackOut(
        id=pack.pk,
        edition=pack.edition,
        source=pack.source,
        licence=pack.licence,
        rows=pack.rows_count,
        rules=pack.rules_count,
        faults=pack.faults_count,
        in_use=pack.is_active,
        loaded_at=pack.loaded_at,
    )


@router.post("/suggest", response=SuggestionsOut, summary="IPC subclasses for a text")
def suggest(request: HttpRequest, wanted: SuggestIn) -> Any:
    """The subclasses such a text would most likely have, with confidence and what speaks for each."""
    found = classing.suggest(wanted.text, limit=wanted.limit)
    model = classing.model_in_use()
    return SuggestionsOut(
        version=str(model.facts.get("version", "")) if model else "",
        items=[
            SuggestionOut(
                code=one.code,
                title=words.title(one.titles),
                confidence=one.confidence,
                is_chosen=one.is_chosen,
                terms=list(one.terms),
                neighbours=[NeighbourOut(number=number, title=title) for number, title in one.neighbours],
            )
            for one in found
        ],
    )


@patents_router.get("/{number}/classes", response=PatentClassesOut, summary="Industries and fields of a patent")
def get_classes(request: HttpRequest, number: str) -> Any:
    """What the patent meets in each classification, and by which row; null where the official table is not loaded."""
    row = catalogue.get(number, user=caller_of(request))
    return PatentClassesOut(
        patent=row.record_key,
        items=[
            PatentSchemeOut(
                scheme=str(one.scheme),
                name=words.name(one.scheme),
                edition=one.pack.edition if one.pack else None,
                classes=[_class(entry) for entry in one.entries] if one.pack else None,
            )
            for one in classing.classes_of(row)
        ],
    )


def _class(entry: classing.Entry) -> ClassOut:
    return ClassOut(
        code=entry.hit.code,
        title=words.title(entry.titles),
        is_sure=entry.hit.is_sure,
        is_primary=entry.hit.is_primary,
        symbol=entry.hit.symbol,
        pattern=entry.hit.pattern,
        line=entry.rule.line if entry.rule else None,
        words=list(entry.hit.words),
    )
