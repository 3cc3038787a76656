"""The house itself (系统): health, status, code lists."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import override
from ninja import Router

from zhiqiao import __version__
from zhiqiao.api.callers import ANYONE, caller_of
from zhiqiao.api.schemas.answers import (
    CodeListOut,
    CodeListsOut,
    CodeOut,
    HealthOut,
    IndexOut,
    JobsOut,
    ModelOut,
    StatusOut,
)
from zhiqiao.domain import codes
from zhiqiao.domain.problems import Problem
from zhiqiao.records import jobs
from zhiqiao.records.models import Need, Patent
from zhiqiao.services import demands, embedding, indexing, intake
from zhiqiao.words import codes as words

router = Router(tags=["house"], auth=ANYONE)

LISTS: dict[str, type[StrEnum]] = {
    "patent_kind": codes.PatentKind,
    "legal_state": codes.LegalState,
    "party_role": codes.PartyRole,
    "party_kind": codes.PartyKind,
    "industry": codes.Industry,
    "way": codes.Way,
    "need_stage": codes.NeedStage,
    "need_state": codes.NeedState,
    "confidentiality": codes.Confidentiality,
    "firm_size": codes.FirmSize,
}


@router.get("/health", response=HealthOut, summary="Is it there?", auth=None)
def get_health(request: HttpRequest) -> Any:
    """Answers when the server answers. Asks no database."""
    return HealthOut(status="ok", version=__version__)


@router.get("/status", response=StatusOut, summary="What is there, and what waits")
def get_status(request: HttpRequest) -> Any:
    """Counts of what the caller may see, the state of the indexes, and the background jobs."""
    user = caller_of(request)
    index = indexing.status()
    return StatusOut(
        version=__version__,
        patents=Patent.objects.visible_to(user).count(),
        needs=Need.objects.visible_to(user).count(),
        enterprises=demands.list_enterprises(user=user, size=1).total,
        index=IndexOut(
            documents=int(str(index.get("documents") or 0)),
            vectors=int(str(index.get("vectors") or 0)),
            embedder=str(index.get("embedder") or ""),
            fingerprint=str(index.get("fingerprint") or ""),
            waiting=int(str(index.get("waiting") or 0)),
        ),
        models=[
            ModelOut(
                use=str(one["use"]),
                id=str(one["id"]),
                leaves=bool(one["leaves"]),
                problem=one["problem"].code if isinstance(one["problem"], Problem) else "",
            )
            for one in embedding.models()
        ],
        jobs=JobsOut(
            waiting=jobs.waiting(),
            failed=jobs.failed(),
            worker_seen_at=jobs.last_activity(),
            nobody_works=jobs.nobody_works(),
        ),
        today=timezone.localdate(),
    )


@router.get("/codes", response=CodeListsOut, summary="Code lists")
def get_codes(request: HttpRequest) -> Any:
    """Every closed list of codes, with labels in both languages; also the fields that columns of a sheet may mean."""
    lists = [
        CodeListOut(name=name, codes=[_code(member, words.label) for member in members])
        for name, members in LISTS.items()
    ]
    lists += [
        CodeListOut(name=f"{what}_fields", codes=[_code(field, words.field_label) for field in kind.fields])
        for what, kind in intake.KINDS.items()
    ]
    return CodeListsOut(items=lists)


def _code(code: Any, label: Any) -> CodeOut:
    """A code with both labels."""
    with override("zh-hans"):
        zh = str(label(code))
    with override("en"):
        en = str(label(code))
    return CodeOut(code=str(code), zh=zh, en=en)
