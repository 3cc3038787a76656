"""Sample data (示例数据): invented universities, patents, firms and needs, brought in the way any user's are.

Responsible for giving the invented patents numbers that no office issues, for the import, and for the demo accounts.
Loading twice is as loading once. Everything made here is marked as sample.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from zhiqiao.domain.codes import (
    Confidentiality,
    FirmSize,
    Industry,
    Language,
    NeedStage,
    OrganisationKind,
    Role,
    Way,
)
from zhiqiao.domain.matching.reading import FEN_PER_WAN, EnterpriseDraft, NeedDraft
from zhiqiao.domain.patents.numbers import check_digit
from zhiqiao.domain.patents.reading import template_headings
from zhiqiao.engines import choose
from zhiqiao.ports.sheets import Cell, Column, Page
from zhiqiao.records import jobs
from zhiqiao.records.models import Enterprise, ImportRun, Organisation, Patent, User
from zhiqiao.services import demands, disclosures, intake, people, sample_pool

Progress = Callable[[str, int, int], None]

directory: Path = Path(__file__).resolve().parent.parent / "sample"
"""Where the sample's lines lie."""

INDUSTRY_DIGIT = {
    "materials": 1, "energy": 2, "biomed": 3, "equipment": 4, "electronics": 5, "software": 6, "environment": 7,
    "agrifood": 8,
}  # fmt: skip
KIND_DIGIT = {"invention": 1, "utility": 2, "design": 3}
GRANT_CODE = {"invention": "B", "utility": "U", "design": "S"}
YEAR_UNKNOWN = 2020
"""Year in the number of a patent whose dates are missing on purpose."""

UNIVERSITIES = {
    "望川大学": ("Wangchuan University", "浙江省", "浙江省杭州市"),
    "云汀理工大学": ("Yunting University of Technology", "江苏省", "江苏省苏州市"),
    "澜江工业大学": ("Lanjiang Polytechnic University", "湖北省", "湖北省武汉市"),
    "青屿海洋大学": ("Qingyu Ocean University", "山东省", "山东省青岛市"),
    "禾原农业大学": ("Heyuan Agricultural University", "陕西省", "陕西省杨凌示范区"),
    "杏溪医科大学": ("Xingxi Medical University", "广东省", "广东省广州市"),
}
PROVINCES = {
    "浙江省": "Zhejiang", "江苏省": "Jiangsu", "湖北省": "Hubei", "山东省": "Shandong", "陕西省": "Shaanxi",
    "广东省": "Guangdong",
}  # fmt: skip
NATION = ("中国", "China")
DEMO_FIRM = "materials-firm-1"


@dataclass(frozen=True)
class Account:
    """A demo account: who it is, in which organisation, in which role; staff where there is no role."""

    username: str
    name: str
    role: Role | None
    organisation: str = ""


ACCOUNTS = (
    Account("admin", "示例管理员", None),
    Account("officer", "示例技术转移专员", Role.OFFICER, "望川大学"),
    Account("inventor", "示例发明人", Role.INVENTOR, "望川大学"),
    Account("enterprise", "示例企业用户", Role.ENTERPRISE, DEMO_FIRM),
    Account("official", "示例省级主管", Role.OFFICIAL, "浙江省"),
)


def load(progress: Progress | None = None) -> dict[str, object]:
    """Load all of it. `progress` gets what is being done, how much is done, of how much.

    Returns {"patents", "firms", "needs", "organisations", "run", "accounts": [{"username", "password", "role"}]}.
    Passwords are made at random, or are ZHIQIAO_DEMO_PASSWORD; they are kept in the data folder for its owner alone.
    """
    tell = progress or (lambda _what, _done, _all: None)
    organisations = _load_organisations()
    run = _load_patents(lambda done, all_: tell("patents", done, all_))
    firms = _load_firms(tell)
    needs = _load_needs(organisations, firms, tell)
    accounts = _load_accounts(organisations)
    disclosures.load_sample(people.person_named("inventor"), people.person_named("officer"))
    waiting = jobs.waiting()
    jobs.run_waiting(lambda left: tell("jobs", waiting - left, waiting))
    sample_pool.load()
    jobs.run_waiting()
    return {
        "patents": Patent.objects.filter(is_sample=True).count(),
        "firms": len(firms),
        "needs": needs,
        "organisations": len(organisations),
        "run": run.pk,
        "accounts": accounts,
    }


def is_loaded() -> bool:
    """Whether the sample is there."""
    return Patent.objects.filter(is_sample=True).exists()


def labels() -> dict[str, dict[str, int]]:
    """Need key → {patent record key: grade 1-3}: which sample patents solve which need, as their writers judged."""
    numbers = sample_numbers()
    return {
        need["key"]: {f"CN:{numbers[key].application}": int(grade) for key, grade in need["fits"].items()}
        for need in _lines("needs")
    }


def source_key(need_key: str) -> str:
    """Under which source key a sample need stands."""
    return f"sample:{need_key}"


# --- numbers and the workbook ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SampleNumbers:
    """The invented numbers of one patent; "" where it was not published or granted."""

    application: str
    publication: str
    grant: str


@cache
def sample_numbers() -> dict[str, SampleNumbers]:
    """Numbers by key. Serials begin with 9, which no office has issued; the check digit is a right one (ZC 0006)."""
    numbers = {}
    running: dict[str, int] = {}
    for patent in _lines("patents"):
        industry, kind = patent["industry"], patent["kind"]
        running[industry] = running.get(industry, 0) + 1
        year = int((patent["application_date"] or str(YEAR_UNKNOWN))[:4])
        digits = f"{year}{KIND_DIGIT[kind]}9{INDUSTRY_DIGIT[industry]}{running[industry]:05d}"
        document = f"CN{KIND_DIGIT[kind]}9{INDUSTRY_DIGIT[industry]}{running[industry]:06d}"
        numbers[patent["key"]] = SampleNumbers(
            application=f"{digits}.{check_digit(digits)}",
            publication=f"{document}A" if kind == "invention" and patent["publication_date"] else "",
            grant=f"{document}{GRANT_CODE[kind]}" if patent["grant_date"] else "",
        )
    return numbers


def _lines(what: str) -> Iterator[dict[str, Any]]:
    """The lines of one kind, file by file."""
    for path in sorted((directory / what).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def workbook() -> bytes:
    """The sample patents as a workbook under our template's Chinese headings, as a school would send it."""
    headings = template_headings("zh")
    places = {name: place for name, (_english, _province, place) in UNIVERSITIES.items()}
    places |= {firm["name_zh"]: firm["region"] for firm in _lines("firms")}
    numbers = sample_numbers()
    rows = []
    for patent in _lines("patents"):
        cells = _cells_of(patent, numbers, places)
        rows.append([cells.get(field) for field, _heading, _example in headings])
    return choose.workbook_writer().write(
        [Page("示例专利", [Column(heading) for _field, heading, _example in headings], rows)]
    )


def _cells_of(patent: dict[str, Any], numbers: dict[str, SampleNumbers], places: dict[str, str]) -> dict[str, Cell]:
    """One patent's cells by field name."""
    own = numbers[patent["key"]]
    cited = [numbers[key] for key in patent["cites"]]
    first = patent["applicants"][0] if patent["applicants"] else ""
    place = next((place for name, place in places.items() if first.startswith(name[:4])), "")
    return {
        "application_number": own.application,
        "publication_number": own.publication,
        "grant_number": own.grant,
        "kind": patent["kind"],
        "title_zh": patent["title_zh"],
        "title_en": patent["title_en"],
        "abstract_zh": patent["abstract_zh"],
        "abstract_en": patent["abstract_en"],
        "claim_zh": patent["claim1_zh"],
        "effect_zh": patent["effect_zh"],
        "scenario_zh": patent["scenario_zh"],
        "scenario_en": patent["scenario_en"],
        "application_date": patent["application_date"],
        "publication_date": patent["publication_date"],
        "grant_date": patent["grant_date"],
        "applicants": "；".join(patent["applicants"]),
        "applicants_en": "; ".join(patent["applicants_en"]),
        "inventors": "；".join(patent["inventors"]),
        "ipc": "；".join(patent["ipc"]),
        "legal_state": LEGAL_WORDS[patent["legal_state"]],
        "annuity_paid_to_year": patent["annuity_paid_to_year"],
        "claims_count": patent["claims_count"],
        "cited_by_count": patent["cited_by_count"],
        "family": "; ".join(patent["family"]) or "无",
        "citations": "; ".join(number.grant or number.publication for number in cited),
        "industry": patent["industry"],
        "region": place,
        "trl": patent["trl"],
        "funding": patent["funding"],
        "willing": "; ".join(patent["willing"]),
    }


LEGAL_WORDS = {
    "granted": "授权",
    "pending": "实质审查",
    "lapsed": "未缴年费终止",
    "expired": "期满终止",
    "invalidated": "全部无效",
    "withdrawn": "撤回",
}


def _load_patents(progress: Callable[[int, int], None]) -> ImportRun:
    """Import the workbook; the same sample is not imported twice, and one that was cut off goes on."""
    content = hashlib.sha256("\n".join(map(json.dumps, _lines("patents"))).encode()).hexdigest()[:12]
    file_name = f"zhiqiao-sample-{content}.xlsx"
    run = ImportRun.objects.filter(is_sample=True, file_name=file_name).order_by("-pk").first()
    if run is None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / file_name
            path.write_bytes(workbook())
            run = intake.open_run(path, by=None, is_sample=True)
    if run.state != "done":
        run = intake.run_import(run, by=None, progress=progress)
    return run


# --- organisations, firms, needs, accounts ---------------------------------------------------------------------------


def _load_organisations() -> dict[str, Organisation]:
    """Nation, provinces, the six universities, and the demo firm, by name (the firm by its key)."""
    nation = _organisation(OrganisationKind.NATION, NATION[0], NATION[1], None, "")
    found = {NATION[0]: nation}
    for name, english in PROVINCES.items():
        found[name] = _organisation(OrganisationKind.PROVINCE, name, english, nation, name)
    for name, (english, province, region) in UNIVERSITIES.items():
        found[name] = _organisation(OrganisationKind.INSTITUTION, name, english, found[province], region)
    firm = next(line for line in _lines("firms") if line["key"] == DEMO_FIRM)
    above = found.get(firm["region"][:3], nation)
    found[DEMO_FIRM] = _organisation(
        OrganisationKind.ENTERPRISE, firm["name_zh"], firm["name_en"], above, firm["region"]
    )
    return found


def _organisation(
    kind: OrganisationKind, name: str, english: str, parent: Organisation | None, region: str
) -> Organisation:
    """The organisation, made where it is not there."""
    known = Organisation.objects.filter(parent=parent, name_zh=name).first()
    return known or people.create_organisation(
        kind, name, name_en=english, parent=parent, region=region, is_sample=True, by=None
    )


def _load_firms(tell: Progress) -> dict[str, Enterprise]:
    """The firms, by key."""
    lines = list(_lines("firms"))
    firms = {}
    for done, line in enumerate(lines, 1):
        draft = EnterpriseDraft(
            name_zh=line["name_zh"],
            name_en=line["name_en"],
            uscc=line["uscc"],
            industry=Industry(line["industry"]),
            region=line["region"],
            size=FirmSize(line["size"]),
            products_zh=line["products_zh"],
            products_en=line["products_en"],
            profile_zh=line["profile_zh"],
            profile_en=line["profile_en"],
            tags=tuple(line["tags"]),
        )
        firms[line["key"]] = demands.upsert_enterprise(draft, by=None, is_sample=True)
        tell("firms", done, len(lines))
    return firms


def _load_needs(organisations: dict[str, Organisation], firms: dict[str, Enterprise], tell: Progress) -> int:
    """The needs; those of the demo firm are its organisation's. A restricted one is shown to the school it fits."""
    lines = list(_lines("needs"))
    applicants = {patent["key"]: patent["applicants"] for patent in _lines("patents")}
    for done, line in enumerate(lines, 1):
        firm = firms[line["firm"]]
        draft = NeedDraft(
            title_zh=line["title_zh"],
            title_en=line["title_en"],
            problem_zh=line["problem_zh"],
            problem_en=line["problem_en"],
            language=Language(line["language"]),
            industry=Industry(line["industry"]),
            region=line["region"],
            budget_fen=None if line["budget_wan"] is None else int(line["budget_wan"] * FEN_PER_WAN),
            deadline=date.fromisoformat(line["deadline"]) if line["deadline"] else None,
            ways=tuple(Way(way) for way in line["ways"]),
            stage=NeedStage(line["stage"]),
            confidentiality=Confidentiality(line["confidentiality"]),
            enterprise=EnterpriseDraft(name_zh=firm.name_zh, name_en=firm.name_en, region=firm.region),
            source_key=source_key(line["key"]),
        )
        told = demands.tell_need(
            draft,
            by=None,
            organisation=organisations[DEMO_FIRM] if line["firm"] == DEMO_FIRM else None,
            is_sample=True,
        )
        if line["confidentiality"] == Confidentiality.RESTRICTED and told.outcome == "created":
            best = sorted(line["fits"], key=lambda key: -line["fits"][key])
            schools = [name for key in best for name in applicants[key] if name in UNIVERSITIES]
            told.need.shown_to.set([organisations[name] for name in (schools or list(UNIVERSITIES))[:1]])
        tell("needs", done, len(lines))
    return len(lines)


def _load_accounts(organisations: dict[str, Organisation]) -> list[dict[str, str]]:
    """The demo accounts with their passwords, as they were made at the first loading."""
    kept = settings.HOME / "demo_accounts.json"
    known: dict[str, str] = json.loads(kept.read_text()) if kept.exists() else {}
    accounts = []
    for one in ACCOUNTS:
        user = User.objects.filter(username=one.username).first()
        if user is None:
            password = os.environ.get("ZHIQIAO_DEMO_PASSWORD") or secrets.token_urlsafe(12)
            user = people.create_user(
                one.username, password, display_name=one.name, is_staff=one.role is None, is_sample=True, by=None
            )
            known[one.username] = password
        elif not user.is_sample:
            continue  # somebody's own account of that name is left alone
        if one.role is not None:
            people.add_member(user, organisations[one.organisation], one.role, by=None)
        accounts.append(
            {"username": one.username, "password": known.get(one.username, ""), "role": str(one.role or "staff")}
        )
    _keep_private(kept, json.dumps(known))
    return accounts


def _keep_private(path: Path, text: str) -> None:
    """Write a file that its owner alone can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
