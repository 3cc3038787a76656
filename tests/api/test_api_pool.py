"""The pool over the API: what is listed, one listing with its card, the rule, and who may write."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.procedures.pool import PROMISES
from zhiqiao.records.models import Case, Grade, Organisation, Patent
from zhiqiao.services import people, pool, procedures

pytestmark = pytest.mark.django_db
SIX = {
    "is_funded": False,
    "implementation": "not",
    "willingness": "willing",
    "ways": ["license"],
    "maturity": "pilot",
    "self_grade": 2,
    "scenario": "高温电机的绝缘灌封",
}


@pytest.fixture
def listed(db: None, tmp_path: Any, settings: Any) -> dict[str, Any]:
    """One public listing, and the keys of its holder's officer and of a stranger."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.INDEXES, settings.EMBEDDER = tmp_path / "index", "none"
    found: dict[str, Any] = {}
    for name, school in (("own", "望川大学"), ("stranger", "青屿海洋大学")):
        place = people.create_organisation(OrganisationKind.INSTITUTION, school, by=None)
        user = people.create_user(name, "bridge-over-water-7", by=None)
        people.add_member(user, place, Role.OFFICER, by=None)
        found[name] = people.make_api_key(user, "pool", by=None)[1]
    patents = [
        Patent.objects.create(
            record_key=f"CN:20171011708{n}.7",
            office="CN",
            application_number=f"20171011708{n}.7",
            title_zh=f"一种耐高温灌封胶{n}",
            abstract_zh="该灌封胶提高了导热率。",
            kind="invention",
            legal_state="granted",
            application_date="2020-03-01",
            holder=Organisation.objects.get(name_zh="望川大学"),
        )
        for n in (1, 2)
    ]
    ids = [one.pk for one in patents]
    procedures.move_many("inventory", ids, "submit", by=None, values=SIX)
    for verb in ("pass_college", "pass_school"):
        procedures.move_many("inventory", ids, verb, by=None)
    for pk in ids:
        Grade.objects.create(patent_id=pk, rubric="t@1", score=70, level=2, coverage=60, facts_digest="", cause="t")
    told = {"lane": "self", "scope": "public", "promised_by": "周川", **dict.fromkeys(PROMISES, True)}
    procedures.move_many("pool", ids[:1], "submit", by=None, values=told)
    for verb in ("pass_college", "admit"):
        procedures.move_many("pool", ids[:1], verb, by=None)
    pool.settle(ids)
    found["patents"] = patents
    return found


def ask(method: str, address: str, key: str = "", body: Any = None) -> Any:
    """An answer of the API."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    content = "" if body is None else json.dumps(body)
    return Client(headers=headers).generic(method, f"/api/v1{address}", content, content_type="application/json")


def test_the_list_and_one_listing(listed):
    told = ask("GET", "/pool").json()
    assert (told["total"], told["complete"], told["pending"]) == (1, True, 0)
    assert told["items"][0]["patent"]["key"] == listed["patents"][0].record_key
    assert told["facets"]["level"][0] == {"value": "2", "label": "2", "count": 1, "chosen": False}
    one = ask("GET", f"/pool/{listed['patents'][0].record_key}").json()
    assert one["card"]["effect"] == "" and one["card"]["drafts"]["effect"]["taken_from"] == "abstract_zh"
    assert one["card"]["price_from_fen"] is None and one["card"]["stage"] == "pilot"
    assert ask("GET", "/pool?level=5").json()["total"] == 0
    assert ask("GET", f"/pool/{listed['patents'][1].record_key}").status_code == 404


def test_the_card_is_written_by_the_holders_people_alone(listed):
    address = f"/pool/{listed['patents'][0].record_key}/card"
    body = {"effect": "导热率提高一倍", "price_from_fen": 100, "revision": 0}
    assert ask("PUT", address, body=body).status_code == 401
    refused = ask("PUT", address, listed["stranger"], body)
    assert (refused.status_code, refused.json()["code"]) == (409, "card_is_ours")
    told = ask("PUT", address, listed["own"], body).json()
    assert told["card"]["effect"] == "导热率提高一倍" and "effect" not in told["card"]["drafts"]
    again = ask("PUT", address, listed["own"], body)
    assert (again.status_code, again.json()["code"]) == (409, "card_is_unchanged")
    assert ask("PUT", address, listed["own"], {"stage": "none"}).status_code == 422


def test_the_rule_is_tried_and_run(listed):
    tried = ask("POST", "/pool/proposals", listed["own"], {"only_try": True}).json()
    assert (tried["looked_at"], tried["proposed"], tried["already"]) == (2, 1, 1)
    assert not Case.objects.filter(procedure="pool", state="proposed").exists()
    assert ask("POST", "/pool/proposals", listed["own"], {}).json()["proposed"] == 1
    assert ask("POST", "/pool/proposals", listed["stranger"], {}).json()["looked_at"] == 0
    other = Organisation.objects.get(name_zh="望川大学").pk
    refused = ask("POST", "/pool/proposals", listed["stranger"], {"organisation": other})
    assert refused.json()["code"] == "organisation_is_own"
