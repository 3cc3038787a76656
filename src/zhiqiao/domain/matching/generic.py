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

PAIRS = """
一种 技术 方法 研究 研发 开发 应用 系统 企业 公司 需求 解决 问题 实现 项目 产品 进行 目前 主要 通过
采用 提高 提升 相关 以及 能够 可以 需要 希望 要求 有限 限公 关键 装置 设备 生产 具有 使用 基于 本发
发明 实用 新型 其特 特征 征在 在于 所述 包括 提供 涉及 领域 公开 合作 单位 我司 我公 目标 预期 内容
情况 存在
"""
GENERIC_PAIRS = frozenset(PAIRS.split())
"""Pairs of characters of the words that needs and patents are written with whatever they are about."""

ENGLISH = """
a about abov above after again all also am an and ani any are as at be becaus because been befor
before being below between both but by can could did do doe does doing down dure during each either
etc few for from further had has have having he her here his how i if in into is it its itself may
me might more most must my no nor not of off on onc once onli only or other our out over own per
same she should so some such than that the their them then there these they this those through thus
to too under until up upon us use used using veri very was we were what when where whi which while
who whom why will with within without would you your
"""
GENERIC_ENGLISH = frozenset(ENGLISH.split())

EVERYDAY = """
以内 以上 以下 之间 低于 高于 不到 超过 大于 小于 左右 当年 每年 每天 每次 每秒 每小时 小时 分钟
同时 之后 之前 以后 以前 然后 其中 其他 不同 各种 多个 两个 一个 一次 一定 容易 方便 简单 直接 有效
良好 较好 较高 较低 较大 较小 明显 大大 更加 非常 比较 现有 传统 常规 一般 通常 经常 已经 正在 没有
不能 不会 无法 不好 不足 情况下 条件下 过程 过程中 结果 效果 作用 方式 部分 方面 时间 数量 温度 质量
成本 效率 性能 范围 要求 标准 工作 使用 增加 减少 降低 改善 保证 达到 形成 得到 利用 选择 考虑 建立
设置
"""
EVERYDAY_WORDS = frozenset(EVERYDAY.split())
"""Words that met but tell a reader nothing: they count in ranking by their rarity and are not shown as a reason."""


EVERYDAY_IN_ENGLISH = """
least most less more than over under above below within about around up down last lasts lasting long longer short
shorter year years month months week weeks day days hour hours minute minutes second seconds time times once twice one
two three four five six seven eight nine ten hundred thousand million half good better best well fit fits fitting suit
suits suitable work works working make makes made making need needs needed want wants keep keeps kept get gets give
gives let lets put take takes run runs easy easily simple simply present existing current new old high higher low lower
large small big little many much few several some other others another each every same different cost costs price yuan
rmb percent per cent reach reaches reached show shows shown thing things way ways part parts
"""
EVERYDAY_ENGLISH = frozenset(EVERYDAY_IN_ENGLISH.split())
"""The same in English, as they are written."""


def is_telling(phrase: str) -> bool:
    """Whether a phrase that met is worth showing: more than numbers, a single character or everyday words."""
    letters = sum(map(str.isalpha, phrase))
    is_name = letters == 1 and len(phrase) > 1 and phrase.isalnum()  # 5G, but not 150 °C
    if (letters <= 1 and not is_name) or phrase in EVERYDAY_WORDS:
        return False
    words = phrase.lower().replace("-", " ").split() if phrase.isascii() else [phrase]
    return not all(word in EVERYDAY_ENGLISH or word.isdigit() or is_generic(word) for word in words)


def is_generic(term: str) -> bool:
    """Whether a term says nothing about what is asked."""
    if len(term) <= 2 and "\u3400" <= term[0] <= "\u9fff":
        return term in GENERIC_PAIRS or all(character in FUNCTION_CHARACTERS for character in term)
    return term in GENERIC_ENGLISH
