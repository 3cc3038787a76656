# ruff: noqa: E501 - lists of words
"""Bounds and changes in words (界限与变化): "at least", "不超过", "以下", "raised to", "by", around a figure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Bound(StrEnum):
    """How a figure bounds what it is of (界限)."""

    EXACT = "exact"
    BETWEEN = "between"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    REACHES = "reaches"
    UP_TO = "up_to"

    @property
    def is_at_least(self) -> bool:
        """The figure is a lower bound."""
        return self is Bound.AT_LEAST

    @property
    def is_at_most(self) -> bool:
        """The figure is an upper bound."""
        return self is Bound.AT_MOST

    @property
    def is_limit(self) -> bool:
        """The figure is a limit of either kind."""
        return self in (Bound.AT_LEAST, Bound.AT_MOST)


LEAST = """
不低于 不小于 不少于 不得低于 不应低于 不得小于 不应小于 应不小于 不能低于 不短于 至少 最少 最低 大于等于 大于或等于 高于或等于 ≥ >= =>
大于 高于 超过 超出 多于 > 长于 提高到 提升到 提升至 提高至 增加到 增至 升到 升至 延长到 延长至
at_least no_less_than not_less_than no_fewer_than no_lower_than minimum_of minimum min greater_than_or_equal_to
more_than greater_than higher_than over above exceeding exceeds exceed in_excess_of longer_than better_than beyond
raised_to increased_to improved_to increase_to raise_to
"""
MOST = """
不高于 不大于 不超过 不多于 不长于 不得超过 不得高于 不得大于 不应高于 不应大于 应不大于 不能超过 别超过 小于等于 小于或等于 低于或等于 至多
最多 ≤ <= 小于 低于 少于 不足 不到 < 短于 未超过 控制在 降到 降至 降低到 降低至 减少到 减至 缩短到 缩短至 压到 压缩到 减小到 降为 掉到 到不了
no_more_than not_more_than no_greater_than not_greater_than no_higher_than not_exceeding not_exceed not_to_exceed at_most
maximum_of less_than_or_equal_to below under less_than lower_than fewer_than smaller_than shorter_than within
reduced_to down_to reduce_to cut_to lowered_to falls_to drops_to fell_to dropped_to limited_to
"""
ROUGHLY = (
    "约 约为 大约 大概 ≈ ~ 接近 近 左右 about approximately around roughly circa approx approx. nearly almost some"
)
REACH = "达 达到 可达 达成 高达 做到 到 至 reaches reach reaching reached achieves achieve achieving gives giving"
HIGHEST = "最高 最大 up_to as_much_as as_high_as maximum max 最高达 最高可达"
FILLER = "原先 原来 原先的 原来的 原 为 是 在 在于 可 能 即 了 应 须 为止 可以 能够 都 也 还 均 已 仍 : = 的 of is are be being was were at with a an the to has have having by from than stays remains keeps still even well also just"
CHANGES = """
降 再降 升 再升 涨 掉 掉了 降低了 提高了 提升了 减少了 增加了 缩短了 下降了 再提高 再降低 提高 提升 增加 增长 增强 上升 升高 降低 减少 下降 缩短 减小 节约 节省 缩小 延长 减轻 增大 衰减 高出
increase increases increased increasing improve improves improved improving reduce reduces reduced reducing
decrease decreases decreased fall falls fell drop drops dropped cut cuts rise rises rose raise raises raised save saves saving
lower lowers lowered lowering grow grows grew growing extend extends extended shorten shortens shortened
"""
FORMER = "由 从 自 from"
RELATIVE = re.compile(
    r"\s?(?:-\s?)?(?:fold\s)?(?:higher|more|greater|better|lower|less|fewer|shorter|longer|faster|slower|smaller|lighter|reduction|increase|"
    r"improvement|cheaper|的(?:提升|提高|降低)|的?(?:降幅|增幅|涨幅))"
)
AFTER = {
    Bound.AT_LEAST: ("以上", "及以上", "或以上", "起步", "or more", "or above", "or higher", "or greater", "or better",
                     "or longer", "and above", "or over", "minimum", "min.", "及其以上", "+"),
    Bound.AT_MOST: ("以下", "及以下", "或以下", "以内", "之内", "之下", "or less", "or below", "or lower", "or under",
                    "or fewer", "and below", "maximum", "max.", "at most", "at the most", "不到"),
    Bound.ABOUT: ("左右", "上下", "or so"),
}  # fmt: skip
BEHIND = re.compile(
    r"\s?(?:(" + "|".join(map(re.escape, sorted(AFTER[Bound.AT_LEAST], key=len, reverse=True))) + r")|("
    + "|".join(map(re.escape, sorted(AFTER[Bound.AT_MOST], key=len, reverse=True))) + r")|("
    + "|".join(map(re.escape, AFTER[Bound.ABOUT])) + r"))"
)  # fmt: skip
TURNS = re.compile(r"[^。;；.]{0,16}?(?:降|升|提|增|减|变|缩|延|掉|压|涨|改善)|\s?[^.;]{0,12}?\bto\b")
MOVES = re.compile(
    r"(?:rais|rise|rose|fall|fell|drop|reduc|increas|decreas|improv|cut|lower|extend|shorten|grow|grew|widen|narrow)"
    r"\w*\b[^.;]{0,40}$"
)


def tokens() -> dict[str, str]:
    """Every word that may stand before a figure, with what it does."""
    result: dict[str, str] = {}
    for doing, words in (
        ("filler", FILLER), ("change", CHANGES), ("former", FORMER), ("about", ROUGHLY), ("reaches", REACH),
        ("up_to", HIGHEST), ("at_least", LEAST), ("at_most", MOST),
    ):  # fmt: skip
        for word in words.split():
            result[word.replace("_", " ")] = doing
    return result


TOKENS = tokens()
LONGEST = max(len(word) for word in TOKENS if not word.isascii())
WORDS = re.compile(r"((?:[a-z.]+\s){0,4})$")
SIGNS = ("≥", "≤", ">=", "<=", "=>", ">", "<", "≈", "~", ":", "=")
REACHED = frozenset(("到", "至", "为", "to", "达", "达到", "at", "with", "of"))
"""Words that make what follows a level, whatever verb stands before them."""
CHAIN = 5
"""Words before a figure that are looked at, at most."""


def last_token(text: str, begin: int, end: int) -> tuple[str, int] | None:
    """The longest known word that ends here, and where it begins."""
    for sign in SIGNS:
        if text.endswith(sign, begin, end):
            return sign, end - len(sign)
    if end > begin and text[end - 1].isascii():
        words = WORDS.search(text, max(begin, end - 40), end + 1 if text[end : end + 1] == " " else end)
        piece = words[1] if words else ""
        if text[end : end + 1] != " ":
            piece = ""
        while piece:
            if piece.strip() in TOKENS:
                return piece.strip(), end - len(piece.rstrip())
            piece = piece.partition(" ")[2]
        return None
    for length in range(min(LONGEST, end - begin), 0, -1):
        if text[end - length : end] in TOKENS:
            return text[end - length : end], end - length
    return None


@dataclass(frozen=True)
class Standing:
    """What stands before a figure: its bound, where that begins, whether the figure is a change, whether it is what was
    before one, and where the word ends that says it is a change (a name may end in it: pressure drop, 温升)."""

    bound: Bound
    start: int
    is_change: bool = False
    is_former: bool = False
    change_end: int = -1


def before(text: str, begin: int, at: int) -> Standing:
    """What stands before a figure at `at`."""
    bound, start, first, is_change, is_former = Bound.EXACT, at, at, False, False
    reached, change_end = False, -1
    for _ in range(CHAIN):
        end = start - 1 if start > begin and text[start - 1] == " " else start
        found = last_token(text, begin, end)
        if found is None:
            break
        word, place = found
        doing = TOKENS[word]
        if doing == "change":
            is_change, change_end = not reached, end
            break
        if doing == "former":
            moves = word != "from" or MOVES.search(text, max(begin, place - 70), place) is not None
            is_former = moves and TURNS.match(text, at) is not None
            break
        if doing != "filler" and bound in (Bound.EXACT, Bound.ABOUT, Bound.REACHES):
            bound, first = Bound(doing), place
        reached = reached or word in REACHED or (doing in ("at_least", "at_most") and word[-1] in "到至为o")
        start = place
    return Standing(bound, first, is_change, is_former, change_end)


def around_name(text: str, begin: int, at: int) -> tuple[Bound, int]:
    """A limit that stands before the name of what is measured: 至少提前10分钟, at least 95 % clean."""
    end = at - 1 if at > begin and text[at - 1] == " " else at
    found = last_token(text, begin, end)
    if found and TOKENS[found[0]] in ("at_least", "at_most"):
        return Bound(TOKENS[found[0]]), found[1]
    return Bound.EXACT, at


def after(text: str, end: int) -> tuple[Bound, int]:
    """What stands behind a figure, and where that ends."""
    found = BEHIND.match(text, end)
    if not found:
        return Bound.EXACT, end
    bound = Bound.AT_LEAST if found[1] else Bound.AT_MOST if found[2] else Bound.ABOUT
    return bound, found.end()


def is_relative(text: str, end: int) -> bool:
    """Whether "higher", "less", "reduction" follows: the figure is a change."""
    return RELATIVE.match(text, end) is not None
