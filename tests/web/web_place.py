"""What the page tests share: two schools, their people, and a handful of patents and needs made through services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhiqiao.domain.codes import (
    Confidentiality,
    Industry,
    LegalState,
    NeedStage,
    OrganisationKind,
    PatentKind,
    Role,
    Way,
)
from zhiqiao.domain.matching.reading import EnterpriseDraft, NeedDraft
from zhiqiao.domain.patents.numbers import check_digit
from zhiqiao.domain.patents.reading import PatentDraft, PublicationDraft
from zhiqiao.records.models import Enterprise, Need, Organisation, Patent, User
from zhiqiao.services import appraisal, catalogue, demands, indexing, people

PASSWORD = "bridge-over-water-7"


@dataclass
class Place:
    """What there is: people, patents by a short name, needs, firm."""

    university: Organisation
    officer: User
    stranger: User
    firm: Enterprise
    patents: dict[str, Patent]
    needs: dict[str, Need]


def numbered(serial: str) -> str:
    """An application number with its check digit."""
    return f"{serial}.{check_digit(serial)}"


def draft(
    serial: str, title_zh: str, title_en: str, abstract_zh: str, abstract_en: str = "", **more: Any
) -> PatentDraft:
    """A patent of Wangchuan University."""
    number = numbered(serial)
    given: dict[str, Any] = {
        "kind": PatentKind.INVENTION,
        "application_date": date(int(serial[:4]), 3, 1),
        "grant_date": date(int(serial[:4]) + 2, 6, 1),
        "legal_state": LegalState.GRANTED,
        "applicants": ("望川大学",),
        "applicants_en": ("Wangchuan University",),
        "inventors": ("沈若渊", "柯明熙"),
        "ipc": ("C09D5/16",),
        "industry": Industry.MATERIALS,
        "region": "浙江省杭州市",
        "publications": (PublicationDraft("CN", f"CN1{serial[4:]}B"[:12] + "B", "B", date(2021, 6, 1)),),
    }
    texts = {"title_zh": title_zh, "title_en": title_en, "abstract_zh": abstract_zh, "abstract_en": abstract_en}
    return PatentDraft(f"CN:{number}", "CN", number, **(given | texts | more))


PAINT_ZH = "本发明公开一种不含铜的船底防污漆，低航速船舶两年内不长藤壶，可用现有喷涂机施工。"
PAINT_EN = "A copper-free antifouling bottom paint that keeps slow boats clean of barnacles for two years."
BATTERY_ZH = "一种储能集装箱电池簇的均温冷却方法，周期性换向冷却液，使同排电芯温差不超过三度。"


def patents(university: Organisation) -> dict[str, Patent]:
    """A good one, one from another field, a lapsed one, one not yet published, one with hardly any fact."""
    drafts = {
        "paint": draft(
            "201910000001", "无铜防污漆", "Copper-free antifouling paint", PAINT_ZH, PAINT_EN, trl=7,
            effect_zh="两年不长藤壶", scenario_zh="渔船与工作船船底", willing=(Way.LICENSE, Way.TRANSFER),
            claims_count=9, cited_by_count=4, annuity_paid_to_year=8, family=(), citations=(),
        ),
        "battery": draft("201810000002", "电池簇均温冷却方法", "Even cooling of battery racks", BATTERY_ZH,
                         industry=Industry.ENERGY, ipc=("H01M10/613",)),
        "lapsed": draft("201010000003", "旧式含铜船底漆", "", "一种含铜船底漆。", legal_state=LegalState.LAPSED),
        "secret": draft("202610000004", "尚未公开的涂层", "", "一种尚未公开的船底涂层。", grant_date=None,
                        publications=(), legal_state=LegalState.PENDING),
        "bare": draft("201710000005", "名称之外一无所知", "", "", inventors=(), ipc=(), industry=Industry.OTHER,
                      legal_state=LegalState.UNKNOWN, grant_date=None, region=""),
    }  # fmt: skip
    return {name: catalogue.upsert(one, by=None, organisation=university).patent for name, one in drafts.items()}


def needs(firm: EnterpriseDraft, officer: User) -> dict[str, Need]:
    """An open one with an answer, one that nothing fits, a restricted one."""
    texts = {
        "paint": ("不含铜的船底漆，慢船也不长藤壶", PAINT_ZH.replace("本发明公开", "我们想要"), Confidentiality.OPEN),
        "none": (
            "给猫做的全自动梳毛椅",
            "想给宠物店做一把会自己转的梳毛椅子，猫不怕，毛能收集起来。",
            Confidentiality.OPEN,
        ),
        "hidden": (
            "保密的密封圈配方需求",
            "我们需要一种耐高温的密封圈配方，具体产品不便公开说明。",
            Confidentiality.RESTRICTED,
        ),
    }
    return {
        name: demands.write_need(
            NeedDraft(
                title_zh=title, problem_zh=problem, enterprise=firm, industry=Industry.MATERIALS,
                region="山东省青岛市", stage=NeedStage.PILOT, ways=(Way.LICENSE,), confidentiality=how,
            ),
            by=officer,
        )
        for name, (title, problem, how) in texts.items()
    }  # fmt: skip


@pytest.fixture
def place(db: None, settings: Any, tmp_path: Path) -> Place:
    """Two schools, one firm, five patents, three needs; graded, and indexed by words only."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMBEDDER, settings.INDEXES, settings.FILES = "none", tmp_path / "index", tmp_path / "files"
    officers = []
    schools = []
    for name, english in (("望川大学", "Wangchuan University"), ("青屿海洋大学", "Qingyu Ocean University")):
        school = people.create_organisation(OrganisationKind.INSTITUTION, name, name_en=english, by=None)
        officer = people.create_user(f"officer-{len(schools)}", PASSWORD, by=None)
        people.add_member(officer, school, Role.OFFICER, by=None)
        schools.append(school)
        officers.append(officer)
    firm = EnterpriseDraft(
        name_zh="青岛碧礁涂料有限公司", industry=Industry.MATERIALS, region="山东省青岛市",
        products_zh="船底防污漆、港口设施防腐漆",
    )  # fmt: skip
    made = patents(schools[0])
    asked = needs(firm, officers[0])
    appraisal.grade_patents([patent.pk for patent in made.values()])
    indexing.rebuild()
    enterprise = Enterprise.objects.get(name_zh=firm.name_zh)
    return Place(schools[0], officers[0], officers[1], enterprise, made, asked)


@pytest.fixture
def zh() -> Client:
    """A browser that asks for Chinese."""
    return Client(headers={"Accept-Language": "zh-CN"})


@pytest.fixture
def en() -> Client:
    """A browser that asks for English."""
    return Client(headers={"Accept-Language": "en"})
