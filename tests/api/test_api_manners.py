"""The API's manners: errors as problem+json in the caller's language, keys, CSRF, pace, paging, its document."""

from __future__ import annotations

import re
from typing import Any

import pytest
from api_world import OTHER, PASSWORD, PUBLIC, World, numbered, sheet
from django.test import Client

from zhiqiao.api import callers
from zhiqiao.services import people


def test_an_error_is_problem_json_in_the_callers_language(world: World) -> None:
    english = world.client(None).get("/patents/CN000000000000.0")
    chinese = world.client(None, "zh-hans").get("/patents/CN000000000000.0")
    assert english.status_code == chinese.status_code == 404
    assert english["Content-Type"] == chinese["Content-Type"] == "application/problem+json"
    told = english.json()
    assert told["code"] == "patent_is_known" and told["type"] == "urn:zhiqiao:problem:patent_is_known"
    assert told["status"] == 404 and told["codes"] == ["patent_is_known"] and told["problems"][0]["message"]
    assert not re.search(r"[\u4e00-\u9fff]", told["detail"])
    assert re.search(r"[\u4e00-\u9fff]", chinese.json()["detail"]) and re.search(
        r"[\u4e00-\u9fff]", chinese.json()["title"]
    )


@pytest.mark.parametrize(
    "header", ["Bearer zq_wrong", "Bearer ", "Basic dXNlcjpwYXNz", "zq_wrong", "Bearer  zq_x zq_y"]
)
def test_a_wrong_key_is_refused_even_where_no_key_is_needed(world: World, header: str) -> None:
    answer = Client().get("/api/v1/patents", headers={"Authorization": header})
    assert answer.status_code == 401 and answer.json()["code"] == "key_is_known"
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_key_in_the_address_is_not_read(world: World) -> None:
    key = world.keys["officer-a"]
    assert Client().get(f"/api/v1/imports?key={key}&access_token={key}&api_key={key}").status_code == 401


def test_a_revoked_key_no_longer_works(world: World) -> None:
    api = world.client("officer-a")
    assert api.get("/imports").status_code == 200
    user = world.people["officer-a"]
    people.revoke_api_key(user.api_keys.get(), by=user)
    assert api.get("/imports").status_code == 401


def test_a_session_writes_only_with_its_csrf_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.login(username="firm", password=PASSWORD)
    body = {"title_zh": "会话写入", "problem_zh": "通过浏览器会话写一条需求试试看。"}
    refused = client.post("/api/v1/needs", body, content_type="application/json")
    assert refused.status_code == 403 and refused.json()["code"] == "csrf_token_is_sent"
    client.get("/account/sign-in/")
    client.get("/needs/new/")
    token = client.cookies["csrftoken"].value
    written = client.post("/api/v1/needs", body, content_type="application/json", headers={"X-CSRFToken": token})
    assert written.status_code == 201


def test_too_many_requests_are_held_back_and_say_when_to_come_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "ANONYMOUS_A_MINUTE", 3)
    monkeypatch.setattr(callers.time, "time", lambda: 1_800_000_010.0)
    answers = [world.client(None).get("/rubric") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["X-RateLimit-Remaining"] for answer in answers[:3]] == ["2", "1", "0"]
    assert answers[3].json()["code"] == "pace_is_kept" and 1 <= int(answers[3]["Retry-After"]) <= 60
    assert world.client("firm").get("/rubric").status_code == 200


def test_pages_by_cursor_say_whether_they_are_complete(world: World) -> None:
    api = world.client(None)
    first = api.get("/patents", size=1).json()
    assert (first["total"], len(first["items"]), first["complete"], first["stop_reason"]) == (2, 1, False, "page_end")
    second = api.get("/patents", cursor=first["next_cursor"]).json()
    assert (second["page"], second["next_cursor"], second["complete"], second["stop_reason"]) == (2, None, False, "end")
    numbers = {item["application_number"] for item in first["items"] + second["items"]}
    assert numbers == {PUBLIC, OTHER}
    whole = api.get("/patents").json()
    assert (whole["complete"], whole["stop_reason"]) == (True, "")


def test_a_cursor_of_another_query_is_refused(world: World) -> None:
    api = world.client(None)
    cursor = api.get("/patents", size=1).json()["next_cursor"]
    for answer in (api.get("/patents", cursor=cursor, kind="design"), api.get("/patents", cursor="nonsense")):
        assert answer.status_code == 400 and answer.json()["code"] == "cursor_is_ours"


def test_beyond_the_last_page_there_is_nothing(world: World) -> None:
    for path in ("/patents", "/needs", "/enterprises"):
        assert world.client(None).get(path, page=50).json()["items"] == [], path


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"numbers": []}, "too_short", "numbers"),
        ({"numbers": ["1"] * 501}, "too_long", "numbers"),
        ({"numbers": [5]}, "string_type", "numbers.0"),
        ({"nummern": ["x"]}, "extra_forbidden", "nummern"),
        ({}, "missing", "numbers"),
    ],
)
def test_input_of_the_wrong_shape_is_told_field_by_field(world: World, body: object, code: str, field: str) -> None:
    answer = world.client(None, "zh-hans").send("POST", "/patents/lookup", body)
    assert answer.status_code == 422 and answer.json()["code"] == "input_fits_schema"
    told = {(one["code"], one["field"]): one["message"] for one in answer.json()["problems"]}
    assert (code, field) in told
    assert re.search(r"[\u4e00-\u9fff]", told[code, field])


def test_a_body_that_is_not_json_is_told(world: World) -> None:
    answer = Client().post("/api/v1/patents/lookup", "{", content_type="application/json")
    assert answer.status_code == 400 and answer.json()["code"] == "body_is_readable"


def test_an_unknown_address_is_problem_json(world: World) -> None:
    answer = world.client(None).get("/nothing/here")
    assert answer.status_code == 404 and answer.json()["code"] == "address_is_known"


def test_500_numbers_are_looked_up_in_one_call_in_order(world: World) -> None:
    asked = [PUBLIC, "ZL" + PUBLIC, "CN106844774B", "not a number", OTHER]
    asked += [numbered(f"20151000{number:04d}") for number in range(495)]
    found = world.client(None).post("/patents/lookup", {"numbers": asked}).json()
    assert [item["number"] for item in found["items"]] == asked
    assert [item["found"] for item in found["items"][:6]] == [True, True, True, False, True, False]
    assert (found["found"], found["missing"], found["complete"], found["stop_reason"]) == (4, 496, True, "")
    assert all(item["problems"] for item in found["items"] if not item["found"])


def test_a_need_is_written_changed_and_closed(world: World) -> None:
    api = world.client("firm")
    body = {
        "title_en": "A coating that survives 300 °C",
        "problem_en": "Our enamel flakes at 250 °C; we need a coating that survives 300 °C for 1000 hours.",
        "industry": "materials",
        "budget_fen": 12_345_678,
        "deadline": "2027-12-31",
        "ways": ["license", "joint_development"],
        "enterprise": {"name_zh": "杭州试验新材料有限公司", "region": "浙江省杭州市"},
    }
    made = api.post("/needs", body).json()
    assert (made["budget_fen"], made["currency"], made["deadline"], made["language"]) == (
        12_345_678,
        "CNY",
        "2027-12-31",
        "en",
    )
    assert made["enterprise"]["id"] == world.firm.pk
    changed = api.put(f"/needs/{made['id']}", {**body, "budget_fen": None}).json()
    assert changed["budget_fen"] is None and changed["id"] == made["id"]
    assert api.post(f"/needs/{made['id']}/close").json()["state"] == "closed"
    assert made["id"] not in {item["id"] for item in api.get("/needs").json()["items"]}
    assert made["id"] in {item["id"] for item in api.get("/needs", state="closed").json()["items"]}


def test_a_need_without_a_title_is_refused_with_the_rule(world: World) -> None:
    answer = world.client("firm").post("/needs", {"problem_zh": "只有问题没有题目，这样不行。"})
    assert answer.status_code == 409 and answer.json()["code"] == "need_title_given"
    assert answer.json()["problems"][0]["field"] == "title"


def test_a_sheet_goes_in_by_api_and_what_is_rejected_comes_back(world: World) -> None:
    api = world.client("officer-a")
    good, bad = numbered("201910300002"), "201910300003.0"
    opened = api.upload(
        "list.csv",
        sheet(
            [
                good,
                "",
                "一种密封圈",
                "摘要",
                "望川大学",
                "2019-04-01",
                "2021-04-01",
                "授权",
                "F16J15/10",
                "高端装备与机器人",
            ],
            [
                bad,
                "",
                "一种轴承",
                "摘要",
                "望川大学",
                "2019-04-01",
                "2021-04-01",
                "授权",
                "F16C33/00",
                "高端装备与机器人",
            ],
        ),
    )
    assert opened.status_code == 201
    run = opened.json()
    assert (
        run["state"] == "mapped" and run["tables"][0]["source"] == "template" and run["tables"][0]["heading_line"] == 1
    )
    table = run["tables"][0]
    settled = api.put(f"/imports/{run['id']}/tables/0/map", {"mapping": table["mapping"], "remember": False})
    assert settled.status_code == 200 and settled.json()["tables"][0]["mapping"] == table["mapping"]
    seen = api.get(f"/imports/{run['id']}/preview").json()
    assert (seen["ready"], seen["rejected"], seen["complete"]) == (1, 1, True)
    assert world.client(None).get(f"/patents/{good}").status_code == 404
    assert api.post(f"/imports/{run['id']}/start").status_code == 202
    from zhiqiao.services import intake

    intake.resume_run(run["id"])
    done = api.get(f"/imports/{run['id']}").json()
    assert (done["state"], done["accepted"], done["rejected"], done["lines_done"]) == ("done", 1, 1, 2)
    lines = api.get(f"/imports/{run['id']}/lines").json()
    assert lines["items"][0]["number"] == 3 and bad in lines["items"][0]["raw"] and lines["items"][0]["problems"]
    workbook = api.get(f"/imports/{run['id']}/errors.xlsx")
    assert workbook.status_code == 200 and workbook.content[:2] == b"PK"
    assert world.client(None).get(f"/patents/{good}").status_code == 200


def test_a_file_that_is_no_sheet_is_refused_with_the_reason(world: World) -> None:
    answer = world.client("officer-a").upload("letter.docx", b"%PDF-1.7 not a sheet at all")
    assert answer.status_code == 409 and answer.json()["problems"][0]["message"]


def test_the_document_and_its_page_ask_nothing_from_outside(client: Client, db: None) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1") and "/api/v1/patents" in document["paths"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), f"{method} {path}"
            assert operation.get("summary"), f"{method} {path}"
    page = client.get("/api/v1/docs").content.decode()
    assert re.findall(r"(?:src|href)=[\"'](https?:)?//", page) == []
    assert "swagger-ui-bundle.js" in page


def test_errors_of_every_operation_are_in_the_document(client: Client, db: None) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for methods in paths.values():
        for operation in methods.values():
            assert "application/problem+json" in operation["responses"]["422"]["content"]
    assert {} in paths["/api/v1/patents"]["get"]["security"]
    assert {} not in paths["/api/v1/imports"]["get"]["security"]


def test_code_lists_have_labels_in_both_languages(world: World) -> None:
    lists = {one["name"]: one["codes"] for one in world.client(None).get("/codes").json()["items"]}
    assert {"industry", "way", "patents_fields", "needs_fields"} <= set(lists)
    for codes in lists.values():
        assert all(code["zh"] and code["en"] for code in codes)
        assert any(re.search(r"[\u4e00-\u9fff]", code["zh"]) for code in codes)


def test_status_names_the_models_and_whether_texts_leave(world: World, settings: Any) -> None:
    settings.QUALITY_EMBEDDER = "st:/nowhere"
    meaning, quality = world.client(None).get("/status").json()["models"]
    assert meaning["use"] == "meaning" and meaning["id"].startswith("use-m3@") and meaning["leaves"] is False
    assert quality["id"] == "none" and quality["problem"] == "model_folder_is_usable"
