# ruff: noqa: E501 - one line a kind: a table is read across
"""What a quantity is of (量的种类): names of measurable properties in Chinese and English, and how each is compared.

One readable table. `better` says which way is wanted when a text names a figure without saying "at least" or "at
most": + more, - less, = neither. Units tell which kinds a figure can be of, so that "conductivity" means heat or
electricity by its unit. `whose`: means something only together with what it is of ("content" of what), so that two are compared only
where both say so alike. `bare`: the unit meant where none is written. `cover`: an asked range has to be covered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhiqiao.domain.matching.units import Dimension, named

TABLE = """
conversion | + | % | | 转化率 转换率 | conversion, conversion rate
yield | + | % | | 收率 得率 产率 | yield, product yield
pass_rate | + | % | bare=% | 合格率 成品率 良品率 良率 优等品率 | pass rate, qualified rate, acceptance rate, first-pass yield
recovery | + | % | | 回收率 提取率 | recovery, recovery rate, extraction rate
removal | + | % | | 去除率 脱除率 净化率 除去率 清除率 脱硫率 脱硝率 | removal, removal rate, removal efficiency
degradation | + | % | | 降解率 | degradation, biodegradation, degradation rate
rejection | + | % | | 截留率 脱盐率 | rejection, salt rejection
sterilisation | + | % | | 杀菌率 抑菌率 灭活率 抗菌率 | sterilisation rate, inactivation, antibacterial rate
purity | + | % | | 纯度 | purity
efficiency | + | % | | 效率 能效 | efficiency
accuracy | + | % | | 准确率 正确率 识别率 精确率 检出率 查准率 分净率 | accuracy, recognition rate, detection rate
misses | - | % | | 漏检率 漏报率 漏检 | miss rate, missed
false_alarms | - | % | | 误报率 误检率 误判率 错剔率 错剔 误报 错话 | false alarm rate, false alarms, wrongly rejecting
selectivity | + | % | | 选择性 | selectivity
elongation | + | % | | 断裂伸长率 伸长率 延伸率 | elongation, elongation at break
porosity | = | % | | 孔隙率 气孔率 空隙率 | porosity
moisture | = | % | whose | 含水率 含水量 水分含量 水分 | moisture content, moisture, water content
humidity | = | % | | 相对湿度 湿度 | relative humidity, humidity
transmittance | + | % | | 透过率 透光率 透射率 | transmittance, transmission, light transmission
haze | - | % | | 雾度 | haze
reflectance | + | % | | 反射率 | reflectance, reflectivity
shrinkage | - | % | | 收缩率 | shrinkage
swelling | - | % | | 溶胀率 膨胀率 吸水厚度膨胀率 | swelling
water_uptake | - | % | | 吸水率 | water absorption, water uptake
breakage | - | % | | 破损率 破碎率 损坏率 伤苗率 报废率 | breakage, breakage rate
error | - | % m K deg s kg Pa A V | whose bare=% | 误差 偏差 | error, deviation
content | = | % kg/m3 mol/m3 ppm vol% at% mg/kg | whose | 含量 浓度 质量分数 占比 残留 | content, concentration, residue
loss | - | % dB W | whose | 损失率 失重率 损失 损耗 衰减 衰减率 | loss, attenuation, degradation loss
survival | + | % | | 成活率 存活率 | survival, survival rate
germination | + | % | | 发芽率 出苗率 | germination, germination rate
retention | + | % | whose | 容量保持率 保持率 保留率 | capacity retention, retention
deliming | + | % | | 除尘效率 过滤效率 | filtration efficiency
energy_density | + | Wh/kg Wh/L J/m2 | | 能量密度 比能量 质量能量密度 体积能量密度 | energy density, specific energy
power_density | + | W/kg W/L W/m2 | | 功率密度 比功率 | power density, specific power
specific_capacity | + | mAh/g | | 克容量 比容量 质量比容量 放电比容量 可逆容量 | specific capacity, reversible capacity
battery_capacity | + | mAh | | 电池容量 额定容量 容量 | battery capacity, capacity
first_efficiency | + | % | | 首次库仑效率 首次库伦效率 首次效率 首效 | initial coulombic efficiency, first coulombic efficiency
cycles | + | cycle | | 循环寿命 循环次数 充放电循环 循环 疲劳寿命 寿命 折叠 冷热冲击 冷热循环 弯折 | cycle life, cycles, cycling, thermal shock, thermal shocks, folds
life | + | s | | 使用寿命 服役寿命 设计寿命 工作寿命 寿命 保质期 货架期 | service life, lifetime, shelf life, design life, life
thermal_conductivity | + | W/(m·K) | bare=W/(m·K) | 导热系数 导热率 热导率 热传导率 导热性 导热 | thermal conductivity, heat conductivity, conducts, conductivity
electrical_conductivity | + | S/m | | 离子电导率 电导率 导电率 电子电导率 | ionic conductivity, electrical conductivity, conductivity
resistivity | = | Ω·m | | 体积电阻率 电阻率 比电阻 | volume resistivity, resistivity
resistance | - | Ω | whose | 接触电阻 膜电阻 内阻 电阻 阻抗 方阻 表面电阻 导通电阻 | resistance, impedance, sheet resistance, on-resistance
withstand_voltage | + | V | | 耐压 击穿电压 耐电压 绝缘耐压 反向耐压 | breakdown voltage, withstand voltage, withstands
voltage | = | V | whose | 电压 工作电压 | voltage, operating voltage
breakdown_strength | + | V/m | | 击穿强度 介电强度 击穿场强 绝缘强度 | breakdown strength, dielectric strength, breakdown field
current | = | A | whose | 电流 工作电流 | current
current_density | = | A/m2 | | 电流密度 | current density
dielectric_constant | = | fold | bare=fold | 介电常数 相对介电常数 | dielectric constant, permittivity
power_use | - | W | | 功耗 能耗 耗电 平均耗电 待机功耗 | power consumption, power draw, draws
power | = | W | whose | 输出功率 额定功率 功率 装机容量 | output power, rated power, power
energy_use | - | J/kg J/m3 J | | 单位能耗 综合能耗 能耗 电耗 耗电量 吨水电耗 | energy consumption, specific energy consumption, energy use
tensile_strength | + | Pa | | 抗拉强度 拉伸强度 断裂强度 | tensile strength
yield_strength | + | Pa | | 屈服强度 | yield strength
compressive_strength | + | Pa | | 抗压强度 压缩强度 | compressive strength
flexural_strength | + | Pa | | 抗弯强度 弯曲强度 静曲强度 抗折强度 | flexural strength, bending strength, modulus of rupture
shear_strength | + | Pa | | 剪切强度 抗剪强度 | shear strength
bond_strength | + | Pa | | 粘结强度 黏结强度 粘接强度 结合强度 附着力 内结合强度 粘附强度 | bond strength, bonding strength, adhesion strength, adhesion, internal bond
peel_strength | + | N/m | | 剥离强度 剥离力 撕开力 | peel strength, peel force, peeling force
tenacity | + | N/tex | | 断裂强度 干强 纤维强度 强度 | tenacity, dry strength
impact_strength | + | J/m2 J/m J % | | 冲击韧性 冲击强度 抗冲击性 抗冲击韧性 | impact strength, impact toughness
modulus | = | Pa | whose | 弹性模量 杨氏模量 模量 储能模量 | elastic modulus, modulus
hardness | + | Pa HV HRC HB | | 硬度 | hardness
strength | + | Pa | whose | 强度 | strength
viscosity | = | Pa·s m2/s | bare=mPa·s | 混合黏度 黏度 粘度 动力粘度 | viscosity
density | = | kg/m3 | | 密度 体积密度 | density
bulk_density | = | kg/m3 | | 堆积密度 松装密度 容重 | bulk density
tap_density | + | kg/m3 | | 振实密度 | tap density
packing_density | + | kg/m3 | | 压实密度 | compaction density, pressed density
particle_size | = | m mesh | bare=µm | 平均粒径 粒径 粒度 颗粒尺寸 颗粒直径 D50 目数 颗粒度 中位径 晶粒尺寸 | particle size, particle diameter, grain size, average diameter, mean diameter, particles of
pore_size | = | m | | 孔径 孔直径 | pore size, pore diameter
thickness | = | m | whose | 壁厚 膜厚 层厚 厚度 板厚 总厚 厚 | wall thickness, thickness, thick, walls
diameter | = | m | whose | 直径 外径 内径 管径 | diameter, outer diameter, inner diameter
length | = | m | whose | 长度 长 焊缝长度 | length, long
width | = | m | whose | 幅宽 宽度 宽 线宽 | width, wide
height | = | m | whose | 高度 高 | height, tall
depth | = | m | whose | 深度 深 注入深度 | depth, deep
distance | + | m | whose | 传输距离 识别距离 探测距离 通信距离 检测距离 作用距离 距离 | transmission distance, detection range, communication range, range, distance
spacing | = | m | whose | 行距 间距 间隙 株距 | spacing, gap, row spacing
area | = | m2 | whose | 面积 | area
roughness | - | m | | 表面粗糙度 粗糙度 | surface roughness, roughness
wavelength | = | m | | 波长 | wavelength
positioning | - | m deg | | 定位精度 重复定位精度 定位误差 测量精度 精度 识别误差 平移误差 空程回差 回差 | positioning accuracy, position error, repeatability, accuracy, precision, backlash
frequency | = | s^-1 | whose | 频率 工作频率 频段 | frequency, operating frequency
data_rate | + | bit/s | | 传输速率 速率 码率 带宽 吞吐量 | data rate, bit rate, bandwidth, throughput
frame_rate | + | fps | | 帧率 帧频 | frame rate
speed | = | m/s | whose | 航速 车速 线速度 行走速度 流速 风速 速度 速率 | speed, velocity
rotation | = | rpm | whose | 转速 | rotational speed, rotation speed, spindle speed, speed
response_time | - | s | | 响应时间 系统响应时间 响应速度 时延 延迟 等待 检测时间 识别时间 | response time, latency, delay, wait
charging_time | - | s | | 充电时间 | charging time, charge time
endurance | + | s | | 续航时间 续航 连续工作时间 待机时间 | endurance, battery life, running time, runtime
reaction_time | = | s | | 反应时间 | reaction time
curing_time | = | s | | 固化时间 凝固时间 | curing time, cure time, setting time
salt_spray | + | s | | 耐盐雾 中性盐雾 盐雾试验 盐雾 | salt spray, salt fog
cycle_time | - | s | | 生产周期 周期 节拍 检测周期 处理时间 | cycle time, turnaround, lead time
retention_time | = | s | | 停留时间 | residence time, retention time
heat_resistance | + | ℃ | cover | 耐 能耐 耐受 耐温 耐热 耐高温 耐热温度 耐温性 最高使用温度 使用温度 工作温度 长期使用温度 宽温 适用温度 | heat resistance, temperature resistance, operating temperature, service temperature, working temperature, withstand temperatures, stand, stands, withstands, withstand, survives, operating on, operates at
thermal_cycling | = | ℃ | cover | 冷热循环 冷热冲击 高低温循环 | thermal cycling, hot-cold cycles, thermal shock, thermal shocks
cold_resistance | - | ℃ | | 耐低温 低温启动 凝点 倾点 凝固点 | pour point, cold resistance
reaction_temperature | = | ℃ | | 反应温度 | reaction temperature
sintering_temperature | = | ℃ | | 烧结温度 烧成温度 | sintering temperature, firing temperature
calcination_temperature | = | ℃ | | 焙烧温度 煅烧温度 | calcination temperature
curing_temperature | = | ℃ | | 固化温度 | curing temperature, cure temperature
glass_transition | + | ℃ | | 玻璃化温度 玻璃化转变温度 | glass transition temperature, glass transition
melting_point | = | ℃ | | 熔点 软化点 | melting point, softening point
temperature | = | ℃ | whose | 温度 高温 低温 水温 室温 | temperature, temperatures
temperature_difference | - | K | | 温差 温度差 温度差异 温度差值 差异 差值 相差 冷热不匀 温度均匀性 温度不均匀性 均温性 | temperature difference, temperature spread, temperature uniformity, difference, differ
temperature_rise | - | K | | 温升 | temperature rise
pressure_drop | - | Pa | | 压降 压力降 压力损失 压损 流阻 | pressure drop, pressure loss
pressure | = | Pa | whose | 压力 压强 工作压力 气压 | pressure
vacuum | = | Pa | | 真空度 | vacuum
flow | = | m3/s kg/s | whose | 流量 风量 处理风量 | flow rate, flow, air volume
throughput | + | kg/s m3/s piece/s | | 处理量 处理能力 日处理 年处理 产能 年产量 产量 处理规模 | throughput, capacity, treatment capacity, processing capacity, output
weight | = | kg | whose | 重量 整机重量 自重 质量 单重 重 | weight, weighs, weighing
load | + | N kg | | 载重 负载 载荷 承载力 承载能力 承重 有效载荷 | payload, load capacity, load
torque | = | N·m | | 扭矩 力矩 转矩 | torque
thrust | + | N Pa | | 推力 推力强度 | thrust, push force
force | = | N | whose | 压力 拉力 作用力 力 | force
noise | - | dB | | 噪声 噪音 | noise, noise level, sound level
gain | + | dB dBi | | 增益 | gain
isolation | + | dB | | 隔离度 | isolation
insertion_loss | - | dB | | 插损 插入损耗 | insertion loss
signal_to_noise | + | dB | | 信噪比 | signal-to-noise ratio, snr
cost | - | yuan yuan/kg yuan/m2 yuan/m3 yuan/piece USD USD/kg | | 材料成本 单机成本 生产成本 处理成本 处理费 增加成本 成本 造价 单价 售价 投入 | cost, costs, costing, price, prices
chemical_oxygen_demand | - | kg/m3 | | 化学需氧量 COD | chemical oxygen demand, cod
total_nitrogen | - | kg/m3 | | 总氮 | total nitrogen
ammonia | - | kg/m3 | | 氨氮 | ammonia nitrogen
total_phosphorus | - | kg/m3 | | 总磷 | total phosphorus
detection_limit | - | kg/m3 mol/m3 mg/kg % ppm | | 检出限 检测限 检测下限 | detection limit, limit of detection, lod
specific_surface | + | m2/kg | | 比表面积 | specific surface area, surface area
contact_angle | = | deg | | 接触角 | contact angle
water_flux | + | L/(m2·h) | | 水通量 通量 | water flux, flux
adsorption | + | mg/g mol/kg | | 吸附量 吸附容量 饱和吸附量 | adsorption capacity, uptake
brightness | + | cd/m2 | | 亮度 | brightness, luminance
luminous_efficacy | + | lm/W | | 光效 发光效率 | luminous efficacy
dose | = | /m2 | | 注入剂量 剂量 | dose, fluence
molecular_weight | = | Da | | 分子量 | molecular weight
magnetic_field | = | T | | 磁感应强度 磁场强度 磁场 | magnetic field, magnetic flux density
aspect_ratio | + | fold | bare=fold | 长径比 深宽比 | aspect ratio
warning_time | + | s | | 提前 预警时间 提前量 | ahead, in advance, warning time, earlier
"""


@dataclass(frozen=True)
class Kind:
    """One kind of quantity. `better` is 1 for more, -1 for less, 0 for neither; `bare` the unit meant where none is;
    `is_temperature` when it counts from a zero point, and is no difference."""

    code: str
    better: int
    dimensions: frozenset[Dimension]
    is_of_something: bool = False
    must_be_covered: bool = False
    is_temperature: bool = False
    bare: str = ""


def read_table() -> Iterator[tuple[Kind, list[str], list[str]]]:
    """Kinds with their Chinese and English names."""
    for line in TABLE.strip().splitlines():
        code, better, units, flags, zh, en = (part.strip() for part in line.split("|"))
        told = flags.split()
        kind = Kind(
            code,
            {"+": 1, "-": -1, "=": 0}[better],
            frozenset(dimension_of(unit) for unit in units.split()),
            is_of_something="whose" in told,
            must_be_covered="cover" in told,
            is_temperature="℃" in units.split(),
            bare=next((flag.removeprefix("bare=") for flag in told if flag.startswith("bare=")), ""),
        )
        yield kind, zh.split(), [name.strip() for name in en.split(",") if name.strip()]


def dimension_of(unit: str) -> Dimension:
    """The dimension of a unit as the table writes it."""
    if unit == "/m2":
        return (("m", -2),)
    if unit == "s^-1":
        return (("s", -1),)
    return named(unit).dimension


def names() -> dict[str, tuple[Kind, ...]]:
    """Every name, English in small letters, with the kinds it can mean."""
    result: dict[str, tuple[Kind, ...]] = {}
    for kind, zh, en in read_table():
        for name in (*zh, *en):
            key = name.lower()
            if kind not in result.get(key, ()):
                result[key] = (*result.get(key, ()), kind)
    return result


KINDS = {kind.code: kind for kind, _, _ in read_table()}
NAMES = names()
LONGEST_ZH = max(len(name) for name in NAMES if not name.isascii())
LONGEST_EN = max(name.count(" ") + 1 for name in NAMES if name.isascii())


def meant(name: str, dimension: Dimension) -> Kind | None:
    """The kind a name means for a figure of this dimension, if it can mean one."""
    for kind in NAMES.get(name, ()):
        if dimension in kind.dimensions:
            return kind
    return None
