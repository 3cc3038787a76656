"""Which batch runner a setting names (批量计算方式)."""

from __future__ import annotations

import re

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.batch.tiled import Tiled

SPARK = re.compile(r"(spark|k8s)://.+|yarn|local|local(-cluster)?\[[\d,.* ]+\]")
POOL = re.compile(r"pool(:(\d{1,4}))?")


def runner_named(name: str) -> Tiled:
    """`pool`, `pool:4`; a Spark master; `ray`, `ray://host:port`. Refused when it is none of these or not installed."""
    if pool := POOL.fullmatch(name):
        from zhiqiao.engines.batch.pool import PoolWorkers

        return Tiled(PoolWorkers(int(pool[2]) if pool[2] else None))
    if SPARK.fullmatch(name):
        from zhiqiao.engines.batch.spark import SparkWorkers

        return Tiled(SparkWorkers(name))
    if name == "ray" or name.startswith("ray://"):
        from zhiqiao.engines.batch.ray import RayWorkers

        return Tiled(RayWorkers(None if name == "ray" else name))
    raise Refused([Problem("batch_runner_is_known", given=name)])
