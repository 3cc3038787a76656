"""Who gets what: each page and endpoint, asked by nobody, by another school's officer, by the own officer, by staff.

The rows asked for are hidden ones: one school's unpublished patent, restricted need and import. An address that
stands in no table fails here, so a new one cannot be added without saying who may see it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from zhiqiao.domain.codes import Confidentiality, Industry, OrganisationKind, Role
from zhiqiao.domain.matching.reading import EnterpriseDraft, NeedDraft
from zhiqiao.records import jobs
from zhiqiao.records.models import Organisation, Patent, User
from zhiqiao.services import demands, disclosures, intake, people, procedures
from zhiqiao.web import urls

WHO = ("nobody", "stranger", "own", "staff")
PASSWORD = "bridge-over-water-7"

OPEN = (200, 200, 200, 200)
HIDDEN = (404, 404, 200, 200)
OWN_PAGE = (302, 404, 200, 200)
OWN_ACT = (302, 404, 302, 302)
SIGNED_IN = (302, 200, 200, 200)

PAGES: dict[str, tuple[str, tuple[int, int, int, int]]] = {
    "home": ("GET", OPEN),
    "search": ("GET", OPEN),
    "patents": ("GET", OPEN),
    "patent": ("GET", HIDDEN),
    "grades": ("GET", HIDDEN),
    "grade-changes": ("GET", SIGNED_IN),
    "needs": ("GET", OPEN),
    "need-new": ("GET", OPEN),
    "need": ("GET", HIDDEN),
    "need-edit": ("GET", HIDDEN),
    "need-close": ("POST", (404, 404, 302, 302)),
    "enterprise": ("GET", OPEN),
    "desk": ("GET", SIGNED_IN),
    "match-need": ("GET", OWN_PAGE),
    "match-patent": ("GET", OWN_PAGE),
    "imports": ("GET", OPEN),
    "import-template": ("GET", OPEN),
    "import-map": ("GET", OWN_PAGE),
    "import-check": ("GET", OWN_PAGE),
    "import-start": ("POST", OWN_ACT),
    "import": ("GET", OWN_PAGE),
    "import-progress": ("GET", OWN_PAGE),
    "import-errors": ("GET", OWN_PAGE),
    "cases": ("GET", SIGNED_IN),
    "coverage": ("GET", SIGNED_IN),
    "cases-move": ("POST", (302, 302, 302, 302)),
    "case": ("GET", OWN_PAGE),
    "disclosures": ("GET", SIGNED_IN),
    "disclosure-new": ("GET", SIGNED_IN),
    "disclosures-export": ("GET", SIGNED_IN),
    "disclosure": ("GET", OWN_PAGE),
    "disclosure-act": ("POST", OWN_ACT),
    "disclosure-evaluate": ("GET", OWN_PAGE),
    "disclosure-decide": ("GET", OWN_PAGE),
    "disclosure-file": ("GET", OWN_PAGE),
    "cases-sheet": ("GET", SIGNED_IN),
    "case-print": ("GET", OWN_PAGE),
    "samples": ("GET", SIGNED_IN),
    "sample": ("GET", OWN_PAGE),
    "sample-workbook": ("GET", OWN_PAGE),
    "sample-ask": ("POST", OWN_ACT),
    "opinion": ("GET", OWN_PAGE),
    "sample-return": ("POST", OWN_ACT),
    "work": ("GET", SIGNED_IN),
    "annuities": ("GET", SIGNED_IN),
    "annuities-act": ("POST", (302, 302, 302, 302)),
    "annuities-workbook": ("GET", SIGNED_IN),
    "annuity": ("GET", OWN_PAGE),
    "differences": ("GET", SIGNED_IN),
    "differences-decide": ("POST", (302, 302, 302, 302)),
    "pool": ("GET", OPEN),
    "pool-desk": ("GET", SIGNED_IN),
    "pool-propose": ("POST", (302, 302, 302, 302)),
    "pool-edit": ("GET", OWN_PAGE),
    "pool-promise": ("GET", OWN_PAGE),
    "pool-entry": ("GET", HIDDEN),
    "doubts": ("GET", SIGNED_IN),
    "packs": ("GET", OPEN),
    "pack": ("GET", (404, 404, 404, 404)),
    "class": ("GET", OPEN),
    "class-suggest": ("GET", OPEN),
    "rubric": ("GET", OPEN),
    "indicator-rules": ("GET", OPEN),
    "high-value": ("GET", SIGNED_IN),
    "style": ("GET", OPEN),
    "account": ("GET", SIGNED_IN),
    "second-factor-own": ("GET", SIGNED_IN),
    "untie": ("POST", (302, 404, 404, 404)),
    "second-factor": ("GET", (302, 302, 302, 302)),
    "outside": ("POST", (404, 404, 404, 404)),
    "outside-back": ("GET", (404, 404, 404, 404)),
    "invitation": ("GET", (404, 404, 404, 404)),
    "people": ("GET", (302, 403, 403, 200)),
    "people-links": ("GET", (302, 404, 404, 200)),
    "people-of": ("GET", (302, 404, 404, 200)),
    "password": ("GET", SIGNED_IN),
    "login": ("GET", (200, 302, 302, 302)),
    "logout": ("POST", (302, 302, 302, 302)),
}
"""Name of the page → how it is asked, and the status for nobody, stranger, own officer, staff. 302 leads to signing in,
or away from what was done."""

PERSON_ONLY = (401, 200, 200, 200)
OWN_ONLY = (401, 404, 200, 200)

ENDPOINTS: dict[str, tuple[int, int, int, int]] = {
    "GET /health": OPEN,
    "GET /status": OPEN,
    "GET /codes": OPEN,
    "GET /rubric": OPEN,
    "GET /rubric/scenarios": OPEN,
    "GET /rubric/scenarios/{scenario}/patents/{number}": HIDDEN,
    "GET /indicators": OPEN,
    "GET /classes/packs": OPEN,
    "POST /classes/suggest": (409, 409, 409, 409),
    "GET /indicators/high-value": PERSON_ONLY,
    "GET /indicators/high-value/{organisation_id}": OWN_ONLY,
    "POST /patents/{number}/awards": (401, 404, 403, 201),
    "GET /patents": OPEN,
    "POST /patents/lookup": OPEN,
    "GET /patents/{number}": HIDDEN,
    "GET /patents/{number}/classes": HIDDEN,
    "GET /patents/{number}/grade": HIDDEN,
    "GET /patents/{number}/grades": HIDDEN,
    "GET /patents/{number}/indicators": HIDDEN,
    "GET /grades/changes": PERSON_ONLY,
    "GET /grades/patents/{number}": HIDDEN,
    "GET /patents/{number}/events": HIDDEN,
    "GET /patents/{number}/register": HIDDEN,
    "GET /needs": OPEN,
    "POST /needs": (401, 201, 201, 201),
    "GET /needs/{need_id}": HIDDEN,
    "PUT /needs/{need_id}": OWN_ONLY,
    "POST /needs/{need_id}/close": OWN_ONLY,
    "GET /enterprises": OPEN,
    "GET /enterprises/{enterprise_id}": OPEN,
    "POST /match/text": OPEN,
    "POST /match/needs/{need_id}": OWN_ONLY,
    "POST /match/patents/{number}": OWN_ONLY,
    "GET /procedures": OPEN,
    "GET /procedures/{name}": OPEN,
    "GET /procedures/{name}/cases": PERSON_ONLY,
    "POST /procedures/{name}/cases/moves": PERSON_ONLY,
    "POST /procedures/{name}/cases/filers": OWN_ONLY,
    "GET /procedures/{name}/cases/{patent_id}": OWN_ONLY,
    "POST /procedures/{name}/cases/{patent_id}/moves": OWN_ONLY,
    "GET /disclosures": PERSON_ONLY,
    "POST /disclosures": (401, 201, 201, 201),
    "GET /disclosures/scale": PERSON_ONLY,
    "GET /disclosures/desk.xlsx": PERSON_ONLY,
    "GET /disclosures/{disclosure_id}": OWN_ONLY,
    "POST /disclosures/{disclosure_id}/moves": (401, 404, 409, 409),
    "POST /disclosures/{disclosure_id}/evaluator": (401, 404, 409, 409),
    "POST /disclosures/{disclosure_id}/agreement": (401, 404, 409, 409),
    "POST /disclosures/{disclosure_id}/evaluations": (401, 404, 409, 409),
    "POST /disclosures/{disclosure_id}/filing": (401, 404, 409, 409),
    "GET /disclosures/{disclosure_id}/nearby": OWN_ONLY,
    "POST /disclosures/{disclosure_id}/files": (401, 404, 409, 201),
    "GET /disclosures/{disclosure_id}/files/{file_id}": OWN_ONLY,
    "GET /annuities": PERSON_ONLY,
    "GET /annuities/{patent_id}": OWN_ONLY,
    "POST /annuities/decisions": PERSON_ONLY,
    "POST /annuities/payments": PERSON_ONLY,
    "POST /annuities/reductions": PERSON_ONLY,
    "GET /differences": PERSON_ONLY,
    "POST /differences/decisions": PERSON_ONLY,
    "GET /pool": OPEN,
    "POST /pool/proposals": PERSON_ONLY,
    "GET /pool/{number}": HIDDEN,
    "PUT /pool/{number}/card": OWN_ONLY,
    "GET /procedures/{name}/cases/{patent_id}/print.{form}": OWN_ONLY,
    "GET /procedures/{name}/samples": PERSON_ONLY,
    "POST /procedures/{name}/samples": (401, 403, 201, 201),
    "GET /procedures/{name}/samples/{sample_id}": OWN_ONLY,
    "POST /procedures/{name}/samples/{sample_id}/seconds": OWN_ONLY,
    "POST /procedures/{name}/samples/{sample_id}/cases/{position}/opinion": (401, 404, 403, 403),
    "POST /procedures/{name}/samples/{sample_id}/cases/{position}/return": (401, 404, 409, 409),
    "GET /imports": PERSON_ONLY,
    "POST /imports": (401, 201, 201, 201),
    "GET /imports/templates/{what}.xlsx": OPEN,
    "GET /imports/{run_id}": OWN_ONLY,
    "PUT /imports/{run_id}/tables/{table}/map": OWN_ONLY,
    "GET /imports/{run_id}/preview": OWN_ONLY,
    "POST /imports/{run_id}/start": (401, 404, 202, 202),
    "GET /imports/{run_id}/lines": OWN_ONLY,
    "GET /imports/{run_id}/errors.xlsx": OWN_ONLY,
}
"""Operation → the status for nobody, stranger, own officer, staff."""

HEADINGS = ["申请号", "专利名称（中文）", "摘要（中文）", "申请人", "申请日", "法律状态"]


def checked(serial: str) -> str:
    """An application number with its check digit."""
    total = sum(int(digit) * weight for digit, weight in zip(serial, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True))
    return f"{serial}.{'X' if total % 11 == 10 else total % 11}"


@dataclass
class World:
    """Two schools, three people, and what one school keeps to itself."""

    people: dict[str, User | None]
    keys: dict[str, str]
    values: dict[str, Any]
    sheet: Path
    title: str

    @contextmanager
    def asking(self, who: str) -> Iterator[Client]:
        """A browser of that person; whatever it changes is taken back."""
        with transaction.atomic():
            client = Client(headers={"Accept-Language": "zh-CN"})
            person = self.people[who]
            if person is not None:
                client.force_login(person)
            yield client
            transaction.set_rollback(True)


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    """Made through services, as everything is; indexed by words only, in a folder of its own."""
    settings.EMBEDDER, settings.INDEXES, settings.FILES = "none", tmp_path / "index", tmp_path / "files"
    settings.HOME = tmp_path  # nothing was learned there
    officers: dict[str, User | None] = {"nobody": None}
    for who, school in (("own", "望川大学"), ("stranger", "青屿海洋大学")):
        place = people.create_organisation(OrganisationKind.INSTITUTION, school, by=None)
        officer = people.create_user(f"{who}-officer", PASSWORD, by=None)
        people.add_member(officer, place, Role.OFFICER, by=None)
        officers[who] = officer
    officers["staff"] = people.create_user("house-staff", PASSWORD, is_staff=True, by=None)
    own = officers["own"]
    filed = date.today() - timedelta(days=60)
    number = checked(f"{filed.year}10900001")
    title = "一种尚未公布的冷板焊接夹具"
    sheet = tmp_path / "unpublished.csv"
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [
                HEADINGS,
                [number, title, "本发明涉及一种冷板焊接夹具，夹持力可调。", "望川大学", filed.isoformat(), "审中"],
                [
                    number[:-1] + ("0" if number[-1] != "0" else "1"),
                    "错号的一行",
                    "摘要",
                    "望川大学",
                    filed.isoformat(),
                    "审中",
                ],
            ]
        )
    run = intake.run_import(intake.open_run(sheet, by=own), by=own)
    jobs.run_waiting()
    patent = Patent.objects.get()
    assert not patent.is_public and (run.accepted, run.rejected) == (1, 1)
    need = demands.write_need(
        NeedDraft(
            title_zh="仅限定向学校查看的需求",
            problem_zh="储能柜里同一排电池的温差有六七度，想压到三度以内，水泵功耗不能增加，板厚不超过五毫米。",
            industry=Industry.ENERGY,
            confidentiality=Confidentiality.RESTRICTED,
            enterprise=EnterpriseDraft(name_zh="苏州试验储能有限公司", region="江苏省苏州市"),
        ),
        by=own,
    )
    assert need.enterprise is not None
    disclosed, attached = disclosed_by_an_inventor(own)
    procedures.move("inventory", patent.pk, "save", by=None, values={"scenario": "冷板"})
    plan = procedures.Plan(states=("draft",), size=1, seed="house")
    sample = procedures.draw("inventory", patent.holder_id or 0, plan, by=own)
    keys = {who: people.make_api_key(one, "house", by=None)[1] for who, one in officers.items() if one}
    values = {"key": patent.record_key, "number": number, "run_id": run.pk, "table": 0, "what": "patents"}
    values |= {"scenario": "pledge", "name": "inventory", "patent_id": patent.pk}
    values |= {"name": "inventory", "patent_id": patent.pk}
    values |= {"disclosure_id": disclosed, "file_id": attached}
    values |= {"sample_id": sample.pk, "position": 1, "school_id": patent.holder_id}
    values |= {"sample_id": sample.pk, "position": 1, "form": "docx", "school_id": patent.holder_id}
    values |= {"organisation_id": patent.holder_id}
    values |= {"need_id": need.pk, "enterprise_id": need.enterprise.pk}
    values |= {"place_id": Organisation.objects.get(name_zh="望川大学").pk}
    return World(officers, keys, values, sheet, title)


def disclosed_by_an_inventor(officer: User | None) -> tuple[int, int]:
    """A disclosure that an inventor of the own school submitted, with a file; its title is the hidden one."""
    inventor = people.create_user("own-inventor", PASSWORD, by=None)
    people.add_member(inventor, people.organisation_of(officer), Role.INVENTOR, by=None)
    told = {"invention_title": "一种尚未公布的冷板焊接夹具", "problem_solved": "夹不紧", "solution": "换夹头"}
    told |= {"maturity": "lab", "publication": "no", "may_be_secret": False, "is_funded": False, "ownership": "service"}
    row = disclosures.begin(by=inventor, values=told)
    file = disclosures.attach(row.pk, "图.txt", [b"x"], by=inventor)
    disclosures.move(row.pk, "submit", by=inventor)
    return row.pk, file.pk


def test_every_page_stands_in_the_table():
    assert {pattern.name for pattern in urls.urlpatterns} == set(PAGES)


FIXED: dict[str, dict[str, Any]] = {
    "class": {"scheme": "sei", "code": "1.1"},
    "pack": {"pk": 0},
    "import-template": {"what": "patents"},
    "invitation": {"token": "no-such-invitation"},
}
"""Pages whose address is the same in every world."""
OF_SAMPLE = {"pk": "sample_id"}
OF_CASES = {
    "case-print": {"pk": "patent_id", "form": "docx"},
    "sample": OF_SAMPLE,
    "sample-workbook": OF_SAMPLE,
    "sample-ask": OF_SAMPLE,
    "opinion": OF_SAMPLE | {"position": "position"},
    "sample-return": OF_SAMPLE | {"position": "position"},
}
"""Page of cases → what its address is made of, by the names of the values."""


def kwargs_of(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """What the address of a page is made of."""
    if name in FIXED:
        return FIXED[name]
    room = name.split("-")[0]
    if name in {"patent", "grades", "match-patent", "pool-edit", "pool-promise", "pool-entry"}:
        return {"key": values["key"]}
    if name in {"need", "need-edit", "need-close", "match-need"}:
        return {"pk": values["need_id"]}
    if name == "enterprise":
        return {"pk": values["enterprise_id"]}
    if name in OF_CASES:
        return {"name": "inventory"} | {part: values.get(value, value) for part, value in OF_CASES[name].items()}
    if name in {"cases", "cases-move", "coverage", "samples", "cases-sheet"}:
        return {"name": "inventory"}
    if name in {"disclosure", "disclosure-act", "disclosure-evaluate", "disclosure-decide"}:
        return {"pk": values["disclosure_id"]}
    if name == "disclosure-file":
        return {"pk": values["disclosure_id"], "file": values["file_id"]}
    if name == "annuity":
        return {"pk": values["patent_id"]}
    if name == "case":
        return {"name": "inventory", "pk": values["patent_id"]}
    if name in {"untie", "people-of", "people-links"}:
        return {"pk": values["place_id"]}
    return {"pk": values["run_id"]} if room == "import" else {}


def test_pages_answer_each_person_as_the_table_says(world: World):
    wrong = []
    for name, (method, statuses) in PAGES.items():
        address = reverse(name, kwargs=kwargs_of(name, world.values))
        query = urlencode({"q": "冷板焊接夹具"})  # a server hands queries on as Latin-1 only
        for who, status in zip(WHO, statuses, strict=True):
            with world.asking(who) as client:
                answer = client.generic(method, address, QUERY_STRING=query if name == "search" else "")
            if answer.status_code != status:
                wrong.append(f"{method} {name} for {who}: {answer.status_code}, not {status}")
            elif (
                status == 200
                and who in {"nobody", "stranger"}
                and world.title in answer.content.decode(errors="ignore")
            ):
                wrong.append(f"{method} {name} shows the unpublished patent to {who}")
            elif status == 302 and who == "nobody" and name != "logout" and reverse("login") not in answer["Location"]:
                wrong.append(f"{method} {name} leads nobody to {answer['Location']}, not to signing in")
    assert not wrong, "\n".join(wrong)


def operations() -> set[str]:
    """Every operation of the API's own document."""
    from zhiqiao.api.urls import api

    paths = api.get_openapi_schema()["paths"]
    return {f"{method.upper()} {path.removeprefix('/api/v1')}" for path, methods in paths.items() for method in methods}


def test_every_endpoint_stands_in_the_table():
    assert operations() == set(ENDPOINTS)


BODIES: dict[str, Any] = {
    "POST /patents/{number}/awards": lambda values: {"award": "patent", "year": 2022, "source": "名单"},
    "POST /patents/lookup": lambda values: {"numbers": [values["number"]]},
    "POST /match/text": lambda values: {"text": "冷板焊接夹具，夹持力可调，适合薄板"},
    "PUT /imports/{run_id}/tables/{table}/map": lambda values: {"mapping": {"申请号": "application_number"}},
    "POST /needs": lambda values: NEED,
    "POST /classes/suggest": lambda values: {"text": "冷板焊接夹具"},
    "POST /procedures/{name}/cases/moves": lambda values: {"verb": "save", "patents": [values["patent_id"]]},
    "POST /procedures/{name}/cases/filers": lambda values: {"filer": None, "patents": [values["patent_id"]]},
    "POST /procedures/{name}/cases/{patent_id}/moves": lambda values: {"verb": "save"},
    "POST /disclosures": lambda values: {"values": {"invention_title": "新的"}},
    "POST /disclosures/{disclosure_id}/moves": lambda values: {"verb": "approve_filing"},
    "POST /disclosures/{disclosure_id}/evaluator": lambda values: {"username": "nobody-of-this-name"},
    "POST /disclosures/{disclosure_id}/evaluations": lambda values: {"points": {}},
    "POST /disclosures/{disclosure_id}/filing": lambda values: {"application_number": "x", "filed_on": "2026-01-02"},
    "POST /differences/decisions": lambda values: {"differences": [values["patent_id"]], "verdict": "ignore"},
    "POST /annuities/decisions": lambda values: {"choice": "keep", "patents": {str(values["patent_id"]): None}},
    "POST /annuities/payments": lambda values: {
        "payments": [{"patent_id": values["patent_id"], "paid_on": "2026-01-05"}]
    },
    "POST /annuities/reductions": lambda values: {
        "kind": "single",
        "since": "2020-01-01",
        "patents": [values["patent_id"]],
    },
    "POST /procedures/{name}/samples": lambda values: {
        "organisation": values["school_id"],
        "states": ["draft"],
        "size": 1,
    },
    "POST /procedures/{name}/samples/{sample_id}/seconds": lambda values: {"seconds": ["own-officer"]},
    "POST /procedures/{name}/samples/{sample_id}/cases/{position}/opinion": lambda values: {"comment": "x"},
    "POST /procedures/{name}/samples/{sample_id}/cases/{position}/return": lambda values: {"reason": "x"},
    "PUT /needs/{need_id}": lambda values: NEED,
}
"""What an operation is sent; nothing for the others."""
NEED = {
    "title_zh": "想把电池温差压下来",
    "problem_zh": "储能柜里同一排电池温差六七度，想压到三度以内，水泵功耗不能增加。",
}


def test_endpoints_answer_each_key_as_the_table_says(world: World):
    wrong = []
    for operation, statuses in ENDPOINTS.items():
        method, path = operation.split(" ", 1)
        for who, status in zip(WHO, statuses, strict=True):
            headers = {"Authorization": f"Bearer {world.keys[who]}"} if who in world.keys else {}
            with transaction.atomic():
                answer = ask(world, operation, method, "/api/v1" + path.format(**world.values), headers)
                transaction.set_rollback(True)
            if answer.status_code != status:
                wrong.append(f"{operation} for {who}: {answer.status_code}, not {status}: {answer.content[:160]!r}")
            elif (
                status < 400 and who in {"nobody", "stranger"} and world.title in answer.content.decode(errors="ignore")
            ):
                wrong.append(f"{operation} shows the unpublished patent to {who}")
    assert not wrong, "\n".join(wrong)


def ask(world: World, operation: str, method: str, address: str, headers: dict[str, str]) -> Any:
    """One request, with the body the operation wants."""
    client = Client(headers=headers)
    if operation == "POST /imports":
        with world.sheet.open("rb") as file:
            return client.post(address, {"file": file, "what": "patents"})
    if operation.endswith("/files"):
        return client.post(address, {"file": SimpleUploadedFile("a.txt", b"y")})
    body = BODIES.get(operation, lambda values: {})(world.values)
    return client.generic(method, address, json.dumps(body), content_type="application/json")


def test_the_back_office_is_for_staff(world: World):
    for who, status in zip(WHO, (302, 302, 302, 200), strict=True):
        with world.asking(who) as client:
            assert client.get(reverse("admin:index")).status_code == status, who
