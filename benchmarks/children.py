"""Programs that are run beside us: their processor time, and a limit of it."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Sequence
from pathlib import Path


def run(
    command: Sequence[str], limit: float, *, given: str = "", folder: Path | None = None
) -> tuple[float, str | None]:
    """Seconds of processor time, and what is printed; None if it fails or needs more than the limit."""
    most = max(int(limit), 1)
    before = _spent()
    done = subprocess.run(
        command, input=given, cwd=folder, capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (most, most)),
    )  # fmt: skip
    return _spent() - before, done.stdout if done.returncode == 0 else None


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
