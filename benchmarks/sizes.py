"""Draws how many sigmoids each construction needs for one ReLU, every point certified as it is drawn.

    python -m benchmarks.sizes

The same numbers are written as JSON.  The dashed curve is the rate exp(-pi sqrt(n)), up to a factor what
the best rational functions of degree n reach for |x|; it is no bound.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from math import exp, pi, sqrt
from pathlib import Path
from typing import Any

import certify
from certify.certificate import Certificate
from certify.constructions import minimax
from certify.errors import MissingExtra
from certify.exact import rough

DECADES = range(1, 9)
"""eps = 10^-d for equal steps."""
GRADED = range(3, 96, 4)
PROVED = (1, 2, 3, 4, 6, 8, 10, 12, 15, 20, 25, 30)
LABELS = {
    "staircase, closed form": "staircase, k = 4, closed form (the article)",
    "staircase, best k": "staircase, best k",
    "midpoint": "midpoint: centres at half steps",
    "graded, closed form": "graded, bound proved for every n",
    "graded": "graded, true error",
    "increasing": "increasing: positive weights and slopes",
    "minimax": "minimax: near the fewest",
}


def points(name: str) -> Iterator[Certificate]:
    """Certificates of one construction, from large to small errors."""
    if name in minimax.TABLES:
        for n in minimax.sizes(name):
            if n:
                yield certify.relu(minimax.entry(n, name).upper, construction=name, n=n)
    elif name == "graded":
        for n in GRADED:
            yield certify.relu("1/2", construction="graded", n=n)
    elif name == "graded, closed form":
        for d in PROVED:
            yield certify.relu(f"1e-{d}", construction="graded", method="closed-form")
    elif name == "staircase, best k":
        for d in DECADES:
            yield certify.relu(f"1e-{d}", "3.67689", method="enclosure")
    elif name == "midpoint":
        for d in DECADES:
            yield certify.relu(f"1e-{d}", construction="midpoint")
    else:
        for d in DECADES:
            yield certify.relu(f"1e-{d}")


def measured(name: str) -> list[tuple[int, str]]:
    """(sigmoids, a certified upper bound of the error) of one construction."""
    found = []
    for certificate in points(name):
        if certificate.verdict != "certified":
            raise RuntimeError(f"{name}: {certificate.reason}")
        found.append((certificate.sigmoids, rough(Fraction(certificate.bound[1]), 4)))
        print(f"{name}: {found[-1][0]} sigmoids, {found[-1][1]}", flush=True)
    return found


def draw(found: dict[str, Any], out: Path) -> None:
    """n against eps, both on logarithmic axes."""
    try:
        import matplotlib
    except ImportError:
        raise MissingExtra("the plot", "plot") from None
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7.5, 5))
    for name, label in LABELS.items():
        sizes, errors = zip(*found[name], strict=True)
        axes.loglog([float(error) for error in errors], sizes, "o-", label=label, markersize=3)
    curve = range(1, 500)
    axes.loglog([rate(n) for n in curve], curve, "k--", linewidth=1, label="exp(-pi sqrt(n))")
    axes.set(xlabel="error on [-1, 1]", ylabel="sigmoids", xlim=(1, 1e-31), ylim=(0.8, 3e8))
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    figure.tight_layout()
    for kind in ("png", "svg"):
        figure.savefig(
            out / f"sizes.{kind}", dpi=120, metadata={"Date": None} if kind == "svg" else None
        )
    pyplot.close(figure)


def rate(n: int) -> float:
    """exp(-pi sqrt(n))."""
    return exp(-pi * sqrt(n))


def main(arguments: list[str] | None = None) -> int:
    """0 when every point was certified."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sizes", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    parser.add_argument("--again", action="store_true", help="draw the numbers that were written before")
    given = parser.parse_args(arguments)
    file = given.out / "sizes.json"
    if given.again:
        found = json.loads(file.read_text(encoding="ascii"))
    else:
        found = {name: measured(name) for name in LABELS}
        file.write_text(json.dumps(found, indent=1) + "\n", encoding="ascii")
    draw(found, given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
