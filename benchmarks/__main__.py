"""Measures, and writes the tables and the plot: ``python -m benchmarks [--quick] [--only NAME]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import peers, results, series
from benchmarks.timing import Row


def main(arguments: list[str] | None = None) -> int:
    """0 when everything that can be measured here has been."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few sizes, within seconds")
    parser.add_argument("--only", choices=series.ALL, action="append", help="these series only")
    parser.add_argument("--limit", type=float, default=120, help="seconds for each run of a peer")
    parser.add_argument("--repeats", type=int, help="runs of each; 5, or 1 with --quick")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    given = parser.parse_args(arguments)
    effort = series.Effort(given.quick, given.repeats or (1 if given.quick else 5), given.limit)
    absent = peers.absent()
    for name, what in absent.items():
        print(f"absent: {name} (install {what})")
    given.out.mkdir(parents=True, exist_ok=True)
    for name in given.only or series.ALL:
        rows: list[Row] = []
        for row in series.ALL[name](effort):
            print(f"{name}: {results.brief(row)}", flush=True)
            rows.append(row)
        results.save(given.out, name, rows, absent, effort.limit)
    results.write(given.out, series.ALL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
