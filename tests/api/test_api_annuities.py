"""Annuities over the API: what falls due, one patent's years, decisions, payments, reductions, and whose they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from api_world import PUBLIC, World

from zhiqiao.records.models import AnnuityPayment, FeeReduction, Patent, UpkeepDecision
from zhiqiao.services import upkeep

pytestmark = pytest.mark.django_db


@pytest.fixture
def patent(world: World, monkeypatch: pytest.MonkeyPatch) -> Patent:
    """School A's, filed 2017-03-01, granted 2019, paid up to year 10: year 11 falls due 2027-03-01."""
    monkeypatch.setattr("zhiqiao.records.clock.today", lambda: date(2026, 11, 22))
    found = Patent.objects.get(application_number=PUBLIC)
    Patent.objects.filter(pk=found.pk).update(annuity_paid_to_year=10)
    upkeep.follow([found.pk])
    return found


def test_what_falls_due_is_listed_for_its_own_side(world: World, patent: Patent):
    told: dict[str, Any] = world.client("officer-a").get("/annuities", stage="due", days="365").json()
    assert [(one["patent_id"], one["year"], one["due"], one["total_fen"]) for one in told["items"]] == [
        (patent.pk, 11, "2027-03-01", 400_000)
    ]
    assert (told["total"], told["complete"], told["year_fen"]) == (1, True, 400_000)
    assert world.client("officer-b").get("/annuities").json()["total"] == 0
    assert world.client(None).get("/annuities").status_code == 401
    assert world.client("officer-a").get("/annuities", month="2027-13").status_code == 422


def test_one_patent_is_told_year_by_year(world: World, patent: Patent):
    told = world.client("officer-a").get(f"/annuities/{patent.pk}").json()
    assert [one["year"] for one in told["years"]] == list(range(11, 21))
    assert told["years"][0]["mark"] == "C" and told["proposal"] in {"keep", "open_license", "transfer", "drop"}
    assert told["reasons"][0]["sentence"] and told["revision"] == 0
    answer = world.client("officer-b").get(f"/annuities/{patent.pk}")
    assert (answer.status_code, answer.json()["code"]) == (404, "patent_is_upkept")


def test_deciding_twice_on_what_was_read_once_is_refused(world: World, patent: Patent):
    client = world.client("officer-a")
    body = {"choice": "keep", "patents": {str(patent.pk): 0}}
    assert client.post("/annuities/decisions", body).json()["done"] == [patent.pk]
    again = client.post("/annuities/decisions", body | {"choice": "transfer"}).json()
    assert again["refused"][0]["problems"][0]["code"] == "decision_is_unchanged"
    assert UpkeepDecision.objects.get().choice == "keep"
    told = client.get("/annuities", decided="keep").json()["items"]
    assert [(one["decided"], one["revision"]) for one in told] == [("keep", 1)]


def test_payments_and_reductions_are_entered_and_judged(world: World, patent: Patent):
    client = world.client("officer-a")
    sent = {"kind": "single", "since": "2020-01-01", "patents": [patent.pk]}
    assert client.post("/annuities/reductions", sent).json()["done"] == [patent.pk]
    assert client.get("/annuities").json()["items"][0]["total_fen"] == 60_000
    paid = {"payments": [{"patent_id": patent.pk, "paid_on": "2026-11-20", "amount_fen": 60_000}]}
    assert client.post("/annuities/payments", paid).json() == {"done": [patent.pk], "refused": [], "warned": []}
    twice = {"payments": [{"patent_id": patent.pk, "paid_on": "2026-11-20", "year": 11}]}
    refused = client.post("/annuities/payments", twice).json()["refused"]
    assert refused[0]["problems"][0]["code"] == "annuity_is_unpaid"
    assert (AnnuityPayment.objects.count(), FeeReduction.objects.count()) == (1, 1)


@pytest.mark.parametrize("path", ["decisions", "payments", "reductions"])
def test_whoever_has_no_part_in_it_is_refused(world: World, patent: Patent, path: str):
    bodies = {
        "decisions": {"choice": "drop", "patents": {str(patent.pk): None}},
        "payments": {"payments": [{"patent_id": patent.pk, "paid_on": "2026-11-20"}]},
        "reductions": {"kind": "joint", "since": "2020-01-01", "patents": [patent.pk]},
    }
    assert world.client("firm").post(f"/annuities/{path}", bodies[path]).status_code in {403, 409}
    told = world.client("officer-b").post(f"/annuities/{path}", bodies[path]).json()
    assert [one["problems"][0]["code"] for one in told["refused"]] == ["patent_is_upkept"]
    assert world.client("officer-a").post(f"/annuities/{path}", {}).status_code == 422
