"""The score card (成绩单) as a page: figures of every set and system, what was learned, and what each number brings.

What is reckoned is written here; what is only said stands in `scorecard.txt` beside this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Any

from zhiqiao.services.evaluation.learning import FOLDS, MOST_LEARNED, WORTH

TEMPLATE = files(__package__) / "scorecard.txt"
HEADS = {"ndcg@10": "nDCG@10", "recall@100": "recall@100", "mrr": "MRR"}


@dataclass(frozen=True)
class Target:
    """What was set out to be reached: a measure of one of our systems on one set, on needs never learned from."""

    labelled: str
    system: str
    measure: str
    least: float


TARGETS = (
    Target("zh_demand_achievement_dev", "zhiqiao", "ndcg@10", 0.72),
    Target("zh_demand_achievement_dev", "zhiqiao+quality", "ndcg@10", 0.75),
    Target("en_need_award_sbir_dev", "zhiqiao", "ndcg@10", 0.68),
    Target("en_need_award_sbir_dev", "zhiqiao", "recall@100", 0.92),
    Target("xling_en_zh_patents_mt", "zhiqiao", "ndcg@10", 0.90),
    Target("xling_en_zh_abstracts_chanemo", "zhiqiao", "ndcg@10", 0.97),
)

HARDEST = TARGETS[1]


def page(told: Mapping[str, Any], command: str) -> str:
    """The whole page, of a `report` with learning."""
    made = told["made"]
    better = f"+ {made['quality_embedder']}" if made["quality_embedder"] else "(the second embedder is left out)"
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        {name: made[name] for name in ("date", "zhiqiao", "table", "embedder", "segmenter")},
        command=command,
        better=better,
        sets=sets_table(told),
        figures="\n".join(set_table(one) for one in told["sets"]),
        targets=target_table(told),
        below=below_bm25(told),
        folds=FOLDS,
        most=MOST_LEARNED,
        worth=f"{WORTH:.1%}",
        tried=told["tried"],
        crossed=cross_table(told),
        numbers=numbers_table(told),
        left=left_table(told["left_out"]),
        ablation="\n".join(ablation_tables(told["ablation"])),
        ceiling=ceiling(told),
        facts=facts_table(told["facts"]) if told["facts"] else "Our sample was not scored in this run.\n",
        sureness="\n".join(sure_table(name, one) for name, one in told["sureness"].items())
        or "Our sample was not scored in this run.\n",
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; figures stand right."""
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows)]) + "\n"


def sets_table(told: Mapping[str, Any]) -> str:
    """What was asked and answered."""
    rows = [
        [
            one["set"],
            one["queries"],
            one["documents"],
            "its judged documents" if one["pool"] else "all documents",
            f"`{told['made']['sets'][one['set']]['sha256'][:16]}`",
        ]
        for one in told["sets"]
    ]
    return table(["set", "needs", "documents", "ranked", "sha256"], rows)


def set_table(one: Mapping[str, Any]) -> str:
    """One set: all systems, and how ours differ from them."""
    ours = list(one["against"])
    rows = []
    for name, marks in one["systems"].items():
        ahead = [difference(one["against"][mine].get(name, {}).get("ndcg@10")) for mine in ours]
        rows.append([f"**{name}**" if name in ours else name, *(f"{marks[each]:.4f}" for each in HEADS), *ahead])
    heads = ["system", *HEADS.values(), *(f"{name} ahead by, nDCG@10" for name in ours)]
    return f"### {one['set']}\n\n{table(heads, rows)}"


def difference(told: Mapping[str, float] | None) -> str:
    """A difference with its interval and p."""
    if told is None:
        return ""
    p = "p < 0.001" if told["p"] < 0.001 else f"p {told['p']:.3f}"
    return f"{told['difference']:+.4f} [{told['low']:+.3f}, {told['high']:+.3f}], {p}"


def target_table(told: Mapping[str, Any]) -> str:
    """What was aimed at and what came of it, on needs never learned from and by the shipped table."""
    shipped = {one["set"]: one["systems"] for one in told["sets"]}
    rows = []
    for target in TARGETS:
        crossed = told["cross_validated"].get(target.labelled, {}).get(target.system)
        if crossed is None:
            continue
        got, now = crossed[target.measure], shipped[target.labelled][target.system][target.measure]
        verdict = "reached" if got >= target.least else f"**not reached**, {target.least - got:.4f} short"
        rows.append(
            [
                f"{target.labelled}, {target.system}, {HEADS[target.measure]}",
                f"{target.least:.2f}",
                f"{got:.4f}",
                f"{now:.4f}",
                verdict,
            ]
        )
    return table(["what", "target", "cross-validated", "shipped", ""], rows)


def ceiling(told: Mapping[str, Any]) -> str:
    """The figures of the target that is hardest, from the strictest to the most favourable."""
    name, system = HARDEST.labelled, HARDEST.system
    if system not in told["cross_validated"].get(name, {}):
        return "that set was not scored with the second embedder."
    shipped = next(one["systems"][system] for one in told["sets"] if one["set"] == name)
    left = told["left_out"][name]
    figures = {
        "by numbers learned from other sets alone": left["others"][system],
        "cross-validated": told["cross_validated"][name][system]["ndcg@10"],
        "by the shipped numbers": shipped["ndcg@10"],
        "by numbers learned from these needs themselves": left["itself"][system],
    }
    return ", ".join(f"{figure:.4f} {how}" for how, figure in figures.items()) + "."


def below_bm25(told: Mapping[str, Any]) -> str:
    """Whether any of our figures is below BM25's."""
    found = []
    for one in told["sets"]:
        baseline, name = one["systems"]["bm25"]["ndcg@10"], one["set"]
        orders = {
            **{f"{system}, shipped": one["systems"][system]["ndcg@10"] for system in one["against"]},
            **{f"{system}, cross-validated": it["ndcg@10"] for system, it in told["cross_validated"][name].items()},
        }
        found += [
            f"{name} ({order}: {got:.4f}, BM25 {baseline:.4f})" for order, got in orders.items() if got < baseline
        ]
    if not found:
        return "On none of these sets is any of our orders, shipped or cross-validated, below BM25 in nDCG@10."
    return "Below BM25 in nDCG@10: " + "; ".join(found) + "."


def cross_table(told: Mapping[str, Any]) -> str:
    """Cross-validated and shipped figures of ours, side by side."""
    shipped = {one["set"]: one["systems"] for one in told["sets"]}
    rows = [
        [
            name,
            system,
            *(f"{marks[each]:.4f}" for each in HEADS),
            f"{shipped[name][system]['ndcg@10']:.4f}",
            *(difference(marks["against"].get(other, {}).get("ndcg@10")) for other in ("shipped", *OTHERS)),
        ]
        for name, systems in told["cross_validated"].items()
        for system, marks in systems.items()
    ]
    heads = ["set", "system", *HEADS.values(), "shipped nDCG@10", "to shipped", *(f"to {name}" for name in OTHERS)]
    return table(heads, rows)


OTHERS = ("bm25", "embedding", "rrf", "rrf+quality")


def numbers_table(told: Mapping[str, Any]) -> str:
    """What was learned in each fold and from everything, beside what is shipped."""
    columns = [flat(one) for one in (told["shipped"], told["learned"], *told["folds"])]
    heads = ["number", "shipped", "learned from all", *(f"fold {place}" for place in range(1, len(columns) - 1))]
    return table(heads, [[name, *(column[name] for column in columns)] for name in columns[0]])


def flat(numbers: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Nested numbers by their path."""
    return {
        f"{part}.{name}": " ".join(f"{one:g}" for one in (value if isinstance(value, list | tuple) else [value]))
        for part, values in numbers.items()
        for name, value in values.items()
    }


def left_table(left: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """Every set by a table that never saw its family, by one learned from all, and by one learned from it alone."""
    rows = [
        [name, system, *(f"{one[kind][system]:.4f}" for kind in ("others", "all", "itself"))]
        for name, one in left.items()
        for system in one["all"]
    ]
    return table(["set", "system", "learned from the others", "from all", "from itself alone"], rows)


def ablation_tables(ablation: Mapping[str, Mapping[str, Mapping[str, float]]]) -> list[str]:
    """What is lost without each number, on sets with the same numbers: within one language without and with the
    better embedder, and across."""
    across = {name for name, one in ablation.items() if not {"title", "character"} & set(one)}
    result = []
    for system, inside, kind in (
        ("zhiqiao", True, "one language, default install"),
        ("zhiqiao+quality", True, "one language, with the second embedder"),
        ("zhiqiao", False, "two languages"),
    ):
        chosen = {
            name: one for name, one in ablation.items() if (name not in across) is inside and system in one["all"]
        }
        if not chosen:
            continue
        numbers = [name for name, row in next(iter(chosen.values())).items() if name != "all" and system in row]
        rows = [["all", *(f"{one['all'][system]:.4f}" for one in chosen.values())]]
        rows += [
            [f"without `{name}`", *(f"{one[name][system] - one['all'][system]:+.4f}" for one in chosen.values())]
            for name in numbers
        ]
        result.append(f"**{system}**, {kind}\n\n" + table(["nDCG@10", *chosen], rows))
    return result


def facts_table(facts: Mapping[str, Mapping[str, float]]) -> str:
    """The order with all facts, and what is lost without each."""
    rows = []
    for name in next(iter(facts.values())):
        is_whole = name in ("text", "all")
        rows.append([NAMED.get(name, name), *(plain(one[name], one["all"], is_whole) for one in facts.values())])
    return table(["nDCG@10", *facts], rows)


NAMED = {"text": "texts alone", "all": "with all facts"}


def plain(figure: float, whole: float, is_whole: bool) -> str:
    """A figure as such, or what is lost against the whole."""
    return f"{figure:.4f}" if is_whole else f"{figure - whole:+.4f}"


def sure_table(name: str, told: Mapping[str, Any]) -> str:
    """How well sureness keeps its word on industries left out, and what the floors that follow from it do."""
    head = f"**`{name}`**: {told['rows']} rows, log loss {told['log_loss']}, area under the curve {told['auc']}\n\n"
    parts = [head + table(["rows", "how sure on average", "share that fits"], told["steps"])]
    floors = {asked: one for asked, one in told["floors"].items() if one}
    if floors:
        kinds = list(next(iter(floors.values()))["refused"])
        rows = [
            [FLOORS[asked], one["floor"], *(" of ".join(map(str, one["refused"][kind])) for kind in kinds)]
            for asked, one in floors.items()
        ]
        parts.append(table(["a floor for needs", "sureness", *(KINDS[kind] for kind in kinds)], rows))
    return "\n".join(parts)


FLOORS = {"in_full": "told in full", "title": "by title alone"}
KINDS = {
    "fits": "refused though a patent fits",
    "none": "refused, no patent fits",
    "everyday": "everyday questions refused",
}
