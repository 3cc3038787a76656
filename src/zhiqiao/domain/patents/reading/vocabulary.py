"""Vocabularies (词表): the words of offices and vendors for legal states, kinds, industries and ways of cooperation.

Rules are tried in order and the first that holds decides, so the narrower words stand above the wider ones.
"""

from __future__ import annotations

import re
from typing import TypeVar

from zhiqiao.domain.codes import Industry, LegalState, PatentKind, Way
from zhiqiao.domain.patents.writing import plain, remembered, says_nothing

LEGAL_STATE_WORDS: tuple[tuple[str, LegalState], ...] = (
    (r"pct\s*指定期内", LegalState.PENDING),
    (r"pct\s*(?:指定期满|未进入指定国)", LegalState.UNKNOWN),
    (r"部分无效|ip01", LegalState.GRANTED),
    (r"全部无效|宣告无效|被无效|无效宣告|全部撤销|iw01|invalidated|revoked|cancel", LegalState.INVALIDATED),
    (r"cf01|未缴|未交|欠费|欠缴|费用终止|年费.{0,4}终止|non-?payment|fee.{0,6}(?:lapse|ceased)|^inactive",
     LegalState.LAPSED),
    (r"期满|届满|cx01|^expired|expiry|term over", LegalState.EXPIRED),
    (r"放弃|av01|abandon|surrender", LegalState.ABANDONED),
    (r"复审中|等待复审|复审请求受理", LegalState.PENDING),
    (r"撤回|驳回|视撤|未获授权|未授权|申请终止|withdrawn|reject|refus|discontinued", LegalState.WITHDRAWN),
    (r"未下证|等待授权|待授权|授权前|授权通知|等年登|办理登记|登记手续|待质检|暂缓授权", LegalState.PENDING),
    (r"申请权.{0,4}(?:转移|变更)", LegalState.PENDING),
    (r"专利权维持|维持有效|权利恢复|恢复", LegalState.GRANTED),
    (r"失效|终止|无效|^dead|lapsed|ceased|not in force", LegalState.LAPSED),
    (r"实质审查|实审|审中|在审|待审|受理|公布|申请中|审查中|^公开$|公开[;| ]|[;| ]公开|pending|under examination",
     LegalState.PENDING),
    (r"授权|有效|授予|已下证|下证|许可|质押|权利转移|转让|保全|gr01|grant|^active|in force|^alive|patented",
     LegalState.GRANTED),
    (r"公开|published|application|filed|examination|^已申请|^申请$", LegalState.PENDING),
)  # fmt: skip
"""Words of CNIPA, its gazette codes, incoPat, PatSnap and Lens → our states. As in their own files."""

KIND_WORDS: tuple[tuple[str, PatentKind], ...] = (
    (r"实用新型|新型|utility|limited patent|^u\d?$|petty", PatentKind.UTILITY),
    (r"外观|design|^[ds]\d?$", PatentKind.DESIGN),
    (r"发明|invention|^[abc]\d?$|pct", PatentKind.INVENTION),
)
KIND_SAYS_NOTHING = re.compile(
    r"^(?:patent application|granted patent|unknown|ambiguous|amm?ended patent|search report|专利|有效专利|国内专利|"
    r"中国专利|application|grant|授权|申请|其他)$"
)

INDUSTRY_WORDS: tuple[tuple[str, Industry], ...] = (
    (r"生物|医药|医疗|医学|药物|健康|biomed|medic|pharma|health|biotech", Industry.BIOMED),
    (r"节能环保|环保|环境|污水|固废|废物|environment|waste|pollution", Industry.ENVIRONMENT),
    (r"新能源|能源|储能|电池|光伏|氢能|电力|energy|battery|power", Industry.ENERGY),
    (r"农业|食品|农林|种业|养殖|粮食|agri|food|farming", Industry.AGRIFOOD),
    (r"软件|人工智能|大数据|云计算|信息服务|互联网|software|artificial intelligence|\bai\b|data", Industry.SOFTWARE),
    (r"半导体|电子|集成电路|通信|信息技术|光电|electronic|semiconductor|telecom|ict", Industry.ELECTRONICS),
    (r"装备|机器人|机械|制造|航空|航天|轨道|汽车|海洋工程|equipment|robot|machin|manufactur|aero|automotive",
     Industry.EQUIPMENT),
    (r"材料|化工|冶金|石化|material|chemical|polymer|metal", Industry.MATERIALS),
    (r"^其他$|^other$", Industry.OTHER),
)  # fmt: skip

WAY_WORDS: tuple[tuple[str, Way], ...] = (
    (r"开放许可|open[ _-]?licen[cs]", Way.OPEN_LICENSE),
    (r"先使用后付|先用后付|先试用后|use[ _-]first", Way.USE_FIRST_PAY_LATER),
    (r"作价|入股|投资|equity|share", Way.EQUITY),
    (r"委托|定制|commission|contract (?:research|development)", Way.COMMISSIONED),
    (r"合作|联合|共同|技术开发|协同|joint|co-?develop|cooperat|collaborat", Way.JOINT_DEVELOPMENT),
    (r"许可|licen[cs]", Way.LICENSE),
    (r"转让|购买|买断|transfer|assign|sale|sell|buy|purchase", Way.TRANSFER),
)
Meaning = TypeVar("Meaning")
ANY_WAY = re.compile(r"面议|均可|不限|皆可|negotiable|any")


def first_of(words: tuple[tuple[str, Meaning], ...], text: str) -> Meaning | None:
    """What the first rule that is found in the text says."""
    for pattern, meaning in words:
        if re.search(pattern, text):
            return meaning
    return None


@remembered
def read_legal_state(cell: object) -> tuple[LegalState, bool]:
    """The state the words mean, and whether the words are known to us (an empty cell is).

    Several words in a cell are a history, newest first: what ended the right counts before its grant, and that
    before its application.
    """
    text = plain(cell).lower()
    if says_nothing(text):
        return LegalState.UNKNOWN, True
    parts = [part.strip() for part in re.split(r"[|;,，、]+", text[:400]) if part.strip()]
    meanings = [found for found in (first_of(LEGAL_STATE_WORDS, part) for part in parts) if found is not None]
    if not meanings:
        return LegalState.UNKNOWN, text in {"未确认", "未知", "其他", "一案双申"}
    over = [meaning for meaning in meanings if meaning not in {LegalState.GRANTED, LegalState.PENDING}]
    for state in (*over, LegalState.GRANTED):
        if state in meanings and state is not LegalState.UNKNOWN:
            return state, True
    return meanings[0], True


@remembered
def read_kind(cell: object) -> tuple[PatentKind, bool]:
    """The kind the words mean, and whether the words are known to us."""
    text = plain(cell).lower()
    if says_nothing(text) or KIND_SAYS_NOTHING.match(text):
        return PatentKind.UNKNOWN, True
    found = first_of(KIND_WORDS, text[:60])
    return (found, True) if found is not None else (PatentKind.UNKNOWN, False)


@remembered
def read_industry(cell: object) -> tuple[Industry, bool]:
    """The industry the words mean, and whether the words are known to us. Our own code words are known too."""
    text = plain(cell).lower()
    if says_nothing(text):
        return Industry.OTHER, True
    if text in set(Industry):
        return Industry(text), True
    found = first_of(INDUSTRY_WORDS, text[:80])
    return (found, True) if found is not None else (Industry.OTHER, False)


@remembered
def read_ways(cell: object) -> tuple[tuple[Way, ...], tuple[str, ...]]:
    """The ways of cooperation a cell names, and the words in it we do not know."""
    text = plain(cell).lower()
    if says_nothing(text) or ANY_WAY.search(text):
        return (), ()
    ways: list[Way] = []
    strange: list[str] = []
    for part in re.split(r"[|;,，、/\n]+|或者?|和|\s+or\s+|\s+and\s+", text):
        word = part.strip()
        if not word or says_nothing(word):
            continue
        found = Way(word) if word in set(Way) else first_of(WAY_WORDS, word)
        if found is None:
            strange.append(word)
        elif found not in ways:
            ways.append(found)
    return tuple(ways), tuple(strange)
