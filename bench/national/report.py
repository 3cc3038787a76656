"""The report of the national run (报告): one page in both languages, from the results alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

GIB = 2**30 / 1e6  # megabytes

HEAD = """# 全国规模基准 · The national run

{command}

生成的专利 {patents:,} 件，企业 {firms:,} 家（种子 {seed}，文本统计来源：{sources}）。{machine}。
{patents:,} generated patents and {firms:,} firms (seed {seed}; statistics of real texts: {sources}). {machine_en}.

内存为整棵进程树的比例驻留（PSS）峰值；“下限比”是本机裸操作速度与该阶段速度之比（1 即达到下限，越大离下限越远）。
Memory is the peak of the whole process tree (PSS); "of its floor" is the speed of the bare operation over that of
the stage: 1 is the floor itself, 10 is ten times slower.
"""
DRAWN = """
**向量为抽样生成 · Vectors were drawn.** 真实计算 {computed:,} 条，其余 {drawn:,} 条按其统计抽样，
只用于测速；以它们检索到的内容没有意义。
{computed:,} were computed, the other {drawn:,} drawn with their statistics. They measure speed only; what is found by
them means nothing.
"""
LABELS = {
    "generate": "生成 generate",
    "import": "导入 import",
    "grade": "分级 grade",
    "embed": "向量化 embed",
    "index": "索引 index",
    "match": "全量匹配 match all",
    "query": "进程内查询 query",
    "http": "网络查询 HTTP",
    "update": "增量更新 update",
}
Reached = Callable[[dict[str, Any]], float]
TARGETS: tuple[tuple[str, str, float, str, Reached], ...] = (
    ("进程内混合查询 p95 · hybrid query in process, p95", "query", 50, "ms", lambda t: t["hybrid_ms"]["all"]["p95"]),
    ("其峰值内存 · its peak memory", "query", 4, "GiB", lambda t: t["resident_with_answers_mb"] / GIB),
    (
        "HTTP 8 人热态 p95，每题思考 1 秒 · HTTP with 8 users who think a second, warm, p95",
        "http",
        120,
        "ms",
        lambda t: t["search, thinking 1 s"]["warm"]["p95"],
    ),
    (
        "HTTP 8 人热态 p95，不停提问 · HTTP with 8 users who never pause, warm, p95",
        "http",
        120,
        "ms",
        lambda t: t["search, at once"]["warm"]["p95"],
    ),
    ("索引 · index build", "index", 10, "min", lambda t: t["wall"] / 60),
    ("全量匹配 · match all", "match", 15, "min", lambda t: t["wall"] / 60),
    ("其峰值内存 · its peak memory", "match", 8, "GiB", lambda t: t["peak_mb"] / GIB),
    ("一件更新可见（10 次中最慢）· one change seen, worst of 10", "update", 2, "s", lambda t: t["worst_seconds"]),
)


def written(results: dict[str, Any], plan: dict[str, Any]) -> str:
    """The page."""
    stages = results["stages"]
    told = {name: stage.get("told") or {} for name, stage in stages.items()}
    computer = results.get("machine", {})
    head = HEAD.format(
        command=f"`zhiqiao bench national --patents {plan['patents']} --firms {plan['firms']} --embed {plan['embed']}`",
        sources=told.get("generate", {}).get("sources", "?"),
        machine="机器：{cores} 核，{memory_gib} GiB，{processor}，Python {python}".format(**blank(computer)),
        machine_en="Machine: {cores} cores, {memory_gib} GiB, {processor}, Python {python}".format(**blank(computer)),
        **{name: plan[name] for name in ("patents", "firms", "seed")},
    )
    parts = [head]
    if plan["embed"] == "drawn" and "embed" in told and told["embed"]:
        parts.append(DRAWN.format(**told["embed"]))
    parts += ["\n## 阶段 · Stages\n\n", table(stages, told, plan)]
    parts += ["\n## 目标 · Targets\n\n", targets(stages, told)]
    for name in ("query", "http", "update"):
        if told.get(name):
            parts += [f"\n## {LABELS[name]}\n\n", listed(told[name])]
    missing = [LABELS[name] for name in LABELS if name not in stages]
    if missing:
        parts.append(f"\n尚未运行 · Not run yet: {'; '.join(missing)}\n")
    return "".join(parts)


def blank(computer: dict[str, Any]) -> dict[str, Any]:
    """With a mark for what is not known."""
    return {name: computer.get(name, "?") for name in ("cores", "memory_gib", "processor", "python")}


def table(stages: dict[str, Any], told: dict[str, Any], plan: dict[str, Any]) -> str:
    """What each stage cost."""
    lines = [
        "| 阶段 stage | 日期 date | 用时 wall s | CPU s | 峰值 peak MB | 磁盘 disk MB | 每秒 per s"
        " | 下限比 of its floor | 负载 load |\n|---|---|---|---|---|---|---|---|---|\n"
    ]
    for name, stage in stages.items():
        count, unit = amount(name, told[name], plan)
        speed = count / stage["wall"] if count and stage["wall"] else 0.0
        ratio = floor_ratio(stage, told[name], speed)
        shown = f"{speed:,.0f} {unit}" if speed else "–"
        lines.append(
            f"| {LABELS[name]} | {stage['date']} | {stage['wall']:,.1f} | {stage['cpu']:,.1f} | {stage['peak_mb']:,}"
            f"{'' if stage['peak_is_pss'] else '*'} | {stage['disk_mb']:,} | {shown} | {ratio} | {stage['load']} |\n"
        )
    if any(not stage["peak_is_pss"] for stage in stages.values()):
        lines.append("\n\\* 单个进程的最大驻留 · largest resident size of one process\n")
    return "".join(lines)


def amount(name: str, told: dict[str, Any], plan: dict[str, Any]) -> tuple[float, str]:
    """How much a stage worked through, and of what."""
    if name == "embed":
        return told.get("computed", 0) + told.get("drawn", 0), "texts"
    if name == "match":
        return told.get("needs", 0) * told.get("patents", 0), "pairs"
    if name in ("query", "http", "update"):
        return told.get("count", 0), ""
    return plan["patents"], "patents"


def floor_ratio(stage: dict[str, Any], told: dict[str, Any], speed: float) -> str:
    """How many times slower than the bare operation, and which that is."""
    floor = stage.get("floor")
    if not floor or not speed:
        return "–"
    if "per_second" in floor:
        return f"{floor['per_second'] / speed:,.1f} ({floor['what']})"
    bare = floor["flops_per_second"]
    if "gflops" in told:
        return f"{bare / 1e9 / max(float(told['gflops']), 1e-9):,.1f} ({floor['what']}: {bare / 1e9:,.0f} GFLOP/s)"
    if "needs" in told:  # two vectors of 512 numbers a need against each patent
        return f"{bare / (speed * 2 * 2 * 512):,.1f} ({floor['what']}: {bare / 1e9:,.0f} GFLOP/s)"
    return "–"


def targets(stages: dict[str, Any], told: dict[str, Any]) -> str:
    """What was to be reached, and what was."""
    lines = ["| 指标 what | 目标 target | 实测 measured | |\n|---|---|---|---|\n"]
    for label, name, most, unit, of in TARGETS:
        target = f"≤ {most} {unit}"
        if name not in stages:
            lines.append(f"| {label} | {target} | 未运行 not run | |\n")
            continue
        value = of({**told[name], **stages[name]})
        mark = "✓" if value <= most else "✗"
        lines.append(f"| {label} | {target} | {value:,.2f} {unit} | {mark} |\n")
    return "".join(lines)


def listed(found: dict[str, Any], level: int = 0) -> str:
    """Everything a stage told."""
    lines = []
    for name, value in found.items():
        if isinstance(value, dict) and any(isinstance(one, dict) for one in value.values()):
            lines.append(f"{'  ' * level}- {name}\n{listed(value, level + 1)}")
        elif isinstance(value, dict):
            shown = ", ".join(f"{key} {one}" for key, one in value.items())
            lines.append(f"{'  ' * level}- {name}: {shown}\n")
        else:
            lines.append(f"{'  ' * level}- {name}: {value}\n")
    return "".join(lines)
