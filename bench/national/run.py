"""The national run (全国规模基准): every stage in order, measured, gone on with where it stopped; then the report.

    zhiqiao bench national --home DIR [--patents N] [--firms M] [--embed real|drawn] [--stage NAME ...]

A stage that is done is not done again; `--stage` does the named ones (again) and nothing else. Results gather in
DIR/results.json; `--report FILE` writes them as a page.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.national import given
from bench.national.measure import Measured, run
from bench.national.report import written
from bench.national.stages import NAMES, STAGES, Command, Plan, Stage, part


def known(plan: Plan) -> dict[str, Any]:
    """What has been measured, of this plan; another plan in the same folder is refused."""
    said = {name: getattr(plan, name) for name in ("patents", "firms", "embed", "seed")}
    if not plan.results.exists():
        return {"plan": said, "stages": {}}
    found: dict[str, Any] = json.loads(plan.results.read_text("utf-8"))
    if found["plan"] != said:
        sys.exit(f"{plan.results} holds another plan: {found['plan']}. Choose another --home, or the same numbers.")
    return found


def keep(plan: Plan, results: dict[str, Any]) -> None:
    """Whole or not at all."""
    draft = plan.results.with_suffix(".draft")
    draft.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(plan.results)


def machine() -> dict[str, Any]:
    """What it ran on: cores, memory, processor; no names."""
    told = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = next((line.split(":", 1)[1].strip() for line in told.splitlines() if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "processor": model or platform.machine(),
        "python": platform.python_version(),
    }


def together(measured: list[Measured]) -> dict[str, Any]:
    """Commands of one stage as one: times add up, the highest peak counts."""
    return {
        "wall": round(sum(one.wall for one in measured), 2),
        "cpu": round(sum(one.cpu for one in measured), 2),
        "peak_mb": round(max(one.peak_mb for one in measured)),
        "peak_is_pss": all(one.peak_is_pss for one in measured),
        "disk_mb": round(sum(one.disk_mb for one in measured)),
        "load": round(measured[0].load, 2),
    }


class Through:
    """Which commands of a stage are through, with what they cost: a stage that was killed goes on after them.

    What a command that was killed had cost until then is not known; `cut_off` counts these.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        told = json.loads(place.read_text("utf-8")) if place.exists() else {}
        self.done: list[dict[str, Any]] = told.get("done", [])
        self.cut_off: int = told.get("cut_off", 0) + bool(told.get("begun"))
        self.begun: list[str] = []

    def is_done(self, command: Command) -> bool:
        """It need not be run again."""
        return any(one["command"] == list(command) for one in self.done)

    def begin(self, command: Command) -> None:
        """It runs from now on."""
        self.begun = list(command)
        self.keep()

    def end(self, command: Command, measured: Measured) -> None:
        """It is through."""
        self.done.append({"command": list(command), "measured": asdict(measured)})
        self.begun = []
        self.keep()

    def keep(self) -> None:
        """Whole or not at all."""
        draft = self.place.with_suffix(".draft")
        draft.write_text(json.dumps({"done": self.done, "begun": self.begun, "cut_off": self.cut_off}), "utf-8")
        draft.replace(self.place)

    def measured(self) -> list[Measured]:
        """What the commands cost."""
        return [Measured(**one["measured"]) for one in self.done]


def do(stage: Stage, plan: Plan) -> dict[str, Any]:
    """One stage: its commands one after the other, then its floor."""
    log, through = plan.home / f"{stage.name}.log", Through(plan.home / f"{stage.name}.through.json")
    for command in stage.commands(plan):
        if through.is_done(command):
            continue
        through.begin(command)
        measured = run(command, home=plan.home, log=log, environment=plan.environment())
        if measured.code not in (0, 3):  # 3: done, but rows were rejected
            tail = log.read_text("utf-8", "replace")[-2000:]
            sys.exit(f"stage {stage.name} ended with code {measured.code}; call again to go on. {log}:\n{tail}")
        through.end(command, measured)
    result = together(through.measured()) | {"date": time.strftime("%Y-%m-%d %H:%M"), "cut_off": through.cut_off}
    through.place.unlink()
    told = plan.home / f"{stage.name}.json"
    if told.exists():
        result["told"] = json.loads(told.read_text("utf-8"))
    elif said := last_json(log):
        result["told"] = said
    for more in stage.tells:
        result["told"] = {**result.get("told", {}), more: json.loads((plan.home / f"{more}.json").read_text("utf-8"))}
    if stage.floor:
        subprocess.run(part("floors", plan, "--floor", stage.floor), env=plan.environment(), check=True)
        result["floor"] = json.loads((plan.home / f"floor-{stage.floor}.json").read_text("utf-8"))
    return result


def last_json(log: Path) -> dict[str, Any] | None:
    """The last line of a log that is an object, as commands with --json leave it."""
    for line in reversed(log.read_text("utf-8", "replace").splitlines()):
        if line.startswith("{") and line.endswith("}"):
            try:
                return dict(json.loads(line))
            except ValueError:
                continue
    return None


def main() -> None:
    """Run what is left, and tell."""
    options = given.parser(__doc__)
    options.add_argument("--stage", action="append", choices=NAMES, help="only this one, again; may be repeated")
    options.add_argument("--report", type=Path, help="write the results as a page")
    options.add_argument("--report-only", action="store_true", help="run nothing")
    chosen = options.parse_args()
    plan = given.plan_of(chosen)
    plan.data.mkdir(parents=True, exist_ok=True)
    results = known(plan)
    for stage in STAGES:
        wanted = stage.name in chosen.stage if chosen.stage else stage.name not in results["stages"]
        if wanted and not chosen.report_only:
            print(f"{stage.name} …", flush=True)
            results["stages"][stage.name] = do(stage, plan)
            results["machine"] = machine()
            keep(plan, results)
            print(json.dumps({stage.name: results["stages"][stage.name]}, ensure_ascii=False), flush=True)
    page = written(results, asdict(plan))
    if chosen.report:
        chosen.report.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
