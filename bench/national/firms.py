"""Firms and needs (企业与需求): long everyday texts with figures, each made near to some patents on purpose.

Which patents a need was made from is kept beside it, so that somebody can count how often they are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from zhiqiao.domain.codes import Industry
from zhiqiao.domain.patents.classifications import industry_of
from zhiqiao.domain.uscc import SIGNS, check_sign

if TYPE_CHECKING:
    from bench.national.stock import Batch, Stock

FROM_TARGET = 0.45
"""Slots of a need that name what its patent names; the others name something of the same topic or nothing of it."""
PHRASES_TAKEN = 9
ENGLISH = 0.10
BRANDS = (
    "华中天海东方金银科创恒信瑞远盛通达新锐拓普锦程泰和宏图博雅凌云启明嘉禾"
    "润泽德邦精诚卓越鼎力安途汇川星辰光源合力同创智联百川千帆万象"
)
TRADES = (
    "新材料", "机械", "电子", "生物科技", "环保", "能源", "食品", "汽车零部件", "智能装备", "精密仪器",
    "化工", "医疗器械", "农业", "建材", "纺织", "电气",
)  # fmt: skip
SIZES = ("微型", "小型", "中型", "大型")
INDUSTRY_WORDS = {
    Industry.MATERIALS: "新材料", Industry.ENERGY: "新能源", Industry.BIOMED: "生物医药",
    Industry.EQUIPMENT: "高端装备",
    Industry.ELECTRONICS: "电子信息", Industry.SOFTWARE: "软件", Industry.ENVIRONMENT: "节能环保",
    Industry.AGRIFOOD: "农业食品", Industry.OTHER: "",
}  # fmt: skip
TITLES = {
    "zh": ("{0}的{1}问题", "{0}{1}技术", "寻求{0}用于{1}的成熟方案",
           "{1}环节{0}不稳定，求解决办法", "{0}国产化与{1}改进", "提高{0}的{1}"),
    "en": ("{0} for {1}", "Better {1} in {0}", "Need: {0} with stable {1}"),
}  # fmt: skip
FIGURES = {
    "zh": ("{0}不低于{n}{u}", "{0}≥{n}{u}", "{0}控制在{n}{u}以内", "{0}≤{n}{u}",
           "{0}由目前的{n}{u}提高到{m}{u}", "{0}误差不超过±{n}{u}"),
    "en": ("{0} of at least {n} {u}", "{0} below {n} {u}", "{0} from {n} to {m} {u}"),
}  # fmt: skip
QUANTITIES = {
    "zh": (("成品率", "%"), ("使用温度", "℃"), ("能耗", "kWh/t"), ("寿命", "次"),
           ("强度", "MPa"), ("厚度", "mm"), ("响应时间", "ms"), ("成本", "元/kg"),
           ("处理量", "t/h"), ("纯度", "%"), ("精度", "mm"), ("粒径", "nm")),
    "en": (("yield", "%"), ("temperature", "°C"), ("strength", "MPa"), ("response time", "ms"), ("thickness", "mm")),
}  # fmt: skip
STAGES = ("不限", "小试", "中试", "量产")
WAYS = ("许可", "转让", "联合开发", "委托开发", "先使用后付费", "作价入股")
FIRM_COLUMNS = ("企业名称", "统一社会信用代码", "产业领域", "地区", "企业规模", "主要产品", "企业简介", "标签")
NEED_COLUMNS = (
    "需求编号",
    "需求名称",
    "需求描述",
    "企业名称",
    "产业领域",
    "地区",
    "预算（万元）",
    "截止日期",
    "合作方式",
    "期望成熟度",
    "公开范围",
)


@dataclass
class Firms:
    """Names, places and codes of the firms."""

    names: list[str]
    regions: list[str]
    codes: list[str]


@dataclass
class Need:
    """One need with its firm, as cells of the two sheets, and the patents it was made from."""

    firm: list[str]
    need: list[str]
    targets: list[str]


def firm_names(many: int, regions: Sequence[str], random: np.random.Generator) -> Firms:
    """As many different firms, where the universities are."""
    names: dict[str, str] = {}
    while len(names) < many:
        region = regions[int(random.integers(0, len(regions)))]
        city = region.partition("省")[2] or region
        brand = "".join(BRANDS[at] for at in random.integers(0, len(BRANDS), int(random.integers(2, 4))).tolist())
        trade = TRADES[int(random.integers(0, len(TRADES)))]
        names.setdefault(
            f"{city.removesuffix('市')}{brand}{trade}{'股份' if random.random() < 0.1 else ''}有限公司", region
        )
    codes = []
    for _ in names:
        body = "91" + "".join(SIGNS[at] for at in random.integers(0, 10, 6).tolist())
        body += "".join(SIGNS[at] for at in random.integers(0, 31, 9).tolist())
        codes.append(body + check_sign(body))
    return Firms(list(names), list(names.values()), codes)


def needs_of(stock: Stock, batch: Batch, number: tuple[int, int], firms: Sequence[int]) -> list[Need]:
    """Needs of these firms, each near to a patent of the batch that is on offer."""
    random = np.random.default_rng([stock.seed, 2, *number])
    on_offer = np.flatnonzero(batch.in_pool)
    in_english = [at for at in on_offer.tolist() if at in batch.english]
    made = []
    for firm in firms:
        english = bool(in_english) and random.random() < ENGLISH
        among = in_english if english else on_offer
        if not len(among):
            continue
        made.append(a_need(stock, batch, int(among[int(random.integers(0, len(among)))]), firm, english, random))
    return made


def a_need(stock: Stock, batch: Batch, target: int, firm: int, english: bool, random: np.random.Generator) -> Need:
    """One need, made from the phrases of its patent, of the patent's topic, and figures."""
    assert batch.drawn is not None
    language = "en" if english else "zh"
    writer = stock.writers[language]
    needs = writer.needs
    frame = np.array([int(random.integers(0, len(needs.slot_class)))])
    subclasses, topics = batch.drawn.subclasses[target : target + 1], batch.drawn.topics[target : target + 1]
    slots = writer.phrases.fill(random, needs.slot_class[frame], needs.slot_phrase[frame], subclasses, topics)
    said = list(dict.fromkeys((batch.english[target] if english else batch.drawn.slots[target]).tolist()))
    taken = np.array(said[:PHRASES_TAKEN])
    mine = random.random(slots.shape) < FROM_TARGET
    slots = np.where(mine, taken[random.integers(0, len(taken), slots.shape)], slots)
    told = writer.joined(random, slots, [("need", frame)])[0]
    main = [writer.phrase(int(unit)) for unit in taken[:3]]
    main += main[-1:] * (3 - len(main))
    title = TITLES[language][int(random.integers(0, len(TITLES[language])))].format(*main)
    text = told + ("" if told.endswith(("。", ".")) else "。") + figures(language, random)
    industry = INDUSTRY_WORDS[industry_of(stock.topics.group_codes[int(topics[0, 0])][0])]
    name, region = stock.firms.names[firm], stock.firms.regions[firm]
    ways = ";".join(dict.fromkeys(WAYS[at] for at in random.integers(0, len(WAYS), 2).tolist()))
    product = "、".join(main)
    size = SIZES[int(random.integers(0, len(SIZES)))]
    profile = f"公司从事{product}的研制与生产，员工{random.integers(20, 900)}人。"
    targets = [batch.columns["application_number"][at] for at in alike(batch, target)]
    return Need(
        [name, stock.firms.codes[firm], industry, region, size, product, profile, "高新技术企业"],
        [f"N{firm:06d}", title, text, name, industry, region, str(int(random.integers(1, 60)) * 10), "2027-06-30", ways,
         STAGES[int(random.integers(0, len(STAGES)))], "公开"],
        targets,
    )  # fmt: skip


def alike(batch: Batch, target: int) -> list[int]:
    """The patent itself and those of its batch that repeat it (second filings and series)."""
    assert batch.drawn is not None
    same = np.flatnonzero(
        (batch.drawn.frame == batch.drawn.frame[target]) & (batch.drawn.topics[:, 0] == batch.drawn.topics[target, 0])
    )
    close = [at for at in same.tolist() if (batch.drawn.slots[at] == batch.drawn.slots[target]).mean() > 0.6]
    return [target, *[at for at in close if at != target]]


def figures(language: str, random: np.random.Generator) -> str:
    """Two or three figures that are asked for."""
    told = []
    for at in random.choice(len(QUANTITIES[language]), int(random.integers(2, 4)), replace=False).tolist():
        what, unit = QUANTITIES[language][at]
        low = int(random.integers(1, 90)) if unit == "%" else int(10 ** random.uniform(0.3, 3.0))
        high = min(99, low + 8) if unit == "%" else int(low * 1.4) + 1
        pattern = FIGURES[language][int(random.integers(0, len(FIGURES[language])))]
        told.append(pattern.format(what, n=low, m=high, u=unit))
    return ("主要指标：" + "；".join(told) + "。") if language == "zh" else "Figures: " + "; ".join(told) + "."
