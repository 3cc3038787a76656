"""Figures of a need told in both languages: page, API and workbook tell each once, in the reader's language."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from django.test import Client
from django.utils import translation
from web_place import PAINT_EN, Place

from zhiqiao.records.models import Need, Patent
from zhiqiao.services import indexing, matching
from zhiqiao.services.matching.workbook import Pair, workbook
from zhiqiao.words import matching as words

ZH = {
    "符合": ("附着力不低于5MPa", "附着力达到6MPa"),
    "待核对": ("压降低于30kPa", "18kPa"),
    "未说明": ("处理费低于180元/吨", ""),
}
EN = {
    "agrees": ("bond strength of at least 5 MPa", "bond strength of 6 MPa"),
    "may be meant": ("pressure drop under 30 kPa", "18 kPa"),
    "not stated": ("cost us below 180 yuan per tonne", ""),
}


@pytest.fixture
def asked(place: Place) -> Need:
    """A need and a patent in both languages: one figure agrees, one is said without a name, one is not stated; one is
    read under a name in Chinese only."""
    Patent.objects.filter(pk=place.patents["paint"].pk).update(
        abstract_zh="本发明公开一种不含铜的船底防污漆，附着力达到6MPa。施工方便，仅18kPa即可喷涂，慢船两年不长藤壶。",
        abstract_en=f"{PAINT_EN} It has a bond strength of 6 MPa. It is sprayed at only 18 kPa.",
    )
    indexing.index_patents([place.patents["paint"].pk])
    need = place.needs["paint"]
    need.problem_zh = (
        "希望不含铜的船底防污漆，慢船两年不长藤壶；要求附着力不低于5MPa，压降低于30kPa，处理费低于180元/吨。"
    )
    need.title_en = "A copper-free bottom paint that keeps slow boats clean of barnacles"
    need.problem_en = (
        "We need a copper-free bottom paint with a bond strength of at least 5 MPa and a pressure drop under 30 kPa. "
        "It must cost us below 180 yuan per tonne."
    )
    need.save()
    return need


def on_page(client: Client, need: Need, caption: str) -> dict[str, tuple[str, str]]:
    """Verdict → what is asked and said in the table of figures of the first match."""
    page = client.get(f"/match/need/{need.pk}/").content.decode()
    table = page.split(caption, 1)[1].split("</table>", 1)[0]
    rows = {}
    for row in table.split("<tr>")[2:]:
        cells = [cell.split("<div>", 1)[1].split("</div>", 1)[0] for cell in row.split("<td")[1:]]
        verdict = cells[2].split(">", 1)[1].split("<", 1)[0]
        rows[verdict] = (cells[0], "" if "—" in cells[1] else cells[1])
    return rows


def in_workbook(place: Place, need: Need, language: str) -> list[str]:
    """The lines of the figures column of the first match."""
    found = matching.suggest_patents(need, user=place.officer, by=place.officer)
    with translation.override(language):
        content = workbook([Pair(need, found)], [], [], "")
        heading = translation.gettext("Figures")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(place for place, row in enumerate(lines) if heading in row)
    return str(lines[head + 1][lines[head].index(heading)]).split("\n")


@pytest.mark.parametrize(
    ("language", "caption", "expected"), [("zh-hans", "需求要求的指标", ZH), ("en", "Figures asked for", EN)]
)
def test_page_api_and_workbook_tell_each_figure_once_in_the_reader_s_language(
    place: Place, asked: Need, language: str, caption: str, expected: dict[str, tuple[str, str]]
) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(place.officer)
    rows = on_page(client, asked, caption)
    assert set(rows) == set(expected)
    for verdict, (ours, theirs) in expected.items():
        assert rows[verdict][0].endswith(ours), rows
        assert rows[verdict][1].endswith(theirs) and bool(theirs) == bool(rows[verdict][1])
    lines = in_workbook(place, asked, language)
    assert sorted(lines) == sorted(
        f"{verdict}: {' ↔ '.join(part for part in row if part)}" for verdict, row in rows.items()
    )
    answer = client.post(f"/api/v1/match/needs/{asked.pk}", json.dumps({}), content_type="application/json")
    assert answer.status_code == 200, answer.content
    figures = answer.json()["items"][0]["figures"]
    told = {(one["asked"][0]["text"], *[each["text"] for each in one["said"][:1]]) for one in figures}
    assert told == {tuple(part for part in row if part) for row in rows.values()}
    assert {one["verdict"] for one in figures} == {"agrees", "possible", "not_stated"}


def test_the_sentences_hold_no_figure_in_the_other_language(place: Place, asked: Need) -> None:
    found = matching.suggest_patents(asked, user=place.officer, by=place.officer).rows[0].explanation
    held = [
        getattr(asked, one.need_field)[one.need_start : one.need_end] for one in found.aligned if one.by == "figures"
    ]
    assert held and not [one for one in held if "kPa" in one and "MPa" not in one], "what may be meant holds no clauses"
    figures = [
        one for one in (*found.reasons, *found.against) if one.code.startswith(("figure_", "figures_", "no_fig"))
    ]
    assert {one.code for one in figures} == {"figure_agrees", "figure_may_agree", "figures_not_stated"}
    with translation.override("zh-hans"):
        chinese = " ".join(map(words.say, figures))
    with translation.override("en"):
        english = " ".join(map(words.say, figures))
    assert "MPa" in chinese and "yuan" not in chinese and "pressure" not in chinese and "strength" not in chinese
    assert not [sign for sign in english if "\u3400" <= sign <= "\u9fff"]
