"""Sheets of needs and of enterprises: headings as people write them, budgets, stages, keys, and faults named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.codes import Confidentiality, FirmSize, Industry, Language, NeedStage, Way
from zhiqiao.domain.matching.reading import (
    ENTERPRISE_FIELDS,
    NEED_FIELDS,
    NeedReading,
    detect_enterprises,
    detect_needs,
    enterprises_template_headings,
    needs_template_headings,
    read_enterprise_line,
    read_need_line,
)
from zhiqiao.domain.uscc import SIGNS, check_sign, uscc_is_valid

TODAY = date(2026, 11, 22)
GOOD = {
    "需求编号": "2026-7",
    "企业名称": "杭州某某新材料有限公司",
    "需求名称": "低温固化导电浆料",
    "需求描述": "现用银浆要在 200 ℃ 固化，薄膜会变形。",
    "技术指标": "固化温度不高于 120 ℃",
    "产业领域": "新材料",
    "地区": "浙江省杭州市",
    "预算（万元）": "50-80",
    "截止日期": "2027-06-30",
    "合作方式": "许可、联合开发",
    "期望成熟度": "中试",
    "公开范围": "匿名",
    "联系人": "王某",
}


def read(line: dict[str, Any]) -> NeedReading:
    found = detect_needs([list(line)])
    return read_need_line(found.mapping, found.headings, list(line.values()), found.source, today=TODAY)


def test_a_good_need():
    reading = read(GOOD)
    assert reading.problems == []
    draft = reading.draft
    assert draft.title_zh == "低温固化导电浆料"
    assert draft.problem_zh == "现用银浆要在 200 ℃ 固化,薄膜会变形。\n固化温度不高于 120 ℃".replace(",", "，")
    assert (draft.industry, draft.region, draft.language) == (Industry.MATERIALS, "浙江省杭州市", Language.ZH)
    assert (draft.budget_fen, draft.deadline) == (80_000_000, date(2027, 6, 30))
    assert draft.ways == (Way.LICENSE, Way.JOINT_DEVELOPMENT)
    assert (draft.stage, draft.confidentiality) == (NeedStage.PILOT, Confidentiality.ANONYMOUS)
    assert draft.enterprise.name_zh == "杭州某某新材料有限公司"
    assert draft.source_key == "杭州某某新材料有限公司#2026-7"
    assert "王某" not in repr(draft)


def test_an_english_need():
    reading = read({"Company": "Acme Inc.", "Need": "Paste that cures cold", "Description": "It must cure at 120 C.",
                    "Industry": "materials", "Budget (RMB 10,000)": 80})  # fmt: skip
    assert reading.draft.language is Language.EN
    assert (reading.draft.title_en, reading.draft.title_zh) == ("Paste that cures cold", "")
    assert reading.draft.enterprise.name_en == "Acme Inc."
    assert reading.draft.budget_fen == 80_000_000


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("80", 80_000_000),
        (80.0, 80_000_000),
        ("80万元", 80_000_000),
        ("800,000元", 80_000_000),
        ("1.5亿", 15_000_000_000),
        ("50—80万", 80_000_000),
        ("0.5", 500_000),
        ("面议", None),
        ("", None),
    ],
)
def test_budgets_are_read_to_the_fen(written, fen):
    reading = read({**GOOD, "预算（万元）": written})
    assert (reading.draft.budget_fen, reading.problems) == (fen, [])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"预算（万元）": "很多"}, "budget_is_readable"),
        ({"截止日期": "2027-02-30"}, "date_is_real"),
        ({"合作方式": "以货易货"}, "way_is_known"),
        ({"期望成熟度": "蓝色"}, "stage_is_known"),
        ({"公开范围": "蓝色"}, "confidentiality_is_known"),
        ({"需求名称": ""}, "need_has_title"),
    ],
)
def test_harmless_trouble_is_a_warning(changes, code):
    reading = read({**GOOD, **changes})
    assert reading.draft is not None
    assert [problem.code for problem in reading.problems] == [code]


def test_doubtful_secrecy_stays_secret():
    assert read({**GOOD, "公开范围": "蓝色"}).draft.confidentiality is Confidentiality.RESTRICTED
    assert read({**GOOD, "公开范围": "不公开"}).draft.confidentiality is Confidentiality.RESTRICTED


def test_a_need_that_says_nothing_is_refused_and_an_empty_line_is_blank():
    refused = read({**GOOD, "需求名称": "", "需求描述": "", "技术指标": ""})
    assert (refused.draft, [problem.code for problem in refused.problems]) == (None, ["need_says_something"])
    assert read(dict.fromkeys(GOOD)).is_blank


def test_the_key_makes_the_same_line_one_need():
    one, two = read({**GOOD, "需求编号": ""}).draft, read({**GOOD, "需求编号": "", "地区": "浙江"}).draft
    assert one.source_key == two.source_key
    assert one.digest() != two.digest()
    assert one.digest() == read({**GOOD, "需求编号": ""}).draft.digest()


def test_headings_of_ones_own_making_are_known():
    headings = ["需求名称", "技术难题", "拟投入(万元)", "联系人及电话", "所属行业"]
    found = detect_needs([["企业技术需求汇总"], headings])
    assert found.heading_row_index == 1
    assert [found.mapping[one] for one in headings] == ["title", "problem", "budget_wan", "contact", "industry"]
    full_width = detect_needs([["需求名称", "拟投入（万元）"]])
    assert full_width.mapping["拟投入（万元）"] == "budget_wan"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_templates_map_to_themselves(language):
    for columns, find, fields in (
        (needs_template_headings(language), detect_needs, NEED_FIELDS),
        (enterprises_template_headings(language), detect_enterprises, ENTERPRISE_FIELDS),
    ):
        found = find([[heading for _, heading, _ in columns]])
        assert [found.mapping[heading] for _, heading, _ in columns] == [field for field, _, _ in columns]
        assert set(found.mapping.values()) <= set(fields)


def test_an_enterprise():
    line = {"企业名称": "杭州某某新材料有限公司", "统一社会信用代码": "91350100M000100Y43", "企业规模": "小型",
            "主要产品": "导电浆料", "企业简介": "一家企业", "标签": "专精特新；高新技术企业"}  # fmt: skip
    found = detect_enterprises([list(line)])
    draft = read_enterprise_line(found.mapping, found.headings, list(line.values())).draft
    assert (draft.uscc, draft.size, draft.tags) == ("91350100M000100Y43", FirmSize.SMALL, ("专精特新", "高新技术企业"))
    assert (draft.products_zh, draft.profile_zh) == ("导电浆料", "一家企业")
    wrong = {**line, "统一社会信用代码": "91350100M000100Y44"}
    reading = read_enterprise_line(found.mapping, found.headings, list(wrong.values()))
    assert (reading.draft.uscc, reading.problems[0].code) == ("", "uscc_has_valid_check_sign")


@given(st.text(alphabet=SIGNS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(SIGNS))
def test_codes_of_firms_catch_every_slip(first, at, sign):
    """GB 32100-2015: weights are powers of 3 mod 31, so one wrong sign always shows."""
    code = first + check_sign(first)
    assert uscc_is_valid(code)
    slipped = code[:at] + sign + code[at + 1 :]
    assert uscc_is_valid(slipped) is (sign == code[at])
