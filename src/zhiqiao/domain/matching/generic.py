"""Words that say nothing about a technology (泛词): function words, and the words every need and every patent uses.

They are left out of what is asked, never out of what is indexed: a person may still look for them in the catalogue.
Our own short lists; English words stand as they are written and as their stems.
"""

from __future__ import annotations

FUNCTION_CHARACTERS = frozenset(
    "的了在是和与及或对于为以等其之这那该此有无可能不中上下前后由从到并而且也都还要需会个种各"
    "一二三四五六七八九十年月日们我你他它将被把使让用所者得着过但则若如因"
)
"""A pair of two of these, or one alone, is left out."""

GENERIC_PAIRS = frozenset(
    """
    一种 技术 方法 研究 研发 开发 应用 系统 企业 公司 需求 解决 问题 实现 项目 产品 进行 目前 主要 通过
    采用 提高 提升 相关 以及 能够 可以 需要 希望 要求 有限 限公 关键 装置 设备 生产 具有 使用 基于 本发
    发明 实用 新型 其特 特征 征在 在于 所述 包括 提供 涉及 领域 公开 合作 单位 我司 我公 目标 预期 内容
    情况 存在
    """.split()
)
"""Pairs of characters of the words that needs and patents are written with whatever they are about."""

GENERIC_ENGLISH = frozenset(
    """
    a about abov above after again all also am an and ani any are as at be becaus because been befor
    before being below between both but by can could did do doe does doing down dure during each either
    etc few for from further had has have having he her here his how i if in into is it its itself may
    me might more most must my no nor not of off on onc once onli only or other our out over own per
    same she should so some such than that the their them then there these they this those through thus
    to too under until up upon us use used using veri very was we were what when where whi which while
    who whom why will with within without would you your
    """.split()
)


def is_generic(term: str) -> bool:
    """Whether a term says nothing about what is asked."""
    if len(term) <= 2 and "\u3400" <= term[0] <= "\u9fff":
        return term in GENERIC_PAIRS or all(character in FUNCTION_CHARACTERS for character in term)
    return term in GENERIC_ENGLISH
