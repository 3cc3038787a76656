"""A match in detail on the page: clause beside clause, figures with a verdict, what is folded, applicants spread."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from web_place import Place

from zhiqiao.domain.matching import weights
from zhiqiao.records.models import FamilyMember, Need, Patent, PatentDocument
from zhiqiao.services import indexing


@pytest.fixture
def officer(place: Place, zh: Client) -> Client:
    zh.force_login(place.officer)
    return zh


@pytest.fixture
def figured(place: Place) -> Need:
    """A need and a patent with figures: one agrees, one clashes, one is not stated."""
    Patent.objects.filter(pk=place.patents["paint"].pk).update(
        abstract_zh="本发明公开一种不含铜的船底防污漆，固含量高，黏度为800mPa·s，附着力达到6MPa，慢船两年不长藤壶。"
    )
    indexing.index_patents([place.patents["paint"].pk])
    need = place.needs["paint"]
    need.problem_zh = (
        "希望不含铜的船底防污漆，慢船两年不长藤壶；要求附着力不低于5MPa，黏度不超过300mPa·s，硬度大于2HB。"
    )
    need.save()
    return need


def test_clauses_stand_side_by_side_and_figures_have_a_verdict(officer: Client, figured: Need) -> None:
    page = officer.get(f"/match/need/{figured.pk}/").content.decode()
    assert "逐条对照" in page and 'class="zq-beside"' in page
    table = page.split("需求要求的指标", 1)[1].split("</table>", 1)[0]
    rows = [row for row in table.split("<tr>")[2:]]
    told = {verdict: row for row in rows for verdict in ("符合", "不符", "未说明") if f">{verdict}<" in row}
    assert "附着力不低于5MPa" in told["符合"] and "附着力达到6MPa" in told["符合"]
    assert "黏度不超过300mPa·s" in told["不符"] and "黏度为800mPa·s" in told["不符"]
    assert "硬度大于2HB" in told["未说明"]
    assert "需求要求：黏度不超过300mPa·s；专利所述与此不符：黏度为800mPa·s。" in page


def test_the_same_in_english(officer: Client, place: Place, figured: Need, en: Client) -> None:
    en.force_login(place.officer)
    page = en.get(f"/match/need/{figured.pk}/").content.decode()
    assert "What answers what" in page and "Figures asked for" in page
    assert ">clashes<" in page and ">agrees<" in page and ">not stated<" in page
    assert "The patent says otherwise: 黏度为800mPa·s." in page


def test_what_is_said_of_a_need_is_escaped(officer: Client, figured: Need) -> None:
    figured.problem_zh = "要求附着力不低于5MPa；<script>alert(1)</script>，希望不含铜的船底防污漆<b>两年不长藤壶</b>"
    figured.save()
    page = officer.get(f"/match/need/{figured.pk}/").content.decode()
    assert "<script>alert(1)" not in page and "<b>两年" not in page


def copy_of(place: Place, number: int, **changed: object) -> Patent:
    """Another filing by the same applicant."""
    row = Patent.objects.get(pk=place.patents["paint"].pk)
    parts = list(row.parties.all())
    row.pk, row.record_key, row.application_number = None, f"CN:copy-{number}", f"20190000{number:04d}.0"
    row.application_date = date(2019, 1, 1)
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
    for part in parts:
        part.pk, part.patent = None, row
        part.save()
    return row


def test_family_members_are_one_click_away(officer: Client, place: Place) -> None:
    other = copy_of(
        place, 1, title_zh="船用漆", abstract_zh="不含铜的船底漆，慢船不长藤壶。", title_en="", abstract_en=""
    )
    PatentDocument.objects.create(patent=place.patents["paint"], number="CN110000001A", office="CN")
    FamilyMember.objects.create(patent=other, number="CN110000001A", office="CN")
    indexing.index_patents([other.pk, place.patents["paint"].pk])
    page = officer.get(f"/match/need/{place.needs['paint'].pk}/").content.decode()
    assert "同一发明另有 1 件" in page and "同族" in page
    under = page.split('class="zq-under"', 1)[1].split("</ul>", 1)[0]
    assert f"/patents/{other.record_key}/" in under or f"/patents/{place.patents['paint'].record_key}/" in under


def test_a_folded_patent_one_may_not_see_is_not_named(officer: Client, place: Place, en: Client) -> None:
    other = copy_of(place, 1)
    indexing.index_patents([other.pk])
    page = officer.get(f"/match/need/{place.needs['paint'].pk}/").content.decode()
    assert "近似重复" in page
    Patent.objects.filter(pk=other.pk).update(is_public=False, holder=None)
    zh = Client(headers={"accept-language": "zh-hans"})
    zh.force_login(place.stranger)
    assert other.record_key not in zh.get(f"/match/need/{place.needs['paint'].pk}/").content.decode()


def test_applicants_are_spread_unless_asked_otherwise(
    officer: Client, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "ROW_FLOOR", 0.0)
    monkeypatch.setattr(weights, "TWIN_LIKENESS", 2.0)
    made = [copy_of(place, number, title_zh=f"无铜防污漆之{number}") for number in range(1, 5)]
    stranger = copy_of(place, 9, title_zh="无铜防污漆之9")
    stranger.parties.all().delete()
    indexing.index_patents([row.pk for row in (*made, stranger)])
    address = "/search/?q=无铜防污漆"
    page = officer.get(address).content.decode()
    plain = officer.get(f"{address}&spread=off").content.decode()
    assert "未按申请人分散" in plain and "未按申请人分散" not in page
    assert "为避免同一申请人占满列表" in page and "spread=off" in page
    assert "望川大学 另有" in page and "排在后面" in page
