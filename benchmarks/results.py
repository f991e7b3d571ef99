"""Measured rows as a file for each series, and all of them as tables and a plot."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.timing import Row

LIBRARIES = ("certify", "crival", "python-flint", "mpmath", "numpy", "sympy")


def machine() -> dict[str, str]:
    """What the figures depend on; nothing that names the machine itself."""
    found = {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "Python": platform.python_version(),
    }
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent"
    return found


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def brief(row: Row) -> str:
    """One row for the terminal."""
    if row.megabytes is not None:
        return f"{row.method}: {row.megabytes:.0f} MB"
    taken = "none within the limit" if row.seconds is None else f"{row.seconds:.4g} s"
    return f"{row.at:g}: {row.method}: {taken}"


def save(out: Path, name: str, rows: Sequence[Row], absent: dict[str, str], limit: float) -> None:
    """Writes the rows of one series, for :func:`write`."""
    data = {
        "machine": machine(),
        "absent": absent,
        "limit": limit,
        "rows": [asdict(row) for row in rows],
    }
    (out / f"{name}.json").write_text(json.dumps(data, indent=1) + "\n")


def write(out: Path, names: Iterable[str]) -> None:
    """Writes results.md of these series, and results.svg and results.png if matplotlib is installed."""
    from benchmarks import plot, tables

    paths = [out / f"{name}.json" for name in sorted(names)]
    runs: dict[str, Any] = {path.stem: json.loads(path.read_text()) for path in paths if path.exists()}
    for run in runs.values():
        run["rows"] = [Row(**row) for row in run["rows"]]
    (out / "results.md").write_text(tables.document(runs))
    plot.draw(runs, out)
