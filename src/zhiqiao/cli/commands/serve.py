"""`zhiqiao demo`, `serve`, `work` and `status` (示例、网站、任务、状态)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import click
from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from zhiqiao.cli import serving
from zhiqiao.cli.console import answer, as_json, bar, err, remark, table, tell_problems
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import jobs
from zhiqiao.services import embedding, indexing, matching, people, sample

THREADS = 4
"""Of each process: more answered no sooner, for they share one lock, and each has read the database for itself."""


def tell_database() -> None:
    """Which database and, for SQLite, which library and journal mode are in use."""
    if settings.DATABASE_URL:
        remark(_("Database: PostgreSQL"))
        return
    chosen = settings.SQLITE
    remark(
        _("Database: SQLite %(version)s (%(library)s), journal mode %(journal)s")
        % {
            "version": chosen.version,
            "library": chosen.library,
            "journal": chosen.journal,
        }
    )
    if chosen.faulty:
        remark(
            _(
                "This SQLite can lose commits in WAL mode, so the rollback journal is used;"
                " install pysqlite3 for a faster one."
            )
        )


def start_worker() -> subprocess.Popen[bytes]:
    """A worker beside the site, ended with it."""
    return subprocess.Popen([sys.executable, "-m", "zhiqiao.cli.main", "work", "--quiet"], env=os.environ.copy())


@click.command(help=_("Run the web site, the API and a worker."))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=THREADS, show_default=True)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help=_("Processes that answer at the same time; they share the indexes."),
)
@click.option("--no-worker", is_flag=True, help=_("Run no worker beside the site."))
@click.option("--open", "open_", is_flag=True, help=_("Open the site in the browser."))
def serve_command(host: str, port: int, threads: int, processes: int, no_worker: bool, open_: bool) -> None:
    """Run the web site, the API and a worker."""
    tell_database()
    serve(host, port, threads, processes=processes, no_worker=no_worker, open_=open_)


def serve(host: str, port: int, threads: int, *, processes: int = 1, no_worker: bool, open_: bool) -> None:
    """Serve until stopped."""
    url = f"http://{host}:{port}/"
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    for service in embedding.places():
        remark(_("Texts that are searched and matched are sent to %(place)s") % {"place": service})
    try:
        place = serving.listening(host, port)
    except OSError:
        raise click.ClickException(_("Port %(port)s is taken; choose another with --port.") % {"port": port}) from None
    # The worker belongs to this process, and a stop by SIGTERM must reach the `finally` below too.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    worker = None if no_worker else start_worker()

    def ready(first: bool) -> None:
        # The embedder and the index are loaded now, so that the first person who asks does not wait for them.
        matching.suggest_for_text(_("Warming up"), user=people.machine_owner(), limit=1)
        connections.close_all()
        if not first:
            return
        remark(_("The site is open at %(url)s (stop with Ctrl+C)") % {"url": url})
        if open_ and (os.environ.get("DISPLAY") or os.name == "nt" or sys.platform == "darwin"):
            threading.Timer(0.5, webbrowser.open, [url]).start()

    try:
        if processes > 1 and hasattr(os, "fork"):
            serving.answer_in_processes(place, processes, threads, ready)
        else:
            serving.answer_requests(place, threads, ready)
    except KeyboardInterrupt:
        pass
    finally:
        place.close()
        if worker:
            worker.terminate()


@click.command(help=_("Load the sample data, match every need, open the site."))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--no-serve", is_flag=True, help=_("Only load and match."))
@as_json
def demo_command(host: str, port: int, no_serve: bool, json_: bool) -> None:
    """Load the sample data, match every need, open the site."""
    tell_database()
    remark(_("Data folder: %(home)s") % {"home": settings.HOME})
    with bar(_("Sample data")) as progress:
        loaded = sample.load(lambda _what, done, all_: progress(done, all_))
    with bar(_("Matching needs")) as progress:
        matched = matching.suggest_for_all(progress=progress)
    accounts: list[dict[str, Any]] = loaded["accounts"]  # type: ignore[assignment]
    told = {key: value for key, value in loaded.items() if key != "accounts"} | {"matched": matched}
    if json_:
        answer(told | {"accounts": accounts})
    else:
        remark(
            _("Sample: %(patents)s patents, %(firms)s firms, %(needs)s needs; needs with a good match: %(matched)s")
            % (told | {"matched": matched["with_match"]})
        )
        if accounts:
            table(
                [_("Account"), _("Password"), _("Role")],
                [[one["username"], one["password"], one["role"]] for one in accounts],
                title=_("Sign in with"),
            )
    if not no_serve:
        serve(host, port, THREADS, no_worker=False, open_=True)


@click.command(help=_("Do waiting jobs: import, index, grade."))
@click.option("--once", is_flag=True, help=_("Stop when nothing is left."))
@click.option("--quiet", is_flag=True)
def work_command(once: bool, quiet: bool) -> None:
    """Do waiting jobs: import, index, grade."""
    if not quiet:
        tell_database()
    if once:
        done = jobs.run_waiting()
        remark(_("%(done)s jobs done") % {"done": done})
        return
    hand = jobs.worker(batch=False)
    hand.configure_signals()
    if not quiet:
        remark(_("Waiting for jobs (stop with Ctrl+C)"))
    with suppress(Refused):  # the jobs that need what cannot be opened will say so
        indexing.make_ready()
    with jobs.at_work():
        hand.run()


@click.command(help=_("Data, index, jobs and database at a glance."))
@as_json
def status_command(json_: bool) -> None:
    """Data, index, jobs and database at a glance."""
    state = {
        "home": str(settings.HOME),
        "database": "postgresql"
        if settings.DATABASE_URL
        else f"sqlite {settings.SQLITE.version} {settings.SQLITE.journal}",
        "jobs_waiting": jobs.waiting(),
        "jobs_failed": jobs.failed(),
        **indexing.status(),
    }
    models = embedding.models()
    if json_:
        told = [one | {"problem": one["problem"].code if isinstance(one["problem"], Problem) else ""} for one in models]
        answer(state | {"models": told})
        return
    err.print()
    table([_("What"), _("State")], [[key, value] for key, value in state.items()])
    tell_models(models)


def tell_models(models: Sequence[dict[str, object]]) -> None:
    """Which models compare meaning, whether texts leave the machine, and what keeps a model from being used."""
    names = {"meaning": _("Meaning"), "quality": _("Second model"), "reranking": _("Reranking")}
    for one in models:
        where = _("texts are sent there") if one["leaves"] else _("computed here")
        told = _("none") if one["id"] == "none" else f"{one['id']} ({where})"
        remark(f"{names[str(one['use'])]}: {told}")
        if isinstance(one["problem"], Problem):
            tell_problems([one["problem"]])
