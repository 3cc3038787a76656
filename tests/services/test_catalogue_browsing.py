"""The catalogue's page: filters, counts and scope; one patent by any of its numbers."""

from __future__ import annotations

import pytest
from workbench import draft, number

from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import Grade, Party, Patent
from zhiqiao.services import catalogue, indexing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store", "fixed_today")]


@pytest.fixture
def four(university, other_university, officer, stranger):
    """Three published patents and one that is not, of two schools."""
    rows = [
        (university, officer, {"title_zh": "低温固化导电银浆", "title_en": "Silver paste", "applicants": "望川大学",
                      "ipc": "H01B1/22；C09D11/52", "application_date": "2018-05-01", "legal_state": "授权",
                      "region": "浙江省杭州市", "industry": "新材料", "trl": "6"}),
        (university, officer, {"title_zh": "石墨烯导热膜", "applicants": "望川大学", "ipc": "C01B32/184",
                      "application_date": "2019-05-01", "legal_state": "未缴年费终止", "region": "浙江省杭州市",
                      "industry": "新材料"}),
        (other_university, stranger, {"title_zh": "焊接机器人路径规划", "applicants": "澜江工业大学", "ipc": "B25J9/16",
                      "application_date": "2019-06-01", "legal_state": "授权", "region": "湖北省武汉市",
                      "industry": "高端装备"}),
        (university, officer, {"title_zh": "未公开的导电银浆", "applicants": "望川大学", "ipc": "H01B1/22",
                      "application_date": "2026-08-01", "legal_state": "受理", "region": "浙江省杭州市",
                      "industry": "新材料"}),
    ]  # fmt: skip
    made = []
    for running, (organisation, by, cells) in enumerate(rows, 1):
        year = int(cells["application_date"][:4])
        line = draft(application_number=number(running, year=year), **cells)
        made.append(catalogue.upsert(line, by=by, organisation=organisation).patent)
    Grade.objects.create(patent=made[0], rubric="first@1", score=72, level=2, coverage=80, facts_digest="", cause="x")
    return made


def counts(page: catalogue.CataloguePage, facet: str) -> dict[str, int]:
    return {value.value: value.count for value in page.facets[facet]}


def test_a_visitor_sees_and_counts_published_patents_only(four, officer, stranger, staff):
    for user, many in ((None, 3), (stranger, 3), (officer, 4), (staff, 4)):
        page = catalogue.search("", user=user)
        assert page.total == len(page.rows) == many
        assert sum(counts(page, "industry").values()) == many
        assert counts(page, "ipc").get("H01B") == (1 if many == 3 else 2)
        assert counts(page, "year").get("2026") == (None if many == 3 else 1)


def test_facets_count_and_filter(four):
    page = catalogue.search("", user=None)
    wangchuan = Party.objects.get(name="望川大学")
    assert counts(page, "holder")[str(wangchuan.pk)] == 2
    assert {value.label for value in page.facets["holder"]} == {"望川大学", "澜江工业大学"}
    assert counts(page, "ipc")["C"] == 2 and counts(page, "ipc")["C09D"] == 1
    assert counts(page, "level") == {"2": 1} and counts(page, "trl") == {"6": 1}
    filters = {
        "holder": ([str(wangchuan.pk)], {four[0].pk, four[1].pk}), "ipc": (["C09D"], {four[0].pk}),
        "year": (["2019"], {four[1].pk, four[2].pk}), "region": (["浙江省"], {four[0].pk, four[1].pk}),
        "legal_state": (["granted"], {four[0].pk, four[2].pk}), "level": (["2"], {four[0].pk}),
        "trl": (["6"], {four[0].pk}), "industry": (["equipment"], {four[2].pk}), "kind": (["utility"], set()),
    }  # fmt: skip
    assert set(filters) == set(catalogue.FACETS)
    for name, (values, expected) in filters.items():
        found = catalogue.search("", user=None, filters={name: values})
        assert {row.pk for row in found.rows} == expected, name
    both = catalogue.search("", user=None, filters={"year": ["2019"], "legal_state": ["granted"]})
    assert [row.pk for row in both.rows] == [four[2].pk]
    assert counts(both, "year") == {"2019": 1, "2018": 1}, "a facet is counted without its own filter"
    assert counts(both, "industry") == {"equipment": 1}


def test_nonsense_in_a_filter_is_no_error(four):
    page = catalogue.search("", user=None, filters={"year": ["nineteen"], "holder": ["x'; --"], "nothing": ["1"]})
    assert page.total == 3 and page.filters == {}


def test_pages_and_orders(four):
    titles = [row.title_zh for row in catalogue.search("", user=None, sort="newest").rows]
    assert titles == ["焊接机器人路径规划", "石墨烯导热膜", "低温固化导电银浆"]
    oldest = [catalogue.search("", user=None, sort="oldest", size=1, page=place) for place in (1, 2, 3, 9)]
    assert [page.rows[0].title_zh for page in oldest[:3]] == titles[::-1]
    assert oldest[3].page == 3 and oldest[0].pages == 3
    assert catalogue.search("", user=None, sort="grade").rows[0].pk == four[0].pk
    assert catalogue.search("", user=None, sort="grade").rows[0].current_grades[0].level == 2


def test_words_are_found_in_the_database_when_the_index_is_not_there(four, officer, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("no index")

    monkeypatch.setattr(indexing, "search_patents", broken)
    page = catalogue.search("导电 银浆", user=None)
    assert [row.pk for row in page.rows] == [four[0].pk] and page.searched_by == "database"
    assert catalogue.search("导电银浆", user=officer).total == 2
    assert catalogue.search("silver PASTE", user=None).total == 1
    assert catalogue.search("澜江工业", user=None).total == 1


def test_words_are_found_by_the_index_within_scope(four, officer, settings):
    settings.EMBEDDER = "none"
    indexing.index_patents([patent.pk for patent in four])
    page = catalogue.search("导电银浆", user=None)
    assert page.searched_by == "index" and four[0].pk in {row.pk for row in page.rows}
    assert four[3].pk not in {row.pk for row in page.rows}
    assert four[3].pk in {row.pk for row in catalogue.search("导电银浆", user=officer).rows}
    assert page.sort == "relevance" and sum(counts(page, "legal_state").values()) == page.total


def test_one_patent_by_any_of_its_numbers(four, officer):
    line = draft(application_number=number(1, year=2018), grant_number="CN108000001B", title_zh="低温固化导电银浆")
    pk = catalogue.upsert(line, by=officer).patent.pk
    bare = number(1, year=2018)
    for written in (bare, f"CN{bare}", f"ZL {bare}", bare.replace(".", ""), bare[:-2], f"CN:{bare}", "CN108000001B",
                    "cn 108000001 b", "CN108000001A"):  # fmt: skip
        assert catalogue.get(written, user=None).pk == pk, written
        assert catalogue.search(written, user=None).searched_by == "number"
    for unknown in ("201310699744.2", "不是号码", "", "12"):
        with pytest.raises(Refused) as refusal:
            catalogue.get(unknown, user=None)
        assert refusal.value.problems[0].code == "patent_is_known"


def test_titles_of_classes_are_ours_or_loaded_with_their_source(tmp_path, db):
    path = tmp_path / "ipc.csv"
    path.write_text(
        "code,zh,en\nH01B1/22,含金属的导电材料,\nC09D,涂料组合物,Coating compositions\n", encoding="utf-8-sig"
    )
    assert catalogue.load_code_titles("ipc", path, "own list 2026", by=None) == 2
    catalogue.load_code_titles("ipc", [("C09D", "", "Coatings; inks")], "own list 2027", by=None)
    titles = catalogue.code_titles("ipc", ["H01B1/22", "C09D11/52", "Z99Z"])
    assert titles["H01B1/22"][0] == "含金属的导电材料" and titles["H01B1/22"][1], "the other language from our own"
    assert titles["C09D11/52"] == ("涂料组合物", "Coatings; inks") and "Z99Z" not in titles
    with pytest.raises(Refused):
        catalogue.load_code_titles("ipc", [("A01B", "x", "")], " ", by=None)
    assert Patent.objects.count() == 0
