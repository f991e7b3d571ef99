"""Medians of interleaved runs, in processor time, and the peak memory of a child process."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from certify import checker

LONG = 2.0
"""Seconds from which on a run is not repeated."""

Job = Callable[[], float | None]
"""Does the work and returns the seconds it took, or None if there was no result within the limit."""


@dataclass(frozen=True)
class Row:
    """What `method` took for one problem of a series: `at` is n, k, digits or the number of sigmoids."""

    series: str
    at: float
    method: str
    seconds: float | None
    megabytes: float | None = None


def timed(action: Callable[..., Any], *arguments: Any, **options: Any) -> Job:
    """A job that calls our own code, with the checker's tables built anew."""

    def job() -> float:
        checker._exponentials.cache_clear()
        start = time.process_time()
        action(*arguments, **options)
        return time.process_time() - start

    return job


def interleaved(series: str, at: float, jobs: dict[str, Job], repeats: int) -> list[Row]:
    """The median of every job, run in turn with the others."""
    taken: dict[str, list[float | None]] = {name: [] for name in jobs}
    for _ in range(repeats):
        for name, job in jobs.items():
            before = taken[name]
            if not before or (before[0] is not None and before[0] < LONG):
                before.append(job())
    rows = []
    for name, times in taken.items():
        found = [t for t in times if t is not None]
        rows.append(
            Row(series, at, name, statistics.median(found) if len(found) == len(times) else None)
        )
    return rows


def peak(action: Callable[..., Any], *arguments: Any) -> float:
    """The most memory, in megabytes, that a child process takes for this."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_peak, action, arguments).result()


def _peak(action: Callable[..., Any], arguments: tuple[Any, ...]) -> float:
    action(*arguments)
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss counts what the parent had before the child's program began
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
