"""Understanding a need (需求理解): whether its title names a thing or tells a story, and which of its words say what it
is about, what is wrong, what is wanted, what is given, and which only tell of the firm.

Responsible for cutting a need into facets by headings, cue words and place. Not responsible for figures with units
(`quantities`), nor for what counts how much in ranking (`learned`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from zhiqiao.domain.matching.clauses import clauses


class Facet(StrEnum):
    """What a piece of a need speaks of (需求要素)."""

    OBJECT = "object"
    """对象: the thing, process or technique that is sought."""
    PROBLEM = "problem"
    """问题: what is wrong now."""
    EFFECT = "effect"
    """目标效果: what is to be reached."""
    CONDITION = "condition"
    """约束条件: what is given and must not change."""
    BACKGROUND = "background"
    """背景: the firm, the market, the money, the way of working together."""


@dataclass(frozen=True)
class Piece:
    """One piece of a need: where it stands in its text, and what it speaks of."""

    start: int
    end: int
    facet: Facet


TELLING = re.compile(
    r"[，？！?!]|不|没|怎|想|让|把|被|就|又|才|还|老是|总是|太|也|都|了|我们|咱|要"
    r"|\b(?:we|our|us|how|want|needs?|not|no|does|do|is|are|be|must|can|cannot|too|but|yet|when|while|they|it|them|who"
    r"|hardly|that)\b",
    re.IGNORECASE,
)
"""What stands in a sentence and seldom in a name."""


def names_it(title: str) -> bool:
    """Whether a title names what is sought, as most do, or tells of it in a sentence.

    早上刚开机那两个小时尺寸老是跑 has few of the words that a patent on it would use; 机床热误差补偿 has little else.
    """
    return TELLING.search(title) is None


HEADINGS = (
    (
        Facet.BACKGROUND,
        r"(?:现有|已有|前期|研究|企业|公司|单位|项目)*(?:工作基础|基础条件|研究基础|现有基础|企业简介|公司简介|单位简介|简介"
        r"|项目背景|背景|市场前景|经济效益|合作方式|合作意向|联系方式|投资预算|经费预算|项目预算|预算)",
    ),
    (Facet.PROBLEM, r"(?:拟|需|待)?解决的?(?:关键)?(?:技术)?(?:问题|难题)|技术难题|存在的?问题|难题|问题|痛点|现状"),
    (
        Facet.EFFECT,
        r"(?:项目)?(?:预期|达到|主要|技术|经济|考核)*(?:目标|指标|效果|要求)(?:要求)?|质量要求",
    ),
    (Facet.CONDITION, r"(?:应用|使用|工作|实施|约束|限制)(?:条件|环境|场景|工况)"),
    (Facet.OBJECT, r"(?:主要)?(?:技术)?(?:需求|研究|项目|建设|研发)?(?:内容|需求|名称|概述|描述|说明)"),
)
HEADED_ZH = tuple(
    (
        facet,
        re.compile(
            rf"(?:^|(?<=[\s。；;、，)）.．]))(?:[\d一二三四五六七八九十]+[、.．)）])?[（(]?(?:{words})[)）]?\s*[:：]"
        ),
    )
    for facet, words in HEADINGS
)
HEADED_EN = (
    (
        Facet.BACKGROUND,
        re.compile(r"\b(?:background|about us|company profile|market|budget|references?|keywords?)\s*:", re.I),
    ),
    (Facet.PROBLEM, re.compile(r"\b(?:problem(?: statement)?|challenge|current state|pain points?)\s*:", re.I)),
    (Facet.EFFECT, re.compile(r"\b(?:objectives?|goals?|targets?|expected results?|requirements?)\s*:", re.I)),
    (Facet.CONDITION, re.compile(r"\b(?:conditions?|constraints?|operating environment)\s*:", re.I)),
    (Facet.OBJECT, re.compile(r"\b(?:description|scope|need|summary|overview)\s*:", re.I)),
)
CUES = {
    Facet.BACKGROUND: re.compile(
        r"(?:我|本|该|贵)?(?:公司|企业|集团|厂)(?:成立|位于|占地|是一|现有|拥有|具有|坐落|始建|创建|主要从事|主营|先后|被)"
        r"|成立于|注册资[本金]|占地面积|高新技术企业|营业(?:额|收入)|销售(?:额|收入)|产值|市场(?:前景|份额|规模|需求)"
        r"|投资\S{0,8}[万亿]|经费|出资|合作(?:方式|单位|院校)|产学研|联系[人电]|荣获|认定为|专利\S{0,4}[项件]|员工|职工"
        r"|\b(?:founded in|headquarter|employees|our company|annual (?:sales|revenue|output)|market share|we are a)\b",
        re.I,
    ),
    Facet.PROBLEM: re.compile(
        r"问题|难题|不足|缺[陷点乏]|瓶颈|困难|难以|无法|不能|不了|不好|不稳|不匀|不均|严重|容易|易(?:于|发|产生|造成|出现)"
        r"|导致|造成|引起|影响|浪费|损耗|损失|故障|失效|开裂|老化|腐蚀|污染|堵塞|抱怨|麻烦|太[高低大小慢贵]|偏[高低大]"
        r"|\b(?:problem|difficult|cannot|can't|unable|fail|lack|suffer|limited by|poor"
        r"|too (?:high|low|slow|large|costly)|expensive|unstable|crack|complain|shortcoming|drawback|hamper)\w*",
        re.I,
    ),
    Facet.EFFECT: re.compile(
        r"希望|期望|目标|预期|达到|提[高升]|降低|减少|缩短|延长|增强|改善|优化|实现|满足|确保|保证|要求|不(?:低|高|少|大|小|超)[于过]"
        r"|以[上下内]|[≥≤＞＜><]|大于|小于|超过"
        r"|\b(?:want|wish|aim|goal|objective|reduce|increase|improve|achieve|enable|at least|at most|no more than|"
        r"within|less than|greater than|must|should|target)\w*",
        re.I,
    ),
    Facet.CONDITION: re.compile(
        r"条件下|环境下|工况|环境中|适[用合]于|兼容|沿用|现有(?:设备|产线|生产线|工艺|厂房)|不(?:改变|增加|更换|改动)|温度(?:为|在|范围)"
        r"|尺寸|空间有限|场地|成本|价格|标准|法规"
        r"|\b(?:existing (?:line|equipment|plant|process)|compatible|without chang|operating (?:temperature|condition)|"
        r"environment|cost|size|weight|standard|space)\w*",
        re.I,
    ),
}
ORDER = (Facet.BACKGROUND, Facet.PROBLEM, Facet.EFFECT, Facet.CONDITION)
"""A piece that has cues of several facets is of the first of these."""


def pieces(text: str) -> list[Piece]:
    """The pieces of a description with what each speaks of: by its own cues, else by the heading it stands under, else
    the thing itself."""
    marks = list(headings(text))
    result = []
    for start, end in clauses(text, most=200):
        under = [facet for at, facet in marks if at <= start]
        result.append(Piece(start, end, facet_of(text[start:end], under[-1] if under else None)))
    return result


def headings(text: str) -> Iterator[tuple[int, Facet]]:
    """Where headings stand and of what their parts speak, in order."""
    found = [
        (match.end(), facet)
        for headed in (HEADED_ZH, HEADED_EN)
        for facet, pattern in headed
        for match in pattern.finditer(text)
    ]
    yield from sorted(found)


def facet_of(piece: str, under: Facet | None) -> Facet:
    """What one piece speaks of. A heading that tells of the firm covers all under it."""
    if under is Facet.BACKGROUND:
        return under
    for facet in ORDER:
        if CUES[facet].search(piece):
            return facet
    return under or Facet.OBJECT


def by_facet(title: str, body: str) -> dict[Facet, str]:
    """The words of each facet, the title with the thing itself; of the firm's own affairs nothing."""
    said: dict[Facet, list[str]] = {Facet.OBJECT: [title]}
    for piece in pieces(body):
        if piece.facet is not Facet.BACKGROUND:
            said.setdefault(piece.facet, []).append(body[piece.start : piece.end])
    return {facet: "\n".join(parts) for facet, parts in said.items()}
