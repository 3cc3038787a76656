"""Measuring a stage (度量): a command in a process of its own, with its wall time, CPU time, peak memory and disk.

Memory is the proportional share (PSS) of the command and all its children together, looked at every half second: a page
that several of them map is counted once. Where the system does not tell PSS, the largest resident size of any one
process stands in for it, and the figure says so.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.5  # seconds between two looks


@dataclass(frozen=True)
class Measured:
    """What a command cost. Seconds, megabytes (10^6 bytes); `load` is the machine's load when it began."""

    wall: float
    cpu: float
    peak_mb: float
    peak_is_pss: bool
    disk_mb: float
    load: float
    code: int


def run(command: Sequence[str], *, home: Path, log: Path, environment: Mapping[str, str]) -> Measured:
    """Run it to its end; what it says goes to `log`."""
    before, load = size_of(home), os.getloadavg()[0]
    began = time.perf_counter()
    with log.open("ab") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=dict(environment))
        watch = Watch(process.pid)
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.over.set()
        watch.join()
    peak = watch.peak or used.ru_maxrss * 1024
    cpu = used.ru_utime + used.ru_stime
    grown = size_of(home) - before
    return Measured(wall, cpu, peak / 1e6, bool(watch.peak), grown / 1e6, load, process.returncode)


class Watch(threading.Thread):
    """Looks at the memory of a process and all its children until it is over."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self.pid, self.peak, self.over = pid, 0, threading.Event()

    def run(self) -> None:
        """Look, and keep the greatest."""
        while not self.over.wait(EVERY):
            self.peak = max(self.peak, sum(map(share_of, tree(self.pid))))


def tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in task.read_text().split()]
            except OSError:  # it has ended meanwhile
                continue
    return found


def share_of(pid: int) -> int:
    """Proportional share of memory in bytes; 0 where that is not told."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("Pss:")), 0)


def size_of(folder: Path) -> int:
    """Bytes of all files below."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_blocks * 512  # noqa: PTH118
            except OSError:
                continue
    return total
