# ruff: noqa: E501 - one line a case
"""Figures with units in Chinese and English: what they are of, how large, and that a clash is never between unlike."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.domain.matching.kinds import KINDS, NAMES, read_table
from zhiqiao.domain.matching.numerals import chinese
from zhiqiao.domain.matching.parameters import Verdict, asked_of, compared, figures_agree, said_of
from zhiqiao.domain.matching.quantities import Quantity, Role, quantities
from zhiqiao.domain.matching.units import SIMPLE, named, unit_at

CASES = [
    # text, kind, least, most ("" is open), unit of both
    ("转化率≥ 67 %", "conversion", "67", "", "%"),
    ("转化率67%以上", "conversion", "67", "", "%"),
    ("转化率不低于 67%", "conversion", "67", "", "%"),
    ("转化率不应低于百分之六十七", "conversion", "67", "", "%"),
    ("a conversion of at least 67 percent", "conversion", "67", "", "%"),
    ("conversion no less than 67%", "conversion", "67", "", "%"),
    ("67% conversion or more", "conversion", "67", "67", "%"),
    ("对二甲苯选择性达到 92.5%", "selectivity", "92.5", "92.5", "%"),
    ("temperature resistance up to 350 °C", "heat_resistance", "350", "350", "℃"),
    ("耐高温1700度以上", "heat_resistance", "1700", "", "℃"),
    ("耐150度", "heat_resistance", "150", "150", "℃"),
    ("probes that stand 150 °C", "heat_resistance", "150", "150", "℃"),
    ("反应温度为 120–150 ℃", "reaction_temperature", "120", "150", "℃"),
    ("反应温度120℃至150℃", "reaction_temperature", "120", "150", "℃"),
    ("the reaction temperature is between 120 and 150 °C", "reaction_temperature", "120", "150", "℃"),
    ("经-40℃至150℃冷热冲击后无裂纹", "thermal_cycling", "-40", "150", "℃"),
    ("零下40到175度冷热循环", "thermal_cycling", "-40", "175", "℃"),
    ("operating temperature from -40 to 185 °F", "heat_resistance", "-40", "185", "℉"),
    ("粒径≤5μm", "particle_size", "", "5", "微米"),
    ("粒径5 微米以下", "particle_size", "", "5", "微米"),
    ("particle size less than 5 microns", "particle_size", "", "5", "µm"),
    ("particle size below 0.005 mm", "particle_size", "", "5", "µm"),
    ("平均粒径为40～60nm", "particle_size", "40", "60", "nm"),
    ("转速3.5 万转/分", "rotation", "35000", "35000", "rpm"),
    ("a rotational speed of 35,000 rpm", "rotation", "35000", "35000", "rpm"),
    ("离子电导率高于10^-6 S/cm", "electrical_conductivity", "1/1000000", "", "S/cm"),
    ("电导率达到1.2×10⁻³ S/cm", "electrical_conductivity", "12/10000", "12/10000", "S/cm"),
    ("电导率为10-6 S/cm", "electrical_conductivity", "1/1000000", "1/1000000", "S/cm"),
    ("体积电阻率高于1×10^15Ω·cm", "resistivity", "1000000000000000", "", "Ω·cm"),
    ("碳离子注入剂量达到1×1016/cm2", "", "", "", ""),
    ("导热系数达2.1W/(m·K)", "thermal_conductivity", "2.1", "2.1", "W/(m·K)"),
    ("thermal conductivity of 2.0-2.2 W/m·K", "thermal_conductivity", "2.0", "2.2", "W/(m·K)"),
    ("导热要求做到1.8以上", "thermal_conductivity", "1.8", "", "W/(m·K)"),
    ("ionic conductivity of 1 mS/cm", "electrical_conductivity", "0.001", "0.001", "S/cm"),
    ("60℃混合黏度仍低于4500mPa·s", "viscosity", "", "4.5", "Pa·s"),
    ("viscosity stays below 4500 mPa·s", "viscosity", "", "4500", "mPa·s"),
    ("抗拉强度不小于600兆帕", "tensile_strength", "600", "", "MPa"),
    ("a tensile strength over 87 ksi", "tensile_strength", "87", "", "ksi"),
    ("剥离强度0.78 N/mm", "peel_strength", "780", "780", "N/m"),
    ("撕开力不小于0.7牛每毫米", "peel_strength", "0.7", "", "N/mm"),
    ("冲击韧性≥67%", "impact_strength", "67", "", "%"),
    ("堆积密度≥1.80克/立方厘米", "bulk_density", "1.8", "", "g/cm3"),
    ("电池能量密度＞300Wh/kg", "energy_density", "1080", "", "kJ/kg"),
    ("克容量400-600mAh/g", "specific_capacity", "400", "600", "mAh/g"),
    ("首效＞89%", "first_efficiency", "89", "", "%"),
    ("循环寿命超过2000次", "cycles", "2000", "", "次"),
    ("survives thermal shocks: 500 cycles", "cycles", "500", "500", "cycle"),
    ("使用寿命至少两年", "life", "24", "", "个月"),
    ("a service life of five years or more", "life", "5", "", "years"),
    ("系统响应时间≤50ms", "response_time", "", "0.05", "s"),
    ("latency within 1.5 s", "response_time", "", "1500", "ms"),
    ("误差控制在±0.5mm以内", "error", "", "0.5", "mm"),
    ("定位精度±4 mm", "positioning", "4", "4", "mm"),
    ("行走速度最高9 m/min", "speed", "9", "9", "m/min"),
    ("速度每小时1.5公里以上", "speed", "1.5", "", "km/h"),
    ("航速8节以下", "speed", "", "8", "knots"),
    ("传输速率5千比特每秒", "data_rate", "5", "5", "kbit/s"),
    ("单机成本2.5万元以内", "cost", "", "25000", "元"),
    ("每公斤成本不超过45元", "cost", "", "45", "元/公斤"),
    ("cost under RMB 600 per set", "cost", "", "600", "元"),
    ("no more than 45 yuan per kg in cost", "", "", "", ""),
    ("处理费低于180元/吨", "cost", "", "0.18", "元/公斤"),
    ("成活率九成以上", "survival", "90", "", "%"),
    ("破损率千分之五左右", "breakage", "5", "5", "‰"),
    ("出水总氮稳定在5 mg/L以下", "total_nitrogen", "", "5", "毫克每升"),
    ("检出限0.01 μg/L", "detection_limit", "0.01", "0.01", "µg/L"),
    ("壁厚10毫米以上", "thickness", "1", "", "厘米"),
    ("8μm厚薄膜", "thickness", "8", "8", "µm"),
    ("320 μm long cantilevers", "length", "0.32", "0.32", "mm"),
    ("处理能力15吨每天", "throughput", "15", "15", "t/d"),
    ("年处理量3000 t/a", "throughput", "3000", "3000", "t/a"),
    ("噪声不超过55分贝", "noise", "", "55", "dB"),
    ("比表面积为1 200 m2/g", "specific_surface", "1200", "1200", "m2/g"),
    ("水通量30 L/(m2·h)", "water_flux", "30", "30", "L/(m2·h)"),
    ("中性盐雾720小时", "salt_spray", "30", "30", "天"),
    ("功耗仅2.4 mW", "power_use", "2.4", "2.4", "mW"),
    ("击穿场强达1.8 MV/cm", "breakdown_strength", "180", "180", "MV/m"),
    ("接触角达到146°", "contact_angle", "146", "146", "deg"),
    ("转移速率提高 3倍", "", "", "", ""),
    ("a difference below 3 °C", "temperature_difference", "", "3", "K"),
    ("温差小于3℃", "temperature_difference", "", "3", "K"),
    ("temperature difference within 3 K", "temperature_difference", "", "3", "K"),
    ("the temperature difference must stay within 3 K", "temperature_difference", "", "3", "K"),
    ("a temperature difference of no more than 5.4 °F", "temperature_difference", "", "3", "K"),
    ("cells differ by less than 3 °C", "temperature_difference", "", "3", "K"),
    ("各电芯温度相差不超过3度", "temperature_difference", "", "3", "K"),
    ("温度均匀性在±2℃以内", "temperature_difference", "", "2", "K"),
    ("温升不超过5K", "temperature_rise", "", "5", "K"),
    ("a temperature rise below 5 K", "temperature_rise", "", "5", "K"),
    ("a phase difference below 3 degrees", "", "", "", ""),
    ("temperature of 300 K", "temperature", "300", "300", "K"),
    ("压降低于30kPa", "pressure_drop", "", "30", "kPa"),
    ("a pressure drop under 30 kPa", "pressure_drop", "", "30", "kPa"),
]  # fmt: skip
OFFSETS = {"℃": Fraction(5463, 20), "℉": Fraction(45967, 180)}


@pytest.mark.parametrize(("text", "kind", "least", "most", "unit"), CASES)
def test_figures_are_read_with_kind_bounds_and_unit(text, kind, least, most, unit):
    found = quantities(text)
    if not kind:
        assert found == ()
        return
    one = found[-1]
    size = named(unit)
    offset = size.offset if one.kind.is_temperature else Fraction(0)
    expected = tuple(Fraction(value) * size.factor + offset if value else None for value in (least, most))
    assert (one.kind.code, one.low, one.high) == (kind, *expected)
    assert one.unit.dimension == size.dimension
    assert text[one.start : one.end].strip() == text[one.start : one.end] and one.start < one.end <= len(text)


@pytest.mark.parametrize(
    "text",
    ["定位杆(10A)与电流传感器(8)", "图2的电压12", "2018年效率", "分辨率1920×1080", "质量比7:3", "第3厚度", "一次合格率", "一种温度",
     "公司占地80亩，面积大", "厚度一定", "步骤3加热温度", "3D打印精度", "figure 5 shows the temperature"],
)  # fmt: skip
def test_references_ratios_and_years_are_no_quantities(text):
    assert quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("泥饼含水率由79%降为55%", [Role.BEFORE, Role.LEVEL]),
        ("合格率由71%提高到96%", [Role.BEFORE, Role.LEVEL]),
        ("Elongation rises from 2% to 9%", [Role.LEVEL]),
        ("Moisture falls from 79% to 55%", [Role.BEFORE, Role.LEVEL]),
        ("能耗降低18%", []),
        ("损耗再降15%以上", [Role.CHANGE]),
        ("吸水率下降约41%", [Role.CHANGE]),
        ("抗拉强度提高20MPa", [Role.CHANGE]),
        ("the pressure drop grows by no more than 120 Pa", [Role.CHANGE]),
        ("the pressure drop is 45 kPa", [Role.LEVEL]),
        ("压降降低了5kPa", [Role.CHANGE]),
        ("压降5kPa", [Role.LEVEL]),
        ("温升由8K降到5K", [Role.BEFORE, Role.LEVEL]),
        ("伸长率只有2%，客户要6%以上", [Role.NOW, Role.LEVEL]),
        ("The moisture is now about 80%", [Role.NOW]),
    ],
)
def test_a_change_is_no_level_and_what_was_before_is_told_apart(text, roles):
    assert [one.role for one in quantities(text)] == roles


def test_a_complaint_is_not_asked_for():
    need = {
        "problem_zh": "现有工艺是喷粉，盐雾不到200小时，雾度有3%以上。我们需要一种盐雾500小时以上、雾度低于0.6%的做法。"
    }
    assert [one.text for one in asked_of(need)] == ["盐雾500小时以上", "雾度低于0.6%"]


def verdict(asked: str, said: str) -> str:
    told = compared(asked_of({"problem_zh": asked}), said_of({"abstract_zh": said}))
    return str(told[0].verdict) if told else "nothing asked"


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        ("要求转化率≥67%", "转化率为70%", "agrees"),
        ("要求转化率≥67%", "转化率为63%", "near"),
        ("要求转化率≥67%", "转化率为40%", "clashes"),
        ("要求转化率≥67%", "转化率60%~80%", "near"),
        ("要求转化率≥67%", "收率为40%", "not_stated"),
        ("要求粒径≤5μm", "粒径为20μm", "clashes"),
        ("要求粒径≤5μm", "粒径为3微米", "agrees"),
        ("要求粒径≤5μm", "粒径40μm与5μm按7:3级配", "agrees"),
        ("要求粒径≤5μm", "孔径为20μm", "not_stated"),
        ("要求粒径≤5μm", "膜的厚度为20μm", "not_stated"),
        ("希望单台成本不超过30元", "成本为25元", "agrees"),
        ("希望雾度低于0.6%", "雾度0.4%", "agrees"),
        ("要求成品率到85%", "合格率由71%提高到96%", "agrees"),
        ("要求噪声降低至少2dB", "噪声降低3dB", "agrees"),
        ("要求噪声降低至少2dB", "噪声为45dB", "not_stated"),
        ("希望涂层厚度不超过20μm", "基板厚度为2mm", "not_stated"),
        ("希望涂层厚度不超过20μm", "所述涂层厚度为50μm", "clashes"),
        ("要求-40到150度冷热循环", "经-40℃至150℃冷热冲击", "agrees"),
        ("要求-40到150度冷热循环", "经-10℃至80℃冷热冲击", "clashes"),
        ("要求耐温350℃", "耐温性达到400℃", "agrees"),
        ("要求耐温350℃", "耐温性达到200℃", "clashes"),
        ("要求反应温度120-150℃", "反应温度为140℃", "agrees"),
        ("要求导热做到1.8以上", "导热系数达2.1W/(m·K)", "agrees"),
    ],
)
def test_what_is_asked_and_said_is_compared_like_with_like(asked, said, expected):
    assert verdict(asked, said) == expected


@given(
    st.sampled_from(["温差小于{}℃", "a difference below {} °C", "temperature difference within {} K"]),
    st.sampled_from(["温差为{}K", "a temperature difference of {} °C", "cells differ by {} °C", "最大温差{}℃"]),
    st.integers(1, 60),
    st.integers(1, 60),
)
def test_a_difference_of_temperatures_is_the_same_in_kelvin_and_in_degrees(asked, said, wanted, found):
    need = (
        {"problem_zh": f"要求{asked.format(wanted)}"}
        if "温" in asked
        else {"problem_en": f"We need {asked.format(wanted)}"}
    )
    told = compared(asked_of(need), said_of({f"abstract_{'zh' if '温' in said else 'en'}": said.format(found)}))
    expected = "agrees" if found <= wanted else "near" if 10 * (found - wanted) <= wanted else "clashes"
    assert [str(one.verdict) for one in told] == [expected]


def test_a_temperature_is_never_compared_with_a_difference():
    assert (
        verdict("要求温差小于3℃", "温度为80℃") == "not_stated"
        and verdict("要求水温低于30℃", "温差为2℃") == "not_stated"
    )


def test_a_figure_asked_in_two_languages_is_asked_once_and_compared_across_languages():
    need = {"problem_zh": "要求转化率≥67%", "problem_en": "We need a conversion of at least 67%"}
    told = compared(asked_of(need), said_of({"abstract_en": "a conversion of 70% is reached"}))
    assert [(one.verdict, len(one.asked_in)) for one in told] == [(Verdict.AGREES, 2)]
    assert told[0].said is not None and told[0].said.text == "conversion of 70%"


def test_the_tally_counts_every_asked_figure_once():
    need = {"problem_zh": "要求转化率≥67%，粒径≤5μm，纯度不低于99%，雾度低于0.6%"}
    told = figures_agree(need, {"abstract_zh": "转化率为70%，粒径为20μm，纯度达到98.5%。"})
    assert (told.asked, told.agree, told.near, told.clash, told.silent) == (4, 1, 1, 1, 1)
    assert told.balance == pytest.approx((1 + 0.5 - 1) / 3)


TEXT = st.text(
    alphabet=st.sampled_from(
        "0123456789.,×^-~%‰℃°至到约不超过低于以上以下温度厚度率 成本元每吨一二三百万mµgsKWPaN/()·±和与\n。，between and to of at least up"
    ),
    max_size=60,
)


@settings(max_examples=400, deadline=None)
@given(TEXT | st.text(max_size=60))
def test_any_text_can_be_read_and_every_figure_stands_where_it_says(text):
    for one in quantities(text):
        assert 0 <= one.start < one.end <= len(text)
        assert 0 <= one.phrase[0] < one.phrase[1] <= len(text)
        assert one.low is not None or one.high is not None
        assert one.low is None or one.high is None or one.low <= one.high
        assert one.unit.dimension in one.kind.dimensions or one.kind.better < 0 or one.kind.code == "speed"


@given(st.sampled_from(sorted(SIMPLE)), st.fractions(max_denominator=1000))
def test_a_figure_survives_the_way_to_base_units_and_back_exactly(name, value):
    for unit in SIMPLE[name]:
        assert (value * unit.factor + unit.offset - unit.offset) / unit.factor == value


@given(st.sampled_from(["µm", "mm", "cm", "m"]), st.sampled_from(["µm", "mm", "cm", "m"]), st.integers(1, 10**6))
def test_the_same_length_in_two_units_is_one_number(first, second, value):
    converted = Fraction(value) * named(first).factor / named(second).factor
    assert converted * named(second).factor == Fraction(value) * named(first).factor


@settings(max_examples=60, deadline=None)
@given(st.permutations(["转化率为70%", "粒径为20μm", "纯度达到99.5%", "导热系数达2.1W/(m·K)"]))
def test_the_order_of_sentences_changes_no_verdict(parts):
    need = {"problem_zh": "要求转化率≥67%；粒径≤5μm；纯度不低于99%；导热1.8以上"}
    told = compared(asked_of(need), said_of({"abstract_zh": "。".join(parts)}))
    assert {one.asked.quantity.kind.code: str(one.verdict) for one in told} == {
        "conversion": "agrees", "particle_size": "clashes", "purity": "agrees", "thermal_conductivity": "agrees",
    }  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([case[0] for case in CASES]), min_size=1, max_size=4), st.sampled_from(CASES))
def test_a_clash_is_never_between_different_kinds(said, asked):
    told = compared(asked_of({"problem_zh": f"要求{asked[0]}"}), said_of({"abstract_zh": "。".join(said)}))
    for one in told:
        if one.said is not None:
            assert one.said.quantity.kind is one.asked.quantity.kind
            assert one.said.quantity.unit.dimension == one.asked.quantity.unit.dimension


@pytest.mark.parametrize(
    ("written", "value"),
    [("三百五十", 350), ("一千零二", 1002), ("两万", 20000), ("一点五", Fraction(3, 2)), ("半", Fraction(1, 2)), ("十五", 15)],
)  # fmt: skip
def test_chinese_numbers_are_read(written, value):
    assert chinese(written) == value


def test_the_table_of_kinds_is_whole():
    assert len(KINDS) == len(list(read_table())) >= 100
    assert all(kind.dimensions for kind in KINDS.values())
    assert all(not kind.bare or named(kind.bare).dimension in kind.dimensions for kind in KINDS.values())
    assert {name for name in NAMES if not name.isascii()} and {name for name in NAMES if name.isascii()}


@pytest.mark.parametrize(
    ("left", "right"),
    [("W/(m·K)", "W/m·K"), ("mg/L", "毫克每升"), ("g/cm3", "克/立方厘米"), ("r/min", "转/分"), ("kWh", "千瓦时"), ("N/mm", "kN/m"),
     ("mAh", "毫安时"), ("m³/h", "立方米/小时"), ("MPa", "N/mm2"), ("kg per cubic metre", "kg/m3"), ("inch", "英寸"), ("L", "dm3")],
)  # fmt: skip
def test_units_of_both_languages_are_the_same_size(left, right):
    first, second = unit_at(left, 0), unit_at(right, 0)
    assert first and second and first.end == len(left) and second.end == len(right)
    assert first.meanings[0] == second.meanings[0]


def test_quantities_are_frozen_facts():
    one = quantities("转化率为70%")[0]
    assert isinstance(one, Quantity) and one.is_point and hash(one)
