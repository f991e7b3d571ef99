"""Three panels: time against n beside the peers, against digits, against the number of sigmoids."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.timing import Row

MARKS = "osD^vP*Xh<>"
COLOURS = [*(f"C{i}" for i in range(10)), "black"]


def draw(runs: dict[str, Any], out: Path) -> None:
    """Writes results.svg and results.png, where matplotlib is installed and there is enough to show."""
    if not find_spec("matplotlib") or not {"peers", "digits", "terms"} <= runs.keys():
        print("no plot: matplotlib is absent, or a series is")
        return
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams |= {"svg.hashsalt": "benchmarks", "font.size": 9}
    from matplotlib import pyplot

    figure, (left, middle, right) = pyplot.subplots(1, 3, figsize=(15, 5.6))
    _peers(left, runs["peers"]["rows"], runs["peers"]["limit"])
    rows = runs["digits"]["rows"]
    _lines(middle, rows, _first(rows, "issuing"))
    middle.set(title="n = 10^12, k = 4", xlabel="digits", ylabel="time (issuing 10 digits = 1)")
    rows = runs["terms"]["rows"]
    _lines(right, rows, _first(rows, "random weights: issuing"))
    right.set(
        title="general sums, 2 digits", xlabel="sigmoids", ylabel="time (issuing for 1 sigmoid = 1)"
    )
    for axes in (left, middle, right):
        axes.set(xscale="log", yscale="log")
        axes.grid(True, alpha=0.3)
        axes.legend(fontsize=7.5, loc="upper center", bbox_to_anchor=(0.5, -0.13), ncol=2)
    left.set_xticks([11, 101, 1001], ["11", "101", "1001"])
    left.minorticks_off()
    figure.tight_layout()
    figure.savefig(out / "results.svg", metadata={"Date": None})
    figure.savefig(out / "results.png", dpi=110)
    pyplot.close(figure)


def _peers(axes: Any, rows: Sequence[Row], limit: float) -> None:
    """Every method against n; where there is no result, an open mark at the limit."""
    unit = _first(rows, "certify")
    methods = list(dict.fromkeys(row.method for row in rows if row.method != "certify"))
    for number, method in enumerate(methods):
        ours = method.startswith("certify")
        mine = [
            (row.at, (row.seconds or limit) / unit, row.seconds) for row in rows if row.method == method
        ]
        [line] = axes.plot(
            [at for at, _, _ in mine], [ratio for _, ratio, _ in mine], "-" if ours else "--",
            marker=MARKS[number % len(MARKS)], color=COLOURS[number % len(COLOURS)], label=method,
            markevery=[s is not None for *_, s in mine],
        )  # fmt: skip
        none = [(at * 1.06 ** (number - 6), ratio) for at, ratio, s in mine if s is None]
        axes.plot(
            [at for at, _ in none], [ratio for _, ratio in none], linestyle="none", fillstyle="none",
            marker=MARKS[number % len(MARKS)], color=line.get_color(), markersize=9,
        )  # fmt: skip
    axes.axhline(limit / unit, color="black", linewidth=0.8)
    axes.annotate(
        f"limit of {limit:g} s; open marks: no result", (11, limit / unit), (0, 9),
        textcoords="offset points",
    )  # fmt: skip
    axes.set(
        title="staircase, k = 4, 3 digits",
        xlabel="n",
        ylabel="time (certify at n = 11 = 1)",
        xlim=(8, 1500),
        ylim=(0.5, 6 * limit / unit),
    )


def _lines(axes: Any, rows: Sequence[Row], unit: float) -> None:
    """Every method against `at`; families of problems share colours, and the second is dashed."""
    methods = list(dict.fromkeys(row.method for row in rows))
    names = list(dict.fromkeys(method.split(": ")[-1] for method in methods))
    for method in methods:
        number = names.index(method.split(": ")[-1])
        mine = [(row.at, row.seconds / unit) for row in rows if row.method == method and row.seconds]
        axes.plot(
            *zip(*mine), "--" if method.startswith("random") else "-", label=method,
            marker=MARKS[number], markersize=4, color=COLOURS[number],
        )  # fmt: skip


def _first(rows: Sequence[Row], method: str) -> float:
    return next(row.seconds for row in rows if row.method == method and row.seconds)
