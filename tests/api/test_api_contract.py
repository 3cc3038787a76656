"""The API holds to its own document: whatever is sent, the answer is one the document names, in the shape it names."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from api_world import OTHER, PUBLIC, World
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from zhiqiao.api import callers
from zhiqiao.config.wsgi import application
from zhiqiao.records.models import Patent

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 6
"""Of each operation, for each of two callers; so that the whole stays well under 40 seconds."""


@pytest.fixture
def schema(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(callers, "ANONYMOUS_A_MINUTE", 10**6)
    monkeypatch.setattr(callers, "PERSON_A_MINUTE", 10**6)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


def headers(world: World, caller: str | None) -> dict[str, str]:
    found = {"Host": "testserver"}
    if caller:
        found["Authorization"] = f"Bearer {world.keys[caller]}"
    return found


@pytest.mark.parametrize("caller", [None, "staff"])
def test_whatever_is_sent_the_answer_is_in_the_document(world: World, schema: Any, caller: str | None) -> None:
    broken: list[str] = []
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def holds(case: Any) -> None:
            case.call_and_validate(headers=headers(world, caller), checks=CHECKS)

        tried += 1
        try:
            holds()
        except BaseException as failure:
            broken.append(f"{operation.label}: {failure}")
    assert tried >= 25
    assert not broken, "\n\n".join(broken)


def test_answers_about_what_is_there_have_the_shape_of_the_document(world: World, schema: Any) -> None:
    need, run, firm = world.needs["open"].pk, world.runs["a"].pk, world.firm.pk
    held = Patent.objects.get(application_number=PUBLIC).pk
    procedure = {"path_parameters": {"name": "inventory"}}
    case_of = {"path_parameters": {"name": "inventory", "patent_id": held}}
    there = [
        ("/patents", "GET", {"query": {"with_facets": True}}),
        ("/patents", "GET", {"query": {"q": PUBLIC}}),
        ("/patents/{number}", "GET", {"path_parameters": {"number": PUBLIC}}),
        ("/patents/{number}", "GET", {"path_parameters": {"number": OTHER}}),
        ("/patents/{number}/grade", "GET", {"path_parameters": {"number": PUBLIC}}),
        ("/patents/{number}/grades", "GET", {"path_parameters": {"number": PUBLIC}}),
        ("/patents/lookup", "POST", {"body": {"numbers": [PUBLIC, "nothing"]}}),
        ("/rubric", "GET", {}),
        ("/needs", "GET", {"query": {"with_facets": True}}),
        ("/needs/{need_id}", "GET", {"path_parameters": {"need_id": need}}),
        ("/needs", "POST", {"body": {"title_zh": "一条需求", "problem_zh": "需要更耐磨的轴承材料。"}}),
        ("/needs/{need_id}", "PUT", {"path_parameters": {"need_id": need}, "body": {"title_zh": "改过的需求"}}),
        ("/enterprises", "GET", {}),
        ("/enterprises/{enterprise_id}", "GET", {"path_parameters": {"enterprise_id": firm}}),
        ("/match/text", "POST", {"body": {"text": "耐高温灌封胶，导热系数高"}}),
        ("/match/needs/{need_id}", "POST", {"path_parameters": {"need_id": need}, "body": {}}),
        ("/match/patents/{number}", "POST", {"path_parameters": {"number": PUBLIC}, "body": {}}),
        ("/procedures", "GET", {}),
        ("/procedures/{name}", "GET", procedure),
        ("/procedures/{name}/cases", "GET", procedure),
        ("/procedures/{name}/cases/filers", "POST", {**procedure, "body": {"patents": [held], "by_name": True}}),
        ("/procedures/{name}/cases/moves", "POST", {**procedure, "body": {"patents": [held], "verb": "save"}}),
        ("/procedures/{name}/cases/{patent_id}/moves", "POST", {**case_of, "body": {"verb": "save"}}),
        ("/procedures/{name}/cases/{patent_id}", "GET", case_of),
        ("/imports", "GET", {}),
        ("/imports/{run_id}", "GET", {"path_parameters": {"run_id": run}}),
        ("/imports/{run_id}/preview", "GET", {"path_parameters": {"run_id": run}}),
        ("/imports/{run_id}/lines", "GET", {"path_parameters": {"run_id": run}, "query": {"state": "accepted"}}),
        ("/imports/{run_id}/start", "POST", {"path_parameters": {"run_id": run}}),
        ("/imports/templates/{what}.xlsx", "GET", {"path_parameters": {"what": "needs"}}),
        ("/health", "GET", {}),
        ("/status", "GET", {}),
        ("/codes", "GET", {}),
        ("/needs/{need_id}/close", "POST", {"path_parameters": {"need_id": need}}),
    ]
    from zhiqiao.records import jobs

    jobs.run_waiting()
    for path, method, parts in there:
        case = schema[f"/api/v1{path}"][method].Case(
            **{"media_type": "application/json", **parts} if "body" in parts else parts
        )
        response = case.call_and_validate(headers=headers(world, "staff"), checks=CHECKS)
        assert response.status_code < 300, f"{method} {path}: {response.text[:300]}"
