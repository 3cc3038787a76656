"""Compare our engines with those a user would pick instead, side by side in one run.

    python -m bench.engines [--documents 100000] [--queries 200] [--only NAME ...] [--json] [--write FILE]

Peers are installed when they are asked for, into folders beside the product's environment (`--folder`, packages/);
PostgreSQL comes from Debian. Run it on a quiet machine; compare ratios, not milliseconds, between machines.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.config.settings")


def main() -> None:
    """As asked on the command line."""
    from bench.engines.adapter import ADAPTERS
    from bench.national.stock import SEED

    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--documents", type=int, default=100_000)
    asked.add_argument("--queries", type=int, default=200)
    asked.add_argument("--embedded", type=int, default=10_000, help="texts really embedded; the others are drawn")
    asked.add_argument("--seed", type=int, default=SEED)
    asked.add_argument("--stock", type=Path, help="a folder written by bench.national.generate, in place of drawing")
    asked.add_argument("--folder", type=Path, default=ROOT / ".zq" / "bench-engines", help="corpus, packages, indexes")
    asked.add_argument("--only", nargs="+", choices=list(ADAPTERS), metavar="NAME", help=", ".join(ADAPTERS))
    asked.add_argument("--json", action="store_true", help="only the line of JSON")
    asked.add_argument("--write", type=Path, help="write the tables into this file")
    run(asked.parse_args())


def run(told: argparse.Namespace) -> None:
    """Make the corpus, measure, tell."""
    folder = told.folder.resolve()
    os.environ.setdefault("ZHIQIAO_HOME", str(folder / "home"))
    from bench.engines.adapter import ADAPTERS
    from bench.engines.corpus import corpus_in
    from bench.engines.engines import engines_of
    from bench.engines.measure import measured
    from bench.engines.report import about, document, summary

    def tell(line: str) -> None:
        if not told.json:
            print(line, flush=True)

    stock = told.stock.resolve() if told.stock else None
    corpus = corpus_in(
        folder, documents=told.documents, queries=told.queries, embedded=told.embedded, seed=told.seed, stock=stock
    )
    before = about(corpus)
    engines = engines_of(told.only or list(ADAPTERS), corpus, folder, tell)
    kinds = measured(engines, corpus, tell)
    result = {
        "about": before | {"load_after": about(corpus)["load"], "command": command(told)},
        "engines": {engine.name: engine.told | {"failed": engine.failed} for engine in engines},
        "kinds": kinds,
    }
    tell(summary(result))
    if told.write:
        told.write.write_text(document(result), "utf-8")
    print(json.dumps(result, ensure_ascii=False))


def command(told: argparse.Namespace) -> str:
    """The command that makes the same again."""
    parts = ["python -m bench.engines", f"--documents {told.documents}", f"--queries {told.queries}"]
    parts += [f"--embedded {told.embedded}", f"--seed {told.seed}"]
    parts += [f"--only {' '.join(told.only)}"] if told.only else []
    parts += ["--stock FOLDER"] if told.stock else []
    return " ".join(parts) + " --write FILE"


if __name__ == "__main__":
    main()
