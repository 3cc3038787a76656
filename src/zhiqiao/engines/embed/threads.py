"""One thread for matrix products in this process (单线程), and how quick they can be on it.

With two threads on a shared machine the small matrices of our models get five to ten times slower.
"""

from __future__ import annotations

import time

import numpy as np
import threadpoolctl

MEASURED = 0.15
"""Seconds for which a bare matrix product is measured."""
SIZE = 768


def take_one() -> None:
    """From now on BLAS uses one thread in this process."""
    threadpoolctl.threadpool_limits(limits=1, user_api="blas")


def bare_product() -> float:
    """Operations a second of a plain float32 matrix product on one thread: the most that a model can reach."""
    take_one()
    one = np.random.default_rng(1).normal(size=(SIZE, SIZE)).astype(np.float32)
    one @ one
    began, rounds, taken = time.perf_counter(), 0, 0.0
    while taken < MEASURED:
        one @ one
        rounds += 1
        taken = time.perf_counter() - began
    return rounds * 2.0 * SIZE**3 / taken
