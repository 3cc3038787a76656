"""The tables of a run (对比报告) as a page in two languages; where ours is not ahead is said from the figures
(`ahead`), not written by hand."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.engines.adapter import K1, KINDS, OURS, B
from bench.engines.ahead import SAME_RECALL, behind, standings
from bench.engines.corpus import TERMS, WANTED, Corpus
from bench.engines.meaning import RECIPE
from bench.engines.measure import ASKING, CLOSE, LEAST_ASKED, TUNED_BY, WARMING

Told = dict[str, Any]
MB = 1 << 20
APART = 0.05
"""Overlaps of two languages that differ by more are told apart."""
HEADINGS = {
    "short": ("按词检索", "Words"),
    "facets": ("分面计数", "Facet counts"),
    "vector": ("按向量检索", "Vectors"),
    "hybrid": ("混合检索", "Words and vectors together"),
    "answer": ("完整作答", "Our whole answer"),
}
"""First kind of a part of the page → its heading."""


def about(corpus: Corpus) -> Told:
    """When, where and on what."""
    shares = {name: float(corpus.passing(condition).mean()) for name, condition in corpus.conditions.items()}
    return corpus.told | {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "python": platform.python_version(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "memory_gb": memory(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "shares": shares,
        "words": sum(line.count(" ") + 1 for line in corpus.words) / corpus.documents,
    }


def processor() -> str:
    """As it calls itself."""
    told = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def memory() -> float | None:
    """Gigabytes of the machine."""
    if sys.platform != "linux":
        return None
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)


def document(result: Told) -> str:
    """The whole page."""
    parts = [head(result["about"]), how(result["about"])]
    for kind in KINDS:
        if kind in HEADINGS:
            zh, en = HEADINGS[kind]
            parts.append(f"## {zh} · {en}")
        if kind in result["kinds"]:
            parts.append(table_of(kind, result))
    parts += [engines_table(result), ahead_table(result), not_ahead(result), missing(result)]
    return "\n\n".join(part for part in parts if part) + "\n"


def head(told: Told) -> str:
    """Title, date, command, machine."""
    return f"""# 与其他引擎的对比 · Our engines beside others

由命令生成，请勿手改。 Made by a command; do not edit by hand.

```
{told["command"]}
```

- 日期 Date: {told["date"]}
- 机器 Machine: {told["processor"]}, {told["cores"]} cores, {told["memory_gb"]} GB; Python {told["python"]}
- 负载 Load average: {told["load"]} before, {told["load_after"]} after. Other work on the machine lengthens the
  milliseconds by the clock (ms); those of the processor (CPU ms) stay nearly as they are. Read ratios inside one table.
- 语料 Corpus: {told["documents"]:,} generated patents (bench/national, seed {told["seed"]}, made from
  "{told["source"]}"), {told["words"]:.0f} words each; {told["queries"]} questions of each kind"""


def how(told: Told) -> str:
    """What was the same for all, and what was not."""
    filters = "; ".join(
        f"{name} = {' and '.join(f'{facet} {value}' for facet, value in told['conditions'][name])} "
        f"({told['shares'][name]:.1%} of the documents; wanted about {WANTED[name]:.0%})"
        for name in told["conditions"]
    )
    return f"""## 方法 · Method

每个引擎得到同样的、事先切好的词和同样的向量；逐题轮流提问，每个引擎独占一个进程、固定在同一个核上。

- Words: one text a document (title and abstract, in Chinese where there is Chinese), cut once by our segmenter and
  given to every engine. Questions: 2–7 words of a need's title, and the {TERMS} rarest words of a whole need, generic
  ones left out. Every word counts once, in BM25 with k1 {K1} and b {B} where the engine has BM25.
- Vectors: {told["dim"]} numbers by {told["embedder"].partition("+")[0]}. {told["embedded"]:,} documents and all needs
  are really embedded; {RECIPE}.
- Filters: {filters}.
- overlap: share of the exact hundred best (BM25 or inner product over the same words and vectors) that the answer has.
  A document whose exact score equals the hundredth's counts as one of them. For a hybrid search the exact hundred are
  those of both exact legs by reciprocal rank.
- Equal recall: a peer's vector search gets the quickest of its settings whose overlap over {TUNED_BY} questions reaches
  ours less {CLOSE}, or the most thorough one tried.
- Every engine has two processes of its own, one that builds and one that answers, all bound to one and the same core;
  only one works at a time. All questions of a kind are asked before the clock runs (for at most {WARMING:.0f} s an
  engine), then asked in turns. An engine that has spent {ASKING:.0f} s on a kind is asked no more than {LEAST_ASKED}
  questions of it.
- CPU ms count all threads of the engine's process, and PostgreSQL's backend. Cutting and embedding are never
  counted."""


def table_of(kind: str, result: Told) -> str:
    """One kind of question."""
    zh, en = KINDS[kind]
    rows, ours = result["kinds"][kind], result["kinds"][kind].get(OURS)
    counted = any("counts_equal" in one for one in rows.values())
    lines = [
        f"### {zh} · {en}",
        "",
        "| 引擎 Engine | p50 ms | p95 ms | CPU ms p50 / p95 | overlap@100 | p50, p95 ÷ ours |"
        + (" counts right |" if counted else "")
        + " remarks |",
        "|---|---|---|---|---|---|---|" + ("---|" if counted else ""),
    ]
    for name, one in rows.items():
        ratio = f"{one['p50_ms'] / ours['p50_ms']:.2f}, {one['p95_ms'] / ours['p95_ms']:.2f}" if ours else ""
        right = "–" if one["overlap"] is None else f"{one['overlap']:.3f}"
        cells = [title(result, name), f"{one['p50_ms']:.2f}", f"{one['p95_ms']:.2f}",
                 f"{one['cpu_p50_ms']:.2f} / {one['cpu_p95_ms']:.2f}", right, ratio]  # fmt: skip
        cells += [f"{one.get('counts_equal', 0):.0%}"] if counted else []
        lines.append(f"| {' | '.join([*cells, remarks(one, result['about']['queries'])])} |")
    return "\n".join(lines)


def remarks(one: Told, queries: int) -> str:
    """Settings, questions fewer than the others', documents that should not be there."""
    said = [", ".join(f"{name} {value}" for name, value in one["setting"].items())] if one.get("setting") else []
    spoken = one.get("overlap_in", {})
    if len(spoken) > 1 and abs(spoken["zh"] - spoken["en"]) > APART:
        said.append(f"overlap {spoken['zh']:.3f} of Chinese, {spoken['en']:.3f} of English questions")
    said += [f"{one['questions']} questions"] if one["questions"] < queries else []
    said += [f"**{one['wrong']} documents that do not pass**"] if one["wrong"] else []
    return "; ".join(said)


def title(result: Told, name: str) -> str:
    """How an engine is called."""
    return str(result["engines"][name].get("title", name)).strip()


def engines_table(result: Told) -> str:
    """What each engine is and takes."""
    lines = [
        "## 引擎 · Engines",
        "",
        "Memory is the most a process of the engine ever had, mapped files included; the builder's holds the corpus "
        "too. A change is one document written durably and found by its new word.",
        "",
        "| 引擎 Engine | 许可 Licence | 版本 Versions | 构建 Build s (CPU s) | 磁盘 Disk MB | "
        "内存 Memory MB build / answer | 更新 Change ms | 词 Our words as they are | 说明 Notes |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, one in result["engines"].items():
        if "build_s" not in one or name == "bare":
            continue
        change = f"{one['change_ms']:.0f}" if one.get("change_ms") else one.get("change_fault") or "–"
        lines.append(
            f"| {title(result, name)} | {one['licence']} | {one['versions']} | {one['build_s']:.1f} "
            f"({one['build_cpu_s']:.1f}) | {one.get('disk', 0) / MB:.0f} | {one['build_peak'] / MB:.0f} / "
            f"{one.get('peak', 0) / MB:.0f} | {change} | {'yes' if one['words_as_given'] else 'no'} | {one['note']} |"
        )
    return "\n".join(lines)


def ahead_table(result: Told) -> str:
    """Who is quicker, by kind."""
    rows = standings(result)
    if not rows:
        return ""
    kinds = [kind for kind in KINDS if any(kind in row for row in rows.values())]
    lines = [
        "## 谁更快 · Who is ahead",
        "",
        "Times as long as ours at the median, and at the 95th percentile. **Bold**: the peer is quicker at either, at "
        f"an overlap at least ours less {SAME_RECALL}. (In brackets): its overlap is lower than that, so the times are "
        "not of the same answers.",
        "",
        "| 引擎 Engine | " + " | ".join(kinds) + " |",
        "|---|" + "---|" * len(kinds),
    ]
    for name, row in rows.items():
        cells = [row[kind].cell if kind in row else "cannot" for kind in kinds]
        lines.append(f"| {title(result, name)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def not_ahead(result: Told) -> str:
    """Where ours is not ahead, and why."""
    if OURS not in result["engines"]:
        return ""
    told = behind(result) or [
        "At equal recall ours is ahead of every engine asked, at the median and at the 95th percentile."
    ]
    return "## 我们不领先之处及原因 · Where ours is not ahead, and why\n\n" + "\n".join(f"- {line}" for line in told)


def missing(result: Told) -> str:
    """Engines that did not take part, and kinds on which one failed."""
    lines = [f"- {name}: {one['failed']}" for name, one in result["engines"].items() if "build_s" not in one]
    lines += [
        f"- {name}, {kind}: {why}"
        for name, one in result["engines"].items()
        for kind, why in one.get("faults", {}).items()
    ]
    return "## 未参加 · Did not take part\n\n" + "\n".join(lines) if lines else ""


def summary(result: Told) -> str:
    """The engines and the end of the page, for the terminal."""
    return "\n\n".join(part for part in (engines_table(result), not_ahead(result), missing(result)) if part)
