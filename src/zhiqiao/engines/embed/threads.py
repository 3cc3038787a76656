"""One thread for matrix products in this process (单线程), and how quick they can be on it.

With two threads on a shared machine the small matrices of our models get five to ten times slower.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import threadpoolctl

MEASURED = 0.15
"""Seconds for which a bare matrix product is measured."""
SIZE = 768


def take_one() -> None:
    """From now on BLAS uses one thread in this process."""
    threadpoolctl.threadpool_limits(limits=1, user_api="blas")


def bare_product(clock: Callable[[], float] = time.perf_counter) -> float:
    """Operations a second, by that clock, of a plain float32 matrix product on one thread."""
    take_one()
    one = np.random.default_rng(1).normal(size=(SIZE, SIZE)).astype(np.float32)
    one @ one
    began, rounds, taken = clock(), 0, 0.0
    while taken < MEASURED:
        one @ one
        rounds += 1
        taken = clock() - began
    return rounds * 2.0 * SIZE**3 / taken
