"""Facts read in bulk are the facts of each row."""

from __future__ import annotations

import pytest
from workbench import draft, number

from zhiqiao.records.facts import facts_of_patents, patent_facts, patents_with_parts
from zhiqiao.records.models import Patent
from zhiqiao.services import catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def patents() -> list[int]:
    told = [
        draft(
            application_number=number(1), publication_number="CN110000001A", grant_number="CN110000001B",
            title_zh="一种灌封胶", abstract_zh="低黏度。", effect_zh="不开裂", scenario_zh="电控盒",
            application_date="2020-03-01", grant_date="2021-05-04", applicants="望川大学；杭州某某新材料有限公司",
            inventors="林叙；周闻笛", agency="某某代理所", ipc="C08L63/00；C08K3/38", legal_state="授权",
            family="US20200000001A1；EP3000001A1", citations="CN101234567A", willing="许可；转让", trl="6",
            industry="新材料", region="浙江省杭州市", annuity_paid_to_year="4", claims_count="8", cited_by_count="3",
        ),
        draft(application_number=number(2), title_zh="一种船底漆", family="无", citations="无", applicants="青屿大学"),
        draft(application_number=number(3), title_en="Silver paste"),
        draft(publication_number="US20150376176A1", title_en="A controller", applicants="Wangchuan University"),
    ]  # fmt: skip
    return [catalogue.upsert(one, by=None).patent.pk for one in told]


def one_by_one(ids: list[int]) -> list[object]:
    return [patent_facts(row) for row in patents_with_parts(Patent.objects.filter(pk__in=ids).order_by("pk"))]


def test_the_facts_are_those_of_each_row(patents: list[int]):
    assert facts_of_patents(patents) == one_by_one(patents)
    assert len(facts_of_patents(patents)[0].parties) == 5


def test_ids_far_apart_and_ids_that_are_gone(patents: list[int]):
    wanted = [patents[-1], patents[0], patents[-1] + 1_000_000]
    assert facts_of_patents(wanted) == one_by_one([patents[0], patents[-1]])
    assert facts_of_patents([]) == []
    assert facts_of_patents([patents[-1] + 1_000_000]) == []


def test_seven_queries_whatever_their_number(patents: list[int], django_assert_num_queries):
    with django_assert_num_queries(7):
        facts_of_patents(patents)
