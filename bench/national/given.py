"""The options every script of the national run understands (公共参数)."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from bench.national.stages import Plan


def parser(what: str | None) -> argparse.ArgumentParser:
    """With the plan's options."""
    options = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--home", type=Path, required=True, help="where sheets, data and results lie")
    options.add_argument("--patents", type=int, default=Plan.patents)
    options.add_argument("--firms", type=int, default=Plan.firms)
    options.add_argument("--embed", choices=("real", "drawn"), default="real")
    options.add_argument("--seed", type=int, default=Plan.seed)
    options.add_argument("--users", type=int, default=Plan.users)
    return options


def plan_of(given: argparse.Namespace) -> Plan:
    """The plan they say."""
    return Plan(given.home.resolve(), given.patents, given.firms, embed=given.embed, seed=given.seed, users=given.users)


def start(plan: Plan) -> None:
    """The product on the plan's data folder, in this process."""
    os.environ.update(plan.environment())
    import django

    django.setup()


def tell(plan: Plan, name: str, found: dict[str, Any]) -> None:
    """What a script found beside what its process cost; the run puts the two together."""
    (plan.home / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
