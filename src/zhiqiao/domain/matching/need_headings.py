"""Headings of sheets of needs and of enterprises (需求表、企业表表头), and our own templates for both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from zhiqiao.domain.patents.reading.detection import Cell, Detection, trimmed, unique_headings, usual_width
from zhiqiao.domain.patents.reading.headings import fold_heading

LINES_SEARCHED = 30

NEEDS = """
title: 需求名称 | 需求标题 | 技术需求名称 | 技术需求 | 题目 | 标题 | 项目名称 | 难题名称 | 需求题目
  | 技术难题名称 | 课题名称
  | title | need | need title | topic | topic title | name of need
title_zh: 需求名称(中文) | 标题(中文) | need title (chinese)
title_en: 需求名称(英文) | 标题(英文) | need title (english)
problem: 需求描述 | 问题描述 | 需求内容 | 具体需求 | 需求说明 | 技术难题 | 难题描述 | 技术需求描述 | 需求详情
  | 现状与难点 | 详细描述
  | 内容 | 背景 | 技术指标 | 主要技术指标 | 指标要求 | 预期目标 | 技术要求 | 需求背景 | 描述
  | problem | description | need description | details | requirement | requirements | background
problem_zh: 需求描述(中文) | 问题描述(中文) | description (chinese)
problem_en: 需求描述(英文) | 问题描述(英文) | description (english)
enterprise: 企业名称 | 单位名称 | 需求单位 | 公司名称 | 企业 | 需求企业 | 需求方 | 申报单位 | 发榜单位 | 单位
  | enterprise | company | firm | organisation | organization | company name | enterprise name
enterprise_en: 企业名称(英文) | 英文名称 | enterprise (english) | company (english)
uscc: 统一社会信用代码 | 社会信用代码 | 信用代码 | 企业信用代码 | unified social credit code | uscc | credit code
industry: 产业领域 | 所属产业 | 行业 | 所属行业 | 技术领域 | 所属领域 | 产业 | 领域 | 行业领域 | industry
  | sector | field | technical field
region: 地区 | 所在地 | 所属地区 | 所在地区 | 区域 | 省市 | 所在城市 | 注册地 | region | location | place | city
budget_wan: 预算 | 预算(万元) | 拟投入资金 | 拟投入资金(万元) | 投入预算 | 经费预算 | 资金预算 | 意向价格
  | 意向金额 | 预算金额
  | 拟投入 | 拟投入(万元) | 拟投入经费 | 拟投入经费(万元) | 计划投入 | 计划投入(万元) | 投入金额 | 投入金额(万元)
  | 项目预算 | 项目预算(万元) | 经费 | 经费(万元) | 资金投入(万元)
  | 预算金额(万元) | 拟投入金额(万元) | 意向投入(万元) | 揭榜金额(万元)
  | 投资额度 | budget
  | budget (rmb 10,000) | budget (wan)
deadline: 截止日期 | 截止时间 | 有效期 | 有效期至 | 需求截止日期 | 完成期限 | 期望完成时间 | 解决时限 | 时间要求
  | deadline | due date | valid until
ways: 合作方式 | 意向合作方式 | 解决方式 | 拟合作方式 | 期望合作方式 | 合作模式 | ways | way of cooperation
  | ways of cooperation | cooperation
stage: 成熟度要求 | 期望成熟度 | 技术成熟度 | 成熟度 | 技术阶段 | 期望阶段 | stage | maturity | readiness
confidentiality: 公开范围 | 保密要求 | 是否公开 | 保密等级 | 公开方式 | 密级 | confidentiality | visibility
contact: 联系人 | 联系人及电话 | 联系人及联系方式 | 联系人姓名 | 联系电话 | 电话 | 手机 | 邮箱
  | 联系方式 | 联系人电话 | contact | phone | email | e-mail
source_key: 需求编号 | 编号 | 难题编号 | 需求id | need id | need no. | id | key
: 序号 | 备注 | no. | no | # | remarks | notes
"""
ENTERPRISES = """
name_zh: 企业名称 | 公司名称 | 单位名称 | 名称 | 企业名称(中文) | 企业 | enterprise (chinese) | name (chinese)
name_en: 企业名称(英文) | 英文名称 | enterprise | company | company name | name | enterprise (english)
  | name (english)
uscc: 统一社会信用代码 | 社会信用代码 | 信用代码 | 企业信用代码 | unified social credit code | uscc | credit code
industry: 产业领域 | 所属产业 | 行业 | 所属行业 | 行业领域 | 技术领域 | industry | sector
region: 地区 | 所在地 | 所属地区 | 所在地区 | 注册地 | 注册地址 | 省市 | 地址 | region | location | address | place
size: 企业规模 | 规模 | size | company size
products: 主要产品 | 产品 | 主营产品 | 主营业务 | 经营范围 | products | main products | business
products_zh: 主要产品(中文) | products (chinese)
products_en: 主要产品(英文) | products (english)
profile: 企业简介 | 简介 | 公司简介 | 企业介绍 | profile | about | description
profile_zh: 企业简介(中文) | profile (chinese)
profile_en: 企业简介(英文) | profile (english)
tags: 标签 | 企业标签 | 资质 | 荣誉 | 企业资质 | tags | labels
: 序号 | 备注 | 联系人 | 联系电话 | no. | no | # | remarks
"""

NEEDS_TEMPLATE: tuple[tuple[str, str, str, str, str], ...] = (
    ("source_key", "需求编号", "Need ID", "2026-001", "2026-001"),
    ("title_zh", "需求名称（中文）*", "Need title (Chinese)*", "低温固化导电浆料", "低温固化导电浆料"),
    ("title_en", "需求名称（英文）", "Need title (English)", "Paste that cures cold", "Paste that cures cold"),
    ("problem_zh", "需求描述（中文）", "Description (Chinese)", "现状、难点、指标、条件", "现状、难点、指标、条件"),
    ("problem_en", "需求描述（英文）", "Description (English)", "What we have, what fails", "What we have, what fails"),
    ("enterprise", "企业名称", "Enterprise", "杭州某某新材料有限公司", "杭州某某新材料有限公司"),
    ("enterprise_en", "企业名称（英文）", "Enterprise (English)", "", ""),
    ("uscc", "统一社会信用代码", "Unified social credit code", "", ""),
    ("industry", "产业领域", "Industry", "新材料", "materials"),
    ("region", "地区", "Region", "浙江省杭州市", "浙江省杭州市"),
    ("budget_wan", "预算（万元）", "Budget (RMB 10,000)", "80", "80"),
    ("deadline", "截止日期", "Deadline", "2027-06-30", "2027-06-30"),
    ("ways", "合作方式", "Ways of cooperation", "许可；联合开发", "license; joint development"),
    ("stage", "期望成熟度", "Stage", "中试", "pilot"),
    ("confidentiality", "公开范围", "Confidentiality", "公开", "open"),
)
"""(field, Chinese heading, English heading, Chinese example, English example)."""
ENTERPRISES_TEMPLATE: tuple[tuple[str, str, str, str, str], ...] = (
    ("name_zh", "企业名称*", "Enterprise (Chinese)*", "杭州某某新材料有限公司", "杭州某某新材料有限公司"),
    ("name_en", "企业名称（英文）", "Enterprise (English)", "", ""),
    ("uscc", "统一社会信用代码", "Unified social credit code", "", ""),
    ("industry", "产业领域", "Industry", "新材料", "materials"),
    ("region", "地区", "Region", "浙江省杭州市", "浙江省杭州市"),
    ("size", "企业规模", "Size", "小型", "small"),
    ("products_zh", "主要产品（中文）", "Products (Chinese)", "导电浆料", "导电浆料"),
    ("products_en", "主要产品（英文）", "Products (English)", "conductive pastes", "conductive pastes"),
    ("profile_zh", "企业简介（中文）", "Profile (Chinese)", "", ""),
    ("profile_en", "企业简介（英文）", "Profile (English)", "", ""),
    ("tags", "标签", "Tags", "专精特新；高新技术企业", "specialised; high-tech"),
)


@cache
def listed(text: str) -> dict[str, str]:
    """Folded heading → field, from one of the lists above."""
    known: dict[str, str] = {}
    field = ""
    for line in text.strip().splitlines():
        names = line
        if not line.startswith("  "):
            field, _, names = line.partition(": ")
            field = field.rstrip(":").strip()
        for name in names.split(" | "):
            known.setdefault(fold_heading(name.strip(" |")), field)
    known.pop("", None)
    return known


def find(rows: Sequence[Sequence[Cell]], text: str, source: str, needed: frozenset[str]) -> Detection:
    """The heading line that knows most of a list's headings, and the column map."""
    known = listed(text)
    best, at = 0, -1
    for number, row in enumerate(rows[:LINES_SEARCHED]):
        fields = [known.get(fold_heading(cell)) for cell in row if isinstance(cell, str) and len(cell) <= 60]
        hits = sum(field is not None for field in fields)
        if hits > best and hits >= 2 and needed.intersection(field or "" for field in fields):
            best, at = hits, number
    width = max((len(row) for row in rows[:LINES_SEARCHED]), default=0)
    if at < 0:
        headings = unique_headings((), width)
        return Detection(source, -1, headings, dict.fromkeys(headings, ""), 0.0, headings)
    cells = trimmed(rows[at])
    headings = unique_headings(cells, usual_width(rows[at + 1 : at + 1 + LINES_SEARCHED], len(cells)))
    mapping = {heading: known.get(fold_heading(re.sub(r" \[\d+\]$", "", heading)), "") for heading in headings}
    unmapped = tuple(heading for heading in headings if not mapping[heading])
    sure = round(0.4 + 0.6 * (1 - len(unmapped) / len(headings)), 2)
    return Detection(source, at, headings, mapping, sure, unmapped)


def template(columns: tuple[tuple[str, str, str, str, str], ...], language: str) -> list[tuple[str, str, str]]:
    """(field, heading, example) per column, for "zh" or "en"."""
    if language.startswith("zh"):
        return [(field, zh, example) for field, zh, _, example, _ in columns]
    return [(field, en, example) for field, _, en, _, example in columns]
