"""Detection: heading line, source and column map, for headings as the sources write them."""

from __future__ import annotations

import pytest

from zhiqiao.domain.patents.reading import detect, fold_heading, signature, template_headings
from zhiqiao.domain.patents.reading.detection import fitted, unique_headings
from zhiqiao.domain.patents.reading.fields import FIELDS, SOURCES
from zhiqiao.domain.patents.reading.headings import OF_SOURCE, TELLTALES, listed

INCOPAT_OLD = [
    "序号",
    "标题",
    "标题(翻译)",
    "摘要",
    "申请号",
    "申请日",
    "公开(公告)号",
    "公开(公告)日",
    "申请人",
    "标准化申请人",
    "当前权利人",
    "发明人",
    "IPC主分类",
    "IPC",
    "首项权利要求",
    "专利有效性",
    "当前法律状态",
    "链接到incoPat",
]
INCOPAT_NEW = [heading.replace("(", "（").replace(")", "）") for heading in INCOPAT_OLD]
PATSNAP = [
    "序号",
    "标题",
    "申请号",
    "申请日",
    "公开(公告)号",
    "公开(公告)日",
    "授权日",
    "专利类型",
    "法律状态/事件",
    "简单法律状态",
    "[标]当前申请(专利权)人",
    "当前申请(专利权)人",
    "[标]原始申请(专利权)人",
    "原始申请(专利权)人",
    "发明人",
    "[标]代理机构",
    "IPC分类号",
    "IPC主分类号",
    "权利要求数",
    "被引用专利数量",
    "简单同族",
    "标题(译)(简体中文)",
    "学院",
]


def test_incopat_in_both_widths_gives_one_map():
    old, new = detect([INCOPAT_OLD]), detect([INCOPAT_NEW])
    assert old.source == new.source == "incopat"
    assert list(old.mapping.values()) == list(new.mapping.values())
    assert signature(old.headings) == signature(new.headings)
    assert fitted(old.mapping, new.headings) == new.mapping
    assert old.mapping["标题(翻译)"] == "title"
    assert old.mapping["标准化申请人"] == "applicants_standard"
    assert old.mapping["专利有效性"] == "legal_validity"
    assert old.unmapped == ("链接到incoPat",)


def test_patsnap_is_known_by_its_marks():
    found = detect([PATSNAP])
    assert found.source == "patsnap"
    assert found.mapping["[标]当前申请(专利权)人"] == "owners_standard"
    assert found.mapping["当前申请(专利权)人"] == "owners"
    assert found.mapping["原始申请(专利权)人"] == "applicants"
    assert found.mapping["简单法律状态"] == "legal_validity"
    assert found.mapping["标题(译)(简体中文)"] == "title_zh"
    assert found.unmapped == ("学院",)
    assert found.confidence > 0.9


@pytest.mark.parametrize("language", ["zh", "en"])
def test_our_template_maps_to_itself(language):
    columns = template_headings(language)
    found = detect([[heading for _, heading, _ in columns]])
    assert found.source == "template"
    assert [found.mapping[heading] for _, heading, _ in columns] == [field for field, _, _ in columns]
    assert found.unmapped == ()


def test_headings_are_found_below_a_title_and_an_empty_line():
    rows = [["望川大学专利清单", None], [], ["序号", "专利名称", "专利号", "授权日"], [1, "a", "b", "c"]]
    found = detect(rows)
    assert (found.heading_row_index, found.source) == (2, "generic")
    assert found.mapping == {
        "序号": "serial",
        "专利名称": "title",
        "专利号": "application_number",
        "授权日": "grant_date",
    }
    assert found.is_usable


def test_a_sheet_of_ones_own_is_read_by_the_shape_of_its_headings():
    found = detect([["专利申请号码", "发明创造的名称", "专利申请（专利权）人名称", "授权公告时间", "案件法律状态"]])
    assert list(found.mapping.values()) == ["application_number", "title", "applicants", "grant_date", "legal_state"]


def test_columns_without_a_name_and_twice_the_same_name_stay_apart():
    assert unique_headings(["a", None, "a", " a  b "], 5) == ("a", "[2]", "a [2]", "a b", "[5]")
    rows = [["标题", "申请号"], ["x", "y", "note"], ["x", "y", "note"], ["x", "y"]]
    assert detect(rows).headings == ("标题", "申请号", "[3]")


def test_one_line_that_slipped_makes_no_column():
    rows = [["标题", "申请号"], ["x", "y"], ["x", "y"], ["x", "y", "slipped"]]
    assert detect(rows).headings == ("标题", "申请号")


def test_what_is_no_patent_sheet_has_no_headings():
    found = detect([["姓名", "年龄"], ["张三", 20]])
    assert (found.heading_row_index, found.is_usable, found.confidence) == (-1, False, 0.0)
    assert detect([]).heading_row_index == -1


def test_folding():
    assert fold_heading(" 公开（公告）号 ") == fold_heading("公开(公告)号") == "公开(公告)号"
    assert fold_heading("【标】申请人") == "[标]申请人"
    assert fold_heading("Publication\nNumber*") == "publicationnumber"


def test_every_heading_means_a_field_and_every_source_is_listed():
    for source in ["", *OF_SOURCE]:
        assert set(listed(source).values()) <= {*FIELDS, ""}
    assert {*TELLTALES, "template", "st96", "generic"} == set(SOURCES)
