"""Procedures and cases over the API: filed by an inventor, reviewed by college and school, alone and in bulk."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from api_world import PASSWORD, Api, numbered

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.patents.reading import read_line, template_headings
from zhiqiao.records.models import Organisation, Patent, User
from zhiqiao.services import catalogue, people

CASES = "/procedures/inventory/cases"
SHEET = {
    "is_funded": False,
    "implementation": "not",
    "willingness": "willing",
    "ways": ["license", "transfer"],
    "maturity": "lab",
    "trl": 4,
    "self_grade": 4,
    "scenario": "高温电机的绝缘灌封",
}
TODAY = date(2026, 11, 22)
HAN = re.compile(r"[\u4e00-\u9fff]")


class School:
    """A school with a college, an inventor and officers; another school; two patents the college holds."""

    def __init__(self) -> None:
        school = people.create_organisation(OrganisationKind.INSTITUTION, "望川大学", by=None)
        college = people.create_organisation(OrganisationKind.COLLEGE, "材料学院", parent=school, by=None)
        other = people.create_organisation(OrganisationKind.INSTITUTION, "青屿海洋大学", by=None)
        self.college = college
        self.people = {
            "inventor": person("inventor", "李望", college, Role.INVENTOR),
            "college": person("college", "材料秘书", college, Role.OFFICER),
            "school": person("school", "成果办", school, Role.OFFICER),
            "stranger": person("stranger", "外校", other, Role.OFFICER),
        }
        self.keys = {name: people.make_api_key(user, "test", by=user)[1] for name, user in self.people.items()}
        self.first, self.second = self.patent("202010117081"), self.patent("202010117082")

    def patent(self, twelve: str, *, inventors: tuple[str, ...] = ("李望", "周川")) -> Patent:
        """A patent that the college holds."""
        cells = {
            "application_number": numbered(twelve),
            "title_zh": "一种耐高温灌封胶",
            "inventors": "；".join(inventors),
            "legal_state": "授权",
        }
        mapping = {heading: field for field, heading, _example in template_headings("zh")}
        headings = [heading for field in cells for heading, meant in mapping.items() if meant == field]
        draft = read_line(mapping, headings, list(cells.values()), "template", today=TODAY).draft
        assert draft is not None
        return catalogue.upsert(draft, by=None, organisation=self.college).patent

    def client(self, name: str | None, language: str = "en") -> Api:
        return Api(self.keys[name] if name else "", language)

    def moved(self, who: str, verb: str, **more: Any) -> Any:
        """The first patent's case, moved by somebody."""
        return self.client(who).post(f"{CASES}/{self.first.pk}/moves", {"verb": verb, **more})


def person(name: str, called: str, organisation: Organisation, role: Role) -> User:
    user = people.create_user(name, PASSWORD, display_name=called, by=None)
    people.add_member(user, organisation, role, by=None)
    return user


@pytest.fixture
def school(db: None, settings: Any, tmp_path: Any) -> School:
    settings.FILES, settings.INDEXES = tmp_path / "files", tmp_path / "index"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed
    made = School()
    named = made.client("college").post(
        f"{CASES}/filers", {"patents": [made.first.pk, made.second.pk], "filer": "inventor"}
    )
    assert named.json() == {"assigned": 2, "without": 0, "doubtful": 0}
    return made


def test_an_inventor_files_and_two_reviews_make_it_known(school: School) -> None:
    mine = school.client("inventor").get(CASES, mine=True).json()
    assert [item["patent_id"] for item in mine["items"]] == [school.first.pk, school.second.pk]
    begun = mine["items"][0]
    assert (begun["state"], begun["filer"], begun["holder"]["name_zh"]) == ("unfiled", "李望", "材料学院")
    saved = school.moved("inventor", "save", values=SHEET, revision=begun["revision"]).json()
    assert (saved["state"], saved["sheet"]["trl"], saved["parts"]) == ("draft", 4, ["filer"])
    assert saved["may_fill"] == [] and {move["verb"]: move["is_open"] for move in saved["moves"]} == {"submit": True}
    submitted = school.moved("inventor", "submit", revision=saved["revision"]).json()
    assert (submitted["state"], submitted["working_days_left"], submitted["limits"][0]["working_days"]) == (
        "college_review",
        5,
        5,
    )
    assert [problem["code"] for problem in submitted["may_fill"]] == ["case_stands_before_move"]
    assert school.moved("college", "pass_college").json()["state"] == "school_review"
    passed = school.moved("school", "pass_school").json()
    assert (passed["state"], passed["state_label"], passed["limits"]) == ("inventoried", "Inventoried", [])
    assert [(one["verb"], one["part"], one["by"]) for one in passed["history"]] == [
        ("save", "filer", "李望"),
        ("submit", "filer", "李望"),
        ("pass_college", "college", "材料秘书"),
        ("pass_school", "school", "成果办"),
    ]
    patent = Patent.objects.get(pk=school.first.pk)
    assert (patent.trl, patent.willing, patent.scenario_zh) == (4, ["license", "transfer"], "高温电机的绝缘灌封")
    assert passed["patent"]["trl"] == 4


def test_a_return_asks_for_a_reason_which_stands_in_the_history(school: School) -> None:
    school.moved("inventor", "save", values=SHEET)
    school.moved("inventor", "submit")
    offered = {move["verb"]: move for move in school.client("college").get(CASES).json()["items"][0]["moves"]}
    assert offered["return_by_college"]["asks_reason"] and offered["return_by_college"]["is_open"]
    silent = school.moved("college", "return_by_college")
    assert (silent.status_code, silent.json()["code"]) == (409, "reason_is_given")
    told = school.moved("college", "return_by_college", reason="场景太笼统").json()
    assert told["state"] == "returned" and told["history"][-1]["reason"] == "场景太笼统"


def test_what_is_worth_a_second_look_is_told_and_does_not_hold_up(school: School) -> None:
    told = school.moved("inventor", "submit", values={**SHEET, "trl": 9}).json()
    refused = school.client("inventor").post(f"{CASES}/{school.second.pk}/moves", {"verb": "submit"})
    assert refused.json()["code"] == "case_stands_before_move"
    assert told["state"] == "college_review" and [one["code"] for one in told["warnings"]] == [
        "readiness_goes_with_stage"
    ]


def test_in_bulk_each_is_judged_by_itself(school: School) -> None:
    school.moved("inventor", "save", values=SHEET)
    api = school.client("inventor")
    asked = {"verb": "submit", "patents": [school.first.pk, school.second.pk, 10**9]}
    told = api.post(f"{CASES}/moves", asked).json()
    assert told["moved"] == [{"patent_id": school.first.pk, "warnings": []}]
    assert {one["patent_id"]: [problem["code"] for problem in one["problems"]] for one in told["refused"]} == {
        school.second.pk: ["case_stands_before_move"],
        10**9: ["case_is_known"],
    }
    listed = api.get(CASES, state="college_review").json()
    assert (listed["total"], listed["items"][0]["patent_id"], listed["late"]) == (1, school.first.pk, 0)
    counted = {one["state"]: one["count"] for one in listed["states"]}
    assert (counted["college_review"], counted["unfiled"]) == (1, 1)
    assert api.post(f"{CASES}/moves", {"verb": "submit", "patents": []}).status_code == 422


def test_two_never_overwrite_each_other_unseen(school: School) -> None:
    read = school.client("inventor").get(f"{CASES}/{school.first.pk}").json()["revision"]
    assert school.moved("college", "save", values={"trl": 3}, revision=read).status_code == 200
    late = school.moved("inventor", "save", values={"trl": 7}, revision=read)
    assert (late.status_code, late.json()["code"]) == (409, "case_is_unchanged")
    assert late["Content-Type"] == "application/problem+json" and "材料秘书" in late.json()["detail"]
    asked = {"verb": "save", "patents": [school.first.pk], "values": {"trl": 7}, "revisions": {school.first.pk: read}}
    many = school.client("inventor").post(f"{CASES}/moves", asked).json()
    assert many["moved"] == [] and many["refused"][0]["problems"][0]["code"] == "case_is_unchanged"
    assert school.client("inventor").get(f"{CASES}/{school.first.pk}").json()["sheet"]["trl"] == 3


def test_another_school_learns_nothing(school: School) -> None:
    api, one = school.client("stranger"), school.first.pk
    assert api.get(CASES).json()["total"] == 0
    answers = [
        api.get(f"{CASES}/{one}"),
        api.post(f"{CASES}/{one}/moves", {"verb": "save"}),
        api.post(f"{CASES}/filers", {"patents": [one], "filer": "stranger"}),
        api.post(f"{CASES}/filers", {"patents": [one], "filer": "nobody-at-all"}),
        api.get(f"{CASES}/{10**9}"),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "case_is_known")] * 5


def test_a_part_one_does_not_take_is_forbidden(school: School) -> None:
    school.moved("inventor", "submit", values=SHEET)
    school.moved("inventor", "save", values=SHEET)
    school.moved("inventor", "submit")
    passed = school.moved("inventor", "pass_college")
    assert (passed.status_code, passed.json()["code"]) == (403, "part_permits_move")
    named = school.client("inventor").post(f"{CASES}/filers", {"patents": [school.first.pk], "filer": None})
    assert (named.status_code, named.json()["code"]) == (403, "desk_assigns")


def test_who_files_is_named_taken_off_and_found_by_name(school: School) -> None:
    api, both = school.client("school"), [school.first.pk, school.second.pk]
    away = api.post(f"{CASES}/filers", {"patents": both, "filer": "stranger"})
    nobody = api.post(f"{CASES}/filers", {"patents": both, "filer": "nobody-at-all"})
    for answer in (away, nobody):
        assert (answer.status_code, answer.json()["code"]) == (409, "filer_is_here")
        assert school.first.application_number in answer.json()["detail"]
    for unclear in ({"patents": both}, {"patents": both, "filer": None, "by_name": True}):
        assert api.post(f"{CASES}/filers", unclear).status_code == 422
    assert api.post(f"{CASES}/filers", {"patents": both, "filer": None}).json()["assigned"] == 2
    assert api.get(f"{CASES}/{both[0]}").json()["filer"] is None
    assert school.client("inventor").get(CASES, mine=True).json()["total"] == 0
    told = api.post(f"{CASES}/filers", {"patents": [*both], "by_name": True}).json()
    assert told == {"assigned": 2, "without": 0, "doubtful": 0}
    assert api.get(f"{CASES}/{both[0]}").json()["filer"] == "李望"


def test_nobody_in_particular_has_no_cases(school: School) -> None:
    api, one = school.client(None), school.first.pk
    answers = [api.get(CASES), api.get(f"{CASES}/{one}"), api.post(f"{CASES}/{one}/moves", {"verb": "save"})]
    answers += [api.post(f"{CASES}/moves", {"verb": "save", "patents": [one]}), api.post(f"{CASES}/filers", {})]
    assert {answer.status_code for answer in answers} == {401}


def test_an_unknown_procedure_is_not_there(school: School) -> None:
    api, one = school.client("school"), school.first.pk
    answers = [api.get(f"/procedures/levitation{rest}") for rest in ("", "/cases", f"/cases/{one}")]
    answers += [
        api.post(f"/procedures/levitation/cases/{one}/moves", {"verb": "save"}),
        api.post("/procedures/levitation/cases/moves", {"verb": "save", "patents": [one]}),
        api.post("/procedures/levitation/cases/filers", {"patents": [one], "by_name": True}),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "procedure_is_known")}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("trl", 12),
        ("trl", float("nan")),
        ("maturity", "fabulous"),
        ("ways", "license"),
        ("scenario", 5),
        ("scenario", "\ud800"),
        ("colour", "red"),
        ("project_name", "x" * 201),
    ],
)
def test_a_value_of_a_wrong_kind_is_refused_by_its_field(school: School, field: str, value: Any) -> None:
    answer = school.moved("inventor", "save", values={**SHEET, field: value})
    assert (answer.status_code, answer.json()["codes"]) == (409, ["item_is_readable"])
    assert {problem["field"] for problem in answer.json()["problems"]} == {field}


@pytest.mark.parametrize(
    "asked",
    [
        {"verb": "\ud800"},
        {"verb": "save", "reason": "\ud800"},
        {"verb": "save", "values": [1]},
        {"verb": "save", "revision": "first"},
        {"verb": "save", "colour": "red"},
        {},
    ],
)
def test_input_of_the_wrong_shape_is_told_as_such(school: School, asked: dict[str, Any]) -> None:
    assert school.client("inventor").post(f"{CASES}/{school.first.pk}/moves", asked).status_code == 422


def test_a_desk_is_narrowed_and_turned_page_by_page(school: School) -> None:
    api = school.client("college")
    assert api.get(CASES, q=school.second.application_number).json()["total"] == 1
    assert api.get(CASES, q="灌封胶").json()["total"] == 2
    assert api.get(CASES, holder=school.college.pk).json()["total"] == 2
    assert api.get(CASES, holder=10**9).json()["total"] == 0
    assert api.get(CASES, late=True).json()["total"] == 0
    first = api.get(CASES, size=1).json()
    assert (first["stop_reason"], first["complete"]) == ("page_end", False)
    second = api.get(CASES, cursor=first["next_cursor"]).json()
    assert [page["items"][0]["patent_id"] for page in (first, second)] == [school.first.pk, school.second.pk]
    assert api.get(CASES, cursor=first["next_cursor"], mine=True).json()["code"] == "cursor_is_ours"
    assert api.get(CASES, page=9).json()["items"] == []


def test_procedures_are_described_in_the_callers_language(school: School) -> None:
    listed = school.client(None).get("/procedures").json()["items"]
    english = school.client(None).get("/procedures/inventory").json()
    chinese = school.client(None, "zh-hans").get("/procedures/inventory").json()
    assert english in listed
    assert english["sheet"]["properties"]["trl"] and english["items"][0]["code"] == "is_funded"
    for one in (english, chinese):
        texts = [one["label"]] + [each["label"] for key in ("states", "parts", "moves", "rules") for each in one[key]]
        texts += [each[key] for each in one["rules"] for key in ("label", "rule")]
        assert all(texts) and {bool(HAN.search(text)) for text in texts} == {one is chinese}
