"""Units of measurement (计量单位): a written unit, Chinese or English, to its dimension and its exact size.

Conversions are fractions, so that 5 µm and 0.005 mm are the same number. Not responsible for finding quantities in a
text, nor for what they measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

Dimension = tuple[tuple[str, int], ...]
"""Base units with their powers, in the order of their names; () is a plain ratio."""


@dataclass(frozen=True)
class Unit:
    """One way of measuring: so many `factor` of the base units, from `offset` up (temperatures only)."""

    dimension: Dimension
    factor: Fraction
    offset: Fraction = Fraction(0)


def times(left: Dimension, right: Dimension, power: int = 1) -> Dimension:
    """The dimension of a product, the right one to a power."""
    result = dict(left)
    for base, exponent in right:
        result[base] = result.get(base, 0) + exponent * power
    return tuple(sorted((base, exponent) for base, exponent in result.items() if exponent))


TINY = {"p": -12, "n": -9, "µ": -6, "u": -6, "m": -3}
LARGE = {"k": 3, "M": 6, "G": 9, "T": 12}
ALL = TINY | LARGE
PREFIXED: tuple[tuple[str, str, str, Mapping[str, int]], ...] = (
    # symbol, what it is, Chinese name ("" where it has none with prefixes), prefixes that occur
    ("m", "m", "米", {"f": -15, **TINY, "c": -2, "d": -1, "k": 3}),
    ("g", "1/1000 kg", "克", {**TINY, "k": 3}),
    ("s", "s", "秒", TINY),
    ("A", "A", "安", TINY | {"k": 3}),
    ("mol", "mol", "摩尔", TINY | {"k": 3}),
    ("Hz", "s^-1", "赫兹", LARGE | {"m": -3}),
    ("N", "kg m s^-2", "牛", {"m": -3, "µ": -6, "c": -2, **LARGE}),
    ("Pa", "kg m^-1 s^-2", "帕", {"m": -3, "h": 2, **LARGE}),
    ("J", "kg m^2 s^-2", "焦", ALL),
    ("W", "kg m^2 s^-3", "瓦", ALL),
    ("V", "kg m^2 s^-3 A^-1", "伏", TINY | {"k": 3, "M": 6}),
    ("F", "kg^-1 m^-2 s^4 A^2", "法", TINY),
    ("Ω", "kg m^2 s^-3 A^-2", "欧", TINY | LARGE),
    ("ohm", "kg m^2 s^-3 A^-2", "", {"k": 3, "M": 6, "G": 9}),
    ("S", "kg^-1 m^-2 s^3 A^2", "西门子", TINY),
    ("T", "kg s^-2 A^-1", "特斯拉", {"m": -3, "µ": -6, "n": -9}),
    ("H", "kg m^2 s^-2 A^-2", "亨", TINY),
    ("L", "1/1000 m^3", "升", {"n": -9, "µ": -6, "m": -3, "d": -1, "k": 3}),
    ("l", "1/1000 m^3", "", {"µ": -6, "m": -3, "d": -1}),
    ("eV", "1602176634/10000000000000000000000000000 kg m^2 s^-2", "电子伏", {"m": -3, "k": 3, "M": 6, "G": 9}),
    ("bar", "100000 kg m^-1 s^-2", "巴", {"m": -3}),
    ("Wh", "3600 kg m^2 s^-2", "瓦时", LARGE | {"m": -3}),
    ("Ah", "3600 A s", "安时", {"m": -3, "k": 3}),
    ("VA", "kg m^2 s^-3", "", LARGE),
    ("cal", "4184/1000 kg m^2 s^-2", "卡", {"k": 3}),
    ("bit", "bit", "比特", LARGE),
    ("bps", "bit s^-1", "", LARGE),
    ("Gy", "m^2 s^-2", "", {"m": -3, "k": 3}),
    ("Bq", "Bq", "", {"k": 3, "M": 6, "G": 9}),
    ("cd", "cd", "坎德拉", {"m": -3}),
    ("rad", "rad", "弧度", {"m": -3, "µ": -6}),
    ("Da", "Da", "", {"k": 3, "M": 6}),
    ("M", "1000 mol m^-3", "", {"n": -9, "µ": -6, "m": -3}),
    ("t", "1000 kg", "吨", {}),
)
HAN_PREFIX = {"千": 3, "兆": 6, "吉": 9, "毫": -3, "微": -6, "纳": -9, "皮": -12, "厘": -2, "分": -1}

PLAIN = """
% ％ percent pct = 1/100
wt% wt％ wt.% 重量% 质量% 重量％ 质量％ = 1/100
‰ ‰. = 1/1000
ppm = 1/1000000
ppb = 1/1000000000
vol% vol.% vol％ 体积% 体积％ = 1/100 vol
at% at％ at.% mol% mol％ 摩尔% 原子% = 1/100 at
个百分点 百分点 pp = 1/100 pp
倍 fold times = fold
K 开尔文 kelvin = K
min 分钟 minute minutes mins = 60 s
h 小时 hr hrs hour hours 个小时 = 3600 s
d 天 day days 昼夜 日 = 86400 s
周 星期 week weeks = 604800 s
个月 月 month months = 2629746 s
年 year years yr yrs a = 31556952 s
sec second seconds secs = s
millisecond milliseconds msec = 1/1000 s
microsecond microseconds = 1/1000000 s
nanosecond nanoseconds = 1/1000000000 s
Å 埃 angstrom angstroms = 1/10000000000 m
micron microns micrometer micrometers micrometre micrometres μm 微米 um = 1/1000000 m
nanometer nanometers nanometre nanometres = 1/1000000000 m
millimeter millimeters millimetre millimetres = 1/1000 m
centimeter centimeters centimetre centimetres 公分 = 1/100 m
meter meters metre metres = m
km kilometer kilometers kilometre kilometres 公里 千米 = 1000 m
inch inches 英寸 吋 = 254/10000 m
ft foot feet 英尺 = 3048/10000 m
mil mils = 254/10000000 m
mile miles 英里 = 1609344/1000 m
nmi 海里 = 1852 m
m2 ㎡ 平方米 平米 平方 = m^2
m3 m³ 立方米 立方 方 = m^3
亩 mu = 2000/3 m^2
ha 公顷 hectare hectares = 10000 m^2
acre acres = 40468564224/10000000 m^2
liter liters litre litres = 1/1000 m^3
milliliter milliliters millilitre millilitres = 1/1000000 m^3
microliter microliters microlitre microlitres = 1/1000000000 m^3
cc 毫升 = 1/1000000 m^3
gal gallon gallons = 3785411784/1000000000000 m^3
kilogram kilograms 公斤 千克 kg = kg
gram grams = 1/1000 kg
milligram milligrams = 1/1000000 kg
microgram micrograms = 1/1000000000 kg
斤 市斤 = 1/2 kg
tonne tonnes ton tons 公吨 = 1000 kg
lb lbs pound pounds lbm 磅 = 45359237/100000000 kg
oz ounce ounces 盎司 = 28349523125/1000000000000 kg
rpm r/min 转/分 转每分 转/分钟 转每分钟 RPM rev/min = 1/60 rev s^-1
转 圈 rev revs revolution revolutions turns 转数 = rev
kn 节 knot knots kt = 1852/3600 m s^-1
kph km/h km/hr = 1000/3600 m s^-1
mph = 1609344/3600000 m s^-1
atm 大气压 = 101325 kg m^-1 s^-2
psi psig psia = 6894757293168/1000000000 kg m^-1 s^-2
ksi Ksi = 6894757293168/1000000 kg m^-1 s^-2
Torr torr mmHg 毫米汞柱 = 101325/760 kg m^-1 s^-2
kgf 公斤力 = 980665/100000 kg m s^-2
lbf = 44482216152605/10000000000000 kg m s^-2
hp 马力 horsepower = 7457/10 kg m^2 s^-3
watt watts = kg m^2 s^-3
kilowatt kilowatts 千瓦 kW = 1000 kg m^2 s^-3
megawatt megawatts 兆瓦 = 1000000 kg m^2 s^-3
volt volts 伏特 = kg m^2 s^-3 A^-1
kilovolt kilovolts 千伏 = 1000 kg m^2 s^-3 A^-1
amp amps ampere amperes 安培 = A
joule joules 焦耳 = kg m^2 s^-2
newton newtons 牛顿 = kg m s^-2
pascal pascals 帕斯卡 = kg m^-1 s^-2
kwh kWh 千瓦时 千瓦小时 度电 = 3600000 kg m^2 s^-2
BTU Btu = 105505585262/100000000 kg m^2 s^-2
hertz = s^-1
gigahertz = 1000000000 s^-1
megahertz = 1000000 s^-1
kilohertz = 1000 s^-1
ohms 欧姆 = kg m^2 s^-3 A^-2
P poise 泊 = 1/10 kg m^-1 s^-1
cP cp 厘泊 centipoise = 1/1000 kg m^-1 s^-1
cSt 厘斯 = 1/1000000 m^2 s^-1
D 达西 = 9869233/10000000000000000000 m^2
mD 毫达西 = 9869233/10000000000000000000000 m^2
Gs gauss 高斯 Oe = 1/10000 kg s^-2 A^-1
lm 流明 lumen lumens = cd sr
lx lux 勒克斯 = cd sr m^-2
nit nits 尼特 = cd m^-2
dB 分贝 decibel decibels db dB(A) dBA 分贝(A) = dB
dBi = dBi
dBm = dBm
arcmin 角分 ′ = 1/60 deg
arcsec 角秒 ″ = 1/3600 deg
deg ° degree degrees 角度 = deg
sr = sr
HRC = HRC
HRB = HRB
HV Hv HV0.1 HV0.5 = HV
HB HBW = HB
目 mesh = mesh
cfu CFU = CFU
U IU 单位 = IU
cells 个细胞 = cell
px 像素 pixel pixels = px
fps FPS 帧/秒 帧每秒 = frame s^-1
帧 frame frames = frame
次 次循环 个循环 循环次 cycle cycles 个周期 回 = cycle
shocks wipes bends folds flushes strokes flights thermal_shocks thermal_cycles hot-cold_cycles = cycle
B byte bytes 字节 = 8 bit
KB = 8000 bit
MB = 8000000 bit
GB = 8000000000 bit
TB = 8000000000000 bit
baud = bit s^-1
元 人民币 yuan RMB CNY 块钱 块 = yuan
美元 USD dollars dollar = usd
欧元 EUR euros euro = eur
dtex 分特 = 1/10000000 kg m^-1
tex 特克斯 = 1/1000000 kg m^-1
den 旦 denier = 1/9000000 kg m^-1
株 plants = plant
台 set sets 台套 套 units = piece
件 pieces piece 个件 = piece
℃ °C degC oC ˚C 摄氏度 celsius centigrade degrees_C degrees_Celsius degree_C deg_C degrees_centigrade = 1 K + 27315/100
℉ °F ˚F 华氏度 fahrenheit degF degrees_F degrees_Fahrenheit degree_F deg_F = 5/9 K + 45967/180
"""
"""Names = size in base units; an underscore stands for a space. What has two meanings is in `DOUBTFUL`."""

DOUBTFUL: dict[str, tuple[str, ...]] = {
    "度": ("℃", "deg", "kWh"),
    "degrees": ("℃", "deg"),
    "degree": ("℃", "deg"),
    "deg": ("deg", "℃"),
    "°": ("deg", "℃"),
    "C": ("℃", "coulomb"),
    "F": ("℉", "farad"),
    "M": ("M", "million"),
    "分": ("min", "arcmin"),
    "转/分": ("rpm",),
    "方": ("m3",),
}
"""Names with more than one meaning, likeliest first: what is measured decides."""
OFTEN_NO_UNIT = "A B C D F G H K M P S T U V W a m s h d t g l L N J 分 方 块 节 回 转 次 倍 件 台 套 株 日 月 周 目"
AMBIGUOUS = frozenset(OFTEN_NO_UNIT.split())
"""Names that are often no unit at all (figure numbers, labels): taken only beside what they can measure."""

LENGTHS = "米 分米 厘米 毫米 微米 英尺 英寸 公里 meter meters metre metres foot feet inch inches mm cm m km"
"""What squares and cubes have names of their own."""
BASE = re.compile(r"([^\s^]+)(?:\^(-?\d+))?")
EXPONENTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def built(size: str) -> Unit:
    """A unit from the right side of a line above."""
    body, _, shift = size.partition(" + ")
    factor = Fraction(1)
    dimension: Dimension = ()
    for word, power in BASE.findall(body):
        if word[0].isdigit():
            factor *= Fraction(word)
        else:
            dimension = times(dimension, ((word, 1),), int(power or 1))
    return Unit(dimension, factor, Fraction(shift) if shift else Fraction(0))


@lru_cache(maxsize=4096)
def raised(unit: Unit, power: int) -> Unit:
    """A unit to a power."""
    return Unit(times((), unit.dimension, power), unit.factor**power)


def with_prefixes() -> Iterator[tuple[str, Unit]]:
    """The names of `PREFIXED`, with and without prefixes, in Latin letters and in Chinese."""
    for symbol, size, han, prefixes in PREFIXED:
        unit = built(size)
        for prefix, power in {"": 0, **prefixes}.items():
            scaled = Unit(unit.dimension, unit.factor * Fraction(10) ** power)
            yield prefix + symbol, scaled
            yield prefix.replace("µ", "μ") + symbol, scaled
        for prefix, power in ({"": 0} | HAN_PREFIX).items() if han else ():
            yield prefix + han, Unit(unit.dimension, unit.factor * Fraction(10) ** power)


def in_lines() -> Iterator[tuple[str, Unit]]:
    """The names of `PLAIN`."""
    for line in PLAIN.strip().splitlines():
        names, _, size = line.partition(" = ")
        for name in names.split():
            yield name.replace("_", " "), built(size)


def table() -> dict[str, tuple[Unit, ...]]:
    """Every simple name with its meanings."""
    result: dict[str, tuple[Unit, ...]] = {name: (unit,) for name, unit in (*with_prefixes(), *in_lines())}
    for power, words in ((2, ("平方", "square ", "sq. ", "sq ")), (3, ("立方", "cubic ", "cu "))):
        for name in LENGTHS.split():
            own = [word for word in words if word.isascii() == name.isascii()]
            result.update({word + name: (raised(result[name][0], power),) for word in own})
    result["coulomb"], result["farad"] = (built("A s"),), (built("kg^-1 m^-2 s^4 A^2"),)
    for name, meanings in DOUBTFUL.items():
        result[name] = tuple(one for meaning in meanings if meaning in result for one in result[meaning])
    return result


SIMPLE = table()
FOLDED = {name.lower(): name for name in SIMPLE if name.isascii() and len(name) > 3 and name.replace(" ", "").isalpha()}
"""Written-out English names, whatever their capitals."""
LATIN = re.compile(r"[A-Za-z]+")


def by_first() -> dict[str, list[str]]:
    """Names by their first character, longest first."""
    result: dict[str, list[str]] = {}
    for name in sorted(SIMPLE, key=len, reverse=True):
        result.setdefault(name[0], []).append(name)
    return result


FIRST = by_first()
EXPONENT = re.compile(r"\^?\s?(-?[1-9])(?!\d|\.\d)|([⁻]?[¹²³⁴])")
JOIN = re.compile(
    r"(?:\s(?:extra|more)(?=\s))?\s?([/／]|[·⋅•*.・]|每|per\b|an?\b)\s?|[ ](?=[a-zA-ZµμΩ]{1,3}(?:-\d|[⁻^]))"
)


def simple_at(text: str, at: int) -> tuple[str, int] | None:
    """The longest simple name that stands here, and where it ends. A name of Latin letters is a whole word."""
    named = FIRST.get(text[at : at + 1])
    word = LATIN.match(text, at)
    for name in named or ():
        end = at + len(name)
        if text.startswith(name, at) and not (word and end < word.end()):
            return name, end
    if word and word[0].lower() in FOLDED:
        return FOLDED[word[0].lower()], word.end()
    return None


def exponent_at(text: str, at: int) -> tuple[int, int]:
    """The power written here, 1 if none, and where it ends."""
    found = EXPONENT.match(text, at)
    if not found:
        return 1, at
    return int((found[1] or found[2]).translate(EXPONENTS)), found.end()


@dataclass(frozen=True)
class Written:
    """A unit as it stands in a text: what it can mean, where it ends, and whether it is often no unit at all."""

    meanings: tuple[Unit, ...]
    end: int
    is_doubtful: bool


def unit_at(text: str, at: int) -> Written | None:
    """The unit that stands at this place of a text, products and quotients included ("W/(m·K)", "毫克每升")."""
    first = simple_at(text, at)
    if first is None:
        return None
    name, end = first
    power, end = exponent_at(text, end) if name not in ("°", "%") else (1, end)
    meanings = SIMPLE[name] if power == 1 else tuple(raised(one, power) for one in SIMPLE[name])
    doubtful = name in AMBIGUOUS and power == 1
    sign, opened = 1, False
    while True:
        joined = JOIN.match(text, end)
        if not joined:
            break
        if joined[1] in ("/", "／", "每", "per", "a", "an"):
            sign = -1
        place = joined.end()
        if text[place : place + 1] in ("(", "（"):
            opened, place = True, place + 1
        following = simple_at(text, place)
        if following is None or (joined[1] in ("a", "an", ".", "*", "・") and not fits_after(following[0])):
            break
        name, place = following
        power, place = exponent_at(text, place)
        meanings = tuple(product(one, SIMPLE[name][0], sign * power) for one in meanings)
        end, doubtful = place, False
        if opened and text[end : end + 1] in (")", "）"):
            opened, end = False, end + 1
    return Written(meanings, end, doubtful)


def fits_after(name: str) -> bool:
    """Whether a name may follow a mere point or "a" ("200 t a year"): written-out spans of time, short symbols."""
    return name in {
        "day",
        "year",
        "month",
        "hour",
        "minute",
        "week",
        "tonne",
        "ton",
        "set",
        "piece",
        "K",
        "m",
        "s",
        "h",
    }


@lru_cache(maxsize=4096)
def product(left: Unit, right: Unit, power: int) -> Unit:
    """Left times right to a power; a temperature in a product is a difference."""
    return Unit(times(left.dimension, right.dimension, power), left.factor * right.factor**power)


def named(name: str) -> Unit:
    """The unit of a name, its likeliest meaning."""
    written = unit_at(name, 0)
    if written is None or written.end != len(name):
        raise ValueError(name)
    return written.meanings[0]
