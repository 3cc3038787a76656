"""A small world for the API: two schools, a firm, their people, patents and needs, all made through services."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.test import Client

from zhiqiao.domain.codes import Confidentiality, Industry, Way
from zhiqiao.domain.matching.reading import EnterpriseDraft, NeedDraft
from zhiqiao.records.models import Enterprise, ImportRun, Need, Organisation, User
from zhiqiao.services import demands, intake

PASSWORD = "bridge-over-water-7"
HEADINGS = [
    "申请号",
    "公开（公告）号",
    "专利名称（中文）",
    "摘要（中文）",
    "申请人",
    "申请日",
    "授权公告日",
    "法律状态",
    "IPC分类号",
    "产业领域",
]


def numbered(twelve: str) -> str:
    """A Chinese application number with its check digit (ZC 0006)."""
    weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
    rest = sum(int(digit) * weight for digit, weight in zip(twelve, weights, strict=True)) % 11
    return f"{twelve}.{'X' if rest == 10 else rest}"


PUBLIC, OTHER, SECRET = numbered("201710117081"), numbered("201810200001"), numbered("202610000001")


def sheet(*rows: list[str]) -> bytes:
    """A CSV of our own template, as a Chinese Excel would save it."""
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return text.getvalue().encode("utf-8-sig")


ROWS_A = [
    [
        PUBLIC,
        "CN106844774B",
        "一种耐高温灌封胶",
        "本发明公开了一种耐高温环氧灌封胶，导热系数达到 1.5 W/(m·K)。",
        "望川大学",
        "2017-03-01",
        "2019-05-07",
        "授权",
        "C08L63/00",
        "新材料",
    ],
    [
        SECRET,
        "",
        "一种尚未公开的电解液",
        "本发明涉及锂电池低温电解液。",
        "望川大学",
        "2026-10-08",
        "",
        "审中",
        "H01M10/0567",
        "新能源与储能",
    ],
]
ROWS_B = [
    [
        OTHER,
        "CN108000001B",
        "一种海水淡化膜",
        "本发明公开了一种反渗透海水淡化膜。",
        "青屿海洋大学",
        "2018-03-12",
        "2020-04-21",
        "授权",
        "B01D61/02",
        "节能环保",
    ],
]


@dataclass
class World:
    """Who and what there is."""

    people: dict[str, User]
    organisations: dict[str, Organisation]
    keys: dict[str, str]
    runs: dict[str, ImportRun]
    needs: dict[str, Need]
    firm: Enterprise

    def client(self, name: str | None, language: str = "en") -> Api:
        """Whoever calls: a key of this person, or nobody."""
        return Api(self.keys[name] if name else "", language)


class Api:
    """A caller of the API."""

    def __init__(self, key: str, language: str = "en") -> None:
        self.client = Client()
        self.headers = {"Accept-Language": language}
        if key:
            self.headers["Authorization"] = f"Bearer {key}"

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        return self.client.generic(
            method, f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers=self.headers
        )

    def post(self, path: str, body: Any = None) -> Any:
        return self.send("POST", path, body)

    def put(self, path: str, body: Any = None) -> Any:
        return self.send("PUT", path, body)

    def upload(self, name: str, content: bytes, what: str = "patents") -> Any:
        file = io.BytesIO(content)
        file.name = name
        return self.client.post("/api/v1/imports", {"file": file, "what": what}, headers=self.headers)


def brought_in(tmp_path: Path, name: str, rows: list[list[str]], by: User) -> ImportRun:
    """These rows imported by this person."""
    place = tmp_path / f"{name}.csv"
    place.write_bytes(sheet(*rows))
    return intake.run_import(intake.open_run(place, by=by), by=by)


def need(title: str, by: User, confidentiality: Confidentiality, **more: Any) -> Need:
    """A need of the firm."""
    shown_to = more.pop("shown_to", ())
    draft = NeedDraft(
        title_zh=title,
        problem_zh="灌封胶在 180 ℃ 下开裂，需要导热系数不低于 1.2 W/(m·K) 的材料，小批量试用后采购。",
        industry=Industry.MATERIALS,
        region="浙江省杭州市",
        budget_fen=80_000_000,
        deadline=date(2027, 6, 30),
        ways=(Way.LICENSE,),
        confidentiality=confidentiality,
        enterprise=EnterpriseDraft(
            name_zh="杭州试验新材料有限公司", region="浙江省杭州市", industry=Industry.MATERIALS
        ),
    )
    return demands.write_need(draft, by=by, shown_to=shown_to)
