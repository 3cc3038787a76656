"""Differences over the API."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from api_world import PUBLIC, World

from zhiqiao.domain.patents.reading import PatentDraft
from zhiqiao.records.models import Patent
from zhiqiao.services import legal
from zhiqiao.services.legal import Extract


def found(world: World) -> Any:
    patent = Patent.objects.get(application_number=PUBLIC)
    said = PatentDraft(patent.record_key, "CN", PUBLIC, owners=("某某公司",))
    legal.compare([Extract(patent.pk, said, "register.csv", date(2026, 11, 20))], by=world.people["officer-a"])
    return SimpleNamespace(patent=patent)


def test_differences_are_listed_and_decided_by_their_own_side(world: World) -> None:
    patent = found(world).patent
    own, other = world.client("officer-a"), world.client("officer-b")
    told = own.get("/differences").json()
    item = told["items"][0]
    assert (told["total"], item["theirs"], item["patent"]) == (1, ["某某公司"], patent.record_key)
    assert other.get("/differences").json()["total"] == 0 and world.client(None).get("/differences").status_code == 401
    wanted = {"differences": [told["items"][0]["id"]], "verdict": "accept"}
    refused = other.post("/differences/decisions", wanted).json()
    assert refused["decided"] == 0 and refused["refused"][0]["problems"][0]["code"] == "difference_is_known"
    assert own.post("/differences/decisions", wanted).json() == {"decided": 1, "refused": []}
    assert own.get("/differences?state=accepted").json()["items"][0]["decided_by"] == "officer-a"
    assert own.post("/differences/decisions", {**wanted, "verdict": "burn"}).status_code == 422
