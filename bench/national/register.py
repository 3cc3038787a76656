"""The register (著录项目): numbers, dates, states, parties and counts of a whole batch, as an office would hold them.

Institutions, classes and kinds follow the real data. Years, outcomes, counts of claims and citations have no source
there: they are assumed, and stand below as constants.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.national.sources import Sources

INSTITUTIONS = 2700
FIRST_YEAR, LAST_YEAR = 2006, 2026
YEARLY_GROWTH = 1.09
TODAY = np.datetime64("2026-06-30")
"""Nothing in the stock is younger; fixed, so that the same seed gives the same stock on any day."""
GRANT_SHARE = 0.58
"""Inventions that were examined and granted."""
STILL_PAID = 0.93
"""Chance that a granted patent is kept for another year."""
TERM = {"A": 20, "U": 10}
WITH_FIRM = 0.09
"""Patents with a firm as second applicant."""
WITH_AGENCY = 0.7
WITH_FAMILY = 0.04
PATENTS_OF_AN_INVENTOR = 6
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂文辉玲建国华志红兰英俊峰宇浩然子轩梓涵博雅思远晨曦嘉怡雨"
    "欣诗琪泽宏振海波斌凯旭东成龙鹏飞云翔天佑家豪瑞祥承恩致景行若水知行修齐治学启航立言守正创新"
)
STATES = {
    "pending": ("实质审查的生效", "公开", "实质审查"),
    "granted": ("授权", "专利权维持", "有效"),
    "lapsed": ("未缴年费专利权终止", "专利权的终止（未缴年费）"),
    "withdrawn": ("发明专利申请公布后的视为撤回", "发明专利申请公布后的驳回"),
    "expired": ("专利权有效期届满",),
}
WAYS = ("转让", "许可", "开放许可", "先使用后付费", "作价入股", "联合开发", "委托开发")
WEIGHTS = np.array((2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5))
Longs = NDArray[np.int64]
Texts = list[str]


@dataclass
class Institutions:
    """Universities and institutes with their places and how much of the stock is theirs."""

    names: list[str]
    regions: list[str]
    share: NDArray[np.float64]
    provinces: list[str]
    """Distinct first parts of the regions, in the order of their stock."""
    province: Longs


def institutions_of(sources: Sources, random: np.random.Generator) -> Institutions:
    """The real list, made up to 2,700, with the weight of the head as among the real patents."""
    names = [name for name, _region in sources.institutions][:INSTITUTIONS]
    regions = [region for _name, region in sources.institutions][:INSTITUTIONS]
    places = sorted(set(regions))
    topics = ("材料", "机械", "化工", "农业", "医药", "信息", "环境", "能源")
    known = set(names)
    while len(names) < INSTITUTIONS:
        region = places[int(random.integers(0, len(places)))]
        city = region.removesuffix("市")[-2:]
        name = f"{city}{topics[int(random.integers(0, len(topics)))]}研究院{len(names)}所"
        if name not in known:
            names.append(name)
            regions.append(region)
    counts = np.sort(np.array(list(sources.applicants.values()), dtype=float))[::-1]
    # Zipf-Mandelbrot: the exponent is that of the real head, the offset keeps the first from towering.
    rank = np.arange(1, len(counts) + 1)
    head = slice(0, max(20, len(counts) // 2))
    slope = -np.polyfit(np.log(rank[head] + 10), np.log(counts[head]), 1)[0] if len(counts) > 20 else 1.0
    share = 1.0 / (np.arange(len(names)) + 10.0) ** max(1.0, slope)
    share /= share.sum()
    provinces_of = [province_of(region) for region in regions]
    weight: dict[str, float] = {}
    for province, part in zip(provinces_of, share, strict=True):
        weight[province] = weight.get(province, 0.0) + float(part)
    provinces = sorted(weight, key=lambda province: -weight[province])
    place = {province: at for at, province in enumerate(provinces)}
    return Institutions(names, regions, share, provinces, np.array([place[one] for one in provinces_of]))


def province_of(region: str) -> str:
    """The first part of a region: its province, or the municipality."""
    for ending in ("自治区", "省", "行政区"):
        at = region.find(ending)
        if at > 0:
            return region[: at + len(ending)]
    return region.partition("市")[0] + "市" if "市" in region else region


@dataclass
class Register:
    """The register data of a batch, one entry a patent."""

    columns: dict[str, Texts] = field(default_factory=dict)
    is_invention: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    in_pool: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    institution: Longs = field(default_factory=lambda: np.zeros(0, np.int64))


def check_digits(digits: NDArray[np.int64]) -> Longs:
    """Check digits of twelve-digit numbers (ZC 0006-2003), 10 for X."""
    powers = 10 ** np.arange(11, -1, -1)
    each = (digits[:, None] // powers) % 10
    return (each * WEIGHTS).sum(axis=1) % 11


def numbers(years: Longs, kinds: Longs, serials: Longs) -> Texts:
    """Application numbers, "202310123456.6"."""
    digits = years * 10**8 + kinds * 10**7 + serials
    checks = check_digits(digits)
    return [
        f"{number}.{'X' if check == 10 else check}"
        for number, check in zip(digits.tolist(), checks.tolist(), strict=True)
    ]


def registered(
    random: np.random.Generator,
    institutions: Institutions,
    chosen: Longs,
    *,
    kinds: dict[str, int],
    first_serial: int,
    pool_share: float,
    firms: Sequence[str],
) -> Register:
    """The register of a batch of patents of the chosen institutions, with serials from `first_serial` on."""
    many = len(chosen)
    utility = kinds.get("U", 0) / max(1, sum(kinds.get(letter, 0) for letter in "ABU"))
    invention = random.random(many) >= utility
    years = drawn_years(random, many)
    applied = years_to_days(random, years)
    months = np.where(invention, random.integers(5, 19, many), random.integers(4, 10, many))
    published = np.minimum(applied + months * 30, TODAY)
    examined = published + np.where(invention, random.integers(200, 1200, many), 0)
    ripe = np.where(invention, examined <= TODAY, True)
    granted = ripe & (~invention | (random.random(many) < GRANT_SHARE))
    age = ((TODAY - applied).astype(np.int64) / 365.25).astype(np.int64)
    paid = np.minimum(random.geometric(1 - STILL_PAID, many) + 3, age + 1)
    over = granted & (age >= np.where(invention, TERM["A"], TERM["U"]))
    state = np.select(
        [~ripe, ~granted, over, paid <= age],
        ["pending", "withdrawn", "expired", "lapsed"],
        "granted",
    )
    paid = np.minimum(
        np.where(granted & (state == "granted"), age + 1, paid), np.where(invention, TERM["A"], TERM["U"])
    )
    register = Register(is_invention=invention, institution=chosen)
    may = np.isin(state, ["granted", "pending", "lapsed"])
    register.in_pool = may & (random.random(many) < min(1.0, pool_share / max(may.mean(), 1e-9)))
    serials = first_serial + np.arange(many)
    row = register.columns
    row["application_number"] = numbers(years, np.where(invention, 1, 2), serials)
    documents(row, invention, granted, serials, applied, published, examined)
    words = {name: random.integers(0, len(forms), many).tolist() for name, forms in STATES.items()}
    row["state"] = [STATES[name][words[name][at]] for at, name in enumerate(state.tolist())]
    row["annuity"] = [str(year) if is_granted else "" for year, is_granted in zip(paid.tolist(), granted, strict=True)]
    row["claims"] = [str(many_) for many_ in np.minimum(1 + random.poisson(6, many), 30).tolist()]
    row["cited"] = [str(many_) for many_ in (random.geometric(0.25, many) - 1).tolist()]
    row["region"] = [institutions.regions[at] for at in chosen.tolist()]
    parties(random, row, institutions, chosen, firms)
    family = random.random(many) < WITH_FAMILY
    row["family"] = [
        f"US{2010 + at % 15}{serial % 10_000_000:07d}A1; EP{serial % 10_000_000:07d}A1" if has else ""
        for at, (serial, has) in enumerate(zip(serials.tolist(), family, strict=True))
    ]
    pooled(random, row, register.in_pool)
    return register


def drawn_years(random: np.random.Generator, many: int) -> Longs:
    """Years of application, more of them later."""
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    weight = YEARLY_GROWTH ** (years - FIRST_YEAR)
    weight[-1] *= 0.4  # the last year is not over
    return random.choice(years, many, p=weight / weight.sum())


def years_to_days(random: np.random.Generator, years: Longs) -> NDArray[np.datetime64]:
    """A day within each year that is not after the day of the stock."""
    first = years.astype(str).astype("datetime64[Y]").astype("datetime64[D]")
    return np.minimum(first + random.integers(0, 365, len(years)), TODAY - 20)


def documents(
    row: dict[str, Texts],
    invention: NDArray[np.bool_],
    granted: NDArray[np.bool_],
    serials: Longs,
    applied: NDArray[np.datetime64],
    published: NDArray[np.datetime64],
    examined: NDArray[np.datetime64],
) -> None:
    """Published documents with their dates."""
    series = np.where(invention, 100_000_000, 200_000_000) + serials
    letters = np.where(invention, "A", "U")
    row["publication_number"] = [f"CN{n}{kind}" for n, kind in zip(series.tolist(), letters.tolist(), strict=True)]
    both = invention & granted
    row["grant_number"] = [f"CN{n}B" if has else "" for n, has in zip(series.tolist(), both.tolist(), strict=True)]
    row["application_date"] = np.datetime_as_string(applied).tolist()
    row["publication_date"] = np.datetime_as_string(published).tolist()
    day = np.where(invention, examined, published)
    told = np.datetime_as_string(day).tolist()
    row["grant_date"] = [one if has else "" for one, has in zip(told, granted.tolist(), strict=True)]
    row["kind"] = ["发明专利" if one else "实用新型" for one in invention.tolist()]


def parties(
    random: np.random.Generator, row: dict[str, Texts], institutions: Institutions, chosen: Longs, firms: Sequence[str]
) -> None:
    """Applicants, inventors and agency."""
    many = len(chosen)
    firm = random.integers(0, max(1, len(firms)), many).tolist()
    shared = (random.random(many) < WITH_FIRM) & (len(firms) > 0)
    row["applicants"] = [
        f"{institutions.names[at]};{firms[firm[n]]}" if shared[n] else institutions.names[at]
        for n, at in enumerate(chosen.tolist())
    ]
    # The inventors of an institution are few beside its patents, and some of them invent much.
    staff = np.maximum(4, institutions.share[chosen] * 1_340_000 / PATENTS_OF_AN_INVENTOR).astype(np.int64)
    team = random.integers(2, 7, many)
    # One who leads a team, and its members around him.
    leader = (staff * random.random(many) ** 1.7).astype(np.int64)
    rows = []
    for institution, lead, size, several in zip(
        chosen.tolist(), leader.tolist(), staff.tolist(), team.tolist(), strict=True
    ):
        rows.append(";".join(dict.fromkeys(a_person(institution, (lead + k * 7) % size) for k in range(several))))
    row["inventors"] = rows
    agency = random.integers(0, 300, many).tolist()
    with_agency = random.random(many) < WITH_AGENCY
    row["agency"] = [
        f"{GIVEN[at % 90]}{GIVEN[at // 3 % 90]}知识产权代理有限公司" if has else ""
        for at, has in zip(agency, with_agency.tolist(), strict=True)
    ]


def a_person(institution: int, number: int) -> str:
    """The name of an institution's person: the same number is always the same person."""
    mixed = (institution * 1_000_003 + number * 7919 + 12_345) * 2_654_435_761 % (1 << 32)
    surname = SURNAMES[int((mixed % 1000 / 1000) ** 1.6 * len(SURNAMES))]
    given = GIVEN[mixed // 1000 % len(GIVEN)]
    return surname + given + (GIVEN[mixed // 100_000 % len(GIVEN)] if mixed % 5 else "")


def pooled(random: np.random.Generator, row: dict[str, Texts], in_pool: NDArray[np.bool_]) -> None:
    """Maturity and wishes of what is on offer."""
    many = len(in_pool)
    trl = np.clip(np.round(random.normal(5.0, 1.6, many)), 1, 9).astype(int).tolist()
    first, second = random.integers(0, len(WAYS), (2, many)).tolist()
    row["trl"] = [str(level) if has else "" for level, has in zip(trl, in_pool.tolist(), strict=True)]
    row["ways"] = [
        ";".join(dict.fromkeys((WAYS[a], WAYS[b]))) if has else ""
        for a, b, has in zip(first, second, in_pool.tolist(), strict=True)
    ]
