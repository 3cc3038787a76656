"""The stages of the national run (全国规模各阶段): which commands each is made of, what it counts, and its floor.

Every stage is what a user would type, in processes of its own; a stage that was killed goes on through the product's
own resumption when the run is started again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhiqiao.domain.codes import Way

ROOT = Path(__file__).resolve().parents[2]
ZHIQIAO = (sys.executable, "-m", "zhiqiao.cli.main", "--language", "en")
Command = tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What is to be run: how much, and where."""

    home: Path
    patents: int = 1_340_000
    firms: int = 17_000
    embed: str = "real"
    seed: int = 20_261_122
    users: int = 8
    processes: int = os.cpu_count() or 1

    @property
    def sheets(self) -> Path:
        """Where the import files lie."""
        return self.home / "sheets"

    @property
    def data(self) -> Path:
        """The data folder of the installation that is measured."""
        return self.home / "data"

    @property
    def results(self) -> Path:
        """What is known so far."""
        return self.home / "results.json"

    @property
    def matches(self) -> Path:
        """The table of all matches."""
        return self.home / "matches.csv.gz"

    def environment(self) -> dict[str, str]:
        """Of every command: the product's defaults on that data folder."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIQIAO_", "DJANGO_"))}
        return kept | {
            "ZHIQIAO_HOME": str(self.data),
            "ZHIQIAO_QUALITY_EMBEDDER": "none",
            "DJANGO_SETTINGS_MODULE": "zhiqiao.config.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))),
            **{name: os.environ[name] for name in ("ZHIQIAO_SHARED_DATA",) if name in os.environ},
        }


@dataclass(frozen=True)
class Stage:
    """One stage: its commands, what it works through, the script that measures its floor ("" : none), and what its
    scripts tell beside the stage's own figures."""

    name: str
    commands: Callable[[Plan], Sequence[Command]]
    counts: str = "patents"
    floor: str = ""
    tells: tuple[str, ...] = ()


def part(name: str, plan: Plan, *more: str) -> Command:
    """A script of this folder on the plan."""
    given = ("--home", str(plan.home), "--patents", str(plan.patents), "--firms", str(plan.firms))
    rest = ("--embed", plan.embed, "--seed", str(plan.seed), "--users", str(plan.users))
    return (sys.executable, "-m", f"bench.national.{name}", *given, *rest, *more)


def generate(plan: Plan) -> list[Command]:
    """The sheets."""
    return [part("sheets", plan)]


def bring_in(plan: Plan) -> list[Command]:
    """Patents, file by file, then enterprises and needs; grading and indexing come as stages of their own."""
    patents = sorted(str(one) for one in plan.sheets.glob("patents-*.csv"))
    command = (*ZHIQIAO, "import", "--no-work", "--errors", str(plan.home / "errors.xlsx"))
    return [
        *((*command, one) for one in patents),
        (*command, "--enterprises", str(plan.sheets / "enterprises.csv")),
        (*command, "--needs", str(plan.sheets / "needs.csv")),
    ]


def grade(plan: Plan) -> list[Command]:
    """Every patent."""
    return [(*ZHIQIAO, "grade", "--json")]


def embed(plan: Plan) -> list[Command]:
    """Every text: computed, or drawn after a sample that is computed."""
    if plan.embed == "drawn":
        return [part("drawn", plan)]
    return [(*ZHIQIAO, "embed", "--json")]


def index(plan: Plan) -> list[Command]:
    """Words, forward index, columns and vectors."""
    return [(*ZHIQIAO, "index", "--json")]


def match_all(plan: Plan) -> list[Command]:
    """All firms with needs against the patents on offer, half of the stock; then how often a need's own were found."""
    work = str(plan.home / "tiles")
    pool = ("--needs", "firms", "--pool", f"way={','.join(Way)}", "--top", "100")
    return [
        (*ZHIQIAO, "match-all", *pool, "--out", str(plan.matches), "--work", work, "--json"),
        part("found", plan),
    ]


STAGES = (
    Stage("generate", generate),
    Stage("import", bring_in, floor="read_sheets"),
    Stage("grade", grade, floor="read_rows"),
    Stage("embed", embed, counts="texts", floor="product"),
    Stage("index", index, floor="read_rows"),
    Stage("match", match_all, counts="pairs", floor="product", tells=("found",)),
    Stage("query", lambda plan: [part("queries", plan)], counts="queries"),
    Stage("http", lambda plan: [part("users", plan)], counts="queries"),
    Stage("update", lambda plan: [part("update", plan)], counts="updates"),
)
NAMES = tuple(stage.name for stage in STAGES)
