"""Disclosures over the API: the whole way, two writers at once, and nothing for strangers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from api_world import PASSWORD, Api, numbered

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.services import people

SHEET = {
    "invention_title": "米糠低温稳定化",
    "problem_solved": "米糠酸败",
    "solution": "微波与蒸汽联用",
    "maturity": "lab",
    "publication": "conference",
    "published_on": "2020-01-02",
    "may_be_secret": False,
    "is_funded": False,
    "ownership": "service",
}


@pytest.fixture
def keys(db: None, settings: Any, tmp_path: Path) -> dict[str, str]:
    settings.INDEXES, settings.FILES, settings.HOME = tmp_path / "index", tmp_path / "files", tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    school = people.create_organisation(OrganisationKind.INSTITUTION, "望川大学", by=None)
    other = people.create_organisation(OrganisationKind.INSTITUTION, "青屿海洋大学", by=None)
    found = {}
    for name, place, role in (
        ("inventor", school, Role.INVENTOR),
        ("office", school, Role.OFFICER),
        ("evaluator", school, Role.OFFICER),
        ("stranger", other, Role.OFFICER),
    ):
        user = people.create_user(name, PASSWORD, by=None)
        people.add_member(user, place, role, by=None)
        found[name] = people.make_api_key(user, "test", by=user)[1]
    return found


def test_from_draft_to_filing(keys: dict[str, str]) -> None:
    inventor, office, evaluator = (Api(keys[name]) for name in ("inventor", "office", "evaluator"))
    begun = inventor.post("/disclosures", {"values": SHEET | {"publication": "no", "published_on": None}}).json()
    path = f"/disclosures/{begun['id']}"
    assert office.get(path).status_code == 404, "a draft is its writer's own"
    bad = inventor.post(f"{path}/moves", {"verb": "submit", "inventors": [{"name": "李禾", "share": 90}]})
    assert bad.status_code == 409 and bad.json()["codes"] == ["shares_sum_to_whole"]
    named = [{"username": "inventor", "share": "60.5"}, {"name": "王海", "share": 39.5}]
    done = inventor.post(f"{path}/moves", {"verb": "submit", "inventors": named, "revision": begun["revision"]})
    assert done.status_code == 200 and done.json()["state"] == "disclosed", done.content
    again = inventor.post(f"{path}/moves", {"verb": "withdraw", "revision": begun["revision"]})
    assert again.status_code == 409 and again.json()["codes"] == ["case_is_unchanged"]

    assert office.post(f"{path}/evaluator", {"username": "inventor"}).json()["codes"] == ["evaluator_is_no_inventor"]
    assert office.post(f"{path}/evaluator", {"username": "evaluator"}).status_code == 200
    office.post(f"{path}/moves", {"verb": "accept"})
    refused = office.post(f"{path}/moves", {"verb": "approve_filing", "reason": "急"})
    assert refused.status_code == 409 and refused.json()["codes"] == ["case_stands_before_move"]
    scale = evaluator.get("/disclosures/scale").json()
    assert scale["is_example"] is True and sum(one["points"] for one in scale["criteria"]) == 100
    points = {one["code"]: one["points"] for one in scale["criteria"]}
    assert evaluator.post(f"{path}/evaluations", {"points": points | {"market": 26}}).json()["codes"] == [
        "points_are_within"
    ]
    assert office.post(f"{path}/evaluations", {"points": points}).status_code == 403
    assert evaluator.post(f"{path}/evaluations", {"points": points}).json()["evaluation"]["total"] == 100
    assert inventor.get(path).json()["evaluation"] is None
    lines = office.get(path).json()["inventors"]
    office.post(f"{path}/agreement", {"inventor": lines[1]["id"]})
    assert office.post(f"{path}/moves", {"verb": "approve_filing"}).json()["state"] == "approved"
    filed = office.post(
        f"{path}/filing", {"application_number": numbered("202010117081"), "filed_on": "2020-02-25"}
    ).json()
    assert (filed["state"], filed["patent_key"]) == ("filed", None)
    assert [one["verb"] for one in filed["history"]][-2:] == ["approve_filing", "record_filing"]
    nearby = office.get(f"{path}/nearby").json()
    assert nearby["is_novelty_search"] is False and nearby["items"] == []
    assert office.get("/disclosures").json()["total"] == 1
    assert Api(keys["stranger"]).get("/disclosures").json()["total"] == 0
    assert Api(keys["stranger"]).get(path).status_code == 404


def test_grace_that_has_passed_stands_against_filing(keys: dict[str, str]) -> None:
    inventor, office = Api(keys["inventor"]), Api(keys["office"])
    begun = inventor.post("/disclosures", {"values": SHEET}).json()
    path = f"/disclosures/{begun['id']}"
    inventor.post(f"{path}/moves", {"verb": "submit"})
    office.post(f"{path}/evaluator", {"username": "evaluator"})
    office.post(f"{path}/moves", {"verb": "accept"})
    points = {one["code"]: one["points"] for one in office.get("/disclosures/scale").json()["criteria"]}
    Api(keys["evaluator"]).post(f"{path}/evaluations", {"points": points})
    refused = office.post(f"{path}/moves", {"verb": "approve_filing"}).json()
    assert refused["codes"] == ["grace_has_not_passed"] and "2020-07-02" in refused["detail"]


def test_the_procedure_says_its_checks_and_where_one_may_depart(keys: dict[str, str]) -> None:
    told = Api(keys["office"]).get("/procedures/disclosure").json()
    move = next(one for one in told["moves"] if one["verb"] == "approve_filing")
    assert "evaluation_is_submitted" in move["rules"] and move["explained"] == ["score_proposes_filing"]
    assert told["sheet"]["properties"]["published_on"]["anyOf"][0]["format"] == "date"
    assert Api(keys["office"]).get("/procedures/disclosure/cases").status_code == 404
