"""Apache Spark as a batch runner: tiles are partitions of a job, computed by `mapPartitions` on the executors.

Spark tries a failed task again on another executor and replaces executors that die. Several tiles make one job, and two
jobs run at once, so that what is finished is kept soon and no core waits for the slowest tile of a job.
"""

from __future__ import annotations

import os
import queue
import re
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.batch.travel import archive
from zhiqiao.engines.batch.work import ONE_THREAD, TRIES, Piece, Tell, compute_all, failed

ROUNDS = 2
"""Tiles of one job for each core of the cluster."""
JOBS = 2
LOOK_EVERY = 0.5
REACH_SECONDS = 60

try:
    import pyspark
except ImportError as missing:
    raise Refused([Problem("batch_runner_is_installed", given="Apache Spark", data={"package": "spark"})]) from missing


class SparkWorkers:
    """The executors of the cluster at `master`: `spark://host:port`, `local-cluster[2,1,1024]`, `local[*]`, `yarn`."""

    def __init__(self, master: str) -> None:
        self.master = self.id = master

    def made(self, pieces: list[Piece], tell: Tell) -> Iterator[tuple[str, bytes]]:
        """Results job by job."""
        folder = Path(tempfile.mkdtemp(prefix="zhiqiao-spark-"))
        context = None
        try:
            context = self.connected(folder)
            yield from Jobs(context, pieces, tell).results()
        finally:
            if context is not None:
                context.cancelAllJobs()
                context.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def connected(self, folder: Path) -> pyspark.SparkContext:
        """A context with our settings; refused when there is no Java or the cluster does not answer."""
        if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
            raise Refused([Problem("batch_java_is_installed", given=self.master)])
        conf = pyspark.SparkConf().setMaster(self.master).setAppName("zhiqiao")
        for name, value in settings(self.master, folder).items():
            conf.setIfMissing(name, value)
        try:
            knock(self.master)
            context = pyspark.SparkContext(conf=conf, pyFiles=[str(archive(folder))])
            wait_for_executors(context, self.master)
        except Exception as failure:
            reason = str(failure).strip().splitlines()[0] if str(failure).strip() else type(failure).__name__
            problem = Problem("batch_runner_is_reachable", given=self.master, data={"reason": reason[:200]})
            raise Refused([problem]) from failure
        return context


class Jobs:
    """The pieces as jobs of one context, some at once."""

    def __init__(self, context: pyspark.SparkContext, pieces: list[Piece], tell: Tell) -> None:
        size = max(context.defaultParallelism, 1) * ROUNDS
        self.context, self.tell = context, tell
        self.todo = [pieces[first : first + size] for first in range(0, len(pieces), size)]
        self.done: queue.SimpleQueue[tuple[int, list[tuple[str, bytes]] | Exception]] = queue.SimpleQueue()
        self.running: set[int] = set()
        self.failures: dict[int, int] = {}

    def results(self) -> Iterator[tuple[str, bytes]]:
        """What is finished, job by job; meanwhile tells how many tasks of the running jobs are."""
        waiting = list(range(len(self.todo)))
        while waiting or self.running:
            while waiting and len(self.running) < JOBS:
                job = waiting.pop(0)
                self.running.add(job)
                threading.Thread(target=self.run, args=(job,), daemon=True).start()
            try:
                job, made = self.done.get(timeout=LOOK_EVERY)
            except queue.Empty:
                self.look()
                continue
            self.running.discard(job)
            if isinstance(made, Exception):
                raise Refused([failed(self.todo[job][0].name, reason_of(made))]) from made
            yield from made

    def run(self, job: int) -> None:
        """One job, in a thread of its own."""
        try:
            self.context.setJobGroup(group(job), "zhiqiao")
            pieces = self.todo[job]
            self.done.put((job, self.context.parallelize(pieces, len(pieces)).mapPartitions(compute_all).collect()))
        except Exception as failure:
            self.done.put((job, failure))

    def look(self) -> None:
        """Ask the status tracker."""
        tracker, finished = self.context.statusTracker(), 0
        for job in self.running:
            for known in tracker.getJobIdsForGroup(group(job)):
                told = tracker.getJobInfo(known)
                stages = [tracker.getStageInfo(stage) for stage in told.stageIds] if told else []
                finished += sum(stage.numCompletedTasks for stage in stages if stage)
                self.failures[job] = sum(stage.numFailedTasks for stage in stages if stage)
        self.tell(ahead=finished, retried=sum(self.failures.values()))


def group(job: int) -> str:
    """Under which a job is asked for."""
    return f"zhiqiao-{job}"


def knock(master: str) -> None:
    """Whether anybody answers at spark://host:port; Spark itself would try for a minute."""
    named = re.fullmatch(r"spark://([^:,/]+):(\d+)", master)
    if named:
        socket.create_connection((named[1], int(named[2])), timeout=10).close()


def wait_for_executors(context: pyspark.SparkContext, master: str) -> None:
    """Until the first executor is there."""
    if re.match(r"local(\[|$)", master):
        return
    until = time.monotonic() + REACH_SECONDS
    while len(context._jsc.sc().statusTracker().getExecutorInfos()) < 2:
        if time.monotonic() > until:
            raise TimeoutError(f"no executor after {REACH_SECONDS} s")
        time.sleep(LOOK_EVERY)


def reason_of(failure: Exception) -> str:
    """The line of a Java trace that tells what went wrong in Python; else its first."""
    lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
    told = [
        line for line in lines if re.match(r"(\w+\.)*\w*(Error|Exception|Interrupt)\b", line) and "java" not in line
    ]
    return (told or lines or [type(failure).__name__])[-1 if told else 0]


def settings(master: str, folder: Path) -> dict[str, str]:
    """What a job needs; a value set in spark-defaults.conf or on the command line stays."""
    told = {
        "spark.task.maxFailures": str(TRIES),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
        "spark.local.dir": str(folder),
        "spark.driver.maxResultSize": "0",
        "spark.python.worker.faulthandler.enabled": "true",
        "spark.network.timeout": "120s",
        "spark.deploy.maxExecutorRetries": "-1",
        "spark.executor.memory": "1g",
    }
    told |= {f"spark.executorEnv.{name}": value for name, value in ONE_THREAD.items()}
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return told
