"""Matching words over the API: narrowed by facets, counted, and quick without reasons."""

from __future__ import annotations

import pytest
from api_world import World

from zhiqiao.records import jobs


@pytest.fixture(autouse=True)
def indexed(world: World) -> None:
    """What the world's sheets brought in can be found."""
    jobs.run_waiting()


def test_an_answer_is_narrowed_and_counted(world: World) -> None:
    api = world.client("staff")
    asked = {"text": "耐高温灌封胶，导热系数高", "count_facets": ["legal_state", "industry"]}
    whole = api.post("/match/text", asked).json()
    counted = whole["facets"]
    assert set(counted) == {"legal_state", "industry"}
    assert sum(counted["legal_state"].values()) == whole["candidates"] > 0
    state, many = next(iter(counted["legal_state"].items()))
    narrowed = api.post("/match/text", {**asked, "filters": {"legal_state": [state]}}).json()
    assert narrowed["candidates"] == many and set(narrowed["facets"]["legal_state"]) == {state}
    nothing = api.post("/match/text", {**asked, "filters": {"legal_state": ["expired-long-ago"]}}).json()
    assert nothing["items"] == [] and nothing["candidates"] == 0


def test_without_reasons_the_order_stays_and_the_texts_are_not_compared(world: World) -> None:
    api = world.client("staff")
    asked = {"text": "耐高温灌封胶，导热系数高"}
    told, brief = (api.post("/match/text", {**asked, "reasons": reasons}).json() for reasons in (True, False))

    def rows(answer: dict) -> list[tuple[str, float]]:
        every = [*answer["items"], *([answer["best_below_floor"]] if answer["best_below_floor"] else [])]
        return [(one["patent"]["key"], one["score"]) for one in every]

    assert rows(told) == rows(brief) != []
    first, short = (([*one["items"], one["best_below_floor"]])[0] for one in (told, brief))
    assert first["met"] and not short["met"] and short["parts"] == first["parts"]


def test_an_unknown_facet_is_refused_with_the_known_ones(world: World) -> None:
    answer = world.client("staff").post("/match/text", {"text": "灌封胶", "filters": {"colour": ["red"]}})
    assert answer.status_code == 422 and "legal_state" in answer.text
