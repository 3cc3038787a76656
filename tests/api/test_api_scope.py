"""What each caller sees: anonymous, another organisation's, one's own, staff; for every endpoint that gives rows."""

from __future__ import annotations

import pytest
from api_world import OTHER, PUBLIC, SECRET, World

CALLERS = (None, "nobody", "officer-a", "officer-b", "firm", "staff")


def keys_of(answer: object) -> set[str]:
    return {item["application_number"] for item in answer.json()["items"]}  # type: ignore[attr-defined]


@pytest.mark.parametrize("caller", CALLERS)
def test_unpublished_patents_are_seen_by_their_own_side_only(world: World, caller: str | None) -> None:
    api = world.client(caller)
    sees_secret = caller in {"officer-a", "staff"}
    expected = {PUBLIC, OTHER} | ({SECRET} if sees_secret else set())
    assert keys_of(api.get("/patents")) == expected
    status = 200 if sees_secret else 404
    for path in (f"/patents/{SECRET}", f"/patents/{SECRET}/grades"):
        assert api.get(path).status_code == status, path
    assert api.get(f"/patents/{PUBLIC}").status_code == 200
    assert api.get("/patents", q=SECRET).json()["total"] == int(sees_secret)
    found = api.post("/patents/lookup", {"numbers": [SECRET, PUBLIC]}).json()
    assert [item["found"] for item in found["items"]] == [sees_secret, True]
    facets = api.get("/patents", with_facets=True).json()["facets"]
    assert sum(value["count"] for value in facets["kind"]) == len(expected)
    assert api.get("/status").json()["patents"] == len(expected)


@pytest.mark.parametrize("caller", CALLERS)
def test_restricted_needs_are_seen_by_their_side_and_named_schools(world: World, caller: str | None) -> None:
    api = world.client(caller)
    sees = caller in {"firm", "officer-a", "staff"}
    listed = {item["id"] for item in api.get("/needs").json()["items"]}
    assert (world.needs["restricted"].pk in listed) is sees
    assert {world.needs["open"].pk, world.needs["anonymous"].pk} <= listed
    assert api.get(f"/needs/{world.needs['restricted'].pk}").status_code == (200 if sees else 404)
    assert api.get("/status").json()["needs"] == (3 if sees else 2)


@pytest.mark.parametrize("caller", CALLERS)
def test_the_firm_behind_an_anonymous_need_is_known_to_its_own_side_only(world: World, caller: str | None) -> None:
    api = world.client(caller)
    knows = caller in {"firm", "staff"}
    shown = api.get(f"/needs/{world.needs['anonymous'].pk}").json()
    assert (shown["enterprise"] is not None) is knows
    assert shown["enterprise_hidden"] is not knows
    assert ("杭州试验新材料" in str(shown)) is knows
    by_firm = {item["id"] for item in api.get("/needs", enterprise=world.firm.pk).json()["items"]}
    assert (world.needs["anonymous"].pk in by_firm) is knows
    of_firm = {item["id"] for item in api.get(f"/enterprises/{world.firm.pk}").json()["needs"]}
    assert (world.needs["anonymous"].pk in of_firm) is knows
    assert world.needs["open"].pk in of_firm


@pytest.mark.parametrize("caller", CALLERS)
def test_whom_a_restricted_need_is_shown_to_is_told_to_its_own_side_only(world: World, caller: str | None) -> None:
    answer = world.client(caller).get(f"/needs/{world.needs['restricted'].pk}")
    if answer.status_code == 200:
        told = [school["name_zh"] for school in answer.json()["shown_to"]]
        assert told == (["望川大学"] if caller in {"firm", "staff"} else [])


@pytest.mark.parametrize("caller", CALLERS)
def test_imports_are_seen_by_their_own_side_only(world: World, caller: str | None) -> None:
    api = world.client(caller)
    run = world.runs["a"].pk
    paths = [f"/imports/{run}", f"/imports/{run}/lines", f"/imports/{run}/preview"]
    if caller is None:
        assert {api.get(path).status_code for path in ["/imports", *paths]} == {401}
        return
    sees = caller in {"officer-a", "staff"}
    assert (run in {item["id"] for item in api.get("/imports").json()["items"]}) is sees
    assert {api.get(path).status_code for path in paths} == {200 if sees else 404}
    assert api.post(f"/imports/{run}/start").status_code == (202 if sees else 404)
    assert api.put(f"/imports/{run}/tables/0/map", {"mapping": {}}).status_code == (200 if sees else 404)
    errors = api.get(f"/imports/{run}/errors.xlsx")
    assert errors.status_code == (409 if sees else 404)


@pytest.mark.parametrize("caller", CALLERS)
def test_needs_are_changed_and_closed_by_their_own_side_only(world: World, caller: str | None) -> None:
    api = world.client(caller)
    own = caller in {"firm", "staff"}
    body = {"title_zh": "改过的题目", "problem_zh": "问题还是原来的问题，指标也不变。"}
    need = world.needs["open"].pk
    expected = 200 if own else 401 if caller is None else 403
    assert api.put(f"/needs/{need}", body).status_code == expected
    assert api.post(f"/needs/{need}/close").status_code == expected
    hidden = world.needs["restricted"].pk
    expected_hidden = expected if caller in {None, "firm", "staff", "officer-a"} else 404
    assert api.put(f"/needs/{hidden}", body).status_code == expected_hidden
    shown = world.client("firm").get(f"/needs/{need}").json()
    assert (shown["title_zh"] == "改过的题目", shown["state"]) == (own, "closed" if own else "open")


@pytest.mark.parametrize("caller", CALLERS)
def test_who_may_write_a_need(world: World, caller: str | None) -> None:
    answer = world.client(caller).post("/needs", {"title_zh": "新的需求", "problem_zh": "想找一种更耐磨的轴承材料。"})
    expected = 401 if caller is None else 403 if caller == "nobody" else 201
    assert answer.status_code == expected
    if expected == 201:
        assert answer.json()["may_edit"] is True


@pytest.mark.parametrize("caller", CALLERS)
def test_who_may_match(world: World, caller: str | None) -> None:
    api = world.client(caller)
    expected = 401 if caller is None else 403 if caller == "nobody" else 200
    assert api.post(f"/match/needs/{world.needs['open'].pk}").status_code == expected
    assert api.post(f"/match/patents/{PUBLIC}").status_code == expected
    hidden = {"officer-a": 200, "staff": 200}.get(caller or "", expected if expected != 200 else 404)
    assert api.post(f"/match/patents/{SECRET}").status_code == hidden


@pytest.mark.parametrize("caller", CALLERS)
def test_matching_words_never_brings_up_what_is_hidden(world: World, caller: str | None) -> None:
    api = world.client(caller)
    answer = api.post("/match/text", {"text": "锂电池低温电解液"})
    assert answer.status_code == 200
    found = [item["patent"]["application_number"] for item in answer.json()["items"]]
    below = answer.json()["best_below_floor"]
    found += [below["patent"]["application_number"]] if below else []
    if caller not in {"officer-a", "staff"}:
        assert SECRET not in found
